"""The queue of a warehouse: orders by courier cut-off, ship-by and order time, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    union_all,
)

from core.catalog.queries import by_barcode
from core.customers.models import customers
from core.fulfilment.models import claims
from core.orders.models import LIVE, WORK_SQL, orders
from core.orders.search import find_by_word, find_in_text
from core.orders.states import PACKABLE, Fulfilment
from core.people.models import operators, stations
from core.tables import db_now_ms
from core.transaction import Transaction


class View(StrEnum):
    """Which part of the open orders is shown."""

    WORK = "work"
    """What can be picked or packed now."""
    SHORT = "short"
    HELD = "held"
    PACKED = "packed"
    """Packed and not yet handed over."""
    ALL = "all"
    """All of these; orders that are over are found by search."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A view of the queue and its filters; an empty filter lets everything through."""

    view: View = View.WORK
    fulfilment: Fulfilment | None = None
    """One step only; goes before the view."""
    channel: str = ""
    courier: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One order in the queue; times are in UTC."""

    id: int
    order_no: str
    channel: str
    customer: str
    fulfilment: Fulfilment
    lines: int
    units: int
    ordered_at: datetime
    ship_by: datetime | None
    due_at: datetime
    courier: str
    hold_reason: str
    has_note: bool
    must_read: bool
    """Whether its note, or one about its buyer, has to be read before it is packed."""
    gift: bool
    fragile: bool
    claimed_by: str
    """The operator whose lease on it is alive; empty where nobody works on it."""
    station: str


def first_page(
    tx: Transaction, warehouse: int, wanted: Wanted, limit: int = 100
) -> tuple[QueueRow, ...]:
    """The most urgent orders."""
    return page_at(tx, warehouse, wanted, 0, limit)


def page_at(
    tx: Transaction, warehouse: int, wanted: Wanted, offset: int, limit: int = 100
) -> tuple[QueueRow, ...]:
    """`limit` orders from row `offset` on, counted from 0."""
    return _rows(tx, _slice(warehouse, wanted, offset, limit))


def count(tx: Transaction, warehouse: int, wanted: Wanted) -> int:
    """How many orders a view holds."""
    parts = [
        select(func.count().label("n")).where(*_conditions(warehouse, wanted, states))
        for states in _branches(wanted)
    ]
    both = union_all(*parts).subquery()
    return int(tx.execute(select(func.sum(both.c.n))).scalar_one())


def search(
    tx: Transaction, warehouse: int, asked: str, wanted: Wanted | None = None, limit: int = 100
) -> tuple[QueueRow, ...]:
    """Orders found by number, name, phone, SKU, barcode or waybill, else by text inside these.

    Open orders go first. Without `wanted` orders that are over are found too, by whole words and
    their beginnings.
    """
    found = dict.fromkeys(find_by_word(tx, asked, limit))
    for product in by_barcode(tx, asked):
        found |= dict.fromkeys(find_by_word(tx, product.sku, limit))
    if not found:
        found |= dict.fromkeys(find_in_text(tx, warehouse, asked, limit))
    rows = [row for row in rows_of(tx, list(found), warehouse) if _passes(row, wanted)]
    return tuple(sorted(rows, key=lambda row: row.fulfilment not in LIVE)[:limit])


def _passes(row: QueueRow, wanted: Wanted | None) -> bool:
    if wanted is None:
        return True
    states = {state for one in _branches(wanted) for state in (PACKABLE if one is None else {one})}
    return (
        row.fulfilment in states
        and wanted.channel in {"", row.channel}
        and wanted.courier in {"", row.courier}
    )


def rows_of(tx: Transaction, order_ids: Sequence[int], warehouse: int) -> tuple[QueueRow, ...]:
    """The queue rows of those of these orders that are in the warehouse, in the order given."""
    # Not in SQL: without statistics SQLite would read the whole warehouse rather than these rows.
    rows = [
        row
        for row in tx.execute(_by_id, {"wanted": list(order_ids)}).all()
        if row.warehouse_id == warehouse
    ]
    found = {row.id: _row(row) for row in rows}
    return tuple(found[order_id] for order_id in order_ids if order_id in found)


_KEY = (orders.c.due_at, orders.c.ship_rank, orders.c.ordered_at, orders.c.id)
_COLUMNS = (
    orders.c.id,
    orders.c.order_no,
    orders.c.channel,
    orders.c.customer,
    orders.c.fulfilment,
    orders.c.lines,
    orders.c.units,
    orders.c.ordered_at,
    orders.c.ship_by,
    orders.c.due_at,
    orders.c.courier,
    orders.c.hold_reason,
    (orders.c.note != "").label("has_note"),
    or_(orders.c.must_read, customers.c.id.is_not(None)).label("must_read"),
    orders.c.gift,
    orders.c.fragile,
    func.coalesce(operators.c.name, "").label("claimed_by"),
    func.coalesce(stations.c.name, "").label("station"),
)
_WIDTH = len(_COLUMNS)
_VIEWS: dict[View, tuple[Fulfilment | None, ...]] = {
    View.WORK: (None,),
    View.SHORT: (Fulfilment.SHORT,),
    View.HELD: (Fulfilment.HELD,),
    View.PACKED: (Fulfilment.PACKED,),
    View.ALL: (None, Fulfilment.SHORT, Fulfilment.HELD, Fulfilment.PACKED),
}
"""The walks through an index that make up a view; None is the one over all work."""


def _branches(wanted: Wanted) -> tuple[Fulfilment | None, ...]:
    return (wanted.fulfilment,) if wanted.fulfilment else _VIEWS[wanted.view]


def _conditions(
    warehouse: int, wanted: Wanted, state: Fulfilment | None
) -> list[ColumnElement[bool]]:
    # The literal words let both engines see that the partial index of all work holds the rows.
    work = state is None or state in PACKABLE
    found: list[ColumnElement[bool]] = [orders.c.warehouse_id == warehouse]
    if work:
        found.append(text(WORK_SQL))  # type: ignore[arg-type]
    if state is not None:
        found.append(orders.c.fulfilment == state.value)
    if wanted.channel:
        found.append(orders.c.channel == wanted.channel)
    if wanted.courier:
        found.append(orders.c.courier == wanted.courier)
    return found


def _slice(
    warehouse: int,
    wanted: Wanted,
    offset: int,
    limit: int,
) -> Subquery:
    """The ids of a page: read from an index alone, before the rows themselves are touched."""
    branches = _branches(wanted)
    parts = []
    for state in branches:
        part = select(*_KEY).where(*_conditions(warehouse, wanted, state))
        parts.append(part.order_by(*_KEY))
    if len(parts) == 1:
        return parts[0].limit(limit).offset(offset).subquery()
    tops = [select(part.limit(offset + limit).subquery()) for part in parts]
    merged = union_all(*tops).subquery()
    order = (merged.c.due_at, merged.c.ship_rank, merged.c.ordered_at, merged.c.id)
    return select(merged).order_by(*order).limit(limit).offset(offset).subquery()


def _with_claims() -> Select[Any]:
    alive = and_(claims.c.order_id == orders.c.id, claims.c.lease_until_ms >= db_now_ms())
    return (
        select(*_COLUMNS)
        .select_from(orders)
        .outerjoin(claims, alive)
        .outerjoin(operators, operators.c.id == claims.c.operator_id)
        .outerjoin(stations, stations.c.id == claims.c.station_id)
        .outerjoin(customers, and_(customers.c.id == orders.c.customer_id, customers.c.must_read))
    )


def _rows(tx: Transaction, page: Subquery) -> tuple[QueueRow, ...]:
    query = _with_claims().join(page, page.c.id == orders.c.id).order_by(*_KEY)
    return tuple(_row(row) for row in tx.execute(query).all())


def _row(row: Row[Any]) -> QueueRow:
    order_id, order_no, channel, customer, fulfilment, *rest = row[:_WIDTH]
    return QueueRow(order_id, order_no, channel, customer, Fulfilment(fulfilment), *rest)


_by_id = (
    _with_claims()
    .add_columns(orders.c.warehouse_id)
    .where(orders.c.id.in_(bindparam("wanted", expanding=True)))
)
