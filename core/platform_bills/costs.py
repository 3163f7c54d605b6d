"""What platforms cost beside what was sold, month by month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from core.clock import local
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.people.permissions import Permission, require
from core.platform_bills.models import platform_bills
from core.platform_bills.states import BillKind
from core.transaction import Transaction

_SOLD = (OrderStatus.PROCESSING, OrderStatus.SHIPPING, OrderStatus.DONE)


@dataclass(frozen=True, slots=True)
class Month:
    """One month in one currency; minor units."""

    month: str
    """As ``2026-11``."""
    currency: str
    sales: int
    """Totals of the orders of that month that were bought for good."""
    orders: int
    cost: int
    """What was booked of bills sent that month, without tax; credit notes taken off."""

    @property
    def percent(self) -> float | None:
        """The cost in hundredths of the sales; None without sales."""
        return round(100 * self.cost / self.sales, 1) if self.sales else None


def by_month(tx: Transaction, zone: str, months: int = 12) -> tuple[Month, ...]:
    """The last months, the newest first; those without sales and cost are left out."""
    require(tx, Permission.PLATFORM_BILLS)
    today = local(tx.now, zone).date()
    first = today.replace(day=1)
    for _each in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    sales: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for month, currency, total, count in _sales(tx, zone, datetime(first.year, first.month, 1)):
        sales[month, currency][0] += total
        sales[month, currency][1] += count
    cost: defaultdict[tuple[str, str], int] = defaultdict(int)
    of = platform_bills.c
    booked = select(of.sent_on, of.kind, of.currency, of.booked_net).where(
        of.booked_at.is_not(None), of.sent_on >= first
    )
    for row in tx.execute(booked):
        sign = -1 if row.kind == BillKind.CREDIT.value else 1
        cost[f"{row.sent_on:%Y-%m}", row.currency] += sign * row.booked_net
    found = [
        Month(month, currency, sales[month, currency][0], sales[month, currency][1], paid)
        for month, currency in {*sales, *cost}
        for paid in (cost[month, currency],)
    ]
    return tuple(sorted(found, key=lambda one: (one.month, one.currency), reverse=True))


def _sales(tx: Transaction, zone: str, first: datetime) -> list[tuple[str, str, int, int]]:
    """Sales by the shop's own months: their ends are looked for, not each order's day."""
    found = []
    place = ZoneInfo(zone)
    begin = first.replace(tzinfo=place)
    while begin.astimezone(UTC) <= tx.now:
        end = (begin + timedelta(days=32)).replace(day=1)
        query = (
            select(orders.c.currency, func.sum(orders.c.total), func.count())
            .where(
                orders.c.status.in_([one.value for one in _SOLD]),
                orders.c.ordered_at >= begin.astimezone(UTC),
                orders.c.ordered_at < end.astimezone(UTC),
            )
            .group_by(orders.c.currency)
        )
        found += [(f"{begin:%Y-%m}", row[0], int(row[1]), row[2]) for row in tx.execute(query)]
        begin = end
    return found
