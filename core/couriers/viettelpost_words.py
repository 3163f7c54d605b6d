"""What Viettel Post is told of a parcel, and what it tells of one, in its own fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from core.couriers.bookings import Booking, Contact, Inspection
from core.couriers.quotes import Offer, ToQuote, Within
from core.couriers.readings import clipped, cm, national, part, rows, text, whole
from core.couriers.regions import Level, Region
from core.couriers.states import Stage
from core.couriers.tracking import Sighting, Told

HANOI = timezone(timedelta(hours=7))
"""The clock of all its times."""
CLOCK = "%d/%m/%Y %H:%M:%S"
NEW, OLD = "new", "old"
"""Its two lists of places: since July 2025 without districts, and before."""
_BYTES = 150  # of UTF-8 in one text
_MOST_HOURS = 100 * 24
_INSPECTION = {
    Inspection.NONE: "Không cho xem hàng",
    Inspection.LOOK: "Cho xem hàng",
    Inspection.TRY: "Cho thử hàng",
}
"""In the note, as it has no field for it; in the language of those who deliver."""
_STAGES: dict[int, Stage] = {
    **dict.fromkeys((100, 102, 103, 104), Stage.CREATED),
    101: Stage.REFUSED,
    105: Stage.PICKED_UP,
    106: Stage.PICKUP_FAILED,
    **dict.fromkeys((107, 201, 503), Stage.CANCELLED),
    **dict.fromkeys((200, 202, 300, 301, 302, 303, 400, 401, 402, 403), Stage.IN_TRANSIT),
    **dict.fromkeys((509, 510, 550), Stage.IN_TRANSIT),
    **dict.fromkeys((500, 508), Stage.OUT_FOR_DELIVERY),
    501: Stage.DELIVERED,
    **dict.fromkeys((502, 515), Stage.RETURNING),
    504: Stage.RETURNED,
    506: Stage.DELIVERY_FAILED,
    **dict.fromkeys((505, 507), Stage.HELD),
}
"""Its numbers; 500 is not delivered, and 503 and 505 are no payment, whatever is said of them."""
_LEVELS = {
    Level.PROVINCE: ("PROVINCE", ""),
    Level.DISTRICT: ("DISTRICT", "PROVINCE"),
    Level.WARD: ("WARDS", "DISTRICT"),
}
_SPAN = re.compile(r"(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*(giờ|ngày|h\b|hours?|days?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place by its numbers; without a district in the new list."""

    province: int
    district: int | None
    ward: int

    def fields(self, side: str) -> dict[str, int | None]:
        """As fields of one side, ``SENDER`` or ``RECEIVER``."""
        return {
            f"{side}_PROVINCE": self.province,
            f"{side}_DISTRICT": self.district,
            f"{side}_WARD": self.ward,
        }


def spot_of(place: Mapping[str, str]) -> Spot | None:
    """The place that an address was matched to; None where it was not."""
    province, ward = whole(place.get("province")), whole(place.get("ward"))
    if not province or not ward:
        return None
    return Spot(province, whole(place.get("district")) or None, ward)


def payment(booking: Booking) -> int:
    """Its ORDER_PAYMENT: what is collected of the buyer.

    1 nothing, 2 the amount and its fee, 3 the amount only, 4 its fee only. Whoever pays the
    shipping with the goods must not pay it once more.
    """
    from_buyer = booking.fee_payer == "recipient" and not booking.shipping_paid
    if not booking.cod:
        return 4 if from_buyer else 1
    return 2 if from_buyer else 3


def price_body(wanted: ToQuote, sender: Spot, to: Spot, kind: str) -> dict[str, Any]:
    """The body of getPriceAll."""
    return {
        **sender.fields("SENDER"),
        **to.fields("RECEIVER"),
        "PRODUCT_TYPE": kind,
        "PRODUCT_WEIGHT": max(1, wanted.weight_g),
        "PRODUCT_PRICE": wanted.goods,
        "MONEY_COLLECTION": wanted.cod,
        "PRODUCT_LENGTH": cm(wanted.length_mm),
        "PRODUCT_WIDTH": cm(wanted.width_mm),
        "PRODUCT_HEIGHT": cm(wanted.height_mm),
        "TYPE": 1,
    }


