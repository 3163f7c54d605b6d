"""An inspected return is settled: money back, other goods, or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, select, update

from core.audit import record
from core.errors import Refusal
from core.lifecycle import check_step
from core.orders.commands import head, set_status
from core.orders.entry.contents import EntryLine
from core.orders.entry.rules import EntryRules
from core.orders.models import order_lines, orders
from core.orders.payments.commands import Paid, refund
from core.orders.payments.states import Method
from core.orders.states import Fulfilment, OrderStatus
from core.orders.status import Facts, move_on, stand
from core.people.permissions import Permission, require
from core.returns.commands import step
from core.returns.exchanging import Exchanged, exchange
from core.returns.models import returns
from core.returns.queries import Return, lines_of, one_return, returnable, returns_of
from core.returns.states import RETURN_STEPS, BillingLink, ReturnState, Wish
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a return is settled; `refund` in minor units, None means what the goods had cost."""

    refund: int | None = None
    method: Method = Method.TRANSFER
    reference: str = ""
    goods: Sequence[EntryLine] = ()
    """What the buyer gets instead."""
    sure: bool = False
    """Whether it is meant that these are more than came back."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settlement did."""

    returned: Return
    exchange: Exchanged | None
    refunded: int
    """Minor units that go back to the buyer."""
    whole: bool
    """Whether all that had left of the order is back."""


def share(tx: Transaction, found: Return) -> int:
    """What the goods that came back had cost the buyer, all discounts taken off.

    Minor units; rounded down, so that the parts of an order never add up to more than it.
    """
    row: Any = tx.execute(_money, {"o": found.order_id}).one()
    lines = lines_of(tx, found.id)
    worth = sum(one.worth for one in lines)
    if row.units and not any(one.unit_price for one in lines):  # a file that named no prices
        worth = row.goods * (found.good + found.damaged) // row.units
    own, net = row.discount - row.of_lines, row.goods - row.of_lines
    off = -(-own * worth // net) if net else 0
    return int(max(0, worth - off))


def refundable(tx: Transaction, found: Return) -> int:
    """What is suggested to be paid back: the share of the goods, never more than was paid."""
    row: Any = tx.execute(_money, {"o": found.order_id}).one()
    return 0 if found.wish is Wish.NOTHING else min(share(tx, found), int(row.paid))


def settle(tx: Transaction, rules: EntryRules, return_id: int, how: Settlement) -> Settled:
    """Settle an inspected return: pay back, make the order of an exchange, or end it.

    With an exchange, what the returned goods had cost pays for the new order as far as it goes;
    `refund` then means what is paid back beside it, None the rest. The link for billing stays
    with the return. Raises IllegalTransition, Refusal ``refund_too_big``, ``exchange_more`` where
    more goods would go out than came back and nobody is sure, and what making an order refuses.
    """
    require(tx, Permission.RETURN_SETTLE)
    found = one_return(tx, return_id, lock=True)
    check_step(RETURN_STEPS, found.state, ReturnState.SETTLED, returned=found.code)
    came, wanted = found.good + found.damaged, sum(line.quantity for line in how.goods)
    if wanted > came and not how.sure:
        raise Refusal("exchange_more", returned=found.code, units=wanted, came=came)
    before = stand(tx, found.order_id)
    made = None
    credit = refundable(tx, found)
    if how.goods:
        made = exchange(tx, rules, found, how.goods, credit)
        credit -= made.credit
    back = credit if how.refund is None else how.refund
    if back < 0:
        raise Refusal("refund_negative", amount=back)
    if back:
        why = found.reason or found.code
        money = Paid(back, how.method, reference=clean(how.reference, 120))
        refund(tx, rules.policy, found.order_id, money, why)
    billing = BillingLink.CREDIT if back else BillingLink.NONE
    if made is not None:
        billing = BillingLink.REPLACEMENT
    step(
        tx,
        found,
        ReturnState.SETTLED,
        ended_at=tx.now,
        refund=back,
        billing=billing.value,
        exchange_order_id=None if made is None else made.order_id,
    )
    whole = _follow(tx, found.order_id)
    now = stand(tx, found.order_id)
    off = _credit(before.facts, share(tx, found), back + (made.credit if made is not None else 0))
    if whole and not now.delivered:  # nobody has any of it: the rest is not asked for either
        off = max(off, now.facts.total - now.facts.paid)
    if off:
        tx.execute(_of_return, {"r": found.id, "off": off})
        tx.execute(_of_order, {"o": found.order_id, "off": off, "now": tx.now})
        move_on(tx, rules.policy, stand(tx, found.order_id))
    told: dict[str, Any] = {"code": found.code, "refund": back, "currency": found.currency}
    record(
        tx,
        "return_settled",
        order_id=found.order_id,
        **told,
        exchange="" if made is None else made.order_no,
    )
    return Settled(one_return(tx, return_id), made, back, whole)


def _credit(before: Facts, worth: int, back: int) -> int:
    """What a return takes off what is owed for its order, in minor units.

    `worth` is what the goods had cost, `back` the money that left the order for them. Goods that
    were not paid for come off what is still due; money beyond their worth was a part of the price
    as well, such as the shipping fee, unless the buyer had paid too much.
    """
    total, paid = before.total, before.paid
    of_goods = min(back, worth)
    beyond = max(0, back - worth - max(0, paid - total))
    unpaid = min(worth - of_goods, max(0, total - paid))
    return max(0, min(of_goods + beyond + unpaid, total))


def _follow(tx: Transaction, order_id: int) -> bool:
    """The order is *returned* once all that left is back and settled."""
    order = head(tx, order_id, lock=True)
    open_still = any(
        one.state not in {ReturnState.SETTLED, ReturnState.REFUSED}
        for one in returns_of(tx, order_id)
    )
    if open_still or any(line.left for line in returnable(tx, order_id)):
        return False
    if order.fulfilment is not Fulfilment.HANDED_OVER:
        return False  # some of it has not even left
    if order.status in {OrderStatus.SHIPPING, OrderStatus.DONE}:
        set_status(tx, order, OrderStatus.RETURNED)
        record(tx, "returned", order_id=order_id)
    return True


_of_lines = (
    select(cast(func.coalesce(func.sum(order_lines.c.discount), 0), BigInteger))
    .where(order_lines.c.order_id == orders.c.id)
    .correlate(orders)
    .scalar_subquery()
)
_money = select(
    orders.c.goods,
    orders.c.discount,
    _of_lines.label("of_lines"),
    orders.c.units,
    orders.c.paid,
    orders.c.currency,
).where(orders.c.id == bindparam("o"))
_of_order = (
    update(orders)
    .where(orders.c.id == bindparam("o"))
    .values(credited=orders.c.credited + bindparam("off"), updated_at=bindparam("now"))
)
_of_return = update(returns).where(returns.c.id == bindparam("r")).values(credited=bindparam("off"))
