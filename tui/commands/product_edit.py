"""``kemas products add|edit|archive|barcode``: products changed one at a time."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from typing import Any

from core.catalog import queries
from core.catalog.fields import FIELDS
from core.i18n import _
from core.stock import goods
from core.stock.goods import Told
from core.stock.goods_rules import Sharing
from core.stock.places import warehouse_id
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.product_list import tell
from tui.context import Context


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    adding = actions.add_parser("add", help=_("add a product"))
    adding.add_argument("sku", metavar="SKU", help=_("what it is called in the shop"))
    field_options(adding)
    adding.add_argument("--stock", metavar="N", help=_("so many of it are here"))
    adding.add_argument("--bin", metavar="BIN", default="", help=_("where they lie"))
    adding.set_defaults(run=_add)
    editing = actions.add_parser("edit", help=_("change what is given, leave the rest"))
    editing.add_argument("sku", metavar="SKU", help=_("SKU or barcode"))
    field_options(editing)
    editing.set_defaults(run=_edit)
    for one in (adding, editing):
        told = _("all its barcodes, a case with its units: A|B*12")
        one.add_argument("--barcode", metavar="CODES", help=told)
        _sharing(one)
    putting = actions.add_parser("archive", help=_("put products away that are not sold any more"))
    putting.add_argument("skus", metavar="SKU", nargs="+", help=_("SKU or barcode"))
    putting.add_argument("--back", action="store_true", help=_("sell them again"))
    putting.set_defaults(run=_archive)
    barcode = actions.add_parser("barcode", help=_("add or remove a barcode"))
    steps = barcode.add_subparsers(metavar="ACTION", required=True)
    giving = steps.add_parser("add", help=_("give a product one more barcode"))
    giving.add_argument("sku", metavar="SKU", help=_("SKU or barcode"))
    giving.add_argument("code", metavar="BARCODE", help=_("the barcode"))
    giving.add_argument(
        "--units", type=positive, default=1, metavar="N", help=_("how many units it stands for")
    )
    _sharing(giving)
    giving.set_defaults(run=_add_barcode)
    taking = steps.add_parser("remove", help=_("take a barcode off a product"))
    taking.add_argument("sku", metavar="SKU", help=_("SKU or barcode"))
    taking.add_argument("code", metavar="BARCODE", help=_("the barcode"))
    taking.set_defaults(run=_remove_barcode)
    for one in (adding, editing, putting, giving, taking):
        operator_option(one)


_METAVARS = {"unit_price": "AMOUNT", "list_price": "AMOUNT", "cost": "AMOUNT"}


def field_options(parser: ArgumentParser) -> None:
    """An option for every field of a product; ``-`` empties one that may be empty."""
    told = _help()
    for name in FIELDS:
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, metavar=_METAVARS.get(name, "VALUE"), help=told[name])


def _help() -> dict[str, str]:
    return {
        "name": _("its name"),
        "unit_price": _("the selling price of one, with its VAT"),
        "list_price": _("the price before any reduction"),
        "cost": _("what one costs, without VAT"),
        "tax_rate": _("the VAT within the price, in percent"),
        "weight_g": _("grams"),
        "length_cm": _("centimetres"),
        "width_cm": _("centimetres"),
        "height_cm": _("centimetres"),
        "brand": _("its brand"),
        "category": _("its category"),
        "unit": _("what one of it is: piece, box, metre"),
        "description": _("what buyers read"),
        "specification": _("material, size, what is in the box"),
        "pictures": _("web addresses, with spaces between them"),
        "videos": _("web addresses, with spaces between them"),
        "reorder_point": _("units below which it is ordered again"),
    }


def fields_of(context: Context) -> dict[str, str]:
    """The fields that were given."""
    given = {name: getattr(context.args, name) for name in FIELDS}
    return {name: value for name, value in given.items() if value is not None}


def _sharing(parser: ArgumentParser) -> None:
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--move", action="store_true", help=_("take the barcode off the product that has it")
    )
    ways.add_argument(
        "--share", action="store_true", help=_("leave it on both; a scan asks which is meant")
    )


def _way(context: Context) -> Sharing:
    if context.args.move:
        return Sharing.MOVE
    return Sharing.SHARE if context.args.share else Sharing.REFUSE


def _told(context: Context) -> Told:
    args = context.args
    return Told(
        fields_of(context), args.barcode, getattr(args, "stock", None), getattr(args, "bin", "")
    )


def _add(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        here = warehouse_id(tx, context.config.station.warehouse)
        currency = context.config.shop.currency
        made = goods.add(tx, here, context.args.sku, _told(context), currency, _way(context))
        tell(context, tx, queries.product_by_id(tx, made))


def _edit(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = queries.product(tx, context.args.sku)
        currency = context.config.shop.currency
        goods.change(tx, found.id, _told(context), currency, sharing=_way(context))
        tell(context, tx, queries.product_by_id(tx, found.id))


def _archive(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        found = [queries.product(tx, sku) for sku in dict.fromkeys(args.skus)]
        done = [one.sku for one in found if goods.change(tx, one.id, Told(), "", active=args.back)]
    if context.out.as_json:
        return context.out.data(done)
    said = _("Sold again: {skus}") if args.back else _("Put away: {skus}")
    return context.out.line(said.format(skus=", ".join(done) or "-"))


def _add_barcode(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        found = queries.product(tx, args.sku)
        goods.add_barcode(tx, found.id, args.code, args.units, _way(context))
        tell(context, tx, queries.product_by_id(tx, found.id))


def _remove_barcode(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        found = queries.product(tx, args.sku)
        goods.remove_barcode(tx, found.id, args.code)
        tell(context, tx, queries.product_by_id(tx, found.id))
