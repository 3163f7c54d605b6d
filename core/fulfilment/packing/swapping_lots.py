"""Another lot than the one that was promised goes into the box, where nobody is worse off.

What is promised follows what is packed: free units of the lot take the place of the promised ones,
else those that an order was promised on which nobody works yet, which gets ours for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import bindparam, exists, select

from core.fulfilment.models import claims
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.sent_lots import sent_with
from core.fulfilment.walks.models import walk_orders
from core.fulfilment.walks.states import Place as WalkPlace
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment
from core.stock import lots
from core.stock.commands import Move, post
from core.stock.lot_queries import days_of, free_units
from core.stock.lots import Lot
from core.stock.models import BinKind, reservations
from core.stock.queries import bin_codes, bin_kinds
from core.stock.reservations import Held, carry, exchange, of_order, swap
from core.transaction import Transaction

_MOST = 50
"""Promises of others that are looked at."""


@dataclass(frozen=True, slots=True)
class Left:
    """A promise, and how many units of it were not counted yet."""

    held: Held
    units: int


def days_said(lot: Lot) -> dict[str, str]:
    """When a lot expires, for the words of a verdict."""
    return {"day": lot.expires_on.isoformat() if lot.expires_on else ""}


class Owner(Protocol):
    """The order that units are promised to."""

    @property
    def id(self) -> int:
        """In the database."""

    @property
    def order_no(self) -> str:
        """As people know it."""

    @property
    def warehouse_id(self) -> int:
        """Where it is packed."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Promises that make room, and the units of a lot that take their place."""

    gone: Sequence[tuple[Held, int]]
    free: Sequence[tuple[int, int]]
    """(bin, units) that nobody was promised."""
    theirs: Sequence[Held]
    """Promises of orders that nobody works on."""
    picked: Set[int]
    """Totes in which goods of `gone` lie."""


def find_swap(
    tx: Transaction,
    order: Owner,
    lot: Lot,
    left: Sequence[Left],
    short: int,
    said: Mapping[str, object],
    *,
    here: int | None,
    insists: bool,
) -> Swap | Answer:
    """How `short` units of a lot can be promised in place of others; or why they cannot be.

    Only those that lie in the bin `here`, if one is given.
    """
    if lot.is_too_old(tx.today) and not insists:
        return Answer(Kind.WRONG_ITEM, "lot_too_old", said)
    others = [one for one in left if one.held.lot != lot.lot]
    days = days_of(tx, lot.product_id, {one.held.lot for one in others})
    # Those that expire last make room first.
    others.sort(key=lambda one: days.get(one.held.lot) or date.max, reverse=True)
    gone = _first(others, short)
    if sum(units for _held, units in gone) < short:
        return Answer(Kind.WRONG_ITEM, "lot_not_promised", said)
    if not insists and (refusal := _later(tx, lot, gone, days, said)) is not None:
        return refusal
    free = [
        (bin_id, units)
        for bin_id, units in free_units(tx, order.warehouse_id, lot.product_id, lot.lot)
        if here in {None, bin_id}
    ]
    used = {held.bin_id for held, _units in gone}
    free.sort(key=lambda one: one[0] not in used)
    theirs: list[Held] = []
    lacking = short - sum(units for _bin, units in free)
    kinds = bin_kinds(tx, sorted(used))
    picked = {bin_id for bin_id, kind in kinds.items() if kind is BinKind.TOTE}
    if lacking > 0 and not _any_too_old(tx, lot.product_id, gone):
        idle = _idle(tx, order.id, lot, picked=bool(picked))
        theirs = [one for one in idle if here in {None, one.bin_id}]
    if lacking > sum(one.quantity for one in theirs):
        return _not_free(tx, lot, said)
    return Swap(gone, free, theirs, picked)


def carry_out(tx: Transaction, order: Owner, lot: Lot, found: Swap) -> None:
    """Swap against free units as far as they go, then against promises of others."""
    picked = found.picked
    sources: list[tuple[int | Held, int]] = [*found.free]
    sources += [(one, one.quantity) for one in found.theirs]
    for held, units in found.gone:
        rest, kept = units, held
        while rest:
            source, there = sources.pop(0)
            taken = min(rest, there)
            if isinstance(source, Held):
                exchange(tx, kept, source, taken)
                if kept.bin_id in picked:
                    _trade_places(tx, order, kept, source, taken)
                source = _less(source, taken)
            else:
                swap(tx, kept, taken, source, lot.lot)
                if kept.bin_id in picked:
                    _change_places(tx, order, kept, taken, source, lot.lot)
            kept = _less(kept, taken)
            rest -= taken
            if there > taken:
                sources.insert(0, (source, there - taken))


