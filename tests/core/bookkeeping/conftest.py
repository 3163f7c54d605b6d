"""A shop whose books are kept: goods that were bought, orders that left, invoices and money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import update

from core.billing.issuing import invoice_order
from core.billing.rules import billing_rules
from core.bookkeeping.accounts import Role
from core.bookkeeping.entries import Entry
from core.bookkeeping.journal import BookRules, Journaled, book_rules, journal
from core.bookkeeping.periods import Period, month_of
from core.catalog.models import products
from core.config import load
from core.database import Database
from core.orders.status import Policy, policy_of
from core.receivables.settings import Terms
from core.shipping.desk import Desk
from core.shipping.handing_over import hand_over_parcel, parcel_by_code
from core.transaction import SYSTEM, reading, writing

ALWAYS = Period(date(2000, 1, 1), date(2099, 12, 31))


class Shop:
    """Teas and coffees that cost 10,000 and 5,000; tax of eleven per cent is within the tea."""

    def __init__(self, db: Database, build: ModuleType, folder: Path, more: str = "") -> None:
        self.db, self.build, self.folder = db, build, folder
        self.made: Any = build.shop(db, {"TEH": 50, "KOPI": 50})
        with writing(db) as tx:
            for sku, cost, rate in (("TEH", 10_000_00, "11"), ("KOPI", 5_000_00, "0")):
                row = update(products).where(products.c.sku == sku)
                tx.execute(row.values(cost=cost, tax_rate=rate))
        self.configure(more)
        self.desk = Desk(db, self.config, self.made.station)
        self.desk.open()

    def configure(self, more: str = "") -> None:
        path = self.folder / "kemas.toml"
        zone = '[shop]\nlanguage = "en"\ntimezone = "UTC"\n'
        path.write_text(zone + more, encoding="utf-8")
        self.config = load(path)

    @property
    def rules(self) -> BookRules:
        return book_rules(self.config)

    @property
    def policy(self) -> Policy:
        return policy_of(self.config)

    @property
    def terms(self) -> Terms:
        return Terms(currency="IDR", zone="UTC", write_off=5_000_00)

    @property
    def today(self) -> date:
        with reading(self.db) as tx:
            return tx.today

    @property
    def month(self) -> Period:
        return month_of(self.today)

    def send(self, number: str, lines: Mapping[str, int], **columns: Any) -> int:
        """An order that was packed, and that the courier took."""
        order_id = int(self.build.ready_order(self.db, number, lines, **columns))
        codes = [number, *(code for sku, n in lines.items() for code in (f"{n}*", sku))]
        for code in codes:
            verdict = self.desk.scan(self.desk.last_seq() + 1, code)
        with writing(self.db, self.made.actor) as tx:
            hand_over_parcel(tx, parcel_by_code(tx, str(verdict.parcel)).id)
        return order_id

    def invoice(self, order_id: int) -> Any:
        with writing(self.db, SYSTEM) as tx:
            return invoice_order(tx, billing_rules(self.config), order_id).invoice

    def journal(self, period: Period = ALWAYS) -> Journaled:
        with reading(self.db, SYSTEM) as tx:
            return journal(tx, self.rules, period)

    def balance(self, period: Period = ALWAYS) -> dict[str, int]:
        """Whole units by role, debit above zero; also proves that every entry is balanced."""
        found: defaultdict[str, int] = defaultdict(int)
        for one in self.journal(period).entries:
            assert sum(line.amount for line in one.lines) == 0, one
            for line in one.lines:
                found[line.role.value] += line.amount
        assert sum(found.values()) == 0
        return {role: round(amount / 100) for role, amount in found.items() if amount}


def lines_of(one: Entry) -> dict[Role, int]:
    """Whole units by role."""
    found: defaultdict[Role, int] = defaultdict(int)
    for line in one.lines:
        found[line.role] += line.amount
    return {role: amount // 100 for role, amount in found.items()}


@pytest.fixture
def shop(db: Database, build: ModuleType, tmp_path: Path) -> Shop:
    return Shop(db, build, tmp_path)
