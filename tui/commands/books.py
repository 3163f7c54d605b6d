"""``kemas books``: the journal for the accountant, its chart of accounts, and closed periods."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from core.bookkeeping.accounts import Role
from core.bookkeeping.closing import close, closings
from core.bookkeeping.exporting import Exported, export, last_exports
from core.bookkeeping.files import Change, rows_of
from core.bookkeeping.journal import book_rules
from core.bookkeeping.periods import Period, month_named, period
from core.errors import Refusal
from core.i18n import _, ngettext, show_time
from core.people.permissions import Permission, require
from tui.arguments import day
from tui.books_file import save
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.books import change_words, role_words

_SHOWN = 20
"""Changes that are named; all of them are in the JSON."""


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    exporting = actions.add_parser("export", help=_("write the journal of a period as CSV"))
    _days(exporting)
    exporting.add_argument(
        "--to", type=Path, metavar="FILE", help=_("the file; else it goes to the standard output")
    )
    exporting.set_defaults(run=_export)
    closing = actions.add_parser("close", help=_("close a period: its file stays as it is"))
    _days(closing)
    closing.set_defaults(run=_close)
    listing = actions.add_parser("list", help=_("which periods were exported and closed"))
    listing.set_defaults(run=_list)
    naming = actions.add_parser("accounts", help=_("the chart of accounts that is used"))
    naming.set_defaults(run=_accounts)
    for one in actions.choices.values():
        operator_option(one)


def _days(parser: ArgumentParser) -> None:
    parser.add_argument("--month", metavar="MONTH", help=_("as 2026-11"))
    parser.add_argument("--from", dest="since", type=day, metavar="DAY", help=_("from this day on"))
    parser.add_argument("--until", type=day, metavar="DAY", help=_("to this day"))


def _period(context: Context) -> Period:
    args = context.args
    days = (args.since, args.until)
    if args.month and days == (None, None):
        return month_named(args.month)
    if args.month or None in days:
        raise Refusal("books_which")
    return period(args.since, args.until)


def _export(context: Context) -> None:
    wanted, to = _period(context), context.args.to
    made = export(context.database, actor_of(context), book_rules(context.config), wanted)
    if to is not None:
        save(to, made.data)
    if context.out.as_json:
        told = {
            "period": made.period.name,
            "from": made.period.since,
            "until": made.period.until,
            "entries": made.entries,
            "sha256": made.sha256,
            "closed": made.closed,
            "last": made.before,
            "changed": made.changed,
            "cost_unknown": made.unknown,
            "file": None if to is None else str(to),
        }
        if to is None:
            told["lines"] = rows_of(made.data)
        context.out.data(shape(told, context.config))
        return
    if to is None:
        context.out.line(made.data.decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n"))
    else:
        said = ngettext(
            "{period}: {count} entry, in {path}",
            "{period}: {count} entries, in {path}",
            made.entries,
        )
        count = f"{made.entries:,}"
        context.out.line(said.format(period=made.period.name, count=count, path=to))
    _remark(context, made)


def _remark(context: Context, made: Exported) -> None:
    """What a person should know beside the file; not within it."""
    note = context.out.note
    note(_("SHA-256 {digest}").format(digest=made.sha256))
    if made.closed:
        note(_("The period is closed: the file is the one that it was closed with."))
    elif made.before is not None:
        when = show_time(made.before, context.config.shop.timezone)
        if not made.changed:
            note(_("Nothing changed since {when}.").format(when=when))
        else:
            _tell_changes(context, made.changed, when)
    if made.unknown:
        skus = ", ".join(made.unknown[:_SHOWN])
        said = _("Nobody knows what these cost, so what moved of them is not in it: {skus}")
        note(said.format(skus=skus))


def _tell_changes(context: Context, changed: tuple[Change, ...], when: str) -> None:
    count = len(changed)
    said = ngettext(
        "{count} entry is not as it was {when}:",
        "{count} entries are not as they were {when}:",
        count,
    )
    context.out.note(said.format(count=f"{count:,}", when=when))
    for one in changed[:_SHOWN]:
        context.out.note("  " + change_words(one))
    if count > _SHOWN:
        more = ngettext("… and {count} more.", "… and {count} more.", count - _SHOWN)
        context.out.note("  " + more.format(count=f"{count - _SHOWN:,}"))


def _close(context: Context) -> None:
    wanted = _period(context)
    done = close(context.database, actor_of(context), book_rules(context.config), wanted)
    if context.out.as_json:
        context.out.data(shape(done, context.config))
        return
    said = _("{period} is closed. Later changes of it are told in the next period.")
    context.out.line(said.format(period=done.period.name))
    context.out.note(_("SHA-256 {digest}").format(digest=done.sha256))


def _list(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        made, shut = last_exports(tx), closings(tx)
    if context.out.as_json:
        context.out.data(shape({"exports": made, "closed": shut}, context.config))
        return
    zone = context.config.shop.timezone
    closed = {one.period: one for one in shut}
    exported = {one.period: one for one in made}
    rows = []
    for each in sorted({*closed, *exported}, reverse=True):
        end, last = closed.get(each), exported.get(each)
        entries = end.entries if end is not None else last.entries if last is not None else 0
        rows.append(
            {
                "period": each.name,
                "entries": entries,
                "exported": f"{show_time(last.made_at, zone)}  {last.made_by}" if last else "",
                "closed": f"{show_time(end.closed_at, zone)}  {end.closed_by}" if end else "",
            }
        )
    headings = {
        "period": _("Period"),
        "entries": _("Entries"),
        "exported": _("Exported"),
        "closed": _("Closed"),
    }
    context.out.items(rows, headings, empty=_("No period was exported yet."))


def _accounts(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        require(tx, Permission.BOOKS)
    chart = book_rules(context.config).chart
    rows = [
        {
            "account": chart[role].number,
            "name": chart[role].name,
            "key": role.value,
            "use": role_words(role),
        }
        for role in Role
    ]
    headings = {"account": _("Account"), "name": _("Name"), "key": _("Key"), "use": _("For")}
    context.out.items(rows, headings)
    context.out.note(_("To use your own numbers, write them into [books.accounts]."))
