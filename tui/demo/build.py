"""Builds the demonstration: a shop, its files taken in, and a working day up to this minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from core import clock
from core.catalog.intake import PRODUCT_COLUMNS
from core.config import Config
from core.database import Database, upgrade
from core.orders.intake.columns import ORDER_COLUMNS
from core.orders.intake.importing import import_orders
from core.orders.intake.rules import rules_of
from core.people.commands import add_operator, register_station
from core.people.operators import Operator
from core.people.permissions import Role
from core.stock.places import add_warehouse
from core.stock.product_import import import_products
from core.transaction import SYSTEM, Transaction, writing
from tui.demo.backroom import Backroom
from tui.demo.day import Day, is_claimed
from tui.demo.goods import Good, goods
from tui.demo.invoices import Books
from tui.demo.office import Office
from tui.demo.orders import (
    CHANNELS,
    EARLY,
    LATE,
    Clock,
    Order,
    Row,
    as_csv,
    orders,
    parked_rows,
)
from tui.demo.settings import ZONE, configure

SEED = 17
STATION, OTHER_STATION = "S1", "S2"
_CREW = (
    ("Sari", Role.PACKER),
    ("Budi", Role.PACKER),
    ("Quỳnh", Role.PICKER),
    ("Hùng", Role.LEAD),
    ("Maya", Role.OFFICE),
    ("Linh", Role.FINANCE),
    ("Ratna", Role.ADMIN),
)


@dataclass(frozen=True, slots=True)
class Demo:
    """A demonstration that is ready to be worked in; `people` are all who may sign in."""

    folder: Path
    config: Config
    station_id: int
    people: tuple[Operator, ...]


def build(
    folder: Path,
    language: str = "id",
    now: datetime | None = None,
    seed: int = SEED,
    couriers: str = "",
) -> Demo:
    """Build a demonstration in an empty folder; the same seed and moment give the same day.

    `couriers` are tables of its configuration for couriers with a server.
    """
    times = _times(now or clock.now())
    config = configure(folder, language, times, couriers)
    random = Random(seed)  # noqa: S311 - invented goods keep no secret
    stock = goods(random)
    every = orders(random, stock, times)
    # What has been packed needed no server: none of those was asked yet.
    done = [one for one in every[LATE + 2 : EARLY] if one.courier not in config.couriers.remote]
    database = upgrade(config.database.engine_url)
    try:
        with _at(times, minutes_ago=420):
            with writing(database) as tx:
                warehouse, people = _people(tx, config, language)
                station, other = (
                    register_station(tx, name, warehouse).id for name in (STATION, OTHER_STATION)
                )
            _take_goods(database, folder / "products.csv", stock, warehouse)
        backroom = Backroom(database, config, warehouse, people[6])
        backroom.fill(stock, times)
        with _at(times, minutes_ago=420):
            _take_orders(database, config, warehouse, folder, "1", every[:EARLY], ())
        day = Day(database, config, other)
        day.pack(people[1], done, times)
        with _at(times, minutes_ago=10):
            rows = parked_rows(every[EARLY - 1], stock, times)
            _take_orders(database, config, warehouse, folder, "2", every[EARLY:], rows)
            day.mark(every)
            day.set_aside(people, every)
        office = Office(database, config, warehouse, people[4])
        office.take_calls(random, stock, times)
        office.settle(done, times)
        Books(database, config, people[6]).write(times)
        with _at(times, minutes_ago=1):
            day.begin(every)
            backroom.plan_walk(times)
            day.take_seat(people[0], station)
    finally:
        database.close()
    return Demo(folder, config, station, tuple(people))


def _times(now: datetime) -> Clock:
    """The own courier leaves within two hours, at a quarter of an hour."""
    there = now.astimezone(ZoneInfo(ZONE)) + timedelta(minutes=95)
    leaves = there.replace(minute=there.minute // 15 * 15, second=0, microsecond=0)
    return Clock(now, leaves, ZONE)


@contextmanager
def _at(times: Clock, *, minutes_ago: int) -> Iterator[None]:
    with clock.frozen(times.now - timedelta(minutes=minutes_ago)):
        yield


def _people(tx: Transaction, config: Config, language: str) -> tuple[int, list[Operator]]:
    warehouse = add_warehouse(tx, config.station.warehouse, config.shop.name)
    return warehouse, [add_operator(tx, name, role.value, language) for name, role in _CREW]


def _take_goods(database: Database, path: Path, stock: Sequence[Good], warehouse: int) -> None:
    """Write the product file and import it."""
    rows = [
        {
            "sku": one.sku,
            "name": one.name,
            "barcode": one.barcode,
            "unit_price": str(one.price),
            "cost": str(one.price * 6 // 10),
            "weight_g": str(one.weight_g),
            "length_cm": str(one.size_cm[0]),
            "width_cm": str(one.size_cm[1]),
            "height_cm": str(one.size_cm[2]),
            "stock": str(one.stock),
            "bin": one.bin,
            "brand": one.brand,
            "category": one.category,
        }
        for one in stock
    ]
    path.write_text(as_csv(rows, PRODUCT_COLUMNS), encoding="utf-8")
    import_products(database, SYSTEM, path, warehouse=warehouse, currency="IDR")


def _take_orders(
    database: Database,
    config: Config,
    warehouse: int,
    folder: Path,
    part: str,
    some: Sequence[Order],
    parked: Sequence[Row],
) -> None:
    """Write one file a channel and import them; `parked` come at the end of the last one."""
    rules = rules_of(config, warehouse, is_claimed)
    for channel in CHANNELS:
        rows = [row for one in some if one.channel == channel for row in one.rows]
        if channel == CHANNELS[-1]:
            rows += parked
        path = folder / f"{channel}-{part}.csv"
        # Spreadsheets of these countries write semicolons; both kinds are read.
        separator = ";" if channel == "shopee" else ","
        path.write_text(as_csv(rows, ORDER_COLUMNS, separator), encoding="utf-8")
        import_orders(database, SYSTEM, rules, path)
