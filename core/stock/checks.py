"""Proof that the ledger adds up: levels against a rebuild from the moves, and reservations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, select, text, union_all, update

from core.stock.models import bins, levels, moves, reservations, stock_holds
from core.stock.queries import KEPT_KINDS
from core.stock.task_models import stock_blocks
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the books do not agree, in units."""

    what: str
    product_id: int
    bin_id: int
    lot: str
    kept: int
    rebuilt: int


Key = tuple[int, int, str]


def _moved(tx: Transaction) -> dict[Key, int]:
    """On hand per (product, bin, lot), summed from all moves."""
    arriving = select(moves.c.product_id, moves.c.to_bin_id, moves.c.lot, moves.c.quantity)
    leaving = select(moves.c.product_id, moves.c.from_bin_id, moves.c.lot, -moves.c.quantity)
    both = union_all(arriving, leaving).subquery()
    product, bin_id, lot, quantity = both.c
    rows = tx.execute(
        select(product, bin_id, lot, func.sum(quantity))
        .join(bins, bins.c.id == bin_id)
        .where(bins.c.kind.in_(KEPT_KINDS))
        .group_by(product, bin_id, lot)
    )
    return {(p, b, lot_): int(total) for p, b, lot_, total in rows if total}


def _reserved(tx: Transaction) -> dict[Key, int]:
    """What is reserved per (product, bin, lot): for orders, for what is typed in, and blocked."""
    r, h, b = reservations.c, stock_holds.c, stock_blocks.c
    both = union_all(
        select(r.product_id, r.bin_id, r.lot, r.quantity),
        select(h.product_id, h.bin_id, h.lot, h.quantity),
        select(b.product_id, b.bin_id, b.lot, b.quantity).where(b.ended_at.is_(None)),
    ).subquery()
    product, bin_id, lot, quantity = both.c
    rows = tx.execute(
        select(product, bin_id, lot, func.sum(quantity)).group_by(product, bin_id, lot)
    )
    return {(p, b, lot): int(total) for p, b, lot, total in rows}


def differences(tx: Transaction) -> list[Difference]:
    """Every place where a cached level differs from what moves, reservations and holds say."""
    kept: dict[Key, tuple[int, int]] = {
        (row.product_id, row.bin_id, row.lot): (row.on_hand, row.reserved)
        for row in tx.execute(select(levels)).all()
    }
    moved, reserved = _moved(tx), _reserved(tx)
    found: list[Difference] = []
    for key in sorted(kept.keys() | moved.keys() | reserved.keys()):
        product, bin_id, lot = key
        on_hand, held = kept.get(key, (0, 0))
        if on_hand != moved.get(key, 0):
            found.append(Difference("on_hand", product, bin_id, lot, on_hand, moved.get(key, 0)))
        if held != reserved.get(key, 0):
            found.append(Difference("reserved", product, bin_id, lot, held, reserved.get(key, 0)))
    return found


def rebuild(tx: Transaction, *, only: str = "") -> list[Difference]:
    """Write levels that differ anew; gives what had been different, all or only of one figure.

    `only` is ``on_hand`` or ``reserved``. Nobody changes a level meanwhile. Raises IntegrityError
    where more is reserved than is on hand by then.
    """
    if not tx.is_sqlite:  # there everybody who writes waits anyway
        tx.connection.execute(_lock)
    found = [one for one in differences(tx) if only in {"", one.what}]
    changes: dict[Key, dict[str, int]] = {}
    for one in found:
        changes.setdefault((one.product_id, one.bin_id, one.lot), {})[one.what] = one.rebuilt
    for (product, bin_id, lot), values in changes.items():
        row = {"product_id": product, "bin_id": bin_id, "lot": lot}
        mine = [levels.c[name] == value for name, value in row.items()]
        if tx.execute(update(levels).where(*mine).values(**values)).rowcount == 0:
            tx.execute(insert(levels), row | {"on_hand": 0, "reserved": 0} | values)
    return found


_lock = text("LOCK TABLE stock_levels IN EXCLUSIVE MODE")
