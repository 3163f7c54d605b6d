"""``kemas zones``: parts of a warehouse, in the order in which they are walked."""

from __future__ import annotations

from argparse import ArgumentParser

from core.i18n import _, ngettext
from core.stock import zones
from core.stock.places import warehouse_id
from core.stock.zones import Zone
from core.transaction import Transaction
from tui.arguments import count
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape


def warehouse_option(parser: ArgumentParser) -> None:
    """Let a command work in another warehouse than this station's."""
    parser.add_argument(
        "--warehouse", metavar="CODE", default="", help=_("else this station's warehouse")
    )


def here(tx: Transaction, context: Context) -> int:
    """The warehouse that a command works in."""
    return warehouse_id(tx, context.args.warehouse or context.config.station.warehouse)


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list zones in walking order"))
    listing.set_defaults(run=_list)
    adding = actions.add_parser("add", help=_("add a zone"))
    adding.add_argument("--name", metavar="NAME", default="", help=_("the zone's name"))
    adding.set_defaults(run=_add)
    editing = actions.add_parser("edit", help=_("change what is given, leave the rest"))
    editing.add_argument("--name", metavar="NAME", help=_("the zone's name"))
    editing.set_defaults(run=_edit)
    dropping = actions.add_parser("drop", help=_("take a zone away; its bins stay"))
    dropping.set_defaults(run=_drop)
    for one in (adding, editing):
        one.add_argument("--walk", type=count, metavar="N", help=_("its place in the walk"))
    for one in (adding, editing, dropping):
        one.add_argument("zone", metavar="ZONE", help=_("the zone's code"))
        operator_option(one)
    for one in (listing, adding, editing, dropping):
        warehouse_option(one)


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = zones.zones_of(tx, here(tx, context))
    headings = {
        "walk": _("Walk"),
        "code": _("Zone"),
        "name": _("Name"),
        "bins": _("Bins"),
    }
    rows = [shape(one, context.config) for one in found]
    context.out.items(rows, headings, empty=_("There are no zones yet."))


def _add(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        made = zones.add_zone(tx, here(tx, context), args.zone, args.name, args.walk)
    _tell(context, made)


def _edit(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        found = zones.find_zone(tx, here(tx, context), args.zone)
        after = zones.change_zone(tx, found, name=args.name, walk=args.walk)
    _tell(context, after)


def _drop(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = zones.find_zone(tx, here(tx, context), context.args.zone)
        freed = zones.drop_zone(tx, found)
    if context.out.as_json:
        return context.out.data({"zone": found.code, "bins": freed})
    said = ngettext(
        "The zone {zone} is gone; {count} bin is in no zone now.",
        "The zone {zone} is gone; {count} bins are in no zone now.",
        freed,
    )
    return context.out.line(said.format(zone=found.code, count=freed))


def _tell(context: Context, one: Zone) -> None:
    if context.out.as_json:
        return context.out.data(shape(one, context.config))
    said = _("Zone {zone} {name}: walk {walk}, {count} bins.")
    return context.out.line(
        said.format(zone=one.code, name=one.name, walk=one.walk, count=one.bins)
    )
