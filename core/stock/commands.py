"""The ledger: every change of stock is one append-only move, and the level follows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    Executable,
    String,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from core.bulk import as_rows, given_rows
from core.errors import Refusal
from core.stock.lots import check_arrivals
from core.stock.models import KEPT, BinKind, bins, count_requests, levels, moves
from core.stock.places import special_bin
from core.tables import Moment
from core.transaction import Transaction
from core.upsert import Upsert


@dataclass(frozen=True, slots=True)
class Move:
    """Goods that go from one bin to another; `quantity` counts units and is above zero.

    `consume` units of it were reserved in the bin they leave; `keep_reserved` says that they
    stay reserved where they arrive (goods on their way in a tote).
    """

    product_id: int
    from_bin: int
    to_bin: int
    quantity: int
    lot: str = ""
    consume: int = 0
    keep_reserved: bool = False


def post(
    tx: Transaction,
    warehouse: int,
    goods: Iterable[Move],
    *,
    reason: str,
    reference: str = "",
    kinds: dict[int, BinKind] | None = None,
) -> None:
    """Write moves and bring the levels after them.

    Raises Refusal ``stock_not_enough`` when a bin does not hold what is to leave it, unreserved
    unless the move consumes a reservation, and those of `check_arrivals` for tracked goods that
    come in; nothing of the transaction may then be kept.
    """
    goods = sorted(goods, key=lambda move: (move.product_id, move.from_bin, move.lot))
    if not goods:
        return
    kept = _kept_bins(tx, goods, kinds)
    coming = [m for m in goods if m.to_bin in kept and m.from_bin not in kept]
    if coming:
        check_arrivals(tx, ((m.product_id, m.lot, m.quantity) for m in coming))
    moved = {
        "given": as_rows((m.product_id, m.from_bin, m.to_bin, m.lot, m.quantity) for m in goods),
        "warehouse": warehouse,
        "reason": reason,
        "reference": reference[:80],
        "operator": tx.actor.operator_id,
        "station": tx.actor.station_id,
        "now": tx.now,
    }
    tx.execute(_insert_moves, moved)
    # Levels are touched in one order by everybody, so that two writers never wait in a ring.
    steps = [((m.product_id, m.from_bin, m.lot), False, m) for m in goods if m.from_bin in kept]
    steps += [((m.product_id, m.to_bin, m.lot), True, m) for m in goods if m.to_bin in kept]
    # SQLite has but one writer: there all goods leave first, and arrive in one statement.
    steps.sort(key=lambda step: step[1::-1] if tx.is_sqlite else step[:2])
    arrive = _arrive(tx)
    for arrives, run in groupby(steps, key=lambda step: step[1]):
        if arrives:
            rows = [_arrive_row(move) for _key, _arrives, move in run]
            tx.execute(arrive, rows if len(rows) > 1 else rows[0])
            continue
        for (product, bin_id, _lot), _arrives, move in run:
            if tx.execute(_leave, _leave_row(move)).rowcount != 1:
                raise Refusal("stock_not_enough", product_id=product, bin_id=bin_id)


def adjust_to(
    tx: Transaction,
    warehouse: int,
    product: int,
    bin_id: int,
    on_hand: int,
    *,
    lot: str = "",
    reason: str,
    reference: str = "",
) -> int:
    """Post what makes the bin's on-hand quantity of a lot `on_hand`; gives the difference posted.

    Raises Refusal ``stock_reserved`` when orders hold more than would remain.
    """
    row = tx.execute(
        select(levels.c.on_hand, levels.c.reserved)
        .where(levels.c.product_id == product, levels.c.bin_id == bin_id, levels.c.lot == lot)
        .with_for_update()
    ).first()
    now_there, reserved = (row.on_hand, row.reserved) if row else (0, 0)
    if on_hand < reserved:
        raise Refusal("stock_reserved", wanted=on_hand, reserved=reserved)
    difference = on_hand - now_there
    if difference:
        outside = special_bin(tx, warehouse, BinKind.ADJUST)
        ends = (outside, bin_id) if difference > 0 else (bin_id, outside)
        moved = [Move(product, *ends, abs(difference), lot)]
        post(tx, warehouse, moved, reason=reason, reference=reference)
    return int(difference)


def receive_many(
    tx: Transaction, warehouse: int, goods: Iterable[tuple[int, int, int]], *, reason: str
) -> None:
    """Bring (product, bin, quantity) in from outside: opening stock and goods received."""
    supplier = special_bin(tx, warehouse, BinKind.SUPPLIER)
    incoming = [Move(product, supplier, bin_id, quantity) for product, bin_id, quantity in goods]
    post(tx, warehouse, incoming, reason=reason)


def request_count(
    tx: Transaction, warehouse: int, bin_id: int, product: int, reason: str
) -> tuple[int, bool]:
    """Queue a bin to be counted, once while it waits; gives the request, and whether it is new."""
    waiting = tx.execute(
        select(count_requests.c.id).where(
            count_requests.c.bin_id == bin_id,
            count_requests.c.product_id == product,
            count_requests.c.done_at.is_(None),
        )
    ).scalar()
    if waiting is not None:
        return int(waiting), False
    row = {
        "warehouse_id": warehouse,
        "bin_id": bin_id,
        "product_id": product,
        "reason": reason,
        "asked_at": tx.now,
        "operator_id": tx.actor.operator_id,
    }
    made = tx.execute(insert(count_requests).returning(count_requests.c.id), row)
    return int(made.scalar_one()), True


def withdraw_count(tx: Transaction, request: int) -> None:
    """Take a request to count off the list, unless it is done or others asked for it since."""
    asked = (
        select(moves.c.id)
        .where(
            moves.c.product_id == count_requests.c.product_id,
            moves.c.from_bin_id == count_requests.c.bin_id,
            moves.c.reason == "short",
            moves.c.at > count_requests.c.asked_at,
        )
        .exists()
    )
    tx.execute(
        delete(count_requests).where(
            count_requests.c.id == request, count_requests.c.done_at.is_(None), ~asked
        )
    )


def _kept_bins(
    tx: Transaction, goods: Iterable[Move], kinds: dict[int, BinKind] | None
) -> frozenset[int]:
    """Those bins of the moves that have levels: of such a kind, or something is reserved there."""
    sure = {move.from_bin for move in goods if move.consume}
    kinds = kinds or {}
    others = {bin_id for move in goods for bin_id in (move.from_bin, move.to_bin)} - sure
    unknown = sorted(others - kinds.keys())
    if unknown:
        rows = tx.execute(_bin_kinds, {"wanted": unknown})
        kinds = kinds | {bin_id: BinKind(kind) for bin_id, kind in rows}
    return frozenset(sure | {bin_id for bin_id in others if kinds[bin_id] in KEPT})


def _leave_row(move: Move) -> dict[str, Any]:
    return {
        "p": move.product_id,
        "b": move.from_bin,
        "l": move.lot,
        "q": move.quantity,
        "c": move.consume,
    }


def _arrive_row(move: Move) -> dict[str, Any]:
    return {
        "product_id": move.product_id,
        "bin_id": move.to_bin,
        "lot": move.lot,
        "on_hand": move.quantity,
        "reserved": move.quantity if move.keep_reserved else 0,
    }


_given = given_rows(
    "given", p=BigInteger(), source=BigInteger(), target=BigInteger(), l=Text(), q=BigInteger()
)
_insert_moves = insert(moves).from_select(
    [
        "product_id",
        "from_bin_id",
        "to_bin_id",
        "lot",
        "quantity",
        "warehouse_id",
        "reason",
        "reference",
        "operator_id",
        "station_id",
        "at",
    ],
    select(
        _given,
        bindparam("warehouse", type_=BigInteger),
        bindparam("reason", type_=String),
        bindparam("reference", type_=String),
        bindparam("operator", type_=BigInteger),
        bindparam("station", type_=BigInteger),
        bindparam("now", type_=Moment),
    ),
)
_bin_kinds = select(bins.c.id, bins.c.kind).where(
    bins.c.id.in_(bindparam("wanted", expanding=True))
)
_leave = (
    update(levels)
    .where(
        levels.c.product_id == bindparam("p"),
        levels.c.bin_id == bindparam("b"),
        levels.c.lot == bindparam("l"),
        levels.c.reserved >= bindparam("c"),
        levels.c.on_hand - levels.c.reserved >= bindparam("q") - bindparam("c"),
    )
    .values(on_hand=levels.c.on_hand - bindparam("q"), reserved=levels.c.reserved - bindparam("c"))
)


@Upsert
def _arrive(insert: Any) -> Executable:
    new = insert(levels)
    added: Executable = new.on_conflict_do_update(
        index_elements=["product_id", "bin_id", "lot"],
        set_={
            "on_hand": levels.c.on_hand + new.excluded.on_hand,
            "reserved": levels.c.reserved + new.excluded.reserved,
        },
    )
    return added
