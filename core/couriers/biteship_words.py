"""What Biteship is told of a parcel, and what it tells of one, in its own fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.couriers.bookings import Booked, Booking, Contact, Piece
from core.couriers.quotes import Offer, ToQuote, Within
from core.couriers.readings import cm, national, part, rows, text, whole
from core.couriers.regions import Level, Region
from core.couriers.states import Stage
from core.couriers.tracking import Sighting, Told

SEN = 100
"""Minor units of a rupiah: Biteship reckons in whole rupiah."""
CARRIERS: Mapping[str, str] = {
    "anteraja": "AnterAja",
    "idexpress": "ID Express",
    "jnt": "J&T Express",
    "lion": "Lion Parcel",
    "ninja": "Ninja Xpress",
    "pos": "Pos Indonesia",
    "sicepat": "SiCepat",
}
"""What carriers call themselves whose code is not their name in capitals."""
COD_CAP = 15_000_000
"""The most rupiah that it collects, whoever carries the parcel."""
COD_CAPS: Mapping[str, int] = {
    "sicepat": 2_500_000,
    "jne": 5_000_000,
    "sap": 10_000_000,
    "anteraja": 2_500_000,
}
"""The most that a carrier collects in rupiah, as of May 2026; the shop may say otherwise."""
_STAGES: Mapping[str, Stage] = {
    "confirmed": Stage.CREATED,
    "scheduled": Stage.CREATED,
    "allocated": Stage.CREATED,
    "picking_up": Stage.CREATED,
    "picked": Stage.PICKED_UP,
    "dropping_off": Stage.OUT_FOR_DELIVERY,
    "on_hold": Stage.HELD,
    "delivered": Stage.DELIVERED,
    "return_in_transit": Stage.RETURNING,
    "returned": Stage.RETURNED,
    "rejected": Stage.REFUSED,
    "disposed": Stage.LOST,
    "courier_not_found": Stage.PICKUP_FAILED,
    "cancelled": Stage.CANCELLED,
}
GONE = frozenset({"cancelled", "rejected", "courier_not_found", "disposed"})
"""What an order is that nobody carries any more."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPAN = re.compile(r"(\d{1,4})(?:\s*-\s*(\d{1,4}))?")


def rupiah(minor: int) -> int | None:
    """An amount in whole rupiah; None where it has sen."""
    return minor // SEN if minor % SEN == 0 else None


def minor(value: object) -> int | None:
    """An amount that it writes, in minor units."""
    found = whole(value)
    return None if found is None else found * SEN


def spot(side: str, area: str, postcode: str) -> dict[str, Any]:
    """Where one side is: the area that it was matched to, else its postcode; empty for neither."""
    if area:
        return {f"{side}_area_id": area}
    if len(postcode) == 5 and postcode.isascii() and postcode.isdecimal():
        return {f"{side}_postal_code": int(postcode)}
    return {}


def rates_body(
    wanted: ToQuote, places: Mapping[str, Any], couriers: Sequence[str], cod_type: str
) -> dict[str, Any]:
    """The body of a question for prices."""
    item: dict[str, Any] = {
        "name": "Paket",
        "value": wanted.goods // SEN,
        "quantity": 1,
        "weight": max(1, wanted.weight_g),
        **_size(wanted.length_mm, wanted.width_mm, wanted.height_mm),
    }
    cod = (wanted.cod + SEN - 1) // SEN
    return {
        **places,
        "couriers": ",".join(dict.fromkeys(couriers)),
        "items": [item],
        **_cod(cod, cod_type),
    }


