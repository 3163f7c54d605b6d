"""``kemas returns``: from the label to money back, at the command line."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.shipping.handing_over import hand_over_parcel, parcel_by_code
from core.transaction import writing


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    """Two orders of one tea each that the courier took."""
    made = ShopOnDisk(tmp_path, sqlite_template, "", capsys)
    for code in made.pack(build, "A1", "A2"):
        with writing(made.db) as tx:
            hand_over_parcel(tx, parcel_by_code(tx, code).id)
    return made


def test_a_return_goes_from_its_label_to_money_back(shop: ShopOnDisk) -> None:
    assert "There are no returns." in shop("returns", "list")[1]
    made = shop.json("returns", "register", "A1", "--line", "TEH=1", "--reason", "too small")
    assert (made["code"], made["state"], made["wish"]) == ("R000001", "announced", "refund")
    looked = shop.json("returns", "inspect", "R000001", "--good", "TEH=1", "--bin", "MAIN")
    assert (looked["state"], looked["lines"][0]["good"]) == ("inspected", 1)
    done = shop.json("returns", "settle", "r000001", "--refund", "20000", "--method", "cash")
    assert (done["state"], done["billing"]) == ("settled", "credit")
    code, out, _err = shop("returns", "show", "R000001")
    assert (code, "20,000" in out, "1 good, 0 damaged of 1" in out) == (0, True, True)
    assert [one["code"] for one in shop.json("returns", "list", "--state", "settled")] == [
        "R000001"
    ]
    assert shop.json("orders", "show", "A1")["status"] == "returned"


def test_an_order_whose_return_was_settled_says_what_was_taken_off_and_asks_for_nothing(
    shop: ShopOnDisk,
) -> None:
    shop.json("returns", "register", "A1", "--arrived")
    shop.json("returns", "inspect", "R000001", "--good", "TEH=1", "--bin", "MAIN")
    assert "Credited" not in shop("orders", "show", "A1")[1]
    off = shop.json("returns", "settle", "R000001")["credited"]
    assert off > 0
    _code, out, _err = shop("orders", "show", "A1")
    assert ("Credited" in out, "nothing is due any more" in out, "is due\n" in out) == (
        True,
        True,
        False,
    )
    money = shop.json("orders", "payments", "A1")
    assert (money["paid"], money["credited"]) == (money["balance"], money["total"])
    assert "nothing is due any more" in shop("orders", "payments", "A1")[1]
    for paid, found in (("unpaid", 0), ("part", 0), ("paid", 0), ("credited", 1)):
        rows = shop.json("orders", "list", "--payment", paid, "--status", "returned")
        assert len(rows) == found, paid


def test_an_exchange_is_an_order_of_its_own(shop: ShopOnDisk) -> None:
    shop.json("returns", "register", "A2", "--arrived")
    shop.json("returns", "inspect", "R000001", "--damaged", "TEH=1", "--note", "torn")
    done = shop.json("returns", "settle", "R000001", "--exchange", "TEH=1")
    assert done["billing"] == "replacement"
    new = shop.json("orders", "show", done["exchange_no"])
    assert (new["status"], new["lines"][0]["quantity"]) == ("processing", 1)


def test_an_exchange_for_more_than_came_back_needs_a_word_and_tells_what_is_missing(
    shop: ShopOnDisk,
) -> None:
    shop.json("returns", "register", "A2", "--arrived")
    shop.json("returns", "inspect", "R000001", "--good", "TEH=1", "--bin", "MAIN")
    code, _out, err = shop("returns", "settle", "R000001", "--exchange", "TEH=9999")
    assert (code, "9999 units would go out for 1 that came back with R000001" in err) == (1, True)
    assert "--sure" in err
    code, out, _err = shop("returns", "settle", "R000001", "--exchange", "TEH=9999", "--sure")
    assert (code, "units of it are on no shelf" in out) == (0, True)


def test_what_cannot_be_is_one_clear_sentence(shop: ShopOnDisk) -> None:
    shop.json("returns", "register", "A1")
    for words, said in (
        (["register", "A1"], "is back or expected already"),
        (["register", "ZZ"], "No order and no parcel"),
        (["register", "A2", "--line", "KOPI"], "KOPI is not part of the order A2; it has: TEH."),
        (["register", "A2", "--line", "TEH=2"], "1 may still come back"),
        (["inspect", "R000001", "--good", "TEH"], "--bin"),
        (["inspect", "R000001", "--good", "NIX", "--bin", "MAIN"], "NIX is not part of the order"),
        (["inspect", "R000001", "--good", "teh", "--bin", "DAMAGED"], "the place for damaged"),
        (["inspect", "R000001", "--damaged", "TEH"], "with --note"),
        (["settle", "R000001"], "is expected; this cannot be done"),
        (["show", "R9"], "no return R9"),
    ):
        code, _out, err = shop("returns", *words)
        assert (code, said in err) == (1, True), err
    refused = shop.json("returns", "refuse", "R000001", "--reason", "by mistake")
    assert refused["state"] == "refused"


def test_goods_that_are_named_twice_are_exchanged_twice(shop: ShopOnDisk) -> None:
    shop.json("returns", "register", "A2", "--arrived")
    shop.json("returns", "inspect", "R000001", "--good", "TEH=1", "--bin", "MAIN")
    done = shop.json("returns", "settle", "R000001", "--exchange", "TEH", "--exchange", "TEH",
                     "--sure")  # fmt: skip
    assert shop.json("orders", "show", done["exchange_no"])["units"] == 2


def test_what_the_courier_brings_back_is_not_delivered(shop: ShopOnDisk) -> None:
    shop.json("returns", "register", "A1", "--undelivered")
    code, _out, err = shop("orders", "delivered", "A1")
    assert code == 1
    assert "is coming back; it cannot be delivered." in err
