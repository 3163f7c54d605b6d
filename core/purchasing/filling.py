"""Drafts of purchase orders are made or extended by all that has to be bought."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.audit import record
from core.people.permissions import Permission, require
from core.purchasing.commands import Head, Wanted, make, put
from core.purchasing.models import purchase_orders
from core.purchasing.needs import Need, by_supplier, needs
from core.purchasing.queries import Purchase, lines_of, one_purchase
from core.purchasing.states import PurchaseState
from core.stock.models import warehouses
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Filled:
    """The drafts that were made or extended, and what nobody sells."""

    made: tuple[Purchase, ...]
    extended: tuple[Purchase, ...]
    unsold: tuple[Need, ...]


def fill(tx: Transaction, warehouse: int, supplier_id: int | None = None) -> Filled:
    """Put all that has to be bought on drafts, of one supplier or of all.

    Each supplier's newest draft for the warehouse is extended, else one is made. What is drafted
    counts as coming, so that doing it again changes nothing; of two who do it at once the second
    finds what the first did.
    """
    require(tx, Permission.PURCHASE_CHANGE)
    tx.execute(_lock, {"warehouse": warehouse})
    found = needs(tx, warehouse)
    made: list[Purchase] = []
    extended: list[Purchase] = []
    for seller, some in sorted(by_supplier(found).items()):
        if supplier_id not in {None, seller}:
            continue
        currency = next(need.good.price.currency for need in some if need.good)
        place = {"supplier": seller, "warehouse": warehouse, "currency": currency}
        draft = tx.execute(_draft, place).scalar()
        had: dict[int, int] = {}
        if draft is not None:
            one_purchase(tx, draft, lock=True)
            had = {line.product_id: line.quantity for line in lines_of(tx, draft)}
        wanted = [Wanted(one.product_id, had.get(one.product_id, 0) + one.quantity) for one in some]
        if draft is None:
            made.append(make(tx, seller, warehouse, wanted, Head()))
        else:
            extended.append(put(tx, draft, wanted))
    if made or extended:
        numbers = [one.number for one in (*made, *extended)]
        record(tx, "purchases_filled", purchases=numbers)
    unsold = tuple(need for need in found if need.good is None and need.quantity)
    return Filled(tuple(made), tuple(extended), unsold)


# Only those who fill wait for each other: whoever refers to the warehouse does not.
_lock = (
    select(warehouses.c.id)
    .where(warehouses.c.id == bindparam("warehouse"))
    .with_for_update(key_share=True)
)
_draft = (
    select(purchase_orders.c.id)
    .where(
        purchase_orders.c.supplier_id == bindparam("supplier"),
        purchase_orders.c.warehouse_id == bindparam("warehouse"),
        purchase_orders.c.currency == bindparam("currency"),
        purchase_orders.c.state == PurchaseState.DRAFT.value,
    )
    .order_by(purchase_orders.c.id.desc())
    .limit(1)
)
