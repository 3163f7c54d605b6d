"""Orders of Lazada as they are told: orders and their items apart, a row for each unit.

Sources: https://open.lazada.com/apps/doc/api?path=/orders/get and /orders/items/get. Types wobble
between texts and numbers, and moments come in three forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
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
    number,
    priced,
    when,
    word,
)
from core.channels.records import PackageState, RemoteLine, RemoteOrder, RemotePackage, Unread
from core.couriers.readings import rows

CANCELLED = "canceled"
_STEPS = (
    "unpaid",
    "pending",
    "repacked",
    "topack",
    "packed",
    "ready_to_ship_pending",
    "ready_to_ship",
    "toship",
    "shipped",
    "shipping",
    "delivered",
    "confirmed",
)
"""How far an item is: the order is where the item is that is least far."""
_STATES = {
    "unpaid": PackageState.HELD,
    "pending": PackageState.TO_ARRANGE,
    "repacked": PackageState.TO_ARRANGE,
    "topack": PackageState.TO_ARRANGE,
    "packed": PackageState.TO_ARRANGE,
    "ready_to_ship_pending": PackageState.ARRANGED,
    "ready_to_ship": PackageState.ARRANGED,
    "toship": PackageState.ARRANGED,
    CANCELLED: PackageState.CANCELLED,
    **dict.fromkeys(
        (
            "shipped",
            "shipping",
            "delivered",
            "confirmed",
            "returned",
            "failed",
            "failed_delivery",
            "lost",
            "lost_by_3pl",
            "damaged_by_3pl",
            "shipped_back",
            "shipped_back_success",
            "shipped_back_failed",
            "package_scrapped",
        ),
        PackageState.GONE,
    ),
}
Item = Mapping[str, Any]


def read_time(value: object) -> datetime | None:
    """``2025-11-21 09:12:44 +0700``, ISO 8601, or milliseconds since 1970; None for the rest."""
    milliseconds = number(value)
    if milliseconds is not None:
        return moment(milliseconds // 1000)
    text = word(value, 40)
    for form in ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z"):
        try:
            return datetime.strptime(text, form).astimezone(UTC)
        except ValueError:
            continue
    return None


def read_orders(
    told: Sequence[Item], items: Mapping[str, list[Item]]
) -> tuple[tuple[RemoteOrder, ...], tuple[Unread, ...]]:
    """Orders with their items by order; those that cannot be read are named."""
    found: list[RemoteOrder] = []
    unread: list[Unread] = []
    for one in told:
        order_id = word(one.get("order_id"), 40)
        try:
            found.append(read_order(one, items.get(order_id, [])))
        except Unreadable as error:
            mine = items.get(order_id, [])
            ref = word(one.get("order_number"), 40) or order_id
            unread.append(Unread(ref, str(error), mark_of([one, mine])))
    return tuple(found), tuple(unread)


def read_order(told: Item, items: list[Item]) -> RemoteOrder:
    """One order; raises Unreadable where its number, its goods or its money cannot be read."""
    order_id = needed(word(told.get("order_id"), 40), "order_id")
    alive = [one for one in items if status_of(one) != CANCELLED] or items
    lines = tuple(_lines(alive))
    if not lines:
        raise Unreadable("order_items")
    currency = needed(word(alive[0].get("currency"), 3), "currency")
    goods = sum((line.unit_price * line.quantity - line.discount for line in lines), Decimal(0))
    fee = money(told.get("shipping_fee"))
    price = amount(told.get("price"))
    if price is None:
        raise Unreadable("price")
    whole = len(alive) == len(items)
    total = price - money(told.get("voucher")) + fee if whole else goods + fee
    fee, off = balanced(goods, fee, total)
    at = told.get("address_shipping")
    to: Item = at if isinstance(at, Mapping) else {}
    name = f"{word(to.get('first_name'))} {word(to.get('last_name'))}".strip()
    is_cod = word(told.get("payment_method")).casefold() in {"cod", "cashondelivery"}
    deadlines = [found for one in alive if (found := read_time(one.get("sla_time_stamp")))]
    return RemoteOrder(
        order_no=word(told.get("order_number"), 40) or order_id,
        remote_id=order_id,
        status=needed(_least(alive), "status"),
        created=when(read_time(told.get("created_at")), "created_at"),
        updated=when(read_time(told.get("updated_at")), "updated_at"),
        currency=currency,
        lines=lines,
        customer=name,
        phone=word(to.get("phone"), 40),
        address=word(to.get("address1"), 300),
        district=word(to.get("address4")) or word(to.get("addressDsitrict")),
        city=word(to.get("city")),
        province=word(to.get("address3")),
        postcode=word(to.get("post_code"), 20),
        shipping_fee=fee,
        discount=off,
        cod=total if is_cod else Decimal(0),
        ship_by=min(deadlines) if deadlines else None,
        carrier=next((word(one.get("shipment_provider"), 80) for one in alive), ""),
        note=word(told.get("buyer_note"), 500) or word(told.get("remarks"), 500),
        cancel_asked=any(is_true(one.get("need_cancel_confirm")) for one in alive),
        platform_ships=not all(is_true(one.get("delivery_option_sof")) for one in alive),
        ours=not all(is_true(one.get("is_fbl")) for one in alive),
        packages=read_packages(items),
    )


def read_packages(items: Sequence[Item]) -> tuple[RemotePackage, ...]:
    """The packages of an order; what is not packed yet is one without a number."""
    by_number: dict[str, list[Item]] = {}
    for one in items:
        by_number.setdefault(word(one.get("package_id"), 64), []).append(one)
    found = []
    for package, mine in by_number.items():
        alive = [one for one in mine if status_of(one) != CANCELLED]
        raw = _least(alive) or CANCELLED
        state = _STATES.get(raw, PackageState.HELD)
        asked = any(is_true(one.get("need_cancel_confirm")) for one in alive)
        if asked and state is not PackageState.GONE:
            state = PackageState.HELD
        found.append(
            RemotePackage(
                package,
                state,
                raw,
                word(mine[0].get("tracking_code"), 80),
                word(mine[0].get("shipment_provider"), 80),
                tuple(word(one.get("order_item_id"), 40) for one in alive or mine),
            )
        )
    return tuple(found)


def status_of(item: Item) -> str:
    """The platform's word for where an item is."""
    return word(item.get("status"), 40)


