"""Saying what things cost from when to when; no two prices of one thing hold on the same day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from core import numbering
from core.audit import record
from core.billing.rates.models import billing_rates, tax_rates
from core.billing.rates.queries import Rate, listed_rates, listed_taxes
from core.errors import NotFound, Refusal
from core.files import values
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class NewRate:
    """A price as it is told; minor units with tax. It is of a list or of one customer."""

    item: str
    unit_price: int
    currency: str
    valid_from: date
    valid_to: date | None = None
    price_list: str = ""
    customer_id: int | None = None
    description: str = ""
    minimum: int = 0
    tax_rate: str = ""


def add_rate(tx: Transaction, new: NewRate, *, follow: bool = False) -> int:
    """Say what something costs; gives the id of the price.

    With `follow` one of before that has no end ends the day before. Raises Refusal
    ``rate_whose``, ``rate_days``, ``rate_overlaps``, and those of a cell that is not right.
    """
    require(tx, Permission.BILLING_SETUP)
    _one_at_a_time(tx)
    price_list = values.text(new.price_list, 40)
    if (new.customer_id is None) == (not price_list):
        raise Refusal("rate_whose")
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise Refusal("rate_days", start=_day(new.valid_from), end=_day(new.valid_to))
    item = values.code(new.item, 80)
    if not item:
        raise Refusal("rate_item")
    known = listed_rates(tx, price_list=price_list, customer_id=new.customer_id, item=item)
    same = [one for one in known if one.currency == new.currency]
    for one in same:
        if follow and one.valid_to is None and one.valid_from < new.valid_from:
            tx.execute(_end, {"r": one.id, "day": new.valid_from - timedelta(days=1)})
        elif _overlap(one, new):
            raise Refusal(
                "rate_overlaps",
                item=item,
                start=_day(one.valid_from),
                end=_day(one.valid_to) if one.valid_to else "…",
            )
    row = {
        "price_list": price_list,
        "customer_id": new.customer_id,
        "item": item,
        "description": values.text(new.description, 300),
        "unit_price": new.unit_price,
        "minimum": new.minimum,
        "currency": values.currency(new.currency),
        "tax_rate": percent(new.tax_rate),
        "valid_from": new.valid_from,
        "valid_to": new.valid_to,
    }
    made = int(tx.execute(_insert, row).scalar_one())
    record(tx, "rate_added", rate=made, item=item, price=new.unit_price, currency=new.currency)
    return made


def end_rate(tx: Transaction, rate_id: int, last: date) -> None:
    """Let a price end; raises NotFound ``rate_not_found``, Refusal ``rate_days``."""
    require(tx, Permission.BILLING_SETUP)
    _one_at_a_time(tx)
    found = {one.id: one for one in listed_rates(tx)}.get(rate_id)
    if found is None:
        raise NotFound("rate_not_found", rate=rate_id)
    if last < found.valid_from:
        raise Refusal("rate_days", start=_day(found.valid_from), end=_day(last))
    if found.valid_to is not None and last > found.valid_to:
        raise Refusal("rate_ended", end=_day(found.valid_to))
    tx.execute(_end, {"r": rate_id, "day": last})
    record(tx, "rate_ended", rate=rate_id, item=found.item, last=last.isoformat())


def set_tax(
    tx: Transaction,
    country: str,
    rate: str,
    start: date,
    end: date | None,
    becomes: str = "",
) -> None:
    """Say on which days a tax rate is in force; what was said from the same day on is replaced.

    Raises Refusal ``tax_rate_wrong``, ``rate_days``, ``rate_overlaps``.
    """
    require(tx, Permission.BILLING_SETUP)
    _one_at_a_time(tx)
    country, rate, becomes = values.country(country), percent(rate), percent(becomes)
    if not rate:
        raise Refusal("tax_rate_wrong", rate=rate)
    if end is not None and end < start:
        raise Refusal("rate_days", start=_day(start), end=_day(end))
    for one in listed_taxes(tx, country):
        if one.rate != rate or one.valid_from == start:
            continue
        if start <= (one.valid_to or date.max) and one.valid_from <= (end or date.max):
            raise Refusal(
                "rate_overlaps",
                item=f"{rate} %",
                start=_day(one.valid_from),
                end=_day(one.valid_to) if one.valid_to else "…",
            )
    key = {"country": country, "rate": rate, "valid_from": start}
    tx.execute(_no_tax, {"country_": country, "rate_": rate, "from_": start})
    tx.execute(insert(tax_rates), key | {"valid_to": end, "becomes": becomes})
    told: dict[str, Any] = {"start": start.isoformat(), "end": end.isoformat() if end else ""}
    record(tx, "tax_rate_set", country=country, rate=rate, becomes=becomes, **told)


def percent(rate: str) -> str:
    """A tax rate as it is kept, such as ``8`` or ``5.5``; Refusal ``tax_rate_wrong``."""
    rate = rate.strip().removesuffix("%").strip().replace(",", ".")
    if not rate:
        return ""
    try:
        found = Decimal(rate) if len(rate) <= 10 else Decimal("NaN")
    except InvalidOperation as error:
        raise Refusal("tax_rate_wrong", rate=clean(rate, 20)) from error
    if not found.is_finite() or not 0 <= found < 100 or found.as_tuple().exponent < -2:  # type: ignore[operator]
        raise Refusal("tax_rate_wrong", rate=clean(rate, 20))
    return f"{found.normalize():f}"


def _overlap(one: Rate, new: NewRate) -> bool:
    return new.valid_from <= (one.valid_to or date.max) and one.valid_from <= (
        new.valid_to or date.max
    )


def _one_at_a_time(tx: Transaction) -> None:
    """Two who add prices at once do so one after the other: only then are overlaps seen."""
    numbering.draw(tx, "billing-rates")


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


_insert = insert(billing_rates).returning(billing_rates.c.id)
_end: Any = (
    update(billing_rates)
    .where(billing_rates.c.id == bindparam("r"))
    .values(valid_to=bindparam("day"))
)
_no_tax = delete(tax_rates).where(
    tax_rates.c.country == bindparam("country_"),
    tax_rates.c.rate == bindparam("rate_"),
    tax_rates.c.valid_from == bindparam("from_"),
)
