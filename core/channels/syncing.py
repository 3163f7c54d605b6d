"""Orders of a shop come in: span after span, page after page, from where it was left.

How far it came stands in the database after each page, so that whoever goes on after a crash reads
at most one page again; what was taken in twice changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, case, select, update

from core import clock
from core.channels.adapter import AGAIN, NEEDS_PERSON, Access, Can, Fault, Trouble
from core.channels.asking import ask
from core.channels.calm import What
from core.channels.keeping import know
from core.channels.models import channel_orders, channel_shops
from core.channels.records import OrderPage
from core.channels.registry import Shop
from core.channels.taking import Pace, take_in
from core.channels.unread import keep_unread, to_ask
from core.database import Database
from core.orders.intake.rules import Rules
from core.orders.intake.taking import Taken
from core.outbox import back_off
from core.tables import db_now_ms
from core.transaction import SYSTEM, Transaction, reading, run

logger = logging.getLogger(__name__)
_LEASE_MS = 120_000
_AGAIN_AT_ONCE = 50
_PERSON_WAITS = timedelta(minutes=15)
"""So long a shop is left alone that needs a person, unless somebody asks for it."""


@dataclass(slots=True)
class Synced:
    """What a sync did."""

    shop: str
    taken: Taken = field(default_factory=Taken)
    orders: int = 0
    unread: list[str] = field(default_factory=list)
    trouble: Trouble | None = None
    busy: bool = False
    """Somebody else reads this shop right now."""
    stopped: bool = False


Progress = Callable[[Synced, float], bool]
"""Called after each page with what came so far and which part of the time is read; False stops."""


@dataclass(frozen=True, slots=True)
class _Span:
    """What is being read, and from which page on."""

    since: datetime
    until: datetime
    page: str
    fence: int
    first: datetime
    read: int
    """Orders of it that were read before."""


def sync(
    database: Database,
    shop: Shop,
    rules: Rules,
    progress: Progress = lambda _synced, _part: True,
) -> Synced:
    """Bring the orders of a shop up to now; Refusal ``channel_not_connected``."""
    done = Synced(shop.name)
    if Can.ORDERS not in shop.adapter.can:
        return done
    pace, began = Pace(), clock.now()
    fence = run(database, SYSTEM, lambda tx: _lease(tx, shop))
    if fence is None:
        done.busy = True
        return done
    try:
        while done.trouble is None and not done.stopped:
            span = run(database, SYSTEM, partial(_span, shop=shop, fence=fence, began=began))
            if span is None:
                break
            read = _page(database, shop, rules, span, done, pace)
            part = (span.since - span.first) + (span.until - span.since) * read
            whole = max(began - span.first, timedelta(seconds=1))
            done.stopped = not progress(done, min(1.0, part / whole)) or done.stopped
        if done.trouble is None and not done.stopped:
            _once_more(database, shop, rules, done, pace)
    finally:
        run(database, SYSTEM, lambda tx: _settle(tx, shop, fence, done))
    return done


def _page(
    database: Database, shop: Shop, rules: Rules, span: _Span, done: Synced, pace: Pace
) -> float:
    """Read one page and take it in; gives which part of the span is read."""

    def call(access: Access) -> OrderPage | Trouble:
        return shop.adapter.orders(access, span.since, span.until, span.page)

    told = ask(database, shop, call)
    if isinstance(told, Trouble):
        done.trouble = told
        return 0.0
    if told.next and told.next == span.page:
        done.trouble = Trouble(Fault.GARBLED, "same_page")
        return 0.0
    _count(database, done, told, take_in(database, shop, rules, told.orders, pace))
    kept = run(database, SYSTEM, lambda tx: _went_on(tx, shop, span, told))
    done.stopped = not kept  # somebody else has taken over
    if not told.next:
        return 1.0
    return min(1.0, (span.read + len(told.orders)) / told.total) if told.total else 0.0


def _once_more(database: Database, shop: Shop, rules: Rules, done: Synced, pace: Pace) -> None:
    """Orders that something was said about: asked for one by one."""
    with reading(database) as tx:
        keys = [
            row.remote_id or row.order_no
            for row in tx.execute(_marked, {"b_shop": shop.name, "b_most": _AGAIN_AT_ONCE})
        ]
    _what_was_unread(database, shop, rules, done, pace)
    if not keys:
        return
    told = ask(database, shop, lambda access: shop.adapter.order(access, keys))
    if isinstance(told, Trouble):
        done.trouble = told
        return
    _count(database, done, told, take_in(database, shop, rules, told.orders, pace))
    run(database, SYSTEM, lambda tx: tx.execute(_unmark, {"b_shop": shop.name, "b_keys": keys}))


def _what_was_unread(
    database: Database, shop: Shop, rules: Rules, done: Synced, pace: Pace
) -> None:
    """Orders that nobody could read, asked for again; what that brings holds up nothing."""
    again = run(database, SYSTEM, lambda tx: to_ask(tx, shop.name, What.ORDERS, _AGAIN_AT_ONCE))
    if not again:
        return
    told = ask(database, shop, lambda access: shop.adapter.order(access, again))
    if not isinstance(told, Trouble):
        _count(database, done, told, take_in(database, shop, rules, told.orders, pace))


def _count(database: Database, done: Synced, told: OrderPage, taken: Taken) -> None:
    """How it went; what could not be read is remembered until it can be."""
    done.taken.add(taken)
    done.orders += len(told.orders)
    for one in told.unread:
        logger.warning("order %s of %s cannot be read: %s", one.order_no, done.shop, one.said)
        done.unread.append(one.order_no)
    read = [ref for one in told.orders for ref in (one.order_no, one.remote_id)]
    keep = partial(keep_unread, shop=done.shop, what=What.ORDERS, unread=told.unread, read=read)
    if read or told.unread:
        run(database, SYSTEM, keep)


def _lease(tx: Transaction, shop: Shop) -> int | None:
    """One reads a shop at a time; gives the fence, None while another one does."""
    know(tx, shop.name)
    got = tx.execute(_take_lease, {"b_shop": shop.name, "b_lease": _LEASE_MS}).scalar()
    return None if got is None else int(got)


def _span(tx: Transaction, shop: Shop, fence: int, began: datetime) -> _Span | None:
    """The span in hand, else the next one; None where all up to now is here."""
    if (
        tx.execute(_hold, {"b_shop": shop.name, "b_fence": fence, "b_lease": _LEASE_MS}).rowcount
        != 1
    ):
        return None
    row = tx.execute(_row, {"b_shop": shop.name}).one()
    limits = shop.adapter.limits
    first = row.first_from or tx.now - timedelta(days=shop.settings.days_back)
    if row.span_from is not None:
        return _Span(row.span_from, row.span_until, row.page, fence, first, row.read)
    if row.cursor is not None and row.cursor >= began:
        return None
    since = first if row.cursor is None else row.cursor - limits.overlap
    until = min(tx.now, since + limits.window)
    put = {"b_shop": shop.name, "b_since": since, "b_until": until, "b_first": first}
    tx.execute(_begin, put)
    return _Span(since, until, "", fence, first, 0)


def _went_on(tx: Transaction, shop: Shop, span: _Span, told: OrderPage) -> bool:
    """Write down how far it came; False where somebody else has taken over."""
    mine = {"b_shop": shop.name, "b_fence": span.fence}
    if told.next:
        on = {"b_page": told.next, "b_count": len(told.orders)}
        return tx.execute(_next_page, mine | on).rowcount == 1
    return tx.execute(_next_span, mine | {"b_until": span.until}).rowcount == 1


def _settle(tx: Transaction, shop: Shop, fence: int, done: Synced) -> None:
    """How the shop stands now, and when it is asked next."""
    stand(tx, shop, done.trouble)
    tx.execute(_give_back, {"b_shop": shop.name, "b_fence": fence})


def stand(tx: Transaction, shop: Shop, trouble: Trouble | None) -> None:
    """Write down how a shop stands after it was asked."""
    put = {"b_shop": shop.name, "b_now": tx.now, "b_calls": shop.meter.taken(), "b_today": tx.today}
    tx.execute(_calls, put)
    if trouble is None:
        next_at = tx.now + timedelta(minutes=shop.settings.poll_minutes)
        tx.execute(_well, {"b_shop": shop.name, "b_now": tx.now, "b_next": next_at})
        return
    row = tx.execute(_row, {"b_shop": shop.name}).one()
    wait = max(back_off(row.failures + 1), timedelta(seconds=trouble.wait))
    if trouble.fault in NEEDS_PERSON or trouble.fault not in AGAIN:
        wait = max(wait, _PERSON_WAITS)
    tx.execute(
        _unwell,
        {
            "b_shop": shop.name,
            "b_now": tx.now,
            "b_next": tx.now + wait,
            "b_fault": trouble.fault.value,
            "b_said": trouble.said[:200],
            "b_request": trouble.request_id[:80],
            "b_skew": int(trouble.skew),
        },
    )


_s = channel_shops.c
_of = _s.name == bindparam("b_shop")
_mine = _of & (_s.sync_fence == bindparam("b_fence"))
_row = select(
    _s.first_from, _s.cursor, _s.span_from, _s.span_until, _s.page, _s.read, _s.failures
).where(_of)
_take_lease = (
    update(channel_shops)
    .where(_of, _s.sync_until_ms < db_now_ms())
    .values(sync_until_ms=db_now_ms() + bindparam("b_lease"), sync_fence=_s.sync_fence + 1)
    .returning(_s.sync_fence)
)
_hold = update(channel_shops).where(_mine).values(sync_until_ms=db_now_ms() + bindparam("b_lease"))
_give_back = update(channel_shops).where(_mine).values(sync_until_ms=0)
_begin = (
    update(channel_shops)
    .where(_of)
    .values(
        span_from=bindparam("b_since"),
        span_until=bindparam("b_until"),
        first_from=bindparam("b_first"),
        page="",
        read=0,
    )
)
_next_page = (
    update(channel_shops)
    .where(_mine)
    .values(page=bindparam("b_page"), read=_s.read + bindparam("b_count"))
)
_next_span = (
    update(channel_shops)
    .where(_mine)
    .values(
        cursor=bindparam("b_until"),
        span_from=None,
        span_until=None,
        page="",
    )
)
_calls = (
    update(channel_shops)
    .where(_of)
    .values(
        calls=bindparam("b_calls") + case((_s.calls_on == bindparam("b_today"), _s.calls), else_=0),
        calls_on=bindparam("b_today"),
    )
)
_well = (
    update(channel_shops)
    .where(_of)
    .values(
        fault="",
        said="",
        request_id="",
        skew_s=0,
        failures=0,
        tried_at=bindparam("b_now"),
        heard_at=bindparam("b_now"),
        next_at=bindparam("b_next"),
        wanted=False,
    )
)
_unwell = (
    update(channel_shops)
    .where(_of)
    .values(
        fault=bindparam("b_fault"),
        said=bindparam("b_said"),
        request_id=bindparam("b_request"),
        skew_s=bindparam("b_skew"),
        failures=_s.failures + 1,
        tried_at=bindparam("b_now"),
        next_at=bindparam("b_next"),
        wanted=False,
    )
)
_o = channel_orders.c
_marked = (
    select(_o.order_no, _o.remote_id)
    .where(_o.shop == bindparam("b_shop"), _o.again)
    .order_by(_o.order_no)
    .limit(bindparam("b_most"))
)
_unmark = (
    update(channel_orders)
    .where(
        _o.shop == bindparam("b_shop"),
        _o.order_no.in_(bindparam("b_keys", expanding=True))
        | _o.remote_id.in_(bindparam("b_keys", expanding=True)),
    )
    .values(again=False)
)
