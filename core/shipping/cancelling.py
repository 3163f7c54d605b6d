"""Cancelling an order: everything made for it is taken back in one transaction."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.errors import IllegalTransition, Refusal
from core.fulfilment.parcels import (
    Parcel,
    lots_in,
    of_order_parcels,
)
from core.fulfilment.states import ParcelState
from core.fulfilment.unpacking import take_apart, void_parcel
from core.lifecycle import check_step
from core.orders.commands import OrderHead, head, set_status, step
from core.orders.models import order_lines, orders
from core.orders.states import FULFILMENT_STEPS, STATUS_STEPS, Fulfilment, OrderStatus
from core.outbox import OutboxState, outbox
from core.paper.commands import cancel_job, void_label
from core.paper.queries import jobs
from core.paper.states import JobState
from core.people.permissions import Permission, require
from core.shipping.shipments import (
    BOOK,
    Shipment,
    cancel,
    is_outside,
    live_shipment,
)
from core.stock import put_away
from core.stock.commands import Move, post
from core.stock.models import BinKind
from core.stock.places import put_back_place
from core.stock.put_away import Loose, came_from
from core.stock.queries import bin_kinds
from core.stock.reservations import Held, of_order, release
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CancelledOrder:
    """What a cancel leaves to do."""

    order_no: str
    put_back: int
    """Units that lie off the shelf and have to be put back."""
    to_refund: int
    """What the buyer had paid, in minor units of `currency`."""
    currency: str


def cancel_order(tx: Transaction, order_id: int, reason: str) -> CancelledOrder:
    """Cancel an order: shipments, labels and parcels end, its goods are no longer promised to it.

    What lies on a shelf can be promised to others at once. What was picked or packed stays where
    it is until somebody puts it back: a task says so. Whoever packs the order is told at once.
    Raises Refusal ``reason_needed``, ``order_gone`` or ``order_partly_gone`` where parcels were
    handed over, or IllegalTransition.
    """
    require(tx, Permission.ORDER_CANCEL)
    reason = clean(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    order = head(tx, order_id, lock=True)
    parcels = of_order_parcels(tx, order_id)
    if order.fulfilment is Fulfilment.HANDED_OVER:
        raise Refusal("order_gone", order=order.order_no)
    if any(parcel.state is ParcelState.HANDED_OVER for parcel in parcels):
        raise Refusal("order_partly_gone", order=order.order_no)
    check_step(FULFILMENT_STEPS, order.fulfilment, Fulfilment.CANCELLED, order=order.order_no)
    check_step(STATUS_STEPS, order.status, OrderStatus.CANCELLED, order=order.order_no)
    on_table: Counter[tuple[int, str]] = Counter()
    loose: list[Loose] = []
    for parcel in parcels:
        shipment = live_shipment(tx, parcel.id)
        # A booking of ours that is being made right now finds the order cancelled; one that a
        # courier outside is being asked for is asked back as soon as it has answered.
        if shipment is not None and (withdraw(tx, shipment) or is_outside(shipment)):
            cancel(tx, shipment)
        void_label(tx, parcel.id, "order_cancelled")
        if parcel.state is ParcelState.OPEN:
            on_table.update(lots_in(tx, parcel.id))
            void_parcel(tx, parcel.id)
        else:
            loose += _packed(tx, parcel)
    loose += _taken_off(tx, order, on_table)
    put_back = put_away.ask(
        tx,
        order.warehouse_id,
        loose,
        reason="cancel",
        reference=order.order_no,
        order_id=order_id,
    )
    tx.execute(_nothing_picked, {"o": order_id})
    for job in jobs(tx, states=[JobState.QUEUED], order_id=order_id, limit=_MANY):
        with suppress(IllegalTransition):  # it began to print in this very moment
            cancel_job(tx, job.id, "order_cancelled")
    set_status(tx, order, OrderStatus.CANCELLED)
    step(tx, order, Fulfilment.CANCELLED, hold_reason="", cancel_reason=reason)
    record(tx, "cancelled", order_id=order_id, reason=reason)
    paid, currency = tx.execute(_paid, {"o": order_id}).one()
    return CancelledOrder(order.order_no, put_back, int(paid), currency)


def withdraw(tx: Transaction, shipment: Shipment) -> bool:
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


def _packed(tx: Transaction, parcel: Parcel) -> list[Loose]:
    """A finished box is unpacked beside the tables: its goods wait there to be put back."""
    place = put_back_place(tx, parcel.warehouse_id)
    came = take_apart(tx, parcel.id, place)
    kinds = bin_kinds(tx, sorted({move.to_bin for move in came}))
    return [
        Loose(
            move.product_id,
            move.lot,
            move.quantity,
            place,
            move.to_bin
            if kinds[move.to_bin] is BinKind.SHELF
            else came_from(tx, move.product_id, move.to_bin),
        )
        for move in came
    ]


def _taken_off(
    tx: Transaction, order: OrderHead, on_table: Counter[tuple[int, str]]
) -> list[Loose]:
    """End what is promised: what lies in totes or on the table is to be put back.

    Units that were scanned at the table straight from the shelf still stand on that shelf in the
    ledger, since their box was never complete: they are moved to where they are.
    """
    held = of_order(tx, order.id)
    release(tx, held)
    kinds = bin_kinds(tx, sorted({one.bin_id for one in held}))
    in_totes = [one for one in held if kinds[one.bin_id] is BinKind.TOTE]
    loose = []
    for one in in_totes:
        on_table[_counted_as(on_table, one)] -= one.quantity
        shelf = came_from(tx, one.product_id, one.bin_id)
        loose.append(Loose(one.product_id, one.lot, one.quantity, one.bin_id, shelf))
    taken: list[tuple[Held, int]] = []
    for one in held:
        counted = _counted_as(on_table, one)
        units = min(one.quantity, on_table[counted]) if one not in in_totes else 0
        if units > 0:
            on_table[counted] -= units
            taken.append((one, units))
    if taken:
        place = put_back_place(tx, order.warehouse_id)
        goods = [Move(h.product_id, h.bin_id, place, units, h.lot) for h, units in taken]
        post(tx, order.warehouse_id, goods, reason="pick", reference=order.order_no)
        loose += [Loose(h.product_id, h.lot, units, place, h.bin_id) for h, units in taken]
    return loose


def _counted_as(on_table: Counter[tuple[int, str]], held: Held) -> tuple[int, str]:
    """Under what these units were counted at the table: their lot, or any."""
    named = (held.line_id, held.lot)
    return named if on_table[named] > 0 else (held.line_id, "")


_MANY = 1_000
_nothing_picked = (
    update(order_lines).where(order_lines.c.order_id == bindparam("o")).values(picked=0, short=0)
)
_paid = select(orders.c.paid, orders.c.currency).where(orders.c.id == bindparam("o"))
