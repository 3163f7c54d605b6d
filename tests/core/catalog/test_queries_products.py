"""Products are looked up by SKU, barcode, beginning and text."""

from __future__ import annotations

from types import ModuleType

import pytest

from core.catalog.queries import (
    Barcode,
    by_barcode,
    find_products,
    list_products,
    product,
)
from core.database import Database
from core.errors import NotFound
from core.money import Money
from core.transaction import Transaction, reading, writing


def fill(tx: Transaction, build: ModuleType) -> None:
    build.warehouse(tx)
    build.product(tx, "TEH-1", name="Teh Melati", codes={"8991234567891": 1, "CASE-12": 12})
    build.product(tx, "KOPI-1", name="Kopi Đặc Biệt", codes={"SHARED": 1})
    build.product(tx, "KOPI-2", name="Kopi Teh", codes={"SHARED": 1})


def skus(found: tuple[object, ...]) -> list[object]:
    return [getattr(one, "sku", None) for one in found]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("8991234567891", ["TEH-1"]),
        ("08991234567891", ["TEH-1"]),
        ("case-12", []),
        ("CASE-12", ["TEH-1"]),
        ("SHARED", ["KOPI-1", "KOPI-2"]),
        ("KOPI-2", ["KOPI-2"]),
        ("kopi", ["KOPI-1", "KOPI-2"]),
        ("teh", ["TEH-1", "KOPI-2"]),
        ("dac biet", ["KOPI-1"]),
        ("iệt kopi", ["KOPI-1"]),
        ("%", []),
        ("", []),
    ],
)
def test_products_are_found_the_likeliest_first(
    db: Database, build: ModuleType, asked: str, found: list[str]
) -> None:
    with writing(db) as tx:
        fill(tx, build)
    with reading(db) as tx:
        assert skus(find_products(tx, asked)) == found


def test_a_product_has_its_price_and_codes(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        fill(tx, build)
    with reading(db) as tx:
        assert skus(list_products(tx)) == ["KOPI-1", "KOPI-2", "TEH-1"]
        assert skus(list_products(tx, limit=2)) == ["KOPI-1", "KOPI-2"]
        assert skus(list_products(tx, offset=2)) == ["TEH-1"]
        tea = product(tx, "8991234567891")
        assert tea == product(tx, "TEH-1")
        assert tea.price == Money(25_000_00, "IDR")
        assert tea.barcodes == (Barcode("8991234567891", 1), Barcode("CASE-12", 12))
        assert skus(by_barcode(tx, "SHARED")) == ["KOPI-1", "KOPI-2"]


def test_an_unknown_or_ambiguous_product_is_refused_with_what_is_close(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        fill(tx, build)
    with reading(db) as tx:
        for asked in ("SHARED", "KOPI"):
            with pytest.raises(NotFound) as caught:
                product(tx, asked)
            assert caught.value.code == "product_not_found"
            assert caught.value.params["near"] == "KOPI-1, KOPI-2"
