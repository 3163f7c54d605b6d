"""A warehouse with three aisles, and pickers who walk through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from core.config import parse
from core.database import Database
from core.fulfilment.packing.session import Deed
from core.fulfilment.walks import ending
from core.fulfilment.walks.choosing import Wanted
from core.fulfilment.walks.models import pick_tasks, walk_orders, walks
from core.fulfilment.walks.planning import Wave, plan
from core.fulfilment.walks.scanning import command, scanned, start
from core.fulfilment.walks.states import Mode
from core.orders.models import order_lines, orders
from core.shipping.desk import Desk
from core.stock.checks import differences
from core.stock.models import bins, levels, zones
from core.transaction import reading, writing

CONFIG = """
[[printers]]
name = "Label-1"
roles = ["label", "receipt", "document"]
transport = "virtual"
"""
PLACES = {"A": "A-01-1", "B": "A-09-1", "C": "B-02-1", "D": "B-08-1", "E": "C-05-1"}
"""Where the ten units of each product lie."""


class Picker:
    """A station whose scans are those of the pane of walks."""

    def __init__(self, db: Database, station: int, more: str = "") -> None:
        self.db = db
        self.station = station
        self.desk = Desk(db, parse(CONFIG + more, Path("config.toml")), station)
        self.seq = self.desk.last_seq()

    def _do(self, raw: str, deed: Deed | None) -> str:
        self.seq += 1
        self.last = self.desk.scan(self.seq, raw, deed)
        return self.last.kind.value + (f"/{self.last.detail}" if self.last.detail else "")

    def scan(self, *codes: str) -> list[str]:
        """The verdicts on some codes on the walk, each as ``kind`` or ``kind/detail``."""
        return [self._do(code, scanned(code)) for code in codes]

    def table(self, *codes: str) -> list[str]:
        """The same at the packing table."""
        return [self._do(code, None) for code in codes]

    def take(self, walk_id: int | None = None, *, over: bool = False) -> str:
        """Take a walk, else the next one."""
        return self._do(f"walk {walk_id}", start(walk_id, take_over=over))

    def press(self, name: str, argument: str = "") -> str:
        """A key of the pane."""
        return self._do(f"key {name}", command(name, argument))

    @property
    def next(self) -> tuple[str, str, int]:
        """Bin, product and units that the last verdict asked for."""
        said = self.last.params
        return said["next_bin"], said["next_sku"], said["next_units"]


class House:
    """The warehouse, with what its books say."""

    def __init__(self, db: Database, build: ModuleType, shop: Any) -> None:
        self.db, self.build, self.shop = db, build, shop

    def order(self, number: str, lines: Mapping[str, int], **columns: Any) -> int:
        """An order that is ready to be picked."""
        made = self.build.ready_order(self.db, number, lines)
        if columns:
            with writing(self.db) as tx:
                tx.execute(update(orders).where(orders.c.id == made).values(**columns))
        return int(made)

    def plan(self, mode: Mode = Mode.CLUSTER, **wanted: Any) -> Wave:
        """Walks of all that is ready."""
        with writing(self.db, self.shop.actor) as tx:
            return plan(tx, self.shop.warehouse, Wanted(mode=mode, **wanted))

    def cancel(self, code: str, reason: str = "no time") -> int:
        """Cancel a walk; gives the units that were fetched."""
        with writing(self.db, self.shop.actor) as tx:
            return ending.cancel(tx, code, reason)[1]

    def picker(self, name: str = "", more: str = "") -> Picker:
        """A picker at a station of their own."""
        if not name:
            return Picker(self.db, self.shop.station, more)
        with writing(self.db) as tx:
            where = self.build.station(tx, name)
            self.build.actor(tx, self.build.operator(tx, f"Op {name}"), where)
        return Picker(self.db, where, more)

    def state(self, order: int) -> str:
        """Where an order stands."""
        return str(self.value(orders.c.fulfilment, orders.c.id == order))

    def walk_state(self, walk: int) -> str:
        """Where a walk stands."""
        return str(self.value(walks.c.state, walks.c.id == walk))

    def tasks(self, walk: int) -> list[tuple[str, str, int]]:
        """State, bin and picked units of a walk's tasks in its order."""
        with reading(self.db) as tx:
            rows = tx.execute(
                select(pick_tasks.c.state, bins.c.code, pick_tasks.c.picked)
                .join(bins, bins.c.id == pick_tasks.c.bin_id)
                .where(pick_tasks.c.walk_id == walk)
                .order_by(pick_tasks.c.place, pick_tasks.c.id)
            )
            return [(state, code, int(units)) for state, code, units in rows]

    def members(self, walk: int) -> list[int]:
        """The orders that a walk was made of, by slot."""
        with reading(self.db) as tx:
            query = select(walk_orders.c.order_id).where(walk_orders.c.walk_id == walk)
            return list(tx.execute(query.order_by(walk_orders.c.slot)).scalars())

    def lies(self, code: str) -> int:
        """Units in a bin or tote."""
        query = select(func.coalesce(func.sum(levels.c.on_hand), 0)).join(
            bins, bins.c.id == levels.c.bin_id
        )
        with reading(self.db) as tx:
            return int(tx.execute(query.where(bins.c.code == code)).scalar_one())

    def picked(self, order: int) -> int:
        """Units of an order that were fetched."""
        query = func.sum(order_lines.c.picked)
        return int(self.value(query, order_lines.c.order_id == order))

    def value(self, column: Any, *where: Any) -> Any:
        """One value out of the database."""
        with reading(self.db) as tx:
            return tx.execute(select(column).where(*where)).scalar()

    def zone(self, code: str, *places: str) -> None:
        """Bins become a zone."""
        with writing(self.db) as tx:
            row = {"warehouse_id": self.shop.warehouse, "code": code}
            made = tx.execute(insert(zones).returning(zones.c.id), row).scalar_one()
            tx.execute(update(bins).where(bins.c.code.in_(places)).values(zone_id=made))


@pytest.fixture
def house(db: Database, build: ModuleType) -> Iterator[House]:
    """Ten units each of A to E in three aisles; the ledger has to add up in the end."""
    shop = build.shop(db)
    with writing(db) as tx:
        for sku, place in PLACES.items():
            build.product(tx, sku, stock=10, bin=place)
    yield House(db, build, shop)
    with reading(db) as tx:
        assert differences(tx) == []


Make = Callable[..., Any]
