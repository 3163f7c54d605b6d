"""Orders are found by number, name, phone, SKU and waybill, and by text inside these."""

from __future__ import annotations

from types import ModuleType

import pytest

from core.database import Database
from core.orders.search import (
    TEXT,
    WORD,
    add_word,
    bare_phone,
    find_by_word,
    find_in_text,
    put_words,
    search_row,
)
from core.orders.states import Fulfilment
from core.transaction import Transaction, reading, writing


def searchable(tx: Transaction, build: ModuleType, order_no: str, **known: str) -> int:
    made = search_row(order_no=order_no, customer=known.get("customer", "Budi"), **{
        name: value for name, value in known.items() if name in {"phone", "note", "city"}
    }, skus=known.get("skus", "TEH").split())  # fmt: skip
    fulfilment = Fulfilment(known.get("fulfilment", "ready"))
    order: int = build.order(tx, order_no, {"TEH": 1}, search=made.text, fulfilment=fulfilment)
    put_words(tx, order, made.words)
    return order


@pytest.mark.parametrize(
    "phone",
    [
        "0812 3456 7890",
        "+62 812-3456-7890",
        "0062812 34567890",
        "6281234567890",
        "(+62) 81234567890",
    ],
)
def test_a_phone_is_the_same_however_its_country_is_written(phone: str) -> None:
    assert bare_phone(phone) == "81234567890"


@pytest.mark.parametrize("phone", ["", "0812****7890", "ask Budi"])
def test_what_is_no_phone_number_has_no_digits(phone: str) -> None:
    assert bare_phone(phone) == ""


def test_a_vietnamese_mobile_that_begins_with_84_keeps_its_digits() -> None:
    assert bare_phone("0845 123 456") == "845123456"
    assert bare_phone("+84 845 123 456") == "845123456"


def test_text_and_words_are_folded_and_bounded() -> None:
    row = search_row(order_no="A-1", customer="Đỗ Thị Ánh", skus=["ÁO-1"], note="x" * 10_000)
    assert row.words == ("a-1", "do thi anh", "thi", "anh", "ao-1")
    assert row.text.startswith("a-1 do thi anh")
    assert len(row.text) == TEXT
    long = search_row(order_no="A" * 300, customer="\x1b[31m")
    assert long.words == ("a" * WORD, "[31m")


@pytest.mark.parametrize(
    "asked",
    [
        "SO-77",
        "so-7",
        "Siti",
        "siti amin",
        "aminah",
        "081234",
        "+62 812 3456 7890",
        "KOPI-2",
        "kopi",
    ],
)
def test_an_order_is_found_by_each_of_its_words_and_their_beginnings(
    db: Database, build: ModuleType, asked: str
) -> None:
    with writing(db) as tx:
        build.product(tx, "TEH")
        searchable(tx, build, "XX-1", customer="Joko", phone="0899")
        wanted = searchable(
            tx, build, "SO-77", customer="Siti Aminah", phone="081234567890", skus="KOPI-2"
        )
    with reading(db) as tx:
        assert find_by_word(tx, asked) == [wanted]


def test_whole_words_go_before_beginnings_and_newer_orders_before_older(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        build.product(tx, "TEH")
        longer = searchable(tx, build, "N-1", customer="Budiman")
        first, second = (searchable(tx, build, f"N-{n}", customer="Budi") for n in (2, 3))
    with reading(db) as tx:
        assert find_by_word(tx, "budi") == [second, first, longer]
        assert find_by_word(tx, "budi", limit=1) == [second]


def test_letters_of_every_alphabet_sort_alike_on_both_engines(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        build.product(tx, "TEH")
        made = {name: searchable(tx, build, name, customer=name) for name in ("a_b", "a-c", "aあ")}
    with reading(db) as tx:
        for name, order in made.items():
            assert find_by_word(tx, name[:2]) == [order]
        assert find_by_word(tx, "a%") == find_by_word(tx, "") == find_by_word(tx, " \x1b ") == []


def test_a_waybill_is_one_more_word_and_words_can_be_replaced(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        build.product(tx, "TEH")
        order = searchable(tx, build, "N-1")
        add_word(tx, order, "JNE0042")
        add_word(tx, order, "JNE0042")
    with writing(db) as tx:
        assert find_by_word(tx, "jne00") == [order]
        put_words(tx, order, ["other"])
    with reading(db) as tx:
        assert find_by_word(tx, "jne00") == []
        assert find_by_word(tx, "other") == [order]


def test_text_inside_words_is_found_in_open_orders_only(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        build.product(tx, "TEH")
        other = build.warehouse(tx, "SECOND")
        main = build.warehouse(tx)
        older = searchable(tx, build, "SO-0042", customer="Siti Aminah", note="50% off_now")
        newer = searchable(tx, build, "SO-0043", customer="Aminudin", fulfilment="held")
        searchable(tx, build, "SO-0044", customer="Aminudin", fulfilment="handed_over")
    with reading(db) as tx:
        assert find_in_text(tx, main, "min") == [newer, older]
        assert find_in_text(tx, main, "0042 MINAH") == [older]
        assert find_in_text(tx, main, "0% off_") == [older]
        assert find_in_text(tx, main, "0_ off") == find_in_text(tx, main, "") == []
        assert find_in_text(tx, other, "min") == []
