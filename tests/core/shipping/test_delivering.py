"""An order is done when it is delivered and, for COD, paid; whichever comes later ends it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from core.config import parse
from core.database import Database
from core.errors import IllegalTransition, NotAllowed, Refusal
from core.fulfilment.parcels import of_order_parcels
from core.orders.commands import head
from core.orders.models import orders
from core.orders.payments.commands import Paid, confirm, report, reverse
from core.orders.payments.queries import payments_of
from core.orders.payments.states import Method
from core.orders.states import Fulfilment, OrderStatus
from core.orders.status import Policy
from core.shipping.delivering import mark_delivered
from core.shipping.desk import Desk
from core.shipping.handing_over import hand_over_parcel
from core.shipping.queries import shipments_of
from core.shipping.shipments import shipment_of_parcel
from core.shipping.states import ShipmentState
from core.stock.checks import differences
from core.transaction import reading, writing

CONFIG = parse('[[printers]]\nname = "P"\ntransport = "virtual"\n', Path("k.toml"))
POLICY = Policy()
S = OrderStatus


@pytest.fixture
def desk(db: Database, build: ModuleType) -> Desk:
    shop = build.shop(db, {"TEH": 9})
    one = Desk(db, CONFIG, shop.station)
    one.open()
    return one


def pack(desk: Desk, build: ModuleType, number: str, *codes: str, **columns: Any) -> int:
    """An order of two units, packed by scans; `codes` come between them."""
    made: int = build.ready_order(desk.database, number, {"TEH": 2}, **columns)
    for code in (number, "TEH", *codes, "TEH"):
        verdict = desk.scan(desk.last_seq() + 1, code)
    assert verdict.kind == "order_complete"
    return made


def status(desk: Desk, order: int) -> OrderStatus:
    with reading(desk.database) as tx:
        return head(tx, order).status


def test_an_order_in_two_parcels_is_done_when_both_arrived(desk: Desk, build: ModuleType) -> None:
    order = pack(desk, build, "A1", "KEMAS:PARCEL")
    assert status(desk, order) is S.SHIPPING
    with writing(desk.database) as tx:
        first, second = of_order_parcels(tx, order)
        hand_over_parcel(tx, first.id)
        done = mark_delivered(tx, POLICY, order, first.id)
        assert (done.status, done.parcels_left) == (S.SHIPPING, 1)
        assert shipment_of_parcel(tx, second.id).state is ShipmentState.BOOKED
        done = mark_delivered(tx, POLICY, order)
        assert (done.status, done.parcels_left) == (S.DONE, 0)
        assert {one.state for one in shipments_of(tx, order)} == {ShipmentState.DELIVERED}
        assert head(tx, order).fulfilment is Fulfilment.HANDED_OVER
        row = tx.execute(select(orders.c.delivered_at).where(orders.c.id == order))
        assert row.scalar_one() == tx.now
        assert differences(tx) == []
        with pytest.raises(Refusal, match="not_sent"):
            mark_delivered(tx, POLICY, order)


@pytest.mark.parametrize("money_first", [True, False])
def test_cod_is_done_when_delivered_and_paid(
    desk: Desk, build: ModuleType, money_first: bool
) -> None:
    order = pack(desk, build, "A1", paid=0, cod=50_000_00)

    def money() -> OrderStatus:
        with writing(desk.database) as tx:
            made = report(tx, POLICY, order, Paid(50_000_00, Method.COD))
            return confirm(tx, POLICY, made.payment.id).status

    if money_first:
        assert money() is S.SHIPPING
    with writing(desk.database) as tx:
        done = mark_delivered(tx, POLICY, order)
    assert (done.status, done.owed) == ((S.DONE, False) if money_first else (S.SHIPPING, True))
    if not money_first:
        assert money() is S.DONE


def test_what_was_never_sent_cannot_arrive(desk: Desk, build: ModuleType) -> None:
    with writing(desk.database) as tx:
        for now in set(S) - {S.SHIPPING}:
            order = build.order(tx, now.value, {"TEH": 1}, status=now.value)
            with pytest.raises(Refusal) as refused:
                mark_delivered(tx, POLICY, order)
            assert refused.value.code == "not_sent"


def test_it_takes_a_permission(desk: Desk, build: ModuleType) -> None:
    order = pack(desk, build, "A1")
    with writing(desk.database) as tx:
        who, where = build.operator(tx, "Dewi"), build.station(tx, "S9")
        picker = build.actor(tx, who, where, ["pick"])
    with writing(desk.database, picker) as tx, pytest.raises(NotAllowed):
        mark_delivered(tx, POLICY, order)


def test_a_table_hears_that_the_money_was_not_there(desk: Desk, build: ModuleType) -> None:
    made = build.ready_order(desk.database, "A1", {"TEH": 2})
    for code in ("A1", "TEH"):
        desk.scan(desk.last_seq() + 1, code)
    with writing(desk.database) as tx:
        payment = payments_of(tx, made)[0].id
        assert reverse(tx, POLICY, payment, "the bank called it back").flag == "held"
        with pytest.raises(IllegalTransition):
            reverse(tx, POLICY, payment, "twice")
    verdict = desk.scan(desk.last_seq() + 1, "TEH")
    assert (verdict.kind, verdict.params["reason"]) == ("on_hold", "payment_reversed")
