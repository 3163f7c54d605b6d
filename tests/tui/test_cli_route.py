"""``kemas orders route`` at the command line."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.transaction import writing

RULES = '[routing]\nrules = ["in_stock", "nearest"]\n'


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    """Two of tea in MAIN, promised to W-1; nine in JOG; W-2 waits for three."""
    made = ShopOnDisk(tmp_path, sqlite_template, RULES, capsys)
    shop = build.shop(made.db, {"TEH": 2})
    made.json("warehouses", "add", "JOG", "--city", "Sleman", "--rank", "5")
    build.ready_order(made.db, "W-1", {"TEH": 2})
    with writing(made.db) as tx:
        build.put(tx, shop.products["TEH"], 9, bin="R-1", warehouse_code="JOG")
        build.order(tx, "W-2", {"TEH": 2})
    return made


def test_it_says_why_and_where_the_rules_would_send_an_order(shop: ShopOnDisk) -> None:
    found = shop.json("orders", "route", "W-2")
    assert (found["warehouse"], found["came"]) == ("MAIN", None)
    assert found["rules"] == {"warehouse": "JOG", "why": "in_stock"}
    assert [(one["warehouse"], one["missing"]) for one in found["warehouses"]] == [
        ("MAIN", 2),
        ("JOG", 0),
    ]
    code, out, _err = shop("orders", "route", "W-2")
    assert (code, "The rules send it to JOG: only there all of it is in stock." in out) == (0, True)


def test_an_order_is_sent_elsewhere_and_what_it_gave_back_lets_others_go(shop: ShopOnDisk) -> None:
    moved = shop.json("orders", "route", "W-1", "--to", "JOG")
    assert (moved["warehouse"], moved["missing"], moved["orders_ready"]) == ("JOG", 0, 1)
    assert shop.json("orders", "route", "W-1")["came"]["why"] == "by_hand"
    assert "is in JOG already" in shop("orders", "route", "W-1", "--to", "JOG")[1]
    out = shop("orders", "route", "W-1")[1]
    assert "The order W-1 is in JOG: sent there by hand." in out
    assert "goes to the warehouse JOG: sent there by hand" in shop("orders", "show", "W-1")[1]


def test_the_rules_send_it_where_its_goods_are(shop: ShopOnDisk) -> None:
    assert shop.json("orders", "route", "W-2", "--rules")["warehouse"] == "JOG"
    out = shop("orders", "route", "W-1", "--rules")[1]
    assert "The order W-1" in out


def test_what_cannot_be_with_routes_is_one_clear_sentence(
    shop: ShopOnDisk, build: ModuleType
) -> None:
    shop.json("warehouses", "add", "BDG")
    shop.json("warehouses", "close", "BDG")
    shop("orders", "cancel", "W-2", "--reason", "salah")
    for words, said in (
        (["W-9"], "W-9"),
        (["W-1", "--to", "NIX"], "no warehouse NIX"),
        (["W-1", "--to", "BDG"], "BDG is closed"),
        (["W-2", "--to", "JOG"], "Only an order that nobody has begun"),
    ):
        code, _out, err = shop("orders", "route", *words)
        assert (code, said in err) == (1, True), err
