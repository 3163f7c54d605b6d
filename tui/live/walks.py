"""The walks and waves of the warehouse, as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.channels.label_deeds import make_labels
from core.channels.label_stands import Stand, stands_of
from core.channels.registry import shops_of
from core.clock import local
from core.errors import NotFound, Refusal
from core.files import values as cells
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer
from core.fulfilment.packing.work import Bench
from core.fulfilment.queue_counts import channels, couriers
from core.fulfilment.walks import queries, scanning
from core.fulfilment.walks.choosing import Wanted
from core.fulfilment.walks.queries import Stop, WalkRow, WalkSheet
from core.fulfilment.walks.scanning import goes_on
from core.fulfilment.walks.states import LIVE, Mode, Place, WalkState
from core.i18n import _
from core.shipping import walk_deeds
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.live.book_questions import AHEAD_WHY
from tui.live.lists import courier_name
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.market_labels import label_rows
from tui.words.states import fulfilment_name
from tui.words.walks import mode_name, task_state, walk_state

__all__ = ["choices", "deed", "form", "goes_on", "page", "scanned", "sheet"]
_INKS: dict[WalkState, Ink] = {
    WalkState.WALKING: "accent",
    WalkState.SORTING: "accent",
    WalkState.CANCELLED: "quiet",
}


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the walks: those in hand, then by cut-off."""
    states = (WalkState(wanted.status),) if wanted.status else LIVE
    found = queries.page(tx, at.warehouse, states, text=wanted.text, offset=offset, limit=limit)
    total = queries.count(tx, at.warehouse, states, text=wanted.text)
    return Page(tuple(_row(one, at) for one in found), total)


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """A walk, stop by stop and order by order."""
    found = queries.sheet(tx, int(identifier))
    return sheet_of(found, at, stands_of(tx, [one.order_id for one in found.members]))


