"""The order book: pages of all orders, newest first, filtered and searched, and their counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Select,
    asc,
    bindparam,
    desc,
    func,
    literal_column,
    select,
    text,
    union_all,
)

from core.bulk import as_rows, given_rows
from core.orders.book.filters import BookFilter, Paid, conditions, values_of
from core.orders.book.finding import find_orders
from core.orders.book.rows import BookRow, rows_of
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.transaction import Transaction

MOST_FOUND = 1_000
"""Orders that a search for text finds at most."""
MOST_LOOKED_AT = 4_000
"""Orders among which filters choose those that a text finds."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class BookPage:
    """Some orders of a list, how many it has, and how many there are of each status."""

    rows: tuple[BookRow, ...]
    total: int
    counts: Mapping[OrderStatus, int]
    """For the same filters but that by status; every status is there."""
    more: bool = False
    """Whether there are more than the search looked at."""
    looked_at: int = 0
    """Orders that it looked at, where there are more."""


def page_at(
    tx: Transaction, wanted: BookFilter, zone: str, offset: int = 0, limit: int = 100
) -> BookPage:
    """`limit` orders from row `offset` on, counted from 0, the latest order date first."""
    if wanted.text:
        return _found_page(tx, wanted, zone, offset, limit)
    number = counts(tx, wanted, zone)
    total = sum(number[one] for one in wanted.shown)
    ids = _ids(tx, wanted, zone, offset, min(limit, total - offset), total)
    return BookPage(rows_of(tx, ids), total, number)


def counts(tx: Transaction, wanted: BookFilter, zone: str) -> dict[OrderStatus, int]:
    """How many orders there are of each status, whatever status the filter names."""
    if wanted.text:
        return _counted(_found(tx, wanted, zone)[0])
    given = values_of(wanted, zone, tx.now)
    if not given and wanted.paid is None:
        return _all_counted(dict(tx.execute(_counts_of_all).all()))
    rows = tx.execute(_counts(frozenset(given), wanted.paid), given)
    return dict.fromkeys(OrderStatus, 0) | {OrderStatus(one): int(number) for one, number in rows}


def _all_counted(found: Mapping[str, int]) -> dict[OrderStatus, int]:
    number = {one: int(found.get(one.value, 0)) for one in OrderStatus}
    return number | {_MOST: int(found[_ALL]) - sum(number.values())}


def ids_of(tx: Transaction, wanted: BookFilter, zone: str, limit: int) -> list[int]:
    """The orders of a list, in its order, at most `limit`."""
    if wanted.text:
        return [one for one, _status in _shown(_found(tx, wanted, zone)[0], wanted)][:limit]
    return _ids(tx, wanted, zone, 0, limit, limit)


def rows_in_parts(tx: Transaction, ids: Sequence[int]) -> Iterator[tuple[BookRow, ...]]:
    """The rows of many orders, some hundreds at a time, in the order given."""
    for start in range(0, len(ids), _AT_ONCE):
        yield rows_of(tx, ids[start : start + _AT_ONCE])


def _ids(
    tx: Transaction, wanted: BookFilter, zone: str, offset: int, limit: int, total: int
) -> list[int]:
    """The orders of a page, found from that end of the list which is nearer."""
    if limit <= 0:
        return []
    given = values_of(wanted, zone, tx.now)
    behind = total - offset - limit
    back = behind < offset
    query = _slice(wanted.shown, frozenset(given), wanted.paid, back)
    skip = behind if back else offset
    found = tx.execute(query, given | {"n": limit, "skip": skip})
    ids: list[int] = found.scalars().all()
    return ids[::-1] if back else ids


_Found = list[tuple[int, OrderStatus]]


def _found_page(
    tx: Transaction, wanted: BookFilter, zone: str, offset: int, limit: int
) -> BookPage:
    found, more = _found(tx, wanted, zone)
    shown = _shown(found, wanted)
    rows = rows_of(tx, [one for one, _status in shown[offset : offset + limit]])
    return BookPage(rows, len(shown), _counted(found), more, _most(wanted) if more else 0)


