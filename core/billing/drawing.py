"""Draws up documents: who sells, who buys, and what each line comes to; nothing is kept yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from core.billing.amounts import Amounts, Priced, amounts_of
from core.billing.profiles.queries import Profile, profile_of
from core.billing.rates.queries import TaxRates, rate_for, tax_rates_of
from core.billing.rules import BillingRules, Sides
from core.billing.states import InvoiceKind
from core.catalog.models import products
from core.clock import local
from core.customers.queries import addresses, customer
from core.errors import NotFound, Refusal
from core.orders.models import order_lines, orders
from core.orders.states import OrderStatus
from core.text import clean
from core.transaction import Transaction

_SOLD = frozenset({OrderStatus.PROCESSING, OrderStatus.SHIPPING, OrderStatus.DONE})
"""Orders that may be invoiced: somebody really buys."""
_PLACE = ("address", "district", "city", "province", "postcode", "country")
Line = dict[str, Any]
"""A line without its amounts: columns of ``invoice_lines``."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document as it would be made now; amounts in minor units."""

    reference: str
    customer_id: int | None
    currency: str
    buyer: Sides
    lines: tuple[tuple[Line, Amounts], ...]
    order_ids: tuple[int, ...] = ()
    kind: InvoiceKind = InvoiceKind.INVOICE
    ref_invoice_id: int | None = None
    language: str = ""
    e_invoice: bool = False
    due_days: int | None = None
    due_eom: bool = False
    reason_code: str = ""
    lapsed: tuple[str, ...] = ()
    """Tax rates on it that are not in force on its day."""
    unpriced: bool = False
    """Whether something on it has no price."""
    charges: tuple[tuple[int, int], ...] = ()
    """Charges on it, by id, each with the number of its line."""

    @property
    def net(self) -> int:
        """Without tax."""
        return sum(amounts.net for _line, amounts in self.lines)

    @property
    def tax(self) -> int:
        """The tax of all lines."""
        return sum(amounts.tax for _line, amounts in self.lines)

    @property
    def total(self) -> int:
        """What the buyer pays."""
        return sum(amounts.total for _line, amounts in self.lines)


def draw_up(
    tx: Transaction, rules: BillingRules, order_id: int, buyer: Mapping[str, str] | None = None
) -> Drawn:
    """What an invoice of an order says today; `buyer` replaces parts of who it is for.

    Raises NotFound ``order_not_found``, Refusal ``invoice_not_due`` for an order that is not paid
    for, confirmed or sent, and ``invoice_buyer_missing`` where nobody is named.
    """
    rows = heads_of(tx, [order_id])
    profile = profile_of(tx, rows[0].customer_id)
    taxes = tax_rates_of(tx, rules.country)
    today = local(tx.now, rules.zone).date()
    return draw_orders(tx, rules, rows, profile, taxes, today, buyer)


def heads_of(tx: Transaction, order_ids: Sequence[int]) -> list[Any]:
    """The orders as rows, by id; raises what `draw_up` raises of them."""
    rows = tx.execute(_orders, {"wanted": list(order_ids)}).all()
    if len(rows) != len(order_ids):
        missing = set(order_ids) - {row.id for row in rows}
        raise NotFound("order_not_found", order=min(missing))
    for row in rows:
        if row.status not in _SOLD:
            raise Refusal("invoice_not_due", order=row.order_no, state=row.status)
    return rows


def draw_orders(
    tx: Transaction,
    rules: BillingRules,
    rows: Sequence[Any],
    profile: Profile,
    taxes: TaxRates,
    day: date,
    buyer: Mapping[str, str] | None = None,
) -> Drawn:
    """One document of one buyer's orders in one currency, with the tax rates of a day.

    The shipping fees of all stand on it as one line.
    """
    newest = rows[-1]
    said = {name: clean(value, 200) for name, value in (buyer or {}).items()}
    who = replace(_buyer(newest, profile), **said)
    if not who.name:
        raise Refusal("invoice_buyer_missing", order=newest.order_no)
    found: dict[int, list[Any]] = {row.id: [] for row in rows}
    for one in tx.execute(_lines, {"wanted": list(found)}):
        found[one.order_id].append(one)
    lines: list[tuple[Line, Amounts]] = []
    lapsed: list[str] = []
    unpriced = False
    for row in rows:
        free = not row.goods and not row.total  # a file that named no prices
        for line, amounts in _goods(tx, row, found[row.id], profile, taxes, day, free=free):
            part = line.pop("bundle")  # of a bundle: what it costs stands in the others
            unpriced |= not line["unit_price"] and (free or not part)
            if not line.pop("in_force"):
                lapsed.append(line["rate"])
            lines.append((line, amounts))
    fees = sum(row.shipping_fee for row in rows)
    if fees:
        rate, in_force = taxes.on(rules.shipping_tax, day)
        fee = {"sku": "", "description": "", "quantity": 1, "unit_price": fees}
        (each,) = amounts_of([Priced(fees, rate)])
        lines.append((fee | {"discount": 0, "rate": rate, "order_line_id": None}, each))
        if not in_force:
            lapsed.append(rate)
    return drawn_of(
        rules,
        profile,
        reference=newest.order_no if len(rows) == 1 else "",
        customer_id=newest.customer_id,
        currency=newest.currency,
        buyer=who,
        lines=tuple(lines),
        order_ids=tuple(row.id for row in rows),
        lapsed=tuple(dict.fromkeys(lapsed)),
        unpriced=unpriced,
    )


