"""A purchase order on paper, for the supplier and for whoever receives the goods."""

from __future__ import annotations

from core.money import Money
from core.paper.documents import Item, Party, PurchasePaper
from core.paper.queries import Job
from core.purchasing.queries import lines_of, one_purchase
from core.purchasing.supplier_queries import supplier
from core.shipping.papers import print_document
from core.shipping.settings import ShippingSettings
from core.stock import warehouses
from core.transaction import Transaction


def paper_of(tx: Transaction, settings: ShippingSettings, purchase_id: int) -> PurchasePaper:
    """A purchase order as it would be printed now; nothing is printed."""
    found = one_purchase(tx, purchase_id)
    seller = supplier(tx, found.supplier_id)
    items = tuple(
        Item(
            line.sku,
            line.name,
            line.quantity,
            line.supplier_sku,
            line.unit_price,
            Money(line.total, found.currency).minor,
        )
        for line in lines_of(tx, purchase_id)
    )
    return PurchasePaper(
        language=settings.language,
        zone=settings.zone,
        shop=settings.sender,
        supplier=Party(seller.name, seller.phone, seller.address),
        number=found.number,
        deliver_to=place_of(tx, settings.sender, found.warehouse_id),
        expected=found.expected_on.isoformat() if found.expected_on else "",
        currency=found.currency,
        items=items,
        total=found.total.minor,
        note=found.note,
        printed_at=tx.now,
        station=tx.actor.station,
        operator=tx.actor.name,
    )


def print_purchase(
    tx: Transaction, settings: ShippingSettings, purchase_id: int, printer: str | None = None
) -> Job:
    """Print a purchase order; the same once more is a copy and says so."""
    return print_document(tx, settings, paper_of(tx, settings, purchase_id), printer)


def place_of(tx: Transaction, shop: Party, warehouse_id: int) -> str:
    """Where goods of a warehouse are delivered: at its own address, else at the shop's."""
    house = warehouses.one(tx, warehouse_id)
    place = (house.address, house.district, house.city, house.province, house.postcode)
    if not any(place):
        place = (shop.address, shop.district, shop.city, shop.province, shop.postcode)
    return ", ".join(part for part in (house.name or house.code, *place) if part)
