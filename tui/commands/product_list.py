"""``kemas products list|show|labels``: products on the screen and on labels."""

from __future__ import annotations

from argparse import _SubParsersAction
from decimal import Decimal
from typing import Any

from core.catalog import family_queries, queries
from core.catalog.fields import NOTHING
from core.catalog.queries import Product
from core.i18n import _, language
from core.money import Money, show
from core.shipping.stickers import product_labels_of
from core.stock.places import warehouse_id
from core.stock.queries import levels_of
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands.printing import paper_options, print_it
from tui.context import Context
from tui.shape import shape
from tui.words.products import profit_text


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    listing = actions.add_parser("list", help=_("list products"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.add_argument("--search", default="", metavar="TEXT", help=_("SKU, barcode or name"))
    listing.add_argument("--archived", action="store_true", help=_("only those that were put away"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show a product and where it lies"))
    showing.add_argument("sku", metavar="SKU", help=_("SKU or barcode"))
    showing.set_defaults(run=_show)
    labels = actions.add_parser("labels", help=_("print labels for goods, with their barcode"))
    labels.add_argument("skus", metavar="SKU", nargs="+", help=_("SKU or barcode"))
    labels.add_argument("--copies", type=positive, default=1, help=_("so many of each"))
    labels.add_argument("--price", action="store_true", help=_("with the price"))
    labels.add_argument("--qr", action="store_true", help=_("with a QR code beside the bars"))
    labels.add_argument("--preview", action="store_true", help=_("only show it here"))
    paper_options(labels)
    labels.set_defaults(run=_labels)


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        found = (
            queries.find_products(tx, args.search, args.limit, archived=args.archived)
            if args.search
            else queries.list_products(tx, limit=args.limit, archived=args.archived)
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
        tell(context, tx, queries.product(tx, context.args.sku))


def tell(context: Context, tx: Transaction, product: Product) -> None:
    """Show a product with its stock in this warehouse."""
    warehouse = warehouse_id(tx, context.config.station.warehouse)
    levels = levels_of(tx, warehouse, [product.id])
    family = family_queries.family_of(tx, product.id)
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
        told: dict[str, Any] = shape(product, context.config)
        more = {"stock": places, "family": family, "earnings": _earnings(product)}
        return context.out.data(told | more)
    line = context.out.line
    put_away = "  " + _("put away") if product.archived else ""
    line(f"{product.sku} · {product.name}{put_away}")
    line(show(product.price, language()))
    for code in product.barcodes:
        line(_code(code.code, code.quantity))
    for name, value in _facts(product, family):
        if value:
            line(f"{name}: {value}")
    headings = {
        "bin": _("Bin"),
        "on_hand": _("On hand"),
        "reserved": _("Promised"),
        "available": _("Available"),
    }
    return context.out.items(places, headings, empty=_("There is none in stock."))


def _facts(product: Product, family: str) -> list[tuple[str, str]]:
    currency = product.price.currency
    list_price = show(product.list_price, language()) if product.list_price.minor else ""
    cost = product.earnings.cost
    size = "×".join(
        f"{(Decimal(side) / 10).normalize():f}"
        for side in (product.length_mm, product.width_mm, product.height_mm)
        if side
    )
    return [
        (_("List price"), list_price),
        (_("VAT"), f"{product.tax_rate} %" if product.tax_rate != "0" else ""),
        (_("Cost"), show(Money(round(cost), currency), language()) if cost is not None else ""),
        (_("Profit"), profit_text(product)),
        (_("Family"), family),
        (_("Brand"), product.brand if product.brand != NOTHING else ""),
        (_("Category"), product.category),
        (_("Unit"), product.unit),
        (_("Weight (g)"), str(product.weight_g or "")),
        (_("Size (cm)"), size),
        (_("Order again below"), str(product.reorder_point or "")),
        (_("Description"), product.description),
        (_("Specification"), product.specification),
        (_("Pictures"), " ".join(product.pictures)),
        (_("Videos"), " ".join(product.videos)),
    ]


def _earnings(product: Product) -> dict[str, Any]:
    """Exact numbers in minor units, as text where they may have decimals."""
    found = product.earnings
    exact = {"cost": found.cost, "profit": found.profit, "margin": found.margin}
    told = {name: None if value is None else f"{value:f}" for name, value in exact.items()}
    return {"tax": found.tax, "net": found.net} | told


def _code(code: str, units: int) -> str:
    return code if units == 1 else f"{code} × {units}"


def _labels(context: Context) -> None:
    args = context.args
    print_it(
        context,
        lambda tx, settings: product_labels_of(
            tx, settings, args.skus, args.copies, prices=args.price, qr=args.qr
        ),
    )
