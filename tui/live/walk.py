"""The walk in hand: what is to be fetched now and after it, or the sorting wall of a batch."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from core.counting.queries import held_task
from core.counting.scanning import holder_of
from core.errors import NotFound
from core.fulfilment.models import scans
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.shorting import Reason
from core.fulfilment.packing.work import load
from core.fulfilment.walks import queries, scanning, tasks
from core.fulfilment.walks.hand import current, number_in_hand, together
from core.fulfilment.walks.missing import REPLACE
from core.fulfilment.walks.queries import stops_of
from core.fulfilment.walks.scanning import goes_on
from core.fulfilment.walks.sorting import Slot, wall
from core.fulfilment.walks.states import WalkState
from core.fulfilment.walks.tasks import Task
from core.fulfilment.walks.walk import Walk
from core.fulfilment.walks.walk import load as load_walk
from core.i18n import N_, _
from core.stock.queries import bin_codes
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.live.walks import places_of, sheet_of, with_lot
from tui.places import Where
from tui.views import BoardRow, Choice, Detail, Filter, Ink, Page

__all__ = ["choices", "deed", "goes_on", "page", "scanned", "sheet"]
_REASONS = {
    Reason.OUT.value: N_("The bin is empty"),
    Reason.DAMAGED.value: N_("The goods are damaged"),
    Reason.WRONGBIN.value: N_("Other goods lie in the bin"),
    REPLACE: N_("Send other goods instead"),
}
_PANES = {
    "receiv": ("receive", Where.RECEIVING),
    "transfer_arrived": ("transfer", Where.ARRIVALS),
    "replenish": ("replenish", Where.REPLENISH),
    "count": ("", Where.COUNTS),
}
"""What the verdicts of a pane begin with, and by what name it keeps what is in hand there."""
_KEYS = {
    "walk_skip": "NEXT",
    "walk_short": "SHORT",
    "walk_undo": "UNDO",
    "walk_done": "DONE",
    "walk_aside": "HOLD",
}


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """What is left of the walk in hand, what comes now first; of a batch then the wall."""
    found = _in_hand(tx, at)
    if found is None:
        return Page((), 0)
    walk, at_bin = found
    rows = _wall(tx, at, walk) if walk.state is WalkState.SORTING else _stops(tx, walk, at_bin)
    text = wanted.text.casefold()
    rows = [row for row in rows if text in " ".join(row.cells).casefold()]
    return Page(tuple(rows[offset : offset + limit]), len(rows))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """The whole walk."""
    found = _in_hand(tx, at)
    if found is None:
        raise NotFound("walk_unknown", walk="-")
    return sheet_of(queries.sheet(tx, found[0].id), at)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What is wrong with the goods that are to be fetched now."""
    return tuple(Choice(value, _(label)) for value, label in _REASONS.items())


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does on the walk in hand."""
    return scanning.command(_KEYS[action], choice)


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """Bins, goods and totes; the code of a walk takes it."""
    return scanning.scanned(code)


def pane_in_hand(tx: Transaction, station_id: int) -> str:
    """The pane to begin with: of what was scanned last and is still in hand, else of a walk."""
    station = load(tx, station_id, lock=False)
    tx.actor = station.actor
    last = tx.execute(_last_scan, {"station": station_id}).first()
    said = str(last.result["detail"]) if last else ""
    for begins, (name, pane) in _PANES.items():
        counting = pane is Where.COUNTS and held_task(tx, holder_of(tx)) is not None
        if said.startswith(begins) and (counting or station.work.aside.get(name)):
            return pane.value
    return Where.WALK.value if number_in_hand(station.work.aside) is not None else ""


def _in_hand(tx: Transaction, at: At) -> tuple[Walk, int | None] | None:
    aside = load(tx, at.station_id, lock=False).work.aside
    number = number_in_hand(aside)
    if number is None:
        return None
    kept = aside["walk"]
    walk = load_walk(tx, number)
    mine = walk.station_id == at.station_id and walk.fence == kept["fence"]
    live = walk.state in {WalkState.WALKING, WalkState.SORTING}
    return (walk, kept.get("bin")) if mine and live else None


def _stops(tx: Transaction, walk: Walk, at_bin: int | None) -> list[BoardRow]:
    left = tasks.to_do(tx, walk.id)
    now = current(left, at_bin)
    mine = together(walk, now) if now else []
    first = {task.id for task in mine}
    cart = bin_codes(tx, [walk.cart_id])[walk.cart_id] if walk.cart_id else ""
    rows = [_now(walk, mine, cart)] if mine else []
    rest = [task for task in left if task.id not in first]
    for number, stop in enumerate(stops_of(walk, rest)):
        what = with_lot(stop.sku, stop.lot)
        cells = (stop.bin, str(stop.units - stop.picked), what, stop.name)
        rows.append(BoardRow(f"stop-{number}", (*cells, places_of(stop) or cart)))
    return rows


def _now(walk: Walk, mine: list[Task], cart: str) -> BoardRow:
    one = mine[0]
    units = sum(task.left for task in mine)
    to = cart if walk.mode.value == "batch" else one.tote or f"#{one.slot}"
    shown = (one.bin, str(units), with_lot(one.sku, one.lot), one.name, to)
    return BoardRow("now", shown, ("accent", "strong", "strong", "strong", "accent"), "now")


def _wall(tx: Transaction, at: At, walk: Walk) -> list[BoardRow]:
    last = tx.execute(_last_scan, {"station": at.station_id}).first()
    said = last.result["params"] if last else {}
    slot = str(said.get("slot", "")) if said.get("walk") == walk.code else ""
    places = wall(tx, walk)
    now = [one for one in places if slot and one.slot == slot]
    rest = [one for one in places if one not in now]
    rows = [
        BoardRow("now", _place(one), ("accent", "strong", "strong", "strong"), "now")
        for one in now[:1]
    ]
    rest.sort(key=lambda one: (one.whole, not one.slot, one.slot.zfill(4)))
    inks: tuple[Ink, ...] = ("strong", "", "", "good")
    return rows + [BoardRow(one.order_no, _place(one), inks) for one in rest]


def _place(one: Slot) -> tuple[str, ...]:
    state = _("whole") if one.whole else _("{count} in the cart").format(count=one.missing)
    return one.slot or "–", f"{one.there}/{one.there + one.missing}", one.order_no, state, ""


_last_scan = (
    select(scans.c.result)
    .where(scans.c.station_id == bindparam("station"))
    .order_by(scans.c.seq.desc())
    .limit(1)
)
