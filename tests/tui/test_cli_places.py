"""``kemas warehouses``, ``zones`` and ``bins`` at the command line."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

PRINTERS = '[[printers]]\nname = "P"\ntransport = "virtual"\nwidth_dots = 576\n'


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    made = ShopOnDisk(tmp_path, sqlite_template, PRINTERS, capsys)
    build.shop(made.db, {"TEH": 5})
    return made


def test_a_warehouse_is_added_changed_closed_and_opened_again(shop: ShopOnDisk) -> None:
    words = ("--name", "Jogja", "--kind", "branch", "--city", "Sleman", "--rank", "2")
    made = shop.json("warehouses", "add", "JOG", *words)
    assert (made["code"], made["kind"], made["units"], made["zones"]) == ("JOG", "branch", 0, [])
    changed = shop.json("warehouses", "edit", "JOG", "--keeper", "Bu Rini", "--rank", "0")
    assert (changed["keeper"], changed["city"], changed["rank"]) == ("Bu Rini", "Sleman", 0)
    code, out, _err = shop("warehouses", "list")
    assert (code, "branch" in out, "Bu Rini" in out, "main warehouse" in out) == (0, *[True] * 3)
    assert shop.json("warehouses", "close", "JOG")["active"] is False
    assert [one["code"] for one in shop.json("warehouses", "list", "--active")] == ["MAIN"]
    assert shop.json("warehouses", "edit", "JOG", "--active", "yes")["active"] is True
    assert "5 units" in shop("warehouses", "show", "MAIN")[1]


def test_bins_are_made_by_a_pattern_and_walked_as_one_says(shop: ShopOnDisk) -> None:
    assert shop.json("zones", "add", "COLD", "--name", "Dingin")["walk"] == 10
    code, out, _err = shop("bins", "add", "A-1..B-2", "C-1", "--zone", "COLD")
    assert (code, out.strip()) == (0, "5 bins were made: A-1, A-2, B-1, B-2, C-1")
    assert shop.json("bins", "walk", "--by", "snake") == {"changed": 6}
    codes = [one["code"] for one in shop.json("bins", "list")]
    assert codes == ["A-1", "A-2", "B-2", "B-1", "C-1", "MAIN"]
    shop.json("bins", "walk", "C-1", "--before", "A-1")
    shop.json("bins", "walk", "A-2", "--last")
    codes = [one["code"] for one in shop.json("bins", "list")]
    assert codes == ["C-1", "A-1", "B-2", "B-1", "MAIN", "A-2"]
    edited = shop.json("bins", "edit", "B-1..B-2", "--purpose", "bulk", "--zone", "-")
    assert [(one["purpose"], one["zone"]) for one in edited] == [("bulk", ""), ("bulk", "")]
    assert [one["code"] for one in shop.json("bins", "list", "--purpose", "bulk")] == ["B-2", "B-1"]
    assert "3 bins are in no zone now" in shop("zones", "drop", "COLD")[1]
    assert shop("bins", "walk", "C-1")[0] == 2
    assert shop("bins", "walk", "--last")[0] == 2


def test_bins_come_from_a_file_and_get_labels_in_walking_order(shop: ShopOnDisk) -> None:
    assert shop("bins", "import", "--template")[1] == "bin,zone,walk,purpose,active\r\n"
    file = shop.folder / "bins.csv"
    file.write_text("bin,zone,walk\nB-1,Z,1\nA-1,Z,2\nOUT,,3\n", encoding="utf-8")
    code, out, _err = shop("bins", "import", str(file))
    assert (code, "2 bins made" in out, "Line 4, bin: OUT is a place" in out) == (1, True, True)
    assert shop("bins", "import")[0] == 2
    picture = shop.folder / "labels.png"
    assert shop("bins", "labels", "A-1..B-1", "--png", str(picture))[0] == 0
    assert picture.read_bytes()[:4] == b"\x89PNG"


def test_another_warehouse_than_the_stations_is_named(shop: ShopOnDisk) -> None:
    shop.json("warehouses", "add", "JOG")
    shop.json("bins", "add", "R-1", "--warehouse", "JOG")
    assert [one["code"] for one in shop.json("bins", "list", "--warehouse", "JOG")] == ["R-1"]
    assert [one["code"] for one in shop.json("bins", "list")] == ["MAIN"]


def test_what_cannot_be_with_places_is_one_clear_sentence(shop: ShopOnDisk) -> None:
    for words, said in (
        (["warehouses", "show", "BDG"], "no warehouse BDG"),
        (["warehouses", "add", "MAIN"], "a warehouse MAIN already"),
        (["warehouses", "close", "MAIN"], "the only open warehouse"),
        (["bins", "edit", "MAIN", "--active", "no"], "5 units lie in MAIN, of TEH"),
        (["bins", "edit", "OUT", "--walk", "3"], "OUT is a place of Kemas itself"),
        (["bins", "edit", "NIX", "--walk", "3"], "no bin NIX"),
        (["bins", "add", "MAIN"], "MAIN: there already"),
        (["bins", "add", "A-9..A-1"], "counts backwards"),
        (["bins", "add", "A-1", "--zone", "NIX"], "no zone NIX"),
        (["zones", "edit", "NIX"], "no zone NIX"),
        (["bins", "list", "--warehouse", "BDG"], "no warehouse BDG"),
    ):
        code, _out, err = shop(*words)
        assert (code, said in err) == (1, True), err


def test_a_file_of_products_puts_nothing_into_a_closed_bin(shop: ShopOnDisk) -> None:
    shop.json("bins", "add", "A-1")
    shop.json("bins", "edit", "A-1", "--active", "no")
    file = shop.folder / "p.csv"
    file.write_text("sku,name,unit_price,stock,bin\nKOPI,Kopi,1000,3,A-1\n", encoding="utf-8")
    code, out, err = shop("products", "import", str(file))
    assert (code, "the bin A-1 is closed" in f"{out}{err}") == (1, True), f"{out}{err}"
    assert shop.json("bins", "list") == shop.json("bins", "list", "--search", "TEH")
