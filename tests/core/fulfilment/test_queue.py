"""The queue: its order, its views and filters, its pages in both directions, its claims."""

from __future__ import annotations

import random
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import insert

from core.customers.models import customers
from core.database import Database
from core.fulfilment import queue
from core.fulfilment.models import claims
from core.fulfilment.queue import View, Wanted
from core.orders.search import put_words, search_row
from core.orders.states import Fulfilment
from core.tables import db_now_ms
from core.transaction import Transaction, reading, writing

ALL_WORK = Wanted()


def ready(tx: Transaction, build: ModuleType, order_no: str, **columns: Any) -> int:
    columns = {"fulfilment": Fulfilment.READY, **columns}
    made: int = build.order(tx, order_no, {"TEH": 1}, **columns)
    return made


def numbers(rows: tuple[queue.QueueRow, ...]) -> list[str]:
    return [row.order_no for row in rows]


def test_orders_stand_by_cut_off_then_ship_by_then_order_time(
    db: Database, build: ModuleType
) -> None:
    noon, hour = build.MORNING, timedelta(hours=1)
    with writing(db) as tx:
        main = build.warehouse(tx)
        build.product(tx, "TEH")
        ready(tx, build, "last", due_at=noon + 2 * hour)
        ready(tx, build, "no ship-by", due_at=noon, ship_by=None, ordered_at=noon - 9 * hour)
        ready(tx, build, "later bought", due_at=noon, ship_by=noon + hour, ordered_at=noon)
        ready(tx, build, "twin", due_at=noon, ship_by=noon + hour, ordered_at=noon - hour)
        ready(tx, build, "second twin", due_at=noon, ship_by=noon + hour, ordered_at=noon - hour)
        ready(tx, build, "first", due_at=noon, ship_by=noon, ordered_at=noon)
    with reading(db) as tx:
        rows = queue.first_page(tx, main, ALL_WORK)
    assert numbers(rows) == [
        "first", "twin", "second twin", "later bought", "no ship-by", "last",
    ]  # fmt: skip
    assert rows[0].ship_by == noon
    assert rows[4].ship_by is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["ready", "picking", "picked", "packing"]),
        (Wanted(View.SHORT), ["short"]),
        (Wanted(View.HELD), ["held"]),
        (Wanted(View.PACKED), ["packed"]),
        (Wanted(View.ALL), ["short", "ready", "picking", "picked", "packing", "packed", "held"]),
        (Wanted(fulfilment=Fulfilment.PICKED), ["picked"]),
        (Wanted(View.SHORT, Fulfilment.HANDED_OVER), ["handed_over"]),
        (Wanted(View.ALL, channel="shopee"), []),
        (Wanted(View.ALL, courier="manual"), ["picked"]),
        (Wanted(channel="web", courier="own"), ["ready", "picking", "packing"]),
    ],
)
def test_views_and_filters_show_what_they_say(
    db: Database, build: ModuleType, wanted: Wanted, found: list[str]
) -> None:
    with writing(db) as tx:
        main, second = build.warehouse(tx), build.warehouse(tx, "SECOND")
        build.product(tx, "TEH")
        for state in Fulfilment:
            courier = "manual" if state is Fulfilment.PICKED else "own"
            ready(tx, build, state.value, fulfilment=state, courier=courier)
    with reading(db) as tx:
        assert numbers(queue.first_page(tx, main, wanted)) == found
        assert queue.count(tx, main, wanted) == len(found)
        assert queue.page_at(tx, main, wanted, 1, 2) == queue.first_page(tx, main, wanted)[1:3]
        assert queue.first_page(tx, second, wanted) == ()
        assert queue.count(tx, second, wanted) == 0


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(View.ALL), Wanted(channel="web")])
def test_pages_meet_without_gap_or_overlap(db: Database, build: ModuleType, wanted: Wanted) -> None:
    dice = random.Random(4)
    hour = timedelta(hours=1)
    with writing(db) as tx:
        main = build.warehouse(tx)
        build.product(tx, "TEH")
        for number in range(60):
            ship_by = dice.choice([None, build.MORNING + dice.randrange(3) * hour])
            state = dice.choice([Fulfilment.READY, Fulfilment.PACKING, Fulfilment.HELD])
            due_at = build.MORNING + dice.randrange(3) * hour
            ready(tx, build, str(number), due_at=due_at, ship_by=ship_by, fulfilment=state)
    with reading(db) as tx:
        everything = queue.page_at(tx, main, wanted, 0, 1000)
        assert len(everything) == queue.count(tx, main, wanted)
        assert queue.first_page(tx, main, wanted, 7) == everything[:7]
        pages = [queue.page_at(tx, main, wanted, at, 7) for at in range(0, len(everything) + 7, 7)]
        assert tuple(row for page in pages for row in page) == everything