def drawn_of(rules: BillingRules, profile: Profile, **values: Any) -> Drawn:
    """A document as a buyer's profile has it: language, days until it is due, who issues it."""
    wanted = rules.e_invoice if profile.e_invoice is None else profile.e_invoice
    return Drawn(
        **values,
        language=profile.language or rules.language,
        e_invoice=wanted,
        due_days=profile.terms_days,
        due_eom=profile.terms_eom,
    )


def buyer_of(tx: Transaction, profile: Profile, customer_id: int) -> Sides:
    """A buyer without an order: as their profile and their own record say.

    Raises NotFound ``customer_not_found``, Refusal ``invoice_buyer_missing``.
    """
    own = customer(tx, customer_id)
    if not profile.name and not own.name:
        raise Refusal("invoice_buyer_missing", order=f"#{customer_id}")
    place = {name: getattr(profile, name) for name in _PLACE}
    if not profile.address:
        known = addresses(tx, customer_id)
        place = {name: getattr(known[0], name) for name in _PLACE} if known else {}
    return Sides(
        profile.name or own.name,
        phone=profile.phone or own.phone,
        email=profile.email or own.email,
        tax_number=profile.tax_number,
        contact=profile.contact,
        **(place if place else {"country": own.country}),
    )


def _goods(
    tx: Transaction,
    row: Any,
    found: Sequence[Any],
    profile: Profile,
    taxes: TaxRates,
    day: date,
    *,
    free: bool,
) -> list[tuple[Line, Amounts]]:
    """The goods of an order: at its own prices, or at the buyer's where its file named none."""
    said: list[Line] = []
    for one in found:
        rate, in_force = taxes.on(one.tax_rate or "", day)
        price = one.unit_price
        if free and profile.known:
            known = rate_for(tx, row.customer_id, profile.price_list, one.sku, day, row.currency)
            price = known.unit_price if known is not None else price
        said.append(
            {
                "order_line_id": one.id,
                "sku": one.sku,
                "description": clean(one.name, 300),
                "quantity": one.quantity,
                "unit_price": price,
                "discount": one.discount,
                "rate": rate,
                "in_force": in_force,
                "bundle": one.bundle,
            }
        )
    priced = [
        Priced(line["quantity"] * line["unit_price"] - line["discount"], line["rate"])
        for line in said
    ]
    amounts = amounts_of(priced, row.discount - sum(line["discount"] for line in said))
    return [
        (line | {"discount": line["discount"] + each.off}, each)
        for line, each in zip(said, amounts, strict=True)
    ]


def _buyer(row: Any, profile: Profile) -> Sides:
    where = profile if profile.address else row
    return Sides(
        profile.name or row.customer,
        phone=profile.phone or row.phone,
        email=profile.email or row.email,
        tax_number=profile.tax_number,
        contact=profile.contact,
        **{name: getattr(where, name) for name in _PLACE},
    )


_orders = (
    select(
        orders.c.id,
        orders.c.order_no,
        orders.c.status,
        orders.c.customer_id,
        orders.c.currency,
        orders.c.goods,
        orders.c.total,
        orders.c.discount,
        orders.c.shipping_fee,
        orders.c.customer,
        orders.c.phone,
        orders.c.address,
        orders.c.district,
        orders.c.city,
        orders.c.province,
        orders.c.postcode,
        orders.c.country,
        orders.c.email,
    )
    .where(orders.c.id.in_(bindparam("wanted", expanding=True)))
    .order_by(orders.c.id)
)
_lines = (
    select(
        order_lines.c.order_id,
        order_lines.c.id,
        products.c.sku,
        products.c.name,
        order_lines.c.quantity,
        order_lines.c.unit_price,
        order_lines.c.discount,
        order_lines.c.bundle,
        products.c.tax_rate,
    )
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id.in_(bindparam("wanted", expanding=True)))
    .order_by(order_lines.c.order_id, order_lines.c.line_no)
)
