"""Which price and which tax rate hold on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from core.billing.rates.models import billing_rates, tax_rates
from core.shares import percent_of
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Rate:
    """What a thing costs for some time; minor units with tax."""

    id: int
    price_list: str
    customer_id: int | None
    item: str
    description: str
    unit_price: int
    minimum: int
    currency: str
    tax_rate: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class TaxRate:
    """Days on which a tax rate is in force."""

    country: str
    rate: str
    valid_from: date
    valid_to: date | None
    becomes: str
    """What is taken afterwards; empty: nobody said."""


class TaxRates:
    """The tax rates of a country with their days."""

    def __init__(self, rows: Iterable[TaxRate]) -> None:
        self._rows: dict[str, list[TaxRate]] = {}
        for row in rows:
            self._rows.setdefault(_key(row.rate), []).append(row)

    def on(self, rate: str, day: date) -> tuple[str, bool]:
        """What a rate is on a day, and whether that is in force; one without days always is."""
        for _each in range(9):  # a rate that becomes another, that becomes it again
            rows = self._rows.get(_key(rate))
            if rows is None or any(_holds(row, day) for row in rows):
                return rate, True
            over = [row for row in rows if row.valid_to is not None and row.valid_to < day]
            then = max(over, key=lambda row: row.valid_from).becomes if over else ""
            if not then:
                return rate, False
            rate = then
        return rate, False

    def ending(self, rate: str, day: date, days: int) -> date | None:
        """The last day of a rate that is in force on a day but ends within so many days."""
        rows = self._rows.get(_key(rate), [])
        lasts = [row.valid_to for row in rows if _holds(row, day)]
        if not lasts or None in lasts:
            return None
        last = max(one for one in lasts if one is not None)
        goes_on = any(row.valid_from > last for row in rows)
        return last if (last - day).days < days and not goes_on else None


def tax_rates_of(tx: Transaction, country: str) -> TaxRates:
    """The tax rates of a country."""
    return TaxRates(listed_taxes(tx, country))


def listed_taxes(tx: Transaction, country: str = "") -> list[TaxRate]:
    """All dated tax rates, of one country or of all."""
    found = tx.execute(_taxes)
    return [TaxRate(*row) for row in found if not country or row.country == country]


def rate_for(
    tx: Transaction,
    customer_id: int | None,
    price_list: str,
    item: str,
    day: date,
    currency: str,
) -> Rate | None:
    """The price of a thing on a day: the customer's own before that of their price list."""
    if not item or (customer_id is None and not price_list):
        return None
    given = {"item": item, "c": customer_id or 0, "list": price_list, "day": day}
    rows = tx.execute(_rate, given | {"cur": currency}).all()
    if not rows:
        return None
    own = [row for row in rows if row.customer_id is not None]
    return Rate(*(own or rows)[0])


def listed_rates(
    tx: Transaction, *, price_list: str = "", customer_id: int | None = None, item: str = ""
) -> list[Rate]:
    """Prices by list, customer, thing and day."""
    wanted = _rates
    if price_list:
        wanted = wanted.where(billing_rates.c.price_list == price_list)
    if customer_id is not None:
        wanted = wanted.where(billing_rates.c.customer_id == customer_id)
    if item:
        wanted = wanted.where(billing_rates.c.item == item)
    return [Rate(*row) for row in tx.execute(wanted)]


def _key(rate: str) -> str:
    return f"{percent_of(rate):f}"


def _holds(row: TaxRate, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


_c: Any = billing_rates.c
_all = select(*(billing_rates.c[name] for name in Rate.__dataclass_fields__))
_rates = _all.order_by(_c.price_list, _c.customer_id, _c.item, _c.valid_from)
_rate = _all.where(
    _c.item == bindparam("item"),
    _c.currency == bindparam("cur"),
    _c.valid_from <= bindparam("day"),
    or_(_c.valid_to.is_(None), _c.valid_to >= bindparam("day")),
    or_(
        _c.customer_id == bindparam("c"),
        and_(_c.price_list == bindparam("list"), _c.price_list != ""),
    ),
)
_taxes = select(*(tax_rates.c[name] for name in TaxRate.__dataclass_fields__)).order_by(
    tax_rates.c.country, tax_rates.c.rate, tax_rates.c.valid_from
)
