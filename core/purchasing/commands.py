"""Purchase orders: made, changed while they are drafts, ordered, cancelled, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from core.audit import record
from core.catalog.bundles import no_bundle
from core.catalog.models import products
from core.clock import local
from core.errors import NotFound, Refusal
from core.files import values
from core.lifecycle import check_step
from core.numbering import draw
from core.people.permissions import Permission, require
from core.purchasing.costs import unit_cost
from core.purchasing.models import purchase_lines, purchase_orders
from core.purchasing.queries import Purchase, PurchaseLine, lines_of, one_purchase
from core.purchasing.rules import BuyingRules
from core.purchasing.states import PURCHASE_STEPS, PurchaseState
from core.purchasing.supplier_queries import good_of, supplier
from core.purchasing.suppliers import MOST_UNITS
from core.stock import warehouses
from core.text import clean
from core.transaction import Transaction

_MOST = 10**15
"""Minor units of one line, as of any amount."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many units of a product at `unit_price` minor units; None: what the supplier asks."""

    product_id: int
    quantity: int
    unit_price: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of a purchase order besides its lines; None leaves it as it is."""

    note: str | None = None
    rate: str | None = None
    expected_on: date | None = None


def make(
    tx: Transaction, supplier_id: int, warehouse: int, wanted: Sequence[Wanted], head: Head
) -> Purchase:
    """A new draft.

    Raises Refusal ``supplier_inactive``, ``warehouse_closed`` and what `put` and `edit` raise.
    """
    require(tx, Permission.PURCHASE_CHANGE)
    seller = supplier(tx, supplier_id)
    place = warehouses.one(tx, warehouse)
    if not place.active:
        raise Refusal("warehouse_closed", warehouse=place.code)
    if not seller.active:
        raise Refusal("supplier_inactive", supplier=seller.code)
    number = f"PO{draw(tx, 'purchase'):06d}"
    row = {
        "number": number,
        "supplier_id": supplier_id,
        "warehouse_id": warehouse,
        "state": PurchaseState.DRAFT.value,
        "currency": seller.currency,
        "created_at": tx.now,
        "created_by": tx.actor.operator_id,
    }
    made = int(tx.execute(_insert, row).scalar_one())
    record(tx, "purchase_made", purchase=number, supplier=seller.code)
    edit(tx, made, head)
    return put(tx, made, wanted)


def put(tx: Transaction, purchase_id: int, wanted: Sequence[Wanted]) -> Purchase:
    """Set lines of a draft, one a product; a quantity of 0 takes the product out.

    Raises Refusal ``purchase_not_draft``, ``purchase_quantity``, ``purchase_price_needed`` where
    the supplier's price in this currency is not known.
    """
    require(tx, Permission.PURCHASE_CHANGE)
    found = _draft(tx, purchase_id)
    for one in wanted:
        sku = tx.execute(_sku, {"p": one.product_id}).scalar()
        if sku is None:
            raise NotFound("product_not_found", sku=one.product_id)
        place = {"o": purchase_id, "p": one.product_id}
        if not 0 <= one.quantity <= MOST_UNITS:
            raise Refusal("purchase_quantity", sku=sku, quantity=one.quantity, most=MOST_UNITS)
        before = tx.execute(_price_of, place).scalar()
        if one.quantity == 0:
            tx.execute(_drop_line, place)
        else:
            no_bundle(tx, one.product_id, sku)
            row = _line(tx, found, one, sku, before)
            if before is None:
                last = tx.execute(_last_no, {"o": purchase_id}).scalar_one()
                tx.execute(_insert_line, row | {"line_no": last + 1})
            else:
                tx.execute(_set_line, {name: row[name] for name in _SET} | place)
        record(tx, "purchase_line", purchase=found.number, sku=sku, units=one.quantity)
    return one_purchase(tx, purchase_id)


def edit(tx: Transaction, purchase_id: int, head: Head) -> Purchase:
    """Change note, rate or day of a draft; raises Refusal ``purchase_not_draft``, ``rate_wrong``.

    The rate is what one unit of the order's currency costs in the shop's, such as ``16350.5``.
    """
    require(tx, Permission.PURCHASE_CHANGE)
    found = _draft(tx, purchase_id)
    row: dict[str, Any] = {}
    if head.note is not None:
        row["note"] = values.text(head.note, 400)
    if head.rate is not None:
        row["rate"] = _rate(head.rate)
    if head.expected_on is not None:
        row["expected_on"] = head.expected_on
    changed = {name: new for name, new in row.items() if getattr(found, name) != new}
    if changed:
        change = update(purchase_orders).where(purchase_orders.c.id == purchase_id)
        tx.execute(change.values(**changed))
        record(tx, "purchase_changed", purchase=found.number, changed=sorted(changed))
    return one_purchase(tx, purchase_id)


def order(tx: Transaction, rules: BuyingRules, purchase_id: int) -> Purchase:
    """The supplier was told: from now on goods may come.

    Without a day it is expected after the supplier's days. Raises Refusal ``purchase_empty``,
    ``purchase_rate_needed`` where it is in another currency than the shop's, ``supplier_inactive``.
    """
    require(tx, Permission.PURCHASE_CHANGE)
    found = one_purchase(tx, purchase_id, lock=True)
    check_step(PURCHASE_STEPS, found.state, PurchaseState.ORDERED, purchase=found.number)
    seller = supplier(tx, found.supplier_id)
    if not seller.active:
        raise Refusal("supplier_inactive", supplier=seller.code)
    if not found.lines:
        raise Refusal("purchase_empty", purchase=found.number)
    if found.currency != rules.currency and not found.rate:
        raise Refusal(
            "purchase_rate_needed",
            purchase=found.number,
            currency=found.currency,
            shop=rules.currency,
        )
    for line in lines_of(tx, purchase_id):
        unit_cost(found, line.unit_price, rules.currency)  # one that cannot be kept is refused now
    today = local(tx.now, rules.zone).date()
    expected = found.expected_on or today + timedelta(days=seller.lead_days)
    move_on(tx, found, PurchaseState.ORDERED, ordered_at=tx.now, expected_on=expected)
    record(tx, "purchase_ordered", purchase=found.number, total=f"{found.total.decimal:f}")
    return one_purchase(tx, purchase_id)


def cancel(tx: Transaction, purchase_id: int, reason: str) -> Purchase:
    """Nothing of it will come.

    Raises Refusal ``reason_needed``; ``purchase_received_part`` where something came: close it.
    """
    found = one_purchase(tx, purchase_id, lock=True)
    if found.received:
        raise Refusal("purchase_received_part", purchase=found.number, units=found.received)
    return _end(tx, found, PurchaseState.CANCELLED, reason)


def close(tx: Transaction, purchase_id: int, reason: str = "") -> Purchase:
    """No more will come; raises Refusal ``reason_needed`` where some of it is missing."""
    found = one_purchase(tx, purchase_id, lock=True)
    return _end(tx, found, PurchaseState.CLOSED, reason)


def move_on(tx: Transaction, found: Purchase, then: PurchaseState, **columns: Any) -> None:
    """Take one step of the life cycle of a purchase order that is locked."""
    check_step(PURCHASE_STEPS, found.state, then, purchase=found.number)
    row = {"p": found.id, "before": found.state.value, "state": then.value, **columns}
    if tx.execute(_step, row).rowcount != 1:
        raise Refusal("purchase_moved", purchase=found.number)


def _end(tx: Transaction, found: Purchase, then: PurchaseState, reason: str) -> Purchase:
    require(tx, Permission.PURCHASE_CHANGE)
    check_step(PURCHASE_STEPS, found.state, then, purchase=found.number)
    reason = clean(reason, 200)
    if not reason and found.state is not PurchaseState.RECEIVED:
        raise Refusal("reason_needed")
    move_on(tx, found, then, reason=reason, ended_at=tx.now)
    record(tx, f"purchase_{then.value}", purchase=found.number, reason=reason or "-")
    return one_purchase(tx, found.id)


def advice(tx: Transaction, found: Purchase) -> list[tuple[PurchaseLine, int, int]]:
    """Lines that are below the supplier's minimum or no whole packs, with minimum and pack."""
    told = []
    for line in lines_of(tx, found.id):
        good = good_of(tx, found.supplier_id, line.product_id)
        if good and (line.quantity < good.minimum or line.quantity % good.pack):
            told.append((line, good.minimum, good.pack))
    return told


