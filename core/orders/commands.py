"""What can be done to an order as a whole: its steps, hold, release, notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.errors import NotFound, Refusal
from core.frozen import changer
from core.lifecycle import check_step
from core.orders.found_by import refresh_text
from core.orders.models import LIVE, orders
from core.orders.promise import missing_of
from core.orders.search import forget_text
from core.orders.states import FULFILMENT_STEPS, PLACED, STATUS_STEPS, Fulfilment, OrderStatus
from core.people.permissions import Permission, require
from core.rows import maker
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class OrderHead:
    """What commands need to know of an order."""

    id: int
    warehouse_id: int
    channel: str
    order_no: str
    status: OrderStatus
    fulfilment: Fulfilment
    version: int


_any_head = select(
    orders.c.id,
    orders.c.warehouse_id,
    orders.c.channel,
    orders.c.order_no,
    orders.c.status,
    orders.c.fulfilment,
    orders.c.version,
)
_head = _any_head.where(orders.c.id == bindparam("o"))
_by_number = _any_head.where(orders.c.order_no == bindparam("number")).order_by(orders.c.channel)
_locked_head = _head.with_for_update()
_step = (
    update(orders)
    .where(orders.c.id == bindparam("o"), orders.c.fulfilment == bindparam("before"))
    .values(fulfilment=bindparam("then"), updated_at=bindparam("now"))
)
_set_status = (
    update(orders)
    .where(orders.c.id == bindparam("o"))
    .values(status=bindparam("then"), updated_at=bindparam("now"))
)
_confirm = _set_status.values(confirmed_at=bindparam("now"))
_unconfirm = _set_status.values(confirmed_at=None)


def head_of(row: Any) -> OrderHead:
    """The head of an order of which the row has everything."""
    return _head_of([getattr(row, name) for name in OrderHead.__dataclass_fields__])


def head(tx: Transaction, order_id: int, *, lock: bool = False) -> OrderHead:
    """An order's head, locked for this transaction if asked; raises NotFound."""
    row: Any = tx.execute(_locked_head if lock else _head, {"o": order_id}).first()
    if row is None:
        raise NotFound("order_not_found", order=order_id)
    return _head_of(row)


_head_of = maker(OrderHead, status=OrderStatus, fulfilment=Fulfilment)
_head_with = changer(OrderHead)


def find(tx: Transaction, order_no: str, channel: str = "") -> OrderHead:
    """The order of this number; raises NotFound, or Refusal where two channels have the number."""
    found = tx.execute(_by_number, {"number": order_no}).all()
    rows = [row for row in found if channel in {"", row.channel}]
    if not rows:
        raise NotFound("order_not_found", order=order_no)
    if len(rows) > 1:
        channels = ", ".join(row.channel for row in rows)
        raise Refusal("order_ambiguous", order=order_no, channels=channels)
    return _head_of(rows[0])


def step(tx: Transaction, order: OrderHead, then: Fulfilment, **values: Any) -> OrderHead:
    """Take one step of the fulfilment life cycle; raises IllegalTransition or ``order_moved``."""
    check_step(FULFILMENT_STEPS, order.fulfilment, then, order=order.order_no)
    row = {"o": order.id, "before": order.fulfilment.value, "then": then.value, "now": tx.now}
    done = tx.execute(_step.values(**values) if values else _step, row)
    if done.rowcount != 1:
        raise Refusal("order_moved", order=order.order_no)
    if then not in LIVE:
        forget_text(tx, order.id)
    return _head_with(order, {"fulfilment": then})


def set_status(tx: Transaction, order: OrderHead, then: OrderStatus) -> None:
    """Take one step of the status that the shop sees; no step where it stands there already.

    Since when it may be worked on is kept with it.
    """
    if order.status is then:
        return
    check_step(STATUS_STEPS, order.status, then, order=order.order_no)
    change = _set_status
    if order.status in PLACED and then is OrderStatus.PROCESSING:
        change = _confirm
    elif order.status is OrderStatus.PROCESSING and then in PLACED:
        change = _unconfirm
    tx.execute(change, {"o": order.id, "then": then.value, "now": tx.now})


def hold(tx: Transaction, order_id: int, reason: str) -> None:
    """Put an order on hold; its promised stock stays promised."""
    require(tx, Permission.ORDER_HOLD)
    reason = clean(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    order = head(tx, order_id, lock=True)
    step(tx, order, Fulfilment.HELD, hold_reason=reason)
    record(tx, "held", order_id=order_id, reason=reason)


def release(tx: Transaction, order_id: int) -> Fulfilment:
    """End a hold: the order goes back to where its goods stand; gives that state."""
    require(tx, Permission.ORDER_RELEASE)
    order = head(tx, order_id, lock=True)
    if order.fulfilment is not Fulfilment.HELD:
        raise Refusal("order_not_held", order=order.order_no)
    then = where_it_stands(tx, order_id)
    step(tx, order, then, hold_reason="")
    record(tx, "released", order_id=order_id)
    return then


def where_it_stands(tx: Transaction, order_id: int) -> Fulfilment:
    """The fulfilment that follows from an order's lines when nobody works on it."""
    from core.orders.models import order_lines

    lines = order_lines.c
    rows = tx.execute(
        select(lines.quantity, lines.boxed, lines.excepted, lines.picked, lines.packed).where(
            lines.order_id == order_id
        )
    ).all()
    if all(row.boxed + row.excepted >= row.quantity for row in rows):
        return Fulfilment.PACKED
    if missing_of(tx, order_id):
        return Fulfilment.SHORT
    if all(row.picked + row.excepted >= row.quantity for row in rows):
        return Fulfilment.PICKED
    return Fulfilment.READY


def set_note(tx: Transaction, order_id: int, note: str, *, must_read: bool = False) -> None:
    """Write the note that is shown before the first scan; must-read ones are acknowledged."""
    require(tx, Permission.ORDER_NOTE)
    note = clean(note, 1000)
    tx.execute(
        update(orders)
        .where(orders.c.id == order_id)
        .values(note=note, must_read=must_read, updated_at=tx.now)
    )
    refresh_text(tx, order_id)
    record(tx, "note", order_id=order_id, note=note, must_read=must_read)