def order_body(
    booking: Booking,
    places: Mapping[str, Any],
    *,
    brand: str,
    collection: str,
    cod_type: str,
    category: str,
) -> dict[str, Any]:
    """The body of an order; its reference is what makes it one and the same when asked twice."""
    company, _slash, kind = booking.service.partition("/")
    sender, to = booking.sender, booking.recipient
    phone = national(sender.phone, "ID")
    shipper = {
        "shipper_contact_name": brand,
        "shipper_contact_phone": phone,
        "shipper_organization": brand,
    }
    body: dict[str, Any] = {
        "reference_id": booking.own_code,
        **(shipper if brand else {}),
        "origin_contact_name": sender.name,
        "origin_contact_phone": phone,
        "origin_address": whole_address(sender),
        "origin_collection_method": collection,
        "destination_contact_name": to.name,
        "destination_contact_phone": national(to.phone, "ID"),
        "destination_address": whole_address(to),
        **places,
        **_cod(booking.cod // SEN, cod_type),
        "courier_company": company,
        "courier_type": kind,
        "delivery_type": "now",
        "items": _items(booking, category),
    }
    if to.email:
        body["destination_contact_email"] = to.email
    if booking.insurance:
        body["courier_insurance"] = booking.insurance // SEN
    if booking.note:
        body["order_note"] = booking.note
    return body


def whole_address(who: Contact) -> str:
    """Street, district, city and province, each once."""
    found = who.address
    for one in (who.district, who.city, who.province):
        if one and one.casefold() not in found.casefold():
            found = f"{found}, {one}" if found else one
    return found


def _cod(amount: int, cod_type: str) -> dict[str, Any]:
    if not amount:
        return {}
    return {
        "destination_cash_on_delivery": amount,
        "destination_cash_on_delivery_type": cod_type,
    }


def _items(booking: Booking, category: str) -> list[dict[str, Any]]:
    """The goods; what a unit weighs is its part of what the parcel weighs on the scales."""
    pieces = booking.pieces or (
        Piece(booking.order_no or booking.own_code, "", 1, booking.worth, booking.weight_g),
    )
    known = sum(one.weight_g * one.units for one in pieces)
    units = sum(one.units for one in pieces)
    found = []
    for one in pieces:
        share = one.weight_g / known if known else 1 / units
        weight = round(share * booking.weight_g, 6) if booking.weight_g else one.weight_g
        item: dict[str, Any] = {
            "name": one.name,
            "category": category,
            "value": one.worth // SEN,
            "quantity": one.units,
            "weight": max(1, int(weight)),
            **_size(one.length_mm, one.width_mm, one.height_mm),
        }
        found.append({**item, "sku": one.sku} if one.sku else item)
    return found


def _size(length_mm: int, width_mm: int, height_mm: int) -> dict[str, int]:
    sides = {"length": cm(length_mm), "width": cm(width_mm), "height": cm(height_mm)}
    return sides if all(sides.values()) else {}


def offers(
    told: object, services: tuple[str, ...], caps: Mapping[str, int], cod: int
) -> tuple[Offer, ...]:
    """Those of the shop's services that it has for the route, in the order of the shop.

    `caps` are what a carrier collects at most, `cod` what is to be collected, both in rupiah.
    """
    found: dict[str, Offer] = {}
    for row in rows(part(told, "pricing")):
        company = text(row.get("courier_code") or row.get("company"), 40)
        service = f"{company}/{text(row.get('courier_service_code') or row.get('type'), 40)}"
        no_cod = row.get("available_for_cash_on_delivery") is False or cod > caps.get(company, cod)
        fee = _fee(row)
        if service not in services or fee is None or (cod and no_cod):
            continue
        found[service] = Offer(service, fee * SEN, _within(row))
    return tuple(found[service] for service in services if service in found)


def _fee(row: Mapping[str, Any]) -> int | None:
    """What the account pays in all: the price has neither insurance nor the fee for COD in it."""
    price = whole(row.get("price"))
    more = [whole(row.get(name)) or 0 for name in ("insurance_fee", "cash_on_delivery_fee")]
    return None if price is None or price < 0 else price + sum(more)


def _within(row: Mapping[str, Any]) -> Within | None:
    span = _SPAN.search(text(row.get("shipment_duration_range")))
    if span is None:
        return None
    low, high = int(span[1]), int(span[2] or span[1])
    hours = text(row.get("shipment_duration_unit")).casefold().startswith("hour")
    return Within(low, max(low, high), "hours" if hours else "days")


def booked(order: Mapping[str, Any]) -> Booked:
    """An order as it tells it; its waybill number may come later."""
    return Booked(
        text(part(order, "courier", "waybill_id"), 60),
        sort_code=text(part(order, "courier", "routing_code"), 60),
        reference=text(order.get("id"), 60),
        tracking_url=_link(part(order, "courier", "link")),
        fee=minor(order.get("price")),
        answer={
            name: order[name] for name in ("id", "courier", "price", "status") if name in order
        },
    )


def _link(value: object) -> str:
    found = text(value, 300)
    return found if found.startswith("https://") else ""


def state(value: object) -> str:
    """A state in one way of writing: tracking says pickingUp where orders say picking_up."""
    return _HUMP.sub("_", text(value, 60)).replace(" ", "_").casefold()


def sighting(
    raw: object, at: object = None, note: object = None, fee: int | None = None
) -> Sighting:
    """One state."""
    return Sighting(text(raw, 60), _STAGES.get(state(raw)), _moment(at), text(note), fee=fee)


def tracked(told: Mapping[str, Any]) -> Told:
    """All that it knows of one parcel."""
    history = [
        sighting(one.get("status"), one.get("updated_at"), one.get("note"))
        for one in rows(told.get("history"))
    ]
    history.sort(key=lambda one: one.at or datetime.max.replace(tzinfo=UTC))
    latest = told.get("status")
    if latest and (not history or state(history[-1].raw) != state(latest)):
        history.append(sighting(latest))
    waybill = text(told.get("waybill_id") or part(told, "courier", "waybill_id"), 60)
    return Told(waybill, tuple(history), reference=text(told.get("order_id"), 60))


def told_by_hook(told: Mapping[str, Any]) -> Told | None:
    """What a webhook tells; None where it is about no order."""
    order = text(told.get("order_id"), 60)
    if not order:
        return None
    raw, fee = told.get("status"), minor(told.get("order_price", told.get("price")))
    seen = (sighting(raw, told.get("updated_at"), fee=fee),) if raw else ()
    return Told(text(told.get("courier_waybill_id"), 60), seen, reference=order)


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(text(value, 40))
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def areas(told: object) -> tuple[Region, ...]:
    """The places that it finds for what somebody wrote."""
    found = []
    for row in rows(part(told, "areas")):
        code, name = text(row.get("id"), 80), text(row.get("name"))
        postcode = text(row.get("postal_code"), 10)
        levels = [row.get(f"administrative_division_level_{at}_name") for at in (3, 2, 1)]
        if code and name:
            facts = {"postcode": postcode} if postcode else {}
            aliases = (", ".join(text(one) for one in levels if one),) if any(levels) else ()
            found.append(
                Region(code, Level.AREA, name, aliases=aliases, has_more=False, facts=facts)
            )
    return tuple(found)
