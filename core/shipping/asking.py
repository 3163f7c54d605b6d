"""Draws up what a courier is asked to carry: who sends it, who gets it, and what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, func, select

from core.catalog.models import products
from core.couriers.base import Courier
from core.couriers.bookings import Booking, Contact, Inspection, Later, Piece, Rejected, Sent
from core.couriers.quotes import Destination
from core.couriers.troubles import Trouble, because
from core.fulfilment.models import parcel_lines
from core.orders.models import order_lines, orders
from core.rows import AnyRow
from core.shipping.addresses.looking import look_at
from core.shipping.addresses.matching import place_of
from core.shipping.addresses.results import Match, Matched, Unsure
from core.shipping.models import shipments
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import Shipment
from core.transaction import Transaction


def booking_of(
    tx: Transaction, settings: ShippingSettings, shipment: Shipment
) -> Booking | Rejected | Later:
    """What its courier is asked for, drawn up in the transaction that is over before the call.

    Until somebody has said where an address is in the courier's own list of places, the booking
    waits; `Rejected` where no parcels go there.
    """
    order = tx.execute(_order, {"o": shipment.order_id}).one()
    courier = settings.couriers.get(shipment.courier)
    place = _place(tx, courier, order)
    if not isinstance(place, Matched):
        return Later(because(Trouble.PLACE_UNKNOWN))
    if not place.served:
        return Rejected(because(Trouble.ROUTE, ", ".join(place.names)))
    pieces = _pieces(tx.execute(_goods, {"p": shipment.parcel_id}).all())
    return replace(
        known_here(shipment),
        inspection=Inspection(shipment.inspection),
        order_no=order.order_no,
        worth=sum(one.worth * one.units for one in pieces),
        shipping_paid=_shipping_paid(order, shipment),
        sender=_placed(tx, courier, settings.sender_for(shipment.courier)),
        recipient=_recipient(order, place),
        pieces=pieces,
    )


def known_here(shipment: Shipment) -> Booking:
    """What the shipment itself says; all that a courier of ours needs, not who gets it."""
    return Booking(
        own_code=shipment.own_code,
        service=shipment.service,
        currency=shipment.currency,
        cod=shipment.cod,
        insurance=shipment.insurance,
        fee_payer=shipment.fee_payer,
        weight_g=shipment.weight_g,
        length_mm=shipment.length_mm,
        width_mm=shipment.width_mm,
        height_mm=shipment.height_mm,
        note=shipment.note,
    )


def sent_of(tx: Transaction, shipment: Shipment) -> Sent:
    """A booking as its courier is asked about it."""
    answer = tx.execute(_answer, {"s": shipment.id}).scalar()
    return Sent(shipment.own_code, shipment.waybill, shipment.reference, answer or {})


def _place(tx: Transaction, courier: Courier, order: Any) -> Match:
    """Where an order goes in its courier's own list; what is unsure is asked of a person, once."""
    found = look_at(tx, courier, order.id)
    return Matched() if isinstance(found, Unsure) and not found.blocks else found


def _placed(tx: Transaction, courier: Courier, sender: Contact) -> Contact:
    """Who sends, in the courier's own list where that is sure; else its account says where."""
    found = place_of(
        tx,
        courier,
        Destination(
            sender.address,
            sender.district,
            sender.city,
            sender.province,
            sender.postcode,
            sender.country,
        ),
    )
    return replace(sender, place=found.place) if isinstance(found, Matched) else sender


def _shipping_paid(order: Any, shipment: Shipment) -> bool:
    """Whether the buyer pays the shop for the shipping: by what they paid and pay on delivery.

    The whole order counts, whichever of its parcels collects the money.
    """
    pays = order.paid + (shipment.cod if shipment.cod_fixed else order.cod)
    return bool(pays > order.goods - order.discount if pays else order.shipping_fee)


def _recipient(order: Any, place: Matched) -> Contact:
    return Contact(
        place=place.place,
        name=order.customer,
        phone=order.phone,
        address=order.address,
        district=order.district,
        city=order.city,
        province=order.province,
        postcode=order.postcode,
        country=order.country,
        email=order.email,
    )


def _pieces(rows: Sequence[AnyRow]) -> tuple[Piece, ...]:
    """The goods of a parcel; each is worth what the buyer pays for it."""
    return tuple(
        Piece(
            name=row.name,
            sku=row.sku,
            units=int(row.units),
            worth=max(0, row.unit_price - row.discount // row.quantity),
            weight_g=row.weight_g,
            length_mm=row.length_mm,
            width_mm=row.width_mm,
            height_mm=row.height_mm,
        )
        for row in rows
    )


_order = select(orders).where(orders.c.id == bindparam("o"))
_answer = select(shipments.c.answer).where(shipments.c.id == bindparam("s"))
_units = func.sum(parcel_lines.c.quantity).label("units")
_told = (
    products.c.name,
    products.c.sku,
    products.c.weight_g,
    products.c.length_mm,
    products.c.width_mm,
    products.c.height_mm,
    order_lines.c.line_no,
    order_lines.c.unit_price,
    order_lines.c.discount,
    order_lines.c.quantity,
)
_goods = (
    select(*_told, _units)
    .select_from(parcel_lines)
    .join(order_lines, order_lines.c.id == parcel_lines.c.order_line_id)
    .join(products, products.c.id == order_lines.c.product_id)
    .where(parcel_lines.c.parcel_id == bindparam("p"), parcel_lines.c.quantity > 0)
    .group_by(*_told)
    .order_by(order_lines.c.line_no)
)