def _found(tx: Transaction, wanted: BookFilter, zone: str) -> tuple[_Found, bool]:
    """What a text finds and the filters let through, and whether there is more than that."""
    most = _most(wanted)
    looked_at = find_orders(tx, wanted.text, most + 1)
    return _passing(tx, wanted, zone, looked_at[:most]), len(looked_at) > most


def _most(wanted: BookFilter) -> int:
    # What a filter leaves out is looked through as well, or it would hide what it should find.
    narrowed = wanted != BookFilter(text=wanted.text)
    return MOST_LOOKED_AT if narrowed else MOST_FOUND


def _passing(tx: Transaction, wanted: BookFilter, zone: str, ids: Sequence[int]) -> _Found:
    """Those of the orders found that pass the filters but that by status, the latest first."""
    if not ids:
        return []
    given = values_of(wanted, zone, tx.now)
    query = _among(frozenset(given), wanted.paid)
    rows = tx.execute(query, given | {"wanted": as_rows((one,) for one in ids)}).all()
    rows.sort(key=lambda row: (row.ordered_at, row.id), reverse=True)
    return [(row.id, OrderStatus(row.status)) for row in rows]


def _shown(found: _Found, wanted: BookFilter) -> _Found:
    return [one for one in found if one[1] in wanted.shown]


def _counted(found: _Found) -> dict[OrderStatus, int]:
    number = dict.fromkeys(OrderStatus, 0)
    for _id, status in found:
        number[status] += 1
    return number


_wanted = given_rows("wanted", id=BigInteger())


_MOST, _ALL = OrderStatus.DONE, ""
"""The status in which orders stay for ever: most have it, and it is what the others leave."""


def _in(statuses: Iterable[OrderStatus]) -> Any:
    # Literal: the engines then see that these are ranges of the book's index.
    return text("orders.status IN ({})".format(", ".join(f"'{one.value}'" for one in statuses)))


# Of all orders an engine knows the number at once or nearly so; one statement sees one state.
_counts_of_all = union_all(
    select(literal_column(f"'{_ALL}'").label("status"), func.count()).select_from(orders),
    select(orders.c.status, func.count())
    .where(_in(one for one in OrderStatus if one is not _MOST))
    .group_by(orders.c.status),
)


@cache
def _counts(names: frozenset[str], paid: Paid | None) -> Select[Any]:
    # Days are a range of each status in the index; without this all of it would be read.
    by_day = names & {"since", "until"} and "customer" not in names
    return (
        select(orders.c.status, func.count())
        .where(*conditions(names, paid), *([_in(OrderStatus)] if by_day else []))
        .group_by(orders.c.status)
    )


@cache
def _among(names: frozenset[str], paid: Paid | None) -> Select[Any]:
    # The sum keeps the engines from the rows of a customer: they are to read the rows found.
    mine = [orders.c.customer_id + 0 == bindparam("customer")] if "customer" in names else []
    return (
        select(orders.c.id, orders.c.status, orders.c.ordered_at)
        .join(_wanted, _wanted.c.id == orders.c.id)
        .where(*conditions(names - {"customer"}, paid), *mine)
    )


@cache
def _slice(
    statuses: tuple[OrderStatus, ...], names: frozenset[str], paid: Paid | None, back: bool
) -> Select[Any] | CompoundSelect[Any]:
    """The ids of a page, read from an index alone: a walk a status, merged by order date.

    Both engines merge the walks as they go, where nothing but the whole has an order and an end:
    no rows are gathered or sorted, however deep in the list the page is.
    """
    way = asc if back else desc
    parts = [
        select(orders.c.id, orders.c.ordered_at).where(
            orders.c.status == status.value, *conditions(names, paid)
        )
        for status in statuses
    ]
    if len(parts) == 1:
        found: Any = parts[0].order_by(way(orders.c.ordered_at), way(orders.c.id))
    else:
        found = union_all(*parts).order_by(way(text("ordered_at")), way(text("id")))
    return found.limit(bindparam("n")).offset(bindparam("skip"))  # type: ignore[no-any-return]
