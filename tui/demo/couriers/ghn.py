"""GHN, simulated: its headers, envelope, lists, prices and orders, as strict as the real one."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from tui.demo.couriers.ghn_rules import (
    DISTRICTS,
    NEW_PROVINCES,
    NEW_WARDS,
    PROVINCES,
    WARDS,
    Wrong,
    check_order,
    check_size,
)
from tui.demo.server import Asked, Parcel, Said, Simulated, page, said

TOKEN, SHOP = "0f7a2c1e-0000-11ee-8f3a-simulated", 885
_PREFIX = "/shiip/public-api"
_OPEN = ("ready_to_pick", "picking", "money_collect_picking")
_FAILED = ("delivery_fail", "storing", "waiting_to_return")
LIFE = ("ready_to_pick", "picking", "picked", "transporting", "sorting", "delivering", "delivered")

SHIFTS = [
    {"id": 2, "title": "Ca lấy hôm nay (12h00 - 18h00)", "from_time": 43_200, "to_time": 64_800},
    {"id": 3, "title": "Ca lấy ngày mai (7h00 - 12h00)", "from_time": 111_600, "to_time": 129_600},
]
"""When it comes, in seconds after midnight in Việt Nam."""

Door = Callable[[Mapping[str, Any]], Said]


class SimulatedGhn(Simulated):
    """The server, and what is switched on at it beside the faults on the way."""

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.any_phone = False
        """Whether it takes numbers that nobody can have, as those of a demonstration are."""
        self.processing = 0
        """How many creates it says of that an earlier one is still being done, having done it."""
        self.text_fees = False
        """Whether the total comes as a text, as once in its documents."""
        self.listed = False
        """Whether an order comes in a list, as in its documents."""
        self.missing_status = 400
        """With which HTTP status it says that it knows no such order."""
        self.wrong_in_200 = False
        """Whether errors come with HTTP 200 and say so only inside."""
        self.papers: dict[str, str] = {}
        """Orders by the token that their label may be fetched with."""
        self.pdf: bytes | None = None
        """What is printed; else a page for a browser."""

    def answer(self, asked: Asked) -> Said:
        """Judge a question."""
        if asked.path.startswith("/a5/public-api/print"):
            return self._print(asked)
        path = asked.path.removeprefix(_PREFIX)
        shop_doors: dict[str, Door] = {
            "/v2/shipping-order/create": self._create,
            "/v2/shipping-order/preview": self._preview,
            "/v2/shipping-order/fee": self._fee,
            "/v2/shipping-order/leadtime": self._leadtime,
            "/v2/shipping-order/update": self._update,
            "/v2/switch-status/cancel": self._cancel,
            "/v2/switch-status/storing": lambda body: self._switched(body, "storing"),
            "/v2/switch-status/return": lambda body: self._switched(body, "return"),
        }
        doors: dict[str, Door] = {
            "/v2/shipping-order/detail": self._detail,
            "/v2/shipping-order/detail-by-client-code": self._by_client_code,
            "/v2/shipping-order/updateCOD": self._update_cod,
            "/v2/a5/gen-token": self._paper,
            "/v2/shift/date": lambda body: _good(SHIFTS),
            "/master-data/province": lambda body: _good(_rows("Province", PROVINCES)),
            "/master-data/district": self._districts,
            "/master-data/ward": self._wards,
            "/v3/master-data/province/all": lambda body: _good(_new_rows(NEW_PROVINCES, 0)),
            "/v3/master-data/ward/all-by-province-id": self._new_wards,
        }
        door = shop_doors.get(path) or doors.get(path)
        if path == asked.path or door is None:
            return page(404, "404 page not found")
        wrong = self._stranger(asked, of_shop=path in shop_doors)
        if wrong is not None:
            return self._told(wrong)
        body: Any = dict(asked.query)
        if asked.method == "POST":
            body = asked.json
            if "application/json" not in asked.headers.get("content-type", ""):
                body = None
        if not isinstance(body, dict):
            return self._told(Wrong("USER_ERR_COMMON", "Sai định dạng", "invalid JSON"))
        try:
            return door(body)
        except Wrong as error:
            return self._told(error)

    def move(self, number: str, state: str) -> Parcel:
        """An order takes a step."""
        with self.lock:
            parcel = self.by_number(number)
            if parcel is None:
                raise KeyError(number)
            parcel.state = state
            parcel.states.append((state, time.time()))
            return parcel

    def hook(self, number: str, kind: str = "switch_status", **more: object) -> bytes:
        """What it would post of an order to an address that can be reached from outside."""
        parcel = self.by_number(number)
        if parcel is None:
            raise KeyError(number)
        at = datetime.fromtimestamp(parcel.states[-1][1], UTC)
        told = {
            "ShopID": SHOP,
            "Time": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
            "OrderCode": parcel.number,
            "ClientOrderCode": parcel.own_code,
            "Type": kind,
            "Description": "",
            "Status": parcel.state,
            "Reason": "",
            "ReasonCode": "",
            "CODAmount": parcel.facts["cod_amount"],
            "Weight": parcel.body["weight"],
            "ConvertedWeight": parcel.facts["converted_weight"],
            "TotalFee": parcel.facts["total_fee"],
            "IsPartialReturn": False,
        }
        return json.dumps(told | more, ensure_ascii=False).encode()

    def _stranger(self, asked: Asked, *, of_shop: bool) -> Wrong | None:
        token, shop = asked.headers.get("token", ""), asked.headers.get("shopid", "")
        if not token:
            return Wrong("", "", "Token is required!", 401)
        if token != TOKEN:
            return Wrong("", "", "Token is not valid!", 401)
        if of_shop and not shop.isdecimal():
            return Wrong("SHOP_NOT_FOUND", "Không tìm thấy cửa hàng", "shop not found")
        if of_shop and int(shop) != SHOP:
            words = "Tài khoản không phải chủ cửa hàng"
            return Wrong("CLIENT_NOT_OWNER_OF_SHOP", words, "client is not owner of shop")
        return None

    def _told(self, wrong: Wrong) -> Said:
        told = {
            "code": wrong.status,
            "code_message": wrong.code,
            "code_message_value": wrong.words,
            "data": None,
            "message": wrong.technical,
        }
        if not wrong.code:
            del told["code_message"]
        return said(told, 200 if self.wrong_in_200 else wrong.status)

    def _create(self, body: Mapping[str, Any]) -> Said:
        check_order(body, any_phone=self.any_phone)
        code = str(body.get("client_order_code") or "")
        parcel = self.by_own_code(code) if code else None
        if parcel is None:
            number = f"L8Q{len(self.book) + 1:03d}"
            fee = _fees(body, body["cod_amount"])
            facts = {
                "cod_amount": body["cod_amount"],
                "converted_weight": check_size(body),
                "fee": fee,
                "total_fee": sum(fee.values()),
            }
            now = time.time()
            states = [(LIFE[0], now)]
            parcel = Parcel(number, code, dict(body), LIFE[0], states, facts)
            self.book.append(parcel)
        if self.processing:
            self.processing -= 1
            words = "Too many request. This request is processing"
            raise Wrong("USER_ERR_COMMON", "Đơn hàng đang được xử lý", words)
        return _good(self._made(parcel))

    def _preview(self, body: Mapping[str, Any]) -> Said:
        check_order(body, any_phone=self.any_phone)
        fee = _fees(body, body["cod_amount"])
        facts = {"fee": fee, "total_fee": sum(fee.values())}
        return _good(self._made(Parcel("", "", dict(body), "", [], facts)))

    def _made(self, parcel: Parcel) -> dict[str, Any]:
        total = parcel.facts["total_fee"]
        return {
            "order_code": parcel.number,
            "sort_code": "190-G-01-A4",
            "trans_type": "truck",
            "ward_encode": "",
            "district_encode": "",
            "fee": parcel.facts["fee"],
            "total_fee": str(total) if self.text_fees else total,
            "expected_delivery_time": _arrives(parcel),
            "operation_partner": "",
        }

    def _fee(self, body: Mapping[str, Any]) -> Said:
        check_size(body)
        if body.get("is_new_to_address"):
            if body.get("to_ward_id_v2") not in {w for some in NEW_WARDS.values() for w in some}:
                raise Wrong("WARD_IS_INVALID", "Phường/xã không hợp lệ", "ward is invalid")
        elif body.get("to_ward_code") not in WARDS.get(body.get("to_district_id", 0), {}):
            raise Wrong("WARD_IS_INVALID", "Phường/xã không hợp lệ", "ward is invalid")
        fee = _fees(body, body.get("cod_value", 0))
        return _good(
            {
                "total": sum(fee.values()),
                "service_fee": fee["main_service"],
                "insurance_fee": fee["insurance"],
                "cod_fee": fee["cod_fee"],
            }
        )

    def _leadtime(self, body: Mapping[str, Any]) -> Said:
        if body.get("to_ward_code") not in WARDS.get(body.get("to_district_id", 0), {}):
            raise Wrong("WARD_IS_INVALID", "Phường/xã không hợp lệ", "ward is invalid")
        return _good({"leadtime": int(time.time()) + 2 * 86400, "order_date": int(time.time())})

    def _detail(self, body: Mapping[str, Any]) -> Said:
        return self._shown(self.by_number(str(body.get("order_code"))))

    def _by_client_code(self, body: Mapping[str, Any]) -> Said:
        return self._shown(self.by_own_code(str(body.get("client_order_code"))))

    def _shown(self, parcel: Parcel | None) -> Said:
        if parcel is None:
            words = "Không tìm thấy đơn hàng"
            raise Wrong("ORDER_NOT_FOUND", words, "order not found", self.missing_status)
        self.grow(parcel, LIFE)
        log = [
            {"status": state, "updated_date": f"{datetime.fromtimestamp(at, UTC):%FT%TZ}"}
            for state, at in parcel.states
        ]
        order = {
            "shop_id": SHOP,
            "order_code": parcel.number,
            "client_order_code": parcel.own_code,
            "status": parcel.state,
            "sort_code": "190-G-01-A4",
            "weight": parcel.body["weight"],
            "converted_weight": parcel.facts["converted_weight"],
            "calculate_weight": max(parcel.body["weight"], parcel.facts["converted_weight"]),
            "cod_amount": parcel.facts["cod_amount"],
            "is_cod_collected": parcel.state == "delivered",
            "payment_type_id": parcel.body["payment_type_id"],
            "required_note": parcel.body["required_note"],
            "leadtime": _arrives(parcel),
            "log": log,
        }
        return _good([order] if self.listed else order)

    def _update_cod(self, body: Mapping[str, Any]) -> Said:
        parcel = self.by_number(str(body.get("order_code")))
        amount = body.get("cod_amount")
        if parcel is None:
            raise Wrong("ORDER_NOT_FOUND", "Không tìm thấy đơn hàng", "order not found")
        if not isinstance(amount, int) or not 0 <= amount <= 50_000_000:
            raise Wrong("USER_ERR_COMMON", "Tiền thu hộ không hợp lệ", "cod_amount is invalid")
        if parcel.state in {"delivered", "cancel", "returned"}:
            words = "Không được sửa tiền thu hộ"
            raise Wrong("PERMISSION_DENIED_EDIT_COD", words, "permission denied")
        parcel.facts["cod_amount"] = amount
        return _good(None)

    def _update(self, body: Mapping[str, Any]) -> Said:
        parcel = self.by_number(str(body.get("order_code")))
        if parcel is None:
            raise Wrong("ORDER_NOT_FOUND", "Không tìm thấy đơn hàng", "order not found")
        if parcel.state not in _OPEN:
            words = "Trạng thái đơn hàng không hợp lệ"
            raise Wrong("USER_ERR_COMMON", words, "order status is invalid")
        shifts = body.get("pick_shift")
        if shifts is not None and shifts not in [[one["id"]] for one in SHIFTS]:
            raise Wrong("USER_ERR_COMMON", "Ca lấy không hợp lệ", "pick_shift is invalid")
        parcel.body.update(body)
        return _good(None)

    def _cancel(self, body: Mapping[str, Any]) -> Said:
        return self._switched(body, "cancel")

    def _switched(self, body: Mapping[str, Any], to: str) -> Said:
        """Orders take a step that the shop wants, from where they may."""
        codes = body.get("order_codes")
        if not isinstance(codes, list) or not codes:
            raise Wrong("USER_ERR_COMMON", "Thiếu mã đơn hàng", "order_codes is required")
        found = [self.by_number(str(code)) for code in codes]
        told = []
        for parcel in found:
            if parcel is None:  # one that is not known spoils all
                raise Wrong("ORDER_NOT_FOUND", "Không tìm thấy đơn hàng", "order not found")
            may = parcel.state in (_OPEN if to == "cancel" else _FAILED)
            if may:
                self.move(parcel.number, to)
            words = "OK" if may else "Trạng thái đơn hàng không hợp lệ"
            told.append({"order_code": parcel.number, "result": may, "message": words})
        return _good(told)

    def _paper(self, body: Mapping[str, Any]) -> Said:
        codes = body.get("order_codes")
        known = [self.by_number(str(code)) for code in codes] if isinstance(codes, list) else []
        if not known or None in known:
            raise Wrong("ORDER_NOT_FOUND", "Không tìm thấy đơn hàng", "order not found")
        token = f"7d3f-{len(self.papers) + 1:04d}"
        self.papers[token] = str(body["order_codes"][0])
        return _good({"token": token})

    def _print(self, asked: Asked) -> Said:
        sized = re.fullmatch(r"/a5/public-api/print(A5|80x80|52x70)", asked.path)
        if not sized or asked.query.get("token") not in self.papers:
            return page(404, "404 page not found")
        if self.pdf is not None:
            return Said(200, self.pdf, "application/pdf")
        return page(200, self.papers[asked.query["token"]])

    def _districts(self, body: Mapping[str, Any]) -> Said:
        found = DISTRICTS.get(_number(body.get("province_id")), {})
        return _good(_rows("District", found, SupportType=3, Status=1))

    def _wards(self, body: Mapping[str, Any]) -> Said:
        found = WARDS.get(_number(body.get("district_id")))
        if found is None:
            return _good(None)  # as the real one says of a district without wards
        rows = [
            {"WardCode": code, "WardName": name, "NameExtension": [name.split(" ", 1)[-1]]}
            for code, name in found.items()
        ]
        return _good(rows)

    def _new_wards(self, body: Mapping[str, Any]) -> Said:
        province = _number(body.get("province_id"))
        rows = _new_rows(NEW_WARDS.get(province, {}), province)
        start, most = _number(body.get("offset")), min(_number(body.get("limit")) or 200, 200)
        return _good(rows[start : start + most])


def _arrives(parcel: Parcel) -> str:
    made = parcel.states[0][1] if parcel.states else time.time()
    return f"{datetime.fromtimestamp(made + 3 * 86400, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _good(data: object) -> Said:
    return said({"code": 200, "code_message_value": "", "data": data, "message": "Success"})


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else 0


def _rows(kind: str, names: Mapping[int, str], **more: object) -> list[dict[str, Any]]:
    return [
        {f"{kind}ID": code, f"{kind}Name": name, "Code": str(code), "NameExtension": [name], **more}
        for code, name in names.items()
    ]


def _new_rows(names: Mapping[int, str], parent: int) -> list[dict[str, Any]]:
    return [
        {
            "_id": code,
            "name": name,
            "extension_names": [name.split(" ", 1)[-1]],
            "parent_id": parent,
            "status": 1,
        }
        for code, name in names.items()
    ]


def _fees(body: Mapping[str, Any], cod: int) -> dict[str, int]:
    heavy = max(body["weight"], check_size(body))
    main = 32_000 + 4_000 * max(0, -(-(heavy - 2000) // 500))
    return {
        "main_service": main,
        "insurance": body.get("insurance_value", 0) // 200,
        "cod_fee": 5_000 if cod > 3_000_000 else 0,
    }
