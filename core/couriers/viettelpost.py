"""Viettel Post (Việt Nam): its settings, and how it is asked.

It cannot be asked by our own code: where no answer came, only a person can tell what it did.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Self

from pydantic import Field, SecretStr, model_validator

from core import checks
from core.checks import Address, Flag, Line, Name, wrong
from core.couriers.base import Can, Courier, Limits, Plain
from core.couriers.bookings import (
    Absent,
    Booked,
    Booking,
    Cancelled,
    Later,
    Outcome,
    Paper,
    Recall,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.quotes import NotOffered, Offers, Quote, ToQuote, Why
from core.couriers.readings import part, text, whole
from core.couriers.regions import Level, Region
from core.couriers.settings import Inspected, Limited, PaysBuyer, RemoteCourier
from core.couriers.tracking import Forged, Heard, Tracking, Unread
from core.couriers.troubles import Trouble, because
from core.couriers.viettelpost_session import Denied, Fine, Session, read
from core.couriers.viettelpost_words import (
    NEW,
    OLD,
    Spot,
    arrives,
    offers,
    order_body,
    price_body,
    regions,
    spot_of,
    told_of,
)
from core.text import clean
from core.wire import Answer, Wire

_NUMBER = checks.whole(0, 10**9)
_CAN = frozenset(
    {
        Can.QUOTE,
        Can.COD,
        Can.RECIPIENT_PAYS,
        Can.INSPECTION,
        Can.REDELIVER,
        Can.TURN_BACK,
    }
)
_TURN_BACK, _REDELIVER, _CANCEL = 2, 3, 4
"""What it is asked to do with an order; the first two only after a delivery that failed."""
_OLD_LISTS = (
    (Level.PROVINCE, "listProvinceById", "provinceId"),
    (Level.DISTRICT, "listDistrict", "provinceId"),
    (Level.WARD, "listWards", "districtId"),
)
"""What each list is asked for; -1 is all of it."""
_LAG = 3.0
"""Seconds until a new order is known everywhere there: a cancel before may not find it."""
_CANCELS = 3
_PAPER_LIVES = 30 * 60  # seconds that a label can be fetched
_EXISTS = ("tồn tại", "exist", "duplicate", "unique")
"""What a message may have in it where something is booked under our code; no proof of it."""


class ViettelPostSettings(PaysBuyer, Inspected, Limited, RemoteCourier):
    """The account at Viettel Post: a login, or a token from its web site."""

    CODE: ClassVar[str] = "viettelpost"
    services: tuple[Name, ...] = Field(default=("VCN", "VTK"), min_length=1, max_length=20)
    base_url: Address = "https://partner.viettelpost.vn"
    username: Line = ""
    password: SecretStr | None = None
    token: SecretStr | None = None
    webhook_token: SecretStr | None = None
    group_address_id: Annotated[int, _NUMBER] = 0
    customer_id: Annotated[int, _NUMBER] = 0
    province_id: Annotated[int, _NUMBER] = 0
    district_id: Annotated[int, _NUMBER] = 0
    ward_id: Annotated[int, _NUMBER] = 0
    volume_divisor: Annotated[int, checks.whole(0, 100_000)] = 5_000
    max_cod: Annotated[int, checks.whole(0, 10**12)] = 0
    product_type: Annotated[str, checks.one_of(("HH", "TH"))] = "HH"
    extra_services: tuple[Name, ...] = Field(default=(), max_length=20)
    ask_status: Flag = False
    fetch_label: Flag = False
    print_url: Address = "https://digitalize.viettelpost.vn"
    print_type: Annotated[str, checks.pattern(r"[a-z0-9_]{1,10}", '"2"')] = "2"

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        if not _secret(self.token) and not (self.username and _secret(self.password)):
            raise wrong("config_viettelpost_login")
        if not self.province_id or not self.ward_id:
            raise wrong("config_courier_origin", needed="province_id, ward_id")
        return self

    def courier(self, code: str, name: str) -> Courier:
        """The adapter with this account."""
        return ViettelPost(self, code, name)


class ViettelPost(Plain):
    """Viettel Post, asked in its own words; all amounts are whole đồng."""

    needs_waybill = False
    maps = "viettelpost"

    def __init__(
        self,
        settings: ViettelPostSettings,
        code: str = "viettelpost",
        name: str = "Viettel Post",
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.code, self.name = code, name
        self.services = settings.services
        self.prints_label = settings.print_label
        self.limits = Limits(
            weight_g=settings.max_weight_g,
            side_mm=settings.max_side_cm * 10,
            cod=settings.max_cod,
            volume_mm3_per_g=settings.volume_divisor,
        )
        found = set(_CAN)
        found |= {Can.TRACK} if settings.ask_status else set()
        found |= {Can.LABEL} if settings.fetch_label else set()
        found |= {Can.HOOK} if _secret(settings.webhook_token) else set()
        self.can = frozenset(found)
        self._of = settings
        self._sender = Spot(settings.province_id, settings.district_id or None, settings.ward_id)
        self._now, self._pause = now, pause
        wire = Wire(code, settings.base_url, settings.timeout_seconds, secrets=self._secrets)
        self._session = Session(
            wire, settings.username, _secret(settings.password), _secret(settings.token)
        )
        self._open = wire
        self._press = Wire(code, settings.print_url, settings.timeout_seconds)

    def _secrets(self) -> tuple[str, ...]:
        return (*self._session.secrets, _secret(self._of.webhook_token))

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        """What the services of the shop cost on the route: which there are depends on both."""
        if wanted.currency != "VND":
            return NotOffered(Why.OTHER_CURRENCY, {"currency": "VND"})
        to = spot_of(wanted.place)
        if to is None:
            return NotOffered(Why.PLACE_UNKNOWN)
        body = price_body(wanted, self._sender, to, self._of.product_type)
        told = self._session.ask("POST", "/v2/order/getPriceAll", body, seconds=seconds)
        if isinstance(told, Denied):
            if "price does not apply" in told.message.casefold():
                return NotOffered(Why.NOT_SERVED)
            return NotOffered(Why.REFUSED, {"reason": told.message})
        if not isinstance(told, Fine):
            return Unknown(told.reason)
        found = offers(told.data, self.services)
        return Offers(found) if found else NotOffered(Why.NOT_SERVED)

    def book(self, booking: Booking) -> Outcome:
        """Ask once: asking again could book twice, as nobody can look it up."""
        if booking.currency != "VND":
            return Rejected(because(Trouble.CURRENCY, "VND"))
        to = spot_of(booking.recipient.place)
        if to is None:
            return Rejected(because(Trouble.PLACE_UNKNOWN))
        body = order_body(booking, self._sender, to, ready=self._now(), kind=self._of.product_type)
        body["GROUPADDRESS_ID"] = self._of.group_address_id
        body["CUS_ID"] = self._of.customer_id
        body["ORDER_SERVICE_ADD"] = ",".join(self._of.extra_services)
        told = self._session.ask("POST", "/v2/order/createOrder", body)
        if isinstance(told, Denied):
            said = told.message.casefold()
            if booking.own_code.casefold() in said or any(word in said for word in _EXISTS):
                return Unknown(because(Trouble.TWICE, told.message))
            return Rejected(told.reason, {"message": told.message, "status": told.status})
        if not isinstance(told, Fine):
            return told
        waybill = text(part(told.data, "ORDER_NUMBER"), 40)
        if not waybill:
            return Unknown(because(Trouble.UNREADABLE))
        return Booked(
            waybill,
            sort_code=text(part(told.data, "SORT_CODE"), 60),
            fee=whole(part(told.data, "MONEY_TOTAL")),
            answer=dict(told.data),
            arrives=arrives(told.data, self._now()),
        )

    def cancel(self, own_code: str, waybill: str) -> Recall:
        """Take an order back; asked again a few times, for a new one may not be known at once."""
        if not waybill:
            return Unknown(because(Trouble.NOT_OFFERED))
        body = {"TYPE": _CANCEL, "ORDER_NUMBER": waybill, "NOTE": own_code}
        reason = ""
        for again in range(_CANCELS):
            if again:
                self._pause(_LAG)
            told = self._session.ask("POST", "/v2/order/UpdateOrder", body)
            if isinstance(told, Fine):
                return Cancelled()
            if not isinstance(told, Denied):
                return Unknown(told.reason)
            reason = told.reason
            if not any(word in told.message.casefold() for word in ("exist", "tồn tại")):
                return Rejected(reason)
        return Unknown(reason)

    def redeliver(self, shipment: Sent) -> Recall:
        """Ask to go there once more."""
        return self._steered(_REDELIVER, shipment)

    def turn_back(self, shipment: Sent) -> Recall:
        """Agree to its coming back."""
        return self._steered(_TURN_BACK, shipment)

    def _steered(self, kind: int, shipment: Sent) -> Recall:
        body = {"TYPE": kind, "ORDER_NUMBER": shipment.waybill, "NOTE": shipment.own_code}
        told = self._session.ask("POST", "/v2/order/UpdateOrder", body)
        if isinstance(told, Denied | Later):  # neither did anything
            return Rejected(told.reason)
        return Cancelled() if isinstance(told, Fine) else Unknown(told.reason)

    def track(self, shipment: Sent) -> Tracking:
        """Ask for a waybill: not in its documents, so only where the shop wants it."""
        if not self._of.ask_status or not shipment.waybill:
            return Unknown(because(Trouble.NOT_OFFERED))
        told = self._session.ask("GET", "/v2/order/detail-v2", query={"o": shipment.waybill})
        if isinstance(told, Denied):
            missing = "exist" in told.message.casefold()
            return Absent() if missing else Unknown(told.reason)
        if not isinstance(told, Fine):
            return told
        return told_of(told.data) or Unknown(because(Trouble.UNREADABLE))

    def heard(self, headers: Mapping[str, str], body: bytes) -> Heard:
        """Read a webhook; the secret is in its body, in newer ones in a header."""
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return Unread("json")
        shown = headers.get("authorization", "").removeprefix("Bearer ")
        secret = _secret(self._of.webhook_token)
        if not any(_same(secret, one) for one in (text(part(told, "TOKEN"), 400), shown)):
            return Forged()
        found = told_of(part(told, "DATA"))
        return (found,) if found is not None else Unread("status")

    def label(self, shipment: Sent) -> Paper | NotOffered | Unknown:
        """Fetch the label: a code for it first, then what stands under that code."""
        if not self._of.fetch_label or not shipment.waybill:
            return NotOffered(Why.NOT_SERVED)
        until = int((self._now().timestamp() + _PAPER_LIVES) * 1000)
        body = {"EXPIRY_TIME": until, "ORDER_ARRAY": [shipment.waybill]}
        told = self._session.ask("POST", "/v2/order/printing-code", body)
        if isinstance(told, Denied):
            return NotOffered(Why.REFUSED, {"reason": told.message})
        if not isinstance(told, Fine):
            return Unknown(told.reason)
        if not told.message:
            return Unknown(because(Trouble.UNREADABLE))
        asked = {"type": self._of.print_type, "bill": told.message, "showPostage": "0"}
        page = self._press.ask("GET", "/DigitalizePrint/report.do", query=asked, hushed=True)
        if not isinstance(page, Answer) or page.status != 200 or not page.body:
            return Unknown(because(Trouble.SILENT))
        return Paper(page.body, clean(page.headers.get("content-type", ""), 80))

    def regions(self, within: Region | None) -> tuple[Region, ...] | Unknown:
        """Its lists of places, open to everybody: the old one whole, the new one by provinces."""
        if within is None:
            new = self._places("/v3/categories/listProvinceNew", Level.PROVINCE, NEW)
            if isinstance(new, Unknown):
                return new
            old: tuple[Region, ...] = ()
            above = {""}
            for level, path, name in _OLD_LISTS:
                told = self._places(f"/v2/categories/{path}", level, OLD, {name: -1})
                if isinstance(told, Unknown):
                    return told
                found = tuple(one for one in told if one.parent in above)
                above = {one.code for one in found}
                old += found
            return new + old
        if within.scheme != NEW:
            return ()
        asked = {"provinceId": within.code}
        told = self._places("/v3/categories/listWardsNew", Level.WARD, NEW, asked)
        if isinstance(told, Unknown):
            return told
        return tuple(replace(one, parent=within.code) for one in told)

    def _places(
        self, path: str, level: Level, scheme: str, asked: Mapping[str, object] | None = None
    ) -> tuple[Region, ...] | Unknown:
        told = read(self._open.ask("GET", path, query=asked))
        if not isinstance(told, Fine):
            return Unknown(told.reason)
        return regions(told.data, level, scheme)


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value is not None else ""


def _same(secret: str, shown: str) -> bool:
    """Whether it is the secret; never where there is none."""
    return bool(secret) and hmac.compare_digest(secret.encode(), shown.encode())
