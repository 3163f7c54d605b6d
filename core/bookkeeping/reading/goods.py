"""Goods that left the house for good or came into it, each at the cost of that moment.

What a move was worth is written down when the books first look at it, and stays: prices that are
changed later change nothing of what has left.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from core.bookkeeping.accounts import Role
from core.bookkeeping.entries import NOBODY, Partner
from core.bookkeeping.facts import Goods
from core.bookkeeping.models import stock_values
from core.bookkeeping.periods import Period
from core.bookkeeping.reading.partners import customer_number, merged
from core.catalog.models import products
from core.clock import local
from core.fulfilment.models import parcels
from core.orders.models import orders
from core.purchasing.models import product_costs
from core.purchasing.receiving import REASON as RECEIVED
from core.purchasing.receiving import TAKEN_BACK
from core.stock.models import KEPT, BinKind, bins, moves
from core.transaction import Transaction
from core.upsert import Upsert

_CHUNK = 500
_PARCEL = "parcel:"
_ROLES = {
    BinKind.OUT.value: Role.COST_OF_GOODS,
    BinKind.ADJUST.value: Role.STOCK_DIFFERENCE,
    BinKind.SUPPLIER.value: Role.OPENING,
}


@dataclass(frozen=True, slots=True)
class Valued:
    """The moves of a period at cost."""

    goods: tuple[Goods, ...]
    fresh: tuple[tuple[int, int], ...]
    """Moves whose worth is not written down yet, with it; minor units."""
    unknown: tuple[str, ...]
    """Products that moved and whose cost nobody knows, by SKU."""


def goods_in(tx: Transaction, period: Period, currency: str) -> Valued:
    """What left and came in a period, but for what suppliers delivered."""
    first, after = period.moments(tx.zone)
    rows: list[Any] = tx.execute(_moves, {"first": first, "after": after}).all()
    open_rows = [row for row in rows if row.value is None]
    costs = _Costs(tx, currency, {row.product_id for row in open_rows})
    fresh: dict[int, int] = {}
    unknown: set[str] = set()
    sums: defaultdict[tuple[date, str, str, str], int] = defaultdict(int)
    for row in rows:
        value = row.value if row.currency in {None, currency} else 0
        if value is None:
            cost = costs.at(row.product_id, row.at)
            if cost is None:
                unknown.add(row.sku)
                continue
            value = round(cost * row.quantity)
            fresh[row.id] = value
        left = row.from_kind in _KEPT
        other = row.to_kind if left else row.from_kind
        group = (local(row.at, tx.zone).date(), other, row.reason, row.reference)
        sums[group] += value if left else -value
    about = _parcels(tx, {reference for _day, _other, _reason, reference in sums})
    goods = [
        _goods(group, amount, currency, about) for group, amount in sorted(sums.items()) if amount
    ]
    return Valued(tuple(goods), tuple(fresh.items()), tuple(sorted(unknown)))


def keep_values(tx: Transaction, fresh: Iterable[tuple[int, int]], currency: str) -> None:
    """Write down what moves were worth; what is written already stays."""
    rows = [{"move_id": move, "value": value, "currency": currency} for move, value in fresh]
    for start in range(0, len(rows), _CHUNK):
        tx.execute(_keep(tx), rows[start : start + _CHUNK])


class _Costs:
    """What products cost at any moment, read once."""

    def __init__(self, tx: Transaction, currency: str, ids: set[int]) -> None:
        self._usual: dict[int, Fraction] = {}
        self._history: defaultdict[int, list[Any]] = defaultdict(list)
        wanted = sorted(ids)
        for start in range(0, len(wanted), _CHUNK):
            given = {"ids": wanted[start : start + _CHUNK], "currency": currency}
            for row in tx.execute(_usual, given):
                if row.cost and row.currency == currency:
                    self._usual[row.id] = Fraction(row.cost)
            for row in tx.execute(_history, given):
                self._history[row.product_id].append(row)

    def at(self, product_id: int, moment: Any) -> Fraction | None:
        """Minor units a unit, exactly; None where nobody knows."""
        found = self._history[product_id]
        known = bisect_right(found, moment, key=lambda row: row.at)
        if known:
            return Fraction(Decimal(found[known - 1].average))
        if found and found[0].average_before:
            return Fraction(Decimal(found[0].average_before))
        if product_id in self._usual:
            return self._usual[product_id]
        return Fraction(Decimal(found[0].unit_cost)) if found else None


def _goods(
    group: tuple[date, str, str, str],
    amount: int,
    currency: str,
    about: dict[str, tuple[str, str, Partner]],
) -> Goods:
    day, other, reason, reference = group
    document, note, partner = about.get(reference, (reference or reason, reason, NOBODY))
    key = f"goods:{day.isoformat()}:{other}:{reason}:{reference}"[:80]
    return Goods(key, day, currency, _ROLES[other], document[:80], partner, note, amount)


def _parcels(tx: Transaction, references: set[str]) -> dict[str, tuple[str, str, Partner]]:
    """Document, order and buyer of moves that are about a parcel."""
    ids = sorted(
        int(one.removeprefix(_PARCEL))
        for one in references
        if one.startswith(_PARCEL) and one.removeprefix(_PARCEL).isdecimal()
    )
    found: dict[str, tuple[str, str, Partner]] = {}
    for start in range(0, len(ids), _CHUNK):
        for row in tx.execute(_of_parcels, {"ids": ids[start : start + _CHUNK]}):
            buyer = Partner(row.customer, customer_number(row.customer_no))
            found[f"{_PARCEL}{row.id}"] = (row.code, row.order_no, buyer)
    return found


_KEPT = frozenset(kind.value for kind in KEPT)
_m = moves.c
_from, _to = bins.alias("from_bin"), bins.alias("to_bin")
_kept = sorted(_KEPT)
_moves = (
    select(
        _m.id,
        _m.product_id,
        products.c.sku,
        _m.quantity,
        _m.reason,
        _m.reference,
        _m.at,
        _from.c.kind.label("from_kind"),
        _to.c.kind.label("to_kind"),
        stock_values.c.value,
        stock_values.c.currency,
    )
    .select_from(
        moves.join(_from, _from.c.id == _m.from_bin_id)
        .join(_to, _to.c.id == _m.to_bin_id)
        .join(products, products.c.id == _m.product_id)
        .outerjoin(stock_values, stock_values.c.move_id == _m.id)
    )
    .where(
        _m.at >= bindparam("first"),
        _m.at < bindparam("after"),
        or_(
            and_(_from.c.kind.in_(_kept), _to.c.kind.not_in(_kept)),
            and_(_from.c.kind.not_in(_kept), _to.c.kind.in_(_kept)),
        ),
        _m.reason.not_in([RECEIVED, TAKEN_BACK]),
    )
    .order_by(_m.id)
)
_ids: Any = bindparam("ids", expanding=True)
_usual = select(products.c.id, products.c.cost, products.c.currency).where(products.c.id.in_(_ids))
_history = (
    select(
        product_costs.c.product_id,
        product_costs.c.at,
        product_costs.c.average,
        product_costs.c.average_before,
        product_costs.c.unit_cost,
    )
    .where(product_costs.c.product_id.in_(_ids), product_costs.c.currency == bindparam("currency"))
    .order_by(product_costs.c.product_id, product_costs.c.id)
)
_of_parcels = (
    select(
        parcels.c.id,
        parcels.c.code,
        orders.c.order_no,
        orders.c.customer,
        merged(orders.c.customer_id).label("customer_no"),
    )
    .join(orders, orders.c.id == parcels.c.order_id)
    .where(parcels.c.id.in_(_ids))
)
_keep = Upsert(lambda insert: insert(stock_values).on_conflict_do_nothing())
