"""Numbers of documents: dense in their series, in the order of their dates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select

from core import numbering
from core.billing.models import invoices
from core.errors import Refusal
from core.transaction import Transaction


def next_number(tx: Transaction, pattern: str, day: date) -> tuple[str, int, str]:
    """Series, number in it and how it is written, for a document of a day.

    Drawn under a lock until the transaction ends, and taken back with it: no gap, no double.
    Raises Refusal ``invoice_date_before`` where the series has a document of a later day.
    """
    series = numbering.series_of(pattern, day)
    number = numbering.draw(tx, f"invoice:{series}"[:60])
    last = tx.execute(_day_of, {"s": series, "n": number - 1}).scalar() if number > 1 else None
    if last is not None and last > day:
        raise Refusal("invoice_date_before", day=f"{day:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
    return series, number, numbering.written(series, number)


_day_of = select(invoices.c.issue_date).where(
    invoices.c.series == bindparam("s"), invoices.c.number == bindparam("n")
)
