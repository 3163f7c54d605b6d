"""A house that packs for a shop at a marketplace: its orders in, its packages out, its labels."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import time as clock_time
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from fakes.markets import KINDS
from sqlalchemy import select, update

from core import clock, draining, outbox
from core.catalog.models import products
from core.channels.connecting import answer_of, begin, finish
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
from core.orders.models import order_lines, orders
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
from core.shipping.tracking.following import following_of
from core.transaction import SYSTEM, Transaction, reading, writing
from tui.demo.channels.book import Order
from tui.demo.channels.market import Market

_CONFIG = """
[packing]
print = ["label"]
[tokens]
key = "0123456789abcdef0123456789abcdef"
[[printers]]
name = "P"
transport = "virtual"
"""


def table(market: Market, kind: str, **more: object) -> str:
    """What the configuration says of a shop."""
    told = {
        "kind": kind,
        "name": "Toko A",
        "base_url": market.url + KINDS[kind].below,
        "auth_url": market.url,
        "page_url": market.url,
        "redirect_url": "https://example.com/kemas",
        "timeout_seconds": 2,
        **KINDS[kind].keys,
        **more,
    }
    rows = (f"{key} = {_shown(value)}".replace("'", '"') for key, value in told.items())
    return "[[channels]]\n" + "\n".join(rows) + "\n"


class _Drawn:
    """Takes a platform's label as it is, and counts how many."""

    calls = 0

    def __call__(self, data: bytes, printer: str | None) -> CourierLabel:
        assert data.startswith(b"%PDF")
        self.calls += 1
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


drawn = _Drawn()


def _shown(value: object) -> str:
    return repr(f"{value:%H:%M}") if isinstance(value, clock_time) else repr(value)


class Ground:
    """A house that packs for one shop at a marketplace."""

    def __init__(
        self,
        db: Database,
        build: ModuleType,
        market: Market,
        kind: str = "shopee",
        **more: object,
    ) -> None:
        self.db, self.market, self.build = db, market, build
        self.house = build.shop(db, {"KG-250": 50, "AT-01-L": 20})
        config = parse(_CONFIG + table(market, kind, **more), Path("k.toml"))
        (self.shop,) = shops_of(config)
        self.shop.meter._gap = 0
        self.settings = settings_of(config)
        parcels = Parcels(db, self.shop)
        known = Marketplace(self.shop.channel, self.shop.name, parcels)
        self.settings.couriers.add_market(known, 2)
        self.following = following_of(config, self.settings)
        warehouse = self.house.warehouse
        self.rules = rules_of(config, warehouse, lambda tx, one: holder(tx, one) is not None)
        with writing(db) as tx:
            begin(tx, self.shop)
        answer = answer_of(f"https://example.com/kemas?{urlencode(KINDS[kind].answer)}")
        assert finish(db, self.shop, answer, SYSTEM) is None

    def sync(self) -> Synced:
        done = sync(self.db, self.shop, self.rules)
        assert done.trouble is None, done.trouble
        return done

    def pack(self, order: Order) -> Parcel:
        """All of an order goes into one box, and its shipment is wanted."""
        parcel = self.packed_only(order)
        return self.complete(order, parcel)

    def packed_only(self, order: Order) -> Parcel:
        """All of an order goes into one box, and its last item is not scanned yet."""
        with writing(self.db, self.house.actor) as tx:
            here = self._row(tx, order)
            assert here.courier == self.shop.channel
            step(tx, head(tx, here.id), Fulfilment.PACKING)
            parcel = open_parcel(tx, self.house.warehouse, here.id)
            for line in lines_of(tx, here.id):
                add_units(tx, parcel.id, line.id, line.quantity)
            return parcel

    def complete(self, order: Order, parcel: Parcel) -> Parcel:
        """The box is complete, and its shipment is wanted."""
        with writing(self.db, self.house.actor) as tx:
            parcel = complete_parcel(tx, parcel.id)
            step(tx, head(tx, self._row(tx, order).id), Fulfilment.PACKED)
            PackingPort(self.settings).complete(tx, parcel, last=True)
            self._put_in_hand(tx, parcel)
            return parcel

    def _row(self, tx: Transaction, order: Order) -> Any:
        return tx.execute(select(orders).where(orders.c.order_no == order.no)).one()

    def pack_parts(self, order: Order, parts: Sequence[Mapping[str, int]]) -> list[Parcel]:
        """An order goes into several boxes, each with so many of each product."""
        boxes = []
        with writing(self.db, self.house.actor) as tx:
            here = tx.execute(select(orders).where(orders.c.order_no == order.no)).one()
            step(tx, head(tx, here.id), Fulfilment.PACKING)
            rows = select(order_lines.c.id, products.c.sku).join(
                products, products.c.id == order_lines.c.product_id
            )
            lines = {
                row.sku: row.id for row in tx.execute(rows.where(order_lines.c.order_id == here.id))
            }
            for at, part in enumerate(parts, 1):
                parcel = open_parcel(tx, self.house.warehouse, here.id)
                for sku, units in part.items():
                    add_units(tx, parcel.id, lines[sku], units)
                parcel = complete_parcel(tx, parcel.id)
                last = at == len(parts)
                if last:
                    step(tx, head(tx, here.id), Fulfilment.PACKED)
                PackingPort(self.settings).complete(tx, parcel, last=last)
                self._put_in_hand(tx, parcel)
                boxes.append(parcel)
        return boxes

    def in_hand(self, parcel: Parcel) -> None:
        """The box is scanned at the table: its label may come out, if it waits."""
        with writing(self.db, self.house.actor) as tx:
            self._put_in_hand(tx, parcel)
            PackingPort(self.settings).print_waiting(tx, parcel.id)

    def _put_in_hand(self, tx: Transaction, parcel: Parcel) -> None:
        in_hand = {"order_id": None, "last_parcel_id": parcel.id}
        tx.execute(update(stations).values(work=in_hand))

    @property
    def why(self) -> str:
        """Why the last booking came to nothing."""
        with reading(self.db) as tx:
            known = outbox.latest(tx, [f"{BOOK}:{self.shipment.own_code}"])
        return known.error if known is not None else ""

    def work(self, times: int = 1) -> None:
        """What the worker does about bookings and labels."""

        for _ in range(times):
            with writing(self.db) as tx:
                past = tx.now - timedelta(seconds=1)
                of = outbox.outbox.c
                waits = (of.state == OutboxState.PENDING) & of.kind.in_([BOOK, LABEL])
                tx.execute(update(outbox.outbox).where(waits).values(next_at=past))
            drain(self.db, self.settings)
            draining.drain(self.db, {LABEL: Labels(self.settings, drawn)})

    @property
    def shipment(self) -> Any:
        with reading(self.db) as tx:
            return tx.execute(select(shipments).order_by(shipments.c.id.desc())).first()

    def stands(self, order: Order) -> tuple[str, str]:
        """Where an order is: as the shop sees it, and at the packing tables."""
        with reading(self.db) as tx:
            found = tx.execute(select(orders).where(orders.c.order_no == order.no)).one()
        return found.status, found.fulfilment

    @property
    def papers(self) -> list[str]:
        with reading(self.db) as tx:
            return list(tx.execute(select(print_jobs.c.kind)).scalars())
