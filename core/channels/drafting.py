"""Orders of a channel as rows of an order file: from here on they go the way of every intake."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal

from core.channels.records import RemoteLine, RemoteOrder
from core.errors import Refusal
from core.files import Row
from core.money import Money, to_minor
from core.orders.intake.channels import Meaning, meaning_of, source_of
from core.shares import shared

MASKED = "*****"
"""What stands for a buyer or an address that a platform does not tell."""
CANCEL_ASKED = "cancel_asked"
"""The status of an order whose buyer wants it cancelled, whatever the platform's word."""
Skus = Mapping[tuple[str, str], str]
"""Which product a listing is, as a person said, by (listing_id, variant_id)."""


def rows_of(order: RemoteOrder, channel: str, skus: Skus) -> list[Row]:
    """One row for each line, the first with all that is said of the order."""
    offs = _discounts(order)
    head = {
        "order_no": order.order_no,
        "channel": channel,
        "ordered_at": order.created.isoformat(),
        "customer": order.customer or MASKED,
        "phone": order.phone,
        "email": order.email,
        "address": order.address or MASKED,
        "district": order.district,
        "city": order.city,
        "province": order.province,
        "postcode": order.postcode,
        "country": order.country,
        "shipping_fee": _plain(order.shipping_fee, order.currency),
        "paid": "" if order.paid is None else _plain(order.paid, order.currency),
        "cod": _plain(order.cod, order.currency),
        "currency": order.currency,
        "courier": channel if order.platform_ships else order.carrier,
        "service": "",
        "ship_by": order.ship_by.isoformat() if order.ship_by else "",
        "note": order.note,
        "status": status_of(order, channel),
    }
    if not order.lines:  # parked, for it says not what was bought
        return [Row(1, {**head, "sku": "", "quantity": "", "unit_price": "", "discount": ""})]
    return [
        Row(
            at + 1,
            {
                **head,
                "sku": _sku(line, skus),
                "quantity": str(line.quantity),
                "unit_price": _plain(line.unit_price, order.currency),
                "discount": off,
            },
        )
        for at, (line, off) in enumerate(zip(order.lines, offs, strict=True))
    ]


def status_of(order: RemoteOrder, channel: str) -> str:
    """The platform's word; that a buyer wants to cancel counts while it is not sent."""
    meaning = meaning_of(source_of(channel), order.status)
    if order.cancel_asked and meaning in {Meaning.TO_SEND, Meaning.STOPPED, None}:
        return CANCEL_ASKED
    return order.status


def _sku(line: RemoteLine, skus: Skus) -> str:
    """What a person said counts, then what the seller wrote there, else the listing itself."""
    known = skus.get((line.listing_id, line.variant_id))
    return known or line.seller_sku or "/".join(filter(None, (line.listing_id, line.variant_id)))


def _discounts(order: RemoteOrder) -> list[str]:
    """What each line gives off: its own, and its part of what the whole order gives."""
    try:
        own = [to_minor(one.discount, order.currency) for one in order.lines]
        worth = [
            to_minor(one.unit_price * one.quantity, order.currency) - off
            for one, off in zip(order.lines, own, strict=True)
        ]
        parts = shared([max(0, one) for one in worth], to_minor(order.discount, order.currency))
    except Refusal:  # an amount that the currency does not have: the intake says which
        return [_plain(one.discount, order.currency) for one in order.lines]
    return [
        f"{Money(off + part, order.currency).decimal:f}"
        for off, part in zip(own, parts, strict=True)
    ]


def _plain(value: Decimal, currency: str) -> str:
    """With no more digits than the currency has, where the others are zeros."""
    with suppress(Refusal):  # the intake says what is wrong with it
        value = Money(to_minor(value, currency), currency).decimal
    return f"{value:f}"
