"""``kemas stock block``, ``unblock`` and ``blocks``; and that *why* tells of them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.shipping.desk import Desk
from core.transaction import writing
from tui.words.verdicts import speak


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    """Five teas, two of them promised."""
    made = ShopOnDisk(tmp_path, sqlite_template, "", capsys)
    build.shop(made.db, {"TEH": 5})
    build.ready_order(made.db, "A1", {"TEH": 2})
    return made


def test_goods_are_blocked_listed_and_free_again(shop: ShopOnDisk) -> None:
    code, out, _err = shop(
        "stock", "block", "TEH", "MAIN", "--reason", "for a count", "--until", "2099-01-31"
    )
    assert (code, out) == (0, "3 × TEH in MAIN are blocked: for a count (block 1).\n")
    listed = shop("stock", "blocks")[1]
    assert "for a count" in listed
    assert "2099-01-31 23:59" in listed
    (one,) = shop.json("stock", "blocks")
    assert (one["sku"], one["quantity"], one["bin"]) == ("TEH", 3, "MAIN")
    assert shop.json("stock", "unblock", "1", "--quantity", "1")["units"] == 1
    assert shop("stock", "unblock", "1")[1] == "2 × TEH in MAIN can be promised again.\n"
    assert "No goods are blocked" in shop("stock", "blocks")[1]
    assert [each["id"] for each in shop.json("stock", "blocks", "--ended")] == [1]
    code, _out, err = shop("stock", "unblock", "1")
    assert (code, err) == (1, "Block 1 of TEH has ended already.\n")


def test_what_is_promised_is_blocked_only_where_somebody_says_so(shop: ShopOnDisk) -> None:
    args = ("stock", "block", "TEH", "MAIN", "--reason", "recall", "--quantity", "5")
    code, _out, err = shop(*args)
    assert code == 1
    assert "3 are free" in err
    assert "--take" in err
    code, out, _err = shop(*args, "--take")
    assert code == 0
    assert "1 order gave them up; 0 got others." in out
    assert shop.json("orders", "show", "A1")["fulfilment"] == "short"
    assert "recall" in shop("orders", "show", "A1")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("TEH", "MAIN", "--quantity", "-1"), "not a number"),
        (("TEH", "MAIN", "--quantity", "99999999999"), "not a number"),
        (("TEH", "MAIN", "--quantity", "1000000000"), "5 lie in MAIN"),
        (("TEH", "MAIN", "--until", "yesterday"), "yesterday"),
        (("TEH", "MAIN", "--until", "2020-01-01"), "over already"),
        (("TEH", "B-9"), "B-9"),
        (("KOPI", "MAIN"), "KOPI"),
    ],
)
def test_what_cannot_be_blocked_is_said(
    shop: ShopOnDisk, words: tuple[str, ...], said: str
) -> None:
    code, _out, err = shop("stock", "block", *words, "--reason", "x")
    assert code != 0
    assert said in err


def test_why_an_order_is_short_tells_of_what_is_blocked(
    shop: ShopOnDisk, build: ModuleType
) -> None:
    shop("stock", "block", "TEH", "MAIN", "--reason", "for a count")
    with writing(shop.db) as tx:
        build.order(tx, "A2", {"TEH": 1})
        station = build.station(tx, "S2")
        build.actor(tx, build.operator(tx, "Budi"), station)
    desk = Desk(shop.db, shop.config, station)
    desk.open()
    refused = desk.scan(desk.last_seq() + 1, "A2")
    assert (refused.kind, refused.detail) == ("not_claimable", "short")
    answer = desk.scan(desk.last_seq() + 1, "KEMAS:WHY")
    said = speak(answer, "Asia/Jakarta", keys=False).message
    assert "5 on hand, 3 blocked (for a count), 0 free" in said
    desk.close()


def test_goods_are_moved_from_bin_to_bin(shop: ShopOnDisk) -> None:
    shop("bins", "add", "B-1")
    code, out, _err = shop("stock", "move", "TEH", "MAIN", "B-1", "4")
    assert code == 0
    assert "4 × TEH went from MAIN to B-1; 1 are left there." in out
    assert "2 of them are promised" in out
    code, _out, err = shop("stock", "move", "TEH", "MAIN", "B-1", "4")
    assert (code, "no more can be taken from MAIN" in err) == (1, True)
    assert shop.json("stock", "move", "TEH", "MAIN", "DAMAGED", "--note", "wet")["units"] == 1
