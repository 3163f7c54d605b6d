"""A shop whose milk is tracked by lot, day of expiry or serial number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

from core.catalog.tracking import Tracking
from core.database import Database
from core.stock import lots, tracking
from core.stock.commands import Move, post
from core.stock.models import BinKind, moves, reservations
from core.stock.places import shelf, special_bin
from core.transaction import reading, writing

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


TODAY = NOW.date()


GS = "\x1d"


class Shop:
    """Milk that is tracked, in lots on shelves: {bin: {lot: (units, days until it expires)}}."""

    def __init__(self, db: Database, build: ModuleType, table: Callable[..., Any]) -> None:
        self.db, self.build, self.table = db, build, table

    def open(
        self,
        by: Tracking,
        stock: Mapping[str, Mapping[str, tuple[int, int | None]]],
        more: str = "",
    ) -> Any:
        at = self.table(more=more)
        with writing(self.db) as tx:
            self.milk = self.build.product(tx, "MILK")
            self.here = self.build.warehouse(tx)
            tracking.track(tx, self.milk, by)
            outside = special_bin(tx, self.here, BinKind.SUPPLIER)
            for place, some in stock.items():
                where = shelf(tx, self.here, place).id
                for lot, (units, days) in some.items():
                    day = None if days is None else TODAY + timedelta(days=days)
                    lots.learn(tx, self.milk, lot, day)
                    goods = [Move(self.milk, outside, where, units, lot)]
                    post(tx, self.here, goods, reason="receipt")
        self.code = self.build.ean(self.milk)
        return at

    def gs1(self, lot: str = "", serial: str = "", day: date | None = None) -> str:
        code = f"]d201{self.code:0>14}"
        if day is not None:
            code += f"17{day:%y%m%d}"
        if lot:
            code += f"10{lot}{GS}"
        return code + (f"21{serial}" if serial else "")

    def packed(self) -> dict[str, int]:
        """What lies in parcels by lot, on the ledger."""
        with reading(self.db) as tx:
            rows = tx.execute(moves.select().where(moves.c.reason == "pack")).all()
        found: dict[str, int] = {}
        for row in rows:
            if row.product_id == self.milk:
                found[row.lot] = found.get(row.lot, 0) + row.quantity
        return found

    def promised(self, order: int) -> dict[str, int]:
        with reading(self.db) as tx:
            rows = tx.execute(
                reservations.select().where(
                    reservations.c.order_id == order, reservations.c.product_id == self.milk
                )
            ).all()
        return {row.lot: row.quantity for row in rows}
