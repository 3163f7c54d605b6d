"""``kemas purchases``: what is bought, from the draft to the last delivery."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from core.catalog import queries as catalog
from core.clock import local
from core.errors import Refusal
from core.files.writing import Cell, write_table
from core.i18n import _, language, ngettext
from core.money import Money, parse, show
from core.purchasing import arrivals, commands, queries
from core.purchasing.commands import Head, Wanted
from core.purchasing.queries import Purchase
from core.purchasing.rules import buying_rules
from core.purchasing.states import PurchaseState
from core.purchasing.supplier_queries import by_code
from core.stock.places import warehouse_id
from core.transaction import Transaction
from tui.arguments import day, positive
from tui.commands import purchase_needs, purchase_papers, purchase_receiving
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.purchases import purchase_state


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list purchase orders, the newest first"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show everything about a purchase order"))
    showing.set_defaults(run=_show)
    adding = actions.add_parser("add", help=_("begin a purchase order"))
    adding.add_argument("supplier", metavar="SUPPLIER", help=_("the supplier's code"))
    adding.set_defaults(run=_add)
    editing = actions.add_parser("edit", help=_("change a draft: its lines, note, rate or day"))
    editing.set_defaults(run=_edit)
    for one in (adding, editing):
        one.add_argument(
            "--line", metavar="SKU=N[@PRICE]", type=_pair, action="append", default=[],
            help=_("a product; SKU=0 takes it out; else the supplier's price"),
        )  # fmt: skip
        one.add_argument("--note", metavar="TEXT")
        one.add_argument("--rate", metavar="N", help=_("what one of its currency costs in ours"))
        one.add_argument("--expected", metavar="DAY", type=day, help=_("when it comes"))
    ordering = actions.add_parser("order", help=_("the supplier was told; goods may come"))
    ordering.set_defaults(run=_order)
    cancelling = actions.add_parser("cancel", help=_("nothing of it will come"))
    cancelling.add_argument("--reason", required=True, help=_("why"))
    cancelling.set_defaults(run=_cancel)
    closing = actions.add_parser("close", help=_("no more of it will come"))
    closing.add_argument("--reason", default="", help=_("why, where something is missing"))
    closing.set_defaults(run=_close)
    for one in (showing, editing, ordering, cancelling, closing):
        one.add_argument("number", metavar="NO", help=_("as in: purchases list"))
    purchase_receiving.add(actions)
    purchase_needs.add(actions)
    purchase_papers.add(actions)
    exporting = actions.add_parser("export", help=_("write lines to a CSV or XLSX file"))
    exporting.add_argument("file", metavar="FILE", help=_("ends in .csv or .xlsx"))
    exporting.add_argument("--number", metavar="NO", help=_("only this purchase order"))
    exporting.set_defaults(run=_export)
    for one in (listing, exporting):
        one.add_argument(
            "--state", choices=[each.value for each in PurchaseState], help=_("only these")
        )
        one.add_argument("--supplier", metavar="CODE", help=_("only of this supplier"))
        one.add_argument("--search", default="", help=_("number, supplier or product"))
    for one in (adding, editing, ordering, cancelling, closing):
        operator_option(one)


def _pair(text: str) -> tuple[str, int, str]:
    sku, equals, rest = text.rpartition("=")
    units, _at, price = rest.partition("@")
    if not equals or not sku or not units.isascii() or not units.isdecimal() or len(units) > 9:
        raise ArgumentTypeError(_("{value} is not SKU=N or SKU=N@PRICE").format(value=text[:60]))
    return sku, int(units), price


def _found(context: Context, tx: Transaction, limit: int) -> list[Purchase]:
    args = context.args
    return queries.page(
        tx,
        states=(PurchaseState(args.state),) if args.state else (),
        supplier_id=by_code(tx, args.supplier).id if args.supplier else None,
        text=args.search,
        limit=limit,
    )


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = _found(context, tx, context.args.limit)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    rows = [
        {
            "number": one.number,
            "supplier": f"{one.supplier} · {one.supplier_name}",
            "state": purchase_state(one.state),
            "units": f"{one.received}/{one.ordered}",
            "total": show(one.total, language()),
            "expected": one.expected_on,
        }
        for one in found
    ]
    headings = {
        "number": _("Number"),
        "supplier": _("Supplier"),
        "state": _("State"),
        "units": _("Units"),
        "total": _("Total"),
        "expected": _("Expected"),
    }
    return context.out.items(rows, headings, empty=_("There are no purchase orders."))


def _show(context: Context) -> None:
    with context.reading() as tx:
        tell(context, tx, queries.by_number(tx, context.args.number))


def tell(context: Context, tx: Transaction, found: Purchase) -> None:
    """Print a purchase order with its lines."""
    lines = queries.lines_of(tx, found.id)
    came = [
        (receipt, arrivals.came_with(tx, receipt.id))
        for receipt in arrivals.receipts_of(tx, found.id)
    ]
    advice = commands.advice(tx, found) if found.state is PurchaseState.DRAFT else []
    if context.out.as_json:
        head: dict[str, Any] = shape(found, context.config)
        rows = [shape(one, context.config) | {"left": one.left} for one in lines]
        told = [
            shape(receipt, context.config)
            | {"lines": [shape(one, context.config) for one in lines_]}
            for receipt, lines_ in came
        ]
        return context.out.data(head | {"lines": rows, "receipts": told})
    line = context.out.line
    line(f"{found.number}  {found.supplier} · {found.supplier_name}  {purchase_state(found.state)}")
    for text in (found.note, found.reason):
        if text:
            line(f"  {text}")
    if found.expected_on:
        line(_("  expected on {day}").format(day=found.expected_on.isoformat()))
    if found.rate:
        rate = _("  one {currency} costs {rate} {shop}")
        shop = context.config.shop.currency
        line(rate.format(currency=found.currency, rate=found.rate, shop=shop))
    shown = [
        {
            "sku": one.sku,
            "name": one.name,
            "ordered": one.quantity,
            "received": one.received,
            "damaged": one.damaged or "",
            "price": show(Money(one.unit_price, found.currency), language()),
            "total": show(Money(one.total, found.currency), language()),
        }
        for one in lines
    ]
    headings = {
        "sku": _("SKU"),
        "name": _("Name"),
        "ordered": _("Ordered"),
        "received": _("Received"),
        "damaged": _("Damaged"),
        "price": _("Price"),
        "total": _("Total"),
    }
    context.out.items(shown, headings, empty=_("It has no lines yet."))
    line(_("Total {amount}").format(amount=show(found.total, language())))
    for receipt, lines_ in came:
        units = sum(-one.quantity if one.takes_back else one.quantity for one in lines_)
        at = local(receipt.created_at, context.config.shop.timezone).strftime("%Y-%m-%d %H:%M")
        said = ngettext(
            "{receipt}: {count} unit on {day} {note}",
            "{receipt}: {count} units on {day} {note}",
            units,
        ).format(receipt=receipt.number, count=units, day=at, note=receipt.delivery_note)
        line(said.strip())
    for one, minimum, pack in advice:
        said = _("Note: {sku} is sold from {minimum} on, in packs of {pack}.")
        line(said.format(sku=one.sku, minimum=minimum, pack=pack))
    return None


def _wanted(context: Context, tx: Transaction, currency: str) -> list[Wanted]:
    wanted = []
    for sku, units, price in context.args.line:
        minor = parse(price, currency).minor if price else None
        wanted.append(Wanted(catalog.product(tx, sku).id, units, minor))
    return wanted


def _head(context: Context) -> Head:
    args = context.args
    return Head(note=args.note, rate=args.rate, expected_on=args.expected)


def _add(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        seller = by_code(tx, context.args.supplier)
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        wanted = _wanted(context, tx, seller.currency)
        tell(context, tx, commands.make(tx, seller.id, warehouse, wanted, _head(context)))


def _edit(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = queries.by_number(tx, context.args.number)
        commands.edit(tx, found.id, _head(context))
        tell(context, tx, commands.put(tx, found.id, _wanted(context, tx, found.currency)))


def _order(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = queries.by_number(tx, context.args.number)
        tell(context, tx, commands.order(tx, buying_rules(context.config), found.id))


def _cancel(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = queries.by_number(tx, context.args.number)
        tell(context, tx, commands.cancel(tx, found.id, context.args.reason))


def _close(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = queries.by_number(tx, context.args.number)
        tell(context, tx, commands.close(tx, found.id, context.args.reason))


_HEAD = (
    "number", "supplier", "supplier_name", "state", "ordered_at", "expected_on", "sku",
    "supplier_sku", "name", "quantity", "received", "damaged", "unit_price", "currency", "total",
)  # fmt: skip
_EVERY = 1_000_000


def _export(context: Context) -> None:
    args = context.args
    zone = context.config.shop.timezone
    with context.reading() as tx:
        found = [queries.by_number(tx, args.number)] if args.number else _found(context, tx, _EVERY)
        rows = [row for one in found for row in _rows(tx, one, zone)]
    try:
        count = write_table(Path(args.file), _HEAD, rows)
    except IsADirectoryError as error:
        raise Refusal("file_is_directory", path=args.file) from error
    if context.out.as_json:
        return context.out.data({"file": args.file, "rows": count})
    told = ngettext("{count} line in {file}.", "{count} lines in {file}.", count)
    return context.out.line(told.format(count=count, file=args.file))


def _rows(tx: Transaction, found: Purchase, zone: str) -> list[list[Cell]]:
    ordered = local(found.ordered_at, zone) if found.ordered_at else None
    expected = found.expected_on.isoformat() if found.expected_on else None
    return [
        [
            found.number,
            found.supplier,
            found.supplier_name,
            purchase_state(found.state),
            ordered,
            expected,
            line.sku,
            line.supplier_sku,
            line.name,
            line.quantity,
            line.received,
            line.damaged,
            Money(line.unit_price, found.currency).decimal,
            found.currency,
            Money(line.total, found.currency).decimal,
        ]
        for line in queries.lines_of(tx, found.id)
    ]
