"""The scanner of the demonstration: the next right code for a station, and one that is wrong."""

from __future__ import annotations

from sqlalchemy import select

from core.barcodes import PREFIX
from core.database import Database
from core.fulfilment.packing.opened import Line, OpenOrder, load_order, places
from core.fulfilment.packing.work import StationRow, load
from core.fulfilment.parcels import load_parcel
from core.fulfilment.queue import Wanted, first_page
from core.people.models import sessions
from core.people.permissions import Permission
from core.people.queries import list_operators
from core.transaction import Transaction, reading
from tui.demo.beside import code_of, of_entry, of_put_back, of_returns

OK = f"{PREFIX}OK"
_BESIDE = {"returns": of_returns, "put_back": of_put_back, "entry": of_entry}
"""Panes in which scans have a meaning of their own."""
_AT_WORK = select(sessions.c.operator_id).where(sessions.c.ended_at.is_(None))


def next_code(database: Database, station_id: int, where: str = "") -> str:
    """The code that takes the work in a pane of this station forward; empty: nothing is to do."""
    with reading(database) as tx:
        station = load(tx, station_id, lock=False)
        if station.actor.operator_id is None:
            return _badge(tx)
        if where in _BESIDE:
            return _BESIDE[where](tx, station)
        order = _open(tx, station)
        answer = _answer(tx, station, order)
        if answer:
            return answer
        return _most_urgent(tx, station) if order is None else _next_item(tx, station, order)


def wrong_code(database: Database, station_id: int) -> str:
    """A code that exists and does not belong here: another product, too many, another number."""
    with reading(database) as tx:
        station = load(tx, station_id, lock=False)
        order = _open(tx, station)
        if order is None:
            return f"{_most_urgent(tx, station) or 'DEMO'}-0"
        line = _first(tx, station, order)
        if line is not None and station.last_seq // 2 % 2:
            return f"{_left(station, line) + 1}*{code_of(tx, line.product_id, line.sku)}"
        return _foreign(tx, station, order)


def _open(tx: Transaction, station: StationRow) -> OpenOrder | None:
    if station.work.order_id is None:
        return None
    return load_order(tx, station.work.order_id, lock=False)


def _badge(tx: Transaction) -> str:
    """The badge of somebody who may pack, best of one who is at work nowhere else."""
    may = [one for one in list_operators(tx) if Permission.PACK.value in one.actor().permissions]
    at_work = set(tx.execute(_AT_WORK).scalars())
    may.sort(key=lambda one: one.id in at_work)
    return may[0].badge_code if may else ""


def _answer(tx: Transaction, station: StationRow, order: OpenOrder | None) -> str:
    """What an open question waits for; empty where none is open or goods may be scanned."""
    work = station.work
    match work.awaiting:
        case "waybill":
            return f"DEMO{work.asked['parcel']:09d}"
        case "label":
            return f"{PREFIX}P:{load_parcel(tx, work.asked['parcel']).code}"
        case "note" | "changed" | "resume" | "undo":
            return OK
        case "short" if order is not None:
            line = next((one for one in order.lines if one.id == work.asked.get("line")), None)
            if line is not None or len(_open_lines(station, order)) == 1:
                return f"{PREFIX}SHORT:OUT"
        case _:
            pass
    return ""


def _most_urgent(tx: Transaction, station: StationRow) -> str:
    """The number of the first order in the queue that nobody works on."""
    for row in first_page(tx, station.warehouse_id, Wanted()):
        if not row.claimed_by:
            return row.order_no
    return ""


def _next_item(tx: Transaction, station: StationRow, order: OpenOrder) -> str:
    line = _first(tx, station, order)
    if line is not None:
        return code_of(tx, line.product_id, line.sku)
    # Everything is packed but for what nobody found: the order waits for stock.
    return f"{PREFIX}HOLD" if order.short else f"{PREFIX}DONE"


def _open_lines(station: StationRow, order: OpenOrder) -> list[Line]:
    return [line for line in order.lines if _left(station, line) > 0]


def _left(station: StationRow, line: Line) -> int:
    return line.to_pick if station.work.mode == "pick" else line.open


def _first(tx: Transaction, station: StationRow, order: OpenOrder) -> Line | None:
    """The line whose goods come first on the walk along the bins."""
    tote = station.work.tote_id if station.work.mode == "pick" else None
    walk = [place.line_id for place in places(tx, order.id) if place.bin_id != tote]
    lines = _open_lines(station, order)
    return min(
        lines, key=lambda line: walk.index(line.id) if line.id in walk else len(walk), default=None
    )


def _foreign(tx: Transaction, station: StationRow, order: OpenOrder) -> str:
    """The barcode of a product that another order of the queue wants."""
    mine = {line.product_id for line in order.lines}
    for row in first_page(tx, station.warehouse_id, Wanted()):
        for line in load_order(tx, row.id, lock=False).lines:
            if line.product_id not in mine:
                return code_of(tx, line.product_id, line.sku)
    return f"{order.order_no}-0"
