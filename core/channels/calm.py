"""What a shop tells beside its orders, such as returns: read calmly, a few pages at a time.

How far it came stands in the database after each page. What was taken in twice changes nothing, so
whoever goes on after a crash, or beside another, reads at most one page again. Trouble is kept here
and holds up nothing else: orders come in without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import bindparam, select, update

from core import clock
from core.channels.adapter import Access, Fault, Trouble
from core.channels.asking import ask
from core.channels.models import channel_reads
from core.channels.registry import Shop
from core.database import Database
from core.transaction import SYSTEM, Transaction, run
from core.upsert import Upsert

EVERY = timedelta(minutes=30)
"""So long it is left alone, unless the platform says that there is something new."""
_MOST_PAGES = 10
"""In one round; what is left comes with the next one."""


class What(StrEnum):
    """What is read of a shop; orders have a way of their own."""

    ORDERS = "orders"
    RETURNS = "returns"
    PAYOUTS = "payouts"


class _Page(Protocol):
    @property
    def next(self) -> str:
        """As in `core.channels.records.OrderPage`."""


P = TypeVar("P", bound=_Page)


@dataclass(frozen=True, slots=True)
class _Span:
    since: datetime
    until: datetime
    page: str


def read_calmly(
    database: Database,
    shop: Shop,
    what: What,
    asks: Callable[[Access, datetime, datetime, str], P | Trouble],
    take: Callable[[P], None],
    *,
    at_once: bool = False,
    every: timedelta = EVERY,
    overlap: timedelta | None = None,
) -> Trouble | None:
    """Read what changed since the last time, where it is time for it; each page goes to `take`.

    What was read in an earlier round is read again by `overlap`, for what changes late; within a
    round spans overlap as the platform wants it.
    """
    began = clock.now()
    if not run(database, SYSTEM, lambda tx: _is_time(tx, shop, what, every, at_once=at_once)):
        return None
    usual = shop.adapter.limits.overlap
    for page in range(_MOST_PAGES):
        over = usual if page or overlap is None else overlap
        span = run(database, SYSTEM, partial(_span, shop=shop, what=what, began=began, over=over))
        if span is None:
            run(database, SYSTEM, partial(stands, shop=shop, what=what, trouble=None))
            return None
        told = ask(database, shop, partial(_asked, asks, span))
        if not isinstance(told, Trouble) and told.next and told.next == span.page:
            told = Trouble(Fault.GARBLED, "same_page")
        if isinstance(told, Trouble):
            run(database, SYSTEM, partial(stands, shop=shop, what=what, trouble=told))
            return told
        take(told)
        run(database, SYSTEM, partial(_on, shop=shop, what=what, span=span, after=told.next))
    run(database, SYSTEM, lambda tx: want_read(tx, shop.name, what))
    return None


def want_read(tx: Transaction, shop: str, what: What) -> None:
    """Have it read with the next round: something is new there."""
    tx.execute(_known(tx), {"shop": shop, "what": what.value})
    tx.execute(_want, _key(shop, what))


def _asked(
    asks: Callable[[Access, datetime, datetime, str], P | Trouble], span: _Span, access: Access
) -> P | Trouble:
    return asks(access, span.since, span.until, span.page)


def _is_time(tx: Transaction, shop: Shop, what: What, every: timedelta, *, at_once: bool) -> bool:
    """Whether it is to be read now; who hears yes is the one who does it."""
    tx.execute(_known(tx), {"shop": shop.name, "what": what.value})
    put = _key(shop.name, what) | {"b_now": tx.now, "b_before": tx.now - every}
    return tx.execute(_begin_anyway if at_once else _begin_if_time, put).rowcount == 1


def _span(
    tx: Transaction, *, shop: Shop, what: What, began: datetime, over: timedelta
) -> _Span | None:
    """The span in hand, else the next one; None where all up to now is here."""
    key = _key(shop.name, what)
    row = tx.execute(_row, key).one()
    if row.span_from is not None:
        return _Span(row.span_from, row.span_until, row.page)
    if row.cursor is not None and row.cursor >= began:
        return None
    limits, first = shop.adapter.limits, tx.now - timedelta(days=shop.settings.days_back)
    since = first if row.cursor is None else row.cursor - over
    until = min(tx.now, since + limits.window)
    tx.execute(_begin_span, key | {"b_since": since, "b_until": until})
    return _Span(since, until, "")


def _on(tx: Transaction, *, shop: Shop, what: What, span: _Span, after: str) -> None:
    """Write down how far it came, unless somebody else came further."""
    here = _key(shop.name, what) | {"b_since": span.since, "b_page": span.page}
    if after:
        tx.execute(_next_page, here | {"b_after": after[:500]})
    else:
        tx.execute(_end_span, here | {"b_until": span.until})


def stands(tx: Transaction, *, shop: Shop, what: What, trouble: Trouble | None) -> None:
    """Write down what was wrong when it was read last; None: nothing."""
    fault, said = ("", "") if trouble is None else (trouble.fault.value, trouble.said[:200])
    tx.execute(_stand, _key(shop.name, what) | {"b_fault": fault, "b_said": said})


def _key(shop: str, what: What) -> dict[str, object]:
    return {"b_shop": shop, "b_what": what.value}


_r = channel_reads.c
_of = (_r.shop == bindparam("b_shop")) & (_r.what == bindparam("b_what"))
_here = _of & (_r.span_from == bindparam("b_since")) & (_r.page == bindparam("b_page"))
_row = select(_r.cursor, _r.span_from, _r.span_until, _r.page).where(_of)
_known = Upsert(lambda insert: insert(channel_reads).on_conflict_do_nothing())
_want = update(channel_reads).where(_of).values(wanted=True)
_begin_anyway = update(channel_reads).where(_of).values(tried_at=bindparam("b_now"), wanted=False)
_begin_if_time = _begin_anyway.where(
    _r.wanted | _r.tried_at.is_(None) | (_r.tried_at < bindparam("b_before"))
)
_begin_span = (
    update(channel_reads)
    .where(_of)
    .values(span_from=bindparam("b_since"), span_until=bindparam("b_until"), page="")
)
_next_page = update(channel_reads).where(_here).values(page=bindparam("b_after"))
_end_span = (
    update(channel_reads)
    .where(_here)
    .values(cursor=bindparam("b_until"), span_from=None, span_until=None, page="")
)
_stand = (
    update(channel_reads).where(_of).values(fault=bindparam("b_fault"), said=bindparam("b_said"))
)
