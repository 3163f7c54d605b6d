"""The open order as the work screen shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from core.fulfilment.packing.opened import Line, OpenOrder, Place, load_order
from core.fulfilment.packing.work import StationRow, load
from core.fulfilment.packing.work import Work as OpenWork
from core.i18n import _
from core.shipping.choosing import planned_courier
from core.transaction import Transaction
from tui.live.lists import courier_name
from tui.state import Note, Work, WorkLine

if TYPE_CHECKING:
    from core.settings import Config

Stage = Literal["pick", "pack", "label"]


Hold = Callable[[Transaction, StationRow, OpenOrder | None], None]


def work_of(
    tx: Transaction, config: Config, station_id: int, last: str = "", hold: Hold | None = None
) -> Work | None:
    """What is open at a station; `last` is the SKU of the last scan. None: nothing is open.

    `hold` is given what was read, for when the database is away.
    """
    station = load(tx, station_id, lock=False)
    work = station.work
    order = load_order(tx, work.order_id, lock=False) if work.order_id is not None else None
    if hold is not None:
        hold(tx, station, order)
    if order is None:
        return None
    number = int(work.parcel.rpartition("-")[2] or 1) if work.parcel else 1
    return Work(
        order=order.order_no,
        customer=order.customer,
        stage=_stage(station),
        lines=lines_of(order, work, last),
        channel=order.channel,
        courier=courier_name(config, planned_courier(tx, order.id) or order.courier),
        parcel=work.parcel,
        parcel_number=number,
        notes=_notes(order.note, station, must_read=order.must_read, flags=_flags(order)),
    )


def lines_of(order: OpenOrder, work: OpenWork, last: str) -> tuple[WorkLine, ...]:
    """The lines in walking order; those that wait nowhere come last."""
    picking = work.mode == "pick"
    where: dict[int, Place] = {}
    for place in reversed(order.places):
        if not picking or place.bin_id != work.tote_id:
            where[place.line_id] = place
    lines = [_line(line, where.get(line.id), last, picking=picking) for line in order.lines]
    return tuple(sorted(lines, key=lambda line: (not line.bin, line.bin)))


def _stage(station: StationRow) -> Stage:
    if station.work.awaiting in {"waybill", "label"}:
        return "label"
    return "pick" if station.work.mode == "pick" else "pack"


def _line(line: Line, place: Place | None, last: str, *, picking: bool) -> WorkLine:
    return WorkLine(
        sku=line.sku,
        name=line.name,
        needed=line.quantity - line.excepted,
        done=line.picked if picking else line.packed,
        bin=place.bin if place else "",
        short=line.short,
        last=line.sku == last,
    )


def _flags(order: object) -> list[str]:
    said = {"gift": _("Gift: no prices in the box."), "fragile": _("Fragile: pad it well.")}
    return [text for name, text in said.items() if getattr(order, name)]


def _notes(
    note: str, station: StationRow, *, must_read: bool, flags: list[str]
) -> tuple[Note, ...]:
    found = [Note(text) for text in flags]
    if note:
        unread = must_read and station.work.awaiting == "note"
        found.insert(0, Note(note, must_read=must_read, read=not unread))
    return tuple(found)
