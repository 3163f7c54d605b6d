"""Parcels go through the whole program to servers that behave like the real ones, none twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select, update

from core import outbox
from core.config import parse
from core.couriers.biteship import Biteship
from core.couriers.bookings import Cancelled
from core.database import Database
from core.fulfilment.parcels import add_units, complete_parcel, load_parcel, open_parcel
from core.orders.commands import head, step
from core.orders.queries import lines_of
from core.orders.states import Fulfilment
from core.paper.models import labels
from core.shipping.addresses.refreshing import refresh, with_lists
from core.shipping.asking import sent_of
from core.shipping.draining import drain
from core.shipping.models import shipments
from core.shipping.packing_port import PackingPort
from core.shipping.resolving import say_booked, say_not_booked
from core.shipping.settings import ShippingSettings, settings_of
from core.shipping.shipments import load_shipment
from core.shipping.tracking.taking_in import shipment_told_of
from core.transaction import reading, writing
from tui.demo.couriers import biteship, viettelpost
from tui.demo.couriers.biteship import SimulatedBiteship
from tui.demo.couriers.viettelpost import SimulatedViettelPost
from tui.demo.server import Fault

SHOP = """
[shop]
name = "Mộc"
phone = "0909000111"
address = "12 Lê Trọng Tấn"
[[printers]]
name = "P"
transport = "virtual"
"""
VIETTELPOST = f"""
[couriers.viettelpost]
base_url = "%s"
username = "{viettelpost.USERNAME}"
password = "{viettelpost.PASSWORD}"
province_id = 2
ward_id = 51001
"""
BITESHIP = f"""
[couriers.biteship]
base_url = "%s"
api_key = "{biteship.KEY}"
webhook_secret = "s3cret"
sender = {{ postcode = "15158" }}
"""


class Shop:
    """Packed parcels of one unit each that are asked of a courier."""

    def __init__(self, db: Database, build: ModuleType, table: str) -> None:
        self.db, self.build = db, build
        self.settings: ShippingSettings = settings_of(parse(SHOP + table, Path("k.toml")))
        self.shop = build.shop(db, {"TEH": 20})
        self.port = PackingPort(self.settings)
        for courier in with_lists(self.settings.couriers):
            refresh(db, courier)

    def pack(self, count: int, **columns: Any) -> None:
        for number in range(count):
            order = self.build.ready_order(
                self.db, f"A{number}", {"TEH": 1}, source="manual", **columns
            )
            with writing(self.db, self.shop.actor) as tx:
                step(tx, head(tx, order), Fulfilment.PACKING)
                parcel = open_parcel(tx, self.shop.warehouse, order)
                add_units(tx, parcel.id, lines_of(tx, order)[0].id, 1)
                parcel = complete_parcel(tx, parcel.id)
                step(tx, head(tx, order), Fulfilment.PACKED)
                self.port.complete(tx, parcel, last=True)

    def drain(self, times: int = 3) -> None:
        """Do what is due, and what was put off."""
        for _round in range(times):
            with writing(self.db) as tx:
                past = tx.now - timedelta(seconds=1)
                tx.execute(update(outbox.outbox).values(next_at=past))
            drain(self.db, self.settings)

    def sent(self, state: str) -> list[Any]:
        with reading(self.db) as tx:
            return list(tx.execute(select(shipments).where(shipments.c.state == state)))

    @property
    def labelled(self) -> list[int]:
        """The parcels with a label, once for each label that counts."""
        with reading(self.db) as tx:
            found = tx.execute(select(labels.c.parcel_id).where(labels.c.void_at.is_(None)))
            return list(found.scalars())


@pytest.fixture
def post() -> Iterator[SimulatedViettelPost]:
    with SimulatedViettelPost() as server:
        yield server


@pytest.fixture
def ship() -> Iterator[SimulatedBiteship]:
    with SimulatedBiteship() as server:
        yield server


def test_without_look_up_a_person_says_what_became_of_the_unknown_and_none_goes_twice(
    db: Database, build: ModuleType, post: SimulatedViettelPost
) -> None:
    shop = Shop(db, build, VIETTELPOST % post.url)
    shop.pack(
        6,
        courier="viettelpost",
        service="VCN",
        currency="VND",
        phone="0912345678",
        address="25 Lý Thái Tổ",
        district="Phường Hoàn Kiếm",
        city="",
        province="Thành phố Hà Nội",
        country="VN",
    )
    post.go_wrong(Fault.CUT_AFTER, "createOrder", times=2)
    post.go_wrong(Fault.CUT_BEFORE, "createOrder", times=1)
    post.go_wrong(Fault.BAD_GATEWAY, "ownerconnect")
    post.go_wrong(Fault.BUSY, "createOrder")
    shop.drain()
    unknown = shop.sent("unknown")
    assert len(unknown) == 3
    for one in unknown:
        there = post.by_own_code(one.own_code)
        with writing(db, shop.shop.actor) as tx:
            parcel = load_parcel(tx, one.parcel_id)
            if there is not None:
                say_booked(tx, shop.settings, parcel, there.number)
            else:
                say_not_booked(tx, parcel)
                shop.port.complete(tx, parcel, last=True)
    shop.drain()
    booked = sorted(one.waybill for one in shop.sent("booked"))
    assert booked == sorted(one.number for one in post.book)
    assert len(booked) == len(shop.labelled) == len(set(shop.labelled)) == 6


def test_one_reference_is_one_order_whatever_breaks_and_a_late_number_is_waited_for(
    db: Database, build: ModuleType, ship: SimulatedBiteship
) -> None:
    shop = Shop(db, build, BITESHIP % ship.url)
    shop.pack(5, courier="biteship", service="jne/reg", phone="081234567890", postcode="40115")
    ship.go_wrong(Fault.CUT_AFTER, "/v1/orders", times=2)
    ship.go_wrong(Fault.BUSY, "/v1/orders", seconds=1)
    ship.late_waybills = 1
    shop.drain()
    assert (len(ship.book), len(shop.sent("booked"))) == (5, 4)
    (late,) = [one for one in ship.book if not one.number]
    ship.number(late)
    shop.drain(1)
    booked = shop.sent("booked")
    assert sorted(one.waybill for one in booked) == sorted(one.number for one in ship.book)
    assert len({one.waybill for one in booked}) == 5
    assert len(shop.labelled) == len(set(shop.labelled)) == 5
    # Another carrier may take over under another number: the order stays the same.
    one = next(one for one in booked if one.waybill == late.number)
    late.number = "9990001112223"
    adapter = shop.settings.couriers.get("biteship")
    assert isinstance(adapter, Biteship)
    heard = adapter.heard({"x-kemas-key": "s3cret"}, ship.webhook(late, "order.waybill_id"))
    assert isinstance(heard, tuple)
    with reading(db) as tx:
        assert shipment_told_of(tx, "biteship", heard[0]) == one.id
        sent = sent_of(tx, load_shipment(tx, one.id))
    assert isinstance(adapter.recall(sent), Cancelled)
    assert late.state == "cancelled"
