"""A shop with one packed parcel, and a courier far away that answers what it is told to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import select, update

from core import draining, outbox
from core.config import parse
from core.couriers.base import Plain
from core.couriers.bookings import (
    Absent,
    Booked,
    Booking,
    Found,
    Outcome,
    Paper,
    Sent,
    Unknown,
)
from core.couriers.quotes import NotOffered
from core.database import Database
from core.errors import Refusal
from core.fulfilment.parcels import add_units, complete_parcel, load_parcel, open_parcel
from core.orders.commands import head, step
from core.orders.queries import lines_of
from core.orders.states import Fulfilment
from core.paper.documents import CourierLabel
from core.paper.models import print_jobs
from core.people.models import stations
from core.shipping.draining import drain
from core.shipping.fetching import Labels
from core.shipping.models import shipments
from core.shipping.packing_port import PackingPort
from core.shipping.settings import ShippingSettings, settings_of
from core.shipping.shipments import LABEL
from core.transaction import reading, writing

CONFIG = """
[packing]
print = ["label"]
[shop]
name = "Toko Mawar"
phone = "081200000000"
city = "Bandung"
[[printers]]
name = "P"
transport = "virtual"
"""


class Far(Plain):
    """A courier with a server of its own; what it answers stands in lists, the last again."""

    code, name, services = "far", "Far", ("reg",)

    def __init__(self) -> None:
        self.said: list[Outcome] = [Booked("W1")]
        self.found: list[Found] = [Absent()]
        self.booked: list[Booking] = []
        self.asked: list[str] = []
        self.papers: list[Paper | NotOffered | Unknown] = []

    def label(self, shipment: Sent) -> Paper | NotOffered | Unknown:
        return self.papers.pop(0)

    def book(self, booking: Booking) -> Outcome:
        self.booked.append(booking)
        return self.said.pop(0) if len(self.said) > 1 else self.said[0]

    def find(self, own_code: str) -> Found:
        self.asked.append(own_code)
        return self.found.pop(0) if len(self.found) > 1 else self.found[0]


class Shop:
    """One order whose parcel is packed and asked of the far courier."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.far = db, Far()
        self.settings: ShippingSettings = settings_of(parse(CONFIG, Path("k.toml")))
        self.settings.couriers.add(self.far)  # type: ignore[arg-type]
        shop = build.shop(db, {"TEH": 5})
        order = build.ready_order(
            db, "A1", {"TEH": 2}, courier="far", service="reg", source="manual"
        )
        self.shop, self.order = shop, order
        with writing(db, shop.actor) as tx:
            step(tx, head(tx, order), Fulfilment.PACKING)
            parcel = open_parcel(tx, shop.warehouse, order)
            add_units(tx, parcel.id, lines_of(tx, order)[0].id, 2)
            self.parcel = complete_parcel(tx, parcel.id)
            step(tx, head(tx, order), Fulfilment.PACKED)
            done = PackingPort(self.settings).complete(tx, self.parcel, last=True)
        assert (done.intent, done.late) == (None, True)

    def drain(self, times: int = 1, settings: ShippingSettings | None = None) -> None:
        for _ in range(times):
            with writing(self.db) as tx:
                past = tx.now - timedelta(seconds=1)
                tx.execute(update(outbox.outbox).values(next_at=past))
            drain(self.db, settings or self.settings)

    def fetch(self, label: CourierLabel | Refusal) -> None:
        """Ask for the labels that wait to be asked for; what is drawn is `label`."""

        def draws(data: bytes, printer: str | None) -> CourierLabel:
            assert (data, printer) == (b"%PDF", "P")
            if isinstance(label, Refusal):
                raise label
            return label

        with writing(self.db) as tx:
            past = tx.now - timedelta(seconds=1)
            tx.execute(update(outbox.outbox).values(next_at=past))
        draining.drain(self.db, {LABEL: Labels(self.settings, draws)})

    def work(self, **values: Any) -> None:
        """What the station has in hand."""
        with writing(self.db) as tx:
            tx.execute(update(stations).values(work=values))

    @property
    def papers(self) -> list[str]:
        """The papers that print, in their order."""
        with reading(self.db) as tx:
            return list(tx.execute(select(print_jobs.c.kind).order_by(print_jobs.c.id)).scalars())

    @property
    def box(self) -> str:
        with reading(self.db) as tx:
            return load_parcel(tx, self.parcel.id).state.value

    @property
    def shipment(self) -> Any:
        with reading(self.db) as tx:
            return tx.execute(select(shipments)).one()

    @property
    def row(self) -> Any:
        with reading(self.db) as tx:
            return tx.execute(select(outbox.outbox).order_by(outbox.outbox.c.id)).first()
