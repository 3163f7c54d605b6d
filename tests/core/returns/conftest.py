"""An order that has left the house, for the tests of returns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from core.config import load
from core.database import Database
from core.fulfilment import claims
from core.orders.commands import find
from core.orders.entry.rules import EntryRules, entry_rules
from core.shipping.desk import Desk
from core.shipping.handing_over import hand_over_parcel, parcel_by_code
from core.shipping.models import shipments
from core.stock.checks import differences
from core.stock.places import shelf
from core.stock.queries import levels_of
from core.transaction import reading, writing


class Shop:
    """Ten teas and ten coffees, a station, and orders that can be sent."""

    def __init__(self, db: Database, build: ModuleType, folder: Path) -> None:
        self.db, self.build = db, build
        self.made: Any = build.shop(db, {"TEH": 10, "KOPI": 10, "GULA": 10})
        path = folder / "kemas.toml"
        path.write_text('[shop]\nlanguage = "en"\n', encoding="utf-8")
        self.config = load(path)
        self.desk = Desk(db, self.config, self.made.station)
        self.desk.open()
        with writing(db) as tx:
            shelf(tx, self.made.warehouse, "B-1")

    @property
    def rules(self) -> EntryRules:
        def claimed(tx: Any, order_id: int) -> bool:
            return claims.holder(tx, order_id) is not None

        return entry_rules(self.config, self.made.warehouse, claimed)

    @property
    def actor(self) -> Any:
        return self.made.actor

    def send(self, number: str, lines: Mapping[str, int], **columns: Any) -> int:
        """An order, packed into one parcel that the courier took; gives its id."""
        order_id = self.pack(number, lines, **columns)
        with writing(self.db, self.actor) as tx:
            hand_over_parcel(tx, parcel_by_code(tx, self.parcel).id)
        return order_id

    @property
    def waybill(self) -> str:
        """The number on the last parcel."""
        with reading(self.db) as tx:
            return str(tx.execute(select(shipments.c.waybill)).scalars().all()[-1])

    def pack(self, number: str, lines: Mapping[str, int], **columns: Any) -> int:
        order_id = int(self.build.ready_order(self.db, number, lines, **columns))
        codes = [number, *(code for sku, n in lines.items() for code in (f"{n}*", sku))]
        for code in codes:
            verdict = self.desk.scan(self.desk.last_seq() + 1, code)
        self.parcel = str(verdict.parcel)
        return order_id

    def places(self, sku: str) -> dict[str, int]:
        with reading(self.db) as tx:
            assert differences(tx) == []
            found = levels_of(tx, self.made.warehouse, [self.made.products[sku]])
            return {level.bin: level.on_hand for level in found}

    def status(self, number: str) -> str:
        with reading(self.db) as tx:
            return find(tx, number).status.value


@pytest.fixture
def shop(db: Database, build: ModuleType, tmp_path: Path) -> Shop:
    """A shop with everything on its shelves."""
    return Shop(db, build, tmp_path)
