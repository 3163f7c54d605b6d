"""What the shop sees of an order follows from its money: where it begins and how it goes on.

Unpaid waits for the buyer, to confirm waits for a person, processing is work. A blocked buyer's
order never gets past a person: whatever is paid or promised, it waits in *to confirm* until one
confirms its payment or accepts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, bindparam, case, cast, func, select, update

from core.audit import record
from core.customers.models import Trust
from core.customers.queries import standing
from core.errors import Refusal
from core.orders.commands import OrderHead, head, head_of, set_status
from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.orders.states import PLACED, OrderStatus, Source
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Transaction

if TYPE_CHECKING:
    from core.settings import Config


@dataclass(frozen=True, slots=True)
class Policy:
    """What the shop asks before it works on an order."""

    cod_skips: bool = True
    """Whether what is paid on delivery need not be looked at first."""
    trusted_skips: bool = True
    """Whether trusted buyers pay when they like."""
    percent: int = 100
    """How much of what is due in advance must be confirmed, 1 to 100."""
    zone: str = "UTC"
    """The shop's calendar (IANA), for the days of payments."""


def policy_of(config: Config) -> Policy:
    """The policy that a configuration sets."""
    said = config.orders
    return Policy(
        cod_skips=said.cod_skips_payment,
        trusted_skips=said.trusted_skips_payment,
        percent=said.confirmed_percent,
        zone=config.shop.timezone,
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What the status of an order follows from; amounts in minor units of its currency."""

    source: Source
    total: int
    """What it costs; what returns took off is not in it."""
    paid: int
    """Confirmed payments without what went back."""
    cod: int
    """What the courier is to collect."""
    trust: Trust = Trust.NONE
    reported: bool = False
    """Whether the buyer says that something is paid which nobody has checked yet."""
    seen: bool = False
    """Whether a person looked at the money just now and found it right."""

    @property
    def in_advance(self) -> int:
        """What is due before it is sent."""
        return max(0, self.total - self.cod)


def status_of(policy: Policy, facts: Facts) -> OrderStatus:
    """Where an order stands that nobody has begun to work on."""
    enough = facts.paid * 100 >= facts.in_advance * policy.percent
    trusted = facts.trust is Trust.TRUSTED and policy.trusted_skips
    unsure = facts.cod and not policy.cod_skips and facts.paid < facts.total and not trusted
    if enough or trusted:
        waits = (unsure or facts.trust is Trust.BLOCKED) and not facts.seen
        return OrderStatus.TO_CONFIRM if waits else OrderStatus.PROCESSING
    if facts.reported:
        return OrderStatus.TO_CONFIRM
    if facts.paid > 0 and facts.source is Source.MANUAL:
        return OrderStatus.DOWN_PAYMENT
    return OrderStatus.UNPAID


@dataclass(frozen=True, slots=True)
class Standing:
    """An order with its money, locked for this transaction."""

    head: OrderHead
    facts: Facts
    currency: str
    reported: int
    """Minor units that buyers say are paid, and nobody has checked."""
    collected: int
    """Minor units of COD money that came in."""
    delivered: bool

    @property
    def settled(self) -> bool:
        """Whether nothing is to be collected any more."""
        facts = self.facts
        return not facts.cod or facts.paid >= facts.total or self.collected >= facts.cod


def stand(tx: Transaction, order_id: int, *, seen: bool = False) -> Standing:
    """An order's money as its payments say, locked; raises NotFound."""
    head(tx, order_id, lock=True)
    row: Any = tx.execute(_order, {"o": order_id}).one()
    sums: Any = tx.execute(sums_of_order, {"o": order_id}).one()
    facts = Facts(
        source=Source(row.source),
        total=row.total - row.credited,
        paid=sums.paid,
        cod=row.cod,
        trust=standing(tx, row.customer_id).trust,
        reported=sums.reported > 0,
        seen=seen,
    )
    delivered = row.delivered_at is not None
    return Standing(head_of(row), facts, row.currency, sums.reported, sums.collected, delivered)


def follow_money(
    tx: Transaction, policy: Policy, order_id: int, *, seen: bool = False
) -> OrderStatus:
    """Bring an order's paid sum and status to what its payments say; gives the status.

    What is worked on stays so: only orders that wait move, and those that were delivered end.
    """
    now = stand(tx, order_id, seen=seen)
    tx.execute(_set_paid, {"o": order_id, "sum": now.facts.paid, "now": tx.now})
    return move_on(tx, policy, now)


def move_on(tx: Transaction, policy: Policy, now: Standing) -> OrderStatus:
    """Take an order that waits to where its money leads; end one that is delivered and paid."""
    status = now.head.status
    if status in PLACED:
        status = status_of(policy, now.facts)
    elif status is OrderStatus.SHIPPING and now.delivered and now.settled:
        status = OrderStatus.DONE
        record(tx, "done", order_id=now.head.id)
    set_status(tx, now.head, status)
    return status


def accept(tx: Transaction, order_id: int, reason: str) -> None:
    """Let an order be worked on whatever is paid; a person answers for it, with a reason.

    Raises Refusal ``order_not_waiting`` where it does not wait for money.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    reason = clean(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    order = head(tx, order_id, lock=True)
    if order.status not in PLACED:
        raise Refusal("order_not_waiting", order=order.order_no, state=order.status.value)
    set_status(tx, order, OrderStatus.PROCESSING)
    record(tx, "accepted", order_id=order_id, reason=reason)


def trust_of(standings: Mapping[int, Any], customer_id: int | None) -> Trust:
    """What the shop thinks of a buyer, of many that were read at once."""
    found = standings.get(customer_id or 0)
    return found.trust if found is not None else Trust.NONE


_order = select(
    orders.c.id,
    orders.c.warehouse_id,
    orders.c.channel,
    orders.c.order_no,
    orders.c.status,
    orders.c.fulfilment,
    orders.c.version,
    orders.c.source,
    orders.c.total,
    orders.c.credited,
    orders.c.cod,
    orders.c.currency,
    orders.c.customer_id,
    orders.c.delivered_at,
).where(orders.c.id == bindparam("o"))
_pay = order_payments.c
_signed = case((_pay.kind == PaymentKind.REFUND.value, -_pay.amount), else_=_pay.amount)
_confirmed = _pay.state == PaymentState.CONFIRMED.value


def _sum(which: Any) -> Any:
    # PostgreSQL sums whole numbers into decimals.
    return cast(func.coalesce(func.sum(case((which, _signed), else_=0)), 0), BigInteger)


paid_sum = _sum(_confirmed)
"""Confirmed payments without refunds, over rows of payments; minor units."""
sums_of_order = select(
    paid_sum.label("paid"),
    _sum(_pay.state == PaymentState.REPORTED.value).label("reported"),
    _sum(_confirmed & (_pay.method == Method.COD.value)).label("collected"),
).where(_pay.order_id == bindparam("o"))
_set_paid = (
    update(orders)
    .where(orders.c.id == bindparam("o"))
    .values(paid=bindparam("sum"), updated_at=bindparam("now"))
)
