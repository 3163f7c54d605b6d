"""``kemas products bundle``: what a product is made of that is sold as one."""

from __future__ import annotations

from argparse import ArgumentTypeError, _SubParsersAction
from typing import Any

from core.catalog import queries
from core.catalog.bundles import parts_of
from core.i18n import _
from core.stock.bundling import free_bundles, make_bundle
from core.stock.places import warehouse_id
from tui.commands.acting import actor_of, operator_option
from tui.context import Context


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    bundling = actions.add_parser("bundle", help=_("say what a product is made of, or show it"))
    bundling.add_argument("sku", metavar="SKU", help=_("SKU or barcode"))
    bundling.add_argument(
        "parts", metavar="SKU=N", nargs="*", type=_part, help=_("so many of it in one bundle")
    )
    bundling.add_argument("--clear", action="store_true", help=_("it is no bundle any more"))
    operator_option(bundling)
    bundling.set_defaults(run=_bundle)


def _part(text: str) -> tuple[str, int]:
    sku, equals, units = text.rpartition("=")
    if not equals:
        sku, units = text, "1"
    if not sku or not units.isascii() or not units.isdecimal() or len(units) > 9:
        raise ArgumentTypeError(_("{value} is not SKU=N").format(value=text[:60]))
    return sku, int(units)


def _bundle(context: Context) -> None:
    args = context.args
    if args.parts or args.clear:
        with context.writing(actor_of(context)) as tx:
            bundle = queries.product(tx, args.sku)
            wanted: dict[int, int] = {}
            for sku, units in args.parts:
                part = queries.product(tx, sku).id
                wanted[part] = wanted.get(part, 0) + units
            make_bundle(tx, bundle.id, {} if args.clear else wanted)
    with context.reading() as tx:
        bundle = queries.product(tx, args.sku)
        parts = parts_of(tx, [bundle.id]).get(bundle.id, ())
        house = warehouse_id(tx, context.config.station.warehouse)
        free = free_bundles(tx, house, bundle.id)
    if context.out.as_json:
        made_of = [{"sku": one.sku, "name": one.name, "quantity": one.quantity} for one in parts]
        return context.out.data({"sku": bundle.sku, "parts": made_of, "free": free})
    rows = [{"quantity": one.quantity, "sku": one.sku, "name": one.name} for one in parts]
    headings = {"quantity": _("Units"), "sku": _("SKU"), "name": _("Name")}
    context.out.items(rows, headings, empty=_("{sku} is no bundle.").format(sku=bundle.sku))
    if parts:
        context.out.line(_("{count} can be had now.").format(count=free))
    return None
