"""How fast a month of invoices is made and numbered, and their PDFs drawn and kept."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from sqlalchemy import func, select, update

from core.billing.models import invoices
from core.billing.profiles.states import Point
from core.billing.queries import issued_ids
from core.billing.rounds import bill_all
from core.billing.rules import BillingRules
from core.database import upgrade
from core.orders.models import orders
from core.transaction import SYSTEM, reading, writing
from tui.bench.data import make
from tui.bench.figures import Row
from tui.invoice_files import Papering, draw_all

_BAR = 100.0
"""Invoices a second."""
_RULES = BillingRules(
    zone="Asia/Jakarta",
    country="ID",
    seller={"name": "BENCH", "country": "ID"},
    point=Point.CONFIRMED,
    since=date(2000, 1, 1),
    review_new=False,
)


def invoicing(folder: Path, many: int) -> list[Row]:
    """So many orders of three lines invoiced in one round, then drawn; both together."""
    shop = make(f"sqlite:///{folder / 'invoices.sqlite3'}", many)
    database = upgrade(shop.url)
    try:
        with writing(database) as tx:
            tx.execute(update(orders).values(ordered_at=tx.now, confirmed_at=tx.now))
        began = time.perf_counter()
        done = bill_all(database, _RULES)
        made = many / (time.perf_counter() - began)
        with reading(database) as tx:
            ids = [one for one, _number in issued_ids(tx)]
            last = tx.execute(select(func.count(invoices.c.number), func.max(invoices.c.number)))
            numbered = tuple(last.one())
        if len(done.ids) != many or numbered != (many, many):
            raise AssertionError(f"of {many} invoices {numbered[0]} are numbered to {numbered[1]}")
        began = time.perf_counter()
        draw_all(database, SYSTEM, ids, Papering())
        drawn = many / (time.perf_counter() - began)
    finally:
        database.close()
    return [
        Row("invoices.made", made, "/s", _BAR, at_least=True),
        Row("invoices.pdf", drawn, "/s", _BAR, at_least=True),
        Row("invoices.month", 1 / (1 / made + 1 / drawn), "/s", _BAR, at_least=True),
    ]
