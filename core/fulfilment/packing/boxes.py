"""A finished box is scanned: what it is, or what it still waits for after its order was edited."""

from __future__ import annotations

from core.fulfilment.packing.opened import OpenOrder, load_order
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import Parcel, load_parcel, step_parcel
from core.fulfilment.states import ParcelState


def show_box(bench: Bench, parcel_id: int, *, label: str = "") -> Answer:
    """Say what a box is. A new label that waited for it prints now; a waybill is asked for.

    `label` says whose number was scanned: of its ``new`` label, which is proved by that, or of an
    ``old`` one that counts no more.
    """
    parcel = load_parcel(bench.tx, parcel_id)
    order = load_order(bench.tx, parcel.order_id, lock=False)
    bench.parcel_id, bench.parcel = parcel.id, parcel.code
    if label == "new" and parcel.state is ParcelState.LABELLED:
        step_parcel(bench.tx, parcel, ParcelState.CLOSED)
        about = {"order": order.order_no, "parcel": parcel.code}
        return Answer(Kind.PARCEL_CLOSED, "label_right", about)
    if bench.shipping.print_waiting(bench.tx, parcel_id):
        return _new_label(bench, order, parcel)
    if bench.work.order_id is None and ask_for_waybill(bench, order, parcel_id):
        bench.about(order.id, order.order_no)
        return Answer(Kind.NEEDS_WAYBILL, "", {"order": order.order_no})
    stuck = bench.shipping.not_booked(bench.tx, parcel_id)
    if stuck is not None:
        bench.order_id = order.id
        told: dict[str, object] = {"order": order.order_no, "parcel": parcel.code, **stuck}
        return Answer(Kind.INFO, "box_refused" if stuck["refused"] else "box_unknown", told)
    if not label and bench.shipping.label_comes(bench.tx, parcel_id):
        return _label_comes(bench, order, parcel)
    if label == "old":
        about = {"order": order.order_no, "parcel": parcel.code}
        return Answer(Kind.WRONG_LABEL, "old", about)
    bench.order_id = order.id  # where a box was seen last is asked by its order
    return Answer(
        Kind.INFO,
        "parcel",
        {
            "parcel": parcel.code,
            "order": order.order_no,
            "state": parcel.state.value,
            "customer": order.customer,
        },
    )


def label_anew(bench: Bench, order: OpenOrder) -> Answer | None:
    """The number of an order was scanned that waits for new labels: of one box it prints at once.

    With several boxes nobody knows which of them is meant: that one is to be scanned.
    """
    waiting = bench.shipping.boxes_waiting(bench.tx, order.id)
    if not waiting:
        return None
    boxes = [load_parcel(bench.tx, parcel_id) for parcel_id in waiting]
    if len(boxes) > 1:
        codes = ", ".join(box.code for box in boxes)
        return Answer(Kind.INFO, "scan_box", {"order": order.order_no, "parcels": codes})
    bench.shipping.print_waiting(bench.tx, boxes[0].id)
    bench.parcel_id, bench.parcel = boxes[0].id, boxes[0].code
    return _new_label(bench, order, boxes[0])


def ask_for_waybill(bench: Bench, order: OpenOrder, box: int | None = None) -> bool:
    """Take up the question again that was put aside with a box (or this one): which waybill?"""
    if not order.packed:  # no box of it is finished
        return False
    parcel_id = bench.shipping.waits_for_waybill(bench.tx, order.id)
    if parcel_id is None or box not in {None, parcel_id}:
        return False
    bench.change(
        awaiting="waybill",
        asked={"parcel": parcel_id, "order": order.id},
        last_parcel_id=parcel_id,
        last_order_no=order.order_no,
    )
    bench.parcel_id, bench.parcel = parcel_id, load_parcel(bench.tx, parcel_id).code
    return True


def _label_comes(bench: Bench, order: OpenOrder, parcel: Parcel) -> Answer:
    """Its label prints by itself when it is there, while this box is the one in hand."""
    if bench.work.order_id is None:
        bench.change(last_parcel_id=parcel.id, last_order_no=order.order_no)
    about = {"order": order.order_no, "parcel": parcel.code}
    return Answer(Kind.INFO, "label_comes", about)


def _new_label(bench: Bench, order: OpenOrder, parcel: Parcel) -> Answer:
    if bench.work.order_id is None:
        bench.change(last_parcel_id=parcel.id, last_order_no=order.order_no)
    to_prove = parcel.state is ParcelState.LABELLED
    about = {"order": order.order_no, "parcel": parcel.code}
    return Answer(Kind.INFO, "new_label_scan" if to_prove else "new_label", about)
