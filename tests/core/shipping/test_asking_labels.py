"""Labels that a courier draws, late or never, and ours in their place."""

from __future__ import annotations

from datetime import UTC, datetime
from types import ModuleType

import pytest
from far_shop import Shop

from core.couriers.base import Can
from core.couriers.bookings import (
    Booked,
    Later,
    Paper,
    Unknown,
)
from core.couriers.quotes import NotOffered, Why
from core.database import Database
from core.errors import Refusal
from core.paper.documents import CourierLabel
from core.shipping.draining import drain
from core.shipping.packing_port import PackingPort
from core.transaction import writing

LABEL_OF_FAR = CourierLabel(
    "id", "UTC", "", "", "", "JVBERg==", datetime(2026, 1, 1, tzinfo=UTC), ""
)


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Shop:
    return Shop(db, build)


def test_a_label_that_its_courier_drew_becomes_the_one_label(shop: Shop) -> None:
    shop.far.can = frozenset({Can.LABEL})
    shop.far.papers = [Unknown("away"), Paper(b"%PDF", "application/pdf")]
    shop.work(last_parcel_id=shop.parcel.id)
    drain(shop.db, shop.settings)
    assert (shop.shipment.state, shop.box, shop.papers) == ("booked", "complete", [])
    shop.fetch(LABEL_OF_FAR)
    shop.fetch(LABEL_OF_FAR)
    assert (shop.box, shop.papers) == ("closed", ["courier_label"])
    shop.fetch(LABEL_OF_FAR)
    assert shop.papers == ["courier_label"]


@pytest.mark.parametrize("paper", ["no PDF", "none"])
def test_a_label_that_cannot_be_used_is_drawn_by_us(shop: Shop, paper: str) -> None:
    shop.far.can = frozenset({Can.LABEL})
    shop.far.papers = [NotOffered(Why.NOT_SERVED)]
    if paper != "none":
        shop.far.papers = [Paper(b"%PDF", "text/html")]
    shop.work(last_parcel_id=shop.parcel.id)
    drain(shop.db, shop.settings)
    shop.fetch(Refusal("pdf_broken"))
    assert (shop.box, shop.papers) == ("closed", ["label"])


def test_a_slow_label_waits_for_the_slip_on_its_box(shop: Shop) -> None:
    shop.far.said = [Later("away"), Booked("W1")]
    shop.work(order_id=None, last_parcel_id=0)
    shop.drain()
    assert shop.papers == ["parcel_slip"]
    port = PackingPort(shop.settings)
    with writing(shop.db, shop.shop.actor) as tx:
        assert port.label_comes(tx, shop.parcel.id)
    shop.drain()
    assert (shop.box, shop.papers) == ("closed", ["parcel_slip"])
    with writing(shop.db, shop.shop.actor) as tx:
        assert port.boxes_waiting(tx, shop.order) == [shop.parcel.id]
        assert port.print_waiting(tx, shop.parcel.id)
        assert not port.print_waiting(tx, shop.parcel.id)
    assert shop.papers == ["parcel_slip", "label"]


def test_a_quick_label_prints_at_once_and_the_box_gets_no_slip(shop: Shop) -> None:
    shop.work(order_id=None, last_parcel_id=shop.parcel.id)
    drain(shop.db, shop.settings)
    shop.drain()
    assert shop.papers == ["label"]


def test_a_label_does_not_print_while_another_order_is_open(shop: Shop) -> None:
    shop.work(order_id=shop.order + 1, last_parcel_id=shop.parcel.id)
    drain(shop.db, shop.settings)
    assert shop.papers == []
    shop.drain()
    assert shop.papers == ["parcel_slip"], "nobody is left to wonder which box it is for"
    with writing(shop.db, shop.shop.actor) as tx:
        assert PackingPort(shop.settings).print_waiting(tx, shop.parcel.id)
    assert shop.papers == ["parcel_slip", "label"]
