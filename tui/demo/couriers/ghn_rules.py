"""What the simulated GHN takes: its lists of places, and the rules of an order's fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

PROVINCES = {201: "Hà Nội", 202: "Hồ Chí Minh"}
DISTRICTS = {
    201: {1489: "Quận Hoàn Kiếm"},
    202: {1442: "Quận 1", 1447: "Quận Tân Bình", 3695: "Thành phố Thủ Đức"},
}
WARDS = {
    1489: {"1A0107": "Phường Hàng Trống"},
    1442: {"20107": "Phường Bến Nghé", "20101": "Phường Bến Thành"},
    1447: {"200101": "Phường 1"},
    3695: {"90737": "Phường Thảo Điền"},
}
NEW_PROVINCES = {
    1: "Thành phố Hà Nội",
    79: "Thành phố Hồ Chí Minh",
    48: "Thành phố Đà Nẵng",
    92: "Thành phố Cần Thơ",
    46: "Thành phố Huế",
}
NEW_WARDS = {
    1: {70: "Phường Hoàn Kiếm", 71: "Phường Ba Đình"},
    79: {26740: "Phường Sài Gòn", 26734: "Phường Bến Thành"},
    48: {20242: "Phường Hải Châu"},
    92: {31135: "Phường Ninh Kiều"},
    46: {19735: "Phường Thuận Hóa"},
}
_KNOWN = frozenset(
    {
        *("payment_type_id", "required_note", "service_type_id", "service_id", "coupon", "note"),
        *("client_order_code", "content", "weight", "length", "width", "height", "items"),
        *("cod_amount", "insurance_value", "order_value", "cod_failed_amount", "pickup_time"),
        *("pick_station_id", "deliver_station_id", "pick_shift", "to_ward_code", "to_district_id"),
        *(
            f"{side}_{part}"
            for side in ("to", "from", "return")
            for part in ("name", "phone", "address", "ward_name", "district_name", "province_name")
        ),
        *(f"is_new_{side}_address" for side in ("to", "from", "return")),
    }
)
_REQUIRED_NOTES = frozenset({"CHOTHUHANG", "CHOXEMHANGKHONGTHU", "KHONGCHOXEMHANG"})
_SIDES = ("length", "width", "height")
_MOST = {"cod_amount": 50_000_000, "insurance_value": 5_000_000}
_LENGTHS = {"client_order_code": 50, "to_name": 1024, "to_address": 1024, "content": 2000}


class Wrong(Exception):
    """What it answers in place of doing it."""

    def __init__(self, code: str, words: str, technical: str, status: int = 400) -> None:
        super().__init__(technical)
        self.code, self.words, self.technical, self.status = code, words, technical, status


def check_order(body: Mapping[str, Any], *, any_phone: bool = False) -> None:
    """Look at an order as its validator and its master data do; raises Wrong."""
    unknown = set(body) - _KNOWN
    if unknown:  # the real one would pass them over: whoever sends them is mistaken
        raise _invalid(f"unknown fields {sorted(unknown)}")
    for name in ("payment_type_id", "required_note", "service_type_id", "to_name", "to_phone"):
        _required(body, name)
    _required(body, "to_address")
    if body["payment_type_id"] not in {1, 2} or body["service_type_id"] not in {2, 5}:
        raise _invalid("payment_type_id or service_type_id is not valid")
    if body["required_note"] not in _REQUIRED_NOTES:
        raise _invalid("required_note is not valid")
    for name, most in _LENGTHS.items():
        if len(body.get(name) or "") > most:
            raise _tag(name, "max")
    for name, top in _MOST.items():
        amount = body.get(name, 0)
        if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
            raise _tag(name, "min")
        if amount > top:
            raise _tag(name, "max")
    if not body.get("items") and not body.get("content"):
        raise _tag("content", "required")
    _check_phone(body["to_phone"], any_phone=any_phone)
    check_size(body)
    _check_items(body)
    _check_place(body, "to")
    if body.get("from_ward_name") or body.get("from_address"):
        _check_phone(body.get("from_phone", ""), any_phone=any_phone)
        _check_place(body, "from")


def check_size(body: Mapping[str, Any]) -> int:
    """The weight by size in grams; raises Wrong where weight or size is not what it takes."""
    weight, light = body.get("weight"), body.get("service_type_id") == 2
    if not weight:
        raise _tag("weight", "required")
    if not isinstance(weight, int) or weight < 0 or (light and weight > 50_000):
        raise Wrong("USER_ERR_COMMON", "Cân nặng không hợp lệ", "weight is not valid")
    sides = [body.get(name) or 0 for name in _SIDES]
    for name, side in zip(_SIDES, sides, strict=True):
        if not isinstance(side, int) or side < 0 or side > 200:
            raise _tag(name, "max")
        if light and not side:
            raise _tag(name, "required")
    return int(sides[0] * sides[1] * sides[2] / 5)


def _check_items(body: Mapping[str, Any]) -> None:
    items = body.get("items") or []
    for item in items:
        if not item.get("name") or len(item["name"]) > 512 or item.get("quantity", 0) < 1:
            raise _invalid("items are not valid")
    if body["service_type_id"] != 5:
        return
    whole = ("weight", *_SIDES)
    if not items or not all(item.get(name) for item in items for name in whole):
        raise Wrong("USER_ERR_COMMON", "Cân nặng không hợp lệ", "items need weight and size")
    if sum(item["weight"] * item["quantity"] for item in items) != body["weight"]:
        raise Wrong("USER_ERR_COMMON", "Cân nặng không hợp lệ", "weight is not that of the items")


def _check_phone(phone: str, *, any_phone: bool) -> None:
    if any_phone and re.fullmatch(r"\+?[\d ]{8,20}", phone):
        return
    if not re.fullmatch(r"0\d{9}", phone):
        raise Wrong("PHONE_INVALID", "Số điện thoại không hợp lệ", "phone is invalid")


def _check_place(body: Mapping[str, Any], side: str) -> None:
    names = [body.get(f"{side}_{one}_name") or "" for one in ("province", "district", "ward")]
    if not any(names) and body.get(f"{side}_ward_code") in WARDS.get(
        body.get(f"{side}_district_id", 0), {}
    ):
        return
    is_new = bool(body.get(f"is_new_{side}_address"))
    provinces = NEW_PROVINCES if is_new else PROVINCES
    province = _code(provinces, names[0])
    if province is None:
        words = "Tỉnh/thành không hợp lệ"
        raise Wrong("PROVINCE_NAME_NOT_VALID", words, "province name is not valid")
    if is_new:
        wards: Mapping[Any, str] = NEW_WARDS[province]
    else:
        district = _code(DISTRICTS[province], names[1])
        if district is None:
            words = "Quận/huyện không hợp lệ"
            raise Wrong("DISTRICT_NAME_NOT_VALID", words, "district name is not valid")
        wards = WARDS[district]
    if names[2] not in wards.values():
        raise Wrong("WARD_NAME_NOT_VALID", "Phường/xã không hợp lệ", "ward name is not valid")


def _code(names: Mapping[int, str], name: str) -> int | None:
    return next((code for code, one in names.items() if one == name), None)


def _required(body: Mapping[str, Any], name: str) -> None:
    if not body.get(name):
        raise _tag(name, "required")


def _tag(name: str, tag: str) -> Wrong:
    field = "".join(part.capitalize() for part in name.split("_"))
    technical = (
        f"Key: 'ShiipCreate.{field}' Error:Field validation for '{field}' failed on the '{tag}' tag"
    )
    return Wrong("USER_ERR_COMMON", "", technical)


def _invalid(technical: str) -> Wrong:
    return Wrong("USER_ERR_COMMON", "Dữ liệu không hợp lệ", technical)
