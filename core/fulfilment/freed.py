"""A lead frees what a station holds: others go on with it, and what was verified stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, update

from core.audit import record
from core.errors import Refusal
from core.fulfilment import claims
from core.fulfilment.packing.at_hand import FREED
from core.fulfilment.packing.opened import load_order
from core.fulfilment.packing.opening import wait_again
from core.fulfilment.packing.work import Work, load, stored
from core.fulfilment.walks.ending import leave
from core.fulfilment.walks.hand import number_in_hand
from core.fulfilment.walks.walk import load as load_walk
from core.people.models import stations
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Freed:
    """What a station held and holds no more; all of it empty where it held nothing."""

    station: str
    orders: tuple[str, ...] = ()
    walk: str = ""
    packed: int = 0
    """Units that are verified in these orders; they stay packed."""


def free(tx: Transaction, station_id: int, reason: str) -> Freed:
    """Free the orders and the walk that a station holds, alive or dead; it is told at once.

    Done once more it frees nothing more. Raises Refusal ``reason_needed``, or
    ``free_own_station``: whoever is there puts its own work aside.
    """
    require(tx, Permission.STATION_MANAGE)
    reason = clean(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    station = load(tx, station_id)
    if station_id == tx.actor.station_id:
        raise Refusal("free_own_station", station=station.name)
    walk = _free_walk(tx, station_id, station.work)
    names, packed, ids = [], 0, set()
    for order_id in claims.claimed_by(tx, station_id):
        order = load_order(tx, order_id)
        if not claims.drop_of(tx, order_id, station_id):
            continue
        if not order.packed:
            wait_again(tx, order)
        names.append(order.order_no)
        ids.add(order_id)
        packed += order.packed
        record(
            tx,
            "claim_freed",
            order_id=order_id,
            station=station.name,
            who=station.actor.name,
            reason=reason,
            packed=order.packed,
        )
    if walk:
        record(tx, "walk_freed", walk=walk, station=station.name, reason=reason)
    if not names and not walk:
        return Freed(station.name)
    told = {
        "order": ", ".join(names),
        "walk": walk,
        "who": tx.actor.name,
        "reason": reason,
        "packed": packed,
    }
    is_open = station.work.order_id in ids
    _clear_table(tx, station_id, station.work, told, is_open=is_open)
    return Freed(station.name, tuple(names), walk, packed)


def _free_walk(tx: Transaction, station_id: int, work: Work) -> str:
    """Have the walk in hand wait for whoever takes it next; gives its code."""
    number = number_in_hand(work.aside)
    walk = None if number is None else load_walk(tx, number, lock=True)
    if walk is None or walk.station_id != station_id or walk.fence != work.aside["walk"]["fence"]:
        return ""
    leave(tx, walk, station_id)
    return walk.code


def _clear_table(
    tx: Transaction, station_id: int, work: Work, told: dict[str, Any], *, is_open: bool
) -> None:
    """What was freed is open there no more, and what is told first there is this."""
    aside = {name: kept for name, kept in work.aside.items() if name != "walk"}
    rest = replace(work, aside=aside | {FREED: told})
    if is_open:
        rest = Work(
            last_parcel_id=work.last_parcel_id,
            last_order_no=work.last_order_no,
            passed=work.passed,
            aside=rest.aside,
        )
    tx.execute(_laid_out, {"s": station_id, "open": stored(rest)})


_laid_out = update(stations).where(stations.c.id == bindparam("s")).values(work=bindparam("open"))
