"""Goods go from one shelf to another, and what orders are promised of them goes along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from core.audit import record
from core.catalog import queries as catalog
from core.errors import Refusal
from core.fulfilment.freeing import free_up
from core.fulfilment.replenishing.tasks import idle_promises
from core.orders.promise import promise_orders
from core.people.permissions import Permission, require
from core.stock import reservations
from core.stock.commands import Move, post
from core.stock.models import BinKind, levels
from core.stock.put_away import goods_bin
from core.text import clean
from core.transaction import Transaction

REASON = "move"
"""The reason of moves from bin to bin by hand."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Goods of one lot in a bin."""

    warehouse_id: int
    product_id: int
    bin_id: int
    lot: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What went from where to where, in units; `left` of them still lie where they were."""

    product_id: int
    sku: str
    lot: str
    source: str
    target: str
    units: int
    promised: int
    """Units of them that orders are promised: these are picked from the new bin."""
    gave_up: int
    """Orders that gave broken goods up."""
    ready: int
    """Those of them that got others at once."""
    left: int


def move(
    tx: Transaction,
    warehouse: int,
    what: str,
    source: str,
    target: str,
    units: int | None = None,
    *,
    lot: str | None = None,
    note: str = "",
    partial: bool = False,
) -> Moved:
    """Move units of a product, all that can be moved where nobody says how many.

    Broken goods go to DAMAGED with a note; orders that were promised them get others, or wait.
    Raises NotFound ``product_not_found``, ``bin_unknown``; Refusal ``bin_not_for_goods``,
    ``bin_closed``, ``move_same_bin``, ``move_note_needed``, ``stock_none_there``,
    ``stock_which_lot``, ``move_none_free``, ``move_too_many``.
    """
    require(tx, Permission.PUT_AWAY)
    product = catalog.product(tx, what)
    places = [goods_bin(tx, warehouse, code) for code in (source, target)]
    here, there = places
    about: dict[str, Any] = {"sku": product.sku, "bin": here.code}
    if here.id == there.id:
        raise Refusal("move_same_bin", **about)
    note, breaks = clean(note, 200), there.kind is BinKind.DAMAGED
    if breaks and not note:
        raise Refusal("move_note_needed", sku=product.sku)
    pile = Pile(warehouse, product.id, here.id, _lot(tx, product.id, here.id, lot, about))
    can = movable(tx, pile, there.id)
    wanted = can if units is None else units
    if can == 0:
        raise Refusal("move_none_free", **about)
    if not 1 <= wanted <= can:
        raise Refusal("move_too_many", units=wanted, there=can, **about)
    promised, gave_up = 0, []
    if breaks:
        place = (pile.product_id, pile.bin_id, pile.lot)
        gave_up = free_up(tx, *place, wanted, "promise_broken", sku=product.sku, bin=here.code)
    else:
        promised = carry_promises(tx, pile, there.id, wanted, reason=REASON, reference=note)
    if wanted > promised:
        goods = Move(pile.product_id, pile.bin_id, there.id, wanted - promised, pile.lot)
        post(tx, warehouse, [goods], reason=REASON, reference=note)
    ready = 0
    if gave_up:
        ready = promise_orders(tx, warehouse, gave_up[::-1], partial=partial).ready
    told: dict[str, Any] = {"lot": pile.lot} if pile.lot else {}
    if note:
        told["note"] = note
    record(
        tx,
        "goods_moved",
        sku=product.sku,
        units=wanted,
        from_bin=here.code,
        bin=there.code,
        **told,
    )
    left = sum(row.on_hand for row in _rows(tx, pile.product_id, pile.bin_id))
    return Moved(
        product.id,
        product.sku,
        pile.lot,
        here.code,
        there.code,
        wanted,
        promised,
        len(gave_up),
        ready,
        left,
    )


def movable(tx: Transaction, pile: Pile, to_bin: int | None = None) -> int:
    """Units that may leave their bin: free ones, and those promised to orders nobody works on.

    With the bin they go to, both are kept from others until the transaction ends.
    """
    place = {"p": pile.product_id, "from": pile.bin_id, "to": to_bin or pile.bin_id}
    rows = tx.execute(_levels if to_bin is None else _locked_levels, place | {"l": pile.lot})
    free = sum(on_hand - held for bin_id, on_hand, held in rows if bin_id == pile.bin_id)
    promised = idle_promises(tx, pile.product_id, pile.bin_id, pile.lot)
    return int(free) + sum(held.quantity for held in promised)


def carry_promises(
    tx: Transaction, pile: Pile, to_bin: int, units: int, *, reason: str, reference: str
) -> int:
    """Bring what idle orders are promised, the most urgent first; gives how many units."""
    left = units
    for held in idle_promises(tx, pile.product_id, pile.bin_id, pile.lot):
        part = min(left, held.quantity)
        if part == 0:
            break
        reservations.carry(
            tx, pile.warehouse_id, held, part, to_bin, reference=reference, reason=reason
        )
        left -= part
    return units - left


def _lot(
    tx: Transaction, product_id: int, bin_id: int, lot: str | None, about: dict[str, Any]
) -> str:
    """The lot that is meant: the only one that lies there where none is named."""
    there = [row.lot for row in _rows(tx, product_id, bin_id)]
    wanted = [one for one in there if lot is None or one.casefold() == lot.strip().casefold()]
    if not wanted:
        raise Refusal("stock_none_there", **about)
    if len(wanted) > 1:
        raise Refusal("stock_which_lot", lots=", ".join(one or "-" for one in wanted), **about)
    return str(wanted[0])


def _rows(tx: Transaction, product_id: int, bin_id: int) -> list[Any]:
    return list(tx.execute(_there, {"p": product_id, "b": bin_id}).all())


_there = (
    select(levels.c.lot, levels.c.on_hand)
    .where(
        levels.c.product_id == bindparam("p"),
        levels.c.bin_id == bindparam("b"),
        levels.c.on_hand > 0,
    )
    .order_by(levels.c.lot)
)
_levels = (
    select(levels.c.bin_id, levels.c.on_hand, levels.c.reserved)
    .where(
        levels.c.product_id == bindparam("p"),
        levels.c.bin_id.in_([bindparam("from"), bindparam("to")]),
        levels.c.lot == bindparam("l"),
    )
    # Levels are locked in one order by everybody, so that two never wait in a ring.
    .order_by(levels.c.product_id, levels.c.bin_id, levels.c.lot)
)
_locked_levels = _levels.with_for_update()
