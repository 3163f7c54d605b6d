"""An address is matched to exactly one place of a courier's list, or a person is asked."""

from __future__ import annotations

import pytest
from fakes.mapped import Mapped, two_schemes

from core.couriers.quotes import Destination
from core.database import Database
from core.shipping.addresses.matching import place_of
from core.shipping.addresses.refreshing import refresh
from core.shipping.addresses.results import Matched, NoList, Unsure
from core.transaction import reading

OLD = {
    # what the order says -> code of the ward
    ("25 Nguyễn Huệ, Phường Bến Nghé", "Quận 1", "", "TP. Hồ Chí Minh"): "20101",
    ("25 Nguyen Hue, P. Ben Nghe", "Q.1", "", "TPHCM"): "20101",
    ("25 Nguyễn Huệ, Bến Nghé", "Quận 1", "TP HCM", "TP HCM"): "20101",
    ("25 Nguyễn Huệ, Phường Bến Nghé, Quận 1", "", "", "Hồ Chí Minh"): "20101",
    ("2 Đinh Tiên Hoàng, phường đa kao", "Quan 1", "", "Ho Chi Minh"): "1A0807",
    ("12 Võ Văn Ngân, P.Linh Trung", "Quận Thủ Đức", "Hồ Chí Minh", "Hồ Chí Minh"): "90737",
    ("12 Võ Văn Ngân", "Linh Trung", "Thủ Đức", "Hồ Chí Minh"): "90737",
    ("5 Trường Chinh, Phường 01", "Tân Bình", "", "Hồ Chí Minh"): "21407",
    ("Ấp 2, Thị trấn Tân Phú", "H. Bình Chánh", "", "Hồ Chí Minh"): "22002",
    ("Ấp 2, Xã Hoà An", "Bình Chánh", "", "Hồ Chí Minh"): "22003",
    ("1 Lê Duẩn", "Côn Đảo", "", "Hồ Chí Minh"): "9",
    ("3 Trần Hưng Đạo, P. Dĩ An", "Dĩ An", "", "Bình Dương"): "440504",
}
NEW = {
    ("25 Nguyễn Huệ", "Phường Sài Gòn", "", "Thành phố Hồ Chí Minh"): "26734",
    ("25 Nguyễn Huệ, phường Sài Gòn", "", "", "Hồ Chí Minh"): "26734",
    ("25 Nguyễn Huệ, P Tân Định", "", "TP Hồ Chí Minh", "Việt Nam"): None,
    ("7 Hai Bà Trưng", "P. Tân Định", "TP.HCM", "TP.HCM"): "26740",
}
UNSURE = (
    # no ward, no such ward, two that differ in what they are, a ward of another district
    ("25 Nguyễn Huệ", "Quận 1", "", "Hồ Chí Minh"),
    ("25 Nguyễn Huệ, Phường Bến Nghê A", "Quận 1", "", "Hồ Chí Minh"),
    ("Ấp 2, Tân Phú", "Bình Chánh", "", "Hồ Chí Minh"),
    ("Ấp 2, Xã Hoa An", "Bình Chánh", "", "Hồ Chí Minh"),
    ("2 Đinh Tiên Hoàng, Phường Linh Trung", "Quận 1", "", "Hồ Chí Minh"),
    # a district of the old scheme with a ward of the new one; a district that is a ward today
    ("25 Nguyễn Huệ, Phường Sài Gòn", "Quận 1", "", "Hồ Chí Minh"),
    ("12 Hoàng Hoa Thám", "Tân Bình", "", "Hồ Chí Minh"),
    # what a column says is not explained by the place, or nothing is known
    ("25 Nguyễn Huệ, Phường Sài Gòn", "Khu B", "Hồ Chí Minh", "Hồ Chí Minh"),
    ("25 Nguyễn Huệ", "", "", ""),
    ("25 Nguyễn Huệ, Phường Bến Nghé", "Quận 1", "", "Thành phố Bác"),
)


def to(address: str, district: str, city: str, province: str) -> Destination:
    return Destination(address, district, city, province, country="VN")


@pytest.fixture
def far(db: Database) -> Mapped:
    far = Mapped(two_schemes())
    with reading(db) as tx:
        assert place_of(tx, far, to("x", "", "", "")) == NoList("mapped")
    told = refresh(db, far)
    assert not told.error
    return far


def test_old_addresses_go_by_district_and_new_ones_by_ward_and_nothing_is_guessed(
    db: Database, far: Mapped
) -> None:
    with reading(db) as tx:
        wrong = {}
        for scheme, table in (("old", OLD), ("new", NEW)):
            for said, code in table.items():
                match = place_of(tx, far, to(*said))
                if code is None:
                    if not isinstance(match, Unsure):
                        wrong[said] = match
                    continue
                smallest = (
                    match.place.get("ward", match.place.get("district"))
                    if isinstance(match, Matched)
                    else None
                )
                if smallest != code or match.place["scheme"] != scheme:
                    wrong[said] = match
        assert wrong == {}
        sure = [said for said in UNSURE if not isinstance(place_of(tx, far, to(*said)), Unsure)]
        assert sure == []