def _draft(tx: Transaction, purchase_id: int) -> Purchase:
    found = one_purchase(tx, purchase_id, lock=True)
    if found.state is not PurchaseState.DRAFT:
        raise Refusal("purchase_not_draft", purchase=found.number, state=found.state.value)
    return found


def _line(
    tx: Transaction, found: Purchase, one: Wanted, sku: str, before: int | None
) -> dict[str, Any]:
    good = good_of(tx, found.supplier_id, one.product_id)
    price = one.unit_price if one.unit_price is not None else before
    if price is None and good is not None and good.price.currency == found.currency:
        price = good.price.minor
    if price is None:
        raise Refusal("purchase_price_needed", sku=sku, purchase=found.number)
    if price < 0:
        raise Refusal("money_negative", amount=price)
    if price * one.quantity > _MOST:
        raise Refusal("money_too_big", amount=price * one.quantity, currency=found.currency)
    return {
        "purchase_id": found.id,
        "product_id": one.product_id,
        "supplier_sku": good.supplier_sku if good else "",
        "quantity": one.quantity,
        "unit_price": price,
        "allowed": one.quantity,
    }


def _rate(text: str) -> str:
    """An exact rate as its shortest text; empty where it is taken back."""
    text = text.strip().replace(",", ".")
    if not text:
        return ""
    try:
        rate = Decimal(text)
    except InvalidOperation as error:
        raise Refusal("rate_wrong", value=clean(text, 40)) from error
    shown = format(rate.normalize(), "f") if rate.is_finite() else ""
    if not shown or rate <= 0 or len(shown) > 24:
        raise Refusal("rate_wrong", value=clean(text, 40))
    return shown


_insert = insert(purchase_orders).returning(purchase_orders.c.id)
_insert_line = insert(purchase_lines)
_sku = select(products.c.sku).where(products.c.id == bindparam("p"))
_here = (
    purchase_lines.c.purchase_id == bindparam("o"),
    purchase_lines.c.product_id == bindparam("p"),
)
_price_of = select(purchase_lines.c.unit_price).where(*_here)
_drop_line = delete(purchase_lines).where(*_here)
_last_no = select(func.coalesce(func.max(purchase_lines.c.line_no), 0)).where(
    purchase_lines.c.purchase_id == bindparam("o")
)
_SET = ("supplier_sku", "quantity", "unit_price", "allowed")
_set_line = update(purchase_lines).where(*_here)
_step = update(purchase_orders).where(
    purchase_orders.c.id == bindparam("p"), purchase_orders.c.state == bindparam("before")
)
