"""Another amount is collected once its courier agrees, and couriers are asked to come once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select

from core.audit import events
from core.config import parse
from core.couriers.base import Can, Plain
from core.couriers.bookings import (
    Booked,
    Booking,
    Cancelled,
    Outcome,
    Recall,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.quotes import Quote, ToQuote
from core.database import Database
from core.errors import Refusal
from core.fulfilment.parcels import add_units, complete_parcel, load_parcel, open_parcel
from core.orders.commands import head, step
from core.orders.queries import lines_of
from core.orders.states import Fulfilment
from core.paper.models import labels
from core.shipping.collecting import change_cod
from core.shipping.draining import drain
from core.shipping.models import shipments
from core.shipping.packing_port import PackingPort
from core.shipping.pickups import Pickup, ask_pickup
from core.shipping.settings import settings_of
from core.transaction import reading, writing

CONFIG = '[[printers]]\nname = "P"\ntransport = "virtual"\n'


@dataclass
class Far(Plain):
    """A courier that can be told amounts, and to come."""

    says: Recall = field(default_factory=Cancelled)
    comes: Booked | Rejected | Unknown = field(default_factory=lambda: Booked("PU-1"))
    code: str = "far"
    name: str = "Far"
    services: tuple[str, ...] = ("reg",)
    repeat_is_safe: bool = True
    can: frozenset[Can] = frozenset({Can.COD, Can.UPDATE, Can.PICKUP})
    asked: list[tuple[str, int]] = field(default_factory=list)

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        return Unknown("no_answer")

    def book(self, booking: Booking) -> Outcome:
        return Booked("W" + booking.own_code[-3:])

    def cancel(self, own_code: str, waybill: str) -> Recall:
        return Cancelled()

    def update(self, shipment: Sent, cod: int) -> Recall:
        self.asked.append((shipment.waybill, cod))
        return self.says

    def pickup(self, shipments: Sequence[Sent], wanted: datetime) -> Booked | Rejected | Unknown:
        self.asked.append((",".join(one.waybill for one in shipments), 0))
        return self.comes


class Shop:
    """One parcel that its courier has booked, with 40,000 to collect."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.far = db, Far()
        self.settings = settings_of(parse(CONFIG, Path("k.toml")))
        self.settings.couriers.add(self.far)
        self.shop = build.shop(db, {"TEH": 5})
        money = {"cod": 4_000_000, "paid": 0}
        order: int = build.ready_order(db, "A1", {"TEH": 2}, courier="far", service="reg", **money)
        with writing(db, self.shop.actor) as tx:
            step(tx, head(tx, order), Fulfilment.PACKING)
            made = open_parcel(tx, self.shop.warehouse, order)
            add_units(tx, made.id, lines_of(tx, order)[0].id, 2)
            parcel = complete_parcel(tx, made.id)
            step(tx, head(tx, order), Fulfilment.PACKED)
            PackingPort(self.settings).complete(tx, parcel, last=True)
        assert drain(db, self.settings) == 1
        self.parcel = parcel.id

    def change(self, cod: int) -> Recall:
        return change_cod(self.db, self.settings, self.shop.actor, self.parcel, cod)

    def pickup(self, *, again: bool = False) -> Pickup:
        with reading(self.db) as tx:
            wanted = tx.now + timedelta(hours=2)
        where = {"warehouse_id": self.shop.warehouse, "courier": "far"}
        actor = self.shop.actor
        return ask_pickup(self.db, self.settings, actor, wanted=wanted, again=again, **where)

    def cod(self) -> tuple[int, list[str]]:
        with reading(self.db) as tx:
            amount = tx.execute(select(shipments.c.cod)).scalar_one()
            return amount, list(tx.execute(select(labels.c.state).order_by(labels.c.id)).scalars())

    def trail(self) -> list[str]:
        with reading(self.db) as tx:
            query = select(events.c.kind).where(events.c.kind.startswith("pickup"))
            return list(tx.execute(query.order_by(events.c.id)).scalars())


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Shop:
    return Shop(db, build)


def test_another_amount_counts_once_its_courier_agrees_and_the_box_gets_another_label(
    shop: Shop,
) -> None:
    before = shop.cod()
    assert before == (4_000_000, ["current"])
    for said in (Unknown("courier_silent"), Rejected("courier_too_late")):
        shop.far.says = said
        assert shop.change(1_000_000) == said
        assert shop.cod() == before
    shop.far.says = Cancelled()
    shop.change(1_000_000)
    assert shop.cod() == (1_000_000, ["void", "current"])
    with reading(shop.db) as tx:
        assert load_parcel(tx, shop.parcel).state == "closed"
    shop.far.can = frozenset({Can.COD})
    with pytest.raises(Refusal) as refused:
        shop.change(0)
    assert (refused.value.code, len(shop.far.asked)) == ("cod_fixed_there", 3)


def test_a_courier_is_asked_to_come_once_for_a_parcel_unless_it_refused(shop: Shop) -> None:
    shop.far.comes = Rejected("courier_refused: too late today")
    assert shop.pickup().said == shop.far.comes
    shop.far.comes = Unknown("courier_silent")
    shop.pickup()
    with pytest.raises(Refusal) as refused:
        shop.pickup()
    assert refused.value.code == "pickup_none"
    shop.far.comes = Booked("PU-1")
    found = shop.pickup(again=True)
    assert (found.said, len(found.parcels)) == (Booked("PU-1"), 1)
    answers = ("pickup_refused", "pickup_unknown", "pickup_booked")
    assert shop.trail() == [kind for answer in answers for kind in ("pickup_asked", answer)]
    shop.far.can = frozenset()
    with pytest.raises(Refusal) as never:
        shop.pickup()
    assert never.value.code == "pickup_not_offered"
