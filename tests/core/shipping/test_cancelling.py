"""A cancelled order gives everything back: goods, parcels, labels, shipments."""

from __future__ import annotations

from types import ModuleType

import pytest
from sqlalchemy import select

from core.database import Database
from core.errors import IllegalTransition, NotAllowed, Refusal
from core.fulfilment.models import parcels
from core.fulfilment.parcels import add_units, complete_parcel, hand_over, open_parcel
from core.fulfilment.states import ParcelState
from core.orders.commands import head, step
from core.orders.queries import lines_of, order
from core.orders.states import Fulfilment, OrderStatus
from core.shipping.cancelling import cancel_order
from core.shipping.queries import order_detail
from core.stock import reservations
from core.stock.checks import differences
from core.stock.places import tote
from core.transaction import Transaction, reading, writing


def assert_all_is_back(
    tx: Transaction, build: ModuleType, shop: object, order_id: int, units: int
) -> None:
    found = order_detail(tx, order_id)
    assert (found.head.status, found.head.fulfilment) == ("cancelled", "cancelled")
    assert {parcel.state for parcel in found.parcels} <= {ParcelState.VOID}
    assert [line.packed for line in found.lines] == [0]
    assert reservations.of_order(tx, order_id) == []
    tea = shop.products["TEH"]  # type: ignore[attr-defined]
    assert build.available(tx, shop.warehouse, [tea]) == {tea: units}  # type: ignore[attr-defined]
    assert differences(tx) == []
    assert (found.events[-1].kind, found.events[-1].data) == ("cancelled", {"reason": "buyer"})


def test_promised_goods_can_be_promised_to_others(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    made = build.ready_order(db, "A1", {"TEH": 3})
    with writing(db, shop.actor) as tx:
        cancel_order(tx, made, " buyer\x1b ")
    with reading(db) as tx:
        assert_all_is_back(tx, build, shop, made, 5)


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("picked_first", [True, False])
def test_packed_and_picked_goods_go_back_to_their_shelf(
    db: Database, build: ModuleType, *, complete: bool, picked_first: bool
) -> None:
    shop = build.shop(db, {"TEH": 5})
    made = build.ready_order(db, "A1", {"TEH": 3})
    with writing(db, shop.actor) as tx:
        if picked_first:
            (held,) = reservations.of_order(tx, made)
            basket = tote(tx, shop.warehouse, "T1")
            reservations.carry(tx, shop.warehouse, held, 3, basket, reference="A1")
        step(tx, head(tx, made), Fulfilment.PACKING)
        parcel = open_parcel(tx, shop.warehouse, made)
        add_units(tx, parcel.id, lines_of(tx, made)[0].id, 2)
        if complete:
            complete_parcel(tx, parcel.id)
    with writing(db, shop.actor) as tx:
        cancel_order(tx, made, "buyer")
    with reading(db) as tx:
        assert_all_is_back(tx, build, shop, made, 5)
        assert tx.execute(select(parcels.c.state)).scalars().all() == ["void"]


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
