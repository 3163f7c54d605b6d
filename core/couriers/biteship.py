"""Biteship (Indonesia): one door to JNE, J&T, SiCepat and others; its settings, how it is asked.

An order is made twice under one reference never: the second time it names the first one.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import quote

from pydantic import Field, SecretStr, model_validator

from core import checks
from core.checks import Address, wrong
from core.couriers.base import Can, Courier, Limits, Plain
from core.couriers.biteship_words import (
    CARRIERS,
    COD_CAP,
    COD_CAPS,
    GONE,
    SEN,
    areas,
    booked,
    offers,
    order_body,
    rates_body,
    rupiah,
    spot,
    state,
    told_by_hook,
    tracked,
)
from core.couriers.bookings import (
    Absent,
    Booking,
    Cancelled,
    Found,
    Later,
    Outcome,
    Recall,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.quotes import Destination, NotOffered, Offers, Quote, ToQuote, Why
from core.couriers.readings import part, text, whole
from core.couriers.regions import Region
from core.couriers.settings import Insured, Limited, RemoteCourier
from core.couriers.tracking import Forged, Heard, Tracking, Unread
from core.couriers.troubles import Trouble, because, unheard
from core.wire import Answer, Wire
from core.wire import Heard as Reply

_CAN = frozenset({Can.QUOTE, Can.TRACK, Can.COD, Can.INSURE})
_Service = Annotated[str, checks.pattern(r"[a-z0-9_]{1,19}/[a-z0-9_]{1,20}", '"jne/reg"')]
_Cap = Annotated[str, checks.pattern(r"[a-z0-9_]{1,20}:[0-9]{1,9}", '"jne:5000000"')]
_HEADER = checks.pattern(r"[A-Za-z0-9-]{1,60}", '"X-Kemas-Key"')
_AREA = checks.pattern(r"[A-Za-z0-9]{0,80}", '"IDNP6IDNC148IDND843IDZ12250"')
_COD_TYPES = ("7_days", "5_days", "3_days")
_TWICE, _NO_CANCEL, _NOT_FOUND, _NOBODY_KNOWS = 40002060, 40002053, 40002057, 40002999
_TROUBLES: Mapping[int, Trouble] = {
    **dict.fromkeys((40000001, 40101001, 40101002, 40101003), Trouble.LOGIN),
    **dict.fromkeys((40301001, 40301002), Trouble.LOGIN),
    **dict.fromkeys((40001001, 40001010, 40002026, 40002027), Trouble.ROUTE),
    **dict.fromkeys((40002001, 40002002, 40002003, 40002004), Trouble.ADDRESS),
    **dict.fromkeys((40002005, 40002006, 40002007), Trouble.ADDRESS),
    **dict.fromkeys((40002010, 40002011, 40002020, 40001002), Trouble.ADDRESS),
    **dict.fromkeys((40002009, 40002028, 40002029, 40002030, 40002031), Trouble.COD),
    40002034: Trouble.INSURANCE,
    _NO_CANCEL: Trouble.TOO_LATE,
    _NOT_FOUND: Trouble.NO_SUCH,
    _TWICE: Trouble.TWICE,
}
_REASON = "Dibatalkan oleh penjual"  # for those who would pick it up


class BiteshipSettings(Insured, Limited, RemoteCourier):
    """The account at Biteship; its services are written ``carrier/service``."""

    CODE: ClassVar[str] = "biteship"
    services: tuple[_Service, ...] = Field(
        default=("jne/reg", "sicepat/reg"), min_length=1, max_length=20
    )
    base_url: Address = "https://api.biteship.com"
    api_key: SecretStr = Field(min_length=1)
    brand: Annotated[str, checks.text(40)] = ""
    area_id: Annotated[str, _AREA] = ""
    volume_divisor: Annotated[int, checks.whole(0, 100_000)] = 6_000
    collection: Annotated[str, checks.one_of(("pickup", "drop_off"))] = "pickup"
    cod_type: Annotated[str, checks.one_of(_COD_TYPES)] = "7_days"
    cod_caps: tuple[_Cap, ...] = Field(default=(), max_length=40)
    category: Annotated[str, checks.pattern(r"[a-z_]{1,40}", '"fashion"')] = "others"
    webhook_header: Annotated[str, _HEADER] = "X-Kemas-Key"
    webhook_secret: SecretStr | None = None

    @model_validator(mode="after")
    def _has_origin(self) -> Self:
        if not self.area_id and not spot("origin", "", self.sender.postcode):
            raise wrong("config_courier_origin", needed="area_id, sender.postcode")
        return self

    @property
    def caps(self) -> dict[str, int]:
        """The most rupiah that each carrier collects: what the shop says, else what is known."""
        own = (cap.partition(":") for cap in self.cod_caps)
        return {**COD_CAPS, **{carrier: int(most) for carrier, _colon, most in own}}

    def courier(self, code: str, name: str) -> Courier:
        """The adapter with this account."""
        return Biteship(self, code, name)


class Biteship(Plain):
    """Biteship, asked in its own words, in whole rupiah."""

    repeat_is_safe = True
    needs_waybill = False
    maps = "biteship"

    def __init__(self, settings: BiteshipSettings, code: str = "biteship", name: str = "Biteship"):
        self.code, self.name = code, name
        self.services = settings.services
        self.prints_label = settings.print_label
        self.limits = Limits(
            weight_g=settings.max_weight_g,
            side_mm=settings.max_side_cm * 10,
            cod=COD_CAP * SEN,
            volume_mm3_per_g=settings.volume_divisor,
        )
        self._key = settings.api_key.get_secret_value()
        secret = settings.webhook_secret
        self._hook = secret.get_secret_value() if secret is not None else ""
        self.can = _CAN | {Can.HOOK} if self._hook else _CAN
        self._of = settings
        self._origin = spot("origin", settings.area_id, settings.sender.postcode)
        self._wire = Wire(
            code,
            settings.base_url,
            settings.timeout_seconds,
            # The key as it is, without a word before it: so its documents say.
            headers=lambda: {"authorization": self._key},
            secrets=lambda: (self._key, self._hook),
        )

    def on_label(self, service: str) -> tuple[str, str]:
        """The carrier that comes for the parcel, not who sold its service."""
        carrier, _slash, kind = service.partition("/")
        return (
            (CARRIERS.get(carrier, carrier.upper()), kind.upper())
            if kind
            else (
                self.name,
                service,
            )
        )

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        """What the services of the shop cost; each question is paid for."""
        if wanted.currency != "IDR":
            return NotOffered(Why.OTHER_CURRENCY, {"currency": "IDR"})
        to = spot("destination", wanted.place.get("area", ""), wanted.to.postcode)
        if not to:
            return NotOffered(Why.PLACE_UNKNOWN)
        places = {**self._origin, **to}
        carriers = [service.partition("/")[0] for service in self.services]
        body = rates_body(wanted, places, carriers, self._of.cod_type)
        told = self._read(self._wire.post("/v1/rates/couriers", body, seconds))
        if isinstance(told, _No):
            if _TROUBLES.get(told.code) is Trouble.ROUTE:
                return NotOffered(Why.NOT_SERVED)
            return NotOffered(Why.REFUSED, {"reason": told.words})
        if not isinstance(told, dict):
            return Unknown(told.reason)
        cod = -(-wanted.cod // SEN)
        found = offers(told, self.services, self._of.caps, cod)
        if not found and cod and offers(told, self.services, {}, 0):
            return NotOffered(Why.NO_COD)
        return Offers(found) if found else NotOffered(Why.NOT_SERVED)

    def book(self, booking: Booking) -> Outcome:
        """Make an order; one that is there already under our code is taken as it is."""
        if booking.currency != "IDR" or rupiah(booking.cod) is None:
            return Rejected(because(Trouble.CURRENCY, "IDR"))
        carrier = booking.service.partition("/")[0]
        most = min(self._of.caps.get(carrier, COD_CAP), COD_CAP)
        if booking.cod > most * SEN:
            return Rejected(because(Trouble.COD, f"{carrier}: Rp {most}"))
        recipient = booking.recipient
        to = spot("destination", recipient.place.get("area", ""), recipient.postcode)
        if not to:
            return Rejected(because(Trouble.PLACE_UNKNOWN))
        body = order_body(
            booking,
            {**self._origin, **to},
            brand=self._of.brand,
            collection=self._of.collection,
            cod_type=self._of.cod_type,
            category=self._of.category,
        )
        told = self._read(self._wire.post("/v1/orders", body))
        if isinstance(told, _No):
            if told.code == _TWICE:
                return self._adopted(booking, text(part(told.details, "order_id"), 60))
            return Rejected(told.reason, {"error": told.words, "code": told.code})
        if not isinstance(told, dict):
            return told
        return booked(told) if text(told.get("id")) else Unknown(because(Trouble.UNREADABLE))

    def _adopted(self, booking: Booking, order_id: str) -> Outcome:
        """The order that is there under our code, where it is the same that is wanted."""
        found = self._order(order_id)
        if not isinstance(found, dict):
            return found if isinstance(found, Unknown) else Unknown(because(Trouble.TWICE))
        cod = whole(part(found, "destination", "cash_on_delivery", "amount")) or 0
        is_ours = text(found.get("reference_id")) == booking.own_code
        if not is_ours or cod * SEN != booking.cod:
            return Unknown(because(Trouble.TWICE, text(found.get("id"))))
        if state(found.get("status")) in GONE:
            return Rejected(because(Trouble.REFUSED, text(found.get("status"))))
        return booked(found)

    def named(self, shipment: Sent) -> Found:
        """Ask for an order by the number that Biteship gave it."""
        found = self._order(shipment.reference)
        if isinstance(found, dict):
            return booked(found)
        return Unknown(because(Trouble.NO_SUCH)) if isinstance(found, Absent) else found

    def recall(self, shipment: Sent) -> Recall:
        """Take an order back; where it refuses that, it may be taken back already."""
        if not shipment.reference:
            return Unknown(because(Trouble.NOT_OFFERED))
        said = {"cancellation_reason_code": "others", "cancellation_reason": _REASON}
        told = self._read(self._wire.post(f"/v1/orders/{_safe(shipment.reference)}/cancel", said))
        if isinstance(told, dict):
            return Cancelled()
        if not isinstance(told, _No):
            return Unknown(told.reason)
        found = self._order(shipment.reference)
        if isinstance(found, dict) and state(found.get("status")) == "cancelled":
            return Cancelled()
        return Rejected(told.reason)

    def track(self, shipment: Sent) -> Tracking:
        """Ask where a parcel is, by the number of its tracking, else of its order."""
        tracking = text(part(shipment.answer, "courier", "tracking_id"), 60)
        if not tracking:
            found = self._order(shipment.reference)
            return (
                tracked({**found, "order_id": found.get("id")})
                if isinstance(found, dict)
                else found
            )
        told = self._read(self._wire.get(f"/v1/trackings/{_safe(tracking)}"))
        if isinstance(told, _No):
            return Absent() if told.status == 404 else Unknown(told.reason)
        return tracked(told) if isinstance(told, dict) else told

    def heard(self, headers: Mapping[str, str], body: bytes) -> Heard:
        """Read a webhook; when it is set up, an empty one comes and wants a yes."""
        if not body.strip():
            return Unread("empty")
        shown = headers.get(self._of.webhook_header.casefold(), "")
        if not self._hook or not hmac.compare_digest(self._hook.encode(), shown.encode()):
            return Forged()
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return Unread("json")
        found = told_by_hook(told) if isinstance(told, dict) else None
        return (found,) if found is not None else Unread("order_id")

    def places_like(self, to: Destination) -> tuple[Region, ...] | Unknown:
        """The areas that may be meant; it has too many for a list to be kept."""
        parts = [one for one in (to.district, to.city, to.province, to.postcode) if one]
        asked = {"countries": "ID", "input": " ".join(parts), "type": "single"}
        told = self._read(self._wire.ask("GET", "/v1/maps/areas", query=asked))
        if isinstance(told, _No):
            return Unknown(told.reason)
        return areas(told) if isinstance(told, dict) else Unknown(told.reason)

    def _order(self, order_id: str) -> dict[str, Any] | Absent | Unknown:
        if not order_id:
            return Unknown(because(Trouble.NOT_OFFERED))
        told = self._read(self._wire.get(f"/v1/orders/{_safe(order_id)}"))
        if isinstance(told, _No):
            gone = told.status == 404 or told.code == _NOT_FOUND
            return Absent() if gone else Unknown(told.reason)
        return told if isinstance(told, dict) else Unknown(told.reason)

    def _read(self, heard: Reply) -> dict[str, Any] | _No | Later | Unknown:
        """What an answer says: `success` counts, whatever its HTTP status is."""
        silent = unheard(heard)
        if silent is not None or not isinstance(heard, Answer):
            return silent or Unknown(because(Trouble.SILENT))
        told = heard.json
        if not isinstance(told, dict):
            return Unknown(because(Trouble.UNREADABLE))
        words = text(told.get("error") or told.get("message"))
        code = whole(told.get("code")) or 0
        if heard.status >= 500 or code == _NOBODY_KNOWS:
            return Unknown(because(Trouble.BROKEN, words))
        if heard.status < 400 and told.get("success") is True:
            return told
        if told.get("success") is False or heard.status >= 400:
            return _No(heard.status, code, words, told.get("details"))
        return Unknown(because(Trouble.UNREADABLE))


@dataclass(frozen=True, slots=True)
class _No:
    """It certainly did not do it, and says why."""

    status: int
    code: int
    words: str
    details: Any = None

    @property
    def reason(self) -> str:
        """The trouble that it means, with its words."""
        said = self.words.casefold()
        if self.status == 402 or self.code // 1000 == 40009 or "balance" in said or "saldo" in said:
            return because(Trouble.BALANCE, self.words)
        usual = Trouble.LOGIN if self.status in {401, 403} else Trouble.REFUSED
        return because(_TROUBLES.get(self.code, usual), self.words)


def _safe(part_of_path: str) -> str:
    """A number of theirs as a part of a path, and of nothing else."""
    return quote(part_of_path, safe="")
