"""Buyers who want to cancel at a marketplace: a person grants or refuses it, and it is told there.

What is told goes through the outbox under a key of ours. A platform takes no key: where a call had
no answer, the order is asked for first, and told once more only where the wish still stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select, update

from core import outbox
from core.audit import record
from core.channels.adapter import AGAIN, Can, Fault, Trouble
from core.channels.asking import ask
from core.channels.commands import want
from core.channels.granted import WISH, last_decision, wish_key
from core.channels.models import channel_orders
from core.channels.records import Parcel
from core.channels.registry import Shop
from core.channels.taking import ask_again
from core.database import Database
from core.draining import TRIES, Due, Payload, Recovery
from core.errors import Refusal
from core.orders.commands import find, head
from core.orders.intake.channels import GONE, meaning_of, source_of
from core.orders.states import Fulfilment, OrderStatus
from core.outbox import Intent, OutboxState
from core.people.permissions import Permission, require
from core.rows import AnyRow
from core.text import clean
from core.transaction import SYSTEM, Actor, Transaction, run

_OVER = frozenset({Fault.DONE, Fault.CANCELLED, Fault.GONE})
"""There is nothing left to decide: how the order stands is asked."""
_OPEN = frozenset({OutboxState.PENDING, OutboxState.IN_FLIGHT, OutboxState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a buyer's wish to cancel, and is told to its shop."""

    shop: str
    order_no: str
    grant: bool


def decide(
    tx: Transaction, shops: Sequence[Shop], number: str, channel: str, reason: str, *, grant: bool
) -> Decided:
    """Grant or refuse what the buyer of an order asks for, once; who refuses says why.

    Refusal ``wish_none`` where nobody asks, ``wish_shipped`` where the order left,
    ``wish_decided`` where it is told already, ``wish_not_here`` where only the pages of the channel
    can do it, and ``reason_needed``.
    """
    require(tx, Permission.ORDER_CANCEL)
    reason = clean(reason, 200)
    if not grant and not reason:
        raise Refusal("reason_needed")
    order = head(tx, find(tx, number, channel).id, lock=True)
    shop = next((one for one in shops if one.channel == order.channel), None)
    row = None if shop is None else tx.execute(_row, _key(shop.name, order.order_no)).first()
    if shop is None or row is None:
        raise Refusal("wish_none", order=order.order_no)
    if Can.DECIDE not in shop.adapter.can:
        raise Refusal("wish_not_here", order=order.order_no, shop=shop.name)
    left = meaning_of(source_of(order.channel), row.raw_status) in GONE
    if left or order.fulfilment is Fulfilment.HANDED_OVER:
        raise Refusal("wish_shipped", order=order.order_no)
    known = last_decision(tx, order.id, row.wish_no)
    if known is not None and known.state in _OPEN:
        raise Refusal("wish_decided", order=order.order_no, shop=shop.name)
    if not row.cancel_asked or order.status is OrderStatus.CANCELLED:
        raise Refusal("wish_none", order=order.order_no)
    told = {"shop": shop.name, "order": order.id, "grant": grant}
    outbox.put(tx, WISH, wish_key(order.id, row.wish_no + 1), told)
    tx.execute(_next, _key(shop.name, order.order_no))
    kind = "wish_granted" if grant else "wish_refused"
    record(tx, kind, order_id=order.id, shop=shop.name, reason=reason or "-")
    return Decided(shop.name, order.order_no, grant)


class Wishes:
    """The handler of what is told about wishes to cancel."""

    def __init__(self, shops: Sequence[Shop]) -> None:
        self._shops = {one.name: one for one in shops}

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program: who decided stands in the order's history."""
        return SYSTEM

    def carry_out(self, database: Database, due: Due) -> None:
        """Tell it; after a call without an answer the order is asked for first."""
        taken = run(database, SYSTEM, lambda tx: _take(tx, due))
        if taken is None:
            return
        intent, row = taken
        shop = self._shops.get(str(due.payload["shop"]))
        if shop is None:
            said: Trouble | None = Trouble(Fault.REFUSED, "shop_unknown")
        else:
            said = _told(database, shop, row, bool(due.payload["grant"]), again=intent.attempts > 1)
        run(database, SYSTEM, lambda tx: _record(tx, intent, row, said))

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Once more: it begins with asking how the order stands."""
        return Recovery(attempts < TRIES, "executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It was tried too often: the order says so."""
        _say_failed(tx, payload, error)

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It broke off too often: the order says so."""
        _say_failed(tx, payload, error)


def _take(tx: Transaction, due: Due) -> tuple[Intent, AnyRow] | None:
    intent = outbox.take(tx, only=due.intent)
    if intent is None:
        return None
    order = head(tx, int(due.payload["order"]))
    return intent, tx.execute(_row, _key(str(due.payload["shop"]), order.order_no)).one()


def _told(
    database: Database, shop: Shop, row: AnyRow, grant: bool, *, again: bool
) -> Trouble | None:
    parcel = Parcel(row.order_no, row.remote_id)
    try:
        if again:
            now = ask(database, shop, lambda access: shop.adapter.order(access, [parcel.key]))
            if isinstance(now, Trouble):
                return now
            if not any(one.cancel_asked for one in now.orders):
                return None
        return ask(database, shop, lambda access: shop.adapter.decide(access, parcel, grant=grant))
    except Refusal as refusal:
        return Trouble(Fault.REVOKED, refusal.code)


def _record(tx: Transaction, intent: Intent, row: AnyRow, said: Trouble | None) -> None:
    """What became of it; in any case the order is looked at anew."""
    passes = said is not None and said.fault in {*AGAIN, Fault.UNSURE}
    if said is not None and passes and intent.attempts < TRIES:
        wait = max(outbox.back_off(intent.attempts), timedelta(seconds=said.wait))
        error = f"{said.fault.value} {said.said}"
        outbox.finish(tx, intent, OutboxState.PENDING, error=error, again_at=tx.now + wait)
        return
    well = said is None or said.fault in _OVER
    state = OutboxState.DONE if well else OutboxState.REJECTED
    error = "" if said is None else f"{said.fault.value} {said.said}".strip()
    if outbox.finish(tx, intent, state, error=error):
        ask_again(tx, row.shop, [row.order_no])
        want(tx, row.shop)
        if well:
            tx.execute(_heard, _key(row.shop, row.order_no))
        else:
            _say_failed(tx, intent.payload, error)


def _say_failed(tx: Transaction, payload: Payload, error: str) -> None:
    told = {"shop": payload["shop"], "reason": clean(error, 200)}
    record(tx, "wish_not_told", order_id=int(payload["order"]), **told)


def _key(shop: str, order_no: str) -> dict[str, object]:
    return {"b_shop": shop, "b_no": order_no}


_o = channel_orders.c
_of = (_o.shop == bindparam("b_shop")) & (_o.order_no == bindparam("b_no"))
_row = select(_o.shop, _o.order_no, _o.remote_id, _o.raw_status, _o.cancel_asked, _o.wish_no).where(
    _of
)
_heard = update(channel_orders).where(_of).values(cancel_asked=False)
_next = update(channel_orders).where(_of).values(wish_no=_o.wish_no + 1)
