"""``kemas products``: list, show and import products."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from core.catalog import queries
from core.catalog.intake import say, template
from core.files.reasons import Reason
from core.i18n import _, language
from core.money import show
from core.orders.promise import promise_waiting
from core.shipping.stickers import product_labels_of
from core.stock.places import warehouse_id
from core.stock.product_import import ProductReport, import_products
from core.stock.queries import levels_of
from core.transaction import SYSTEM
from tui.arguments import positive
from tui.commands.printing import paper_options, print_it
from tui.context import Context
from tui.shape import shape
from tui.taken import taken


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    importing = actions.add_parser("import", help=_("take products in from a CSV or XLSX file"))
    importing.add_argument("file", metavar="FILE", nargs="?", help=_("the file"))
    importing.add_argument("--template", action="store_true", help=_("print an empty file"))
    importing.set_defaults(run=_import)
    listing = actions.add_parser("list", help=_("list products"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.add_argument("--search", default="", metavar="TEXT", help=_("SKU, barcode or name"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show a product and where it lies"))
    showing.add_argument("sku", metavar="SKU", help=_("SKU or barcode"))
    showing.set_defaults(run=_show)
    labels = actions.add_parser("labels", help=_("print labels for goods, with their barcode"))
    labels.add_argument("skus", metavar="SKU", nargs="+", help=_("SKU or barcode"))
    labels.add_argument("--copies", type=positive, default=1, help=_("so many of each"))
    labels.add_argument("--price", action="store_true", help=_("with the price"))
    paper_options(labels)
    labels.set_defaults(run=_labels)


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        found = (
            queries.find_products(tx, args.search, args.limit)
            if args.search
            else queries.list_products(tx, limit=args.limit)
        )
    rows = [shape(one, context.config) for one in found]
    if context.out.as_json:
        context.out.data(rows)
        return
    headings = {
        "sku": _("SKU"),
        "name": _("Name"),
        "codes": _("Barcodes"),
        "price_text": _("Price"),
        "weight_g": _("Weight (g)"),
    }
    for row in rows:
        row["codes"] = [_code(one["code"], one["quantity"]) for one in row["barcodes"]]
        row["price_text"] = row["price"]["text"]
    context.out.items(rows, headings, empty=_("There are no such products."))


def _show(context: Context) -> None:
    with context.reading() as tx:
        product = queries.product(tx, context.args.sku)
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        levels = levels_of(tx, warehouse, [product.id])
    places = [
        {
            "bin": one.bin,
            "kind": one.kind.value,
            "lot": one.lot,
            "on_hand": one.on_hand,
            "reserved": one.reserved,
            "available": one.available,
        }
        for one in levels
    ]
    if context.out.as_json:
        context.out.data(shape(product, context.config) | {"stock": places})
        return
    line = context.out.line
    line(f"{product.sku} · {product.name}")
    line(show(product.price, language()))
    for code in product.barcodes:
        line(_code(code.code, code.quantity))
    headings = {
        "bin": _("Bin"),
        "on_hand": _("On hand"),
        "reserved": _("Promised"),
        "available": _("Available"),
    }
    context.out.items(places, headings, empty=_("There is none in stock."))


def _code(code: str, units: int) -> str:
    return code if units == 1 else f"{code} × {units}"


def _labels(context: Context) -> None:
    args = context.args
    print_it(
        context,
        lambda tx, settings: product_labels_of(
            tx, settings, args.skus, args.copies, prices=args.price
        ),
    )


def _import(context: Context) -> int:
    args = context.args
    if args.template:
        sys.stdout.write(template())
        return 0
    if not args.file:
        context.out.note(_("Name a file, or ask for an empty one with --template."))
        return 2
    with context.reading() as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
    currency = context.config.shop.currency
    with taken(context.out) as progress:
        report = import_products(
            context.database,
            SYSTEM,
            Path(args.file),
            warehouse=warehouse,
            currency=currency,
            progress=progress,
        )
    partial = context.config.packing.partial_promise
    ready = promise_waiting(context.database, SYSTEM, warehouse, partial=partial)
    if context.out.as_json:
        data = shape(report, context.config)
        said = {
            "refused": [_reason(one) for one in report.refused],
            "warnings": [_reason(one) for one in report.warnings],
            "orders_ready": ready,
        }
        context.out.data(data | said)
    else:
        _print(context, report, ready)
    return 1 if report.refused else 0


def _reason(reason: Reason) -> dict[str, object]:
    return reason.as_json() | {"text": say(reason)}


def _print(context: Context, report: ProductReport, ready: int) -> None:
    said = _(
        "{source}: {created} new products, {updated} changed, {restocked} with new stock, "
        "{unchanged} known already; {ready} orders became ready."
    )
    context.out.line(
        said.format(
            source=report.source,
            created=report.created,
            updated=report.updated,
            restocked=report.restocked,
            unchanged=report.unchanged,
            ready=ready,
        )
    )
    for one in report.warnings:
        context.out.line("  " + _("Note: {what}").format(what=say(one)))
    for one in report.refused:
        context.out.line("  " + _("Not taken in: {what}").format(what=say(one)))
