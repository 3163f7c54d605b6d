"""Products by hand: fields, barcodes of two products, units while there is stock."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from core.catalog.queries import Barcode, Product, by_barcode, find_products, list_products, product
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.people.permissions import Role
from core.stock import goods
from core.stock.checks import differences
from core.stock.goods import Told
from core.stock.goods_rules import Sharing
from core.stock.models import moves
from core.stock.queries import all_levels
from core.transaction import Actor, Transaction, reading, writing


@pytest.fixture
def here(db: Database, build: ModuleType) -> int:
    with writing(db) as tx:
        build.product(tx, "TEH", name="Teh", codes={"8991234567891": 1, "CASE": 12}, stock=5)
        build.product(tx, "KOPI", name="Kopi", codes={"K-1": 1})
        made: int = build.warehouse(tx)
        return made


def told(**fields: str) -> Told:
    extra = {name: fields.pop(name) for name in ("barcode", "stock", "bin") if name in fields}
    return Told(fields, extra.get("barcode"), extra.get("stock"), extra.get("bin", ""))


def changed(tx: Transaction, sku: str, told: Told, **more: Any) -> Product:
    goods.change(tx, product(tx, sku).id, told, "IDR", **more)
    return product(tx, sku)


def refusal(tx: Transaction, sku: str, told: Told, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        changed(tx, sku, told, **more)
    return refused.value


def test_a_new_product_has_all_that_was_told_and_its_opening_stock_is_in_the_ledger(
    db: Database, here: int
) -> None:
    fields = {
        "name": "Gula  aren",
        "unit_price": "12500,50",
        "list_price": "15000",
        "cost": "8000",
        "tax_rate": "11.0",
        "unit": "pack",
        "weight_g": "500",
        "length_cm": "10.5",
        "brand": "Maju",
        "category": "Dapur",
        "description": "Manis",
        "specification": "500 g",
        "pictures": "https://a.example/1.jpg https://a.example/2.jpg",
        "videos": "https://a.example/v",
        "reorder_point": "7",
    }
    with writing(db) as tx:
        goods.add(tx, here, "GULA", told(**fields, barcode="G-1|G-12*12", stock="9"), "IDR")
    with reading(db) as tx:
        one = product(tx, "G-1")
        assert (one.sku, one.name, one.price.minor, one.list_price.minor) == (
            "GULA",
            "Gula aren",
            12_500_50,
            15_000_00,
        )
        assert (one.tax_rate, one.unit, one.weight_g, one.length_mm) == ("11", "pack", 500, 105)
        assert (one.description, one.specification, one.reorder_point) == ("Manis", "500 g", 7)
        assert one.pictures == ("https://a.example/1.jpg", "https://a.example/2.jpg")
        assert one.videos == ("https://a.example/v",)
        assert one.barcodes == (Barcode("G-1", 1), Barcode("G-12", 12))
        assert [(each.bin, each.on_hand) for each in all_levels(tx, here, "GULA")] == [("MAIN", 9)]
        reasons = select(moves.c.reason).where(moves.c.product_id == one.id)
        assert tx.execute(reasons).scalars().all() == ["opening"]
        assert differences(tx) == []


@pytest.mark.parametrize(
    ("sku", "given", "code"),
    [
        ("", {"name": "x"}, "sku_needed"),
        ("\x1b", {"name": "x"}, "sku_needed"),
        ("TEH", {"name": "x"}, "sku_exists"),
        ("K-1", {"name": "x"}, "sku_is_barcode"),
        ("NEW", {}, "product_name_needed"),
        ("NEW", {"name": "x", "barcode": "CASE"}, "barcode_taken"),
        ("NEW", {"name": "x", "barcode": "KOPI"}, "barcode_taken"),
        ("NEW", {"name": "x", "stock": "1", "bin": "PACKED"}, "bin_special"),
        ("NEW", {"name": "x", "stock": "-1"}, "number_out_of_range"),
        ("NEW", {"name": "x", "pictures": "javascript:x"}, "link_wrong"),
        ("NEW", {"name": "x" * 1_000_000}, "text_too_long"),
        ("NEW", {"name": "x", "tax_rate": "101"}, "number_out_of_range"),
        ("NEW", {"name": "x", "barcode": "KEMAS:OK"}, "barcode_reserved"),
    ],
)
def test_what_cannot_be_a_product_is_refused(
    db: Database, here: int, sku: str, given: dict[str, str], code: str
) -> None:
    with pytest.raises(Refusal) as refused, writing(db) as tx:
        goods.add(tx, here, sku, told(**given), "IDR")
    assert refused.value.code == code


def test_only_what_is_given_changes_and_a_dash_empties(db: Database, here: int) -> None:
    with writing(db) as tx:
        one = changed(tx, "KOPI", told(brand="Maju", unit_price="9000"))
        assert (one.name, one.brand, one.price.minor) == ("Kopi", "Maju", 9_000_00)
        assert find_products(tx, "kopi")
        assert changed(tx, "KOPI", told(brand="-", name="Kopi Susu")).brand == ""
        assert find_products(tx, "susu")[0].sku == "KOPI"
        assert not goods.change(tx, one.id, told(name="Kopi Susu"), "IDR")


def test_a_form_that_somebody_else_was_faster_than_changes_nothing(db: Database, here: int) -> None:
    with reading(db) as tx:
        seen = product(tx, "KOPI").updated_at
    with writing(db) as tx:
        changed(tx, "KOPI", told(brand="Maju"), seen=seen)
    with writing(db) as tx:
        assert refusal(tx, "KOPI", told(brand="X"), seen=seen).code == "product_changed_meanwhile"


def test_a_barcode_of_two_products_is_refused_moved_or_shared(db: Database, here: int) -> None:
    with writing(db) as tx:
        kopi = product(tx, "KOPI").id
        with pytest.raises(Refusal) as refused:
            goods.add_barcode(tx, kopi, "08991234567891")
        assert refused.value.code == "barcode_taken"
        assert refused.value.params == {
            "barcode": "8991234567891",
            "owner": "TEH",
            "name": "Teh",
        }
        assert goods.add_barcode(tx, kopi, "8991234567891", sharing=Sharing.SHARE)
        assert [one.sku for one in by_barcode(tx, "8991234567891")] == ["TEH", "KOPI"]
        goods.remove_barcode(tx, kopi, "8991234567891")
        assert goods.add_barcode(tx, kopi, "8991234567891", sharing=Sharing.MOVE)
        assert [one.sku for one in by_barcode(tx, "8991234567891")] == ["KOPI"]
        assert not goods.add_barcode(tx, kopi, "8991234567891")
        # What another product is called cannot be taken from it.
        with pytest.raises(Refusal):
            goods.add_barcode(tx, kopi, "TEH", sharing=Sharing.MOVE)


def test_barcodes_come_and_go_one_at_a_time(db: Database, here: int) -> None:
    with writing(db) as tx:
        kopi = product(tx, "KOPI").id
        goods.add_barcode(tx, kopi, "K*5", 24)
        goods.add_barcode(tx, kopi, "K-2")
        assert product(tx, "KOPI").barcodes[-1] == Barcode("K*5", 24)
        goods.remove_barcode(tx, kopi, "K-1")
        assert [one.code for one in product(tx, "KOPI").barcodes] == ["K-2", "K*5"]
        for text in ("", "NIX"):
            with pytest.raises(NotFound):
                goods.remove_barcode(tx, kopi, text)
        for text in ("", "A|B"):
            with pytest.raises(Refusal):
                goods.add_barcode(tx, kopi, text)


def test_units_and_packs_do_not_change_while_there_is_stock(
    db: Database, here: int, build: ModuleType
) -> None:
    with writing(db) as tx:
        assert changed(tx, "TEH", told(unit="piece")).unit == "piece"  # the first is only a name
        unit = refusal(tx, "TEH", told(unit="box", name="Teh Hijau"))
        assert (unit.code, unit.params["units"]) == ("unit_has_stock", 5)
        pack = refusal(tx, "TEH", told(barcode="8991234567891|CASE*24"))
        assert (pack.code, pack.params["barcode"], pack.params["before"]) == (
            "pack_has_stock",
            "CASE",
            12,
        )
        assert refusal(tx, "TEH", Told(), active=False).code == "archive_has_stock"
        assert product(tx, "TEH").name == "Teh"
        assert changed(tx, "KOPI", told(unit="piece")).unit == "piece"
        assert changed(tx, "KOPI", told(unit="box", barcode="K-1*6")).barcodes == (
            Barcode("K-1", 6),
        )


def test_what_was_put_away_is_found_by_its_code_but_not_offered(db: Database, here: int) -> None:
    with writing(db) as tx:
        assert changed(tx, "KOPI", Told(), active=False).archived
        assert [one.sku for one in list_products(tx)] == ["TEH"]
        assert [one.sku for one in list_products(tx, archived=True)] == ["KOPI"]
        assert len(list_products(tx, archived=None)) == 2
        assert find_products(tx, "kop") == ()
        assert [one.sku for one in find_products(tx, "K-1")] == ["KOPI"]
        assert not changed(tx, "KOPI", Told(), active=True).archived


def test_only_who_may_changes_products(db: Database, here: int, build: ModuleType) -> None:
    from core.people.permissions import ROLES

    packer = frozenset(one.value for one in ROLES[Role.PACKER])
    office = frozenset(one.value for one in ROLES[Role.OFFICE])
    with writing(db) as tx:
        who = build.operator(tx, "Ani")
    with (
        pytest.raises(NotAllowed),
        writing(db, Actor(operator_id=who, name="Ani", permissions=packer)) as tx,
    ):
        changed(tx, "KOPI", told(brand="X"))
    with writing(db, Actor(operator_id=who, name="Ani", permissions=office)) as tx:
        assert changed(tx, "KOPI", told(brand="X")).brand == "X"
