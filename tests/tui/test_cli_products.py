"""``kemas products`` at the command line."""

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
    build.shop(made.db, {"TEH": 5})
    return made


def test_a_product_is_added_changed_and_shown_with_what_it_earns(shop: ShopOnDisk) -> None:
    made = shop.json(
        *("products", "add", "KOPI", "--name", "Kopi", "--unit-price", "55500", "--cost", "30000"),
        *("--tax-rate", "11", "--list-price", "60000", "--barcode", "K-1|K-12*12", "--stock", "4"),
        *("--pictures", "https://a.example/1.jpg", "--unit", "pack", "--bin", "A-1"),
    )
    assert made["earnings"] == {
        "tax": 5_500_00,
        "net": 50_000_00,
        "cost": "3000000",
        "profit": "2000000",
        "margin": "40.00",
    }
    assert [(one["bin"], one["on_hand"]) for one in made["stock"]] == [("A-1", 4)]
    assert made["pictures"] == ["https://a.example/1.jpg"]
    _code, out, _err = shop("products", "edit", "K-1", "--brand", "Maju", "--pictures", "-")
    assert ("Brand: Maju" in out, "Pictures" in out, "40.00 %" in out) == (True, False, True)
    assert shop.json("products", "show", "K-12")["brand"] == "Maju"


def test_a_barcode_is_added_moved_shared_and_removed(shop: ShopOnDisk) -> None:
    shop.json("products", "add", "KOPI", "--name", "Kopi", "--barcode", "K-1")
    code, _out, err = shop("products", "barcode", "add", "TEH", "K-1")
    assert code == 1
    assert "K-1 is on KOPI already" in err
    assert "--move" in err
    moved = shop.json("products", "barcode", "add", "TEH", "K-1", "--units", "6", "--move")
    assert {"code": "K-1", "quantity": 6} in moved["barcodes"]
    assert shop.json("products", "show", "KOPI")["barcodes"] == []
    shop.json("products", "barcode", "add", "KOPI", "K-1", "--share")
    assert shop("products", "show", "K-1")[0] == 1  # two carry it now
    assert shop.json("products", "barcode", "remove", "KOPI", "K-1")["barcodes"] == []


def test_what_has_stock_keeps_its_unit_and_is_not_put_away(shop: ShopOnDisk) -> None:
    shop.json("products", "edit", "TEH", "--unit", "pack")
    for words in (("edit", "TEH", "--unit", "box"), ("archive", "TEH")):
        code, _out, err = shop("products", *words)
        assert (code, "5 × TEH" in err, "kemas stock count" in err) == (1, True, True)
    shop.json("products", "add", "KOPI", "--name", "Kopi")
    assert shop.json("products", "archive", "KOPI") == ["KOPI"]
    assert [one["sku"] for one in shop.json("products", "list")] == ["TEH"]
    assert [one["sku"] for one in shop.json("products", "list", "--archived")] == ["KOPI"]
    assert "Sold again: KOPI" in shop("products", "archive", "KOPI", "--back")[1]


def test_a_family_makes_its_products_and_later_only_the_new_ones(shop: ShopOnDisk) -> None:
    made = shop.json(
        *("products", "family", "add", "TEE", "--name", "Kaos", "--unit-price", "75000"),
        *("--attribute", "Colour=RED:Merah,BLU", "--attribute", "Size=S,M"),
    )
    assert (made["made"], len(made["variants"])) == (4, 4)
    more = shop.json("products", "family", "value", "TEE", "Size", "XL")
    assert (more["made"], len(more["variants"])) == (2, 6)
    _code, out, _err = shop("products", "family", "show", "TEE-RED-XL")
    assert "Kaos Merah XL" in out
    assert "6" in shop("products", "family", "list")[1]
    shop.json("products", "add", "TEE-GRN-S", "--name", "Lain")
    code, _out, err = shop("products", "family", "value", "TEE", "Colour", "GRN")
    assert (code, "TEE-GRN-S would be a variant but belongs to TEE-GRN-S (Lain)" in err) == (
        1,
        True,
    )
    assert len(shop.json("products", "family", "show", "TEE")["variants"]) == 6


def test_a_file_is_shown_before_it_is_applied(shop: ShopOnDisk) -> None:
    file, wrong = shop.folder / "p.csv", shop.folder / "wrong.csv"
    file.write_text("sku,name,unit_price\nTEH,Teh Hijau,25000\nGULA,Gula,1\nX,X,Rp 5\n", "utf-8")
    code, out, _err = shop("products", "import", str(file), "--diff", "--wrong", str(wrong))
    assert code == 1
    for said in (
        "changed: TEH Teh Hijau",
        "Name: Barang TEH → Teh Hijau",
        "new: GULA Gula",
        "Line 4, unit_price: Rp 5 is not a plain number",
        "p.csv: 1 new, 1 changed, 0 the same, 1 not right.",
    ):
        assert said in out
    assert wrong.read_text("utf-8-sig").startswith("row,problem,sku,name,unit_price\n4,") or (
        "\r\n4," in wrong.read_bytes().decode("utf-8-sig")
    )
    assert [one["name"] for one in shop.json("products", "list")] == ["Barang TEH"]
    found = shop("products", "import", str(file), "--diff", "--json")[1]
    assert '"after": "Teh Hijau"' in found
    _code, out, _err = shop("products", "import", str(file), "--apply")
    assert "1 new products, 1 changed" in out
    assert shop.json("products", "show", "TEH")["name"] == "Teh Hijau"


def test_a_note_to_every_row_is_told_of_the_first_rows_only(shop: ShopOnDisk) -> None:
    rows = [f"N{at},Baru,899123450{at:03d}{at % 7}" for at in range(60)]
    file = shop.folder / "many.csv"
    file.write_text("\n".join(["sku,name,barcode", *rows]), "utf-8")
    _code, out, _err = shop("products", "import", str(file), "--apply")
    notes = out.count("Note: ")
    assert notes == 20
    assert "more like these; --all shows them" in out
    assert shop("products", "import", str(file), "--diff", "--all")[1].count("Note: ") > notes


def test_products_are_written_out_for_a_spreadsheet(shop: ShopOnDisk) -> None:
    shop.json("products", "add", "=A", "--name", "@x")
    file = shop.folder / "all.csv"
    assert shop.json("products", "export", str(file)) == {"file": str(file), "rows": 2}
    assert "'=A,'@x," in file.read_text("utf-8-sig")
    _code, out, _err = shop("products", "import", str(file), "--diff")
    assert "0 new, 0 changed, 2 the same, 0 not right." in out
    assert shop("products", "export", str(shop.folder))[0] == 1


def test_labels_are_looked_at_before_they_are_printed(shop: ShopOnDisk) -> None:
    _code, out, err = shop("products", "labels", "TEH", "--price", "--qr", "--preview")
    assert err == ""
    assert "Barang TEH" in out
    assert "QR" in out
    assert "25,000" in out or "25.000" in out
    assert shop.json("jobs", "list") == []
