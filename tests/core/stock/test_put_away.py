"""Goods that lie off the shelf go back by tasks; the ledger follows what a person does."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.orders.promise import promise_waiting
from core.orders.states import Fulfilment
from core.stock import put_away
from core.stock.checks import differences
from core.stock.commands import Move, post
from core.stock.models import BinKind
from core.stock.places import PUT_BACK, add_warehouse, find_bin, put_back_place, shelf, tote
from core.stock.put_away import Loose
from core.stock.queries import levels_of
from core.transaction import SYSTEM, Transaction, reading, writing


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Any:
    """Five teas on the shelf and three beside the tables, to be put back."""
    made = build.shop(db, {"TEH": 8})
    with writing(db) as tx:
        home = shelf(tx, made.warehouse, "MAIN").id
        shelf(tx, made.warehouse, "B-1")
        place = put_back_place(tx, made.warehouse)
        tea = made.products["TEH"]
        post(tx, made.warehouse, [Move(tea, home, place, 3)], reason="pick")
        order = build.order(tx, "A1", {"TEH": 3}, fulfilment=Fulfilment.CANCELLED)
        goods = [Loose(tea, "", 2, place, home), Loose(tea, "", 1, place, home)]
        asked = {"reason": "cancel", "reference": "A1", "order_id": order}
        assert put_away.ask(tx, made.warehouse, goods, **asked) == 3
    return made


def places(tx: Transaction, shop: Any) -> dict[str, int]:
    assert differences(tx) == []
    levels = levels_of(tx, shop.warehouse, [shop.products["TEH"]])
    return {level.bin: level.on_hand for level in levels}


def test_equal_goods_of_one_place_are_one_task(db: Database, shop: Any) -> None:
    with reading(db) as tx:
        (one,) = put_away.waiting(tx, shop.warehouse)
        assert (one.sku, one.quantity, one.from_bin, one.to_bin) == ("TEH", 3, PUT_BACK, "MAIN")
        assert [t.id for t in put_away.of_product(tx, shop.warehouse, one.product_id)] == [one.id]


def test_goods_that_were_put_back_can_be_promised_to_who_waits(
    db: Database, shop: Any, build: ModuleType
) -> None:
    with writing(db, shop.actor) as tx:
        build.order(tx, "A2", {"TEH": 8})
    assert promise_waiting(db, SYSTEM, shop.warehouse) == 0
    with writing(db, shop.actor) as tx:
        (one,) = put_away.waiting(tx, shop.warehouse)
        done = put_away.put_away(tx, one.id, "MAIN")
        assert (done.quantity, done.left, done.elsewhere, done.damaged) == (3, 0, False, False)
        assert put_away.waiting(tx, shop.warehouse) == []
        assert put_away.how_many(tx, shop.warehouse) == 0
        assert places(tx, shop) == {"MAIN": 8}
    assert promise_waiting(db, SYSTEM, shop.warehouse) == 1


def test_a_part_may_go_elsewhere_and_what_is_damaged_to_its_place(db: Database, shop: Any) -> None:
    with writing(db, shop.actor) as tx:
        (one,) = put_away.waiting(tx, shop.warehouse)
        some = put_away.put_away(tx, one.id, "B-1", 1)
        assert (some.left, some.elsewhere, some.damaged) == (2, True, False)
        broken = put_away.put_away(tx, one.id, "DAMAGED", 1)
        assert (broken.left, broken.damaged) == (1, True)
        assert put_away.write_off(tx, one.id, "lost") == 1
        assert places(tx, shop) == {"MAIN": 5, "B-1": 1, "DAMAGED": 1}
        assert put_away.task(tx, one.id).done_at is not None


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("put_away_too_many", lambda tx, task: put_away.put_away(tx, task, "MAIN", 4)),
        ("put_away_too_many", lambda tx, task: put_away.put_away(tx, task, "MAIN", 0)),
        ("bin_not_for_goods", lambda tx, task: put_away.put_away(tx, task, PUT_BACK)),
        ("bin_not_for_goods", lambda tx, task: put_away.put_away(tx, task, "OUT")),
        ("bin_unknown", lambda tx, task: put_away.put_away(tx, task, "Z-9")),
        ("put_away_unknown", lambda tx, task: put_away.put_away(tx, task + 1, "MAIN")),
        ("reason_needed", lambda tx, task: put_away.write_off(tx, task, " \x1b")),
    ],
)
def test_what_cannot_be_is_refused_and_moves_nothing(
    db: Database, shop: Any, code: str, what: Callable[[Transaction, int], object]
) -> None:
    with writing(db, shop.actor) as tx:
        (one,) = put_away.waiting(tx, shop.warehouse)
        with pytest.raises((Refusal, NotFound)) as caught:
            what(tx, one.id)
        assert caught.value.code == code
        assert places(tx, shop) == {"MAIN": 5, PUT_BACK: 3}


def test_a_task_is_done_once(db: Database, shop: Any) -> None:
    with writing(db, shop.actor) as tx:
        (one,) = put_away.waiting(tx, shop.warehouse)
        put_away.put_away(tx, one.id, "MAIN")
        with pytest.raises(Refusal) as caught:
            put_away.put_away(tx, one.id, "MAIN")
        assert caught.value.code == "put_away_done"


def test_who_may_put_goods_back_may_not_write_them_off(
    db: Database, shop: Any, build: ModuleType
) -> None:
    with writing(db) as tx:
        picker = build.actor(tx, shop.operator, shop.station, ["put_away"])
        nobody = build.actor(tx, shop.operator, shop.station, ["pack"])
    with writing(db, picker) as tx:
        (one,) = put_away.waiting(tx, shop.warehouse)
        with pytest.raises(NotAllowed):
            put_away.write_off(tx, one.id, "lost")
        assert put_away.put_away(tx, one.id, "MAIN", 1).left == 2
    with writing(db, nobody) as tx, pytest.raises(NotAllowed):
        put_away.put_away(tx, one.id, "MAIN", 1)


def test_the_place_beside_the_tables_is_made_once_and_is_no_shelf(db: Database) -> None:
    with writing(db) as tx:
        main, other = add_warehouse(tx, "MAIN", "Main"), add_warehouse(tx, "B", "Other")
        shelf(tx, other, PUT_BACK)
        assert put_back_place(tx, main) == put_back_place(tx, main) == tote(tx, main, PUT_BACK)
        found = find_bin(tx, other, f"{PUT_BACK}.TOTE")
        assert found is None
        made = put_back_place(tx, other)
        found = find_bin(tx, other, f"{PUT_BACK}.TOTE")
        assert found is not None
        assert (found.id, found.kind) == (made, BinKind.TOTE)
