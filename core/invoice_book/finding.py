"""Finds the invoices of a list: what waits first, then the newest; a page costs no more when deep.

What waits stands in an index of its own, and issued ones in one by their day: a page is a walk in
it from the nearer end. Where a text or how the money stands is asked for, invoices are looked at
one after the other until enough are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text

from core.billing.models import OPEN_SQL, billed_orders, invoices
from core.billing.states import InvoiceKind, InvoiceState
from core.invoice_book.filters import WAITING, InvoiceFilter, Money, money_of
from core.orders.book.filters import day_of
from core.orders.models import orders
from core.receivables.claims import Claim, claims, is_replaced, paid_so_far, still_open
from core.text import fold
from core.transaction import Transaction

MOST_FOUND = 1_000
"""Invoices that are found at most by a text, or by how their money stands."""
_S = InvoiceState
_c = invoices.c


@dataclass(frozen=True, slots=True)
class Found:
    """The invoices of a page, how many the list has, and whether there are more than that."""

    ids: tuple[int, ...]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """States that stand together in the list, and the columns by which they are in order."""

    states: tuple[InvoiceState, ...]
    where: ColumnElement[bool]
    by: tuple[ColumnElement[Any], ...]


def find_page(
    tx: Transaction, wanted: InvoiceFilter, today: date, offset: int, limit: int
) -> Found:
    """`limit` invoices from row `offset` on, counted from 0."""
    if wanted.text or wanted.money is not None:
        ids = first_of(tx, wanted, today, MOST_FOUND + 1)
        shown = ids[:MOST_FOUND]
        page = tuple(shown[offset : offset + limit])
        return Found(page, len(shown), len(ids) > MOST_FOUND)
    counts = [_count(tx, part, wanted, today) for part in _parts(wanted)]
    made: list[int] = []
    skip = offset
    for part, many in zip(_parts(wanted), counts, strict=True):
        if skip < many and len(made) < limit:
            made += _slice(tx, part, wanted, today, skip, limit - len(made), many)
        skip = max(0, skip - many)
    return Found(tuple(made), sum(counts))


def first_of(tx: Transaction, wanted: InvoiceFilter, today: date, most: int) -> list[int]:
    """The first invoices of a list, at most so many."""
    more = _by_money(tx, wanted.money, today) if wanted.money is not None else []
    found: list[int] = []
    for part in _parts(wanted):
        if len(found) < most:
            query = _select(part, wanted, today, tx.zone).where(*more)
            query = query.order_by(*(each.desc() for each in part.by))
            found += tx.execute(query.limit(most - len(found))).scalars().all()
    return found


def _parts(wanted: InvoiceFilter) -> tuple[_Part, ...]:
    waiting = tuple(one for one in WAITING if one in wanted.shown)
    parts = []
    if waiting:
        parts.append(_Part(waiting, text(OPEN_SQL), (_c.id,)))  # type: ignore[arg-type]
    if _S.ISSUED in wanted.shown:
        parts.append(_Part((_S.ISSUED,), _c.issue_date.is_not(None), (_c.issue_date, _c.id)))
    if _S.DISCARDED in wanted.shown:
        gone = _c.state == _S.DISCARDED.value
        parts.append(_Part((_S.DISCARDED,), gone, (_c.id,)))
    return tuple(parts)


def _select(part: _Part, wanted: InvoiceFilter, today: date, zone: str) -> Select[Any]:
    query = select(_c.id).where(part.where)
    if part.states[0] in WAITING and part.states != WAITING:
        query = query.where(_c.state.in_([one.value for one in part.states]))
    return query.where(*_conditions(wanted, part, today, zone))


def _slice(
    tx: Transaction,
    part: _Part,
    wanted: InvoiceFilter,
    today: date,
    offset: int,
    limit: int,
    total: int,
) -> list[int]:
    """A page of a part, found from that end of it which is nearer."""
    limit = min(limit, total - offset)
    behind = total - offset - limit
    back = behind < offset
    order = (each.asc() if back else each.desc() for each in part.by)
    query = _select(part, wanted, today, tx.zone).order_by(*order)
    found = tx.execute(query.limit(limit).offset(behind if back else offset)).scalars().all()
    return found[::-1] if back else found


def _count(tx: Transaction, part: _Part, wanted: InvoiceFilter, today: date) -> int:
    query = (
        _select(part, wanted, today, tx.zone).with_only_columns(func.count()).select_from(invoices)
    )
    return int(tx.execute(query).scalar_one())


def _conditions(
    wanted: InvoiceFilter, part: _Part, today: date, zone: str
) -> list[ColumnElement[bool]]:
    made: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        made.append(_c.kind == wanted.kind.value)
    if wanted.customer_id is not None:
        made.append(_c.customer_id == wanted.customer_id)
    if wanted.customer:
        made.append(_c.folded.like(f"%{_escaped(fold(wanted.customer))}%", escape="\\"))
    since, until = (day_of(getattr(wanted, name), name, today) for name in ("since", "until"))
    if _S.ISSUED in part.states:
        made += [_c.issue_date >= since] if since else []
        made += [_c.issue_date <= until] if until else []
    else:
        made += [_c.created_at >= _start(since, zone)] if since else []
        made += [_c.created_at < _start(until + timedelta(days=1), zone)] if until else []
    if wanted.text:
        made.append(_with(wanted.text))
    return made


def _with(words: str) -> ColumnElement[bool]:
    """A text is in one of its numbers, in that of its order, or in the buyer's name."""
    like = f"%{_escaped(words.lower())}%"
    key = words.removeprefix("#")
    if key != words and key.isascii() and key.isdecimal() and len(key) < 16:
        return _c.id == int(key)
    with_order = (
        select(billed_orders.c.invoice_id)
        .join(orders, orders.c.id == billed_orders.c.order_id)
        .where(orders.c.order_no == words, billed_orders.c.invoice_id.is_not(None))
    )
    return or_(
        func.lower(_c.internal_no).like(like, escape="\\"),
        func.lower(_c.reference).like(like, escape="\\"),
        func.lower(_c.legal_no).like(like, escape="\\"),
        _c.folded.like(f"%{_escaped(fold(words))}%", escape="\\"),
        _c.id.in_(with_order),
    )


