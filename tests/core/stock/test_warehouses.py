"""Warehouses: told about, changed, and closed once nothing lies there any more."""

from __future__ import annotations

from types import ModuleType

import pytest

from core.database import Database
from core.errors import NotFound, Refusal
from core.stock import warehouses
from core.stock.commands import adjust_to
from core.stock.models import WarehouseKind
from core.stock.places import find_bin
from core.stock.warehouses import Told
from core.transaction import writing


def test_a_warehouse_has_an_address_somebody_in_charge_and_a_rank(
    db: Database, build: ModuleType
) -> None:
    build.shop(db)
    told = Told(
        "Gudang Jogja",
        WarehouseKind.BRANCH,
        city="Yogyakarta",
        province="DI Yogyakarta",
        postcode="55281",
        phone="0812-3456-789",
        keeper="Bu Rini",
        rank=2,
    )
    with writing(db) as tx:
        made = warehouses.add(tx, "JOG", told)
        assert (made.name, made.kind, made.phone) == (
            "Gudang Jogja",
            WarehouseKind.BRANCH,
            "0812 3456 789",
        )
        after, changed = warehouses.change(tx, made.id, Told(rank=0, keeper="Pak Budi"))
        assert changed
        assert (after.rank, after.keeper) == (0, "Pak Budi")
        assert warehouses.change(tx, made.id, Told(rank=0))[1] is False
        assert [one.code for one in warehouses.all_warehouses(tx)] == ["JOG", "MAIN"]


@pytest.mark.parametrize(
    ("code", "told", "why"),
    [
        ("MAIN", Told(), "warehouse_exists"),
        (" ", Told(), "warehouse_code_needed"),
        ("X", Told(rank=-1), "warehouse_rank"),
        ("X", Told(phone="no phone"), "phone_unreadable"),
        ("X", Told(city="x" * 121), "text_too_long"),
    ],
)
def test_what_cannot_be_makes_no_warehouse(
    db: Database, build: ModuleType, code: str, told: Told, why: str
) -> None:
    build.shop(db)
    with pytest.raises(Refusal) as refused, writing(db) as tx:
        warehouses.add(tx, code, told)
    assert refused.value.code == why


def test_a_warehouse_closes_when_it_is_empty_and_another_one_is_open(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    with pytest.raises(Refusal, match="warehouse_last"), writing(db) as tx:
        warehouses.close(tx, shop.warehouse)
    with writing(db) as tx:
        other = warehouses.add(tx, "JOG", Told())
    with pytest.raises(Refusal) as refused, writing(db) as tx:
        warehouses.close(tx, shop.warehouse)
    assert refused.value.params == {"warehouse": "MAIN", "units": 5}
    with writing(db) as tx:
        place = find_bin(tx, shop.warehouse, "MAIN")
        assert place is not None
        adjust_to(tx, shop.warehouse, shop.products["TEH"], place.id, 0, reason="count")
        assert not warehouses.close(tx, shop.warehouse).active
        with pytest.raises(Refusal, match="warehouse_closed"):
            warehouses.open_one(tx, "MAIN")
        with pytest.raises(Refusal, match="warehouse_last"):
            warehouses.close(tx, other.id)
        assert warehouses.reopen(tx, shop.warehouse).active
        assert warehouses.open_one(tx, "MAIN").id == shop.warehouse


def test_a_warehouse_that_nobody_knows_is_named_beside_those_that_are(
    db: Database, build: ModuleType
) -> None:
    build.shop(db)
    with pytest.raises(NotFound) as refused, writing(db) as tx:
        warehouses.by_code(tx, "BDG")
    assert refused.value.params == {"warehouse": "BDG", "known": "MAIN"}
