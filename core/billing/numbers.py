"""Numbers of invoices: dense in their series, in the order of their dates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, func, select

from core import numbering
from core.billing.models import invoices
from core.errors import Refusal
from core.transaction import Transaction


def next_number(tx: Transaction, pattern: str, day: date) -> tuple[str, int, str]:
    """Series, number in it and how it is written, for an invoice of a day.

    Drawn under a lock until the transaction ends, and taken back with it: no gap, no double.
    Raises Refusal ``invoice_date_before`` where the series has an invoice of a later day.
    """
    series = numbering.series_of(pattern, day)
    number = numbering.draw(tx, f"invoice:{series}"[:60])
    last = tx.execute(_last_day, {"s": series}).scalar()
    if last is not None and last > day:
        raise Refusal("invoice_date_before", day=f"{day:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
    return series, number, numbering.written(series, number)


_last_day = select(func.max(invoices.c.issue_date)).where(invoices.c.series == bindparam("s"))
