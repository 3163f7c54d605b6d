"""``kemas counts``: bins are counted and held against the books, by plan or when asked for."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.clock import local
from core.counting import asked, commands, plans, posting, queries, sheets
from core.counting.commands import Wanted
from core.counting.posting import Conflict
from core.counting.queries import Count
from core.counting.report import By, accuracy
from core.counting.rules import counting_rules
from core.counting.states import OPEN, Kind
from core.errors import NotFound, Refusal
from core.files.writing import Cell, write_table
from core.i18n import _, language, ngettext
from core.money import Money, show
from core.paper.documents import Document
from core.shipping.settings import ShippingSettings
from core.stock.places import warehouse_id
from core.transaction import Transaction, run
from tui.arguments import positive
from tui.commands import count_plans, count_scan
from tui.commands.acting import actor_of, operator_option
from tui.commands.count_plans import day
from tui.commands.printing import paper_options, print_it
from tui.context import Context
from tui.shape import shape
from tui.words.counting import count_kind, count_state, move_reason, task_state
from tui.words.verdicts_counting import posted_said


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list counts, those that are open first"))
    listing.add_argument("--all", action="store_true", help=_("also those that are over"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show a count, bin by bin"))
    showing.set_defaults(run=_show)
    making = actions.add_parser("new", help=_("have bins counted; without bins: all of them"))
    making.add_argument("bins", metavar="BIN", nargs="*", help=_("the bins"))
    making.add_argument("--zone", default="", help=_("all bins of this zone"))
    making.add_argument("--on", type=day, metavar="DAY", help=_("when, else today"))
    making.add_argument("--note", default="", metavar="TEXT")
    shown = making.add_mutually_exclusive_group()
    shown.add_argument("--shown", action="store_true", help=_("show what should be there"))
    shown.add_argument("--blind", action="store_true", help=_("do not show it"))
    making.set_defaults(run=_new)
    again = actions.add_parser("recount", help=_("have a bin counted once more"))
    again.set_defaults(run=_recount)
    keeping = actions.add_parser("keep", help=_("what was counted is right although goods moved"))
    keeping.set_defaults(run=_keep)
    posting_ = actions.add_parser("post", help=_("set the books right by what was counted"))
    posting_.add_argument("--partial", action="store_true", help=_("leave out what is not counted"))
    posting_.set_defaults(run=_post)
    cancelling = actions.add_parser("cancel", help=_("nothing of it goes into the books"))
    cancelling.add_argument("--reason", required=True, help=_("why"))
    cancelling.set_defaults(run=_cancel)
    for one in (showing, again, keeping, posting_, cancelling):
        one.add_argument("number", metavar="NO", help=_("as in: counts list"))
    for one in (again, keeping):
        one.add_argument("bin", metavar="BIN", help=_("the bin"))
    again.add_argument("sku", metavar="SKU", nargs="?", default="", help=_("only this product"))
    keeping.add_argument("sku", metavar="SKU", help=_("the product"))
    for one in (making, again, keeping, posting_, cancelling):
        operator_option(one)
    reporting = actions.add_parser("report", help=_("how right the books are, over time"))
    reporting.add_argument(
        "--by",
        choices=[each.value for each in By],
        default=By.MONTH.value,
        help=_("a row for each"),
    )
    reporting.add_argument("--from", dest="first", type=day, metavar="DAY", help=_("from this day"))
    reporting.add_argument("--to", dest="last", type=day, metavar="DAY", help=_("to this day"))
    reporting.set_defaults(run=_report)
    printing = actions.add_parser("print", help=_("print the sheet of a count, to count on paper"))
    printing.add_argument("number", metavar="NO", help=_("as in: counts list"))
    printing.add_argument("bins", metavar="BIN", nargs="*", help=_("the bins; else all of them"))
    paper_options(printing)
    printing.add_argument("--preview", action="store_true", help=_("show it, print nothing"))
    printing.set_defaults(run=_print)
    exporting = actions.add_parser("export", help=_("write the sheet of a count to a file"))
    exporting.add_argument("number", metavar="NO", help=_("as in: counts list"))
    exporting.add_argument("file", metavar="FILE", help=_("ends in .csv or .xlsx"))
    exporting.set_defaults(run=_export)
    count_scan.add(actions)
    count_plans.add(actions)


def _here(context: Context) -> int:
    with context.reading() as tx:
        return warehouse_id(tx, context.config.station.warehouse)


def _bring_up(context: Context) -> int:
    """Make what is due and what was asked for; gives the warehouse."""
    here, rules = _here(context), counting_rules(context.config)
    plans.make_due(context.database, rules, here)
    asked.gather(context.database, rules, here)
    return here


def _list(context: Context) -> None:
    here = _bring_up(context)
    states = () if context.args.all else OPEN
    with context.reading() as tx:
        found = queries.page(tx, here, states, limit=context.args.limit)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    rows = [
        {
            "number": one.number,
            "kind": count_kind(one.kind),
            "state": count_state(one.state),
            "bins": f"{one.bins - one.left}/{one.bins}",
            "due": one.due_on,
            "note": " · ".join(part for part in (one.zone, one.note) if part),
        }
        for one in found
    ]
    headings = {
        "number": _("Number"),
        "kind": _("What"),
        "state": _("State"),
        "bins": _("Bins"),
        "due": _("Due"),
        "note": _("Note"),
    }
    return context.out.items(rows, headings, empty=_("Nothing is to be counted."))


def _show(context: Context) -> None:
    _bring_up(context)
    with context.reading() as tx:
        found = queries.by_number(tx, context.args.number)
        rows = sheets.sheet(tx, found)
        doubtful = posting.conflicts(tx, found.id) if found.state in OPEN else []
        strange = queries.strange_codes(tx, found.id)
    out = context.out
    if out.as_json:
        told = shape(found, context.config)
        told["lines"] = [shape(row, context.config) for row in rows]
        told["moved"] = [_conflict(context, one) for one in doubtful]
        told["unknown_codes"] = [shape(one, context.config) for one in strange]
        return out.data(told)
    out.line(_told(found))
    headings = {
        "bin": _("Bin"),
        "state": _("State"),
        "sku": _("SKU"),
        "name": _("Name"),
        "lot": _("Lot"),
        "expected": _("Expected"),
        "counted": _("Counted"),
        "difference": _("Off by"),
    }
    shown = [asdict(row) | {"state": task_state(row.state)} for row in rows]
    for each in shown:
        if each["difference"] is not None:
            each["difference"] = f"{each['difference']:+d}"
    out.items(shown, headings, empty=_("Nothing is to be counted."))
    for one in strange:
        out.line(_("{bin}: {code} is not known.").format(bin=one.bin, code=one.code))
    for conflict in doubtful:
        out.line(_conflict_said(context, conflict))
    return None


def _told(found: Count) -> str:
    said = _("{number} ({kind}): {state}, {done} of {bins} bins counted.")
    return said.format(
        number=found.number,
        kind=count_kind(found.kind),
        state=count_state(found.state),
        done=found.bins - found.left,
        bins=found.bins,
    )


def _conflict(context: Context, one: Conflict) -> dict[str, Any]:
    return {
        "bin": one.bin,
        "sku": one.line.sku,
        "lot": one.line.lot,
        "counted": one.line.counted,
        "expected": one.line.expected,
        "on_hand_now": one.now.on_hand,
        "can_be_kept": one.can_be_kept,
        "moves": [shape(each, context.config) for each in one.moves],
    }


def _conflict_said(context: Context, one: Conflict) -> str:
    said = _("{bin} {sku}: {counted} counted, {expected} expected; moved since: {moves}.")
    zone = context.config.shop.timezone
    moves = [
        f"{each.units:+d} {local(each.at, zone):%H:%M} {move_reason(each.reason)} {each.reference}"
        for each in one.moves
    ]
    return said.format(
        bin=one.bin,
        sku=one.line.sku,
        counted=one.line.counted,
        expected=one.line.expected,
        moves=", ".join(each.strip() for each in moves) or _("while it was counted"),
    )


def _new(context: Context) -> None:
    args, here = context.args, _here(context)
    blind = args.blind or (context.config.counting.blind and not args.shown)
    kind = Kind.SOME if args.bins else Kind.FULL
    wanted = Wanted(kind, args.bins, args.zone, blind, args.note, args.on)
    with context.writing(actor_of(context)) as tx:
        _say(context, commands.make(tx, here, wanted))


def _recount(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        found = queries.by_number(tx, args.number)
        commands.recount(tx, found.id, args.bin, args.sku)
        _say(context, queries.one_count(tx, found.id))


def _keep(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        found = queries.by_number(tx, args.number)
        task = commands.task_of(tx, found, args.bin)
        mine = [
            line
            for line in queries.lines_of(tx, task.id)
            if line.sku.casefold() == args.sku.casefold() and line.counted is not None
        ]
        if not mine:
            raise NotFound("count_line_unknown", sku=args.sku, bin=task.bin)
        for line in mine:
            commands.keep(tx, found.id, line.id)
        _say(context, queries.one_count(tx, found.id))


def _cancel(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = queries.by_number(tx, context.args.number)
        _say(context, commands.cancel(tx, found.id, context.args.reason))


def _post(context: Context) -> None:
    args, rules = context.args, counting_rules(context.config)

    def work(tx: Transaction) -> posting.Posted:
        found = queries.by_number(tx, args.number)
        return posting.post_count(tx, rules, found.id, partial=args.partial)

    done = run(context.database, actor_of(context), work)
    ready = context.promise(done.count.warehouse_id)
    if context.out.as_json:
        return context.out.data(shape(done, context.config) | {"orders_ready": ready})
    said = _("{count} is posted: {found_said}")
    told = {name: getattr(done, name) for name in done.__dataclass_fields__ if name != "count"}
    line = said.format(count=done.count.number, found_said=posted_said(told))
    if done.unknown:
        more = ngettext(
            "The cost of {count} product is not known.",
            "The cost of {count} products is not known.",
            done.unknown,
        )
        line += " " + more.format(count=done.unknown)
    return context.out.line(line)


def _say(context: Context, found: Count) -> None:
    if context.out.as_json:
        context.out.data(shape(found, context.config))
        return
    context.out.line(_told(found))


def _report(context: Context) -> None:
    args, here = context.args, _here(context)
    with context.reading() as tx:
        found = accuracy(tx, here, By(args.by), args.first, args.last)
    if context.out.as_json:
        return context.out.data(
            [shape(one, context.config) | {"percent": one.percent} for one in found]
        )
    rows = [
        {
            "name": one.name,
            "lines": one.lines,
            "percent": f"{one.percent} %",
            "more": one.more,
            "less": one.less,
            "value": show(Money(one.value, one.currency), language()),
            "value_off": show(Money(one.value_off, one.currency), language()),
        }
        for one in found
    ]
    headings = {
        "name": _("What"),
        "lines": _("Lines"),
        "percent": _("Right at first"),
        "more": _("Found"),
        "less": _("Missing"),
        "value": _("Worth"),
        "value_off": _("Off in all"),
    }
    return context.out.items(rows, headings, empty=_("No count was posted then."))


_HEAD = ("bin", "state", "sku", "name", "lot", "expected", "counted", "difference", "value")


def _print(context: Context) -> None:
    args = context.args

    def make(tx: Transaction, settings: ShippingSettings) -> Document:
        return sheets.paper_of(tx, settings, queries.by_number(tx, args.number), args.bins)

    print_it(context, make)


def _export(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        found = queries.by_number(tx, args.number)
        rows = sheets.sheet(tx, found)
    cells: list[list[Cell]] = [
        [
            row.bin,
            task_state(row.state),
            row.sku,
            row.name,
            row.lot,
            row.expected,
            row.counted,
            row.difference,
            None if row.value is None else Money(row.value, found.currency).decimal,
        ]
        for row in rows
    ]
    try:
        count = write_table(Path(args.file), _HEAD, cells)
    except IsADirectoryError as error:
        raise Refusal("file_is_directory", path=args.file) from error
    if context.out.as_json:
        return context.out.data({"file": args.file, "rows": count})
    told = ngettext("{count} line in {file}.", "{count} lines in {file}.", count)
    return context.out.line(told.format(count=count, file=args.file))
