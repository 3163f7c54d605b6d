"""Bins: made one by one or by a pattern, walked in an order, closed only when they are empty."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.stock.bin_import import import_bins, say
from core.stock.bin_patterns import codes_of, natural, snake
from core.stock.bin_queries import all_places, find_place, listed, lying
from core.stock.bins import BinChange, add_bins, change_bin, one_step, renumber, walk_to
from core.stock.models import BinKind, Purpose
from core.stock.places import find_bin, special_bin
from core.stock.put_away import goods_bin
from core.stock.zones import add_zone, change_zone, drop_zone, find_zone, zones_of
from core.transaction import SYSTEM, Actor, Transaction, reading, writing


def _walk(tx: Transaction, warehouse: int) -> list[str]:
    return [place.code for place in all_places(tx, warehouse)]


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("A-1", ["A-1"]),
        ("A-08..A-11", ["A-08", "A-09", "A-10", "A-11"]),
        ("A-1-1..B-2-1", ["A-1-1", "A-2-1", "B-1-1", "B-2-1"]),
        ("R9..R10", ["R9", "R10"]),
    ],
)
def test_a_pattern_counts_through_every_place_where_its_ends_differ(
    pattern: str, codes: list[str]
) -> None:
    assert codes_of(pattern) == codes


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("A-1..A-1-2", "bin_pattern"),
        ("A-1..AB-2", "bin_pattern"),
        ("A-1..", "bin_pattern"),
        ("A-9..A-1", "bin_pattern_backwards"),
        ("A-1-1-1..A-99-99-99", "bins_too_many"),
        ("A-1..A-999999999", "bins_too_many"),
        ("A-1..A-99999999999999999999", "bin_pattern"),
    ],
)
def test_a_pattern_that_means_nothing_or_too_much_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        codes_of(pattern)
    assert refused.value.code == code


def test_numbers_in_codes_count_as_numbers_and_a_snake_turns_at_each_aisle() -> None:
    assert sorted(["A-10", "A-2", "A-1b", "A-1"], key=natural) == ["A-1", "A-1b", "A-2", "A-10"]
    assert snake(["B-1", "A-2", "A-10", "B-2", "C-1"]) == ["A-2", "A-10", "B-2", "B-1", "C-1"]


def test_a_bin_is_walked_to_right_behind_the_one_before_its_code(
    db: Database, build: ModuleType
) -> None:
    main = build.shop(db).warehouse
    with writing(db) as tx:
        add_bins(tx, main, ["A-1", "A-3", "B-1"])
        renumber(tx, main, sorted(all_places(tx, main), key=lambda one: one.code, reverse=True))
        assert _walk(tx, main) == ["B-1", "A-3", "A-1"]
        add_bins(tx, main, ["A-2", "C-1"])
        assert _walk(tx, main) == ["B-1", "C-1", "A-3", "A-1", "A-2"]


def test_a_bin_is_moved_within_the_walk_and_the_others_keep_their_order(
    db: Database, build: ModuleType
) -> None:
    main = build.shop(db).warehouse
    with writing(db) as tx:
        add_bins(tx, main, ["A", "B", "C", "D"])
        walk_to(tx, find_place(tx, main, "D"), find_place(tx, main, "B"))
        assert _walk(tx, main) == ["A", "D", "B", "C"]
        walk_to(tx, find_place(tx, main, "A"), None)
        assert _walk(tx, main) == ["D", "B", "C", "A"]
        one_step(tx, find_place(tx, main, "C"), back=True)
        assert _walk(tx, main) == ["D", "C", "B", "A"]
        one_step(tx, find_place(tx, main, "C"), back=False)
        one_step(tx, find_place(tx, main, "D"), back=True)
        one_step(tx, find_place(tx, main, "A"), back=False)
        assert _walk(tx, main) == ["D", "B", "C", "A"]


def test_a_code_that_is_there_twice_or_reserved_makes_no_bin_at_all(
    db: Database, build: ModuleType
) -> None:
    main = build.shop(db).warehouse
    with writing(db) as tx:
        add_bins(tx, main, ["A-1"])
    for codes, code in (
        (["A-2", "A-1"], "bin_exists"),
        (["A-2", "A-2"], "bin_twice"),
        (["A-2", "OUT"], "bin_code_reserved"),
        (["A-2", "Transit"], "bin_code_reserved"),
        (["A-2", " "], "bin_code_needed"),
        ([], "bin_code_needed"),
        (["KEMAS:DONE"], "code_reserved"),
    ):
        with pytest.raises(Refusal) as refused, writing(db) as tx:
            add_bins(tx, main, codes)
        assert refused.value.code == code
    with pytest.raises(NotFound, match="zone_unknown"), writing(db) as tx:
        add_bins(tx, main, ["A-2"], BinChange(zone="COLD"))
    with reading(db) as tx:
        assert _walk(tx, main) == ["A-1"]


def test_a_bin_with_goods_cannot_be_closed_and_a_closed_one_takes_none(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    with pytest.raises(Refusal) as refused, writing(db) as tx:
        change_bin(tx, find_place(tx, shop.warehouse, "MAIN"), BinChange(active=False))
    assert refused.value.code == "bin_not_empty"
    assert refused.value.params == {"bin": "MAIN", "units": 5, "sku": "TEH"}
    with writing(db) as tx:
        place = add_bins(tx, shop.warehouse, ["A-1"])[0]
        closed, changed = change_bin(tx, place, BinChange(active=False))
        assert changed
        assert not closed.active
        assert [one.place.code for one in listed(tx, shop.warehouse)] == ["MAIN"]
        with pytest.raises(Refusal, match="bin_closed"):
            goods_bin(tx, shop.warehouse, "A-1")
        with pytest.raises(Refusal, match="bin_closed"):
            one_step(tx, closed, back=True)
        again, _changed = change_bin(tx, closed, BinChange(active=True))
        assert again == place


def test_places_of_the_program_itself_are_never_changed(db: Database, build: ModuleType) -> None:
    main = build.shop(db).warehouse
    with writing(db) as tx:
        transit = special_bin(tx, main, BinKind.TRANSIT)
        assert special_bin(tx, main, BinKind.TRANSIT) == transit
        for code in ("TRANSIT", "DAMAGED"):
            with pytest.raises(Refusal, match="bin_special"):
                change_bin(tx, find_place(tx, main, code), BinChange(walk=5))


def test_a_shop_that_calls_a_shelf_transit_keeps_it(db: Database, build: ModuleType) -> None:
    shop = build.shop(db)
    with writing(db) as tx:
        build.product(tx, "TEH", stock=2, bin="TRANSIT")
        transit = special_bin(tx, shop.warehouse, BinKind.TRANSIT)
        mine = find_bin(tx, shop.warehouse, "TRANSIT")
        assert mine is not None
        assert mine.kind is BinKind.SHELF
        assert mine.id != transit


def test_what_lies_in_bins_is_told_in_walking_order(db: Database, build: ModuleType) -> None:
    shop = build.shop(db)
    with writing(db) as tx:
        tea = build.product(tx, "TEH", stock=7, bin="B")
        build.product(tx, "KOPI", stock=2, bin="B")
        build.put(tx, tea, 1, bin="A")
        add_zone(tx, shop.warehouse, "COLD", "Ruang dingin")
        told = BinChange(walk=5, purpose=Purpose.BULK, zone="COLD")
        change_bin(tx, find_place(tx, shop.warehouse, "A"), told)
    with reading(db) as tx:
        rows = listed(tx, shop.warehouse)
        assert [(one.place.code, one.products, one.sku, one.on_hand) for one in rows] == [
            ("B", 2, "TEH", 9),
            ("A", 1, "TEH", 1),
        ]
        assert [one.sku for one in lying(tx, rows[0].place.id)] == ["KOPI", "TEH"]
        only = listed(tx, shop.warehouse, zone="COLD", purpose=Purpose.BULK)
        assert [one.place.code for one in only] == ["A"]
        for text, codes in (("kop", ["B"]), ("cold", ["A"]), ("te", ["B", "A"]), ("%", [])):
            assert [one.place.code for one in listed(tx, shop.warehouse, text=text)] == codes


def test_zones_stand_in_their_order_and_their_bins_outlive_them(
    db: Database, build: ModuleType
) -> None:
    main = build.shop(db).warehouse
    with writing(db) as tx:
        add_zone(tx, main, "DRY", "Kering")
        add_zone(tx, main, "COLD", walk=5)
        add_bins(tx, main, ["A-1", "A-2"], BinChange(zone="DRY"))
        assert [(zone.code, zone.bins) for zone in zones_of(tx, main)] == [("COLD", 0), ("DRY", 2)]
        for code, why in (("DRY", "zone_exists"), ("", "zone_code_needed")):
            with pytest.raises(Refusal) as refused:
                add_zone(tx, main, code)
            assert refused.value.code == why
        with pytest.raises(Refusal, match="walk_impossible"):
            change_zone(tx, find_zone(tx, main, "DRY"), walk=-1)
        change_zone(tx, find_zone(tx, main, "DRY"), name="Gudang kering", walk=1)
        assert [zone.name for zone in zones_of(tx, main)] == ["Gudang kering", ""]
        assert drop_zone(tx, find_zone(tx, main, "DRY")) == 2
        assert {place.zone for place in all_places(tx, main)} == {""}


def test_only_who_may_changes_places(db: Database, build: ModuleType) -> None:
    main = build.shop(db).warehouse
    picker = Actor(name="Sari", operator_id=1, permissions=frozenset({"pick"}))
    with pytest.raises(NotAllowed), writing(db, picker) as tx:
        add_bins(tx, main, ["A-1"])


def test_a_file_of_bins_is_taken_row_by_row(
    db: Database, build: ModuleType, tmp_path: Path
) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db) as tx:
        add_bins(tx, shop.warehouse, ["A-1", "A-2"])
    path = tmp_path / "bins.csv"
    path.write_text(
        "bin,zone,walk,purpose,active\n"
        "A-1,COLD,30,bulk,\n"
        "A-2,,,,\n"
        "A-3,COLD,20,,\n"
        "A-4,,x,,\n"
        "A-3,,,,\n"
        "MAIN,,,,no\n"
        "OUT,,1,,\n"
        "A-5,,,attic,\n"
        ",COLD,,,\n"
    )
    report = import_bins(db, SYSTEM, shop.warehouse, path)
    assert (report.rows, report.created, report.updated, report.unchanged) == (9, 1, 1, 1)
    assert [say(one) for one in report.refused] == [
        "Line 5, walk: x is not a number.",
        "Line 6, bin: A-3 is also on line 4.",
        "Line 7, bin: 5 units lie in MAIN, of TEH and others; move them first.",
        "Line 8, bin: OUT is a place of Kemas itself; choose another code.",
        "Line 9, purpose: attic is neither pick nor bulk.",
        "Line 10, bin: this must be filled in.",
    ]
    with reading(db) as tx:
        places = {place.code: place for place in all_places(tx, shop.warehouse)}
        assert (places["A-1"].zone, places["A-1"].walk) == ("COLD", 30)
        assert places["A-1"].purpose is Purpose.BULK
        assert places["A-3"].zone == "COLD"
        assert "A-4" not in places
    again = import_bins(db, SYSTEM, shop.warehouse, path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
