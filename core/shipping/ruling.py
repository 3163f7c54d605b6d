"""The courier of an order without a wish of its own, decided again by what its parcel really is."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core.catalog.lookup import weight_of
from core.couriers.limits import beyond
from core.couriers.quotes import Destination, ToQuote
from core.couriers.registry import Couriers
from core.couriers.rules import Facts
from core.fulfilment.parcels import Parcel
from core.orders.intake.channels import source_of
from core.orders.models import order_lines, orders
from core.orders.states import Source
from core.rows import AnyRow
from core.transaction import Transaction


def by_rules(tx: Transaction, couriers: Couriers, parcel: Parcel) -> dict[str, str]:
    """Courier and service that the shop's rules give a parcel; empty where they have no say.

    They have none where a buyer wished for a courier that there is, where a person typed the order
    in or chose another courier since, and where the courier would not take such a parcel.
    """
    table = couriers.rules
    if not table.rules:
        return {}
    order = tx.execute(_order, {"o": parcel.order_id}).one()
    if order.source == Source.MANUAL or couriers.find(order.courier_wish) is not None:
        return {}
    units: dict[int, int] = {}
    for product, many in tx.execute(_units, {"o": parcel.order_id}):
        units[product] = units.get(product, 0) + int(many)
    told = weight_of(tx, units)
    before = _choice(couriers, order, told)
    if before != (order.courier, order.service):
        return {}  # somebody chose it
    courier, service = _choice(couriers, order, parcel.weight_g or told)
    wanted = ToQuote(
        _goes_to(order),
        order.currency,
        parcel.weight_g,
        goods=order.goods - order.discount,
        cod=order.cod,
        length_mm=parcel.length_mm,
        width_mm=parcel.width_mm,
        height_mm=parcel.height_mm,
    )
    if beyond(couriers.get(courier), wanted) is not None:
        return {}
    return {"courier": courier, "service": service}


def _choice(couriers: Couriers, order: AnyRow, grams: int) -> tuple[str, str]:
    facts = Facts(
        channels=(order.channel, source_of(order.channel).value),
        to=_goes_to(order),
        worth=order.goods - order.discount,
        cod=order.cod > 0,
        weigh=lambda: grams,
    )
    found = couriers.rules.choose(facts, order.currency)
    if found is None:
        return couriers.default, couriers.default_service
    return found.courier, found.service or couriers.get(found.courier).services[0]


def _goes_to(order: AnyRow) -> Destination:
    return Destination(
        order.address, order.district, order.city, order.province, order.postcode, order.country
    )


_order = select(
    orders.c.channel,
    orders.c.source,
    orders.c.courier,
    orders.c.service,
    orders.c.courier_wish,
    orders.c.address,
    orders.c.district,
    orders.c.city,
    orders.c.province,
    orders.c.postcode,
    orders.c.country,
    orders.c.currency,
    orders.c.goods,
    orders.c.discount,
    orders.c.cod,
).where(orders.c.id == bindparam("o"))
_units = select(order_lines.c.product_id, order_lines.c.quantity).where(
    order_lines.c.order_id == bindparam("o")
)
