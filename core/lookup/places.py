"""What is known of a bin or tote: what lies there and for whom, what is to be done, what moved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, cast, func, or_, select

from core.catalog.models import products
from core.errors import NotFound
from core.fulfilment.replenishing import tasks
from core.lookup import work
from core.lookup.found import Fact, Found, Ref, Thing, Topic
from core.lookup.goods import any_move, blocked_fact, bring_fact, move_facts
from core.orders.models import orders
from core.stock import blocks
from core.stock.choosing import with_lot
from core.stock.lot_models import lots
from core.stock.models import (
    KEPT,
    BinKind,
    bins,
    count_requests,
    levels,
    moves,
    reservations,
    warehouses,
    zones,
)
from core.stock.task_models import pick_homes
from core.transaction import Transaction

GOODS, PROMISES, MOVES = 20, 10, 8
"""How many of each are told."""
_RECENT = 20_000
"""So many moves are looked through for those of one bin: there is no index by bins."""


def place(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """All about a bin; NotFound where it is gone."""
    head = tx.execute(_bin, {"b": ref.id}).first()
    if head is None:
        raise NotFound("lookup_nothing", looked_up=ref.text)
    facts: list[Fact] = []
    numbers: dict[str, int] = {}
    if head.kind in set(KEPT):
        lines, units, reserved = tx.execute(_sums, {"b": ref.id}).one()
        numbers = {
            "goods": int(lines),
            "on_hand": int(units),
            "free": int(units) - int(reserved) if head.kind == BinKind.SHELF else 0,
        }
        facts += _goods(tx, ref.id)
        facts += _promises(tx, ref.id, head.kind)
        facts += map(blocked_fact, blocks.open_blocks(tx, head.warehouse_id, bin_id=ref.id))
        facts += _homes(tx, ref.id)
        facts += map(bring_fact, tasks.of_bin(tx, head.warehouse_id, ref.id))
        facts += _counts(tx, ref.id)
        facts += work.of_bin(tx, head.warehouse_id, ref.id)
    facts += _moved(tx, ref.id)
    texts = {"warehouse": head.house, "zone": head.zone or "", "purpose": head.purpose}
    return Found(ref, head.code, state=head.kind, numbers=numbers, texts=texts, facts=tuple(facts))


def _goods(tx: Transaction, bin_id: int) -> Iterable[Fact]:
    for row in tx.execute(_lies, {"b": bin_id}):
        yield Fact(
            Topic.LIES,
            row.on_hand,
            of=row.on_hand - row.reserved,
            code=row.sku,
            name=row.name,
            lot=row.lot,
            at=row.expires_on,
            ref=Ref(Thing.PRODUCT, row.product_id),
        )


def _promises(tx: Transaction, bin_id: int, kind: str) -> Iterable[Fact]:
    if kind == BinKind.PACKED:
        return
    found: list[int] = []
    for product_id, lot in tx.execute(_reserved, {"b": bin_id}):
        if len(found) < PROMISES:
            found += tx.execute(_first, {"b": bin_id, "p": product_id, "l": lot}).scalars()
    for row in tx.execute(_promised, {"wanted": found[:PROMISES]}) if found else ():
        yield Fact(
            Topic.PROMISED,
            row.quantity,
            code=row.order_no,
            name=row.sku,
            lot=row.lot,
            state=row.fulfilment,
            at=row.due_at,
            ref=Ref(Thing.ORDER, row.order_id),
        )


def _homes(tx: Transaction, bin_id: int) -> Iterable[Fact]:
    for row in tx.execute(_home, {"b": bin_id}):
        ref = Ref(Thing.PRODUCT, row.product_id)
        yield Fact(Topic.HOME, row.least, of=row.most, code=row.sku, name=row.name, ref=ref)


def _counts(tx: Transaction, bin_id: int) -> Iterable[Fact]:
    for row in tx.execute(_to_count, {"b": bin_id}):
        ref = Ref(Thing.PRODUCT, row.product_id)
        yield Fact(
            Topic.COUNT, code=row.sku, name=row.name, state=row.reason, at=row.asked_at, ref=ref
        )


def _moved(tx: Transaction, bin_id: int) -> Iterable[Fact]:
    last = tx.execute(select(func.max(moves.c.id))).scalar() or 0
    found = tx.execute(_touching, {"b": bin_id, "after": int(last) - _RECENT}).scalars()
    query = any_move.where(moves.c.id.in_(list(found)))
    return move_facts(tx, query.order_by(moves.c.id.desc()))


def _whole(total: Any) -> Any:
    return cast(func.coalesce(total, 0), BigInteger)


_bin = (
    select(
        bins.c.code,
        bins.c.kind,
        bins.c.purpose,
        bins.c.warehouse_id,
        warehouses.c.code.label("house"),
        zones.c.code.label("zone"),
    )
    .join(warehouses, warehouses.c.id == bins.c.warehouse_id)
    .outerjoin(zones, zones.c.id == bins.c.zone_id)
    .where(bins.c.id == bindparam("b"))
)
_touching = (
    select(moves.c.id)
    .where(
        moves.c.id > bindparam("after"),
        or_(moves.c.from_bin_id == bindparam("b"), moves.c.to_bin_id == bindparam("b")),
    )
    .order_by(moves.c.id.desc())
    .limit(MOVES)
)
_full = and_(levels.c.bin_id == bindparam("b"), levels.c.on_hand > 0)
_sums = select(
    func.count(), _whole(func.sum(levels.c.on_hand)), _whole(func.sum(levels.c.reserved))
).where(_full)
_lies = (
    with_lot(
        select(
            levels.c.product_id,
            levels.c.lot,
            levels.c.on_hand,
            levels.c.reserved,
            products.c.sku,
            products.c.name,
            lots.c.expires_on,
        )
        .select_from(levels)
        .join(products, products.c.id == levels.c.product_id)
    )
    .where(_full)
    .order_by(products.c.sku, levels.c.lot)
    .limit(GOODS)
)
_r = reservations.c
# Product by product, each by its index: a bin may have many promises, a shop has very many.
_reserved = (
    select(levels.c.product_id, levels.c.lot)
    .where(_full, levels.c.reserved > 0)
    .order_by(levels.c.product_id, levels.c.lot)
    .limit(GOODS)
)
_first = (
    select(_r.id)
    .where(_r.product_id == bindparam("p"), _r.bin_id == bindparam("b"), _r.lot == bindparam("l"))
    .order_by(_r.id)
    .limit(PROMISES)
)
_promised = (
    select(
        _r.order_id,
        _r.quantity,
        _r.lot,
        orders.c.order_no,
        orders.c.fulfilment,
        orders.c.due_at,
        products.c.sku,
    )
    .select_from(reservations)
    .join(orders, orders.c.id == _r.order_id)
    .join(products, products.c.id == _r.product_id)
    .where(_r.id.in_(bindparam("wanted", expanding=True)))
    .order_by(orders.c.due_at, _r.id)
)
_home = (
    select(
        pick_homes.c.product_id,
        pick_homes.c.least,
        pick_homes.c.most,
        products.c.sku,
        products.c.name,
    )
    .join(products, products.c.id == pick_homes.c.product_id)
    .where(pick_homes.c.bin_id == bindparam("b"))
    .order_by(products.c.sku)
    .limit(PROMISES)
)
_to_count = (
    select(
        count_requests.c.product_id,
        count_requests.c.reason,
        count_requests.c.asked_at,
        products.c.sku,
        products.c.name,
    )
    .join(products, products.c.id == count_requests.c.product_id)
    .where(count_requests.c.bin_id == bindparam("b"), count_requests.c.done_at.is_(None))
    .order_by(count_requests.c.asked_at)
    .limit(PROMISES)
)
