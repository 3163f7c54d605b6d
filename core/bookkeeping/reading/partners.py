"""Numbers of customers as the books have them: those of whom they were made one with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select

from core.customers.models import customers

_one = customers.alias("book_partner")


def merged(column: ColumnElement[Any]) -> Any:
    """The customer that a column means by now, as a part of a query."""
    return (
        select(func.coalesce(_one.c.merged_into, _one.c.id))
        .where(_one.c.id == column)
        .correlate_except(_one)
        .scalar_subquery()
    )


def customer_number(number: int | None) -> str:
    """How a customer is numbered; empty where nobody knows who it is."""
    return "" if number is None else f"C{number}"