def sheet_of(found: WalkSheet, at: At, labels: Sequence[Stand] = ()) -> Detail:
    """The same of one that was read already."""
    row = found.row
    rows = [
        (_("How"), mode_name(row.mode)),
        (_("State"), walk_state(row.state)),
        (_("Courier"), _due(row.due_at, at)),
        (_("Zone"), row.zone),
        (_("Orders"), str(row.orders)),
        (_("Fetched"), f"{row.picked}/{row.units}"),
        (_("Way"), _("{bays} bays").format(bays=row.length) if row.length else ""),
        (_("Picker"), " · ".join(part for part in (row.picker, row.station) if part)),
        (_("Why"), found.walk.reason),
    ]
    stops = tuple(
        (
            stop.bin,
            f"{stop.picked}/{stop.units}",
            with_lot(stop.sku, stop.lot),
            places_of(stop),
            task_state(stop.state),
        )
        for stop in found.stops
    )
    orders = tuple(
        (one.tote or f"#{one.slot}", one.order_no, fulfilment_name(one.fulfilment))
        for one in found.members
        if one.state is not Place.OUT
    )
    wall = tuple(
        (one.slot or "–", one.order_no, f"{one.there}/{one.there + one.missing}")
        for one in found.wall
    )
    sections = (
        Section(_("Walk"), tuple(row for row in rows if row[1])),
        Section(_("Stops"), stops),
        Section(_("Orders"), orders),
        Section(_("Labels"), label_rows(labels)),
        Section(_("Sorting wall"), wall),
    )
    return Detail(row.code, walk_state(row.state), tuple(one for one in sections if one.rows))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """Which walks are shown, or why labels come out ahead of packing."""
    if action == "walk_labels":
        return tuple(Choice(_(why), _(why)) for why in AHEAD_WHY)
    over = [
        Choice(f"{state.value}|{walk_state(state)}", walk_state(state))
        for state in (WalkState.PLANNED, WalkState.WALKING, WalkState.SORTING, WalkState.DONE)
    ]
    gone, left = WalkState.CANCELLED, _("to do")
    return (
        Choice(f"|{left}", _("All that are not over")),
        *over,
        Choice(f"{gone.value}|{walk_state(gone)}", walk_state(gone)),
    )


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """What a wave is made of, or why a walk is cancelled."""
    if action == "walk_cancel":
        row = queries.sheet(tx, int(target["id"])).row
        hidden = {"id": target["id"]}
        said = _("Cancel walk {walk}").format(walk=row.code)
        return Form(said, (FormField("reason", _("Why")),), hidden=hidden)
    every = Choice("", _("all"))
    senders = [Choice(one, courier_name(at.config, one)) for one in couriers(tx, at.warehouse)]
    shops = [Choice(one, one) for one in channels(tx, at.warehouse)]
    modes = [
        Choice(mode.value, mode_name(mode))
        for mode in (Mode.CLUSTER, Mode.BATCH, Mode.ZONE, Mode.SINGLE)
    ]
    yes = (Choice("", _("no")), Choice("yes", _("yes")))
    return Form(
        _("Plan walks"),
        (
            FormField("mode", _("How"), Mode.CLUSTER.value, choices=tuple(modes)),
            FormField("courier", _("Courier"), "", choices=(every, *senders)),
            FormField("channel", _("Channel"), "", choices=(every, *shops)),
            FormField("before", _("Courier leaves until"), hint=_("such as 17:00; empty: all")),
            FormField("zone", _("Zone"), hint=_("only goods of this zone; empty: all")),
            FormField("singles", _("Single units only"), "", choices=yes),
            FormField("orders", _("Orders"), hint=_("these numbers alone; empty: all")),
            FormField("size", _("Orders to a walk"), str(at.config.walks.orders)),
            FormField("limit", _("At most"), "500"),
        ),
        (_("Orders of different cut-offs never share a walk."),),
    )


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with the walk under the cursor."""
    walk_id = int(values.get("id") or "0")
    match action:
        case "walk_plan":
            return _plan(at, values)
        case "walk_take":
            return scanning.start(walk_id or None)
        case "walk_over":
            return scanning.start(walk_id or None, take_over=True)
        case "walk_print":
            return walk_deeds.paper(at.desk.settings, f"W{walk_id}")
        case "walk_labels":
            return make_labels(shops_of(at.config), walk_id, choice)
        case "walk_cancel":
            return walk_deeds.cancel(f"W{walk_id}", values.get("reason", ""))
    raise NotFound("nothing_to_fill_in", action=action)


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """The code of a walk takes it; with one in hand codes are bins, goods and totes."""
    return scanning.scanned(code)


def with_lot(sku: str, lot: str) -> str:
    """What is fetched, with the lot that it has to be of."""
    return f"{sku} · {lot}" if lot else sku


def places_of(stop: Stop) -> str:
    """How many of a stop go into which tote or place on the cart."""
    return ", ".join(f"{part.to}: {part.units}" for part in stop.parts if part.to)


def _plan(at: AtStation, values: Mapping[str, str]) -> Deed:
    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        said = values.get("before", "").strip()
        wanted = Wanted(
            mode=Mode(values.get("mode") or Mode.CLUSTER.value),
            limit=cells.quantity(values.get("limit", "") or "500"),
            size=cells.quantity(values.get("size", "") or str(at.config.walks.orders)),
            units=at.config.walks.units,
            courier=values.get("courier", ""),
            channel=values.get("channel", ""),
            before=_until(said, bench.tx.now, at.zone) if said else None,
            zone=values.get("zone", "").strip(),
            singles=values.get("singles") == "yes",
            numbers=tuple(values.get("orders", "").replace(",", " ").split()),
        )
        return walk_deeds.make(wanted)(bench, order)

    return do


def _until(text: str, now: datetime, zone: str) -> datetime:
    try:
        time = datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise Refusal("walk_time", value=text) from None
    return local(now, zone).replace(hour=time.hour, minute=time.minute, second=0, microsecond=0)


def _row(one: WalkRow, at: At) -> BoardRow:
    shown = (
        one.code,
        walk_state(one.state),
        str(one.orders),
        f"{one.picked}/{one.units}",
        _due(one.due_at, at),
        mode_name(one.mode),
        one.zone,
        str(one.length or ""),
        one.picker,
    )
    return BoardRow(str(one.id), shown, ("strong", _INKS.get(one.state, "")), one.state.value)


def _due(moment: datetime, at: At) -> str:
    return local(moment, at.zone).strftime("%d/%m %H:%M")
