"""Soft holds: units kept for what is being typed in, for as long as somebody types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, Executable, Text, bindparam, delete, func, select, update

from core.audit import record
from core.bulk import as_rows, given_rows
from core.database import Database
from core.errors import Refusal
from core.stock.choosing import Shelves, free_shelves, take
from core.stock.models import BinKind, bins, levels, stock_holds
from core.tables import db_now_ms
from core.transaction import SYSTEM, Transaction, reading, run
from core.upsert import Upsert


@dataclass(frozen=True, slots=True)
class SoftHold:
    """Units of a product in one bin that wait for what a holder types."""

    id: int
    product_id: int
    bin_id: int
    lot: str
    quantity: int


@dataclass(frozen=True, slots=True)
class HeldFor:
    """How much of a product a holder has, and how much nobody has, in units of one warehouse."""

    product_id: int
    held: int
    free: int


def hold(
    tx: Transaction, warehouse: int, holder: str, wanted: Mapping[int, int], lease_ms: int
) -> dict[int, HeldFor]:
    """Hold as much as there is of `wanted` (units by product id), and no other product any more.

    What is held already stays, and all of it is held from now on for `lease_ms`.  Of units that
    several want at once each goes to exactly one.
    """
    mine = _locked_of(tx, holder)
    lots: dict[int, list[SoftHold]] = {}
    for one in mine:
        lots.setdefault(one.product_id, []).append(one)
    have = {product: sum(one.quantity for one in many) for product, many in lots.items()}
    back = _too_many(lots, wanted)
    products = sorted({*wanted, *(one.product_id for one in back)})
    # Levels are locked in one order by everybody, so that two never wait in a ring.
    _lock(tx, warehouse, products)
    _give_back(tx, back)
    more = {p: n - have.get(p, 0) for p, n in wanted.items()}
    _take(tx, holder, _shares(free_shelves(tx, warehouse, wanted, lock=False), more), lease_ms)
    renew(tx, holder, lease_ms)
    return _standing(tx, warehouse, holder, sorted(wanted))


def renew(tx: Transaction, holder: str, lease_ms: int) -> bool:
    """Keep for `lease_ms` from now what a holder has; False where it has nothing any more."""
    return tx.execute(_renew, {"who": holder, "lease": lease_ms}).rowcount > 0


def held_by(tx: Transaction, holder: str) -> dict[int, int]:
    """Units by product id that a holder has."""
    rows = tx.execute(_sums_of, {"who": holder})
    return {product: int(units) for product, units in rows}


def standing(
    tx: Transaction, warehouse: int, holder: str, product_ids: Sequence[int]
) -> dict[int, HeldFor]:
    """What a holder has and what nobody has, of some products; only reads."""
    return _standing(tx, warehouse, holder, list(product_ids))


def drop(tx: Transaction, holder: str) -> int:
    """End all holds of one holder; gives how many units are free again."""
    return _give_back(tx, _locked_of(tx, holder))


def release_expired(tx: Transaction, product_ids: Iterable[int] | None = None) -> int:
    """End holds whose time is over, of some products or of all; gives how many units came free.

    Holds that somebody works on at this moment are left to them.
    """
    if product_ids is None:
        rows = tx.execute(_expired)
    else:
        rows = tx.execute(_expired_of, {"wanted": sorted(set(product_ids))})
    return _give_back(tx, [SoftHold(*row) for row in rows])


def give_up(tx: Transaction, product_id: int, bin_id: int, lot: str, units: int) -> int:
    """End holds of goods that turn out not to be there, the newest first; gives how many units."""
    place = {"product": product_id, "bin": bin_id, "lot": lot}
    back = []
    for row in tx.execute(_of_place, place):
        one = SoftHold(*row)
        gone = min(one.quantity, units)
        if gone:
            back.append(replace(one, quantity=gone))
            units -= gone
    return _give_back(tx, back)


def expire(database: Database) -> int:
    """End all holds whose time is over; gives how many units came free. Writes only if any are."""
    with reading(database) as tx:
        if tx.execute(_any_expired).first() is None:
            return 0
    return run(database, SYSTEM, release_expired)


def held_elsewhere(tx: Transaction, product_id: int) -> tuple[str, int] | None:
    """Who holds most of a product for what they type in (the holder's key), and how many units."""
    row = tx.execute(_most_of, {"product": product_id}).first()
    return None if row is None else (row[0], int(row[1]))


def _locked_of(tx: Transaction, holder: str) -> list[SoftHold]:
    return [SoftHold(*row) for row in tx.execute(_of_holder, {"who": holder})]


def _too_many(lots: Mapping[int, list[SoftHold]], wanted: Mapping[int, int]) -> list[SoftHold]:
    """What is held beyond what is wanted, the last bins first."""
    back = []
    for product, many in lots.items():
        over = sum(one.quantity for one in many) - wanted.get(product, 0)
        for one in reversed(many):
            units = min(over, one.quantity)
            if units > 0:
                back.append(SoftHold(one.id, product, one.bin_id, one.lot, units))
                over -= units
    return back


def _lock(tx: Transaction, warehouse: int, products: list[int]) -> None:
    if products:
        tx.execute(_locked_levels, {"wanted": products, "warehouse": warehouse})


def _shares(
    free: Mapping[int, Shelves], more: Mapping[int, int]
) -> list[tuple[int, int, str, int]]:
    """(product, bin, lot, units) to take, as they would be promised."""
    plan = [
        (product, place.bin_id, place.lot, units)
        for product, wanted in more.items()
        if wanted > 0
        for place, units in take(free[product], wanted)
    ]
    return sorted(plan)


def _take(
    tx: Transaction, holder: str, plan: Sequence[tuple[int, int, str, int]], lease_ms: int
) -> None:
    if not plan:
        return
    done = tx.execute(RESERVE, {"given": as_rows(plan)})
    if done.rowcount != len(plan):
        raise Refusal("stock_not_enough")  # somebody wrote levels around the lock
    row = {"given": as_rows(plan), "who": holder, "lease": lease_ms}
    tx.execute(_added(tx), row)


def _give_back(tx: Transaction, back: Sequence[SoftHold]) -> int:
    """Take units out of holds and back to where they can be promised."""
    if not back:
        return 0
    back = sorted(back, key=lambda one: (one.product_id, one.bin_id, one.lot))
    for one in back:
        row = {"hold": one.id, "q": one.quantity}
        if tx.execute(_end, row).rowcount + tx.execute(_shrink, row).rowcount != 1:
            raise Refusal("reservation_changed")
        level = (one.product_id, one.bin_id, one.lot, -one.quantity)
        if tx.execute(RESERVE, {"given": as_rows([level])}).rowcount != 1:
            raise Refusal("stock_not_enough", product_id=one.product_id, bin_id=one.bin_id)
    units = sum(one.quantity for one in back)
    record(tx, "hold_ended", units=units)  # whoever waits for stock is looked at again
    return units


def _standing(
    tx: Transaction, warehouse: int, holder: str, products: list[int]
) -> dict[int, HeldFor]:
    if not products:
        return {}
    free = {
        product: sum(place.free for places in groups for place in places)
        for product, groups in free_shelves(tx, warehouse, products, lock=False).items()
    }
    held = held_by(tx, holder)
    return {p: HeldFor(p, held.get(p, 0), free.get(p, 0)) for p in products}


_columns = [stock_holds.c[name] for name in SoftHold.__dataclass_fields__]
_of_holder = (
    select(*_columns)
    .where(stock_holds.c.holder == bindparam("who"))
    .order_by(stock_holds.c.product_id, stock_holds.c.bin_id, stock_holds.c.lot)
    .with_for_update()
)
_of_place = (
    select(*_columns)
    .where(
        stock_holds.c.product_id == bindparam("product"),
        stock_holds.c.bin_id == bindparam("bin"),
        stock_holds.c.lot == bindparam("lot"),
    )
    .order_by(stock_holds.c.id.desc())
    .with_for_update()
)
_over = select(*_columns).where(stock_holds.c.lease_until_ms < db_now_ms())
_any_expired = _over.limit(1)
_sorted = (stock_holds.c.product_id, stock_holds.c.bin_id, stock_holds.c.lot, stock_holds.c.id)
# What its holder has in hand at this moment is left alone: nobody waits here.
_expired = _over.order_by(*_sorted).with_for_update(skip_locked=True)
_expired_of = (
    _over.where(stock_holds.c.product_id.in_(bindparam("wanted", expanding=True)))
    .order_by(*_sorted)
    .with_for_update(skip_locked=True)
)
_sums_of = (
    select(stock_holds.c.product_id, func.sum(stock_holds.c.quantity))
    .where(stock_holds.c.holder == bindparam("who"))
    .group_by(stock_holds.c.product_id)
)
_held_units = func.sum(stock_holds.c.quantity)
_most_of = (
    select(stock_holds.c.holder, _held_units)
    .where(stock_holds.c.product_id == bindparam("product"))
    .group_by(stock_holds.c.holder)
    .order_by(_held_units.desc(), stock_holds.c.holder)
    .limit(1)
)
_locked_levels = (
    select(levels.c.product_id, levels.c.bin_id, levels.c.lot)
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        levels.c.product_id.in_(bindparam("wanted", expanding=True)),
        bins.c.warehouse_id == bindparam("warehouse"),
        bins.c.kind == BinKind.SHELF.value,
    )
    .order_by(levels.c.product_id, levels.c.bin_id, levels.c.lot)
    .with_for_update(of=levels)
)
_rows = given_rows("given", p=BigInteger(), b=BigInteger(), l=Text(), q=BigInteger())
RESERVE = (
    update(levels)
    .where(
        levels.c.product_id == _rows.c.p,
        levels.c.bin_id == _rows.c.b,
        levels.c.lot == _rows.c.l,
        levels.c.on_hand - levels.c.reserved >= _rows.c.q,
    )
    .values(reserved=levels.c.reserved + _rows.c.q)
)
"""Marks the `given` units as reserved, each only where so many are free."""
_until = db_now_ms() + bindparam("lease", type_=BigInteger())
_renew = (
    update(stock_holds)
    .where(stock_holds.c.holder == bindparam("who"))
    .values(lease_until_ms=_until)
)
_NAMES = ["holder", "product_id", "bin_id", "lot", "quantity", "lease_until_ms"]
_new_rows = select(
    bindparam("who", type_=Text()), _rows.c.p, _rows.c.b, _rows.c.l, _rows.c.q, _until
).where(_rows.c.q > 0)  # SQLite wants a WHERE before ON CONFLICT


@Upsert
def _added(insert: Any) -> Executable:
    new = insert(stock_holds).from_select(_NAMES, _new_rows)
    added: Executable = new.on_conflict_do_update(
        index_elements=["holder", "product_id", "bin_id", "lot"],
        set_={"quantity": stock_holds.c.quantity + new.excluded.quantity},
    )
    return added


_shrink = (
    update(stock_holds)
    .where(stock_holds.c.id == bindparam("hold"), stock_holds.c.quantity > bindparam("q"))
    .values(quantity=stock_holds.c.quantity - bindparam("q"))
)
_end = delete(stock_holds).where(
    stock_holds.c.id == bindparam("hold"), stock_holds.c.quantity == bindparam("q")
)
