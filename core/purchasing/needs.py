"""What has to be bought: what orders wait for, and what is below its reorder point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from sqlalchemy import BigInteger, Executable, bindparam, cast, func, select

from core.audit import record
from core.catalog import buying
from core.catalog.models import products
from core.errors import NotFound
from core.orders.shortage import demand
from core.people.permissions import Permission, require
from core.purchasing.queries import coming
from core.purchasing.supplier_queries import Good, Supplier, sellers_of, supplier
from core.stock.free import free_units
from core.stock.models import BinKind, moves
from core.stock.places import special_bin
from core.transaction import Transaction

DAYS = 28
"""Days of sales that are looked at."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Need:
    """A product that has to be bought; all in units of one warehouse."""

    product_id: int
    sku: str
    name: str
    short: int
    """What waiting orders need and no shelf has."""
    orders: int
    """Orders that wait for it."""
    free: int
    """On shelves and promised to nobody."""
    coming: int
    """Ordered, and not here yet."""
    drafted: int
    """On drafts that were not ordered yet."""
    reorder_point: int
    sold: int
    """What left the house within `DAYS`."""
    quantity: int
    """What to buy now beyond what comes and is drafted; 0: that is enough."""
    good: Good | None
    """Where to buy it: the preferred supplier, else the cheapest; None where nobody sells it."""


def needs(tx: Transaction, warehouse: int) -> list[Need]:
    """All that is short or below its reorder point, by SKU.

    What is bought brings free units, units that come and units on drafts up to what waiting orders
    need; where that would be below the reorder point, up to the point and to what is sold besides
    while the supplier delivers. It is at least the supplier's minimum, in whole packs.
    """
    require(tx, Permission.PURCHASE_VIEW)
    wanted = demand(tx, warehouse)
    points: dict[int, int] = dict(tx.execute(_points).all())
    ids = sorted({*wanted, *points})
    on_way = coming(tx, warehouse)
    planned = coming(tx, warehouse, drafts=True)
    free = free_units(tx, warehouse, ids)
    units = {one: each.units for one, each in wanted.items()}
    candidates = [
        one
        for one in ids
        if units.get(one, 0) > free.get(one, 0)
        or free.get(one, 0) + planned.get(one, 0) - units.get(one, 0) < points.get(one, 0)
    ]
    sold = _sold(tx, warehouse, candidates)
    names = {
        row.id: row for some in _chunks(candidates) for row in tx.execute(_names, {"wanted": some})
    }
    sellers = _sellers(tx, candidates)
    found = []
    for one in candidates:
        good, days = sellers.get(one, (None, 0))
        position = free.get(one, 0) + planned.get(one, 0) - units.get(one, 0)
        missing = to_buy(position, points.get(one, 0), sold.get(one, 0), days)
        found.append(
            Need(
                one,
                names[one].sku,
                names[one].name,
                max(0, units.get(one, 0) - free.get(one, 0)),
                wanted[one].orders if one in wanted else 0,
                free.get(one, 0),
                on_way.get(one, 0),
                planned.get(one, 0) - on_way.get(one, 0),
                points.get(one, 0),
                sold.get(one, 0),
                in_packs(missing, good),
                good,
            )
        )
    return sorted(found, key=lambda need: need.sku)


def to_buy(position: int, point: int, sold: int, days: int) -> int:
    """Units to buy, before minimum and packs; `position` is what will be free, below 0: missing."""
    if point and position < point:
        return point - position + -(-sold * days // DAYS)
    return max(0, -position)


def in_packs(units: int, good: Good | None) -> int:
    """At least the supplier's minimum, in whole packs; 0 stays 0."""
    if good is None or units <= 0:
        return max(0, units)
    return -(-max(units, good.minimum) // good.pack) * good.pack


def set_reorder_point(tx: Transaction, product_id: int, units: int) -> None:
    """Say below how many free units a product is bought again; 0: only when it is short."""
    require(tx, Permission.PURCHASE_CHANGE)
    sku = tx.execute(_names, {"wanted": [product_id]}).first()
    if sku is None:
        raise NotFound("product_not_found", sku=product_id)
    buying.set_reorder_point(tx, product_id, units)
    record(tx, "reorder_point", sku=sku.sku, units=units)


def _sellers(tx: Transaction, ids: Sequence[int]) -> dict[int, tuple[Good, int]]:
    """Where each product is bought, and in how many days it comes."""
    known: dict[int, Supplier] = {}
    found: dict[int, tuple[Good, int]] = {}
    for some in _chunks(ids):
        for product, goods in sellers_of(tx, some).items():
            for good in goods:
                one = known.get(good.supplier_id) or supplier(tx, good.supplier_id)
                known[good.supplier_id] = one
                # A price of before the supplier changed its currency is none any more.
                if good.price.currency == one.currency:
                    found[product] = good, one.lead_days
                    break
    return found


def _sold(tx: Transaction, warehouse: int, ids: Sequence[int]) -> dict[int, int]:
    out = special_bin(tx, warehouse, BinKind.OUT)
    return _sums(tx, _left, ids, out=out, since=tx.now - timedelta(days=DAYS))


def _sums(
    tx: Transaction, query: Executable, ids: Sequence[int], **params: object
) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in _chunks(ids):
        rows = tx.execute(query, {"wanted": some, **params})
        found |= {product: int(units) for product, units in rows}
    return found


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    left = iter(ids)
    while some := list(islice(left, _CHUNK)):
        yield some


def by_supplier(found: Iterable[Need]) -> Mapping[int, list[Need]]:
    """What is to be bought now, by the id of the supplier."""
    sorted_: dict[int, list[Need]] = {}
    for need in found:
        if need.good is not None and need.quantity:
            sorted_.setdefault(need.good.supplier_id, []).append(need)
    return sorted_


_points = select(products.c.id, products.c.reorder_point).where(
    products.c.reorder_point > 0, products.c.archived_at.is_(None)
)
_names = select(products.c.id, products.c.sku, products.c.name).where(
    products.c.id.in_(bindparam("wanted", expanding=True))
)
_left = (
    select(moves.c.product_id, cast(func.sum(moves.c.quantity), BigInteger))
    .where(
        moves.c.product_id.in_(bindparam("wanted", expanding=True)),
        moves.c.to_bin_id == bindparam("out"),
        moves.c.at >= bindparam("since", type_=moves.c.at.type),
        moves.c.reason != "return_back",  # goes to the buyer a second time
    )
    .group_by(moves.c.product_id)
)