def _least(items: Sequence[Item]) -> str:
    """Where the item is that is least far; words that nobody knows come first."""
    known = {name: at for at, name in enumerate(_STEPS)}
    return min((status_of(one) for one in items), key=lambda name: known.get(name, -1), default="")


def _lines(items: Sequence[Item]) -> Iterator[RemoteLine]:
    """Units of the same goods at the same price in the same package are one line."""
    alike: dict[tuple[str, str, Decimal, Decimal, str], list[Item]] = {}
    for one in items:
        if is_true(one.get("is_digital")):
            continue
        full = priced(one.get("item_price"), "item_price")
        paid = amount(one.get("paid_price"))
        needed(word(one.get("order_item_id"), 40), "order_item_id")
        key = (
            needed(word(one.get("product_id"), 40), "product_id"),
            word(one.get("sku_id"), 40),
            full,
            full if paid is None else paid,
            word(one.get("package_id"), 64),
        )
        alike.setdefault(key, []).append(one)
    for (product, sku_id, full, paid, _package), mine in alike.items():
        unit = max(full, paid)
        yield RemoteLine(
            line_id=",".join(word(one.get("order_item_id"), 40) for one in mine),
            seller_sku=word(mine[0].get("sku"), 100),
            listing_id=product,
            variant_id=sku_id,
            name=word(mine[0].get("name"), 300),
            quantity=len(mine),
            unit_price=unit,
            discount=(unit - paid) * len(mine),
            variant=word(mine[0].get("variation"), 200),
        )


def by_order(told: object) -> dict[str, list[Item]]:
    """The items of several orders."""
    return {word(one.get("order_id"), 40): rows(one.get("order_items")) for one in rows(told)}
