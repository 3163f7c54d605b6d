"""``kemas orders list|export``: the order book at the command line, on screen and as a file."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from pathlib import Path
from typing import Any

from core.i18n import _, ngettext
from core.orders import queries
from core.orders.book.columns import COLUMNS, USUAL, Shown, chosen_columns, goods_text
from core.orders.book.filters import BookFilter
from core.orders.book.queries import counts, ids_of, rows_in_parts
from core.transaction import Transaction
from tui.arguments import positive
from tui.book_files import with_tracking, write_book
from tui.commands import parked
from tui.commands.acting import actor_of, operator_option
from tui.commands.order_filters import filter_options, wanted_of
from tui.context import Context
from tui.shape import shape
from tui.words.book import COLUMNS as HEADINGS
from tui.words.book import cell_text, words_of
from tui.words.states import status_name


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    listing = actions.add_parser("list", help=_("list orders, the latest first"))
    listing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    _options(listing)
    listing.add_argument("--counts", action="store_true", help=_("how many of each status"))
    listing.add_argument("--parked", action="store_true", help=_("orders that could not come in"))
    for kind in ("csv", "xlsx"):
        told = _("write all of them to this file")
        listing.add_argument(f"--{kind}", metavar="FILE", help=told)
    listing.set_defaults(run=_list)
    exporting = actions.add_parser("export", help=_("write a list of orders to a file"))
    exporting.add_argument("file", metavar="FILE", help=_("its name ends in .csv or .xlsx"))
    _options(exporting)
    exporting.set_defaults(run=lambda context: _export(context, Path(context.args.file)))


def _options(parser: ArgumentParser) -> None:
    filter_options(parser)
    operator_option(parser)
    parser.add_argument(
        "--columns",
        type=_columns,
        default=(),
        metavar="NAMES",
        help=_("with commas between: {known}").format(known=", ".join(COLUMNS)),
    )


def _columns(text: str) -> tuple[str, ...]:
    names = tuple(one.strip() for one in text.split(",") if one.strip())
    wrong = [one for one in names if one not in COLUMNS]
    if wrong or not names:
        told = _("{value} is not a column; columns are: {allowed}")
        value = ", ".join(wrong) or text
        raise ArgumentTypeError(told.format(value=value[:60], allowed=", ".join(COLUMNS)))
    return names


def _list(context: Context) -> None:
    args = context.args
    if args.parked:
        return parked.list_parked(context)
    if args.csv or args.xlsx:
        for kind in ("csv", "xlsx"):
            if name := getattr(args, kind):
                path = Path(name)
                _export(context, path if path.suffix else path.with_suffix(f".{kind}"))
        return None
    zone = context.config.shop.timezone
    with context.reading(actor_of(context)) as tx:
        wanted = wanted_of(tx, context)
        if args.counts:
            return _counts(context, tx, wanted)
        ids = ids_of(tx, wanted, zone, args.limit)
        found = [
            shown
            for part in rows_in_parts(tx, ids)
            for shown in with_tracking(tx, part, ("tracking",))
        ]
        if context.out.as_json:
            known = {one.id: one for one in queries.orders_of(tx, ids)}
            return context.out.data([_shaped(context, one, known[one.row.id]) for one in found])
    names = args.columns or USUAL
    words = words_of(context.config)
    rows = [{name: cell_text(one, name, context.config, words) for name in names} for one in found]
    headings = {name: _(HEADINGS[name]) for name in names}
    return context.out.items(rows, headings, empty=_("There are no such orders."))


def _shaped(context: Context, shown: Shown, order: queries.OrderInfo) -> dict[str, Any]:
    """An order for programs: its head, its goods, how its money stands, its tracking numbers."""
    row = shown.row
    found: dict[str, Any] = shape(order, context.config)
    return found | {
        "source": row.source,
        "raw_status": row.raw_status,
        "warehouse": row.warehouse,
        "payment": row.money,
        "products": goods_text(row.goods),
        "goods_lines": shape(row.goods, context.config),
        "tracking": list(shown.tracking),
    }


def _counts(context: Context, tx: Transaction, wanted: BookFilter) -> None:
    found = counts(tx, wanted, context.config.shop.timezone)
    if context.out.as_json:
        return context.out.data({status.value: number for status, number in found.items()})
    rows = [{"status": status_name(one), "orders": number} for one, number in found.items()]
    return context.out.items(rows, {"status": _("Status"), "orders": _("Orders")})


def _export(context: Context, path: Path) -> None:
    columns = chosen_columns(context.args.columns or COLUMNS)

    def progress(done: int, of: int) -> bool:
        said = _("{done} of {all} orders written; Ctrl+C stops.")
        context.out.passing(said.format(done=f"{done:,}", all=f"{of:,}"))
        return True

    with context.reading(actor_of(context)) as tx:
        wanted = wanted_of(tx, context)
        count = write_book(tx, context.config, wanted, columns, path, progress)
    context.out.passing()
    if context.out.as_json:
        return context.out.data({"path": str(path), "orders": count, "columns": list(columns)})
    told = ngettext("{count} order is in {path}.", "{count} orders are in {path}.", count)
    return context.out.line(told.format(count=count, path=path))
