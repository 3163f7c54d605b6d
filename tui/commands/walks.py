"""``kemas walks``: many orders picked at once, on walks through the bins."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, time
from typing import Any

from core.clock import local
from core.errors import Refusal
from core.fulfilment.walks import ending, queries
from core.fulfilment.walks.choosing import Wanted
from core.fulfilment.walks.planning import plan
from core.fulfilment.walks.queries import Stop, WalkRow
from core.fulfilment.walks.states import LIVE, Mode, Place, WalkState
from core.fulfilment.walks.totes import place
from core.fulfilment.walks.walk import find
from core.i18n import _, ngettext
from core.settings import Config
from core.shipping.walk_deeds import tote_labels, walk_list
from core.stock.places import warehouse_id
from core.text import clean
from tui.arguments import positive
from tui.commands import walk_scan
from tui.commands.acting import actor_of, operator_option
from tui.commands.printing import paper_options, print_it
from tui.context import Context
from tui.shape import shape
from tui.words.states import fulfilment_name
from tui.words.walks import mode_name, task_state, walk_state

_WAVE = "wave"
"""A word for the usual wave: single units in batches, all others in clusters."""


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    planning = actions.add_parser("plan", help=_("choose orders and make walks of them"))
    planning.add_argument(
        "mode",
        metavar="MODE",
        nargs="?",
        default=_WAVE,
        choices=[_WAVE, *(mode.value for mode in Mode)],
        help=_("single, batch, cluster, zone, or wave: what suits the orders"),
    )
    option = planning.add_argument
    option("--order", metavar="NO", action="append", default=[], help=_("this order; repeatable"))
    option("--courier", default="", metavar="CODE", help=_("only orders of this courier"))
    option("--channel", default="", metavar="NAME", help=_("only orders of this channel"))
    option("--before", type=_wall_time, metavar="TIME", help=_("whose courier leaves until then"))
    option("--zone", default="", metavar="CODE", help=_("whose goods all lie in this zone"))
    option("--singles", action="store_true", help=_("only orders of one unit"))
    option("--limit", type=positive, default=500, metavar="N", help=_("at most so many orders"))
    option("--size", type=positive, metavar="N", help=_("at most so many orders to a walk"))
    operator_option(planning)
    planning.set_defaults(run=_plan)
    listing = actions.add_parser("list", help=_("list walks, the most urgent first"))
    listing.add_argument("--all", action="store_true", help=_("also those that are over"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show a walk, stop by stop"))
    showing.set_defaults(run=_show)
    printing = actions.add_parser("print", help=_("print the sheet of a walk"))
    printing.set_defaults(run=_print)
    paper_options(printing)
    labelling = actions.add_parser("labels", help=_("print the codes of totes, or of a wall"))
    labelling.add_argument("tote", metavar="TOTE", nargs="*", help=_("the tote"))
    labelling.add_argument("--wall", type=positive, metavar="N", help=_("so many places here"))
    labelling.add_argument("--copies", type=positive, default=1, help=_("how many of each"))
    paper_options(labelling)
    labelling.set_defaults(run=_labels)
    cancelling = actions.add_parser("cancel", help=_("its orders wait in the queue again"))
    cancelling.add_argument("--reason", required=True, help=_("why"))
    operator_option(cancelling)
    cancelling.set_defaults(run=_cancel)
    for one in (showing, printing, cancelling):
        one.add_argument("walk", metavar="WALK", help=_("as in: walks list"))
    walk_scan.add(actions)


def _wall_time(text: str) -> time:
    """A time of the day."""
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()
    except ValueError:
        said = _("{value} is no time of the day; write it like 17:00")
        raise ArgumentTypeError(said.format(value=text[:40])) from None


def wanted_of(
    config: Config, mode: str, now: datetime, before: time | None, **chosen: Any
) -> Wanted:
    """What a wave is made of, as it was said; sizes not said are those of the configuration."""
    settings = config.walks
    singles = bool(chosen.get("singles"))
    if mode == _WAVE:
        mode = Mode.BATCH.value if singles else Mode.CLUSTER.value
    until = None
    if before is not None:
        there = local(now, config.shop.timezone)
        until = there.replace(hour=before.hour, minute=before.minute, second=0, microsecond=0)
    size = chosen.pop("size", None) or settings.orders
    return Wanted(mode=Mode(mode), size=size, units=settings.units, before=until, **chosen)


def _plan(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        here = warehouse_id(tx, context.config.station.warehouse)
        wanted = wanted_of(
            context.config,
            args.mode,
            tx.now,
            args.before,
            courier=args.courier,
            channel=args.channel,
            zone=args.zone,
            singles=args.singles,
            limit=args.limit,
            size=args.size,
            numbers=tuple(args.order),
        )
        straight = context.config.walks.route == "walk_order"
        wave = plan(tx, here, wanted, straight=straight)
        made = [queries.sheet(tx, walk.walk_id).row for walk in wave.walks]
    if context.out.as_json:
        rows = [_as_json(one, context.config) for one in made]
        context.out.data({"wave": wave.wave_id, "orders": wave.orders, "walks": rows})
        return
    _table(context, made)
    said = ngettext("{count} walk is planned.", "{count} walks are planned.", len(made))
    context.out.line(said.format(count=len(made)))


def _list(context: Context) -> None:
    states = tuple(WalkState) if context.args.all else LIVE
    with context.reading() as tx:
        here = warehouse_id(tx, context.config.station.warehouse)
        found = queries.page(tx, here, states, limit=context.args.limit)
    if context.out.as_json:
        context.out.data([_as_json(one, context.config) for one in found])
        return
    _table(context, found)


def _table(context: Context, found: list[WalkRow]) -> None:
    rows = [
        {
            "code": one.code,
            "mode": mode_name(one.mode),
            "state": walk_state(one.state),
            "due": local(one.due_at, context.config.shop.timezone).strftime("%d/%m %H:%M"),
            "zone": one.zone,
            "orders": one.orders,
            "units": f"{one.picked}/{one.units}",
            "length": one.length or "-",
            "picker": one.picker,
        }
        for one in found
    ]
    headings = {
        "code": _("Number"),
        "mode": _("How"),
        "state": _("State"),
        "due": _("Courier"),
        "zone": _("Zone"),
        "orders": _("Orders"),
        "units": _("Fetched"),
        "length": _("Bays"),
        "picker": _("Picker"),
    }
    context.out.items(rows, headings, empty=_("No walk is planned: kemas walks plan."))


def _as_json(one: WalkRow, config: Config) -> dict[str, Any]:
    return {"code": one.code} | dict(shape(one, config))


def _show(context: Context) -> None:
    with context.reading() as tx:
        found = queries.sheet(tx, find(tx, context.args.walk).id)
    out, config = context.out, context.config
    if out.as_json:
        told = _as_json(found.row, config)
        told["stops"] = [shape(stop, config) for stop in found.stops]
        told["members"] = [shape(one, config) for one in found.members]
        told["wall"] = [shape(one, config) for one in found.wall]
        told["in_cart"] = found.in_cart
        out.data(told)
        return
    _table(context, [found.row])
    if found.walk.reason:
        out.line(_("Why: {reason}").format(reason=found.walk.reason))
    out.line()
    headings = {
        "bin": _("Bin"),
        "units": _("Units"),
        "sku": _("SKU"),
        "name": _("Name"),
        "lot": _("Lot"),
        "to": _("Goes to"),
        "state": _("State"),
    }
    rows = [
        {
            "bin": stop.bin,
            "units": f"{stop.picked}/{stop.units}",
            "sku": stop.sku,
            "name": stop.name,
            "lot": stop.lot,
            "to": places_of(stop),
            "state": task_state(stop.state),
        }
        for stop in found.stops
    ]
    out.items(rows, headings, empty=_("Nothing is left to fetch on this walk."))
    out.line()
    orders = [
        {
            "order": one.order_no,
            "place": one.tote or f"#{one.slot}",
            "state": fulfilment_name(one.fulfilment),
            "walk": "" if one.state is not Place.OUT else _("dropped"),
        }
        for one in found.members
    ]
    out.items(
        orders,
        {"order": _("Order"), "place": _("Tote"), "state": _("State"), "walk": _("Walk")},
        empty="-",
    )


def places_of(stop: Stop) -> str:
    """How many of a stop go into which tote or place on the cart."""
    return ", ".join(f"{part.to}: {part.units}" for part in stop.parts if part.to)


def _print(context: Context) -> None:
    print_it(context, lambda tx, settings: walk_list(tx, settings, context.args.walk))


def _labels(context: Context) -> None:
    args = context.args
    codes = [clean(code, 40) for code in args.tote]
    if args.wall:
        station = context.open_station().id
        codes += [place(station, number) for number in range(1, min(args.wall, 999) + 1)]
    if not codes:
        raise Refusal("walk_labels_none")
    house = context.config.station.warehouse
    print_it(context, lambda _tx, settings: tote_labels(settings, house, codes, args.copies))


def _cancel(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        walk, units = ending.cancel(tx, context.args.walk, context.args.reason)
    if context.out.as_json:
        context.out.data({"walk": walk.code, "fetched": units})
        return
    said = _("Walk {walk} is cancelled; {units} units that were fetched stay with their orders.")
    context.out.line(said.format(walk=walk.code, units=units))
