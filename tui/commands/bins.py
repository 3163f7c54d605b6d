"""``kemas bins``: the places of goods, one by one, by a pattern or from a file, and their walk."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from core.i18n import _, ngettext
from core.shipping.stickers import bin_labels_of
from core.stock import bins
from core.stock.bin_import import import_bins, say, template
from core.stock.bin_patterns import codes_of
from core.stock.bin_queries import Filled, Place, listed
from core.stock.bins import BinChange
from core.stock.models import Purpose
from tui.arguments import count, positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.printing import paper_options, print_it
from tui.commands.zones import here, warehouse_option
from tui.context import Context
from tui.shape import shape
from tui.taken import taken
from tui.words.places import purpose_name


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list bins in walking order, and what lies there"))
    listing.add_argument("--zone", default="", metavar="ZONE", help=_("only this zone"))
    listing.add_argument(
        "--purpose", choices=[each.value for each in Purpose], help=_("only these")
    )
    listing.add_argument("--search", default="", metavar="TEXT", help=_("bin, zone or SKU"))
    listing.add_argument("--closed", action="store_true", help=_("closed ones too"))
    listing.add_argument("--limit", type=positive, default=500, help=_("at most this many"))
    listing.set_defaults(run=_list)
    adding = actions.add_parser("add", help=_("make bins"))
    adding.add_argument(
        "bins", metavar="BIN", nargs="+", help=_("a code, or a pattern such as A-01-01..A-05-12")
    )
    adding.set_defaults(run=_add)
    editing = actions.add_parser("edit", help=_("change what is given, leave the rest"))
    editing.add_argument("bins", metavar="BIN", nargs="+", help=_("a code or a pattern"))
    editing.add_argument("--active", choices=("yes", "no"), help=_("whether goods are put there"))
    editing.set_defaults(run=_edit)
    for one in (adding, editing):
        one.add_argument("--zone", metavar="ZONE", help=_("its zone; - is none"))
        one.add_argument(
            "--purpose", choices=[each.value for each in Purpose], help=_("to pick from, or bulk")
        )
        one.add_argument("--walk", type=count, metavar="N", help=_("its place in the walk"))
    walking = actions.add_parser("walk", help=_("number the walk anew, or move a bin in it"))
    _walking(walking)
    importing = actions.add_parser("import", help=_("make and change bins from a CSV or XLSX file"))
    importing.add_argument("file", metavar="FILE", nargs="?", help=_("the file"))
    importing.add_argument("--template", action="store_true", help=_("print an empty file"))
    importing.set_defaults(run=_import)
    labels = actions.add_parser("labels", help=_("print the bins' labels, with their barcode"))
    labels.add_argument("bins", metavar="BIN", nargs="*", help=_("the bins; else all of them"))
    labels.add_argument("--copies", type=positive, default=1, help=_("so many of each"))
    labels.set_defaults(run=_labels)
    paper_options(labels)
    for one in (listing, adding, editing, walking, importing, labels):
        warehouse_option(one)
    for one in (adding, editing, walking, importing):
        operator_option(one)


def _walking(parser: ArgumentParser) -> None:
    parser.add_argument("bin", metavar="BIN", nargs="?", help=_("the bin that is moved"))
    parser.add_argument("--before", metavar="BIN", help=_("to the place in front of this one"))
    parser.add_argument("--last", action="store_true", help=_("to the end of the walk"))
    parser.add_argument(
        "--by", choices=("walk", "code", "snake"), default="walk",
        help=_("number all bins: as they stand, by code, or up one aisle and down the next"),
    )  # fmt: skip
    parser.set_defaults(run=_walk)


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        found = listed(
            tx,
            here(tx, context),
            text=args.search,
            zone=args.zone,
            purpose=Purpose(args.purpose) if args.purpose else None,
            closed=args.closed,
            limit=args.limit,
        )
    if context.out.as_json:
        return context.out.data([_json(context, one) for one in found])
    rows = [
        {
            "walk": one.place.walk,
            "bin": one.place.code,
            "zone": one.place.zone,
            "purpose": purpose_name(one.place.purpose),
            "goods": goods_of(one),
            "on_hand": one.on_hand,
            "reserved": one.reserved,
            "closed": "" if one.place.active else _("not in use"),
        }
        for one in found
    ]
    headings = {
        "walk": _("Walk"),
        "bin": _("Bin"),
        "zone": _("Zone"),
        "purpose": _("Purpose"),
        "goods": _("Goods"),
        "on_hand": _("On hand"),
        "reserved": _("Promised"),
        "closed": _("State"),
    }
    return context.out.items(rows, headings, empty=_("There are no such bins."))


def goods_of(one: Filled) -> str:
    """What lies in a bin in a few words."""
    if one.products <= 1:
        return one.sku
    return _("{sku} and {count} more").format(sku=one.sku, count=one.products - 1)


def _json(context: Context, one: Filled) -> dict[str, object]:
    told: dict[str, object] = shape(one.place, context.config)
    inside = {name: getattr(one, name) for name in ("products", "sku", "on_hand", "reserved")}
    return told | inside


def _codes(context: Context) -> list[str]:
    return [code for pattern in context.args.bins for code in codes_of(pattern)]


def _told(context: Context) -> BinChange:
    args = context.args
    active: str | None = getattr(args, "active", None)
    return BinChange(
        walk=args.walk,
        purpose=Purpose(args.purpose) if args.purpose else None,
        zone=args.zone,
        active=None if active is None else active == "yes",
    )


def _add(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        made = bins.add_bins(tx, here(tx, context), _codes(context), _told(context))
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in made])
    said = ngettext("{count} bin was made: {bins}", "{count} bins were made: {bins}", len(made))
    return context.out.line(said.format(count=len(made), bins=_shown(made)))


def _edit(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        warehouse = here(tx, context)
        places = [bins.place_of(tx, warehouse, code) for code in _codes(context)]
        after = [bins.change_bin(tx, place, _told(context)) for place in places]
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one, _changed in after])
    changed = [one for one, different in after if different]
    said = ngettext(
        "{count} bin was changed: {bins}", "{count} bins were changed: {bins}", len(changed)
    )
    return context.out.line(said.format(count=len(changed), bins=_shown(changed)))


def _shown(places: list[Place]) -> str:
    codes = [place.code for place in places]
    return ", ".join(codes) if len(codes) <= 6 else f"{codes[0]} … {codes[-1]}"


def _walk(context: Context) -> int | None:
    args = context.args
    moves = bool(args.before or args.last)
    if bool(args.bin) != moves:
        context.out.note(_("Name a bin and where it goes: --before BIN, or --last."))
        return 2
    with context.writing(actor_of(context)) as tx:
        warehouse = here(tx, context)
        if args.bin:
            place = bins.place_of(tx, warehouse, args.bin)
            before = bins.place_of(tx, warehouse, args.before) if args.before else None
            bins.walk_to(tx, place, before)
            changed = 1
        else:
            changed = bins.renumber(tx, warehouse, bins.in_order(tx, warehouse, args.by))
    if context.out.as_json:
        context.out.data({"changed": changed})
        return None
    said = ngettext(
        "{count} bin has another place in the walk.",
        "{count} bins have another place in the walk.",
        changed,
    )
    context.out.line(said.format(count=changed))
    return None


def _labels(context: Context) -> None:
    args = context.args
    print_it(
        context,
        lambda tx, settings: bin_labels_of(
            tx, settings, here(tx, context), _codes(context), args.copies
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
        warehouse = here(tx, context)
    with taken(context.out) as progress:
        report = import_bins(
            context.database, actor_of(context), warehouse, Path(args.file), progress=progress
        )
    if context.out.as_json:
        told = [one.as_json() | {"text": say(one)} for one in report.refused]
        context.out.data(shape(report, context.config) | {"refused": told})
        return 1 if report.refused else 0
    said = _("{source}: {created} bins made, {updated} changed, {unchanged} known already.")
    context.out.line(
        said.format(
            source=report.source,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
        )
    )
    for one in report.refused:
        context.out.line("  " + _("Not taken in: {what}").format(what=say(one)))
    return 1 if report.refused else 0
