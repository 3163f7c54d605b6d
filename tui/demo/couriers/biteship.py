"""Biteship, simulated: areas, rates, orders and trackings, as strict as the real one."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tui.demo.server import Asked, Parcel, Said, Simulated, said

KEY = "biteship_test.simulated"
AREAS = (
    ("IDNP6IDNC148IDND843IDZ12250", "Kebayoran Lama", "Jakarta Selatan", "DKI Jakarta", 12250),
    ("IDNP3IDNC456IDND5870IDZ15158", "Ciledug", "Tangerang", "Banten", 15158),
    ("IDNP9IDNC22IDND106IDZ40115", "Bandung Wetan", "Bandung", "Jawa Barat", 40115),
    ("IDNP9IDNC22IDND107IDZ40132", "Coblong", "Bandung", "Jawa Barat", 40132),
    ("IDNP6IDNC148IDND851IDZ12810", "Tebet", "Jakarta Selatan", "DKI Jakarta", 12810),
    ("IDNP11IDNC444IDND5614IDZ60293", "Rungkut", "Surabaya", "Jawa Timur", 60293),
    ("IDNP5IDNC424IDND2060IDZ55281", "Depok", "Sleman", "DI Yogyakarta", 55281),
    ("IDNP10IDNC398IDND451IDZ50264", "Banyumanik", "Semarang", "Jawa Tengah", 50264),
    ("IDNP34IDNC278IDND3830IDZ20154", "Medan Baru", "Medan", "Sumatera Utara", 20154),
    ("IDNP1IDNC114IDND1242IDZ80117", "Denpasar Barat", "Denpasar", "Bali", 80117),
    ("IDNP28IDNC254IDND4321IDZ90231", "Panakkukang", "Makassar", "Sulawesi Selatan", 90231),
    ("IDNP33IDNC327IDND1903IDZ30121", "Ilir Timur I", "Palembang", "Sumatera Selatan", 30121),
)
RATES = {"jne/reg": 18_000, "jne/yes": 32_000, "sicepat/reg": 16_500, "anteraja/reg": 15_000}
NO_COD = frozenset({"jne/yes"})
LIFE = ("confirmed", "allocated", "picking_up", "picked", "dropping_off", "delivered")
"""The states of an order that goes well."""
_MOST_COD = 15_000_000
_NEEDED = (
    ("origin_contact_name", 40002001),
    ("origin_contact_phone", 40002002),
    ("origin_address", 40002003),
    ("destination_contact_name", 40002004),
    ("destination_contact_phone", 40002005),
    ("destination_address", 40002006),
    ("courier_company", 40002026),
    ("courier_type", 40002027),
)
_CANCELLABLE = frozenset({"confirmed", "scheduled", "allocated", "picking_up"})
_REASONS = frozenset({"change_courier", "pickup_delay", "change_address", "others"})


class SimulatedBiteship(Simulated):
    """The server, and what is switched on at it beside the faults on the way."""

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.balance: int | None = None
        """Rupiah in the account; None: it is never empty."""
        self.late_waybills = 0
        """How many orders get their waybill number only with `number`."""
        self.server_errors = 0
        """How many orders are made and answered with an error of the server."""

    def answer(self, asked: Asked) -> Said:
        """Judge a question."""
        for one in self.book:
            self.grow(one, LIFE)
        if asked.headers.get("authorization") != KEY:
            return _no(401, 40101001, "Authorization failed. Please check your API key")
        body = asked.json
        order = re.fullmatch(r"/v1/orders/([0-9a-f]{24})(/cancel)?", asked.path)
        tracking = re.fullmatch(r"/v1/trackings/(\w+)", asked.path)
        match asked.method, asked.path:
            case "GET", "/v1/maps/areas":
                return _areas(asked.query)
            case "POST", "/v1/rates/couriers":
                return self._rates(body)
            case "POST", "/v1/orders":
                return self._create(body)
        if order is not None and (order[2] is not None) == (asked.method == "POST"):
            found = self._by_id(order[1])
            if found is None:
                return _no(404, 40002057, "Order not found")
            return self._cancel(found, body) if order[2] else said(_order(found))
        if tracking is not None and asked.method == "GET":
            number = tracking[1]
            seen = next((one for one in self.book if one.facts["tracking_id"] == number), None)
            if seen is None:
                return _no(404, 40003003, "Tracking not found")
            return said(_tracking(seen))
        return _no(404, 40401001, "Route not found")

    def number(self, parcel: Parcel) -> None:
        """Give a late order its waybill number."""
        parcel.number = _waybill(self.book.index(parcel) + 1)

    def move(self, parcel: Parcel, state: str) -> None:
        """Bring a parcel to another state."""
        parcel.state = state
        parcel.states.append((state, time.time()))

    def webhook(self, parcel: Parcel, event: str = "order.status") -> bytes:
        """What it tells by itself of an order as it is now."""
        company, kind = parcel.facts["service"].split("/")
        told = {
            "event": event,
            "order_id": parcel.facts["id"],
            "courier_tracking_id": parcel.facts["tracking_id"],
            "courier_waybill_id": parcel.number,
            "courier_company": company,
            "courier_type": kind,
            "order_price": parcel.facts["price"],
            "status": parcel.state,
        }
        return json.dumps(told).encode()

    def _by_id(self, number: str) -> Parcel | None:
        return next((one for one in self.book if one.facts["id"] == number), None)

    def _rates(self, body: Any) -> Said:
        if self.balance == 0:
            words = "No sufficient balance to call rates API. Please top up your balance"
            return said({"success": False, "error": words}, 400)
        if not isinstance(body, dict) or not body.get("couriers"):
            return _no(400, 40001001, "Couriers are required")
        wrong = _spots(body, 40001002) or _goods(body) or _cod(body)
        if wrong is not None:
            return wrong
        asked = body["couriers"].split(",")
        weight = sum(one["weight"] * one["quantity"] for one in body["items"])
        cod = body.get("destination_cash_on_delivery", 0)
        found = [
            {
                "company": service.split("/")[0],
                "courier_code": service.split("/")[0],
                "courier_service_code": service.split("/")[1],
                "type": service.split("/")[1],
                "duration": "1 - 2 days",
                "shipment_duration_range": "1 - 2",
                "shipment_duration_unit": "days",
                "price": fee * max(1, round(weight / 1000)),
                "shipping_fee": fee * max(1, round(weight / 1000)),
                "insurance_fee": 0,
                "cash_on_delivery_fee": cod * 4 // 100,
                "available_collection_method": ["pickup", "drop_off"],
                "available_for_cash_on_delivery": service not in NO_COD,
                "available_for_instant_waybill_id": True,
            }
            for service, fee in RATES.items()
            if service.split("/")[0] in asked
        ]
        if not found:
            return _no(400, 40001010, "No courier available for this route")
        return said({"success": True, "code": 20001007, "pricing": found})

    def _create(self, body: Any) -> Said:
        if not isinstance(body, dict):
            return _no(400, 40002001, "Body is required")
        for name, code in _NEEDED:
            if not body.get(name):
                return _no(400, code, f"{name} is required")
        service = f"{body['courier_company']}/{body['courier_type']}"
        wrong = _spots(body, 40002010) or _goods(body) or _cod(body)
        if wrong is None and body.get("delivery_type") not in {"now", "scheduled"}:
            wrong = _no(400, 40002008, "delivery_type is required")
        if wrong is None and service not in RATES:
            wrong = _no(400, 40002027, "Courier service is not available")
        cod = body.get("destination_cash_on_delivery", 0)
        if wrong is None and cod and service in NO_COD:
            wrong = _no(400, 40002009, "Courier has no cash on delivery")
        if wrong is not None:
            return wrong
        reference = body.get("reference_id", "")
        known = self.by_own_code(reference) if reference else None
        if known is not None:
            about = {
                "order_id": known.facts["id"],
                "waybill_id": known.number or None,
                "reference_id": reference,
            }
            words = "Failed due to reference id already used by another order"
            return said({"success": False, "error": words, "code": 40002060, "details": about}, 400)
        price = RATES[service] + cod * 4 // 100
        if self.balance is not None and self.balance < price:
            return _no(402, 40009001, "Insufficient balance")
        parcel = self._keep(body, service, price)
        if self.server_errors:
            self.server_errors -= 1
            return _no(500, 50002001, "Internal server error")
        told = _order(parcel)
        return said({**told, "message": "Order successfully created"})

    def _keep(self, body: dict[str, Any], service: str, price: int) -> Parcel:
        count = len(self.book) + 1
        number = "" if self.late_waybills else _waybill(count)
        self.late_waybills = max(0, self.late_waybills - 1)
        facts = {
            "id": f"{0x6710F0C2A5E4D10012AB0000 + count:024x}",
            "tracking_id": f"trk{count:04d}",
            "service": service,
            "price": price,
        }
        states = [("confirmed", time.time())]
        code = str(body.get("reference_id", ""))
        parcel = Parcel(number, code, body, "confirmed", states, facts)
        self.book.append(parcel)
        if self.balance is not None:
            self.balance -= price
        return parcel

    def _cancel(self, parcel: Parcel, body: Any) -> Said:
        code = body.get("cancellation_reason_code") if isinstance(body, dict) else None
        if code not in _REASONS or (code == "others" and not body.get("cancellation_reason")):
            return _no(400, 40002061, "Cancellation reason is required")
        if parcel.state not in _CANCELLABLE:
            return _no(400, 40002053, "Order cannot be cancelled")
        self.move(parcel, "cancelled")
        return said({"success": True, "object": "order", "status": "cancelled"})


def _waybill(count: int) -> str:
    return f"01234567{count:05d}"


def _no(status: int, code: int, words: str) -> Said:
    return said({"success": False, "error": words, "code": code}, status)


def _order(parcel: Parcel) -> dict[str, Any]:
    company, kind = parcel.facts["service"].split("/")
    cod = parcel.body.get("destination_cash_on_delivery", 0)
    return {
        "success": True,
        "object": "order",
        "id": parcel.facts["id"],
        "draft_order_id": None,
        "reference_id": parcel.own_code or None,
        "courier": {
            "tracking_id": parcel.facts["tracking_id"],
            "waybill_id": parcel.number or None,
            "company": company,
            "type": kind,
            "link": f"https://track.biteship.example/{parcel.facts['tracking_id']}",
            "routing_code": "BDO10000",
            "insurance": {"amount": parcel.body.get("courier_insurance", 0), "fee": 0},
        },
        "destination": {"cash_on_delivery": {"amount": cod, "fee": cod * 4 // 100}},
        "price": parcel.facts["price"],
        "currency": "IDR",
        "status": parcel.state,
    }


def _tracking(parcel: Parcel) -> dict[str, Any]:
    """States as trackings write them: in camel case, other than orders do."""
    history = [
        {
            "status": _camel(state),
            "note": f"Paket {state}",
            "updated_at": datetime.fromtimestamp(at, UTC).isoformat(),
        }
        for state, at in parcel.states
    ]
    return {
        "success": True,
        "object": "tracking",
        "id": parcel.facts["tracking_id"],
        "waybill_id": parcel.number or None,
        "order_id": parcel.facts["id"],
        "history": history,
        "status": _camel(parcel.state),
    }


def _camel(state: str) -> str:
    first, *rest = state.split("_")
    return first + "".join(one.capitalize() for one in rest)


def _areas(query: Mapping[str, str]) -> Said:
    if query.get("countries") != "ID" or query.get("type") != "single":
        return _no(400, 40004001, "countries and type are required")
    words = query.get("input", "").casefold().split()
    found = [
        {
            "id": code,
            "name": f"{district}, {city}, {province}. {postcode}",
            "country_code": "ID",
            "administrative_division_level_1_name": province,
            "administrative_division_level_2_name": city,
            "administrative_division_level_3_name": district,
            "postal_code": postcode,
        }
        for code, district, city, province, postcode in AREAS
        if words
        and all(one in f"{district} {city} {province} {postcode}".casefold() for one in words)
    ]
    return said({"success": True, "areas": found})


def _spots(body: Mapping[str, Any], code: int) -> Said | None:
    for at, side in enumerate(("origin", "destination")):
        area, postcode = body.get(f"{side}_area_id"), body.get(f"{side}_postal_code")
        if area is not None:
            if area not in {one[0] for one in AREAS}:
                return _no(400, code + at, f"{side}_area_id is not known")
        elif not isinstance(postcode, int) or not 10_000 <= postcode <= 99_999:
            return _no(400, code + at, f"{side} needs an area, a postal code or a coordinate")
    return None


def _goods(body: Mapping[str, Any]) -> Said | None:
    items = body.get("items")
    if not isinstance(items, list) or not items:
        return _no(400, 40002007, "items are required")
    for one in items:
        for name in ("value", "quantity", "weight"):
            value, least = one.get(name), 0 if name == "value" else 1
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                return _no(400, 40002007, f"items.{name} is not valid")
        if not one.get("name"):
            return _no(400, 40002007, "items.name is required")
    return None


def _cod(body: Mapping[str, Any]) -> Said | None:
    cod = body.get("destination_cash_on_delivery")
    if cod is None:
        return None
    if isinstance(cod, bool) or not isinstance(cod, int) or cod <= 0:
        return _no(400, 40002028, "destination_cash_on_delivery is not valid")
    if body.get("destination_cash_on_delivery_type") not in {"7_days", "5_days", "3_days"}:
        return _no(400, 40002029, "destination_cash_on_delivery_type is not valid")
    if cod > _MOST_COD:
        return _no(400, 40002030, "Cash on delivery is at most 15000000")
    return None
