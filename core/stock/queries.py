"""What is where: levels by product and bin, and the waiting count requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, case, select

from core.catalog.models import products
from core.stock.choosing import sendable, with_lot
from core.stock.lot_models import lots
from core.stock.models import KEPT, BinKind, bins, count_requests, levels
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Level:
    """Stock of one product in one bin, in units."""

    product_id: int
    sku: str
    name: str
    bin: str
    kind: BinKind
    lot: str
    on_hand: int
    reserved: int
    expires_on: date | None = None
    """When its lot expires, where that is known."""
    is_too_old: bool = False
    """Whether its lot has expired, or has too little life left to be promised."""

    @property
    def available(self) -> int:
        """What can still be promised from here."""
        is_free = self.kind is BinKind.SHELF and not self.is_too_old
        return self.on_hand - self.reserved if is_free else 0


_levels = with_lot(
    select(
        products.c.id,
        products.c.sku,
        products.c.name,
        bins.c.code,
        bins.c.kind,
        levels.c.lot,
        levels.c.on_hand,
        levels.c.reserved,
        lots.c.expires_on,
        case((sendable(), 0), else_=1),
    )
    .select_from(levels)
    .join(products, products.c.id == levels.c.product_id)
    .join(bins, bins.c.id == levels.c.bin_id)
    .order_by(products.c.sku, bins.c.code, levels.c.lot)
)


def levels_of(tx: Transaction, warehouse: int, product_ids: list[int]) -> list[Level]:
    """Where these products lie in a warehouse; bins that hold none are left out."""
    rows = tx.execute(
        _levels.where(
            bins.c.warehouse_id == warehouse,
            levels.c.product_id.in_(bindparam("wanted", expanding=True)),
            levels.c.on_hand > 0,
        ),
        {"wanted": product_ids, "today": tx.today},
    )
    return [_level(row) for row in rows]


def all_levels(tx: Transaction, warehouse: int, sku: str = "", limit: int = 500) -> list[Level]:
    """The levels of a warehouse, of one SKU or all."""
    query = _levels.where(bins.c.warehouse_id == warehouse, levels.c.on_hand > 0)
    if sku:
        query = query.where(products.c.sku == sku)
    return [_level(row) for row in tx.execute(query.limit(limit), {"today": tx.today})]


def free_in(tx: Transaction, product_id: int, bin_id: int, lot: str) -> int:
    """Units of a product in one bin that are promised to nobody."""
    found = tx.execute(
        select(levels.c.on_hand - levels.c.reserved).where(
            levels.c.product_id == product_id, levels.c.bin_id == bin_id, levels.c.lot == lot
        )
    ).scalar()
    return int(found or 0)


def bin_codes(tx: Transaction, ids: list[int]) -> dict[int, str]:
    """Bin codes by id."""
    rows = tx.execute(
        select(bins.c.id, bins.c.code).where(bins.c.id.in_(bindparam("wanted", expanding=True))),
        {"wanted": ids},
    )
    return dict(rows.all())


def bin_kinds(tx: Transaction, ids: list[int]) -> dict[int, BinKind]:
    """What bins are for, by id."""
    return {bin_id: BinKind(kind) for bin_id, kind in tx.execute(_kinds, {"wanted": ids})}


_kinds = select(bins.c.id, bins.c.kind).where(bins.c.id.in_(bindparam("wanted", expanding=True)))


@dataclass(frozen=True, slots=True)
class CountRequest:
    """A bin that somebody asked to be counted."""

    bin: str
    sku: str
    name: str
    reason: str
    asked_at: datetime


def waiting_counts(tx: Transaction, warehouse: int) -> list[CountRequest]:
    """Bins that wait to be counted, oldest request first."""
    rows = tx.execute(
        select(
            bins.c.code,
            products.c.sku,
            products.c.name,
            count_requests.c.reason,
            count_requests.c.asked_at,
        )
        .join(bins, bins.c.id == count_requests.c.bin_id)
        .join(products, products.c.id == count_requests.c.product_id)
        .where(count_requests.c.warehouse_id == warehouse, count_requests.c.done_at.is_(None))
        .order_by(count_requests.c.asked_at)
    )
    return [CountRequest(*row) for row in rows]


def was_counted(tx: Transaction, request: int) -> bool:
    """Whether somebody did the count that was asked for."""
    done = select(count_requests.c.done_at).where(count_requests.c.id == request)
    return tx.execute(done).scalar() is not None


def _level(row: Any) -> Level:
    product, sku, name, place, kind, lot, on_hand, reserved, expires_on, too_old = row
    kind = BinKind(kind)
    return Level(product, sku, name, place, kind, lot, on_hand, reserved, expires_on, bool(too_old))


KEPT_KINDS = sorted(kind.value for kind in KEPT)
"""The kinds of bin whose level is cached, as the database writes them."""
