"""``kemas couriers places``: lists are heard, addresses are placed once, answers taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.shipping.settings import settings_of
from tui.demo.couriers.ghn import SHOP, TOKEN, SimulatedGhn
from tui.surveyor import Surveyor

TABLE = '[couriers.ghn]\nbase_url = "{}"\ntoken = "{}"\nshop_id = {}\n'
ASKED = ("couriers", "places", "asked")


@pytest.fixture
def ghn() -> Iterator[SimulatedGhn]:
    with SimulatedGhn() as server:
        yield server


@pytest.fixture
def kemas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sqlite_template: Path, ghn: SimulatedGhn
) -> Iterator[ShopOnDisk]:
    table = TABLE.format(ghn.url, TOKEN, SHOP)
    shop = ShopOnDisk(tmp_path, sqlite_template, table, capsys)
    yield shop
    shop.db.close()


def order(shop: ShopOnDisk, build: ModuleType, number: str, address: str) -> None:
    build.ready_order(
        shop.db, number, {"TEH": 1}, courier="ghn", country="VN", currency="VND",
        address=address, district="Quận 1", city="", province="TP.HCM",
    )  # fmt: skip


def test_an_address_is_asked_once_and_the_answer_is_kept_until_it_is_taken_back(
    kemas: ShopOnDisk, build: ModuleType
) -> None:
    build.shop(kemas.db, {"TEH": 9})
    order(kemas, build, "W-1", "1 Lê Lợi, P. Bến Nghê 1")
    order(kemas, build, "W-2", "2 Lê Lợi, Phường Bến Thành")
    assert "No list of places was asked for yet." in kemas("couriers", "places", "list")[1]
    code, said, _err = kemas("couriers", "places", "match", "ghn", "--order", "W-2")
    assert (code, "was not heard yet: kemas couriers places refresh" in said) == (1, True)
    (done,) = kemas.json("couriers", "places", "refresh")
    assert (done["maps"], done["error"], done["gone"]) == ("ghn", "", 0)
    (listed,) = kemas.json("couriers", "places", "list")
    assert listed["counts"]["new province"] == 5

    told = kemas.json("couriers", "places", "match", "ghn", "--order", "W-2")
    assert told["place"]["ward_name"] == "Phường Bến Thành"
    (asked,) = kemas.json(*ASKED)
    assert (asked["said"], asked["orders"], asked["order_no"]) == ("P. Bến Nghê 1", 1, "W-1")
    code, said, _err = kemas("couriers", "places", "match", "ghn", "--order", "W-1")
    assert (code, "Nobody said yet which ward this is: P. Bến Nghê 1" in said) == (1, True)
    shown = kemas("couriers", "places", "show", str(asked["id"]))[1]
    assert "Phường Bến Nghé" in shown
    assert "Quận 1, Hồ Chí Minh" in shown

    number = str(asked["id"])
    wrong = kemas("couriers", "places", "choose", number, "Phường Bến Nghè Mới")
    assert wrong[0] == 1
    assert "kemas couriers places search ghn TEXT" in wrong[2]
    wrong = kemas("couriers", "places", "choose", number, "Phường Bến Thành")
    assert "Say which one by its code: new:ward:26734, old:ward:20101" in wrong[2]
    done = kemas("couriers", "places", "choose", number, "old:ward:20107")[1]
    assert "P. Bến Nghê 1 means Phường Bến Nghé from now on" in done
    assert "have their place now: 1" in done
    assert kemas.json("couriers", "places", "match", "ghn", "--order", "W-1")["match"] == "matched"
    assert [one["place"] for one in kemas.json(*ASKED, "--said")] == ["Phường Bến Nghé"]
    kemas("couriers", "places", "forget", number)
    assert kemas.json(*ASKED, "--said") == []
    assert "There is no such address number 99" in kemas("couriers", "places", "show", "99")[2]
    (found,) = kemas.json("couriers", "places", "search", "ghn", "thao dien")
    assert (found["code"], found["within"]) == ("90737", "Thành phố Thủ Đức, Hồ Chí Minh")
    refused = kemas("couriers", "places", "search", "own", "x")[2]
    assert "takes addresses as they are written" in refused


def test_the_worker_hears_the_lists_and_finds_what_nobody_can_place(
    kemas: ShopOnDisk, build: ModuleType, ghn: SimulatedGhn
) -> None:
    build.shop(kemas.db, {"TEH": 9})
    order(kemas, build, "W-1", "1 Lê Lợi")
    surveyor = Surveyor(kemas.db, settings_of(kemas.config).couriers)
    while surveyor._once() < 1:
        pass
    (asked,) = kemas.json(*ASKED)
    assert asked["order_no"] == "W-1"
    asked_before = len(ghn.asked)
    assert surveyor._once() >= 1
    assert len(ghn.asked) == asked_before, "a list that was just heard is not asked for"