def order_body(
    booking: Booking, sender: Spot, to: Spot, *, ready: datetime, kind: str
) -> dict[str, Any]:
    """The body of createOrder, without what the shop's account says of itself."""
    names = ", ".join(f"{one.units} {one.name}" for one in booking.pieces)
    notes = [_INSPECTION[booking.inspection], booking.note]
    return {
        "ORDER_NUMBER": booking.own_code,
        "CHECK_UNIQUE": True,
        "DELIVERY_DATE": ready.astimezone(HANOI).strftime(CLOCK),
        **_side("SENDER", booking.sender),
        **sender.fields("SENDER"),
        **_side("RECEIVER", booking.recipient),
        **to.fields("RECEIVER"),
        "PRODUCT_NAME": clipped(names or booking.order_no or booking.own_code, _BYTES),
        "PRODUCT_QUANTITY": sum(one.units for one in booking.pieces) or 1,
        "PRODUCT_PRICE": booking.worth,
        "PRODUCT_WEIGHT": booking.weight_g,
        "PRODUCT_LENGTH": cm(booking.length_mm),
        "PRODUCT_WIDTH": cm(booking.width_mm),
        "PRODUCT_HEIGHT": cm(booking.height_mm),
        "PRODUCT_TYPE": kind,
        "ORDER_PAYMENT": payment(booking),
        "ORDER_SERVICE": booking.service,
        "ORDER_NOTE": clipped("; ".join(one for one in notes if one), _BYTES),
        "MONEY_COLLECTION": booking.cod,
        "ENABLE_SORT_CODE": True,
        "LIST_ITEM": [
            {
                "PRODUCT_NAME": clipped(one.name, _BYTES),
                "PRODUCT_QUANTITY": one.units,
                "PRODUCT_PRICE": one.worth,
                "PRODUCT_WEIGHT": one.weight_g,
            }
            for one in booking.pieces
        ],
    }


def _side(side: str, who: Contact) -> dict[str, str]:
    found = {
        f"{side}_FULLNAME": clipped(who.name, _BYTES),
        f"{side}_PHONE": national(who.phone, "VN"),
        f"{side}_ADDRESS": clipped(who.address, _BYTES),
    }
    return {**found, f"{side}_EMAIL": clipped(who.email, _BYTES)} if who.email else found


def arrives(data: object, now: datetime) -> datetime | None:
    """When it brings what it took, of the hours that it says it needs; None where it says none."""
    hours = whole(part(data, "KPI_HT"))
    return now + timedelta(hours=hours) if hours and 0 < hours < _MOST_HOURS else None


def offers(data: object, services: tuple[str, ...]) -> tuple[Offer, ...]:
    """Those of the shop's services that it has for the route, in the order of the shop."""
    told = part(data, "RESULT") if isinstance(data, Mapping) else data
    found: dict[str, Offer] = {}
    for row in rows(told):
        service, fee = text(row.get("MA_DV_CHINH"), 40), whole(row.get("GIA_CUOC"))
        if service in services and fee is not None and fee >= 0:
            found[service] = Offer(service, fee, _within(text(row.get("THOI_GIAN"))))
    return tuple(found[service] for service in services if service in found)


def _within(said: str) -> Within | None:
    span = _SPAN.search(said)
    if span is None:
        return None
    low, high, unit = int(span[1]), int(span[2] or span[1]), span[3].casefold()
    return Within(low, max(low, high), "hours" if unit[0] in "gh" else "days")


def told_of(data: object) -> Told | None:
    """What it tells of one parcel, asked or by itself; None where that is about no parcel."""
    waybill, number = text(part(data, "ORDER_NUMBER"), 40), whole(part(data, "ORDER_STATUS"))
    if not isinstance(data, Mapping) or not waybill or number is None:
        return None
    stage = _STAGES.get(number)
    if data.get("IS_RETURNING") is True and stage in {Stage.IN_TRANSIT, Stage.OUT_FOR_DELIVERY}:
        stage = Stage.RETURNING
    where = data.get("LOCALION_CURRENTLY") or data.get("LOCATION_CURRENTLY")
    notes = [text(one) for one in (data.get("STATUS_NAME"), where, data.get("NOTE"))]
    sighting = Sighting(
        raw=str(number),
        stage=stage,
        at=_moment(text(data.get("ORDER_STATUSDATE"))),
        note=" · ".join(one for one in notes if one),
        reason=text(data.get("REASON_CODE"), 40),
        fee=whole(data.get("MONEY_TOTAL")),
        weight_g=whole(data.get("PRODUCT_WEIGHT")),
        cod=whole(data.get("MONEY_COLLECTION")),
    )
    return Told(waybill, (sighting,), text(data.get("ORDER_REFERENCE"), 80))


def _moment(said: str) -> datetime | None:
    try:
        return datetime.strptime(said, CLOCK).replace(tzinfo=HANOI).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def regions(data: object, level: Level, scheme: str) -> tuple[Region, ...]:
    """The places of one of its lists; codes are its own only within a level."""
    kind, above = _LEVELS[level]
    found = []
    for row in rows(data):
        code, name = text(row.get(f"{kind}_ID"), 40), text(row.get(f"{kind}_NAME"))
        parent = text(row.get(f"{above}_ID"), 40) if above and scheme == OLD else ""
        # The old lists have new places among theirs: those are in the new one whole.
        if not code or not name or (scheme == OLD and row.get(f"{kind}_VALUE") == "NEW"):
            continue
        more = level is not Level.WARD
        found.append(Region(code, level, name, scheme=scheme, parent=parent, has_more=more))
    return tuple(found)
