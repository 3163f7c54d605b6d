"""``kemas suppliers`` at the command line."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    made = ShopOnDisk(tmp_path, sqlite_template, "", capsys)
    build.shop(made.db, {"TEH": 0})
    return made


def test_a_supplier_is_added_changed_priced_and_shown(shop: ShopOnDisk) -> None:
    assert "There are no such suppliers." in shop("suppliers", "list")[1]
    made = shop.json("suppliers", "add", "CV-1", "--name", "Maju", "--lead-days", "7")
    assert (made["code"], made["currency"], made["goods"]) == ("CV-1", "IDR", [])
    priced = shop.json(
        *("suppliers", "price", "CV-1", "TEH", "12500", "--pack", "12", "--supplier-sku", "T-9")
    )
    assert priced["goods"][0] | {"price": 0, "id": 0} == {
        "id": 0,
        "supplier_id": made["id"],
        "supplier": "CV-1",
        "product_id": priced["goods"][0]["product_id"],
        "sku": "TEH",
        "name": "Barang TEH",
        "supplier_sku": "T-9",
        "price": 0,
        "minimum": 1,
        "pack": 12,
        "preferred": True,
    }
    changed = shop.json("suppliers", "edit", "cv-1", "--email", "cv@maju.id", "--active", "no")
    assert (changed["email"], changed["active"], changed["lead_days"]) == ("cv@maju.id", False, 7)
    code, out, _err = shop("suppliers", "show", "maju")
    assert (code, "12,500" in out, "not any more" in out, "7 days" in out) == (0, True, True, True)
    assert shop.json("suppliers", "list", "--active") == []
    assert shop.json("suppliers", "price", "CV-1", "TEH", "--drop")["goods"] == []


def test_a_file_is_taken_in_and_what_is_wrong_is_said(shop: ShopOnDisk) -> None:
    template = shop("suppliers", "import", "--template")[1]
    assert template.startswith("supplier,name,")
    file = shop.folder / "s.csv"
    file.write_text("supplier,name,sku,price\nA,Satu,TEH,5000\nB,Dua,NIX,1\n", encoding="utf-8")
    code, out, _err = shop("suppliers", "import", str(file))
    assert code == 1
    assert "1 new suppliers" in out
    assert "Line 3, sku: there is no product NIX." in out
    assert shop("suppliers", "import")[0] == 2


def test_what_cannot_be_is_one_clear_sentence(shop: ShopOnDisk) -> None:
    shop.json("suppliers", "add", "A", "--name", "Satu")
    for words, said in (
        (["show", "B"], "no supplier B"),
        (["add", "A", "--name", "x"], "a supplier A already"),
        (["price", "A", "TEH"], "Say what A asks for TEH."),
        (["price", "A", "TEH", "--drop"], "does not sell TEH"),
        (["price", "A", "TEH", "Rp 5"], "is not an amount"),
        (["price", "A", "NIX", "5"], "no product NIX"),
    ):
        code, _out, err = shop("suppliers", *words)
        assert (code, said in err) == (1, True), err
