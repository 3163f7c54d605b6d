"""A booking that nobody wants any more is taken back at its courier, after the commit, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select, update

from core import outbox
from core.config import parse
from core.couriers.base import Plain
from core.couriers.bookings import Booked, Booking, Cancelled, Outcome, Recall, Rejected, Unknown
from core.couriers.quotes import Quote, ToQuote
from core.database import Database
from core.doctor import hanging, paper
from core.doctor.examining import examine
from core.doctor.findings import Level
from core.doctor.looking import Means
from core.errors import NotFound, Refusal
from core.fulfilment.models import parcels
from core.fulfilment.parcels import add_units, complete_parcel, load_parcel, open_parcel
from core.orders.commands import head, step
from core.orders.entry.reading import contents_of
from core.orders.models import orders
from core.orders.queries import lines_of
from core.orders.states import Fulfilment
from core.outbox import OutboxState
from core.shipping.booking import book_due
from core.shipping.cancelling import cancel_order
from core.shipping.creating import cancel_shipment, create_shipment
from core.shipping.draining import drain
from core.shipping.editing import edit_order, rules_of
from core.shipping.models import shipments
from core.shipping.packing_port import PackingPort
from core.shipping.queries import order_detail
from core.shipping.recalling import Recalled, told_by_hand
from core.shipping.settings import ShippingSettings, settings_of
from core.shipping.shipments import SLIP
from core.shipping.waybills import waybills_of
from core.transaction import reading, writing

CONFIG = '[[printers]]\nname = "P"\ntransport = "virtual"\n'


@dataclass
class Far(Plain):
    """A courier with a server of its own; what it answers is set by the test."""

    answer: Callable[[Booking], Outcome] = lambda booking: Booked("W" + booking.own_code[-3:])
    forget: Callable[[str, str], Recall] = lambda own_code, waybill: Cancelled()
    code: str = "far"
    name: str = "Far"
    services: tuple[str, ...] = ("reg",)
    needs_waybill: bool = False
    local: bool = False
    repeat_is_safe: bool = True
    prints_label: bool = True
    recalled: list[tuple[str, str]] = field(default_factory=list)

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        return Unknown("no_answer")

    def book(self, booking: Booking) -> Outcome:
        return self.answer(booking)

    def cancel(self, own_code: str, waybill: str) -> Recall:
        self.recalled.append((own_code, waybill))
        return self.forget(own_code, waybill)


class Shop:
    """One order of one parcel that is packed and asked of the far courier."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.build, self.far = db, build, Far()
        self.config = parse(CONFIG, Path("k.toml"))
        self.settings: ShippingSettings = settings_of(self.config)
        self.settings.couriers.add(self.far)
        self.shop = build.shop(db, {"TEH": 5})
        self.order: int = build.ready_order(
            db, "A1", {"TEH": 1}, courier="far", service="reg", source="manual"
        )
        with writing(db, self.shop.actor) as tx:
            step(tx, head(tx, self.order), Fulfilment.PACKING)
            parcel = open_parcel(tx, self.shop.warehouse, self.order)
            add_units(tx, parcel.id, lines_of(tx, self.order)[0].id, 1)
            self.parcel = complete_parcel(tx, parcel.id)
            step(tx, head(tx, self.order), Fulfilment.PACKED)
            PackingPort(self.settings).complete(tx, self.parcel, last=True)

    def drain(self) -> int:
        """Do what is due, and what was put off."""
        with writing(self.db) as tx:
            past = tx.now - timedelta(seconds=1)
            tx.execute(update(outbox.outbox).values(next_at=past))
        return drain(self.db, self.settings)

    def cancel(self) -> None:
        with writing(self.db, self.shop.actor) as tx:
            cancel_order(tx, self.order, "buyer")

    @property
    def states(self) -> list[str]:
        with reading(self.db) as tx:
            return list(tx.execute(select(shipments.c.state).order_by(shipments.c.id)).scalars())

    @property
    def rows(self) -> list[str]:
        with reading(self.db) as tx:
            table = outbox.outbox
            of_couriers = select(table.c.state).where(table.c.kind != SLIP).order_by(table.c.id)
            return list(tx.execute(of_couriers).scalars())

    @property
    def recall(self) -> Recalled | None:
        with reading(self.db) as tx:
            return order_detail(tx, self.order).parcels[0].shipments[0].recall

    @property
    def events(self) -> list[str]:
        with reading(self.db) as tx:
            return [one.kind for one in order_detail(tx, self.order).events]


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Shop:
    return Shop(db, build)


