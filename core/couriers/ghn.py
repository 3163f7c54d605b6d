"""Giao Hàng Nhanh (Việt Nam): its settings, and how it is asked.

Our own code makes a booking one and the same there: asked twice, it gives the first one again.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import Field, SecretStr

from core import checks
from core.checks import Address, Line, Name
from core.couriers.base import Can, Courier, Limits, Plain
from core.couriers.bookings import (
    Absent,
    Booked,
    Booking,
    Cancelled,
    Contact,
    Found,
    Later,
    Outcome,
    Paper,
    Recall,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.ghn_pickups import come
from core.couriers.ghn_places import regions_within
from core.couriers.ghn_session import Denied, Fine, Session
from core.couriers.ghn_words import (
    NEW,
    arrival,
    arrives,
    fee_body,
    is_matched,
    is_phone,
    leadtime_body,
    order_body,
    service_type,
    to_preview,
    told_by_hook,
    told_of,
)
from core.couriers.quotes import NotOffered, Offer, Offers, Quote, ToQuote, Why
from core.couriers.readings import part, rows, text, whole
from core.couriers.regions import Region
from core.couriers.settings import (
    Inspected,
    Insured,
    Limited,
    PaysBuyer,
    RemoteCourier,
)
from core.couriers.tracking import Forged, Heard, Tracking, Unread
from core.couriers.troubles import Trouble, because
from core.text import clean
from core.wire import Answer, Wire

_ORDER = "/v2/shipping-order"
_CAN = frozenset(
    {
        Can.QUOTE,
        Can.FIND,
        Can.UPDATE,
        Can.REDELIVER,
        Can.TURN_BACK,
        Can.TRACK,
        Can.COD,
        Can.INSURE,
        Can.RECIPIENT_PAYS,
        Can.INSPECTION,
    }
)
_Side = Annotated[int, checks.whole(1, 200)]
Parcel = TypeVar("Parcel", ToQuote, Booking)
_PAPERS = ("", "A5", "80x80", "52x70")


class GhnSettings(PaysBuyer, Inspected, Insured, Limited, RemoteCourier):
    """The account at GHN; what it takes at most may differ by contract."""

    CODE: ClassVar[str] = "ghn"
    base_url: Address = "https://online-gateway.ghn.vn"
    token: SecretStr = Field(min_length=1)
    shop_id: Annotated[int, checks.whole(1, 10**12)]
    tracking_url: Annotated[str, checks.text(200)] = "https://donhang.ghn.vn/?order_code="
    webhook_header: Annotated[str, checks.pattern(r"[A-Za-z0-9-]{1,60}", '"X-Kemas-Key"')] = (
        "X-Kemas-Key"
    )
    webhook_secret: SecretStr | None = None
    print_page: Annotated[str, checks.one_of(_PAPERS)] = ""
    cancel_reason: Line = "GHN-CO003"
    pick_station_id: Annotated[int, checks.whole(0, 10**9)] = 0
    size_cm: Annotated[tuple[_Side, _Side, _Side], Field()] = (10, 10, 10)
    """Of a parcel whose size nobody knows: it takes none without."""
    max_weight_g: Annotated[int, checks.whole(1, 10**7)] = 50_000
    max_side_cm: Annotated[int, checks.whole(1, 1000)] = 200
    max_cod: Annotated[int, checks.whole(0, 10**12)] = 50_000_000
    volume_divisor: Annotated[int, checks.whole(0, 100_000)] = 5_000
    max_insurance: Annotated[int, checks.whole(0, 10**12)] = 5_000_000
    services: tuple[Name, ...] = Field(default=("standard",), min_length=1, max_length=20)

    def courier(self, code: str, name: str) -> Courier:
        """The adapter with this account."""
        return Ghn(self, code, name)


class Ghn(Plain):
    """GHN, asked in its own words; all amounts are whole đồng."""

    repeat_is_safe = True
    maps = "ghn"

    def __init__(
        self,
        settings: GhnSettings,
        code: str = "ghn",
        name: str = "Giao Hàng Nhanh",
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.code, self.name = code, name
        self.services = settings.services
        self.prints_label = settings.print_label
        self.limits = Limits(
            weight_g=settings.max_weight_g,
            side_mm=settings.max_side_cm * 10,
            cod=settings.max_cod,
            insurance=settings.max_insurance,
            volume_mm3_per_g=settings.volume_divisor,
        )
        more = {Can.HOOK} if _secret(settings.webhook_secret) else set()
        more |= {Can.LABEL} if settings.print_page else set()
        more |= set() if settings.pick_station_id else {Can.PICKUP}
        self.can = _CAN | more
        self._of, self._now = settings, now
        token = settings.token.get_secret_value()
        head = {"Token": token, "ShopId": str(settings.shop_id)}
        self._wire = Wire(
            code,
            settings.base_url,
            settings.timeout_seconds,
            headers=lambda: head,
            secrets=lambda: (token, _secret(settings.webhook_secret)),
        )
        self._session = Session(self._wire)

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        """What it would cost: asked by the codes of the place, in the new list by a preview."""
        if wanted.currency != "VND":
            return NotOffered(Why.OTHER_CURRENCY, {"currency": "VND"})
        if not is_matched(wanted.place):
            return NotOffered(Why.PLACE_UNKNOWN)
        wanted = self._sized(wanted)
        end = self._now().timestamp() + seconds
        offers: list[Offer] = []
        known: dict[int, Offer | NotOffered | Unknown] = {}
        refused: NotOffered | Unknown = NotOffered(Why.NOT_SERVED)
        for service in self.services:
            kind = service_type(service, self._charged(wanted))
            if kind not in known:
                known[kind] = self._priced(wanted, kind, end)
            found = known[kind]
            if isinstance(found, Offer):
                offers.append(replace(found, service=service))
            else:
                refused = found
        return Offers(tuple(offers)) if offers else refused

    def _priced(self, wanted: ToQuote, kind: int, end: float) -> Offer | NotOffered | Unknown:
        """Fee and days of one kind of service, told before a moment in seconds since 1970."""
        sender, seconds = self._of.sender, max(0.1, end - self._now().timestamp())
        by_preview = wanted.place.get("scheme") == NEW and is_phone(sender.phone)
        if by_preview:
            stand_in = to_preview(wanted, Contact(sender.name, sender.phone), "")
            body = order_body(stand_in, kind, self._of.pick_station_id)
            told = self._session.post(f"{_ORDER}/preview", body, seconds)
        else:
            body = fee_body(wanted, kind)
            told = self._session.post(f"{_ORDER}/fee", body, seconds)
        if isinstance(told, Denied):
            if told.trouble is Trouble.ROUTE:
                return NotOffered(Why.NOT_SERVED, {"place": wanted.place.get("ward_name", "")})
            return NotOffered(Why.REFUSED, {"reason": told.words or told.technical or told.code})
        if not isinstance(told, Fine):
            return Unknown(told.reason)
        fee = whole(part(told.data, "total_fee" if by_preview else "total"))
        if fee is None:
            return Unknown(because(Trouble.UNREADABLE))
        moment = part(told.data, "expected_delivery_time")
        if not by_preview and "to_ward_code" in body:
            left = max(0.1, end - self._now().timestamp())
            told = self._session.post(f"{_ORDER}/leadtime", leadtime_body(body), left)
            moment = part(told.data, "leadtime") if isinstance(told, Fine) else None
        return Offer("", fee, arrival(moment, self._now()))

    def book(self, booking: Booking) -> Outcome:
        """Ask it; with the same own code it gives the same order again."""
        if booking.currency != "VND":
            return Rejected(because(Trouble.CURRENCY, "VND"))
        if not is_matched(booking.recipient.place):
            return Rejected(because(Trouble.PLACE_UNKNOWN))
        booking = self._sized(booking)
        told = self._session.post(
            f"{_ORDER}/create",
            order_body(
                booking,
                service_type(booking.service, self._charged(booking)),
                self._of.pick_station_id,
            ),
        )
        if isinstance(told, Denied):
            if told.is_at_work:
                return Unknown(because(Trouble.PROCESSING, told.technical))
            return Rejected(told.reason, {"code": told.code, "message": told.technical})
        if not isinstance(told, Fine):
            return told
        return self._booked(told.data) or Unknown(because(Trouble.UNREADABLE))

    def find(self, own_code: str) -> Found:
        """Ask for an order by our own code; one answer is an order, another a list of them."""
        body = {"client_order_code": own_code}
        told = self._session.post(f"{_ORDER}/detail-by-client-code", body)
        if isinstance(told, Denied):
            return Absent() if told.is_missing else Unknown(told.reason)
        if not isinstance(told, Fine):
            return Unknown(told.reason)
        found = told.data[0] if isinstance(told.data, list) and told.data else told.data
        if text(part(found, "client_order_code"), 60) not in {"", own_code}:
            return Unknown(because(Trouble.UNREADABLE))
        return self._booked(found) or Unknown(because(Trouble.UNREADABLE))

    def cancel(self, own_code: str, waybill: str) -> Recall:
        """Take an order back: one a question, as an unknown one would spoil the others."""
        if not waybill:
            found = self.find(own_code)
            if not isinstance(found, Booked):
                return Cancelled() if isinstance(found, Absent) else found
            waybill = found.waybill
        body = {"order_codes": [waybill], "reason_code": self._of.cancel_reason}
        told = self._session.post("/v2/switch-status/cancel", body)
        if isinstance(told, Denied):
            return Rejected(told.reason)
        if not isinstance(told, Fine):
            return Unknown(told.reason)
        said = next((one for one in rows(told.data) if one.get("order_code") == waybill), None)
        if said is None or not isinstance(said.get("result"), bool):
            return Unknown(because(Trouble.UNREADABLE))
        if said["result"] or self._is_cancelled(waybill):
            return Cancelled(dict(said))
        return Rejected(because(Trouble.TOO_LATE, said.get("message")), dict(said))

    def _is_cancelled(self, waybill: str) -> bool:
        """Whether it was cancelled before: then it says no to be asked once more."""
        told = self._session.post(f"{_ORDER}/detail", {"order_code": waybill})
        return isinstance(told, Fine) and part(_one(told.data), "status") == "cancel"

    def update(self, shipment: Sent, cod: int) -> Recall:
        """Collect another amount; 0 collects nothing."""
        body = {"order_code": shipment.waybill, "cod_amount": cod}
        told = self._session.post(f"{_ORDER}/updateCOD", body)
        if isinstance(told, Denied):
            return Rejected(told.reason)
        return Cancelled() if isinstance(told, Fine) else Unknown(told.reason)

    def redeliver(self, shipment: Sent) -> Recall:
        """Back to its shelf, from where it goes out once more."""
        return self._switched("storing", shipment.waybill)

    def turn_back(self, shipment: Sent) -> Recall:
        """Have it brought back; it takes that after a delivery that failed."""
        return self._switched("return", shipment.waybill)

    def _switched(self, to: str, waybill: str) -> Recall:
        told = self._session.post(f"/v2/switch-status/{to}", {"order_codes": [waybill]})
        if isinstance(told, Denied | Later):  # neither did anything
            return Rejected(told.reason)
        if not isinstance(told, Fine):
            return Unknown(told.reason)
        said = next((one for one in rows(told.data) if one.get("order_code") == waybill), None)
        if said is None or not isinstance(said.get("result"), bool):
            return Unknown(because(Trouble.UNREADABLE))
        if said["result"]:
            return Cancelled(dict(said))
        return Rejected(because(Trouble.TOO_LATE, said.get("message")), dict(said))

    def track(self, shipment: Sent) -> Tracking:
        """Ask for the order with its log."""
        told = self._session.post(f"{_ORDER}/detail", {"order_code": shipment.waybill})
        if isinstance(told, Denied):
            return Absent() if told.is_missing else Unknown(told.reason)
        if not isinstance(told, Fine):
            return told
        order = _one(told.data)
        found = told_of(order) if isinstance(order, Mapping) else None
        return found or Unknown(because(Trouble.UNREADABLE))

    def heard(self, headers: Mapping[str, str], body: bytes) -> Heard:
        """Read a webhook: believed with the secret in the header that both sides agreed on."""
        secret = _secret(self._of.webhook_secret).encode()
        shown = headers.get(self._of.webhook_header.casefold(), "").encode()
        if not secret or not hmac.compare_digest(secret, shown):
            return Forged()
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            return Unread("json")
        if not isinstance(said, Mapping):
            return Unread("json")
        shop = whole(said.get("ShopID"))
        if shop is not None and shop != self._of.shop_id:
            return Unread("shop")
        found = told_by_hook(said)
        return (found,) if found is not None else Unread("status")

    def label(self, shipment: Sent) -> Paper | NotOffered | Unknown:
        """The page that it prints, where the shop wants it and it is a PDF; nobody prints HTML."""
        if not self._of.print_page or not shipment.waybill:
            return NotOffered(Why.NOT_SERVED)
        told = self._session.post("/v2/a5/gen-token", {"order_codes": [shipment.waybill]})
        if isinstance(told, Denied):
            return NotOffered(Why.REFUSED, {"reason": told.words or told.technical})
        if not isinstance(told, Fine):
            return Unknown(told.reason)
        token = text(part(told.data, "token"), 100)
        if not token:
            return Unknown(because(Trouble.UNREADABLE))
        path = f"/a5/public-api/print{self._of.print_page}"
        page = self._wire.ask("GET", path, query={"token": token}, hushed=True)
        if not isinstance(page, Answer) or page.status != 200:
            return Unknown(because(Trouble.SILENT))
        if not page.body.startswith(b"%PDF"):
            return NotOffered(Why.NOT_SERVED)
        return Paper(page.body, clean(page.headers.get("content-type", ""), 80))

    def pickup(self, shipments: Sequence[Sent], wanted: datetime) -> Booked | Rejected | Unknown:
        """Have them fetched in the shift of a moment."""
        return come(self._session, shipments, wanted, self._now())

    def regions(self, within: Region | None) -> tuple[Region, ...] | Unknown:
        """Its lists of places: the old ones with districts and the new ones without."""
        return regions_within(self._session, within)

    def _booked(self, order: object) -> Booked | None:
        waybill = text(part(order, "order_code"), 60)
        if not waybill:
            return None
        url = self._of.tracking_url
        return Booked(
            waybill,
            sort_code=text(part(order, "sort_code"), 80),
            tracking_url=f"{url}{waybill}" if url else "",
            fee=whole(part(order, "total_fee")),
            answer=_kept(order),
            arrives=arrives(part(order, "expected_delivery_time") or part(order, "leadtime")),
        )

    def _sized(self, parcel: Parcel) -> Parcel:
        """With the usual size where nobody knows it: it takes none without."""
        if parcel.length_mm and parcel.width_mm and parcel.height_mm:
            return parcel
        length, width, height = (10 * side for side in self._of.size_cm)
        return replace(parcel, length_mm=length, width_mm=width, height_mm=height)

    def _charged(self, parcel: ToQuote | Booking) -> int:
        return self.limits.charged_g(
            parcel.weight_g, parcel.length_mm, parcel.width_mm, parcel.height_mm
        )


def _one(data: object) -> object:
    return data[0] if isinstance(data, list) and data else data


def _kept(order: object) -> dict[str, Any]:
    """What is kept of its answer: nothing of the buyer."""
    names = ("order_code", "sort_code", "trans_type", "fee", "total_fee", "expected_delivery_time")
    return {name: part(order, name) for name in names if part(order, name) is not None}


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value is not None else ""
