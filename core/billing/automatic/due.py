"""Finds what is due: orders that reached their point and charges whose period is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from core.billing.automatic.periods import Period, period_of
from core.billing.charges.models import billing_charges
from core.billing.models import billed_orders
from core.billing.profiles.models import customer_billing
from core.billing.profiles.states import Consolidate, Hold, Point
from core.billing.rules import BillingRules
from core.clock import local
from core.fulfilment.models import parcels
from core.orders.models import orders
from core.orders.states import Fulfilment, OrderStatus
from core.transaction import Transaction

LOOK_BACK = timedelta(days=100)
"""Orders that came longer ago are billed by a person: each round looks at all that came since."""
_SOLD = (OrderStatus.PROCESSING.value, OrderStatus.SHIPPING.value, OrderStatus.DONE.value)


@dataclass(frozen=True, slots=True)
class Unit:
    """What comes onto one invoice: orders and charges of one buyer in one currency."""

    customer_id: int | None
    currency: str
    period: Period | None
    """None: a single order."""
    order_ids: tuple[int, ...] = ()
    charge_ids: tuple[int, ...] = ()
    order_no: str = ""


@dataclass(slots=True)
class _Gathering:
    orders: list[int] = field(default_factory=list)
    charges: list[int] = field(default_factory=list)


def due_units(tx: Transaction, rules: BillingRules, day: date) -> list[Unit]:
    """Everything that is to be invoiced by itself on a day of the shop's calendar."""
    single: list[Unit] = []
    together: dict[tuple[int, str, Period], _Gathering] = {}
    for row, reached in _reached(tx, rules, day):
        consolidate = Consolidate(row.consolidate or Consolidate.ORDER)
        if consolidate is Consolidate.ORDER or row.customer_id is None:
            unit = Unit(row.customer_id, row.currency, None, (row.id,), order_no=row.order_no)
            single.append(unit)
            continue
        period = period_of(consolidate, reached)
        if period.last < day:
            key = (row.customer_id, row.currency, period)
            together.setdefault(key, _Gathering()).orders.append(row.id)
    for row in tx.execute(_charges, {"day": day}):
        consolidate = Consolidate(row.consolidate or Consolidate.ORDER)
        period = period_of(consolidate, row.on_date)
        if period.last < day:
            key = (row.customer_id, row.currency, period)
            together.setdefault(key, _Gathering()).charges.append(row.id)
    return single + [
        Unit(who, currency, period, tuple(found.orders), tuple(found.charges))
        for (who, currency, period), found in sorted(
            together.items(), key=lambda one: (one[0][2].last, one[0][0], one[0][1])
        )
    ]


def _reached(tx: Transaction, rules: BillingRules, day: date) -> Iterable[tuple[Any, date]]:
    """Orders that reached their point and are on no invoice, as they came, and that day."""
    given = {"since": tx.now - LOOK_BACK}
    for row in tx.execute(_orders, given):
        point = _point(row, rules)
        since = row.since if row.point and row.point != Point.SHOP.value else rules.since
        moment = None if point is Point.NEVER else _moment(row, point)
        if moment is None or since is None:
            continue
        reached = local(moment, rules.zone).date()
        if since <= reached <= day:
            yield row, reached


def _point(row: Any, rules: BillingRules) -> Point:
    point = Point(row.point or Point.SHOP)
    return rules.point if point is Point.SHOP else point


def _moment(row: Any, point: Point) -> datetime | None:
    """When an order reached a point; None: not yet."""
    moment: datetime | None
    if point is Point.CONFIRMED:
        moment = row.confirmed_at
    elif point is Point.DELIVERED:
        moment = row.delivered_at
    elif row.fulfilment == Fulfilment.HANDED_OVER.value:
        moment = row.handed_over_at or row.updated_at  # sent from elsewhere: no parcel says when
    else:
        moment = None
    return moment


_left = (
    select(func.max(parcels.c.handed_over_at))
    .where(parcels.c.order_id == orders.c.id)
    .correlate(orders)
    .scalar_subquery()
)
_orders = (
    select(
        orders.c.id,
        orders.c.order_no,
        orders.c.customer_id,
        orders.c.currency,
        orders.c.fulfilment,
        orders.c.confirmed_at,
        orders.c.delivered_at,
        orders.c.updated_at,
        _left.label("handed_over_at"),
        customer_billing.c.point,
        customer_billing.c.since,
        customer_billing.c.consolidate,
    )
    .outerjoin(customer_billing, customer_billing.c.customer_id == orders.c.customer_id)
    .outerjoin(billed_orders, billed_orders.c.order_id == orders.c.id)
    .where(
        orders.c.status.in_(_SOLD),
        orders.c.ordered_at >= bindparam("since"),
        billed_orders.c.order_id.is_(None),
        func.coalesce(customer_billing.c.hold, "") != Hold.HARD.value,
    )
    .order_by(orders.c.id)
)
_charges = (
    select(
        billing_charges.c.id,
        billing_charges.c.customer_id,
        billing_charges.c.currency,
        billing_charges.c.on_date,
        customer_billing.c.consolidate,
    )
    .outerjoin(customer_billing, customer_billing.c.customer_id == billing_charges.c.customer_id)
    .where(
        billing_charges.c.invoice_line_id.is_(None),
        billing_charges.c.on_date < bindparam("day"),
        func.coalesce(customer_billing.c.hold, "") != Hold.HARD.value,
    )
    .order_by(billing_charges.c.on_date, billing_charges.c.id)
)
