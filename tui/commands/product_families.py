"""``kemas products family``: variants of one product, and the SKUs that are made for them."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.catalog import family_queries
from core.catalog.family_queries import Family
from core.i18n import _, language, ngettext
from core.money import show
from core.stock import families, family_values
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.product_edit import field_options, fields_of
from tui.context import Context
from tui.shape import shape


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    parser = actions.add_parser("family", help=_("products in several colours, sizes and so on"))
    steps = parser.add_subparsers(metavar="ACTION", required=True)
    adding = steps.add_parser("add", help=_("make a family and all its products"))
    adding.add_argument(
        "--attribute",
        action="append",
        default=[],
        metavar="NAME=CODE:VALUE,…",
        help=_("in what they differ, up to three times"),
    )
    adding.add_argument(
        "--pattern", default="", metavar="TEXT", help=_("how a SKU is made, else with dashes")
    )
    field_options(adding)
    adding.set_defaults(run=_add)
    growing = steps.add_parser("value", help=_("add values; only their products are made"))
    showing = steps.add_parser("show", help=_("show a family and its products"))
    showing.set_defaults(run=_show)
    for one in (adding, growing, showing):
        one.add_argument("sku", metavar="SKU", help=_("what all their SKUs begin with"))
    growing.add_argument("attribute", metavar="NAME", help=_("the attribute, such as Colour"))
    growing.add_argument("values", metavar="CODE:VALUE,…", help=_("the new values"))
    growing.set_defaults(run=_grow)
    naming = steps.add_parser("rename", help=_("give values other names; SKUs stay"))
    naming.set_defaults(run=_rename)
    shrinking = steps.add_parser("remove", help=_("take values away, and put their products away"))
    shrinking.set_defaults(run=_remove)
    for one in (naming, shrinking):
        one.add_argument("sku", metavar="SKU", help=_("what all their SKUs begin with"))
        one.add_argument("attribute", metavar="NAME", help=_("the attribute, such as Colour"))
    naming.add_argument("values", metavar="CODE:VALUE,…", help=_("the new names"))
    shrinking.add_argument("values", metavar="CODE,…", help=_("the values"))
    listing = steps.add_parser("list", help=_("list families"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    for one in (adding, growing, naming, shrinking):
        operator_option(one)


def _add(context: Context) -> None:
    args = context.args
    attributes = [families.read_attribute(one) for one in args.attribute]
    with context.writing(actor_of(context)) as tx:
        made = families.make_family(
            tx,
            args.sku,
            args.name or "",
            attributes,
            fields_of(context),
            context.config.shop.currency,
            args.pattern,
        )
    _tell(context, made, len(made.variants))


def _grow(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        found, made = families.add_values(
            tx, args.sku, args.attribute, families.read_values(args.values)
        )
    _tell(context, found, len(made))


def _rename(context: Context) -> None:
    args, currency = context.args, context.config.shop.currency
    named = families.read_values(args.values)
    with context.writing(actor_of(context)) as tx:
        found, _count = family_values.rename_values(tx, args.sku, args.attribute, named, currency)
    _tell(context, found, 0)


def _remove(context: Context) -> None:
    args, currency = context.args, context.config.shop.currency
    codes = [one.code for one in families.read_values(args.values)]
    with context.writing(actor_of(context)) as tx:
        found, _count = family_values.remove_values(tx, args.sku, args.attribute, codes, currency)
    _tell(context, found, 0)


def _show(context: Context) -> None:
    with context.reading() as tx:
        _tell(context, family_queries.family(tx, context.args.sku), 0)


def _tell(context: Context, found: Family, made: int) -> None:
    if context.out.as_json:
        return context.out.data(shape(found, context.config) | {"made": made})
    line = context.out.line
    line(f"{found.sku} · {found.name}  {found.pattern}")
    for one in found.attributes:
        values = ", ".join(
            each.code if each.code == each.name else f"{each.code} {each.name}"
            for each in one.values
        )
        line(f"  {one.name}: {values}")
    if made:
        said = ngettext("{count} new product", "{count} new products", made)
        line("  " + said.format(count=made))
    rows = [
        {
            "sku": one.sku,
            "name": one.name,
            "price": show(one.price, language()),
            "state": _("put away") if one.archived else "",
        }
        for one in found.variants
    ]
    headings = {"sku": _("SKU"), "name": _("Name"), "price": _("Price"), "state": _("State")}
    return context.out.items(rows, headings)


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = family_queries.list_families(tx, context.args.limit)
    headings = {"sku": _("SKU"), "name": _("Name"), "variants": _("Products")}
    context.out.items(found, headings, empty=_("There are no families yet."))
