"""What platforms paid out is held against the orders: what is certain pays them by itself.

An order is paid where all that it brought was paid out and that is just what it still asks for.
Anything else waits for a person, with its reason. Its invoice is paid by that as well, as what is
confirmed on an order counts for the invoice of the order; fees pay nothing.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, cast, func, select, update

from core.audit import record
from core.clock import local
from core.database import Database
from core.errors import DatabaseRefusal, NotFound, Refusal
from core.money import Money
from core.orders.models import orders
from core.orders.payments.commands import Paid, confirm, report
from core.orders.payments.states import Method
from core.orders.states import OrderStatus
from core.orders.status import Policy, stand
from core.payouts.kinds import BROUGHT
from core.payouts.models import payout_lines, payout_orders, payout_words, payouts
from core.payouts.states import FOR_PEOPLE, OPEN, TAKEN, Part, PayoutState
from core.people.permissions import Permission, require
from core.rows import AnyRow
from core.transaction import SYSTEM, Transaction, reading, run

_AT_ONCE = 500


def match_open(database: Database, policy: Policy, shop: str) -> int:
    """Look at each open part of a shop, in a transaction of its own; how many orders were paid."""
    paid, after = 0, 0
    while True:
        with reading(database) as tx:
            put = {"b_shop": shop, "b_after": after, "b_most": _AT_ONCE}
            ids = [int(one) for one in tx.execute(_open, put).scalars()]
        for part_id in ids:
            paid += run(database, SYSTEM, partial(_judge, policy=policy, part_id=part_id))
        if len(ids) < _AT_ONCE:
            return paid
        after = ids[-1]


def accept(tx: Transaction, policy: Policy, part_id: int) -> Money:
    """Take what came for an order as its payment, though it is not what it asks for.

    Never more than it still asks for. Raises NotFound ``payout_part_unknown``, Refusal
    ``payout_part_settled``, ``payout_nothing_due``.
    """
    require(tx, Permission.PAYOUTS)
    require(tx, Permission.PAYMENT_CONFIRM)
    row = _locked(tx, part_id)
    if Part(row.state) not in TAKEN:
        raise Refusal("payout_part_settled", order=row.order_ref)
    told = _told(tx, row)
    now = stand(tx, row.order_id)
    due = now.facts.total - now.facts.paid
    amount = min(due, told.paid)
    if amount <= 0:
        raise Refusal("payout_nothing_due", order=row.order_ref)
    payment = _pay(tx, policy, row, told, amount)
    _settle(tx, row, Part.ACCEPTED, due, told.brought, payment)
    return Money(amount, now.currency)


def put_away(tx: Transaction, part_id: int) -> str:
    """Somebody looked at it: it is off the list. Gives the platform's number of the order.

    Raises NotFound ``payout_part_unknown``, Refusal ``payout_part_settled``.
    """
    require(tx, Permission.PAYOUTS)
    row = _locked(tx, part_id)
    if Part(row.state) not in FOR_PEOPLE:
        raise Refusal("payout_part_settled", order=row.order_ref)
    _settle(tx, row, Part.SEEN, row.due, row.brought, None)
    record(tx, "payout_seen", order_id=row.order_id, shop=row.shop, number=row.order_ref)
    return str(row.order_ref)


def _judge(tx: Transaction, *, policy: Policy, part_id: int) -> int:
    """Where an order's part stands now; 1 where its payment was written down by it."""
    row = _locked(tx, part_id)
    if Part(row.state) not in OPEN:
        return 0
    told = _told(tx, row)
    found: Any = tx.execute(_order, {"b_channel": row.channel, "b_no": row.order_ref}).first()
    if found is None:
        _settle(tx, row, Part.UNKNOWN, None, told.brought, None)
        return 0
    row = _locked(tx, part_id, order_id=int(found.id))
    now = stand(tx, found.id)
    due = now.facts.total - now.facts.paid
    payment = None
    if told.currencies != {now.currency}:
        then = Part.CURRENCY
    elif due <= 0:
        then = Part.NOTHING
    elif now.head.status is OrderStatus.CANCELLED:
        then = Part.STOPPED
    elif told.waiting:
        then = Part.WAITING
    elif told.paid != due:
        then = Part.DIFFERS
    else:
        then = Part.PAID
        try:
            payment = _pay(tx, policy, row, told, due)
        except DatabaseRefusal:
            raise
        except Refusal:  # its money may not be written down as it stands: a person has to look
            then = Part.DIFFERS
    _settle(tx, row, then, due, told.brought, payment)
    return int(payment is not None)


