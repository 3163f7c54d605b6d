"""The books as the station shows them: periods, what each account was moved by, files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.bookkeeping.closing import close, closings, journal_of
from core.bookkeeping.exporting import Exported, export, last_exports
from core.bookkeeping.files import rows_of
from core.bookkeeping.journal import book_rules, booked, count_of, turnovers
from core.bookkeeping.periods import Period, month_before, month_named, month_of, period
from core.errors import NotAllowed
from core.i18n import _, language, ngettext, show_time
from core.money import Money, show
from core.people.permissions import Permission
from core.transaction import Actor, Transaction
from tui.books_file import save, usual_path
from tui.given_path import given_path
from tui.goods_views import FileDiff, Progress
from tui.live.boards import At
from tui.views import BoardRow, Detail, Filter, Ink, Page, Section
from tui.words.books import change_words

if TYPE_CHECKING:
    from core.database import Database
    from core.settings import Config
    from core.shipping.desk import Desk

_MONTHS = 24
_SHOWN = 200


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """The months up to now and all that was exported or closed, the newest first."""
    made = {one.period: one for one in last_exports(tx)}
    shut = {one.period: one for one in closings(tx)}
    each = month_of(tx.today)
    months = [each]
    for _month in range(_MONTHS - 1):
        each = month_before(each.since)
        months.append(each)
    found = []
    for one in sorted({*months, *made, *shut}, reverse=True):
        last, end = made.get(one), shut.get(one)
        entries = end.entries if end is not None else last.entries if last is not None else None
        goes_on = one.until >= tx.today
        state = _("closed") if end is not None else _("goes on") if goes_on else _("open")
        cells = (
            one.name,
            state,
            "" if entries is None else f"{entries:,}",
            f"{show_time(last.made_at, at.zone)}  {last.made_by}" if last is not None else "",
            f"{show_time(end.closed_at, at.zone)}  {end.closed_by}" if end is not None else "",
        )
        if wanted.text.strip().casefold() in " ".join(cells).casefold():
            inks: tuple[Ink, ...] = (
                "strong",
                "quiet" if end is not None else "warn" if not goes_on else "",
            )
            found.append(BoardRow(one.name, cells, inks))
    return Page(tuple(found[offset : offset + limit]), len(found))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """What each account was debited and credited in a period, as it stands now."""
    wanted, rules = named(identifier), book_rules(at.config)
    found = journal_of(tx, rules, wanted)
    rows: dict[str, list[tuple[str, ...]]] = {}
    lines = booked(rules.chart, found.entries)
    for one in turnovers(lines):
        debit, credit = (
            show(Money(each, one.currency), language()) if each else ""
            for each in (one.debit, one.credit)
        )
        cells = (f"{one.account.number} {one.account.name}", debit, credit)
        rows.setdefault(one.currency, []).append(cells)
    sections = [
        Section(currency, ((_("Account"), _("Debit"), _("Credit")), *cells))
        for currency, cells in rows.items()
    ]
    if found.unknown:
        title = _("Nobody knows what these cost")
        sections.append(Section(title, tuple((sku, "") for sku in found.unknown[:_SHOWN])))
    count = count_of(lines)
    said = ngettext("{count} entry", "{count} entries", count).format(count=f"{count:,}")
    return Detail(wanted.name, said, tuple(sections))


def named(identifier: str) -> Period:
    """The period that a row is about."""
    since, line, until = identifier.partition("_")
    if line:
        return period(date.fromisoformat(since), date.fromisoformat(until))
    return month_named(identifier)


@dataclass(frozen=True, slots=True)
class _Plan:
    period: Period
    path: Path
    made: Exported


class LiveBooks:
    """Follows `tui.goods_views.Books`."""

    def __init__(self, database: Database, config: Config, desk: Desk) -> None:
        self._database = database
        self._config = config
        self._desk = desk

    def usual(self, identifier: str) -> str:
        """Where the file of a period goes when nobody says otherwise, among the data of Kemas."""
        return usual_path(named(identifier))

    def look(self, identifier: str, path: str, progress: Progress) -> FileDiff:
        """Make the journal of a period, and say what is in it and what changed."""
        wanted, who = named(identifier), self._who()
        made = export(self._database, who, book_rules(self._config), wanted)
        progress(made.entries, made.entries)
        file = given_path(self._config, path.strip() or self.usual(identifier))
        plan = _Plan(wanted, file, made)
        return FileDiff(self._said(made), self._wrong(made), _lines(made), True, plan)

    def write(self, diff: FileDiff, progress: Progress) -> str:
        """Write the file that was looked at."""
        plan: _Plan = diff.plan
        if plan.path.parent.name == "exports":  # the usual one, wherever files are kept
            plan.path.parent.mkdir(parents=True, exist_ok=True)
        save(plan.path, plan.made.data)
        count = plan.made.entries
        said = ngettext(
            "{period}: {count} entry, in {path}", "{period}: {count} entries, in {path}", count
        )
        return said.format(period=plan.period.name, count=f"{count:,}", path=plan.path)

    def close(self, diff: FileDiff, progress: Progress) -> str:
        """Close the period that was looked at."""
        plan: _Plan = diff.plan
        done = close(self._database, self._who(), book_rules(self._config), plan.period)
        said = _("{period} is closed. Later changes of it are told in the next period.")
        return said.format(period=done.period.name)

    def _who(self) -> Actor:
        who = self._desk.operator()
        if who is None:
            raise NotAllowed("not_signed_in", permission=Permission.BOOKS.value)
        return who

    def _said(self, made: Exported) -> str:
        said = ngettext("{period}: {count} entry.", "{period}: {count} entries.", made.entries)
        parts = [said.format(period=made.period.name, count=f"{made.entries:,}")]
        if made.closed:
            parts.append(_("The period is closed: the file is the one that it was closed with."))
        elif made.before is not None:
            when = show_time(made.before, self._config.shop.timezone)
            count = len(made.changed)
            changed = ngettext(
                "{count} is not as it was {when}.", "{count} are not as they were {when}.", count
            )
            said = changed if count else _("Nothing changed since {when}.")
            parts.append(said.format(count=f"{count:,}", when=when))
        return " ".join(parts)

    def _wrong(self, made: Exported) -> tuple[str, ...]:
        if not made.unknown:
            return ()
        said = _("Nobody knows what these cost, so what moved of them is not in it: {skus}")
        return (said.format(skus=", ".join(made.unknown[:20])),)


def _lines(made: Exported) -> tuple[str, ...]:
    """What changed since the last file; of the first one, its beginning."""
    if made.changed:
        return tuple(change_words(one) for one in made.changed[:_SHOWN])
    found = []
    for row in rows_of(made.data)[:_SHOWN]:
        debit, credit = row["debit"] or "-", row["credit"] or "-"
        found.append(f"  {row['date']}  {row['document']}  {row['account']}  {debit}  {credit}")
    return tuple(found)
