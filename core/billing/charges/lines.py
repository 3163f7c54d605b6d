"""Charges as lines of an invoice: at their own price, or as the buyer's price list has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from core.billing.amounts import Amounts, Priced, amounts_of
from core.billing.charges.models import billing_charges
from core.billing.profiles.queries import Profile
from core.billing.rates.queries import TaxRates, rate_for
from core.catalog.models import products
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of an invoice, and what is odd about them."""

    lines: tuple[tuple[dict[str, Any], Amounts], ...]
    lapsed: tuple[str, ...] = ()
    unpriced: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Something to be priced: minor units with tax; None where the price list says it."""

    item: str
    description: str
    quantity: int
    unit_price: int | None
    tax_rate: str | None
    on: date


def charge_lines(
    tx: Transaction, profile: Profile, ids: Sequence[int], taxes: TaxRates, day: date
) -> Lines:
    """A line for each charge, in the order of `ids`."""
    rows = {row.id: row for row in tx.execute(_charges, {"wanted": list(ids)})}
    asked = [
        Asked(
            row.item,
            f"{row.description or row.item} {row.on_date:%d/%m/%Y}",
            row.quantity,
            row.unit_price,
            row.tax_rate,
            row.on_date,
        )
        for row in (rows[one] for one in ids)
    ]
    return priced(tx, profile, rows[ids[0]].currency, asked, taxes, day)


def priced(
    tx: Transaction,
    profile: Profile,
    currency: str,
    asked: Sequence[Asked],
    taxes: TaxRates,
    day: date,
) -> Lines:
    """Lines at their prices, with the tax rates of a day.

    What a price list lets cost at least so much stands as one piece of that where it is less. A
    product without a price there costs what the catalogue says.
    """
    lines, lapsed, unpriced = [], [], False
    for one in asked:
        known = rate_for(tx, profile.customer_id, profile.price_list, one.item, one.on, currency)
        product = tx.execute(_product, {"sku": one.item}).first() if one.item else None
        price, quantity = one.unit_price, one.quantity
        if price is None and known is not None:
            price = known.unit_price
            if price * quantity < known.minimum:
                price, quantity = known.minimum, 1
        elif price is None and product is not None and product.currency == currency:
            price = product.unit_price
        rate = one.tax_rate
        if rate is None:
            rate = known.tax_rate if known is not None and known.tax_rate else None
        if rate is None:
            rate = product.tax_rate or "" if product is not None else ""
        rate, in_force = taxes.on(rate, day)
        if not in_force:
            lapsed.append(rate)
        unpriced |= not price
        words = one.description or (known.description if known is not None else "")
        if not words and product is not None:
            words = product.name
        line = {
            "order_line_id": None,
            "sku": one.item,
            "description": (words or one.item)[:300],
            "quantity": quantity,
            "unit_price": price or 0,
            "discount": 0,
            "rate": rate,
        }
        (each,) = amounts_of([Priced(quantity * (price or 0), rate)])
        lines.append((line, each))
    return Lines(tuple(lines), tuple(dict.fromkeys(lapsed)), unpriced)


_charges = select(billing_charges).where(
    billing_charges.c.id.in_(bindparam("wanted", expanding=True))
)
_product = select(
    products.c.name, products.c.unit_price, products.c.currency, products.c.tax_rate
).where(products.c.sku == bindparam("sku"))
