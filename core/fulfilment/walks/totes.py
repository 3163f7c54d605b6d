"""Totes: tied to one order, never used while goods of somebody else lie in them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, func, select

from core.errors import NotFound, Refusal
from core.fulfilment.walks.models import walk_orders
from core.fulfilment.walks.states import Place
from core.orders.models import orders
from core.stock.models import BinKind, bins, levels, reservations
from core.stock.places import PUT_BACK, find_bin, special_bin, tote
from core.text import clean
from core.transaction import Transaction


def tote_for(tx: Transaction, warehouse: int, code: str, order_ids: Collection[int]) -> int:
    """The id of a tote that these orders may use, made on first use.

    Raises Refusal ``tote_of_other`` or ``tote_has_goods``, NotFound ``tote_unknown``.
    """
    code = clean(code, 40)
    if code == PUT_BACK or not code:
        raise NotFound("tote_unknown", tote=code)
    found = tote(tx, warehouse, code)
    if found == special_bin(tx, warehouse, BinKind.TOTE):
        return found  # the one for everything that has no tote of its own
    others = [row for row in tx.execute(_orders_in, {"b": found}) if row.id not in order_ids]
    if others:
        raise Refusal("tote_of_other", tote=code, order=others[0].order_no)
    loose = tx.execute(_loose, {"b": found}).scalar()
    if loose:
        raise Refusal("tote_has_goods", tote=code, units=int(loose))
    return found


def orders_in(tx: Transaction, warehouse: int, code: str) -> list[tuple[int, str]]:
    """The orders whose goods lie in a tote, or that it is tied to: id and number."""
    found = find_bin(tx, warehouse, clean(code, 40))
    if found is None or found.kind is not BinKind.TOTE:
        return []
    return [(row.id, row.order_no) for row in tx.execute(_orders_in, {"b": found.id})]


def loose_in(tx: Transaction, warehouse: int, code: str) -> int:
    """Units in a tote that are no order's."""
    found = find_bin(tx, warehouse, clean(code, 40))
    if found is None or found.kind is not BinKind.TOTE:
        return 0
    return int(tx.execute(_loose, {"b": found.id}).scalar() or 0)


def wall_slot(tx: Transaction, warehouse: int, order_id: int) -> int:
    """The lowest place of this station's sorting wall that is free, as a tote tied to an order."""
    for number in range(1, 1_000):
        code = place(tx.actor.station_id or 0, number)
        try:
            return tote_for(tx, warehouse, code, {order_id})
        except Refusal as refusal:
            if refusal.code not in {"tote_of_other", "tote_has_goods"}:
                raise
    raise Refusal("wall_full")


def place(station_id: int, number: int) -> str:
    """The code of a place on a station's sorting wall."""
    return f"WALL{station_id}-{number}"


def slot_of(code: str) -> str:
    """What stands on a place of the wall."""
    return code.rpartition("-")[2] if code.startswith("WALL") else code


_reserved = (
    select(orders.c.id, orders.c.order_no)
    .join(reservations, reservations.c.order_id == orders.c.id)
    .where(reservations.c.bin_id == bindparam("b"))
)
_tied = (
    select(orders.c.id, orders.c.order_no)
    .join(walk_orders, walk_orders.c.order_id == orders.c.id)
    .where(walk_orders.c.tote_id == bindparam("b"), walk_orders.c.state == Place.IN.value)
)
_orders_in = _reserved.union(_tied)
_loose = (
    select(func.sum(levels.c.on_hand - levels.c.reserved))
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(levels.c.bin_id == bindparam("b"))
)
