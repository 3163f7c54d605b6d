"""Statements of banks at a real station: looked at line by line, then taken in."""

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
from core.people.permissions import Permission, require
from core.receivables.banking import import_bank_file
from core.receivables.line_book import known_of
from core.receivables.settings import terms_of
from core.receivables.statements.lines import Line
from core.receivables.statements.reading import read_bank_file
from core.text import clean
from core.transaction import Actor, reading
from tui.given_path import given_path
from tui.goods_views import FileDiff, Progress
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
    bank: str
    account: str


class LiveBankFiles:
    """Follows `tui.goods_views.BankFiles`."""

    def __init__(self, database: Database, config: Config, desk: Desk) -> None:
        self._database = database
        self._config = config
        self._desk = desk

    def banks(self) -> tuple[str, ...]:
        """The layouts of tables that the configuration knows, by name."""
        return tuple(one.name for one in self._config.receivables.banks)

    def look(self, path: str, bank: str, account: str, progress: Progress) -> FileDiff:
        """Read a statement; a name alone is looked for among Kemas's data."""
        who = self._who()
        file = given_path(self._config, path)
        plan = _Plan(file, bank.strip(), clean(account, 60))
        config = self._config
        found = read_bank_file(
            file, config.receivables, plan.bank, plan.account, config.shop.currency
        )
        keys = found.keys()
        with reading(self._database, who) as tx:
            require(tx, Permission.PAYMENT_CONFIRM)
            known = known_of(tx, keys)
        progress(len(found.lines), len(found.lines))
        new = len(keys) - len(known)
        said = _("{source}, account {account}: {lines} lines, {new} new; {bad} not right.").format(
            source=found.name,
            account=found.account,
            lines=f"{len(found.lines):,}",
            new=f"{new:,}",
            bad=f"{len(found.refused):,}",
        )
        pairs = list(zip(keys, found.lines, strict=True))[:SHOWN]
        shown = [self._line(line, known=key in known) for key, line in pairs]
        rest = len(found.lines) - len(shown)
        if rest:
            more = ngettext("… and {count} more.", "… and {count} more.", rest)
            shown.append(more.format(count=f"{rest:,}"))
        words = {**SENTENCES, **CELL_WORDS}
        wrong = tuple(say_reason(one, words) for one in found.refused[:SHOWN])
        return FileDiff(said, wrong, tuple(shown), bool(new), plan)

    def apply(self, diff: FileDiff, progress: Progress) -> str:
        """Take it in: what is certain is applied, all else waits; once more changes nothing."""
        plan: _Plan = diff.plan
        config = self._config
        done = import_bank_file(
            self._database,
            self._who(),
            terms_of(config),
            policy_of(config),
            config.receivables,
            plan.path,
            bank=plan.bank,
            account=plan.account,
            progress=progress,
        )
        if done.lines and done.known == done.lines:
            said = _("{source} was taken in before: nothing is changed.")
            return said.format(source=done.source)
        said = _("{source}: {lines} lines, {known} known before, {out} went out.")
        parts = [
            said.format(source=done.source, lines=done.lines, known=done.known, out=done.out),
            _("Applied at once: {count}").format(count=done.applied) + ".",
            _("Waiting for a person: {count}").format(count=done.waiting) + ".",
        ]
        if done.payouts:
            came = _("Payouts of marketplaces in it: {count}").format(count=done.payouts)
            parts.insert(2, f"{came}.")
        return " ".join(parts)

    def _line(self, line: Line, *, known: bool) -> str:
        amount = show(Money(line.amount, line.currency), language())
        parts = (f"{line.booked_on:%d/%m/%Y}", amount, line.payer, clean(line.text, 60))
        said = "  ".join(part for part in parts if part)
        return f"{said}  " + _("(known)") if known else said

    def _who(self) -> Actor:
        who = self._desk.operator()
        if who is None:
            raise NotAllowed("not_signed_in", permission=Permission.PAYMENT_CONFIRM.value)
        return who
