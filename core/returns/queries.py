"""Reading returns: heads, lines, lists, and what of an order can still come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)

from core.catalog.models import products
from core.errors import NotFound
from core.fulfilment.models import parcel_lines, parcels
from core.fulfilment.states import ParcelState
from core.orders.models import order_lines, order_words, orders
from core.orders.search import asked_words
from core.returns.models import return_lines, returns
from core.returns.states import BillingLink, ReturnState, Wish
from core.rows import maker
from core.stock.models import bins
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Return:
    """A return with its order; times in UTC, money in minor units of `currency`."""

    id: int
    warehouse_id: int
    order_id: int
    code: str
    state: ReturnState
    wish: Wish
    reason: str
    refund: int
    credited: int
    """What it took off what the order is owed."""
    exchange_order_id: int | None
    billing: BillingLink
    created_at: datetime
    arrived_at: datetime | None
    inspected_at: datetime | None
    ended_at: datetime | None
    order_no: str
    channel: str
    customer: str
    currency: str
    exchange_no: str | None
    expected: int
    good: int
    damaged: int

    @property
    def rest(self) -> int:
        """Units that were expected and not inspected."""
        return self.expected - self.good - self.damaged


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """What is expected of one order line and what was found, in units."""

    id: int
    return_id: int
    order_line_id: int
    product_id: int
    sku: str
    name: str
    unit_price: int
    ordered: int
    discount: int
    """Off all the units that were ordered, in minor units."""
    expected: int
    good: int
    damaged: int
    bin: str | None
    """Where the last good ones went."""
    note: str

    @property
    def rest(self) -> int:
        """Units that were not inspected yet."""
        return self.expected - self.good - self.damaged

    @property
    def worth(self) -> int:
        """What the units that were found had cost, their part of the line's discount taken off.

        Minor units, rounded down; what the order gave off as a whole is not taken off.
        """
        found = self.good + self.damaged
        return found * self.unit_price - -(-self.discount * found // self.ordered)


@dataclass(frozen=True, slots=True)
class Returnable:
    """What of an order line left the house and what of it came back or is expected, in units."""

    line_id: int
    product_id: int
    sku: str
    name: str
    shipped: int
    returned: int

    @property
    def left(self) -> int:
        """Units that may still come back."""
        return self.shipped - self.returned


OPEN = (ReturnState.ANNOUNCED, ReturnState.ARRIVED, ReturnState.INSPECTED)
"""States of returns that somebody still has to do something about."""


def one_return(tx: Transaction, return_id: int, *, lock: bool = False) -> Return:
    """A return; raises NotFound ``return_unknown``."""
    if lock:
        tx.execute(_lock, {"r": return_id})
    row = tx.execute(_by_id, {"r": return_id}).first()
    if row is None:
        raise NotFound("return_unknown", returned=return_id)
    return _return(row)


def by_code(tx: Transaction, code: str) -> Return:
    """The return of a code; raises NotFound ``return_unknown``."""
    found = find_code(tx, code)
    if found is None:
        raise NotFound("return_unknown", returned=code)
    return found


def find_code(tx: Transaction, code: str) -> Return | None:
    """The return of a code in any case, or None."""
    row = tx.execute(_by_code, {"code": code.strip().upper()}).first()
    return None if row is None else _return(row)


def returns_of(tx: Transaction, order_id: int) -> list[Return]:
    """The returns of an order, the oldest first."""
    return [_return(row) for row in tx.execute(_of_order, {"o": order_id})]


def lines_of(tx: Transaction, return_id: int) -> list[ReturnLine]:
    """The lines of a return, as in its order."""
    return [ReturnLine(*row) for row in tx.execute(_lines, {"r": return_id})]


def page(
    tx: Transaction,
    *,
    states: Sequence[ReturnState] = (),
    text: str = "",
    offset: int = 0,
    limit: int = 100,
) -> list[Return]:
    """Returns, those that are open first and the newest first; by state and by what they name."""
    query = _narrowed(_any, states, text)
    ended = case((returns.c.ended_at.is_(None), 0), else_=1)
    rows = tx.execute(query.order_by(ended, returns.c.id.desc()).limit(limit).offset(offset))
    return [_return(row) for row in rows]


def count(tx: Transaction, *, states: Sequence[ReturnState] = (), text: str = "") -> int:
    """How many returns `page` has in all."""
    query = select(func.count(returns.c.id)).join(orders, orders.c.id == returns.c.order_id)
    return int(tx.execute(_narrowed(query, states, text)).scalar_one())


def returnable(tx: Transaction, order_id: int) -> list[Returnable]:
    """What of each line left the house, and what of it may still come back."""
    return [Returnable(*row) for row in tx.execute(_returnable, {"o": order_id})]


def _narrowed(query: Select[Any], states: Sequence[ReturnState], text: str) -> Select[Any]:
    if states:
        query = query.where(returns.c.state.in_([state.value for state in states]))
    wanted = text.strip()
    if wanted:
        named = [order_words.c.word.startswith(w, autoescape=True) for w in asked_words(wanted)]
        of_order = (order_words.c.order_id == returns.c.order_id) & or_(false(), *named)
        code = returns.c.code.startswith(wanted.upper(), autoescape=True)
        number = orders.c.order_no.startswith(wanted, autoescape=True)
        query = query.where(code | number | exists().where(of_order))
    return query


def _whole(total: Any) -> Any:
    # PostgreSQL sums whole numbers into decimals.
    return cast(func.coalesce(total, 0), BigInteger)


_exchange = orders.alias("exchange")
_found = return_lines.c.good + return_lines.c.damaged
_sums = (
    select(
        return_lines.c.return_id,
        _whole(func.sum(return_lines.c.expected)).label("expected"),
        _whole(func.sum(return_lines.c.good)).label("good"),
        _whole(func.sum(return_lines.c.damaged)).label("damaged"),
    )
    .group_by(return_lines.c.return_id)
    .subquery()
)
_any = (
    select(
        *[returns.c[name] for name in list(Return.__dataclass_fields__)[:15]],
        orders.c.order_no,
        orders.c.channel,
        orders.c.customer,
        orders.c.currency,
        _exchange.c.order_no.label("exchange_no"),
        _sums.c.expected,
        _sums.c.good,
        _sums.c.damaged,
    )
    .select_from(returns)
    .join(orders, orders.c.id == returns.c.order_id)
    .join(_sums, _sums.c.return_id == returns.c.id)
    .outerjoin(_exchange, _exchange.c.id == returns.c.exchange_order_id)
)
_return = maker(Return, state=ReturnState, wish=Wish, billing=BillingLink)
_by_id = _any.where(returns.c.id == bindparam("r"))
_by_code = _any.where(returns.c.code == bindparam("code"))
_of_order = _any.where(returns.c.order_id == bindparam("o")).order_by(returns.c.id)
_lock = select(returns.c.id).where(returns.c.id == bindparam("r")).with_for_update()
_lines = (
    select(
        return_lines.c.id,
        return_lines.c.return_id,
        return_lines.c.order_line_id,
        order_lines.c.product_id,
        products.c.sku,
        products.c.name,
        order_lines.c.unit_price,
        order_lines.c.quantity,
        order_lines.c.discount,
        return_lines.c.expected,
        return_lines.c.good,
        return_lines.c.damaged,
        bins.c.code,
        return_lines.c.note,
    )
    .select_from(return_lines)
    .join(order_lines, order_lines.c.id == return_lines.c.order_line_id)
    .join(products, products.c.id == order_lines.c.product_id)
    .outerjoin(bins, bins.c.id == return_lines.c.bin_id)
    .where(return_lines.c.return_id == bindparam("r"))
    .order_by(order_lines.c.line_no, return_lines.c.id)
)
_shipped = (
    select(_whole(func.sum(parcel_lines.c.quantity)))
    .join(parcels, parcels.c.id == parcel_lines.c.parcel_id)
    .where(
        parcel_lines.c.order_line_id == order_lines.c.id,
        parcels.c.state == ParcelState.HANDED_OVER.value,
    )
    .correlate(order_lines)
    .scalar_subquery()
)
# Until it is inspected all that is expected counts; then what was found.
_counted = case(
    (
        returns.c.state.in_([ReturnState.ANNOUNCED.value, ReturnState.ARRIVED.value]),
        return_lines.c.expected,
    ),
    else_=_found,
)
_returned = (
    select(_whole(func.sum(_counted)))
    .join(returns, returns.c.id == return_lines.c.return_id)
    .where(return_lines.c.order_line_id == order_lines.c.id)
    .correlate(order_lines)
    .scalar_subquery()
)
_returnable = (
    select(
        order_lines.c.id,
        order_lines.c.product_id,
        products.c.sku,
        products.c.name,
        _shipped,
        _returned,
    )
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id == bindparam("o"))
    .order_by(order_lines.c.line_no)
)
