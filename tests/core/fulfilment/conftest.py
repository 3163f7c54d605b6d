"""The packing table that golden scan scripts are played at."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, select

from core.config import parse
from core.database import Database
from core.shipping.desk import Desk
from core.stock.checks import differences
from core.transaction import reading, writing

sys.path.insert(0, str(Path(__file__).parent))

CONFIG = """
[[printers]]
name = "Label-1"
roles = ["label", "receipt", "document"]
transport = "virtual"
[[printers]]
name = "Label-2"
roles = ["label"]
transport = "virtual"
[[packing.boxes]]
name = "S"
length_cm = 20
width_cm = 15
height_cm = 10
"""


class Table:
    """A packing table: scans codes one after the other and remembers the last verdict."""

    def __init__(self, db: Database, station: int, more: str = "") -> None:
        self.db = db
        self.desk = Desk(db, parse(CONFIG + more, Path("config.toml")), station)
        self.seq = self.desk.last_seq()

    def scan(self, *codes: str) -> list[str]:
        """The verdicts on some codes, each as ``kind`` or ``kind/detail``."""
        said = []
        for code in codes:
            self.seq += 1
            self.last = self.desk.scan(self.seq, code)
            said.append(self.last.kind.value + (f"/{self.last.detail}" if self.last.detail else ""))
        return said

    def value(self, column: Any, *where: Any) -> Any:
        """One value out of the database."""
        with reading(self.db) as tx:
            return tx.execute(select(column).where(*where)).scalar()

    def all(self, column: Any, *where: Any) -> list[Any]:
        """All values of a column."""
        with reading(self.db) as tx:
            return list(tx.execute(select(column).where(*where)).scalars())

    def count(self, table: Any, *where: Any) -> int:
        """How many rows there are."""
        with reading(self.db) as tx:
            found = tx.execute(select(func.count()).select_from(table).where(*where))
            return int(found.scalar_one())


@pytest.fixture
def table(db: Database, build: ModuleType) -> Iterator[Callable[..., Table]]:
    """Makes packing tables with ten units each of A, B and C; checks the ledger at the end.

    `station` names another table with an operator of its own; `more` is added to the configuration.
    """
    shop = build.shop(db, {"A": 10, "B": 10, "C": 10})

    def make(station: str = "", more: str = "") -> Table:
        if not station:
            return Table(db, shop.station, more)
        with writing(db) as tx:
            where = build.station(tx, station)
            build.actor(tx, build.operator(tx, f"Op {station}"), where)
        return Table(db, where, more)

    yield make
    with reading(db) as tx:
        assert differences(tx) == []
