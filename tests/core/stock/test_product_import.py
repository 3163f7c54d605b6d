"""Importing product files: the catalogue follows the file, and stock only by moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.catalog.models import barcodes, products
from core.database import Database
from core.errors import NotAllowed
from core.people.permissions import Permission
from core.stock.checks import differences
from core.stock.models import moves
from core.stock.product_import import ProductReport, import_products
from core.stock.queries import all_levels
from core.transaction import SYSTEM, Actor, reading, writing

Import = Callable[..., ProductReport]
HEADER = "sku,name,barcode,unit_price,stock,bin"


@pytest.fixture
def warehouse(db: Database, build) -> int:
    with writing(db) as tx:
        return build.warehouse(tx)


@pytest.fixture
def take(db: Database, warehouse: int, tmp_path: Path) -> Import:
    def _take(*rows: str, actor: Actor = SYSTEM) -> ProductReport:
        path = tmp_path / "products.csv"
        path.write_text("\n".join([HEADER, *rows]), "utf-8")
        return import_products(db, actor, path, warehouse=warehouse, currency="IDR")

    return _take


def counts(report: ProductReport) -> tuple[int, int, int, int]:
    return (report.created, report.updated, report.unchanged, report.restocked)


def stock(db: Database, warehouse: int) -> dict[tuple[str, str], int]:
    with reading(db) as tx:
        assert differences(tx) == []
        return {(one.sku, one.bin): one.on_hand for one in all_levels(tx, warehouse)}


def moved(db: Database) -> int:
    with reading(db) as tx:
        return int(tx.execute(select(func.count()).select_from(moves)).scalar_one())


def test_new_products_come_with_codes_and_opening_stock(db, take, warehouse):
    report = take("TEA,Teh,LOC-1|LOC-2*12,5000,10,A-1", "MUG,Cangkir,,,3,", "CUP,Gelas,,,,")
    assert counts(report) == (3, 0, 0, 2)
    assert stock(db, warehouse) == {("TEA", "A-1"): 10, ("MUG", "MAIN"): 3}
    with reading(db) as tx:
        found = tx.execute(select(barcodes.c.code, barcodes.c.quantity).order_by(barcodes.c.code))
        assert found.all() == [("LOC-1", 1), ("LOC-2", 12)]


def test_the_same_file_again_changes_nothing_even_after_goods_left(db, take, warehouse, build):
    rows = ("TEA,Teh,LOC-1,5000,10,A-1", "CUP,Gelas,,,0,A-1")
    take(*rows)
    take("TEA,Teh,LOC-1,5000,8,A-1")
    assert stock(db, warehouse) == {("TEA", "A-1"): 8}
    before = moved(db)
    report = take("TEA,Teh,LOC-1,5000,8,A-1", "CUP,Gelas,,,0,A-1")
    assert counts(report) == (0, 0, 2, 0)
    with writing(db) as tx:
        build.put(tx, build.product_id(tx, "TEA"), 5, bin="A-1")
    assert counts(take("TEA,Teh,LOC-1,5000,8,A-1"))[3] == 0
    assert moved(db) == before + 1
    assert stock(db, warehouse) == {("TEA", "A-1"): 13}


def test_a_new_figure_is_posted_as_an_adjusting_move(db, take, warehouse):
    take("TEA,Teh,,,10,A-1")
    report = take("TEA,Teh,,,4,A-1")
    assert counts(report) == (0, 0, 0, 1)
    assert stock(db, warehouse) == {("TEA", "A-1"): 4}
    assert moved(db) == 2


def test_stock_never_goes_below_what_orders_hold_and_the_row_is_not_half_taken(
    db, take, warehouse, build
):
    take("TEA,Teh,LOC-1,5000,10,A-1")
    build.ready_order(db, "W-1", {"TEA": 6})
    report = take("TEA,Teh Baru,LOC-1,9000,5,A-1", "MUG,Cangkir,,,,")
    assert [reason.code for reason in report.refused] == ["stock_reserved"]
    assert counts(report) == (1, 0, 0, 0)
    assert stock(db, warehouse) == {("TEA", "A-1"): 10}
    with reading(db) as tx:
        name = tx.execute(select(products.c.name).where(products.c.sku == "TEA")).scalar_one()
    assert name == "Teh"


def test_changed_cells_are_updated_and_empty_ones_left(db, take):
    take("TEA,Teh,LOC-1|LOC-2*12,5000,,")
    assert counts(take("TEA,Teh Hijau,,,,")) == (0, 1, 0, 0)
    assert counts(take("TEA,Teh Hijau,LOC-1|LOC-3,,,")) == (0, 1, 0, 0)
    with reading(db) as tx:
        row = tx.execute(select(products)).one()._mapping
        codes = tx.execute(select(barcodes.c.code).order_by(barcodes.c.code)).scalars().all()
    assert (row["name"], row["unit_price"], row["search"]) == (
        "Teh Hijau",
        500_000,
        "tea teh hijau",
    )
    assert codes == ["LOC-1", "LOC-3"]


def test_bad_rows_are_told_and_the_others_go_in(db, take):
    report = take("TEA,,,,,", "MUG,Cangkir,,x,,", "CUP,Gelas,,,5,PACKED", "PEN,Pena,,,,")
    assert [(one.params["line"], one.code) for one in report.refused] == [
        (2, "value_missing"),
        (3, "money_unreadable"),
        (4, "bin_special"),
    ]
    assert report.created == 1


def test_import_needs_its_permission_and_changing_stock_another(db, take, warehouse, build):
    with pytest.raises(NotAllowed):
        take("TEA,Teh,,,,", actor=Actor(operator_id=1, name="Sari"))
    take("TEA,Teh,,,10,")
    with writing(db) as tx:
        who = build.operator(tx, "Office")
    office = Actor(
        operator_id=who, name="Office", permissions=frozenset({Permission.PRODUCT_IMPORT.value})
    )
    report = take("TEA,Teh,,,7,", actor=office)
    assert [reason.code for reason in report.refused] == ["not_allowed"]
    assert stock(db, warehouse) == {("TEA", "MAIN"): 10}
