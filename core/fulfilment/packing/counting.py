"""Product scans: verified against the open order, counted into its parcel, or picked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, update

from core.audit import record
from core.catalog.tracking import Tracking
from core.fulfilment import claims
from core.fulfilment.packing.choosing_lots import choose_lots
from core.fulfilment.packing.judging import judge, packed_now, units_meant
from core.fulfilment.packing.meaning import Product
from core.fulfilment.packing.opened import OpenOrder, Place, load_order, places
from core.fulfilment.packing.opening import (
    close,
    code_of_bin,
    drop_empty,
    needed,
    open_single,
)
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.verify import Count
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import (
    add_units,
    complete_parcel,
    is_empty,
    load_parcel,
    open_parcel,
    step_parcel,
)
from core.fulfilment.states import ParcelState
from core.orders.commands import step
from core.orders.models import order_lines
from core.orders.states import Fulfilment
from core.people.permissions import Permission, require
from core.stock.blocks import blocked_of
from core.stock.models import BinKind
from core.stock.places import special_bin
from core.stock.queries import levels_of
from core.stock.reservations import carry, of_order

__all__ = ["finish_order", "finish_parcel", "look_up", "scan_product"]


def scan_product(
    bench: Bench, order: OpenOrder | None, product: Product, *, insists: bool = False
) -> Answer:
    """Count a product scan into the open order; without one, the lane or a look-up.

    With `insists`, its lot goes before one that expires sooner.
    """
    units = units_meant(bench.work, product)
    if order is None:
        if bench.lane:
            return _lane(bench, product, units)
        bench.change(quantity=None)
        return look_up(bench, product)
    picking = bench.work.mode == "pick"
    require(bench.tx, Permission.PICK if picking else Permission.PACK)
    if bench.work.quantity is not None:
        bench.change(quantity=None)
    found = judge(order, bench.work, product, units)
    if isinstance(found, Answer):
        return found
    counts, about = found.counts, found.about
    if product.tracking != Tracking.NONE:
        chosen = choose_lots(bench, order, product, units, about, insists=insists)
        if isinstance(chosen, Answer):
            return chosen
        counts, about = chosen, about | {"lot": chosen[0].lot}
    if picking:
        return _pick(bench, order, product, counts, about)
    return _pack(bench, order, counts, about)


def _pack(
    bench: Bench, order: OpenOrder, counts: Sequence[Count], about: dict[str, object]
) -> Answer:
    if bench.work.parcel_id is None:
        parcel = open_parcel(bench.tx, order.warehouse_id, order.id)
        bench.change(parcel_id=parcel.id, parcel=parcel.code)
    parcel_id = bench.work.parcel_id
    if parcel_id is None:
        raise AssertionError("a parcel was just opened")
    for count in counts:
        add_units(bench.tx, parcel_id, count.line_id, count.quantity, count.lot)
        order = order.with_packed(count.line_id, count.quantity)
    bench.effect = {
        "kind": "pack",
        "parcel": parcel_id,
        "counts": [
            [one.line_id, one.quantity, one.lot] if one.lot else [one.line_id, one.quantity]
            for one in counts
        ],
    }
    bench.parcel_id, bench.parcel = parcel_id, bench.work.parcel
    about, answer = packed_now(order, bench.work, counts, about)
    return finish_order(bench, order, about) if answer is None else answer


def finish_order(bench: Bench, order: OpenOrder, about: dict[str, object]) -> Answer:
    """All units are packed or waived: close the last parcel and clear the table."""
    drop_empty(bench, order.id)
    parcel_id = bench.work.parcel_id
    step(bench.tx, order.head, Fulfilment.PACKED)
    claims.drop(bench.tx, order.id)
    if parcel_id is None:  # the last parcel had been closed before the rest was waived
        bench.shipping.complete_order(bench.tx, order.id)
        close(bench)
        bench.change(last_order_no=order.order_no, passed=[])
        return Answer(Kind.ORDER_COMPLETE, "no_more", about | {"order": order.order_no})
    params, waits = _finish(bench, order, parcel_id, last=True)
    close(bench)
    bench.change(last_parcel_id=parcel_id, last_order_no=order.order_no, passed=[])
    if waits:
        bench.change(awaiting=waits, asked={"parcel": parcel_id, "order": order.id})
    if waits == "waybill":
        return Answer(Kind.NEEDS_WAYBILL, "", about | params)
    return Answer(Kind.ORDER_COMPLETE, "scan_label" if waits else "", about | params)


def finish_parcel(bench: Bench, order: OpenOrder) -> Answer:
    """Close the open parcel; the order goes on in a new one."""
    parcel_id = bench.work.parcel_id
    if parcel_id is None or is_empty(bench.tx, parcel_id):
        return Answer(Kind.INFO, "parcel_empty", needed(bench, order))
    params, waits = _finish(bench, order, parcel_id, last=False)
    bench.change(parcel_id=None, parcel="", last_parcel_id=parcel_id, last_order_no=order.order_no)
    params = params | needed(bench, load_order(bench.tx, order.id, lock=False))
    if waits:
        bench.change(awaiting=waits, asked={"parcel": parcel_id, "order": order.id})
    if waits == "waybill":
        return Answer(Kind.NEEDS_WAYBILL, "", params)
    return Answer(Kind.PARCEL_CLOSED, "scan_label" if waits else "", params)


def _finish(
    bench: Bench, order: OpenOrder, parcel_id: int, *, last: bool
) -> tuple[dict[str, object], str]:
    """Complete a parcel and hand it to shipping; gives parameters and what must come first."""
    parcel = complete_parcel(bench.tx, parcel_id)
    done = bench.shipping.complete(bench.tx, parcel, last=last)
    if done.intent is not None:
        bench.intents.append(done.intent)
    bench.parcel_id, bench.parcel = parcel.id, parcel.code
    params: dict[str, object] = {
        "order": order.order_no,
        "parcel": parcel.code,
        "number": parcel.number,
        "courier": done.courier,
        "weight_g": parcel.weight_g,
        "late": done.late,
    }
    if done.needs_waybill:
        return params, "waybill"
    return params, "label" if bench.rules.verify_label and not done.late else ""


def give_waybill(bench: Bench, waybill: str) -> Answer:
    """The number of the pre-printed label that the courier asked for."""
    parcel_id = bench.work.asked["parcel"]
    order = load_order(bench.tx, bench.work.asked["order"], lock=False)
    bench.about(order.id, order.order_no)
    if bench.shipping.is_old_label(bench.tx, parcel_id, waybill):
        said = {"order": order.order_no, "waybill": waybill}
        return Answer(Kind.NEEDS_WAYBILL, "waybill_void", said)
    taken = bench.shipping.accept_waybill(bench.tx, parcel_id, waybill)
    if isinstance(taken, str):
        return Answer(Kind.NEEDS_WAYBILL, taken, {"order": order.order_no, "waybill": waybill})
    bench.intents.append(taken)
    bench.parcel_id, bench.parcel = parcel_id, load_parcel(bench.tx, parcel_id).code
    bench.change(awaiting="", asked={})
    params: dict[str, object] = {"order": order.order_no, "waybill": waybill}
    if bench.work.order_id is None:
        return Answer(Kind.ORDER_COMPLETE, "waybill", params)
    return Answer(Kind.PARCEL_CLOSED, "waybill", params | needed(bench, order))


def prove_label(bench: Bench, parcel_id: int | None) -> Answer:
    """The printed label was scanned: it must be the one of the box on the table."""
    expected = bench.work.asked["parcel"]
    order = load_order(bench.tx, bench.work.asked["order"], lock=False)
    bench.about(order.id, order.order_no)
    parcel = load_parcel(bench.tx, expected)
    bench.parcel_id, bench.parcel = parcel.id, parcel.code
    if parcel_id != expected:
        return Answer(Kind.WRONG_LABEL, "", {"order": order.order_no, "parcel": parcel.code})
    if parcel.state is ParcelState.LABELLED:
        step_parcel(bench.tx, parcel, ParcelState.CLOSED)
    bench.change(awaiting="", asked={})
    params: dict[str, object] = {"order": order.order_no, "parcel": parcel.code}
    if bench.work.order_id is not None:
        params |= needed(bench, load_order(bench.tx, bench.work.order_id, lock=False))
    return Answer(Kind.PARCEL_CLOSED, "label_right", params)


def leave_label(bench: Bench) -> Answer:
    """Somebody goes on without scanning the label: the parcel is closed, and the trail says so."""
    parcel = load_parcel(bench.tx, bench.work.asked["parcel"])
    if parcel.state is ParcelState.LABELLED:
        step_parcel(bench.tx, parcel, ParcelState.CLOSED)
        record(bench.tx, "label_not_proved", order_id=parcel.order_id, parcel_id=parcel.id)
    bench.change(awaiting="", asked={})
    return Answer(Kind.INFO, "label_not_proved", {"order": bench.work.last_order_no})


def _pick(
    bench: Bench,
    order: OpenOrder,
    product: Product,
    counts: Sequence[Count],
    about: dict[str, object],
) -> Answer:
    tote = bench.work.tote_id or special_bin(bench.tx, order.warehouse_id, BinKind.TOTE)
    bench.change(tote_id=tote)
    held = [h for h in of_order(bench.tx, order.id) if h.bin_id != tote]
    here = bench.work.at_bin
    mine = [h for h in held if h.product_id == product.product_id]
    if here is not None and not any(h.bin_id == here for h in mine):
        return Answer(
            Kind.WRONG_ITEM,
            "other_bin",
            about | {"bin": code_of_bin(bench.tx, here)} | needed(bench, order),
        )
    steps: list[list[int | str]] = []
    for count in counts:
        left = count.quantity
        sources = [h for h in mine if h.line_id == count.line_id and count.lot in {"", h.lot}]
        for source in sorted(sources, key=lambda h: h.bin_id != here):
            taken = min(left, source.quantity)
            if taken:
                carry(bench.tx, order.warehouse_id, source, taken, tote, reference=order.order_no)
                lot = [source.lot] if count.lot else []
                steps.append([count.line_id, taken, source.bin_id, *lot])
                left -= taken
        bench.tx.execute(_picked, {"line": count.line_id, "q": count.quantity - left})
    if steps:  # of what is promised only in part there may be nothing to move
        bench.effect = {"kind": "pick", "tote": tote, "counts": steps}
    after = load_order(bench.tx, order.id, lock=False)
    mine_after = [line for line in after.lines if line.product_id == product.product_id]
    about = about | {
        "packed": sum(line.picked for line in mine_after),
        "ordered": sum(line.quantity for line in mine_after),
        "order_packed": sum(line.picked for line in after.lines),
        "order_units": after.units,
    }
    if all(line.to_pick <= 0 for line in after.lines) and after.short == 0:
        step(bench.tx, order.head, Fulfilment.PICKED)
        claims.drop(bench.tx, order.id)
        close(bench)
        bench.change(last_order_no=order.order_no, passed=[])
        return Answer(Kind.ORDER_COMPLETE, "picked", about | {"order": order.order_no})
    done = all(line.to_pick <= 0 for line in mine_after)
    kind = Kind.OK_LINE_DONE if done else Kind.OK
    return Answer(kind, "picked", about | needed(bench, after))


def _lane(bench: Bench, product: Product, units: int) -> Answer:
    """Single-item lane: the scan takes the most urgent order of exactly this one unit."""
    require(bench.tx, Permission.PACK)
    bench.change(quantity=None)
    if units != 1:
        return Answer(Kind.OVER_QUANTITY, "lane", {"sku": product.sku, "units": units})
    order_id = open_single(bench, product.product_id)
    if order_id is None:
        return Answer(Kind.INFO, "lane_none", {"sku": product.sku, "name": product.name})
    if bench.work.awaiting == "note":
        order = load_order(bench.tx, order_id, lock=False)
        return Answer(
            Kind.NEEDS_CONFIRMATION, "note", {"order": order.order_no, "note": order.note}
        )
    return scan_product(bench, load_order(bench.tx, order_id), product)


def look_up(bench: Bench, product: Product) -> Answer:
    """No open work: say what the product is and where it lies; nothing changes."""
    levels = [
        level
        for level in levels_of(bench.tx, bench.warehouse_id, [product.product_id])
        if level.kind is BinKind.SHELF
    ]
    about = {
        "sku": product.sku,
        "name": product.name,
        "on_hand": sum(level.on_hand for level in levels),
        "available": sum(level.available for level in levels),
        "bins": ", ".join(level.bin for level in levels[:4]),
    }
    blocked, because = blocked_of(bench.tx, bench.warehouse_id, product.product_id)
    if blocked:
        about |= {"blocked": blocked, "because": because}
    return Answer(Kind.INFO, "product_blocked" if blocked else "product", about)


def walking(bench: Bench, order: OpenOrder) -> list[Place]:
    """The bins that still have to be walked to, in order."""
    return [p for p in places(bench.tx, order.id) if p.bin_id != bench.work.tote_id]


_picked = (
    update(order_lines)
    .where(order_lines.c.id == bindparam("line"))
    .values(picked=order_lines.c.picked + bindparam("q"))
)