def _by_money(tx: Transaction, money: Money, today: date) -> list[ColumnElement[bool]]:
    """How the money stands, of each by itself; what was replaced is told by what replaced it."""
    rule = {
        Money.OPEN: still_open > 0,
        Money.PART: and_(still_open > 0, paid_so_far > 0),
        Money.OVERDUE: and_(still_open > 0, _c.due_date < today),
        Money.PAID: still_open == 0,
        Money.OVER: still_open < 0,
    }[money]
    own = and_(_c.ref_invoice_id.is_(None), ~is_replaced, rule)
    last = {new: claim for new, claim in replacing(tx).items() if _fits(claim, money, today)}
    return [or_(own, _c.id.in_(sorted(last)))] if last else [own]


def _fits(one: Claim, money: Money, today: date) -> bool:
    came = one.by_orders + one.allocated
    if money is Money.PART:
        return one.open > 0 and came > 0
    if money is Money.OPEN:
        return one.open > 0
    return money_of(one.asked, came, one.due_on, today) is money


def replacing(tx: Transaction, among: Sequence[int] | None = None) -> dict[int, Claim]:
    """What stands in place of another now, and what is owed by it; only `among` these or all."""
    newest: dict[int, int] = {}
    query = select(_c.id, _c.ref_invoice_id).where(
        _c.ref_invoice_id.is_not(None),
        _c.kind == InvoiceKind.REPLACEMENT.value,
        _c.state == _S.ISSUED.value,
    )
    if among is not None:
        query = query.where(_c.id.in_(sorted(among)))
    before: dict[int, int] = {row[0]: row[1] for row in tx.execute(query)}
    if among is not None:
        before = _whole_chain(tx, before)
    gone = set(before.values())
    for one in before:
        if one in gone or (among is not None and one not in among):
            continue
        root = before[one]
        while root in before:
            root = before[root]
        newest[one] = root
    owed = claims(tx, ids=set(newest.values()), unsettled=False) if newest else ()
    known = {one.invoice_id: one for one in owed}
    return {one: known[root] for one, root in newest.items() if root in known}


def _whole_chain(tx: Transaction, before: dict[int, int]) -> dict[int, int]:
    """With what these replace in turn, and what has replaced them."""
    found = dict(before)
    ends = set(before.values()) | set(before)
    while ends:
        query = select(_c.id, _c.ref_invoice_id).where(
            or_(_c.id.in_(sorted(ends)), _c.ref_invoice_id.in_(sorted(ends))),
            _c.ref_invoice_id.is_not(None),
            _c.kind == InvoiceKind.REPLACEMENT.value,
            _c.state == _S.ISSUED.value,
        )
        new = {row[0]: row[1] for row in tx.execute(query) if row[0] not in found}
        found |= new
        ends = set(new) | set(new.values())
    return found


def _start(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
