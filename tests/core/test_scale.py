"""Queue and search stay right among some thousand orders; how fast they are, the bench says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import insert

from core.database import Database, connect
from core.fulfilment import queue, queue_counts
from core.fulfilment.queue import View, Wanted
from core.orders import search
from core.orders.models import order_texts, order_words, orders
from core.orders.states import Fulfilment, OrderStatus
from core.transaction import Transaction, reading, writing

MANY = 3_000
FAR = datetime(9999, 12, 31)


def fill(tx: Transaction, build: ModuleType) -> list[dict[str, Any]]:
    """Orders of all kinds, and the words that find them."""
    dice = random.Random(9)
    main = build.warehouse(tx)
    rows: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    for number in range(1, MANY + 1):
        customer = f"{dice.choice(['Budi', 'Siti', 'Nguyễn'])} {dice.choice(['Ánh', 'Putra'])}"
        order_no = f"SO-{number:06d}"
        made = search.search_row(
            order_no=order_no, customer=customer, skus=[f"SKU-{number % 300:03d}"]
        )
        due = build.MORNING + timedelta(hours=dice.randrange(20))
        ship_by = None if dice.random() < 0.3 else due + timedelta(hours=dice.randrange(3))
        rows.append(
            {
                "id": number,
                "warehouse_id": main,
                "channel": dice.choice(["shopee", "lazada", "web"]),
                "order_no": order_no,
                "status": OrderStatus.PROCESSING.value,
                "fulfilment": dice.choice(list(Fulfilment)).value,
                "ordered_at": build.MORNING - timedelta(minutes=dice.randrange(900)),
                "ship_by": ship_by,
                "due_at": due,
                "customer": customer,
                "address": "Jl. Contoh 1",
                "currency": "IDR",
                "courier": dice.choice(["own", "manual"]),
                "units": 1,
                "lines": 1,
                "created_at": tx.now,
                "updated_at": tx.now,
            }
        )
        words += search.word_rows(number, made.words)
        texts.append({"order_id": number, "text": made.text})
    tx.execute(insert(orders), rows)
    tx.execute(insert(order_words), words)
    tx.execute(insert(order_texts), texts)
    return rows


def urgency(row: dict[str, Any]) -> tuple[Any, ...]:
    ship_by = row["ship_by"]
    return (
        row["due_at"],
        FAR if ship_by is None else ship_by.replace(tzinfo=None),
        row["ordered_at"],
        row["id"],
    )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def db(
    request: pytest.FixtureRequest, fresh_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """One database an engine for all of these tests: they only read."""
    with fresh_database(request.param, tmp_path_factory.mktemp("scale")) as url:
        database = connect(url)
        yield database
        database.close()


@pytest.fixture(scope="module")
def rows(db: Database, build: ModuleType) -> list[dict[str, Any]]:
    with writing(db) as tx:
        return sorted(fill(tx, build), key=urgency)


WORK = {"ready", "picking", "picked", "packing"}


@pytest.mark.parametrize(
    ("wanted", "states"),
    [
        (Wanted(), WORK),
        (Wanted(View.ALL), WORK | {"short", "held", "packed"}),
        (Wanted(View.HELD, channel="web"), {"held"}),
        (Wanted(courier="own", channel="shopee"), WORK),
        (Wanted(fulfilment=Fulfilment.PICKING), {"picking"}),
    ],
)
def test_every_page_of_every_view_is_the_same_part_of_the_sorted_orders(
    db: Database, rows: list[dict[str, Any]], wanted: Wanted, states: set[str]
) -> None:
    expected = [
        row["id"]
        for row in rows
        if row["fulfilment"] in states
        and wanted.channel in {"", row["channel"]}
        and wanted.courier in {"", row["courier"]}
    ]
    with reading(db) as tx:
        assert queue.count(tx, 1, wanted) == len(expected)
        for at in (0, 1, len(expected) // 2, len(expected) - 3, len(expected)):
            page = queue.page_at(tx, 1, wanted, at, 50)
            assert [row.id for row in page] == expected[at : at + 50]


def test_counts_agree_with_the_orders(db: Database, rows: list[dict[str, Any]]) -> None:
    with reading(db) as tx:
        steps = queue_counts.steps(tx, 1)
        couriers = queue_counts.couriers(tx, 1)
    for step, number in steps.items():
        assert number == sum(row["fulfilment"] == step.value for row in rows)
    own = sum(row["fulfilment"] in WORK and row["courier"] == "own" for row in rows)
    assert couriers["own"] == own


def test_each_order_is_found_among_all_others(db: Database, rows: list[dict[str, Any]]) -> None:
    with reading(db) as tx:
        for row in rows[::101]:
            assert search.find_by_word(tx, row["order_no"]) == [row["id"]]
        same_sku = sorted((row["id"] for row in rows if row["id"] % 300 == 7), reverse=True)
        assert search.find_by_word(tx, "sku-007") == same_sku
        beginning = {row["id"] for row in rows if row["order_no"].startswith("SO-0012")}
        assert set(search.find_by_word(tx, "so-0012")) == beginning
        over = {"handed_over", "cancelled"}
        inside = [
            row["id"]
            for row in rows
            if "0012" in row["order_no"]
            and row["customer"] == "Nguyễn Ánh"
            and row["fulfilment"] not in over
        ]
        assert search.find_in_text(tx, 1, "0012 yen anh") == sorted(inside, reverse=True)
