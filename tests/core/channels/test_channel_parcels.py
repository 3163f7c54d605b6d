"""Parcels of a marketplace: arranged once, numbered, labelled by it, and stopped before paper."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fakes.markets import goods
from sqlalchemy import select, update

from core import clock, draining, outbox
from core.channels.connecting import answer_of, begin, finish
from core.channels.models import channel_orders
from core.channels.parcels import Parcels
from core.channels.registry import shops_of
from core.channels.syncing import Synced, sync
from core.config import parse
from core.couriers.marketplace import Marketplace
from core.database import Database
from core.fulfilment.claims import holder
from core.fulfilment.parcels import Parcel, add_units, complete_parcel, open_parcel
from core.orders.commands import head, step
from core.orders.intake.rules import rules_of
from core.orders.models import orders
from core.orders.queries import lines_of
from core.orders.states import Fulfilment
from core.outbox import OutboxState
from core.paper.documents import CourierLabel
from core.paper.models import print_jobs
from core.people.models import stations
from core.shipping.draining import drain
from core.shipping.fetching import Labels
from core.shipping.models import shipments
from core.shipping.packing_port import PackingPort
from core.shipping.settings import settings_of
from core.shipping.shipments import BOOK, LABEL
from core.transaction import SYSTEM, reading, writing
from tui.demo.channels.book import Order, Stand
from tui.demo.channels.shopee import KEY, PARTNER_ID, SHOP_ID, SimulatedShopee
from tui.demo.server import Fault as Wrong

CONFIG = """
[packing]
print = ["label"]
[tokens]
key = "0123456789abcdef0123456789abcdef"
[[printers]]
name = "P"
transport = "virtual"
[[channels]]
kind = "shopee"
name = "Toko A"
base_url = "{url}"
auth_url = "{url}"
page_url = "{url}"
redirect_url = "https://example.com/kemas"
app_key = "{partner}"
app_secret = "{key}"
timeout_seconds = 2
"""


@pytest.fixture
def market() -> Iterator[SimulatedShopee]:
    with SimulatedShopee() as server:
        server.list_goods(goods())
        server.paper_after = 0
        server.clock = lambda: time.time() - 60  # what changes twice is a second later each time
        yield server


class Ground:
    """A house that packs for one shop at Shopee."""

    def __init__(self, db: Database, build: ModuleType, market: SimulatedShopee) -> None:
        self.db, self.market = db, market
        self.house = build.shop(db, {"KG-250": 50, "AT-01-L": 20})
        config = parse(CONFIG.format(url=market.url, partner=PARTNER_ID, key=KEY), Path("k.toml"))
        (self.shop,) = shops_of(config)
        self.shop.meter._gap = 0
        self.settings = settings_of(config)
        parcels = Parcels(db, self.shop)
        known = Marketplace(self.shop.channel, self.shop.name, parcels)
        self.settings.couriers.add_market(known, 2)
        warehouse = self.house.warehouse
        self.rules = rules_of(config, warehouse, lambda tx, one: holder(tx, one) is not None)
        with writing(db) as tx:
            begin(tx, self.shop)
        answer = answer_of(f"https://example.com/kemas?code=SP-code&shop_id={SHOP_ID}")
        assert finish(db, self.shop, answer, SYSTEM) is None

    def sync(self) -> Synced:
        done = sync(self.db, self.shop, self.rules)
        assert done.trouble is None, done.trouble
        return done

    def pack(self, order: Order) -> Parcel:
        """All of an order goes into one box, and its shipment is wanted."""
        with writing(self.db, self.house.actor) as tx:
            here = tx.execute(select(orders).where(orders.c.order_no == order.no)).one()
            assert here.courier == self.shop.channel
            step(tx, head(tx, here.id), Fulfilment.PACKING)
            parcel = open_parcel(tx, self.house.warehouse, here.id)
            for line in lines_of(tx, here.id):
                add_units(tx, parcel.id, line.id, line.quantity)
            parcel = complete_parcel(tx, parcel.id)
            step(tx, head(tx, here.id), Fulfilment.PACKED)
            PackingPort(self.settings).complete(tx, parcel, last=True)
            in_hand = {"order_id": None, "last_parcel_id": parcel.id}
            tx.execute(update(stations).values(work=in_hand))
            return parcel

    def work(self, times: int = 1) -> None:
        """What the worker does about bookings and labels."""

        def draws(data: bytes, printer: str | None) -> CourierLabel:
            assert data.startswith(b"%PDF")
            return CourierLabel(
                language="id",
                zone="Asia/Jakarta",
                courier="",
                waybill="",
                parcel_code="",
                pdf=base64.b64encode(data).decode(),
                printed_at=clock.now(),
                station="",
            )

        for _ in range(times):
            with writing(self.db) as tx:
                past = tx.now - timedelta(seconds=1)
                of = outbox.outbox.c
                waits = (of.state == OutboxState.PENDING) & of.kind.in_([BOOK, LABEL])
                tx.execute(update(outbox.outbox).where(waits).values(next_at=past))
            drain(self.db, self.settings)
            draining.drain(self.db, {LABEL: Labels(self.settings, draws)})

    @property
    def shipment(self) -> Any:
        with reading(self.db) as tx:
            return tx.execute(select(shipments).order_by(shipments.c.id.desc())).first()

    @property
    def papers(self) -> list[str]:
        with reading(self.db) as tx:
            return list(tx.execute(select(print_jobs.c.kind)).scalars())


@pytest.fixture
def ground(db: Database, build: ModuleType, market: SimulatedShopee) -> Ground:
    return Ground(db, build, market)


def test_the_last_item_arranges_the_package_and_the_label_of_the_platform_prints(
    ground: Ground, market: SimulatedShopee
) -> None:
    market.tracking_after, market.paper_after = 1, 1
    order = market.sell([("KG-250", 2)])
    assert ground.sync().taken.ready == 1
    ground.pack(order)
    ground.work(4)
    package = order.packages[0]
    assert (package.arranged, package.how) == (1, "pickup")
    assert (ground.shipment.state, ground.shipment.waybill) == ("booked", package.tracking)
    assert ground.shipment.reference == package.number
    assert ground.papers == [CourierLabel.kind]


def test_after_a_silence_the_package_is_looked_up_and_not_arranged_twice(
    ground: Ground, market: SimulatedShopee
) -> None:
    order = market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    market.go_wrong(Wrong.CUT_AFTER, "/logistics/ship_order")
    ground.work(3)
    assert order.packages[0].arranged == 1
    assert ground.shipment.state == "booked"
    assert ground.papers == [CourierLabel.kind]


def test_a_package_that_was_arranged_elsewhere_is_taken_as_it_is(
    ground: Ground, market: SimulatedShopee
) -> None:
    order = market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    market.arrange(order, order.packages[0], "dropoff")
    ground.work(2)
    assert (order.packages[0].arranged, ground.shipment.state) == (1, "booked")


@pytest.mark.parametrize("stand", [Stand.CANCELLED, Stand.SHIPPED])
def test_what_is_cancelled_or_gone_is_found_out_before_paper(
    ground: Ground, market: SimulatedShopee, stand: Stand
) -> None:
    order = market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    market.move(order, stand)
    ground.work(2)
    assert (ground.shipment.state, ground.papers) == ("rejected", [])
    with reading(ground.db) as tx:
        assert tx.execute(select(channel_orders.c.again)).scalar()


def test_no_label_of_ours_stands_in_for_the_one_of_the_platform(
    ground: Ground, market: SimulatedShopee
) -> None:
    order = market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    market.go_wrong(Wrong.BAD_GATEWAY, "shipping_document", times=99)
    ground.work(8)
    assert (ground.shipment.state, ground.papers) == ("booked", [])
    market.recover()
    ground.work(2)
    assert ground.papers == [CourierLabel.kind]


def test_a_wish_to_cancel_holds_the_order_at_the_table(
    ground: Ground, market: SimulatedShopee
) -> None:
    order = market.sell([("AT-01-L", 1)])
    ground.sync()
    market.ask_cancel(order)
    ground.sync()
    with reading(ground.db) as tx:
        row = tx.execute(select(orders)).one()
    assert row.fulfilment == "held"
    market.move(order, Stand.READY)
    ground.sync()
    with reading(ground.db) as tx:
        assert tx.execute(select(orders)).one().fulfilment == "ready"