def test_a_cancelled_order_is_cancelled_at_its_courier_once_after_the_commit(shop: Shop) -> None:
    shop.drain()
    shop.cancel()
    assert (shop.states, shop.far.recalled) == (["cancelling"], [])
    assert shop.recall == Recalled(OutboxState.PENDING, "")
    shop.drain()
    ((own_code, waybill),) = shop.far.recalled
    assert (own_code[:3], waybill) == ("KMS", "W" + own_code[-3:])
    assert (shop.states, shop.rows, shop.recall) == (["cancelled"], ["done", "done"], None)
    assert shop.events[-2:] == ["cancelled", "shipment_cancelled"]
    assert "shipment_recalled" in shop.events
    shop.drain()
    assert len(shop.far.recalled) == 1
    with reading(shop.db) as tx:
        assert waybills_of(tx, [shop.order]) == {}


def test_a_courier_that_was_never_asked_is_not_asked_back(shop: Shop) -> None:
    shop.cancel()
    shop.drain()
    assert (shop.states, shop.rows, shop.far.recalled) == (["cancelled"], ["rejected"], [])


def test_a_courier_that_may_have_it_is_asked_back_under_our_code_alone(shop: Shop) -> None:
    shop.far.answer = lambda booking: Unknown("timeout")
    shop.far.repeat_is_safe = False
    shop.drain()
    assert shop.states == ["unknown"]
    shop.cancel()
    shop.drain()
    assert [waybill for _own, waybill in shop.far.recalled] == [""]
    assert (shop.states, shop.rows) == (["cancelled"], ["rejected", "done"])


def test_a_booking_that_was_begun_once_counts_as_asked(shop: Shop) -> None:
    with writing(shop.db) as tx:
        intent = outbox.take(tx)
        assert intent is not None
        outbox.finish(tx, intent, OutboxState.DONE, again_at=tx.now)  # its executor broke off
        tx.execute(update(shipments).values(asked_at=tx.now))
    shop.cancel()
    shop.drain()
    assert len(shop.far.recalled) == 1
    assert (shop.states, shop.rows) == (["cancelled"], ["rejected", "done"])


def test_an_order_cancelled_while_the_courier_answers_is_asked_back_under_its_number(
    shop: Shop,
) -> None:
    def answer(booking: Booking) -> Outcome:
        shop.cancel()
        drain(shop.db, shop.settings)  # another worker waits until the booking has its answer
        assert shop.far.recalled == []
        return Booked("W77")

    shop.far.answer = answer
    shop.drain()
    assert shop.states == ["cancelling"]
    shop.drain()
    assert [waybill for _own, waybill in shop.far.recalled] == ["W77"]
    assert (shop.states, shop.rows) == (["cancelled"], ["done", "done"])


@pytest.mark.parametrize("answer", [Rejected("no_rider"), Unknown("timeout")])
def test_a_booking_that_fails_after_the_cancel_is_asked_back_all_the_same(
    shop: Shop, answer: Outcome
) -> None:
    def late(booking: Booking) -> Outcome:
        shop.cancel()
        return answer

    shop.far.answer = late
    shop.drain()
    shop.drain()
    assert len(shop.far.recalled) == 1
    assert (shop.states, shop.rows) == (["cancelled"], ["rejected", "done"])


@pytest.mark.parametrize(
    ("said", "state", "kind"),
    [
        (Rejected("picked_up"), OutboxState.REJECTED, "recall_refused"),
        (Unknown("timeout"), OutboxState.UNKNOWN, "recall_unknown"),
    ],
)
def test_a_courier_that_refuses_or_says_nothing_is_left_to_a_person(
    shop: Shop, said: Any, state: OutboxState, kind: str
) -> None:
    shop.drain()
    shop.far.forget = lambda own_code, waybill: said
    shop.cancel()
    for _ in range(3):
        shop.drain()
    assert (shop.states, len(shop.far.recalled)) == (["cancelling"], 1)
    assert shop.recall == Recalled(state, said.reason)
    assert shop.recall is not None
    assert shop.recall.needs_person
    assert shop.events[-1] == kind


def test_a_person_asks_once_more_or_says_that_the_courier_was_told(shop: Shop) -> None:
    shop.drain()
    shop.far.forget = lambda own_code, waybill: Unknown("timeout")
    shop.cancel()
    shop.drain()
    with writing(shop.db, shop.shop.actor) as tx:
        cancel_shipment(tx, shop.settings, shop.parcel.id)
    assert shop.rows == ["done", "rejected", "pending"]
    shop.drain()
    assert (len(shop.far.recalled), shop.states) == (2, ["cancelling"])
    assert len({own for own, _waybill in shop.far.recalled}) == 1  # the courier sees one key
    with writing(shop.db, shop.shop.actor) as tx:
        told_by_hand(tx, load_parcel(tx, shop.parcel.id))
    assert (shop.states, shop.rows) == (["cancelled"], ["done", "rejected", "rejected"])
    with writing(shop.db, shop.shop.actor) as tx, pytest.raises(NotFound):
        told_by_hand(tx, load_parcel(tx, shop.parcel.id))


