"""Cancelling an order: everything made for it is taken back in one transaction."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.errors import IllegalTransition, Refusal
from core.fulfilment.parcels import of_order_parcels, reopen_parcel, void_parcel
from core.fulfilment.states import ParcelState
from core.lifecycle import check_step
from core.orders.commands import head, set_status, step
from core.orders.models import order_lines
from core.orders.states import FULFILMENT_STEPS, STATUS_STEPS, Fulfilment, OrderStatus
from core.outbox import OutboxState, outbox
from core.paper.commands import cancel_job, void_label
from core.paper.queries import jobs
from core.paper.states import JobState
from core.people.permissions import Permission, require
from core.shipping.shipments import BOOK, Shipment, cancel, live_shipment
from core.stock.commands import Move, post
from core.stock.models import BinKind, bins, moves
from core.stock.reservations import Held, of_order, release
from core.text import clean
from core.transaction import Transaction


def cancel_order(tx: Transaction, order_id: int, reason: str) -> None:
    """Cancel an order: shipments, labels and parcels end, its goods can be promised to others.

    Whoever packs it is told with the next scan. Raises Refusal ``reason_needed``,
    ``order_partly_gone`` where a parcel was handed over, or IllegalTransition.
    """
    require(tx, Permission.ORDER_CANCEL)
    reason = clean(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    order = head(tx, order_id, lock=True)
    check_step(FULFILMENT_STEPS, order.fulfilment, Fulfilment.CANCELLED, order=order.order_no)
    check_step(STATUS_STEPS, order.status, OrderStatus.CANCELLED, order=order.order_no)
    parcels = of_order_parcels(tx, order_id)
    if any(parcel.state is ParcelState.HANDED_OVER for parcel in parcels):
        raise Refusal("order_partly_gone", order=order.order_no)
    for parcel in parcels:
        shipment = live_shipment(tx, parcel.id)
        # A courier that is being asked right now will find the order cancelled, and is told then.
        if shipment is not None and _withdraw(tx, shipment):
            cancel(tx, shipment)
        void_label(tx, parcel.id, "order_cancelled")
        if parcel.state is not ParcelState.OPEN:
            reopen_parcel(tx, parcel.id)  # promised once more, so that all goods go one way back
        void_parcel(tx, parcel.id)
    held = of_order(tx, order_id)
    release(tx, held)
    _put_back(tx, order.warehouse_id, order.order_no, held)
    tx.execute(_nothing_picked, {"o": order_id})
    for job in jobs(tx, states=[JobState.QUEUED], order_id=order_id, limit=_MANY):
        with suppress(IllegalTransition):  # it began to print in this very moment
            cancel_job(tx, job.id, "order_cancelled")
    set_status(tx, order, OrderStatus.CANCELLED)
    step(tx, order, Fulfilment.CANCELLED, hold_reason="")
    record(tx, "cancelled", order_id=order_id, reason=reason)


def _withdraw(tx: Transaction, shipment: Shipment) -> bool:
    """Take a booking off the outbox that nobody has begun; False while a courier is asked."""
    mine = outbox.c.key == f"{BOOK}:{shipment.own_code}"
    state = tx.execute(select(outbox.c.state).where(mine).with_for_update()).scalar()
    if state in {OutboxState.PENDING, OutboxState.UNKNOWN}:
        tx.execute(
            update(outbox)
            .where(mine)
            .values(state=OutboxState.REJECTED, error="shipment_cancelled", done_at=tx.now)
        )
    return bool(state != OutboxState.IN_FLIGHT)


def _put_back(tx: Transaction, warehouse: int, order_no: str, held: list[Held]) -> None:
    """Picked goods go from their tote to the shelf that they were last taken from."""
    back = []
    for one in held:
        shelf = tx.execute(_came_from, {"tote": one.bin_id, "product": one.product_id}).scalar()
        if shelf is not None:
            back.append(Move(one.product_id, one.bin_id, shelf, one.quantity, one.lot))
    post(tx, warehouse, back, reason="unpick", reference=order_no)


_MANY = 1_000
_nothing_picked = (
    update(order_lines).where(order_lines.c.order_id == bindparam("o")).values(picked=0, short=0)
)
_tote = bins.alias("tote")
_shelf = bins.alias("shelf")
_came_from = (
    select(moves.c.from_bin_id)
    .join(_tote, _tote.c.id == moves.c.to_bin_id)
    .join(_shelf, _shelf.c.id == moves.c.from_bin_id)
    .where(
        moves.c.product_id == bindparam("product"),
        moves.c.to_bin_id == bindparam("tote"),
        _tote.c.kind == BinKind.TOTE.value,
        _shelf.c.kind == BinKind.SHELF.value,
    )
    .order_by(moves.c.id.desc())
    .limit(1)
)
