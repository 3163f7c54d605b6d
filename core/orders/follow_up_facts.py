"""What an order has to say in a message: names, goods, money, numbers, in a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.clock import local
from core.customers.queries import living
from core.customers.records import Customer
from core.money import Money, show
from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import PaymentState
from core.orders.queries import OrderInfo, OrderLine, lines_of
from core.text import clean
from core.transaction import Transaction

_MOST_ITEMS = 15


@dataclass(frozen=True, slots=True)
class Tracked:
    """A parcel on its way: who carries it, and under which number."""

    courier: str
    waybill: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes."""

    name: str
    phone: str
    language: str
    zone: str
    bank: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the gaps of a text can be filled with, before a language is chosen."""

    order: OrderInfo
    customer: Customer | None
    lines: tuple[OrderLine, ...]
    tracking: tuple[Tracked, ...]
    reason: str

    def values(self, language: str, shop: Sender) -> dict[str, str]:
        """What fills the gaps; each value is harmless text, `items` and `bank` have lines."""
        one = self.order
        couriers = dict.fromkeys(each.courier for each in self.tracking)
        made = {
            "customer": one.customer,
            "order": one.order_no,
            "date": local(one.ordered_at, shop.zone).strftime("%d/%m/%Y"),
            "total": show(one.total, language),
            "paid": show(one.paid, language),
            "due": show(still_due(one), language),
            "courier": ", ".join(couriers),
            "tracking": ", ".join(each.waybill for each in self.tracking),
            "reason": self.reason,
            "shop": shop.name,
            "phone": shop.phone,
        }
        values = {name: clean(value, 300) for name, value in made.items()}
        goods = [f"{line.quantity} × {clean(line.name, 80)}" for line in self.lines[:_MOST_ITEMS]]
        if len(self.lines) > _MOST_ITEMS:
            goods.append("…")
        values["items"] = "\n".join(goods)
        values["bank"] = "\n".join(clean(line) for line in shop.bank)
        return values


def facts_of(tx: Transaction, order: OrderInfo, tracking: Sequence[Tracked]) -> Facts:
    """What an order has to say."""
    refused = tx.execute(_refused, {"o": order.id}).first()
    more = tx.execute(_more, {"o": order.id}).one()
    reason = more.cancel_reason or (refused.reason if refused is not None else "")
    customer = living(tx, more.customer_id) if more.customer_id is not None else None
    return Facts(order, customer, lines_of(tx, order.id), tuple(tracking), reason)


def still_due(order: OrderInfo) -> Money:
    """What the buyer has to pay before the parcel goes; what the courier collects is not asked."""
    left = order.balance.minor - order.cod.minor
    return Money(max(0, left), order.total.currency)


_more = select(orders.c.customer_id, orders.c.cancel_reason).where(orders.c.id == bindparam("o"))
_refused = (
    select(order_payments.c.reason)
    .where(
        order_payments.c.order_id == bindparam("o"),
        order_payments.c.state == PaymentState.REFUSED.value,
    )
    .order_by(order_payments.c.id.desc())
    .limit(1)
)
