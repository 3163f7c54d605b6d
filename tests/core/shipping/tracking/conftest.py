"""A parcel that is packed and labelled, and a courier that tells of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select, update

from core.config import parse
from core.couriers.base import Can, Plain
from core.couriers.bookings import Booked, Booking, Cancelled, Outcome, Recall, Sent, Unknown
from core.couriers.quotes import Quote, ToQuote
from core.couriers.states import Stage
from core.couriers.tracking import Forged, Heard, Sighting, Told, Tracking, Unread
from core.database import Database
from core.messages.queries import list_messages
from core.orders.commands import head
from core.orders.states import OrderStatus
from core.returns import coming_back
from core.shipping.desk import Desk
from core.shipping.models import shipments
from core.shipping.states import ShipmentState
from core.shipping.tracking.following import Following, following_of
from core.shipping.tracking.models import tracks
from core.shipping.tracking.sightings import of_shipment
from core.shipping.tracking.states import Source
from core.transaction import reading, writing

CONFIG = parse(
    '[[printers]]\nname = "P"\ntransport = "virtual"\n'
    '[mail]\nhost = "127.0.0.1"\nsender = "shop@example.com"\nsecurity = "none"\n',
    Path("k.toml"),
)


@dataclass
class Far(Plain):
    """A courier that can be asked, and tells by itself under a secret."""

    answer: Callable[[Sent], Tracking] = lambda sent: Told(sent.waybill, ())
    code: str = "far"
    name: str = "Far"
    services: tuple[str, ...] = ("reg",)
    prints_label: bool = True
    can: frozenset[Can] = frozenset({Can.TRACK, Can.HOOK})
    asked: list[str] = field(default_factory=list)

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        return Unknown("no_answer")

    def book(self, booking: Booking) -> Outcome:
        return Booked("W" + booking.own_code[-3:])

    def cancel(self, own_code: str, waybill: str) -> Recall:
        return Cancelled()

    def track(self, shipment: Sent) -> Tracking:
        self.asked.append(shipment.waybill)
        return self.answer(shipment)

    def heard(self, headers: Mapping[str, str], body: bytes) -> Heard:
        if headers.get("x-key") != "secret":
            return Forged()
        waybill, _gap, stage = body.decode().partition(" ")
        if stage not in set(Stage):
            return Unread("state")
        return (Told(waybill, (Sighting(stage, Stage(stage), None),)),)


class Parcel:
    """One order of one parcel that is packed and labelled, and what is told of it."""

    def __init__(self, desk: Desk, build: ModuleType, **columns: Any) -> None:
        self.db = desk.database
        self.far = Far()
        self.following: Following = following_of(CONFIG)
        self.following.couriers.add(self.far)
        columns = {"email": "buyer@example.com", "source": "manual"} | columns
        self.order: int = build.ready_order(self.db, "A1", {"TEH": 1}, **columns)
        for code in ("A1", "TEH"):
            desk.scan(desk.last_seq() + 1, code)
        with reading(self.db) as tx:
            self.id, self.box = tx.execute(select(shipments.c.id, shipments.c.parcel_id)).one()
            self.begin = tx.now

    def goes_far(self, waybill: str = "W1") -> None:
        """Have the far courier carry all that is booked."""
        with writing(self.db) as tx:
            tx.execute(update(shipments).values(courier="far", waybill=waybill))

    def at(self, minutes: int) -> datetime:
        return self.begin + timedelta(minutes=minutes - 600)

    def told(
        self, *stages: Stage | str, at: int | None = None, source: Source = Source.TOLD
    ) -> coming_back.Heard:
        """Tell states one minute after the other; a text is one that nobody knows."""
        seen = [
            Sighting(
                stage.value.upper() if isinstance(stage, Stage) else stage,
                stage if isinstance(stage, Stage) else None,
                None if at is None else self.at(at + 5 * number),
                note="nobody at home" if stage is Stage.DELIVERY_FAILED else "",
            )
            for number, stage in enumerate(stages)
        ]
        with writing(self.db) as tx:
            return coming_back.take_in(tx, self.following, self.id, seen, source)

    @property
    def state(self) -> ShipmentState:
        with reading(self.db) as tx:
            return ShipmentState(tx.execute(select(shipments.c.state)).scalar_one())

    @property
    def status(self) -> OrderStatus:
        with reading(self.db) as tx:
            return head(tx, self.order).status

    @property
    def track(self) -> Any:
        with reading(self.db) as tx:
            return tx.execute(select(tracks)).one()

    @property
    def raws(self) -> list[str]:
        with reading(self.db) as tx:
            return [one.raw for one in of_shipment(tx, self.id)]

    @property
    def letters(self) -> list[str]:
        with reading(self.db) as tx:
            return [one.reason for one in reversed(list_messages(tx))]


@pytest.fixture
def desk(db: Database, build: ModuleType) -> Desk:
    shop = build.shop(db, {"TEH": 9})
    one = Desk(db, CONFIG, shop.station)
    one.open()
    return one


@pytest.fixture
def parcel(desk: Desk, build: ModuleType) -> Parcel:
    return Parcel(desk, build)


@pytest.fixture
def make_parcel(desk: Desk, build: ModuleType) -> Callable[..., Parcel]:
    """Makes a parcel of an order with these columns."""
    return lambda **columns: Parcel(desk, build, **columns)
