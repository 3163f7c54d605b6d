"""What the books say lies in a bin now, and which of it is in a box at a table already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.orders.models import order_lines
from core.stock.models import levels, reservations
from core.stock.reservations import of_order
from core.transaction import Transaction

Goods = tuple[int, str]
"""A product and its lot; the lot is empty where all lots are counted together."""


@dataclass(frozen=True, slots=True)
class Books:
    """Units of some goods in a bin."""

    on_hand: int = 0
    away: int = 0
    """Of them, those that are in an open box: they left the bin and the books come after."""

    @property
    def expected(self) -> int:
        """What somebody who looks into the bin should find."""
        return self.on_hand - self.away


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the ledger."""

    product_id: int
    lot: str
    on_hand: int
    reserved: int


def levels_in(
    tx: Transaction, bin_id: int, products: Iterable[int] | None = None, *, lock: bool = False
) -> list[Level]:
    """The levels of a bin, of some products or all; the largest of each product first.

    With `lock` nobody else takes or promises of them until the transaction ends.
    """
    query = _levels.with_for_update() if lock else _levels
    given: dict[str, object] = {"bin": bin_id}
    if products is not None:
        query = query.where(levels.c.product_id.in_(bindparam("wanted", expanding=True)))
        given["wanted"] = sorted(set(products))
    return [Level(*row) for row in tx.execute(query, given)]


def books_of(
    tx: Transaction, bin_id: int, products: Iterable[int] | None, by_lot: set[int]
) -> dict[Goods, Books]:
    """What should lie in a bin: of products in `by_lot` a figure for each lot, else one for all."""
    found: dict[Goods, Books] = {}
    for level in levels_in(tx, bin_id, products):
        if level.on_hand == 0:
            continue
        goods = (level.product_id, level.lot if level.product_id in by_lot else "")
        before = found.get(goods, Books())
        found[goods] = Books(before.on_hand + level.on_hand, before.away)
    taken = _away(tx, bin_id, {product for product, _lot in found}, by_lot)
    return {goods: Books(one.on_hand, taken.get(goods, 0)) for goods, one in found.items()}


def _away(tx: Transaction, bin_id: int, products: set[int], by_lot: set[int]) -> dict[Goods, int]:
    """Units that were taken out of a bin into open boxes; the ledger moves them when one is full.

    A box is filled from an order's reservations in their walking order, as the ledger will say.
    """
    found: dict[Goods, int] = {}
    if not products:
        return found
    packing = tx.execute(_packing, {"bin": bin_id, "wanted": sorted(products)}).all()
    units = {line: boxing for _order, line, boxing in packing}
    for order_id in sorted({order for order, _line, _boxing in packing}):
        for held in of_order(tx, order_id):
            taken = min(units.get(held.line_id, 0), held.quantity)
            if not taken:
                continue
            units[held.line_id] -= taken
            if held.bin_id == bin_id:
                goods = (held.product_id, held.lot if held.product_id in by_lot else "")
                found[goods] = found.get(goods, 0) + taken
    return found


_levels = (
    select(levels.c.product_id, levels.c.lot, levels.c.on_hand, levels.c.reserved)
    .where(levels.c.bin_id == bindparam("bin"))
    .order_by(levels.c.product_id, levels.c.on_hand.desc(), levels.c.lot)
)
_packing = (
    select(
        order_lines.c.order_id,
        order_lines.c.id,
        order_lines.c.packed - order_lines.c.boxed,
    )
    .join(reservations, reservations.c.order_line_id == order_lines.c.id)
    .where(
        reservations.c.product_id.in_(bindparam("wanted", expanding=True)),
        reservations.c.bin_id == bindparam("bin"),
        order_lines.c.packed > order_lines.c.boxed,
    )
    .distinct()
)
