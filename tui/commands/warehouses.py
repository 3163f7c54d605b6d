"""``kemas warehouses``: where goods are kept, and in which order orders go there."""

from __future__ import annotations

from argparse import ArgumentParser

from core.i18n import _, ngettext
from core.stock import warehouses
from core.stock.models import WarehouseKind
from core.stock.warehouses import Told, Warehouse
from core.stock.zones import zones_of
from core.transaction import Transaction
from core.transfers.closing import close_warehouse
from tui.arguments import count
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.places import warehouse_kind


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list warehouses by their rank"))
    listing.add_argument("--active", action="store_true", help=_("only those that are open"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show a warehouse and its zones"))
    showing.set_defaults(run=_show)
    adding = actions.add_parser("add", help=_("add a warehouse"))
    adding.set_defaults(run=_add)
    editing = actions.add_parser("edit", help=_("change what is given, leave the rest"))
    editing.add_argument(
        "--active", choices=("yes", "no"), help=_("whether goods and orders go there")
    )
    editing.set_defaults(run=_edit)
    for one in (adding, editing):
        _details(one)
    closing = actions.add_parser("close", help=_("no goods and orders go there any more"))
    closing.set_defaults(run=_close)
    for one in (showing, adding, editing, closing):
        one.add_argument("code", metavar="CODE", help=_("the warehouse's code"))
    for one in (adding, editing, closing):
        operator_option(one)


def _details(parser: ArgumentParser) -> None:
    option = parser.add_argument
    option("--name", metavar="NAME", help=_("the warehouse's name"))
    option(
        "--kind", choices=[each.value for each in WarehouseKind], help=_("what it is to the shop")
    )
    option("--address", metavar="TEXT")
    option("--district", metavar="NAME")
    option("--city", metavar="NAME")
    option("--province", metavar="NAME")
    option("--postcode", metavar="NO")
    option("--phone", metavar="NO")
    option("--keeper", metavar="NAME", help=_("the person in charge"))
    option("--rank", type=count, metavar="N", help=_("the lowest is asked first for an order"))


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = warehouses.all_warehouses(tx, active=context.args.active)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    rows = [
        {
            "rank": one.rank,
            "code": one.code,
            "name": one.name,
            "kind": warehouse_kind(one.kind),
            "city": one.city,
            "province": one.province,
            "keeper": one.keeper,
            "active": "" if one.active else _("not in use"),
        }
        for one in found
    ]
    headings = {
        "rank": _("Rank"),
        "code": _("Warehouse"),
        "name": _("Name"),
        "kind": _("Kind"),
        "city": _("City"),
        "province": _("Province"),
        "keeper": _("In charge"),
        "active": _("State"),
    }
    return context.out.items(rows, headings, empty=_("There are no warehouses yet."))


def _show(context: Context) -> None:
    with context.reading() as tx:
        _tell(context, tx, warehouses.by_code(tx, context.args.code))


def _tell(context: Context, tx: Transaction, one: Warehouse) -> None:
    zones = zones_of(tx, one.id)
    units = warehouses.units_in(tx, one.id)
    if context.out.as_json:
        told = shape(one, context.config)
        told |= {"units": units, "zones": [shape(each, context.config) for each in zones]}
        return context.out.data(told)
    line = context.out.line
    head = f"{one.code} · {one.name}  {warehouse_kind(one.kind)}"
    line(head if one.active else f"{head}  {_('not in use')}")
    place = ", ".join(part for part in (one.district, one.city, one.province, one.postcode) if part)
    for part in (one.address, place, one.phone, one.keeper):
        if part:
            line(f"  {part}")
    line(_("  rank {rank}, {units} units").format(rank=one.rank, units=f"{units:,}"))
    for each in zones:
        bins = ngettext("{count} bin", "{count} bins", each.bins).format(count=each.bins)
        zone = _("  zone {zone} {name}: {bins}")
        line(zone.format(zone=each.code, name=each.name, bins=bins))
    return None


def _told(context: Context) -> Told:
    args = context.args
    return Told(
        name=args.name,
        kind=WarehouseKind(args.kind) if args.kind else None,
        address=args.address,
        district=args.district,
        city=args.city,
        province=args.province,
        postcode=args.postcode,
        phone=args.phone,
        keeper=args.keeper,
        rank=args.rank,
    )


def _add(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        _tell(context, tx, warehouses.add(tx, context.args.code, _told(context)))


def _edit(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        one = warehouses.by_code(tx, args.code)
        after, _changed = warehouses.change(tx, one.id, _told(context))
        if args.active == "no":
            after = close_warehouse(tx, one.id)
        elif args.active == "yes":
            after = warehouses.reopen(tx, one.id)
        _tell(context, tx, after)


def _close(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        one = warehouses.by_code(tx, context.args.code)
        _tell(context, tx, close_warehouse(tx, one.id))
