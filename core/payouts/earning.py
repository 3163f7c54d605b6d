"""What is really earned with an order: its price less cost, fees, the way, and what went back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, select

from core.catalog.models import products
from core.errors import NotFound
from core.fee_kinds import FeeKind
from core.orders.models import order_lines, orders
from core.payouts.kinds import FEES
from core.payouts.models import payout_lines, payout_orders, payout_words, payouts
from core.payouts.queries import WITH_WORDS
from core.payouts.states import Part, PayoutState
from core.people.permissions import Permission, require
from core.shares import percent_of, tax_within
from core.shipping.cod.models import LineState, cod_lines
from core.shipping.models import shipments
from core.shipping.states import VAIN
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Earned:
    """The money of one order; minor units of its currency."""

    order_id: int
    order_no: str
    channel: str
    currency: str
    goods: int
    discount: int
    shipping_fee: int
    """What the buyer pays for the way."""
    credited: int
    """What returns took off."""
    vat: int
    """Within what is left of goods, as far as products say a rate."""
    cost: int | None
    """Of its goods; None where nobody knows what one of them costs."""
    kinds: Mapping[FeeKind, int]
    """What platforms say of it, by kind; below zero: taken off."""
    courier: int
    """What couriers of the shop itself ask for its parcels."""
    paid_out: int
    """What is left of it in payouts that are paid."""
    on_the_way: int
    """The same in payouts that are not paid yet."""
    state: Part | None
    """What became of its part in payouts; None while there is none."""

    @property
    def total(self) -> int:
        """What the buyer has to pay."""
        return self.goods - self.discount + self.shipping_fee - self.credited

    @property
    def fees(self) -> int:
        """What the platform takes for itself; above zero: it costs."""
        return -sum(amount for kind, amount in self.kinds.items() if kind in FEES)

    @property
    def shipping(self) -> int:
        """What the way really costs, whoever takes it; above zero: it costs."""
        return self.courier - self.kinds.get(FeeKind.SHIPPING_CHARGED, 0)

    @property
    def refunded(self) -> int:
        """What the platform gave back that no return of the house took off yet."""
        return max(0, -self.kinds.get(FeeKind.REFUND, 0) - self.credited)

    @property
    def subsidy(self) -> int:
        """What the platform pays beyond what the buyer has to: its vouchers; below zero: less."""
        brought = sum(self.kinds.get(kind, 0) for kind in (FeeKind.SALE, FeeKind.SHIPPING_PAID))
        brought += self.kinds.get(FeeKind.VOUCHER, 0)
        return brought - self.total - self.credited if brought else 0

    @property
    def margin(self) -> int | None:
        """What is really left; None while a cost is not known. Withheld tax is not taken off."""
        if self.cost is None:
            return None
        brought = self.total + self.subsidy - self.refunded - self.vat
        return brought - self.cost - self.fees - self.shipping

    @property
    def percent(self) -> float | None:
        """The margin in hundredths of what it brought without tax."""
        net = self.total + self.subsidy - self.refunded - self.vat
        margin = self.margin
        return None if margin is None or net <= 0 else round(100 * margin / net, 1)

    @property
    def expected(self) -> int:
        """What is still to come: nothing once its part was paid out."""
        return 0 if self.paid_out or self.state is not None else self.total


def earned(tx: Transaction, order_id: int) -> Earned:
    """The money of an order; NotFound ``order_not_found``."""
    require(tx, Permission.PAYOUTS)
    row: Any = tx.execute(_order, {"b_order": order_id}).first()
    if row is None:
        raise NotFound("order_not_found", order=order_id)
    kinds: dict[FeeKind, int] = {}
    paid_out = on_the_way = 0
    for one in tx.execute(_told, {"b_order": order_id}):
        kind = FeeKind(one.kind)
        kinds[kind] = kinds.get(kind, 0) + int(one.amount)
        if one.state == PayoutState.PAID.value:
            paid_out += int(one.amount)
        elif one.state != PayoutState.FAILED.value:
            on_the_way += int(one.amount)
    cost, vat = _goods(tx, order_id, row)
    state = tx.execute(_state, {"b_order": order_id}).scalar()
    return Earned(
        order_id=row.id,
        order_no=row.order_no,
        channel=row.channel,
        currency=row.currency,
        goods=row.goods,
        discount=row.discount,
        shipping_fee=row.shipping_fee,
        credited=row.credited,
        vat=vat,
        cost=cost,
        kinds=kinds,
        courier=_courier(tx, order_id, row.currency),
        paid_out=paid_out,
        on_the_way=on_the_way,
        state=None if state is None else Part(state),
    )


def order_id_of(tx: Transaction, number: str, channel: str = "") -> int:
    """An order by its number; NotFound ``order_not_found``."""
    require(tx, Permission.PAYOUTS)
    query = select(orders.c.id).where(orders.c.order_no == number).order_by(orders.c.id)
    found = tx.execute(query.where(orders.c.channel == channel) if channel else query).scalar()
    if found is None:
        raise NotFound("order_not_found", order=number)
    return int(found)


def _goods(tx: Transaction, order_id: int, order: Any) -> tuple[int | None, int]:
    """What the goods cost, and the tax within their price."""
    cost: Decimal | None = Decimal(0)
    vat = 0
    for line in tx.execute(_lines, {"b_order": order_id}):
        net = line.quantity * line.unit_price - line.discount
        if order.goods > 0 and order.total - order.credited > 0:
            vat += tax_within(max(0, net), percent_of(line.tax_rate or ""))
        known = Decimal(line.average_cost) if line.average_cost else Decimal(line.cost)
        if not known or line.currency != order.currency:
            cost = None
        elif cost is not None:
            cost += known * line.quantity
    whole = None if cost is None else int(cost.quantize(Decimal(1), ROUND_HALF_EVEN))
    return whole, vat


def _courier(tx: Transaction, order_id: int, currency: str) -> int:
    """As statements bill it, else as it was charged, else as it was quoted."""
    found = 0
    for row in tx.execute(_shipments, {"b_order": order_id}):
        said = (row.billed, row.fee, row.quoted_fee)
        if row.currency == currency:
            found += next((int(one) for one in said if one is not None), 0)
    return found


_o, _l, _p, _w = orders.c, payout_lines.c, payouts.c, payout_words.c
_order = select(
    _o.id,
    _o.order_no,
    _o.channel,
    _o.currency,
    _o.goods,
    _o.discount,
    _o.shipping_fee,
    _o.total,
    _o.credited,
).where(_o.id == bindparam("b_order"))
_lines = (
    select(
        order_lines.c.quantity,
        order_lines.c.unit_price,
        order_lines.c.discount,
        products.c.cost,
        products.c.average_cost,
        products.c.currency,
        products.c.tax_rate,
    )
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id == bindparam("b_order"))
)
_told = (
    select(_w.kind, _p.state, cast(func.sum(_l.amount), BigInteger).label("amount"))
    .select_from(
        WITH_WORDS.join(
            payout_orders,
            (payout_orders.c.shop == _p.shop) & (payout_orders.c.order_ref == _l.order_ref),
        )
    )
    .where(payout_orders.c.order_id == bindparam("b_order"))
    .group_by(_w.kind, _p.state)
)
_state = select(payout_orders.c.state).where(payout_orders.c.order_id == bindparam("b_order"))
_billed = (
    select(func.sum(cod_lines.c.fee))
    .where(cod_lines.c.shipment_id == shipments.c.id, cod_lines.c.state != LineState.UNKNOWN.value)
    .correlate(shipments)
    .scalar_subquery()
)
_shipments = select(
    shipments.c.currency, shipments.c.fee, shipments.c.quoted_fee, _billed.label("billed")
).where(
    shipments.c.order_id == bindparam("b_order"),
    shipments.c.state.not_in(sorted(state.value for state in VAIN)),
)
