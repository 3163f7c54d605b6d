"""Orders of Shopee as they are told, and what is asked to read them.

Sources: https://open.shopee.com/documents/v2/v2.order.get_order_list and
v2.order.get_order_detail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.channels.answers import (
    Unreadable,
    amount,
    balanced,
    counted,
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
from core.couriers.readings import rows

FIELDS = ",".join(
    (
        "buyer_username",
        "estimated_shipping_fee",
        "recipient_address",
        "note",
        "item_list",
        "pay_time",
        "cancel_reason",
        "fulfillment_flag",
        "package_list",
        "shipping_carrier",
        "payment_method",
        "total_amount",
    )
)
CANCELLED, IN_CANCEL = "CANCELLED", "IN_CANCEL"
_PACKAGES = {
    "LOGISTICS_NOT_START": PackageState.HELD,
    "LOGISTICS_PENDING_ARRANGE": PackageState.HELD,
    "LOGISTICS_READY": PackageState.TO_ARRANGE,
    "LOGISTICS_PICKUP_RETRY": PackageState.TO_ARRANGE,
    "LOGISTICS_REQUEST_CREATED": PackageState.ARRANGED,
    "LOGISTICS_PICKUP_DONE": PackageState.GONE,
    "LOGISTICS_DELIVERY_DONE": PackageState.GONE,
    "LOGISTICS_DELIVERY_FAILED": PackageState.GONE,
    "LOGISTICS_LOST": PackageState.GONE,
    "LOGISTICS_PICKUP_FAILED": PackageState.CANCELLED,
    "LOGISTICS_REQUEST_CANCELED": PackageState.CANCELLED,
    "LOGISTICS_COD_REJECTED": PackageState.CANCELLED,
    "LOGISTICS_INVALID": PackageState.CANCELLED,
}


def read_orders(
    told: object, asked: list[str]
) -> tuple[tuple[RemoteOrder, ...], tuple[Unread, ...]]:
    """The orders of a detail answer; what was asked for and cannot be read is named."""
    found: list[RemoteOrder] = []
    unread: list[Unread] = []
    missing = set(asked)
    for one in rows(told):
        number = word(one.get("order_sn"), 64)
        missing.discard(number)
        try:
            found.append(read_order(one))
        except Unreadable as error:
            unread.append(Unread(number, str(error), mark_of(one)))
    unread.extend(Unread(number, "order_sn") for number in asked if number in missing)
    return tuple(found), tuple(unread)


def read_order(told: Mapping[str, Any]) -> RemoteOrder:
    """One order; raises Unreadable where its number, its goods or its money cannot be read."""
    number = needed(word(told.get("order_sn"), 64), "order_sn")
    lines = tuple(_lines(rows(told.get("item_list"))))
    if not lines:
        raise Unreadable("item_list")
    status = needed(word(told.get("order_status"), 40), "order_status")
    total = amount(told.get("total_amount"))
    fee = money(told.get("estimated_shipping_fee"))
    goods = sum((line.unit_price * line.quantity - line.discount for line in lines), Decimal(0))
    fee, off = balanced(goods, fee, total)
    is_cod = is_true(told.get("cod"))
    if is_cod and not total and status != CANCELLED:
        raise Unreadable("total_amount")
    at = told.get("recipient_address")
    to: Mapping[str, Any] = at if isinstance(at, Mapping) else {}
    return RemoteOrder(
        order_no=number,
        status=status,
        created=when(moment(told.get("create_time")), "create_time"),
        updated=when(moment(told.get("update_time")), "update_time"),
        currency=needed(word(told.get("currency"), 3), "currency"),
        lines=lines,
        customer=word(to.get("name")) or word(told.get("buyer_username")),
        phone=word(to.get("phone"), 40),
        address=word(to.get("full_address"), 300),
        district=word(to.get("district")),
        city=word(to.get("city")),
        province=word(to.get("state")),
        postcode=word(to.get("zipcode"), 20),
        country=word(to.get("region"), 2) or word(told.get("region"), 2),
        shipping_fee=fee,
        discount=off,
        paid=total if moment(told.get("pay_time")) and not is_cod else None,
        cod=total or Decimal(0) if is_cod else Decimal(0),
        ship_by=moment(told.get("ship_by_date")),
        carrier=word(told.get("shipping_carrier"), 80),
        note=word(told.get("message_to_seller"), 500),
        cancel_asked=status == IN_CANCEL,
        ours=word(told.get("fulfillment_flag")) != "fulfilled_by_shopee",
        packages=read_packages(told),
    )


def read_packages(told: Mapping[str, Any]) -> tuple[RemotePackage, ...]:
    """The packages of an order; a request to cancel it keeps all of them back."""
    status = word(told.get("order_status"), 40)
    return tuple(
        RemotePackage(
            word(one.get("package_number"), 64),
            _state(status, word(one.get("logistics_status"), 60)),
            word(one.get("logistics_status"), 60),
            carrier=word(one.get("shipping_carrier"), 80),
            line_ids=tuple(_line_id(item) for item in rows(one.get("item_list"))),
        )
        for one in rows(told.get("package_list"))
    )


def _state(order: str, package: str) -> PackageState:
    if order == CANCELLED:
        return PackageState.CANCELLED
    found = _PACKAGES.get(package, PackageState.HELD)
    waits = order == IN_CANCEL and found is not PackageState.GONE
    return PackageState.HELD if waits else found


def _lines(items: list[Mapping[str, Any]]) -> Iterator[RemoteLine]:
    seen: set[str] = set()
    for item in items:
        line_id = _line_id(item)
        while line_id in seen:
            line_id += "."
        seen.add(line_id)
        quantity = counted(item.get("model_quantity_purchased"), "model_quantity_purchased")
        paid = priced(item.get("model_discounted_price"), "model_discounted_price")
        full = max(paid, money(item.get("model_original_price")))
        yield RemoteLine(
            line_id=line_id,
            seller_sku=word(item.get("model_sku"), 100) or word(item.get("item_sku"), 100),
            listing_id=needed(word(item.get("item_id"), 40), "item_id"),
            variant_id=_variant(item),
            name=word(item.get("item_name"), 300),
            quantity=quantity,
            unit_price=full,
            discount=(full - paid) * quantity,
            variant=word(item.get("model_name"), 200),
        )


def _variant(item: Mapping[str, Any]) -> str:
    """0 stands for a listing without variants."""
    found = word(item.get("model_id"), 40)
    return "" if found == "0" else found


def _line_id(item: Mapping[str, Any]) -> str:
    parts = ("item_id", "model_id", "order_item_id", "promotion_group_id")
    return ".".join(word(item.get(name), 40) or "0" for name in parts)


READING = OrderReading("order_sn", "order_status", CANCELLED, read_packages)
"""Where an order tells its number and its status."""