def test_a_person_cannot_answer_for_a_courier_that_is_being_asked(shop: Shop) -> None:
    shop.drain()
    said: list[str] = []

    def recall(own_code: str, waybill: str) -> Recall:
        for answer in (
            lambda tx: told_by_hand(tx, load_parcel(tx, shop.parcel.id)),
            lambda tx: cancel_shipment(tx, shop.settings, shop.parcel.id),
        ):
            with pytest.raises(Refusal) as caught, writing(shop.db, shop.shop.actor) as tx:
                answer(tx)
            said.append(caught.value.code)
        return Cancelled()

    shop.far.forget = recall
    shop.cancel()
    shop.drain()
    assert said == ["recall_asked", "recall_asked"]
    assert shop.states == ["cancelled"]


@pytest.mark.parametrize("safe", [True, False])
def test_a_recall_left_behind_is_repeated_only_where_that_is_safe(
    shop: Shop, *, safe: bool
) -> None:
    shop.drain()
    shop.cancel()
    shop.far.repeat_is_safe = safe
    with writing(shop.db) as tx:
        assert outbox.take(tx) is not None
        tx.execute(update(outbox.outbox).values(lease_until_ms=1))
    shop.drain()
    shop.drain()
    assert len(shop.far.recalled) == (1 if safe else 0)
    assert shop.states == (["cancelled"] if safe else ["cancelling"])
    assert shop.rows[-1] == ("done" if safe else "unknown")
    if not safe:
        assert shop.recall == Recalled(OutboxState.UNKNOWN, "executor_gone")


def test_a_courier_that_the_shop_has_no_more_is_left_to_a_person(shop: Shop, db: Database) -> None:
    shop.drain()
    shop.cancel()
    drain(db, settings_of(shop.config))
    assert shop.recall == Recalled(OutboxState.UNKNOWN, "courier_unknown")


def test_a_box_goes_out_anew_while_its_courier_is_still_asked_to_forget(shop: Shop) -> None:
    shop.drain()
    shop.far.forget = lambda own_code, waybill: Rejected("picked_up")
    with writing(shop.db, shop.shop.actor) as tx:
        cancel_shipment(tx, shop.settings, shop.parcel.id)
        intent = create_shipment(tx, shop.settings, shop.parcel.id, {"courier": "own"})
    book_due(shop.db, shop.settings, only=intent)
    shop.drain()
    assert shop.states == ["cancelling", "booked"]
    with reading(shop.db) as tx:
        first, second = order_detail(tx, shop.order).parcels[0].shipments
        assert order_detail(tx, shop.order).parcels[0].waybill == second.waybill
        assert first.recall == Recalled(OutboxState.REJECTED, "picked_up")


def test_an_edit_after_the_label_was_bought_takes_the_old_booking_back(shop: Shop) -> None:
    shop.drain()
    rules = rules_of(shop.config, shop.shop.warehouse)
    with writing(shop.db, shop.shop.actor) as tx:
        base = contents_of(tx, shop.order, rules.zone)
        wanted = base.with_values({"address": "Jl. Melati 6"})
        edit_order(tx, shop.settings, rules, shop.order, base, wanted)
    shop.drain()
    assert (shop.states, len(shop.far.recalled)) == (["cancelled", "booked"], 1)


def test_a_courier_of_ours_is_told_by_the_record_alone(db: Database, build: ModuleType) -> None:
    shop = Shop(db, build)
    with writing(db) as tx:
        tx.execute(update(shipments).values(courier="own"))
        tx.execute(update(orders).values(courier="own"))
    shop.drain()
    shop.cancel()
    assert (shop.states, shop.rows) == (["cancelled"], ["done"])
    with reading(db) as tx:
        assert tx.execute(select(parcels.c.state)).scalar_one() == "void"


def test_the_doctor_names_what_a_courier_did_not_take_back(shop: Shop) -> None:
    shop.drain()
    shop.far.forget = lambda own_code, waybill: Rejected("picked_up")
    shop.cancel()
    shop.drain()
    (result,) = examine(Means(shop.db, shop.config), paper.LOOKS[-1:], rest_s=0)
    found = result.found
    assert [(one.code, one.level) for one in found] == [("shipment_kept", Level.HINT)]


def test_the_doctor_names_the_order_of_a_recall_that_nobody_knows_the_end_of(shop: Shop) -> None:
    shop.drain()
    shop.far.forget = lambda own_code, waybill: Unknown("timeout")
    shop.cancel()
    shop.drain()
    looks = [look for look in hanging.LOOKS if look.check == "outbox"]
    (result,) = examine(Means(shop.db, shop.config), looks, rest_s=0)
    ((code, order),) = [(one.code, one.params["order_no"]) for one in result.found]
    assert (code, order) == ("outbox_unknown", "A1")
    (result,) = examine(Means(shop.db, shop.config), paper.LOOKS[-1:], rest_s=0)
    assert result.found == ()
