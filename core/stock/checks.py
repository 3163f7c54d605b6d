"""Proof that the ledger adds up: levels against a rebuild from the moves, and reservations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, insert, literal, select, union_all

from core.stock.models import bins, levels, moves, reservations, stock_holds
from core.stock.queries import KEPT_KINDS
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
    """What is reserved per (product, bin, lot): for orders, and for what is being typed in."""
    r, h = reservations.c, stock_holds.c
    both = union_all(
        select(r.product_id, r.bin_id, r.lot, r.quantity),
        select(h.product_id, h.bin_id, h.lot, h.quantity),
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


def rebuild(tx: Transaction) -> list[Difference]:
    """Write the levels anew from moves, reservations and holds; gives what had been different."""
    found = differences(tx)
    if found:
        moved, reserved = _moved(tx), _reserved(tx)
        tx.execute(delete(levels).where(literal(True)))
        rows = [
            {
                "product_id": product,
                "bin_id": bin_id,
                "lot": lot,
                "on_hand": moved.get((product, bin_id, lot), 0),
                "reserved": reserved.get((product, bin_id, lot), 0),
            }
            for product, bin_id, lot in sorted(moved.keys() | reserved.keys())
        ]
        if rows:
            tx.execute(insert(levels), rows)
    return found
