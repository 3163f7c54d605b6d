"""A cancelled order gives everything back: labels, shipments, and goods by tasks to put back."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from core.database import Database
from core.errors import IllegalTransition, NotAllowed, Refusal
from core.fulfilment.leaving import hand_over
from core.fulfilment.models import parcels
from core.fulfilment.parcels import (
    add_units,
    complete_parcel,
    open_parcel,
)
from core.fulfilment.states import ParcelState
from core.fulfilment.unpacking import reopen_parcel
from core.orders.commands import head, step
from core.orders.models import orders
from core.orders.queries import lines_of, order
from core.orders.states import Fulfilment, OrderStatus
from core.shipping.cancelling import cancel_order
from core.shipping.queries import order_detail
from core.stock import put_away, reservations
from core.stock.checks import differences
from core.stock.places import tote
from core.stock.queries import levels_of
from core.transaction import Transaction, reading, writing


def assert_it_is_over(tx: Transaction, order_id: int) -> None:
    found = order_detail(tx, order_id)
    assert (found.head.status, found.head.fulfilment) == ("cancelled", "cancelled")
    assert {parcel.state for parcel in found.parcels} <= {ParcelState.VOID}
    assert [line.packed for line in found.lines] == [0]
    assert reservations.of_order(tx, order_id) == []
    assert differences(tx) == []
    assert (found.events[-1].kind, found.events[-1].data) == ("cancelled", {"reason": "buyer"})
    reason = select(orders.c.cancel_reason).where(orders.c.id == order_id)
    assert tx.execute(reason).scalar_one() == "buyer"


def places_of(tx: Transaction, shop: Any) -> dict[str, tuple[int, int]]:
    """Where the tea lies: on hand and promised, by bin."""
    levels = levels_of(tx, shop.warehouse, [shop.products["TEH"]])
    return {level.bin: (level.on_hand, level.reserved) for level in levels}


def tasks(tx: Transaction, shop: Any) -> list[tuple[str, int, str, str | None]]:
    found = put_away.waiting(tx, shop.warehouse)
    assert put_away.how_many(tx, shop.warehouse) == len(found)
    return [(one.sku, one.quantity, one.from_bin, one.to_bin) for one in found]


def test_promised_goods_can_be_promised_to_others(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    made = build.ready_order(db, "A1", {"TEH": 3})
    with writing(db, shop.actor) as tx:
        done = cancel_order(tx, made, " buyer\x1b ")
        assert (done.put_back, done.to_refund, done.currency) == (0, 75_000_00, "IDR")
    with reading(db) as tx:
        assert_it_is_over(tx, made)
        assert places_of(tx, shop) == {"MAIN": (5, 0)}
        assert tasks(tx, shop) == []


@pytest.mark.parametrize(
    ("picked", "packed", "complete", "where", "asked"),
    [
        # In a tote it stays in the tote, promised to nobody.
        (3, 0, False, {"MAIN": (2, 0), "T1": (3, 0)}, {("T1", 3)}),
        (3, 2, False, {"MAIN": (2, 0), "T1": (3, 0)}, {("T1", 3)}),
        # Scanned at the table straight from the shelf: it is off the shelf, and the ledger says so.
        (0, 2, False, {"MAIN": (3, 0), "PUTBACK": (2, 0)}, {("PUTBACK", 2)}),
        (1, 2, False, {"MAIN": (3, 0), "T1": (1, 0), "PUTBACK": (1, 0)},
         {("T1", 1), ("PUTBACK", 1)}),
        # In a finished box: the box is unpacked beside the tables.
        (0, 2, True, {"MAIN": (3, 0), "PUTBACK": (2, 0)}, {("PUTBACK", 2)}),
        (3, 2, True, {"MAIN": (2, 0), "T1": (1, 0), "PUTBACK": (2, 0)},
         {("T1", 1), ("PUTBACK", 2)}),
    ],
)  # fmt: skip
def test_goods_that_are_off_the_shelf_stay_where_they_are_until_somebody_puts_them_back(
    db: Database,
    build: ModuleType,
    picked: int,
    packed: int,
    complete: bool,
    where: dict[str, tuple[int, int]],
    asked: set[tuple[str, int]],
) -> None:
    shop = build.shop(db, {"TEH": 5})
    made = build.ready_order(db, "A1", {"TEH": 3})
    with writing(db, shop.actor) as tx:
        if picked:
            (held,) = reservations.of_order(tx, made)
            basket = tote(tx, shop.warehouse, "T1")
            reservations.carry(tx, shop.warehouse, held, picked, basket, reference="A1")
        step(tx, head(tx, made), Fulfilment.PACKING)
        if packed:
            parcel = open_parcel(tx, shop.warehouse, made)
            add_units(tx, parcel.id, lines_of(tx, made)[0].id, packed)
            if complete:
                complete_parcel(tx, parcel.id)
    with writing(db, shop.actor) as tx:
        done = cancel_order(tx, made, "buyer")
        assert done.put_back == sum(units for _place, units in asked)
    with reading(db) as tx:
        assert_it_is_over(tx, made)
        assert places_of(tx, shop) == where
        assert set(tasks(tx, shop)) == {("TEH", units, at, "MAIN") for at, units in asked}
        tea = shop.products["TEH"]
        assert build.available(tx, shop.warehouse, [tea]) == {tea: where["MAIN"][0]}


def test_a_box_that_was_opened_again_and_closed_anew_is_put_back_once(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    made = build.ready_order(db, "A1", {"TEH": 3})
    with writing(db, shop.actor) as tx:
        step(tx, head(tx, made), Fulfilment.PACKING)
        parcel = open_parcel(tx, shop.warehouse, made)
        add_units(tx, parcel.id, lines_of(tx, made)[0].id, 3)
        complete_parcel(tx, parcel.id)
        reopen_parcel(tx, parcel.id)
        complete_parcel(tx, parcel.id)
        cancel_order(tx, made, "buyer")
        assert tasks(tx, shop) == [("TEH", 3, "PUTBACK", "MAIN")]
        assert places_of(tx, shop) == {"MAIN": (2, 0), "PUTBACK": (3, 0)}
        assert_it_is_over(tx, made)


def test_an_order_that_has_left_in_part_is_not_cancelled(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    made = build.ready_order(db, "A1", {"TEH": 3})
    with writing(db, shop.actor) as tx:
        step(tx, head(tx, made), Fulfilment.PACKING)
        parcel = open_parcel(tx, shop.warehouse, made)
        add_units(tx, parcel.id, lines_of(tx, made)[0].id, 1)
        complete_parcel(tx, parcel.id)
        for state in ("labelled", "closed"):
            tx.execute(parcels.update().values(state=state))
        hand_over(tx, parcel.id)
    with writing(db, shop.actor) as tx:
        with pytest.raises(Refusal) as caught:
            cancel_order(tx, made, "buyer")
        assert caught.value.code == "order_partly_gone"
        assert order(tx, made).status is OrderStatus.PROCESSING


def test_an_order_that_has_left_is_a_return_and_no_cancel(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db, shop.actor) as tx:
        made = build.order(tx, "A1", {"TEH": 1}, fulfilment=Fulfilment.HANDED_OVER)
        with pytest.raises(Refusal) as caught:
            cancel_order(tx, made, "buyer")
        assert caught.value.code == "order_gone"


@pytest.mark.parametrize("status", ["unpaid", "down_payment", "to_confirm"])
def test_an_order_that_is_not_confirmed_can_be_cancelled(
    db: Database, build: ModuleType, status: str
) -> None:
    shop = build.shop(db, {"TEH": 5})
    made = build.ready_order(db, "A1", {"TEH": 3}, status=status, paid=10_000_00)
    with writing(db, shop.actor) as tx:
        assert cancel_order(tx, made, "buyer").to_refund == 10_000_00
        assert_it_is_over(tx, made)


def test_a_reason_and_the_permission_are_needed_and_twice_is_refused(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    made = build.ready_order(db, "A1", {"TEH": 3})
    with writing(db) as tx:
        packer = build.actor(tx, shop.operator, shop.station, ["pack"])
    with writing(db, packer) as tx, pytest.raises(NotAllowed):
        cancel_order(tx, made, "buyer")
    with writing(db, shop.actor) as tx:
        with pytest.raises(Refusal) as caught:
            cancel_order(tx, made, " \t ")
        assert caught.value.code == "reason_needed"
        cancel_order(tx, made, "buyer")
        with pytest.raises(IllegalTransition):
            cancel_order(tx, made, "buyer")
