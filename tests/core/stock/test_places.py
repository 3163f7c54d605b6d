"""Warehouses and bins: found by code, made once, each with its special bins."""

from __future__ import annotations

import threading
from types import ModuleType

import pytest
from sqlalchemy import func, select

from core.database import Database
from core.errors import NotFound
from core.stock.models import BinKind, bins
from core.stock.places import (
    add_warehouse,
    find_bin,
    shelf,
    shelves,
    special_bin,
    tote,
    warehouse_id,
)
from core.transaction import reading, writing


def test_a_warehouse_is_made_once_with_its_special_bins(db: Database) -> None:
    with writing(db) as tx:
        main = add_warehouse(tx, "MAIN", "Gudang")
        assert add_warehouse(tx, "MAIN", "Gudang") == main
        other = add_warehouse(tx, "JOG", "Jogja")
        assert warehouse_id(tx, "JOG") == other
        kinds = [kind for kind in BinKind if kind is not BinKind.SHELF]
        assert (
            len({special_bin(tx, where, kind) for where in (main, other) for kind in kinds}) == 14
        )


def test_an_unknown_warehouse_is_named_beside_the_known_ones(db: Database) -> None:
    with writing(db) as tx:
        add_warehouse(tx, "MAIN", "Gudang")
        add_warehouse(tx, "JOG", "Jogja")
        with pytest.raises(NotFound) as unknown:
            warehouse_id(tx, "BDG")
    assert unknown.value.params == {"warehouse": "BDG", "known": "JOG, MAIN"}


def test_a_shelf_is_made_on_first_use_in_its_own_warehouse(db: Database) -> None:
    with writing(db) as tx:
        main, other = add_warehouse(tx, "MAIN", "Gudang"), add_warehouse(tx, "JOG", "Jogja")
        assert find_bin(tx, main, "A-1") is None
        made = shelf(tx, main, "A-1")
        assert shelf(tx, main, "A-1") == made
        assert shelf(tx, other, "A-1") != made
        several = shelves(tx, main, {"A-1", "A-2"})
        assert several == {"A-1": made, "A-2": shelf(tx, main, "A-2")}


def test_a_tote_is_no_shelf(db: Database) -> None:
    with writing(db) as tx:
        main = add_warehouse(tx, "MAIN", "Gudang")
        shelf(tx, main, "A-1")
        assert tote(tx, main, "T-1") == tote(tx, main, "T-1")
        with pytest.raises(NotFound, match="tote_unknown"):
            tote(tx, main, "A-1")


def test_a_bin_that_two_make_at_once_is_one_bin(db: Database, build: ModuleType) -> None:
    main = build.shop(db).warehouse
    start = threading.Barrier(8)
    made: list[int] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            start.wait(10)
            with writing(db) as tx:
                made.append(shelf(tx, main, "A-1").id)
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            errors.append(error)

    threads = [threading.Thread(target=work, daemon=True) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert len(made) == 8
    assert len(set(made)) == 1
    with reading(db) as tx:
        count = select(func.count()).where(bins.c.code == "A-1")
        assert tx.execute(count).scalar_one() == 1
