"""The buyer is told how a parcel fares: each thing once, by the ways that need nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select

from core.couriers.states import Stage
from core.errors import DatabaseRefusal, Refusal
from core.messages.queries import About, how_many
from core.messages.states import Way
from core.messages.texts import Reason
from core.orders.follow_up import FollowUps, follow_up, preview, routes
from core.orders.models import orders
from core.transaction import Transaction

REASONS = {
    Stage.PICKED_UP: Reason.SHIPPED,
    Stage.IN_TRANSIT: Reason.SHIPPED,
    Stage.OUT_FOR_DELIVERY: Reason.SHIPPED,
    Stage.DELIVERY_FAILED: Reason.NOT_DELIVERED,
    Stage.DELIVERED: Reason.DELIVERED,
}
"""What is said about a stage."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What the shop has buyers told by itself, and what it has for writing to them."""

    settings: FollowUps
    reasons: frozenset[Reason]


def tell_buyer(tx: Transaction, telling: Telling, order_id: int, stage: Stage) -> bool:
    """Write to the buyer of an order about a stage, if the shop wants it and can; True if it did.

    Never twice for the same reason, whoever wrote it first; never to one who is blocked. The shop
    has decided to write, so whoever brings the news need not be allowed to.
    """
    reason = REASONS.get(stage)
    if reason is None or reason not in telling.reasons:
        return False
    if reason is Reason.DELIVERED and tx.execute(_there, {"o": order_id}).scalar() is None:
        return False  # other parcels of the order are still on their way
    if how_many(tx, About(order_id), reason.value):
        return False
    ways = [
        one.way
        for one in routes(tx, telling.settings, order_id)
        if one.way is not Way.LINK and one.problem is None
    ]
    if not ways or preview(tx, telling.settings, order_id, reason, ways[0]).standing.blocked:
        return False
    allowed = replace(tx, actor=replace(tx.actor, is_system=True))
    try:
        with tx.connection.begin_nested():
            follow_up(allowed, telling.settings, order_id, reason, ways[0])
    except DatabaseRefusal:
        raise
    except Refusal:  # such as an order that was cancelled meanwhile: the text is not for it
        return False
    return True


_there = select(orders.c.delivered_at).where(orders.c.id == bindparam("o"))
