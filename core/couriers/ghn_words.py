"""What GHN is told of a parcel, and what it tells of one, in its own fields."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.couriers.bookings import Booking, Contact, Inspection
from core.couriers.quotes import ToQuote, Within
from core.couriers.readings import cm, national, part, rows, text, whole
from core.couriers.states import Stage
from core.couriers.tracking import Sighting, Told
from core.text import clean

OLD, NEW = "old", "new"
"""Its two lists of places: with districts, and without since July 2025."""
LIGHT, HEAVY = 2, 5
_FROM_HEAVY_G = 20_000
_FAR_AWAY = 10**11  # seconds
_TYPES = {"light": LIGHT, "heavy": HEAVY}
_NOTES = {
    Inspection.NONE: "KHONGCHOXEMHANG",
    Inspection.LOOK: "CHOXEMHANGKHONGTHU",
    Inspection.TRY: "CHOTHUHANG",
}
STAGES: dict[str, Stage] = {
    **dict.fromkeys(("ready_to_pick", "picking", "money_collect_picking"), Stage.CREATED),
    "picked": Stage.PICKED_UP,
    **dict.fromkeys(("storing", "transporting", "sorting"), Stage.IN_TRANSIT),
    **dict.fromkeys(("delivering", "money_collect_delivering"), Stage.OUT_FOR_DELIVERY),
    "delivered": Stage.DELIVERED,
    "delivery_fail": Stage.DELIVERY_FAILED,
    **dict.fromkeys(("waiting_to_return", "exception"), Stage.HELD),
    **dict.fromkeys(
        ("return", "return_transporting", "return_sorting", "returning", "return_fail"),
        Stage.RETURNING,
    ),
    "returned": Stage.RETURNED,
    "cancel": Stage.CANCELLED,
    **dict.fromkeys(("damage", "scrap"), Stage.DAMAGED),
    "lost": Stage.LOST,
}


def service_type(service: str, charged_g: int) -> int:
    """Its kind of service: the one that is named, else by the weight that is charged."""
    by_weight = HEAVY if charged_g >= _FROM_HEAVY_G else LIGHT
    return _TYPES.get(service.casefold(), by_weight)


def is_matched(place: Mapping[str, str]) -> bool:
    """Whether somebody said which of its places an address is in."""
    return bool(place.get("ward") and place.get("province_name"))


def is_phone(phone: str) -> bool:
    """Whether it is a number that it takes: one of Việt Nam."""
    return re.fullmatch(r"0\d{9}", national(phone, "VN")) is not None


def order_body(booking: Booking, kind: int, station: int = 0) -> dict[str, Any]:
    """The body of create and preview."""
    to, sender = booking.recipient, booking.sender
    body: dict[str, Any] = {
        "payment_type_id": _payer(booking),
        "required_note": _NOTES[booking.inspection],
        "service_type_id": kind,
        "client_order_code": booking.own_code,
        "to_name": clean(to.name, 1024),
        "to_phone": national(to.phone, "VN"),
        "to_address": clean(to.address, 1024),
        **_names("to", to.place),
        "cod_amount": booking.cod,
        "insurance_value": booking.insurance,
        "content": _content(booking),
        **_size(booking.weight_g, booking.length_mm, booking.width_mm, booking.height_mm),
        "note": clean(booking.note, 5000),
        "items": _items(booking, kind),
    }
    if to.place.get("scheme") != NEW:
        body["to_ward_code"] = to.place["ward"]
        body["to_district_id"] = whole(to.place.get("district"))
    if is_matched(sender.place):  # else it takes what the shop's account there says
        body["from_name"] = clean(sender.name, 1024)
        body["from_phone"] = national(sender.phone, "VN")
        body["from_address"] = clean(sender.address, 1024)
        body |= _names("from", sender.place)
    if station:
        body["pick_station_id"] = station
    return body


def fee_body(wanted: ToQuote, kind: int) -> dict[str, Any]:
    """The body of fee: by codes, as no names of people are known yet; from where the shop is."""
    size = _size(wanted.weight_g, wanted.length_mm, wanted.width_mm, wanted.height_mm)
    body: dict[str, Any] = {
        "service_type_id": kind,
        **size,
        "insurance_value": wanted.insurance,
        "cod_value": wanted.cod,
        "coupon": None,
        "items": [],
    }
    if kind == HEAVY:
        body["items"] = [{"name": "1", "quantity": 1, **size}]
    to = wanted.place
    if to.get("scheme") == NEW:
        body |= {
            "is_new_to_address": True,
            "to_ward_id_v2": whole(to["ward"]),
            "to_address_v2": clean(wanted.to.address, 1024),
        }
    else:
        body |= {"to_district_id": whole(to.get("district")), "to_ward_code": to["ward"]}
    return body


def leadtime_body(fee: Mapping[str, Any]) -> dict[str, Any]:
    """The body of leadtime, for the same parcel as a fee."""
    names = ("to_district_id", "to_ward_code", "service_type_id")
    return {name: fee[name] for name in (*names, "weight", "length", "width", "height")}


def to_preview(wanted: ToQuote, sender: Contact, own_code: str) -> Booking:
    """A parcel that nobody is named of yet: the shop stands for its buyer."""
    to = wanted.to
    return Booking(
        own_code=own_code,
        service="",
        currency=wanted.currency,
        cod=wanted.cod,
        insurance=wanted.insurance,
        fee_payer="sender",
        weight_g=wanted.weight_g,
        length_mm=wanted.length_mm,
        width_mm=wanted.width_mm,
        height_mm=wanted.height_mm,
        note="",
        order_no="-",
        recipient=Contact(
            name=sender.name or "-",
            phone=sender.phone,
            address=to.address or to.district or to.city,
            place=wanted.place,
        ),
    )


def arrival(moment: object, now: datetime) -> Within | None:
    """In how many days it arrives, of a moment as text or as seconds; None where it says none."""
    at = arrives(moment)
    if at is None or at <= now:
        return None
    days = math.ceil((at - now).total_seconds() / 86400)
    return Within(days, days, "days") if days < 100 else None


def arrives(moment: object) -> datetime | None:
    """When it arrives, said as text or in seconds since 1970; None where it says nothing."""
    seconds = whole(moment)
    if seconds:
        return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _FAR_AWAY else None
    return when(moment)


def when(value: object) -> datetime | None:
    """A moment as it writes it, in UTC; None where it is none."""
    try:
        at = datetime.fromisoformat(text(value, 40))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def told_of(order: Mapping[str, Any]) -> Told | None:
    """What its detail of an order says; None where it has no number or no state."""
    waybill, now = text(order.get("order_code"), 60), text(order.get("status"), 80)
    if not waybill or not now:
        return None
    seen = [
        _sighting(text(one.get("status"), 80), one.get("updated_date"), one)
        for one in rows(order.get("log"))
        if text(one.get("status"), 80)
    ]
    seen.sort(key=lambda one: (one.at is None, one.at or datetime.min.replace(tzinfo=UTC)))
    last = seen.pop() if seen and seen[-1].raw == now else None
    seen.append(
        Sighting(
            now,
            STAGES.get(now),
            last.at if last is not None else when(order.get("updated_date")),
            reason=last.reason if last is not None else "",
            weight_g=whole(order.get("calculate_weight")) or whole(order.get("converted_weight")),
            cod=whole(order.get("cod_amount")),
        )
    )
    return Told(waybill, tuple(seen), text(order.get("client_order_code"), 60))


def told_by_hook(said: Mapping[str, Any]) -> Told | None:
    """What a webhook says; None where it is about no order or no state."""
    waybill, now = text(said.get("OrderCode"), 60), text(said.get("Status"), 80)
    if not waybill or not now:
        return None
    seen = Sighting(
        now,
        STAGES.get(now),
        when(said.get("Time")),
        note=text(said.get("Reason") or said.get("Description")),
        reason=text(said.get("ReasonCode"), 40),
        fee=whole(said.get("TotalFee")),
        weight_g=whole(said.get("ConvertedWeight")) or whole(said.get("Weight")),
        cod=whole(said.get("CODAmount")),
    )
    return Told(waybill, (seen,), text(said.get("ClientOrderCode"), 60))


def _sighting(raw: str, at: object, row: Mapping[str, Any]) -> Sighting:
    reason = text(row.get("reason_code"), 40)
    return Sighting(raw, STAGES.get(raw), when(at), text(part(row, "reason")), reason)


def _payer(booking: Booking) -> int:
    """1: the shop pays its fee, 2: the buyer does, who must not pay the shipping twice."""
    return 2 if booking.fee_payer == "recipient" and not booking.shipping_paid else 1


def _names(side: str, place: Mapping[str, str]) -> dict[str, Any]:
    """A place by the names of its own list."""
    names: dict[str, Any] = {
        f"{side}_ward_name": place.get("ward_name", ""),
        f"{side}_district_name": place.get("district_name", ""),
        f"{side}_province_name": place.get("province_name", ""),
    }
    if place.get("scheme") == NEW:
        names |= {f"{side}_district_name": "", f"is_new_{side}_address": True}
    return names


def _size(weight_g: int, length_mm: int, width_mm: int, height_mm: int) -> dict[str, int]:
    return {
        "weight": weight_g,
        "length": cm(length_mm),
        "width": cm(width_mm),
        "height": cm(height_mm),
    }


def _content(booking: Booking) -> str:
    names = ", ".join(f"{one.units} {one.name}" for one in booking.pieces)
    return clean(names or booking.order_no or booking.own_code, 2000)


def _items(booking: Booking, kind: int) -> list[dict[str, Any]]:
    """The goods; of a heavy parcel the parcel itself, as each of its items is one there."""
    if kind == HEAVY:
        size = _size(booking.weight_g, booking.length_mm, booking.width_mm, booking.height_mm)
        name = clean(_content(booking), 512)
        return [{"name": name, "code": booking.own_code, "quantity": 1, **size}]
    return [
        {
            "name": clean(one.name, 512),
            "code": clean(one.sku, 100),
            "quantity": one.units,
            "price": one.worth,
        }
        for one in booking.pieces
    ]
