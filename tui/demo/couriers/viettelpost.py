"""Viettel Post, simulated: its login, lists, prices, orders and prints, as strict as the real one.

It says nearly everything with HTTP 200 and an ``error`` of its own in the body.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from tui.demo.server import Asked, Parcel, Said, Simulated, page, said

USERNAME, PASSWORD = "0909000111", "simulated"
PROVINCES_NEW = {
    1: "Thành phố Hà Nội",
    2: "Thành phố Hồ Chí Minh",
    4: "Thành phố Đà Nẵng",
    5: "Thành phố Cần Thơ",
    6: "Thành phố Huế",
}
WARDS_NEW = {
    1: {49876: "Phường Hoàn Kiếm", 49877: "Phường Ba Đình"},
    2: {51001: "Phường Sài Gòn"},
    4: {52001: "Phường Hải Châu"},
    5: {53001: "Phường Ninh Kiều"},
    6: {54001: "Phường Thuận Hóa"},
}
PROVINCES_OLD = {1: "Hà Nội", 2: "Hồ Chí Minh"}
DISTRICTS_OLD = {1: {12: "Quận Hoàn Kiếm"}, 2: {43: "Quận 1", 50: "Quận Bình Tân"}}
WARDS_OLD = {
    12: {233: "Phường Hàng Bạc"},
    43: {796: "Phường Bến Nghé"},
    50: {900: "Phường An Lạc"},
}
SERVICES = {"VCN": ("Chuyển phát nhanh", 31_000, "36 giờ"), "VTK": ("Tiết kiệm", 22_000, "3 ngày")}
LIFE = ("100", "103", "104", "105", "200", "300", "400", "500", "501")
"""The states of an order that goes well."""
_STEERED = {2: "515", 3: "550"}
"""What becomes of an order that came back to its post office, by what the shop wants."""
_FIRST = 158_800_123_456
_SENT = 150  # bytes of one text
_TEXTS = ("FULLNAME", "PHONE", "ADDRESS")


class SimulatedViettelPost(Simulated):
    """The server, and what is switched on at it beside the faults on the way."""

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.tokens: set[str] = set()
        """Those of a login that it takes; cleared, they have expired."""
        self.lag = 0
        """How many cancels it does not know a new order at."""
        self.empty_waybills = 0
        """How many orders it says yes to without a number."""
        self.system_errors = 0
        """How many orders it takes and tells of nothing but a system error."""
        self.envelopes = True
        """Whether prices come in its envelope; else as a bare list, as from the real one too."""
        self.listed_messages = False
        """Whether messages come as lists."""
        self.prints_pdf = False
        self.any_phone = False
        """Whether it takes numbers that nobody can have, as those of a demonstration are."""
        self.clock: Callable[[], float] = time.time
        """Until when a label may be fetched goes by it."""
        self._logins = 0

    def answer(self, asked: Asked) -> Said:
        """Judge a question."""
        for one in self.book:
            self.grow(one, LIFE)
        doors: dict[str, Callable[[Asked], Said]] = {
            "/v2/user/Login": self._login,
            "/v2/user/ownerconnect": self._connect,
            "/v2/categories/listProvinceById": lambda one: _list("PROVINCE", PROVINCES_OLD),
            "/v2/categories/listDistrict": lambda one: _below("DISTRICT", DISTRICTS_OLD, one),
            "/v2/categories/listWards": lambda one: _below("WARDS", WARDS_OLD, one),
            "/v3/categories/listProvinceNew": lambda one: _list("PROVINCE", PROVINCES_NEW),
            "/v3/categories/listWardsNew": lambda one: _below("WARDS", WARDS_NEW, one),
            "/DigitalizePrint/report.do": self._print,
        }
        private: dict[str, Callable[[Any], Said]] = {
            "/v2/order/getPriceAll": self._prices,
            "/v2/order/createOrder": self._create,
            "/v2/order/UpdateOrder": self._update,
            "/v2/order/printing-code": self._printing_code,
            "/v2/order/detail-v2": lambda _body: self._detail(asked),
        }
        if asked.path in doors:
            return doors[asked.path](asked)
        if asked.path not in private:
            return page(404, "Not Found")
        token = asked.headers.get("token", "")
        if not token:
            return self._no("Header Token is required")
        if token not in self.tokens:
            return self._no("Token invalid or expired")
        body = asked.json
        if asked.method == "POST" and not isinstance(body, dict):
            return self._no("Incorrect data: body")
        return private[asked.path](body)

    def _no(self, message: str, status: int = 201) -> Said:
        told: object = [message] if self.listed_messages else message
        return said({"status": status, "error": True, "message": told, "data": None})

    def _login(self, asked: Asked) -> Said:
        if asked.json != {"USERNAME": USERNAME, "PASSWORD": PASSWORD}:
            return self._no("Invalid owner account or password!")
        return _yes({"userId": 1, "token": self._token("short"), "partner": 1, "phone": USERNAME})

    def _connect(self, asked: Asked) -> Said:
        if not asked.headers.get("token", "").startswith("short."):
            return self._no("Token invalid")
        token = self._token("long")
        self.tokens.add(token)
        return _yes({"userId": 1, "token": token})

    def _token(self, kind: str) -> str:
        self._logins += 1
        told = json.dumps({"exp": int(time.time()) + 86_400, "jti": self._logins}).encode()
        return f"{kind}.{base64.urlsafe_b64encode(told).decode().rstrip('=')}.simulated"

    def _prices(self, body: dict[str, Any]) -> Said:
        wrong = _places(body) or _amounts(body)
        if wrong or body.get("TYPE") != 1 or body.get("PRODUCT_TYPE") not in {"HH", "TH"}:
            return self._no(wrong or "Incorrect data: TYPE")
        if body["PRODUCT_WEIGHT"] > 50_000:
            return self._no("Price does not apply to this itinerary!", 204)
        found = [
            {
                "MA_DV_CHINH": code,
                "TEN_DICHVU": name,
                "GIA_CUOC": fee,
                "THOI_GIAN": spell,
                "EXCHANGE_WEIGHT": body["PRODUCT_WEIGHT"],
                "EXTRA_SERVICE": [],
            }
            for code, (name, fee, spell) in SERVICES.items()
        ]
        return _yes(found) if self.envelopes else said(found)

    def _create(self, body: dict[str, Any]) -> Said:
        own = body.get("ORDER_NUMBER")
        if not own or not isinstance(own, str) or body.get("ORDER_SERVICE") not in SERVICES:
            return self._no("Price does not apply to this itinerary!", 204)
        wrong = _places(body) or _amounts(body) or _people(body) or _payment(body)
        if self.any_phone and wrong.endswith("_PHONE]"):
            wrong = ""
        if wrong:
            return self._no(wrong)
        if body.get("CHECK_UNIQUE") is True and self.by_own_code(own) is not None:
            return self._no(f"Order {own} already exist")
        number = str(_FIRST + len(self.book))
        if self.empty_waybills:
            self.empty_waybills -= 1
            return _yes({"ORDER_NUMBER": ""})
        self.book.append(Parcel(number, own, body, "100", [("100", time.time())]))
        if self.system_errors:
            self.system_errors -= 1
            return self._no("System error", 205)
        return _yes(
            {
                "ORDER_NUMBER": number,
                "MONEY_COLLECTION": body["MONEY_COLLECTION"],
                "EXCHANGE_WEIGHT": body["PRODUCT_WEIGHT"],
                "MONEY_TOTAL": 36_300,
                "MONEY_TOTAL_FEE": 33_000,
                "MONEY_FEE": 0,
                "MONEY_COLLECTION_FEE": 0,
                "MONEY_OTHER_FEE": 0,
                "MONEY_VAS": 0,
                "MONEY_VAT": 3_300,
                "KPI_HT": 36,
                "RECEIVER_PROVINCE": body["RECEIVER_PROVINCE"],
                "RECEIVER_WARD": body["RECEIVER_WARD"],
                "SORT_CODE": "HNI-HOÀN KIẾM-LTT" if body.get("ENABLE_SORT_CODE") else "",
            }
        )

    def _update(self, body: dict[str, Any]) -> Said:
        if len(str(body.get("NOTE", "")).encode()) > _SENT:
            return self._no("Incorrect data: NOTE")
        found = self.by_number(str(body.get("ORDER_NUMBER", "")))
        if self.lag:
            self.lag -= 1
            found = None
        if found is None:
            return self._no("Order does not exist")
        kind = body.get("TYPE")
        if kind in _STEERED:
            if found.state != "505":
                return self._no("Trạng thái đơn hàng không hợp lệ")
            self.move(found, _STEERED[kind])
            return _yes(None, "Cập nhật đơn hàng thành công")
        if kind != 4:
            return self._no("Incorrect data: TYPE")
        if found.state == "107":
            return self._no("Order status already exists on the system")
        if int(found.state) >= 200 or found.state == "105":
            return self._no("Trạng thái đơn hàng không cho phép hủy")
        self.move(found, "107")
        return _yes(None, "Hủy đơn hàng thành công")

    def move(self, parcel: Parcel, state: str) -> None:
        """An order takes a step."""
        parcel.state = state
        parcel.states.append((state, time.time()))

    def _printing_code(self, body: dict[str, Any]) -> Said:
        numbers, until = body.get("ORDER_ARRAY"), body.get("EXPIRY_TIME")
        if not isinstance(until, int) or until <= self.clock() * 1000:
            return self._no("Incorrect data: EXPIRY_TIME")
        if not isinstance(numbers, list) or not 0 < len(numbers) <= 100:
            return self._no("Incorrect data: ORDER_ARRAY")
        if any(self.by_number(str(one)) is None for one in numbers):
            return self._no("Order does not exist")
        return _yes(None, "code+/=" + ",".join(numbers))

    def _print(self, asked: Asked) -> Said:
        if not asked.query.get("bill", "").startswith("code+/="):
            return page(404, "Not Found")
        if self.prints_pdf:
            return Said(200, b"%PDF-1.4\n%%EOF\n", "application/pdf")
        return page(200, "Bill")

    def _detail(self, asked: Asked) -> Said:
        found = self.by_number(asked.query.get("o", ""))
        return self._no("Order does not exist") if found is None else _yes(_status(found))

    def webhook(self, parcel: Parcel, secret: str) -> bytes:
        """What it tells by itself of a parcel as it is now."""
        told = {"DATA": _status(parcel), "TOKEN": secret}
        return json.dumps(told, ensure_ascii=False).encode()


def _yes(data: object, message: str = "OK") -> Said:
    return said({"status": 200, "error": False, "message": message, "data": data})


def _status(parcel: Parcel) -> dict[str, Any]:
    moment = time.gmtime(parcel.states[-1][1] + 7 * 3600)
    return {
        "ORDER_NUMBER": parcel.number,
        "ORDER_REFERENCE": parcel.own_code,
        "ORDER_STATUSDATE": time.strftime("%d/%m/%Y %H:%M:%S", moment),
        "ORDER_STATUS": int(parcel.state),
        "STATUS_NAME": "",
        "LOCALION_CURRENTLY": "Bưu cục Hoàn Kiếm",
        "NOTE": "",
        "MONEY_COLLECTION": parcel.body["MONEY_COLLECTION"],
        "MONEY_FEECOD": 0,
        "MONEY_TOTAL": 36_300,
        "PRODUCT_WEIGHT": parcel.body["PRODUCT_WEIGHT"],
        "ORDER_SERVICE": parcel.body["ORDER_SERVICE"],
        "ORDER_PAYMENT": parcel.body["ORDER_PAYMENT"],
        "IS_RETURNING": parcel.state in {"502", "515"},
    }


def _list(kind: str, places: Mapping[int, str]) -> Said:
    """Provinces as a bare list, as its lists come."""
    return said([{f"{kind}_ID": key, f"{kind}_NAME": name} for key, name in places.items()])


def _below(kind: str, lists: Mapping[int, Mapping[int, str]], asked: Asked) -> Said:
    """Those of one place, or of all for -1; the old list has new places among its districts."""
    within = next(iter(asked.query.values()), "")
    above = "DISTRICT" if lists is WARDS_OLD else "PROVINCE"
    found: list[dict[str, object]] = [
        {f"{kind}_ID": key, f"{kind}_NAME": name, f"{above}_ID": parent}
        for parent, places in lists.items()
        for key, name in places.items()
        if within in {"-1", str(parent)}
    ]
    if kind == "DISTRICT":
        found.append(
            {"DISTRICT_ID": 9001, "DISTRICT_NAME": "Mới", "DISTRICT_VALUE": "NEW", "PROVINCE_ID": 1}
        )
    return said(found)


def _places(body: Mapping[str, Any]) -> str:
    for side in ("SENDER", "RECEIVER"):
        province, district = body.get(f"{side}_PROVINCE"), body.get(f"{side}_DISTRICT")
        ward = body.get(f"{side}_WARD")
        if province not in (PROVINCES_NEW if district is None else PROVINCES_OLD):
            return f"Invalid [{side}_PROVINCE]"
        if district is not None and district not in DISTRICTS_OLD[province]:
            return f"Invalid [{side}_DISTRICT]"
        wards = WARDS_NEW[province] if district is None else WARDS_OLD[district]
        if not isinstance(ward, int) or ward not in wards:
            return f"Invalid [{side}_WARD]"
    return ""


def _amounts(body: Mapping[str, Any]) -> str:
    for name in ("PRODUCT_WEIGHT", "PRODUCT_PRICE", "MONEY_COLLECTION"):
        value, least = body.get(name), 1 if name == "PRODUCT_WEIGHT" else 0
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            return f"Invalid [{name}]"
    if any(
        not isinstance(body.get(f"PRODUCT_{side}"), int) for side in ("LENGTH", "WIDTH", "HEIGHT")
    ):
        return "Incorrect data: PRODUCT_LENGTH"
    return "Invalid [MONEY_COLLECTION]" if body["MONEY_COLLECTION"] > 50_000_000 else ""


def _people(body: Mapping[str, Any]) -> str:
    for side in ("SENDER", "RECEIVER"):
        for name in _TEXTS:
            if not body.get(f"{side}_{name}"):
                return f"Incorrect data: {side}_{name}"
        phone = str(body[f"{side}_PHONE"])
        if not phone.isdecimal() or not phone.startswith("0") or not 10 <= len(phone) <= 11:
            return f"Invalid [{side}_PHONE]"
    long = [name for name, value in body.items() if len(str(value).encode()) > _SENT]
    return f"Incorrect data: {long[0]}" if long and long[0] != "LIST_ITEM" else ""


def _payment(body: Mapping[str, Any]) -> str:
    how = body.get("ORDER_PAYMENT")
    if how not in {1, 2, 3, 4}:
        return "Incorrect data: ORDER_PAYMENT"
    collects = how in {2, 3}
    return "" if collects == bool(body["MONEY_COLLECTION"]) else "Invalid [MONEY_COLLECTION]"