def _change_places(
    tx: Transaction, order: Owner, was: Held, units: int, shelf: int, lot: str
) -> None:
    """The picker had taken another lot than the books say: each lies where the other one did."""
    back = Move(was.product_id, was.bin_id, shelf, units, was.lot)
    post(tx, order.warehouse_id, [back], reason="pick", reference=order.order_no)
    for held in of_order(tx, order.id):
        if (held.line_id, held.bin_id, held.lot) == (was.line_id, shelf, lot):
            carry(tx, order.warehouse_id, held, units, was.bin_id, reference=order.order_no)


def _trade_places(tx: Transaction, order: Owner, mine: Held, theirs: Held, units: int) -> None:
    """The same where both were promised: each goes to where the other one was."""
    for one, other in ((mine, theirs), (theirs, mine)):
        if one.bin_id == other.bin_id:
            continue
        now = (one.line_id, other.bin_id, other.lot)
        for held in of_order(tx, one.order_id):
            if (held.line_id, held.bin_id, held.lot) == now:
                carry(tx, order.warehouse_id, held, units, one.bin_id, reference=order.order_no)


def _less(held: Held, units: int) -> Held:
    """A promise after so many units of it are no longer there."""
    return Held(
        held.id,
        held.order_id,
        held.line_id,
        held.product_id,
        held.bin_id,
        held.lot,
        held.quantity - units,
    )


def _first(others: Sequence[Left], units: int) -> list[tuple[Held, int]]:
    found = []
    for one in others:
        taken = min(units, one.units)
        if taken:
            found.append((one.held, taken))
            units -= taken
    return found


def _later(
    tx: Transaction,
    lot: Lot,
    gone: Sequence[tuple[Held, int]],
    days: Mapping[str, date | None],
    said: Mapping[str, object],
) -> Answer | None:
    """Refuse what expires later than goods that can still be sent and are to go first."""
    last = lot.expires_on or date.max
    sooner = [
        (day, held)
        for held, _units in gone
        if (day := days.get(held.lot)) is not None and tx.today <= day < last
    ]
    if not sooner:
        return None
    day, held = min(sooner, key=lambda one: one[0])
    place = bin_codes(tx, [held.bin_id])[held.bin_id]
    first = {"first": held.lot, "first_day": day.isoformat(), "first_bin": place}
    return Answer(Kind.WRONG_ITEM, "later_lot", {**said, **first})


def _not_free(tx: Transaction, lot: Lot, said: Mapping[str, object]) -> Answer:
    """Where a lot is that nobody could have in hand, going by the books."""
    if lots.on_hand(tx, lot.product_id, lot.lot):
        return Answer(Kind.WRONG_ITEM, "lot_taken", said)
    sent = sent_with(tx, lot.product_id, lot.lot, 1)
    order = sent[0].order_no if sent else ""
    return Answer(Kind.WRONG_ITEM, "lot_sent" if order else "lot_gone", {**said, "other": order})


def _any_too_old(tx: Transaction, product_id: int, gone: Sequence[tuple[Held, int]]) -> bool:
    """Whether what would be given for theirs could not be promised to anybody."""
    known = [lots.find(tx, product_id, held.lot) for held, _units in gone]
    return any(one is not None and one.is_too_old(tx.today) for one in known)


def _idle(tx: Transaction, order_id: int, lot: Lot, *, picked: bool) -> list[Held]:
    """Units of a lot that are promised to orders on which nobody works, `picked` ones as well."""
    row = {"o": order_id, "p": lot.product_id, "l": lot.lot, "limit": _MOST}
    query = _held_or_picked if picked else _held_idly
    return [Held(*one) for one in tx.execute(query, row)]


_lines = order_lines.c
_packed = exists().where(_lines.order_id == orders.c.id, _lines.packed > 0)
_picked = exists().where(_lines.order_id == orders.c.id, _lines.picked > 0)
_claimed = exists().where(claims.c.order_id == orders.c.id)
_on_a_walk = exists().where(  # the walk says from which bins its goods are fetched
    walk_orders.c.order_id == orders.c.id, walk_orders.c.state == WalkPlace.IN.value
)
_all = (
    select(
        reservations.c.id,
        reservations.c.order_id,
        reservations.c.order_line_id,
        reservations.c.product_id,
        reservations.c.bin_id,
        reservations.c.lot,
        reservations.c.quantity,
    )
    .join(orders, orders.c.id == reservations.c.order_id)
    .where(
        reservations.c.product_id == bindparam("p"),
        reservations.c.lot == bindparam("l"),
        reservations.c.order_id != bindparam("o"),
        ~_packed,
        ~_claimed,
        ~_on_a_walk,
    )
    # Who is to leave last; and nobody waits here for an order that somebody else has in hand.
    .order_by(orders.c.ordered_at.desc(), reservations.c.id)
    .limit(bindparam("limit"))
    .with_for_update(of=[orders, reservations], skip_locked=True)
)
_WAITING = [Fulfilment.READY.value, Fulfilment.SHORT.value]
_held_idly = _all.where(orders.c.fulfilment.in_(_WAITING), ~_picked)
_held_or_picked = _all.where(orders.c.fulfilment.in_([*_WAITING, Fulfilment.PICKED.value]))