def test_a_row_says_what_a_packer_must_know(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        main = build.warehouse(tx)
        build.product(tx, "TEH")
        ready(tx, build, "A", note="knock", must_read=True, gift=True, fragile=True)
        ready(tx, build, "B", fulfilment=Fulfilment.HELD, hold_reason="address?")
    with reading(db) as tx:
        first, second = queue.page_at(tx, main, Wanted(View.ALL), 0)
    assert (first.has_note, first.must_read, first.gift, first.fragile) == (True,) * 4
    assert (second.has_note, second.must_read, second.gift, second.fragile) == (False,) * 4
    assert (second.hold_reason, second.lines, second.units) == ("address?", 1, 1)


def test_a_note_about_the_buyer_that_must_be_read_marks_the_order_as_its_own_does(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        main = build.warehouse(tx)
        build.product(tx, "TEH")
        for number, (name, must_read) in enumerate((("Budi", True), ("Siti", False))):
            row = {"name": name, "folded": name.lower(), "trust": "none", "note": "no calls",
                   "must_read": must_read, "created_at": tx.now, "updated_at": tx.now}  # fmt: skip
            buyer = tx.execute(insert(customers).returning(customers.c.id), row).scalar_one()
            ready(tx, build, name, customer_id=buyer, due_at=build.MORNING + timedelta(number))
        ready(tx, build, "nobody", due_at=build.MORNING + timedelta(9))
    with reading(db) as tx:
        rows = queue.first_page(tx, main, ALL_WORK)
        again = queue.rows_of(tx, [row.id for row in rows], main)
    assert [(row.order_no, row.must_read) for row in rows] == [
        ("Budi", True), ("Siti", False), ("nobody", False),
    ]  # fmt: skip
    assert again == rows


def test_a_claim_is_shown_while_its_lease_is_alive(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db) as tx:
        alive, dead = ready(tx, build, "A"), ready(tx, build, "B")
        for order, lease in ((alive, 60_000), (dead, -1)):
            row = {
                "order_id": order,
                "station_id": shop.station,
                "operator_id": shop.operator,
                "fence": 1,
                "claimed_at": tx.now,
            }
            tx.execute(insert(claims).values(lease_until_ms=db_now_ms() + lease, **row))
    with reading(db) as tx:
        rows = queue.first_page(tx, shop.warehouse, ALL_WORK)
    assert [(row.claimed_by, row.station) for row in rows] == [("Sari", "S1"), ("", "")]


def test_search_finds_open_orders_first_and_respects_the_view(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        main, second = build.warehouse(tx), build.warehouse(tx, "SECOND")
        build.product(tx, "TEH", codes={"8991234567891": 1})
        for order_no, state in (("N-1", "ready"), ("N-2", "held"), ("N-3", "handed_over")):
            made = search_row(order_no=order_no, customer="Siti", skus=["TEH"])
            order = ready(tx, build, order_no, fulfilment=Fulfilment(state), search=made.text)
            put_words(tx, order, made.words)
    with reading(db) as tx:
        for asked in ("siti", "TEH", "8991234567891", "]E08991234567891"):
            assert numbers(queue.search(tx, main, asked)) == ["N-2", "N-1", "N-3"]
        assert numbers(queue.search(tx, main, "n-3")) == ["N-3"]
        assert numbers(queue.search(tx, main, "iti")) == ["N-2", "N-1"]
        assert numbers(queue.search(tx, main, "siti", Wanted())) == ["N-1"]
        assert numbers(queue.search(tx, main, "siti", Wanted(View.ALL))) == ["N-2", "N-1"]
        assert queue.search(tx, main, "siti", Wanted(courier="manual")) == ()
        assert queue.search(tx, main, "nobody") == queue.search(tx, main, "") == ()
        assert queue.search(tx, second, "siti") == ()
