"""Statements of couriers at a real station: looked at line by line, then taken in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import NotAllowed
from core.files.reasons import CELL_WORDS
from core.files.reasons import say as say_reason
from core.i18n import _, language, ngettext
from core.money import Money, show
from core.orders.status import policy_of
from core.people.permissions import Permission
from core.shipping.cod.looking import Held, held_against
from core.shipping.cod.reading import Statement, read_statement
from core.shipping.cod.statements import import_statement
from core.shipping.settings import settings_of
from core.transaction import Actor, reading
from tui.given_path import given_path
from tui.goods_views import FileDiff, Progress
from tui.live.lists import courier_name
from tui.words.hand_over import line_state
from tui.words.refusals import SENTENCES

if TYPE_CHECKING:
    from core.database import Database
    from core.settings import Config
    from core.shipping.desk import Desk

SHOWN = 200
"""Lines that are shown of a long file."""


@dataclass(frozen=True, slots=True)
class _Plan:
    path: Path
    courier: str


class LiveStatementFiles:
    """Follows `tui.goods_views.StatementFiles`."""

    def __init__(self, database: Database, config: Config, desk: Desk) -> None:
        self._database = database
        self._config = config
        self._desk = desk

    def couriers(self) -> tuple[tuple[str, str], ...]:
        """Code and name of all of them, the usual one first."""
        couriers = settings_of(self._config).couriers
        codes = sorted(couriers.codes, key=lambda code: code != couriers.default)
        return tuple((code, courier_name(self._config, code)) for code in codes)

    def look(self, path: str, courier: str, progress: Progress) -> FileDiff:
        """Hold a statement against the parcels; a name alone is looked for among Kemas's data."""
        file = given_path(self._config, path)
        code = settings_of(self._config).couriers.get(courier).code
        columns = self._config.couriers.get(code).remittance
        found = read_statement(file, columns, self._config.shop.currency)
        with reading(self._database) as tx:
            held = held_against(tx, code, found.lines[:SHOWN], self._config.shop.currency)
        progress(len(found.lines), len(found.lines))
        return self._shown(found, held, _Plan(file, code))

    def apply(self, diff: FileDiff, progress: Progress) -> str:
        """Take it in; the same file once more changes nothing."""
        who = self._desk.operator()
        if who is None:
            raise NotAllowed("not_signed_in", permission=Permission.PAYMENT_CONFIRM.value)
        return self._taken(diff.plan, who, progress)

    def _taken(self, plan: _Plan, who: Actor, progress: Progress) -> str:
        config = self._config
        done = import_statement(
            self._database,
            who,
            policy_of(config),
            settings_of(config).couriers,
            config.couriers.get(plan.courier).remittance,
            plan.courier,
            plan.path,
            config.shop.currency,
            progress,
        )
        if done.lines and done.known == done.lines:
            said = _("{source} was taken in before: nothing is changed.")
            return said.format(source=done.source)
        said = _("{source}: {lines} lines, {known} known before; {amount} confirmed.")
        amount = show(Money(done.confirmed, done.currency), language())
        parts = [said.format(source=done.source, lines=done.lines, known=done.known, amount=amount)]
        parts += [f"{line_state(one)}: {count}." for one, count in sorted(done.states.items())]
        return " ".join(parts)

    def _shown(self, found: Statement, held: tuple[Held, ...], plan: _Plan) -> FileDiff:
        currency = self._config.shop.currency
        total = show(Money(sum(one.amount for one in found.lines), currency), language())
        said = _("{source}, {courier}: {lines} lines, {amount}; {bad} not right.").format(
            source=found.name,
            courier=courier_name(self._config, plan.courier),
            lines=f"{len(found.lines):,}",
            amount=total,
            bad=f"{len(found.refused):,}",
        )
        lines = [self._line(one, one.currency) for one in held]
        rest = len(found.lines) - len(held)
        if rest:
            more = ngettext("… and {count} more.", "… and {count} more.", rest)
            lines.append(more.format(count=f"{rest:,}"))
        words = {**SENTENCES, **CELL_WORDS}
        wrong = [say_reason(one, words) for one in found.refused[:SHOWN]]
        return FileDiff(said, tuple(wrong), tuple(lines), bool(found.lines), plan)

    def _line(self, one: Held, currency: str) -> str:
        amount = show(Money(one.line.amount, currency), language())
        said = f"{one.line.waybill}  {one.order_no}  {amount}  {line_state(one.state)}"
        if one.order_no and one.line.amount != one.owed and one.line.amount:
            said += " " + _("(expected {amount})").format(
                amount=show(Money(one.owed, currency), language())
            )
        return said
