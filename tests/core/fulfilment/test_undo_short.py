"""Goods that were marked missing and are there after all: undo puts the books back."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from core.database import Database
from core.orders.models import order_lines
from core.stock.counting import count_bin
from core.stock.models import BinKind, bins, count_requests, levels, reservations
from core.stock.queries import waiting_counts
from core.transaction import reading, writing

Make = Callable[..., Any]


def books(db: Database) -> set[tuple[str, int, int]]:
    """What lies where, and how much of it is promised."""
    with reading(db) as tx:
        rows = tx.execute(
            select(bins.c.code, levels.c.product_id, levels.c.on_hand, levels.c.reserved)
            .join(bins, bins.c.id == levels.c.bin_id)
            .where(levels.c.on_hand > 0, bins.c.kind != BinKind.TOTE.value)
        )
        return {
            (f"{code}/{product}", on_hand, reserved) for code, product, on_hand, reserved in rows
        }


def counts(db: Database) -> int:
    with reading(db) as tx:
        return len(tx.execute(select(count_requests)).all())


@pytest.mark.parametrize("reason", ["OUT", "DAMAGED", "WRONGBIN"])
def test_undo_right_after_short_puts_everything_back(
    db: Database, build: ModuleType, table: Make, reason: str
) -> None:
    order = build.ready_order(db, "W-1", {"A": 3, "B": 1})
    at = table()
    at.scan("W-1", "A")
    before = books(db)
    short = at.scan(f"KEMAS:SHORT:{reason}:A")
    assert short == ["short/elsewhere" if reason == "DAMAGED" else "short"]
    assert books(db) != before
    assert at.scan("KEMAS:UNDO") == ["undone/short"]
    assert books(db) == before
    assert counts(db) == 0
    assert at.value(order_lines.c.short, order_lines.c.order_id == order) == 0
    assert at.scan("A", "A", "B") == ["ok", "ok_line_done", "order_complete"]


def test_after_the_short_undo_goes_on_with_the_scan_before_it(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 3})
    at = table()
    assert at.scan("W-1", "A", "KEMAS:SHORT:OUT", "KEMAS:UNDO", "KEMAS:UNDO", "KEMAS:UNDO")[2:] == [
        "short",
        "undone/short",
        "undone",
        "info/nothing_to_undo",
    ]


def test_units_that_another_bin_was_promised_for_are_given_back_to_it(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 10})
    with writing(db) as tx:
        product = build.product_id(tx, "A")
        build.put(tx, product, 4, bin="Z-9")
    at = table()
    at.scan("W-1")
    before = books(db)
    assert at.scan("KEMAS:SHORT:OUT") == ["short"]
    assert at.last.params["missing"] == 6
    assert at.scan("KEMAS:UNDO") == ["undone/short"]
    assert books(db) == before
    assert sum(at.all(reservations.c.quantity)) == 10


def test_a_bin_that_was_counted_meanwhile_keeps_its_count(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 3})
    at = table()
    at.scan("W-1", "A", "KEMAS:SHORT:OUT")
    with writing(db) as tx:
        main = build.warehouse(tx)
        (asked,) = waiting_counts(tx, main)
        boss = build.actor(tx, build.operator(tx, "Boss"), build.station(tx, "Desk"))
    with writing(db, boss) as tx:
        count_bin(tx, main, "A", asked.bin, 1)
    before = books(db)
    assert at.scan("KEMAS:UNDO") == ["short/counted_since"]
    assert at.last.params["bins"] == asked.bin
    assert books(db) == before
    assert at.scan("KEMAS:UNDO") == ["undone"]


def test_damaged_goods_that_were_thrown_away_stay_away(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 10})
    at = table()
    at.scan("W-1", "KEMAS:SHORT:DAMAGED")
    with writing(db) as tx:
        main = build.warehouse(tx)
        boss = build.actor(tx, build.operator(tx, "Boss"), build.station(tx, "Desk"))
        damaged = tx.execute(select(bins.c.code).where(bins.c.kind == BinKind.DAMAGED.value))
        code = str(damaged.scalar_one())
    with writing(db, boss) as tx:
        count_bin(tx, main, "A", code, 0)
    assert at.scan("KEMAS:UNDO") == ["short/moved_since"]


def test_a_count_that_others_asked_for_too_stays_on_the_list(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 2})
    build.ready_order(db, "W-2", {"A": 2})
    here, there = table(), table("S2")
    here.scan("W-1", "KEMAS:SHORT:DAMAGED")
    there.scan("W-2", "KEMAS:SHORT:DAMAGED")
    assert here.scan("KEMAS:UNDO") == ["undone/short"]
    assert counts(db) == 1


def test_a_short_while_picking_is_taken_back(db: Database, build: ModuleType, table: Make) -> None:
    build.ready_order(db, "W-1", {"A": 3})
    at = table(more="[packing]\npick_first = true\n")
    assert at.scan("W-1", "A", "KEMAS:SHORT:OUT", "KEMAS:UNDO", "A", "A") == [
        "order_open/pick",
        "ok/picked",
        "short",
        "undone/short",
        "ok/picked",
        "order_complete/picked",
    ]


def test_a_finished_parcel_is_opened_for_its_goods_and_not_for_what_was_short(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1, "B": 2})
    at = table()
    assert at.scan("W-1", "A", "KEMAS:SHORT:OUT", "KEMAS:DONE", "KEMAS:UNDO", "KEMAS:OK")[2:] == [
        "short",
        "order_complete",
        "needs_confirmation/undo_label",
        "undone",
    ]
    assert at.last.params["sku"] == "A"
