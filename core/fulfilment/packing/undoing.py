"""Taking the last scan back, as a new event; after the label only when confirmed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.fulfilment import claims
from core.fulfilment.models import scans
from core.fulfilment.packing.found_again import take_back
from core.fulfilment.packing.opened import OpenOrder, load_order
from core.fulfilment.packing.opening import drop_empty, needed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import (
    Parcel,
    add_units,
    is_empty,
    load_parcel,
)
from core.fulfilment.states import ParcelState
from core.fulfilment.unpacking import reopen_parcel
from core.orders.commands import head, step
from core.orders.models import order_lines
from core.orders.states import Fulfilment
from core.people.permissions import Permission, require
from core.stock.reservations import carry, of_order

Scan = tuple[int, int]
"""Where a scan was made, and its number there."""


def undo(bench: Bench, order: OpenOrder | None) -> Answer:
    """Take back the last scan that counted here, or ask first where its parcel is complete."""
    order_id = order.id if order else _order_of(bench, bench.work.last_parcel_id)
    if order_id is None:
        return Answer(Kind.INFO, "nothing_to_undo")
    last = _last_effect(bench, order_id, goods_only=order is None)
    if last is None:
        return Answer(Kind.INFO, "nothing_to_undo")
    (station_id, seq), effect = last
    if effect["kind"] == "short" and order is not None:
        # Where it cannot be taken back any more, the next UNDO goes on with what was before it.
        bench.tx.execute(_mark_undone, {"station": station_id, "number": seq})
        return take_back(bench, order, effect)
    if effect["kind"] == "pick":
        return _unpick(bench, order_id, (station_id, seq), effect)
    parcel = load_parcel(bench.tx, effect["parcel"])
    if parcel.state is ParcelState.OPEN and order is not None:
        return _unpack(bench, order, (station_id, seq), effect)
    known = order or load_order(bench.tx, order_id, lock=False)
    bench.about(known.id, known.order_no)
    bench.parcel_id, bench.parcel = parcel.id, parcel.code
    if parcel.state in {ParcelState.HANDED_OVER, ParcelState.VOID}:
        return Answer(Kind.INFO, "too_late_to_undo", {"order": known.order_no})
    begun = bench.work.parcel_id if order else None
    if begun is not None and not is_empty(bench.tx, begun):
        # What is in the open parcel was counted at another station, and nobody here takes it out.
        return Answer(Kind.INFO, "nothing_to_undo")
    if order is None and bench.work.order_id is not None:
        return Answer(Kind.OTHER_ORDER_OPEN, params={"open": bench.work.order_no, "order": ""})
    return ask_to_reopen(bench, known, parcel)


def ask_to_reopen(bench: Bench, order: OpenOrder, parcel: Parcel) -> Answer:
    """Ask whether a finished parcel is to be opened again, which voids its label."""
    asked: dict[str, Any] = {"parcel": parcel.id, "order": order.id}
    bench.ask("undo", asked)
    return Answer(
        Kind.NEEDS_CONFIRMATION,
        "undo_label",
        {"order": order.order_no, "parcel": parcel.code},
    )


def undo_confirmed(bench: Bench) -> Answer:
    """Void the label, reopen the parcel, and take its last scan back."""
    require(bench.tx, Permission.LABEL_VOID)
    order_id, parcel_id = bench.work.asked["order"], bench.work.asked["parcel"]
    now = head(bench.tx, order_id, lock=True)
    bench.about(order_id, now.order_no)
    bench.change(awaiting="", asked={})
    if now.fulfilment is Fulfilment.CANCELLED:
        return Answer(Kind.CANCELLED, "before", {"order": now.order_no})
    fence = claims.claim(bench.tx, order_id, bench.rules.lease_ms)
    if fence is None:
        return Answer(Kind.NOT_CLAIMABLE, "claimed", {"order": now.order_no})
    bench.shipping.void(bench.tx, parcel_id)
    drop_empty(bench, order_id)
    parcel = reopen_parcel(bench.tx, parcel_id)
    if now.fulfilment is Fulfilment.PACKED:
        step(bench.tx, now, Fulfilment.PACKING)
    order = load_order(bench.tx, order_id)
    bench.change(
        order_id=order_id,
        order_no=order.order_no,
        mode="pack",
        version=order.version,
        fence=fence,
        parcel_id=parcel.id,
        parcel=parcel.code,
    )
    last = _last_effect(bench, order_id, goods_only=True)
    if last is None:
        return Answer(Kind.UNDONE, "reopened", {"order": order.order_no} | needed(bench, order))
    return _unpack(bench, order, *last)


def _unpack(bench: Bench, order: OpenOrder, scan: Scan, effect: dict[str, Any]) -> Answer:
    require(bench.tx, Permission.PACK)
    bench.about(order.id, order.order_no)
    bench.parcel_id, bench.parcel = bench.work.parcel_id, bench.work.parcel
    for line_id, quantity, *lot in effect["counts"]:
        add_units(bench.tx, effect["parcel"], line_id, -quantity, lot[0] if lot else "")
    lines = {line.id: line for line in order.lines}
    line = lines[effect["counts"][0][0]]
    units = sum(count[1] for count in effect["counts"])
    return _done(bench, order.id, scan, line.sku, line.name, units)


def _unpick(bench: Bench, order_id: int, scan: Scan, effect: dict[str, Any]) -> Answer:
    require(bench.tx, Permission.PICK)
    now = head(bench.tx, order_id, lock=True)
    bench.about(order_id, now.order_no)
    if now.fulfilment is not Fulfilment.PICKING:
        return Answer(Kind.INFO, "nothing_to_undo")
    order = load_order(bench.tx, order_id)
    lines = {line.id: line for line in order.lines}
    for line_id, quantity, bin_id, *lot in effect["counts"]:
        held = next(
            h
            for h in of_order(bench.tx, order_id)
            if h.line_id == line_id and h.bin_id == effect["tote"] and lot in ([], [h.lot])
        )
        carry(bench.tx, order.warehouse_id, held, quantity, bin_id, reference=order.order_no)
        bench.tx.execute(_unpicked, {"line": line_id, "q": quantity})
    line = lines[effect["counts"][0][0]]
    units = sum(step[1] for step in effect["counts"])
    return _done(bench, order_id, scan, line.sku, line.name, units)


def _done(bench: Bench, order_id: int, scan: Scan, sku: str, name: str, units: int) -> Answer:
    station_id, seq = scan
    bench.tx.execute(_mark_undone, {"station": station_id, "number": seq})
    record(bench.tx, "undone", order_id=order_id, sku=sku, units=units, seq=seq)
    after = load_order(bench.tx, order_id, lock=False)
    return Answer(
        Kind.UNDONE,
        "",
        {
            "sku": sku,
            "name": name,
            "units": units,
            "order_packed": after.packed,
            "order_units": after.units,
            **needed(bench, after),
        },
    )


def _order_of(bench: Bench, parcel_id: int | None) -> int | None:
    return None if parcel_id is None else load_parcel(bench.tx, parcel_id).order_id


def _last_effect(
    bench: Bench, order_id: int, *, goods_only: bool
) -> tuple[Scan, dict[str, Any]] | None:
    query = _last_goods if goods_only else _last
    at = [bench.station_id, *bench.work.scanned_at]
    row = bench.tx.execute(query, {"stations": at, "o": order_id}).first()
    return None if row is None else ((row.station_id, row.seq), row.effect)


_last = (
    select(scans.c.station_id, scans.c.seq, scans.c.effect)
    .where(
        scans.c.station_id.in_(bindparam("stations", expanding=True)),
        scans.c.order_id == bindparam("o"),
        scans.c.effect.is_not(None),
        scans.c.undone.is_(False),
    )
    .order_by(scans.c.at.desc(), scans.c.seq.desc())
    .limit(1)
)
_last_goods = _last.where(scans.c.verdict != Kind.SHORT.value)
_mark_undone = (
    update(scans)
    .where(scans.c.station_id == bindparam("station"), scans.c.seq == bindparam("number"))
    .values(undone=True)
)
_unpicked = (
    update(order_lines)
    .where(order_lines.c.id == bindparam("line"))
    .values(picked=order_lines.c.picked - bindparam("q"))
)