class _Told:
    """What payouts say of an order; minor units."""

    __slots__ = ("brought", "currencies", "day", "number", "paid", "waiting")

    def __init__(self, rows: list[AnyRow]) -> None:
        self.brought = sum(int(row.brought) for row in rows)
        done = [row for row in rows if row.state == PayoutState.PAID.value and row.whole]
        self.paid = sum(int(row.brought) for row in done)
        self.waiting = len(done) < len(rows)
        self.currencies = {str(row.currency) for row in rows}
        self.number = max((str(row.payout_no) for row in done), default="")
        self.day = max((row.paid_at or row.at for row in done), default=None)


def _told(tx: Transaction, row: AnyRow) -> _Told:
    return _Told(tx.execute(_of_order, {"b_shop": row.shop, "b_ref": row.order_ref}).all())


def _pay(tx: Transaction, policy: Policy, row: AnyRow, told: _Told, amount: int) -> int:
    today = local(tx.now, policy.zone).date()
    day = local(told.day, policy.zone).date() if told.day is not None else today
    paid = Paid(
        amount=amount,
        method=Method.CHANNEL,
        paid_on=min(day, today),
        bank=row.shop,
        # Never empty: it tells this money from what the channel says with the order itself.
        reference=f"{row.shop}: {told.number}"[:120],
    )
    made = report(tx, policy, row.order_id, paid, sure=True).payment.id
    return confirm(tx, policy, made, sure=True).payment.id


def _settle(
    tx: Transaction, row: AnyRow, then: Part, due: int | None, brought: int, payment: int | None
) -> None:
    if (row.state, row.due, row.brought, payment) == (then.value, due, brought, None):
        return
    put = {"b_id": row.id, "b_state": then.value, "b_due": due, "b_brought": brought}
    tx.execute(_change, put | {"b_payment": payment, "b_now": tx.now})


def _locked(tx: Transaction, part_id: int, order_id: int | None = None) -> AnyRow:
    if order_id is not None:
        tx.execute(_join, {"b_id": part_id, "b_order": order_id})
    row = tx.execute(_part, {"b_id": part_id}).first()
    if row is None:
        raise NotFound("payout_part_unknown", number=part_id)
    return row


_p, _l, _w, _o = payouts.c, payout_lines.c, payout_words.c, payout_orders.c
_open = (
    select(_o.id)
    .where(
        _o.shop == bindparam("b_shop"),
        _o.state.in_([one.value for one in OPEN]),
        _o.id > bindparam("b_after"),
    )
    .order_by(_o.id)
    .limit(bindparam("b_most"))
)
_part = select(payout_orders).where(_o.id == bindparam("b_id")).with_for_update()
_join = (
    update(payout_orders).where(_o.id == bindparam("b_id")).values(order_id=bindparam("b_order"))
)
_change = (
    update(payout_orders)
    .where(_o.id == bindparam("b_id"))
    .values(
        state=bindparam("b_state"),
        due=bindparam("b_due"),
        brought=bindparam("b_brought"),
        payment_id=bindparam("b_payment"),
        changed_at=bindparam("b_now"),
    )
)
_order = select(orders.c.id).where(
    orders.c.channel == bindparam("b_channel"), orders.c.order_no == bindparam("b_no")
)
_of_order = (
    select(
        _p.id,
        _p.payout_no,
        _p.currency,
        _p.state,
        _p.whole,
        _p.at,
        _p.paid_at,
        cast(
            func.sum(
                case((_w.kind.in_([one.value for one in sorted(BROUGHT)]), _l.amount), else_=0)
            ),
            BigInteger,
        ).label("brought"),
    )
    .select_from(
        payout_lines.join(payouts, _p.id == _l.payout_id).join(
            payout_words, (_w.shop == _p.shop) & (_w.word == _l.word)
        )
    )
    .where(_p.shop == bindparam("b_shop"), _l.order_ref == bindparam("b_ref"))
    .group_by(_p.id, _p.payout_no, _p.currency, _p.state, _p.whole, _p.at, _p.paid_at)
    .order_by(_p.id)
)
