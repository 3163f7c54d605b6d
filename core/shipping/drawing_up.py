"""Draws up the documents of an order from what the database knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from core.catalog.models import products
from core.couriers.bookings import Inspection
from core.frozen import filler
from core.fulfilment.models import parcel_lines
from core.fulfilment.parcels import Parcel
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment
from core.paper.documents import Item, Label, PackingSlip, Party, PickList, Receipt
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import Shipment
from core.shipping.taxes import tax_lines
from core.stock.models import bins, reservations
from core.transaction import Transaction


def label_of(
    tx: Transaction,
    settings: ShippingSettings,
    order: Any,
    parcel: Parcel,
    shipment: Shipment,
    alive: Sequence[int],
    *,
    sort_code: str = "",
    replaces: str = "",
) -> Label:
    """The label of one parcel with a waybill number, one of the order's parcels that are `alive`.

    `order` is all that `whole_order` gives.
    """
    carrier, service = settings.couriers.get(shipment.courier).on_label(shipment.service)
    rows = tx.execute(_parcel_items, {"p": parcel.id})
    known = order.fulfilment in {Fulfilment.PACKED.value, Fulfilment.HANDED_OVER.value}
    wish = order.courier_wish if order.courier_wish not in {"", shipment.courier} else ""
    return _Label(
        language=settings.language,
        zone=settings.zone,
        sender=settings.sender,
        recipient=recipient_of(order),
        courier=carrier,
        service=service,
        waybill=shipment.waybill,
        order_no=order.order_no,
        channel=order.channel,
        parcel_code=parcel.code,
        piece=alive.index(parcel.id) + 1 if parcel.id in alive else parcel.number,
        pieces=len(alive) if known else None,
        currency=shipment.currency,
        cod=shipment.cod,
        weight_g=shipment.weight_g or parcel.weight_g,
        items=tuple(_Item(sku, name, quantity) for sku, name, quantity in rows),
        printed_at=tx.now,
        station=tx.actor.station,
        sort_code=sort_code,
        note=shipment.note,
        wish=wish,
        flags=_flags(order),
        replaces=replaces,
        inspection=shipment.inspection if shipment.inspection != Inspection.NONE else "",
    )


def receipt_of(tx: Transaction, settings: ShippingSettings, order: Any) -> Receipt:
    """The sales receipt of an order, of which `whole_order` gives all."""
    rows = tx.execute(_order_items, {"o": order.id}).all()
    return _Receipt(
        language=settings.language,
        zone=settings.zone,
        shop=settings.sender,
        order_no=order.order_no,
        channel=order.channel,
        customer=order.customer,
        currency=order.currency,
        items=tuple(
            _Item(sku, name, quantity, "", price, price * quantity, "", off)
            for sku, name, quantity, _excepted, price, off, _rate in rows
        ),
        goods=order.goods,
        discount=order.discount,
        shipping_fee=order.shipping_fee,
        total=order.total,
        paid=order.paid,
        cod=order.cod,
        credited=order.credited,
        printed_at=tx.now,
        station=tx.actor.station,
        operator=tx.actor.name,
        tax_id=settings.tax_id,
        taxes=tax_lines(
            [(row.tax_rate, row.unit_price * row.quantity - row.discount) for row in rows],
            order.discount - sum(row.discount for row in rows),
        ),
    )


def packing_slip_of(tx: Transaction, settings: ShippingSettings, order: Any) -> PackingSlip:
    """What is in the box, for the buyer; a gift says nothing of prices."""
    priced = settings.slip_prices and not order.gift
    return PackingSlip(
        language=settings.language,
        zone=settings.zone,
        shop=settings.sender,
        order_no=order.order_no,
        customer=order.customer,
        items=tuple(
            _sent(row, priced=priced)
            for row in tx.execute(_order_items, {"o": order.id})
            if row.quantity > row.excepted
        ),
        note=order.note if order.gift else "",
        printed_at=tx.now,
        returns_text=settings.returns_text,
        currency=order.currency if priced else "",
    )


def _sent(row: Any, *, priced: bool) -> Item:
    units = row.quantity - row.excepted
    if not priced:
        return Item(row.sku, row.name, units)
    price, off = row.unit_price, row.discount * units // row.quantity
    return Item(row.sku, row.name, units, unit_price=price, amount=price * units, discount=off)


def pick_list_of(tx: Transaction, settings: ShippingSettings, order: Any) -> PickList:
    """What to fetch for an order, in walking order of the bins."""
    rows = tx.execute(_walk, {"o": order.id})
    return PickList(
        language=settings.language,
        zone=settings.zone,
        order_no=order.order_no,
        channel=order.channel,
        customer=order.customer,
        items=tuple(
            Item(sku, name, quantity, bin=code, lot=lot) for sku, name, quantity, code, lot in rows
        ),
        note=order.note,
        printed_at=tx.now,
        station=tx.actor.station,
    )


def recipient_of(order: Any) -> Party:
    """The buyer's side of a label."""
    return _Party(
        name=order.customer,
        phone=order.phone,
        address=order.address,
        district=order.district,
        city=order.city,
        province=order.province,
        postcode=order.postcode,
        country=order.country,
    )


def _flags(order: Any) -> tuple[str, ...]:
    return tuple(name for name in ("gift", "fragile") if getattr(order, name))


def whole_order(tx: Transaction, order_id: int, *, lock: bool = False) -> Any:
    """The row of an order with all that any paper says of it."""
    if lock:
        return tx.execute(_locked, {"o": order_id}).one()
    return tx.execute(_whole, {"o": order_id}).one()


_Label, _Receipt, _Item, _Party = filler(Label), filler(Receipt), filler(Item), filler(Party)
_whole = select(orders).where(orders.c.id == bindparam("o"))
_locked = _whole.with_for_update()
_parcel_items = (
    select(products.c.sku, products.c.name, parcel_lines.c.quantity)
    .join(order_lines, order_lines.c.id == parcel_lines.c.order_line_id)
    .join(products, products.c.id == order_lines.c.product_id)
    .where(parcel_lines.c.parcel_id == bindparam("p"), parcel_lines.c.quantity > 0)
    .order_by(order_lines.c.line_no)
)
_order_items = (
    select(
        products.c.sku,
        products.c.name,
        order_lines.c.quantity,
        order_lines.c.excepted,
        order_lines.c.unit_price,
        order_lines.c.discount,
        products.c.tax_rate,
    )
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id == bindparam("o"))
    .order_by(order_lines.c.line_no)
)
_walk = (
    select(
        products.c.sku, products.c.name, reservations.c.quantity, bins.c.code, reservations.c.lot
    )
    .select_from(reservations)
    .join(products, products.c.id == reservations.c.product_id)
    .join(bins, bins.c.id == reservations.c.bin_id)
    .where(reservations.c.order_id == bindparam("o"))
    .order_by(bins.c.walk, bins.c.code, products.c.sku)
)
