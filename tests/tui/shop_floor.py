"""A shop floor on either engine: stations that are opened by name, for those who work there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from alone import Alone
from scan_process import CONFIG
from sqlalchemy import select
from station_hand import Hand, station

from core.database import Database
from core.orders.commands import find
from core.orders.models import order_lines
from core.transaction import reading, writing


class Floor:
    """Goods A, B and C, ten of each; `people` are names with their roles."""

    def __init__(
        self,
        db: Database,
        url: str,
        folder: Path,
        build: ModuleType,
        people: Mapping[str, str],
        more: str = "",
    ) -> None:
        self.db, self._build = db, build
        self.config = folder / "kemas.toml"
        text = CONFIG.replace("sqlite:///kemas.sqlite3", url)
        self.config.write_text(text + more, encoding="utf-8")
        with writing(db) as tx:
            self.warehouse = build.warehouse(tx)
            for sku in ("A", "B", "C"):
                build.product(tx, sku, stock=10)
            for name, role in people.items():
                build.operator(tx, name, role=role)

    def order(self, number: str, goods: Mapping[str, int], **columns: Any) -> int:
        """An order that can be packed."""
        made: int = self._build.ready_order(
            self.db, number, dict(goods), source="manual", **columns
        )
        return made

    @asynccontextmanager
    async def at(
        self, name: str, who: str, size: tuple[int, int] = (80, 24)
    ) -> AsyncIterator[Hand]:
        """A station with somebody signed in."""
        async with station(Alone(self.config, name, operator=who), size) as hand:
            yield hand

    def value(self, what: Any, *where: Any) -> Any:
        """The first value that a query finds."""
        with reading(self.db) as tx:
            return tx.execute(select(what).where(*where)).scalar()

    def packed(self, number: str) -> int:
        """Units of an order that are packed."""
        with reading(self.db) as tx:
            order = find(tx, number).id
            lines = select(order_lines.c.packed).where(order_lines.c.order_id == order)
            return sum(tx.execute(lines).scalars())


async def scan(hand: Hand, codes: str) -> str:
    """Scan codes at a station; gives what the last verdict is called."""
    hand.send(codes)
    await hand.settle()
    return hand.verdict.kind
