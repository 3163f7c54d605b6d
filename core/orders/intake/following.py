"""A channel says that something became of an order that is here: what follows, and what does not.

What nobody has begun to work on leaves the queue when its channel cancelled it or saw it leave from
elsewhere. What is in work is put on hold, so that the table hears of it with its next scan and a
person decides. Money, labels and goods of orders that were packed here are never touched.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.orders.commands import OrderHead, head, set_status, step, where_it_stands
from core.orders.intake.channels import GONE, Meaning, meaning_of, source_of
from core.orders.intake.drafts import Draft
from core.orders.intake.placing import said_by
from core.orders.intake.rules import Desk
from core.orders.intake.settling import settle
from core.orders.models import order_lines, orders
from core.orders.promise import promise_orders
from core.orders.states import FULFILMENT_STEPS, PLACED, STATUS_STEPS, Fulfilment, OrderStatus
from core.stock import reservations
from core.transaction import Transaction

_OUT = Fulfilment.HANDED_OVER
_IDLE = frozenset({Fulfilment.SHORT, Fulfilment.READY, Fulfilment.HELD})


def follow(desk: Desk, order_id: int, before: str, draft: Draft) -> bool:
    """Do what a channel's new word asks for; False where it is `before`, the word known already."""
    if not draft.status or draft.status == before:
        return False
    tx = desk.tx
    order = head(tx, order_id, lock=True)
    tx.execute(_say, {"o": order_id, "word": draft.status, "now": tx.now})
    record(tx, "channel_status", order_id=order_id, status=draft.status, before=before)
    meaning = meaning_of(source_of(draft.channel), draft.status)
    if meaning is Meaning.CANCELLED:
        _cancel(desk, order, said_by(draft))
    elif meaning in GONE:
        _gone(desk, order, draft, meaning)
    elif meaning in {Meaning.CANCEL_ASKED, Meaning.STOPPED}:
        _hold(tx, order, said_by(draft))
    elif meaning is Meaning.TO_SEND:
        _go_on(desk, order, f"{draft.channel}: {before}")
        settle(desk, order_id, draft)
    return True


def _cancel(desk: Desk, order: OrderHead, word: str) -> None:
    tx = desk.tx
    if (order.status, OrderStatus.CANCELLED) not in STATUS_STEPS or order.fulfilment is _OUT:
        return
    if not _is_untouched(desk, order):
        if order.fulfilment is Fulfilment.HELD:  # whatever it was held for, this counts now
            tx.execute(_held_for, {"o": order.id, "word": word, "now": tx.now})
            record(tx, "held", order_id=order.id, reason=word)
        _hold(tx, order, word)
        return
    reservations.release(tx, reservations.of_order(tx, order.id))
    set_status(tx, order, OrderStatus.CANCELLED)
    step(tx, order, Fulfilment.CANCELLED, hold_reason="", cancel_reason=word)
    record(tx, "cancelled", order_id=order.id, reason=word)


def _gone(desk: Desk, order: OrderHead, draft: Draft, meaning: Meaning | None) -> None:
    tx = desk.tx
    if order.fulfilment is Fulfilment.CANCELLED:
        return
    if _is_untouched(desk, order):
        reservations.release(tx, reservations.of_order(tx, order.id))
        order = step(tx, order, Fulfilment.HANDED_OVER, hold_reason="")
        record(tx, "sent_elsewhere", order_id=order.id)
    if order.fulfilment is not Fulfilment.HANDED_OVER:
        return  # it is being packed here: the table finishes it, the sheet shows what they say
    for status in (OrderStatus.PROCESSING, OrderStatus.SHIPPING):
        now = head(tx, order.id)
        if now.status in {*PLACED, OrderStatus.PROCESSING}:
            set_status(tx, now, status)
    if meaning in {Meaning.ARRIVED, Meaning.CLOSED}:
        tx.execute(_arrive, {"o": order.id, "now": tx.now})
    settle(desk, order.id, draft)
    now = head(tx, order.id)
    if meaning is Meaning.CLOSED and now.status is OrderStatus.SHIPPING:
        set_status(tx, now, OrderStatus.DONE)
        record(tx, "done", order_id=order.id)


def _hold(tx: Transaction, order: OrderHead, word: str) -> None:
    if (order.fulfilment, Fulfilment.HELD) in FULFILMENT_STEPS:
        step(tx, order, Fulfilment.HELD, hold_reason=word)
        record(tx, "held", order_id=order.id, reason=word)


def _go_on(desk: Desk, order: OrderHead, word: str) -> None:
    """End a hold that the channel's last word put on; others are a person's."""
    tx = desk.tx
    reason = tx.execute(_hold_reason, {"o": order.id}).scalar()
    if order.fulfilment is not Fulfilment.HELD or reason != word:
        return
    then = where_it_stands(tx, order.id)
    step(tx, order, then, hold_reason="")
    record(tx, "released", order_id=order.id)
    if then is Fulfilment.SHORT:
        promise_orders(tx, order.warehouse_id, [order.id], partial=desk.rules.partial)


def _is_untouched(desk: Desk, order: OrderHead) -> bool:
    """Whether nobody works on it and none of its goods was taken or looked for."""
    if order.fulfilment not in _IDLE or desk.rules.is_claimed(desk.tx, order.id):
        return False
    return desk.tx.execute(_begun, {"o": order.id}).first() is None


_lines = order_lines.c
_begun = (
    select(_lines.id)
    .where(_lines.order_id == bindparam("o"), _lines.picked + _lines.packed + _lines.excepted > 0)
    .limit(1)
)
_hold_reason = select(orders.c.hold_reason).where(orders.c.id == bindparam("o"))
_held_for = (
    update(orders)
    .where(orders.c.id == bindparam("o"))
    .values(hold_reason=bindparam("word"), updated_at=bindparam("now"))
)
_say = (
    update(orders)
    .where(orders.c.id == bindparam("o"))
    .values(raw_status=bindparam("word"), updated_at=bindparam("now"))
)
_arrive = (
    update(orders)
    .where(orders.c.id == bindparam("o"), orders.c.delivered_at.is_(None))
    .values(delivered_at=bindparam("now"))
)
