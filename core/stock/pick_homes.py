"""The pick bin of a product, and between how many units it is kept filled from bulk bins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Executable, Select, bindparam, cast, delete, func, or_, select

from core.audit import record
from core.catalog.models import products
from core.errors import NotFound, Refusal
from core.people.permissions import Permission, require
from core.stock.counting import MOST
from core.stock.models import BinKind, Purpose, bins, levels
from core.stock.task_models import pick_homes
from core.text import clean
from core.transaction import Transaction
from core.upsert import Upsert


@dataclass(frozen=True, slots=True)
class Home:
    """Where a product is picked from; filled up to `most` once fewer than `least` are free."""

    id: int
    warehouse_id: int
    product_id: int
    sku: str
    name: str
    bin_id: int
    bin: str
    least: int
    most: int


def set_home(
    tx: Transaction, warehouse: int, sku: str, bin_code: str, least: int, most: int
) -> Home:
    """Say which bin a product is picked from, and its bounds in units.

    Raises NotFound ``product_not_found``, ``bin_unknown``; Refusal ``bin_not_shelf``,
    ``home_not_pick`` for a bulk bin, ``home_bounds``.
    """
    require(tx, Permission.STOCK_ADJUST)
    sku, bin_code = clean(sku, 80), clean(bin_code, 40)
    product = tx.execute(select(products.c.id).where(products.c.sku == sku)).scalar()
    if product is None:
        raise NotFound("product_not_found", sku=sku)
    place = tx.execute(_bin, {"warehouse": warehouse, "code": bin_code}).first()
    if place is None:
        raise NotFound("bin_unknown", bin=bin_code)
    bin_id, kind, purpose = place
    if kind != BinKind.SHELF:
        raise Refusal("bin_not_shelf", bin=bin_code)
    if purpose != Purpose.PICK:
        raise Refusal("home_not_pick", bin=bin_code)
    if not 0 <= least <= most <= MOST or most < 1:
        raise Refusal("home_bounds", sku=sku, least=least, most=most, limit=MOST)
    row = {
        "warehouse_id": warehouse,
        "product_id": int(product),
        "bin_id": bin_id,
        "least": least,
        "most": most,
        "updated_at": tx.now,
    }
    tx.execute(_set(tx), row)
    record(tx, "pick_home", sku=sku, bin=bin_code, least=least, most=most)
    made = home_of(tx, warehouse, int(product))
    if made is None:
        raise NotFound("home_unknown", sku=sku)
    return made


def drop_home(tx: Transaction, warehouse: int, sku: str) -> None:
    """A product has no pick bin of its own any more; raises NotFound ``home_unknown``."""
    require(tx, Permission.STOCK_ADJUST)
    sku = clean(sku, 80)
    product = select(products.c.id).where(products.c.sku == sku).scalar_subquery()
    gone = tx.execute(
        delete(pick_homes).where(
            pick_homes.c.warehouse_id == warehouse, pick_homes.c.product_id == product
        )
    )
    if gone.rowcount != 1:
        raise NotFound("home_unknown", sku=sku)
    record(tx, "pick_home", sku=sku, bin="")


def home_of(tx: Transaction, warehouse: int, product_id: int) -> Home | None:
    """The pick bin of a product, or None."""
    row = tx.execute(_of_product, {"warehouse": warehouse, "p": product_id}).first()
    return None if row is None else Home(*row)


def homes(
    tx: Transaction, warehouse: int, *, text: str = "", offset: int = 0, limit: int = 500
) -> list[Home]:
    """The pick bins of products that have one, in walking order; `text` is part of what is shown.

    Without a text they are those of all products.
    """
    asked = {"warehouse": warehouse, "offset": offset, "limit": limit}
    return [Home(*row) for row in tx.execute(_with(_all, text), asked)]


def how_many(tx: Transaction, warehouse: int, text: str = "") -> int:
    """How many products have a pick bin of their own."""
    counted = select(func.count()).select_from(_with(_any, text).subquery())
    return int(tx.execute(counted, {"warehouse": warehouse}).scalar_one())


def free_there(tx: Transaction, home: Home) -> int:
    """Units of its product in a pick bin that nobody is promised."""
    found = tx.execute(_free, {"p": home.product_id, "b": home.bin_id}).scalar_one()
    return int(found)


def _with(query: Select[Any], text: str) -> Select[Any]:
    if not text:
        return query
    looked_at = (products.c.sku, products.c.name, bins.c.code)
    return query.where(or_(*(column.icontains(text, autoescape=True) for column in looked_at)))


@Upsert
def _set(insert: Any) -> Executable:
    new = insert(pick_homes)
    changed = {name: new.excluded[name] for name in ("bin_id", "least", "most", "updated_at")}
    made: Executable = new.on_conflict_do_update(
        index_elements=["warehouse_id", "product_id"], set_=changed
    )
    return made


_bin = select(bins.c.id, bins.c.kind, bins.c.purpose).where(
    bins.c.warehouse_id == bindparam("warehouse"), bins.c.code == bindparam("code")
)
_any: Select[Any] = (
    select(
        pick_homes.c.id,
        pick_homes.c.warehouse_id,
        pick_homes.c.product_id,
        products.c.sku,
        products.c.name,
        pick_homes.c.bin_id,
        bins.c.code,
        pick_homes.c.least,
        pick_homes.c.most,
    )
    .select_from(pick_homes)
    .join(products, products.c.id == pick_homes.c.product_id)
    .join(bins, bins.c.id == pick_homes.c.bin_id)
    .where(pick_homes.c.warehouse_id == bindparam("warehouse"))
)
_of_product = _any.where(pick_homes.c.product_id == bindparam("p"))
_all = (
    _any.order_by(bins.c.walk, bins.c.code, products.c.sku)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_free = select(
    cast(func.coalesce(func.sum(levels.c.on_hand - levels.c.reserved), 0), BigInteger)
).where(levels.c.product_id == bindparam("p"), levels.c.bin_id == bindparam("b"))
