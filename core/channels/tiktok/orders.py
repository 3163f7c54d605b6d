"""Orders of TikTok Shop as they are told: a row for each unit, all amounts as texts.

Source: https://partner.tiktokshop.com/docv2/page/get-order-list-202309
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.channels.answers import (
    Unreadable,
    amount,
    balanced,
    is_true,
    mark_of,
    moment,
    money,
    needed,
    priced,
    when,
    word,
)
from core.channels.order_reading import OrderReading
from core.channels.records import PackageState, RemoteLine, RemoteOrder, RemotePackage, Unread
from core.couriers.readings import part, rows

CANCELLED = "CANCELLED"
_WAITS = frozenset({"UNPAID", "ON_HOLD"})
_PACKAGES = {
    "TO_FULFILL": PackageState.TO_ARRANGE,
    "PROCESSING": PackageState.ARRANGED,
    "FULFILLING": PackageState.GONE,
    "COMPLETED": PackageState.GONE,
    "CANCELLED": PackageState.CANCELLED,
}
_OURS = "FULFILLMENT_BY_TIKTOK"
_PLACES = {"L1": "province", "L2": "city", "L3": "district"}


def read_orders(told: object) -> tuple[tuple[RemoteOrder, ...], tuple[Unread, ...]]:
    """The orders of an answer; those that cannot be read are named."""
    found: list[RemoteOrder] = []
    unread: list[Unread] = []
    for one in rows(told):
        try:
            found.append(read_order(one))
        except Unreadable as error:
            unread.append(Unread(word(one.get("id"), 64), str(error), mark_of(one)))
    return tuple(found), tuple(unread)


def read_order(told: Mapping[str, Any]) -> RemoteOrder:
    """One order; raises Unreadable where its number, its goods or its money cannot be read."""
    number = needed(word(told.get("id"), 64), "id")
    lines = tuple(_lines(rows(told.get("line_items"))))
    if not lines:
        raise Unreadable("line_items")
    status = needed(word(told.get("status"), 40), "status")
    currency = needed(word(part(told, "payment", "currency"), 3), "payment.currency")
    total = amount(part(told, "payment", "total_amount"))
    goods = sum((line.unit_price * line.quantity - line.discount for line in lines), Decimal(0))
    fee, off = balanced(goods, money(part(told, "payment", "shipping_fee")), total)
    is_cod = is_true(told.get("is_cod"))
    if is_cod and not total and status != CANCELLED:
        raise Unreadable("payment.total_amount")
    at = told.get("recipient_address")
    to: Mapping[str, Any] = at if isinstance(at, Mapping) else {}
    places = {
        name: word(one.get("address_name"))
        for one in rows(to.get("district_info"))
        if (name := _PLACES.get(word(one.get("address_level"))))
    }
    return RemoteOrder(
        order_no=number,
        status=status,
        created=when(moment(told.get("create_time")), "create_time"),
        updated=when(moment(told.get("update_time")), "update_time"),
        currency=currency,
        lines=lines,
        customer=word(to.get("name")),
        phone=word(to.get("phone_number"), 40),
        email=word(told.get("buyer_email")),
        address=word(to.get("address_detail"), 300) or word(to.get("full_address"), 300),
        district=places.get("district", ""),
        city=places.get("city", ""),
        province=places.get("province", ""),
        postcode=word(to.get("postal_code"), 20),
        country=word(to.get("region_code"), 2),
        shipping_fee=fee,
        discount=off,
        paid=total if moment(told.get("paid_time")) and not is_cod else None,
        cod=total or Decimal(0) if is_cod else Decimal(0),
        ship_by=moment(told.get("rts_sla_time")),
        carrier=word(told.get("shipping_provider"), 80),
        note=word(told.get("buyer_message"), 500),
        cancel_asked=is_true(told.get("is_buyer_request_cancel")),
        platform_ships=word(told.get("shipping_type")) != "SELLER",
        ours=word(told.get("fulfillment_type")) != _OURS,
        packages=read_packages(told),
    )


def read_packages(told: Mapping[str, Any]) -> tuple[RemotePackage, ...]:
    """The packages of an order, as its lines tell them."""
    status = word(told.get("status"), 40)
    waits = status in _WAITS or is_true(told.get("is_buyer_request_cancel"))
    by_number: dict[str, list[Mapping[str, Any]]] = {}
    for line in rows(told.get("line_items")):
        number = word(line.get("package_id"), 64)
        if number:
            by_number.setdefault(number, []).append(line)
    found = []
    for number, lines in by_number.items():
        raw = word(lines[0].get("package_status"), 40)
        state = _PACKAGES.get(raw, PackageState.HELD)
        if status == CANCELLED:
            state = PackageState.CANCELLED
        elif waits and state is not PackageState.GONE:
            state = PackageState.HELD
        told_numbers = (word(line.get("tracking_number"), 80) for line in lines)
        found.append(
            RemotePackage(
                number,
                state,
                raw,
                next((one for one in told_numbers if one), ""),
                word(lines[0].get("shipping_provider_name"), 80),
                tuple(word(line.get("id"), 64) for line in lines),
            )
        )
    return tuple(found)


def _lines(items: list[Mapping[str, Any]]) -> Iterator[RemoteLine]:
    """Units of the same goods at the same price in the same package are one line."""
    alike: dict[tuple[str, str, Decimal, Decimal, str], list[Mapping[str, Any]]] = {}
    for item in items:
        paid = priced(item.get("sale_price"), "sale_price")
        full = max(paid, money(item.get("original_price")))
        key = (
            word(item.get("product_id"), 64),
            needed(word(item.get("sku_id"), 64), "sku_id"),
            full,
            paid,
            word(item.get("package_id"), 64),
        )
        needed(word(item.get("id"), 64), "line_items.id")
        alike.setdefault(key, []).append(item)
    for (product, sku, full, paid, _package), mine in alike.items():
        yield RemoteLine(
            line_id=",".join(word(one.get("id"), 64) for one in mine),
            seller_sku=word(mine[0].get("seller_sku"), 100),
            listing_id=product,
            variant_id=sku,
            name=word(mine[0].get("product_name"), 300),
            quantity=len(mine),
            unit_price=full,
            discount=(full - paid) * len(mine),
            variant=word(mine[0].get("sku_name"), 200),
        )


READING = OrderReading("id", "status", CANCELLED, read_packages)
"""Where an order tells its number and its status."""
