"""Bookings that wait in the outbox are carried out; those left behind are found; none is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest
from sqlalchemy import select, update

from core import outbox
from core.config import parse
from core.couriers.base import Plain
from core.couriers.bookings import Booked, Booking, Outcome, Unknown
from core.database import Database
from core.fulfilment.models import parcels
from core.fulfilment.parcels import add_units, complete_parcel, open_parcel
from core.orders.commands import head, step
from core.orders.models import orders
from core.orders.queries import lines_of
from core.orders.restock import Restock
from core.orders.states import Fulfilment
from core.paper.models import print_jobs
from core.shipping.cancelling import cancel_order
from core.shipping.creating import cancel_shipment, create_shipment
from core.shipping.draining import TRIES, drain
from core.shipping.models import shipments
from core.shipping.packing_port import PackingPort
from core.shipping.queries import order_detail
from core.shipping.settings import ShippingSettings, settings_of
from core.shipping.shipments import BOOK
from core.transaction import Transaction, reading, writing

CONFIG = '[[printers]]\nname = "P"\ntransport = "virtual"\n'


@dataclass
class Outside(Plain):
    """A courier that is called; what it answers is set by the test."""

    answer: Callable[[Booking], Outcome]
    name: str = "Outside"
    services: tuple[str, ...] = ("standard",)
    code: str = "own"
    needs_waybill: bool = False
    local: bool = False
    repeat_is_safe: bool = True
    prints_label: bool = True
    asked: int = 0

    def book(self, booking: Booking) -> Outcome:
        self.asked += 1
        return self.answer(booking)


@pytest.fixture
def settings() -> ShippingSettings:
    return settings_of(parse(CONFIG, Path("k.toml")))


def with_courier(settings: ShippingSettings, courier: Outside) -> ShippingSettings:
    class Couriers:
        prefix = "KMS"
        codes = ("own",)
        patience: ClassVar[dict[str, float]] = {}

        def get(self, code: str) -> Outside:
            return courier

        def find(self, code: str) -> Outside:
            return courier

    return replace(settings, couriers=Couriers())  # type: ignore[arg-type]


@pytest.fixture
def packed(db: Database, build: ModuleType, settings: ShippingSettings) -> int:
    """An order whose one parcel is packed and whose booking waits in the outbox."""
    shop = build.shop(db, {"TEH": 5})
    made: int = build.ready_order(db, "A1", {"TEH": 1})
    with writing(db, shop.actor) as tx:
        step(tx, head(tx, made), Fulfilment.PACKING)
        parcel = open_parcel(tx, shop.warehouse, made)
        add_units(tx, parcel.id, lines_of(tx, made)[0].id, 1)
        parcel = complete_parcel(tx, parcel.id)
        step(tx, head(tx, made), Fulfilment.PACKED)
        PackingPort(settings).complete(tx, parcel, last=True)
    return made


def states(db: Database) -> tuple[Any, Any, Any]:
    """The outbox row, the shipment and the parcel."""
    with reading(db) as tx:
        return tuple(  # type: ignore[return-value]
            tx.execute(select(table.c.state)).scalar_one()
            for table in (outbox.outbox, shipments, parcels)
        )


def hurry(tx: Transaction) -> None:
    """Let what was put off be due now."""
    tx.execute(update(outbox.outbox).values(next_at=tx.now - timedelta(seconds=1)))


def test_a_booking_that_the_station_did_not_make_is_made_in_its_name(
    db: Database, packed: int, settings: ShippingSettings
) -> None:
    assert drain(db, settings) == 1
    assert states(db) == ("done", "booked", "closed")
    with reading(db) as tx:
        job = tx.execute(select(print_jobs).where(print_jobs.c.kind == "label")).one()
        assert (job.station_id, job.operator_id) != (None, None)
    assert drain(db, settings) == 0


def test_a_booking_whose_order_was_cancelled_is_not_made(
    db: Database, packed: int, settings: ShippingSettings
) -> None:
    with writing(db) as tx:
        cancel_order(tx, packed, "buyer")
    assert drain(db, settings) == 0
    assert states(db) == ("rejected", "cancelled", "void")


def test_an_order_cancelled_while_the_courier_is_asked_beats_the_label(
    db: Database, packed: int, settings: ShippingSettings
) -> None:
    def answer(booking: Booking) -> Outcome:
        with writing(db) as tx:
            cancel_order(tx, packed, "buyer")
        return Booked("W1")

    drain(db, with_courier(settings, Outside(answer)))
    assert states(db) == ("done", "cancelled", "void")
    with reading(db) as tx:
        assert tx.execute(select(print_jobs.c.id)).all() == []


def test_an_unknown_answer_is_left_to_a_person(
    db: Database, packed: int, settings: ShippingSettings
) -> None:
    courier = Outside(lambda booking: Unknown("timeout"), repeat_is_safe=False)
    for _ in range(3):
        drain(db, with_courier(settings, courier))
    assert courier.asked == 1
    assert states(db) == ("unknown", "unknown", "complete")


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("marked", [True, False])
def test_a_booking_left_behind_is_repeated_only_where_that_is_safe(
    db: Database, packed: int, settings: ShippingSettings, *, safe: bool, marked: bool
) -> None:
    with writing(db) as tx:
        intent = outbox.take(tx)
        assert intent is not None
        tx.execute(update(outbox.outbox).values(lease_until_ms=1))
        if marked:  # somebody else came by and saw that its executor is gone
            assert outbox.take(tx) is None
    courier = Outside(lambda booking: Booked("W1"), repeat_is_safe=safe)
    drain(db, with_courier(settings, courier))
    with writing(db) as tx:
        hurry(tx)
        assert not outbox.finish(tx, intent, outbox.OutboxState.DONE)
    drain(db, with_courier(settings, courier))
    assert courier.asked == (1 if safe else 0)
    expected = ("done", "booked", "closed") if safe else ("unknown", "unknown", "complete")
    assert states(db) == expected


def test_what_breaks_off_is_tried_ever_later_and_not_for_ever(
    db: Database, packed: int, settings: ShippingSettings
) -> None:
    def answer(booking: Booking) -> Outcome:
        raise RuntimeError("broken")

    broken = with_courier(settings, Outside(answer, local=True))
    for number in range(TRIES):
        assert drain(db, broken) == 1
        assert drain(db, broken) == 0  # not due again yet
        with writing(db) as tx:
            assert tx.execute(select(outbox.outbox.c.attempts)).scalar_one() == number + 1
            hurry(tx)
    assert states(db) == ("rejected", "rejected", "complete")
    assert drain(db, broken) == 0


def test_short_orders_are_promised_by_themselves_when_stock_came_in(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 0})
    with writing(db) as tx:
        made = build.order(tx, "A1", {"TEH": 2})
    restock = Restock(db, partial=False)
    assert restock.look() == 0
    with writing(db) as tx:
        build.put(tx, shop.products["TEH"], 2)
    restock._not_before = 0.0
    assert restock.look() == 1
    with reading(db) as tx:
        found = tx.execute(select(orders.c.fulfilment).where(orders.c.id == made)).scalar()
    assert found == "ready"
    restock._not_before = 0.0
    assert restock.look() == 0


def test_a_booking_whose_courier_is_gone_is_shown_and_can_be_sent_with_another(
    db: Database, packed: int, settings: ShippingSettings, build: ModuleType
) -> None:
    with writing(db) as tx:
        assert outbox.take(tx) is not None
        tx.execute(update(outbox.outbox).values(lease_until_ms=1))
        tx.execute(update(shipments).values(courier="gone"))
        tx.execute(update(orders).values(courier="gone"))
    assert drain(db, settings) == 0
    assert states(db) == ("unknown", "unknown", "complete")
    with writing(db) as tx:
        found = order_detail(tx, packed)
        assert (found.events[-1].kind, found.events[-1].data["reason"]) == (
            "shipment_unknown",
            "courier_unknown",
        )
        boss = build.actor(tx, build.operator(tx, "Boss"), build.station(tx, "Desk"))
    with writing(db, boss) as tx:
        parcel = tx.execute(select(parcels.c.id)).scalar_one()
        cancel_shipment(tx, settings, parcel)
        assert outbox.counts(tx) == {"pending": 1}  # that courier is to be asked to forget it
        intent = create_shipment(tx, settings, parcel, {"courier": "own"})
    assert intent
    assert drain(db, settings) == 2
    with reading(db) as tx:
        gone, sent = order_detail(tx, packed).parcels[0].shipments
        assert (gone.state, sent.state) == ("cancelling", "booked")
        assert gone.recall is not None
        assert gone.recall.reason == "courier_unknown"


def test_one_booking_that_cannot_be_recovered_does_not_hold_up_the_others(
    db: Database, packed: int, settings: ShippingSettings
) -> None:
    with writing(db) as tx:
        broken = outbox.put(tx, BOOK, "broken", {"shipment": 999_999})
        assert outbox.take(tx, only=broken) is not None
        tx.execute(
            update(outbox.outbox).where(outbox.outbox.c.id == broken).values(lease_until_ms=1)
        )
    assert drain(db, settings) == 1
    with reading(db) as tx:
        assert tx.execute(select(shipments.c.state)).scalar_one() == "booked"
