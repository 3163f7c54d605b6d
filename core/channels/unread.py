"""What a shop told that nobody could read: kept until it can be read, so that people know of it.

An order without a price, a return of no order, a payout whose amount is none: everything beside it
came in, and it is asked for again now and then. A person may put one away; it is told again as soon
as the platform says something else of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Boolean, bindparam, case, delete, null, select, update

from core.audit import record
from core.channels.calm import What
from core.channels.models import channel_unread
from core.channels.records import Unread
from core.errors import NotFound, Refusal
from core.people.permissions import Permission, may, require
from core.text import clean
from core.transaction import Transaction
from core.upsert import Upsert

_REST = timedelta(minutes=30)
"""So long it is left alone before it is asked for again."""
_SHOWN = timedelta(days=90)
"""So long it is told, and asked for."""
_WHOSE = {
    What.ORDERS: Permission.ORDER_CORRECT,
    What.RETURNS: Permission.RETURN_SETTLE,
    What.PAYOUTS: Permission.PAYOUTS,
}
"""Who may put it away, beside those who look after the shops."""


@dataclass(frozen=True, slots=True)
class StillUnread:
    """One thing that could not be read."""

    shop: str
    what: What
    ref: str
    """The platform's number."""
    said: str
    """Which of its fields it is about."""
    heard_at: datetime
    """When it was told first."""
    left_at: datetime | None = None
    """When somebody put it away."""
    left_by: str = ""
    left_why: str = ""

    @property
    def is_payout(self) -> bool:
        """Whether it is about what the platform pays out."""
        return self.what is What.PAYOUTS


def keep_unread(
    tx: Transaction,
    shop: str,
    what: What,
    unread: Iterable[Unread],
    read: Iterable[str],
    *,
    alone: bool = False,
) -> None:
    """Remember what could not be read, and forget what could be by now.

    What is `alone` was told as it should be but for a part that is asked for by itself: only when
    that part could be read is it forgotten.
    """
    key = {"b_shop": shop, "b_what": what.value}
    refs = sorted({one[:80] for one in read} - {""})
    if refs and tx.execute(_any, key).first() is not None:
        tx.execute(_forget, key | {"b_refs": refs, "b_alone": alone})
    for one in unread:
        row: dict[str, object] = {"shop": shop, "what": what.value, "ref": one.order_no[:80]}
        row |= {"said": one.said[:120]}
        row |= {"mark": one.mark[:40], "alone": alone, "seen_by": "", "seen_why": ""}
        tx.execute(_put(tx), row | {"heard_at": tx.now, "tried_at": tx.now})


def leave(tx: Transaction, shop: str, what: What, ref: str, why: str) -> None:
    """Somebody looked at it there and leaves it: told no more, until it changes.

    Refusal ``unread_why`` without a reason, ``unread_none`` where it is not told.
    """
    _require(tx, what)
    why = clean(why, 200).strip()
    if not why:
        raise Refusal("unread_why")
    put = {"b_shop": shop, "b_what": what.value, "b_ref": ref}
    row = tx.execute(_one, put).first()
    who = {"b_now": tx.now, "b_who": tx.actor.name[:80], "b_why": why}
    if row is None or tx.execute(_leave, put | who).rowcount != 1:
        raise NotFound("unread_none", shop=shop, ref=clean(ref, 80))
    told = {"shop": shop, "what": what.value, "ref": ref, "said": row.said, "reason": why}
    record(tx, "channel_unread_left", **told)


def take_up(tx: Transaction, shop: str, what: What, ref: str) -> None:
    """It is told again, and asked for: somebody was wrong to put it away."""
    _require(tx, what)
    if tx.execute(_take_up, {"b_shop": shop, "b_what": what.value, "b_ref": ref}).rowcount != 1:
        raise NotFound("unread_none", shop=shop, ref=clean(ref, 80))
    record(tx, "channel_unread_taken_up", shop=shop, what=what.value, ref=ref)


def _require(tx: Transaction, what: What) -> None:
    if not may(tx, Permission.CHANNELS):
        require(tx, _WHOSE[what])


def to_ask(tx: Transaction, shop: str, what: What, most: int) -> list[str]:
    """Numbers of what is to be asked for again now; who hears them is the one who asks."""
    key = {"b_shop": shop, "b_what": what.value}
    put = key | {"b_before": tx.now - _REST, "b_since": tx.now - _SHOWN, "b_most": most}
    refs = [row.ref for row in tx.execute(_due, put) if row.ref]
    if refs:
        tx.execute(_tried, key | {"b_refs": refs, "b_now": tx.now})
    return refs


def first_unread(tx: Transaction, shop: str, what: What) -> datetime | None:
    """When the oldest of them was told first; None where there is none."""
    put = {"b_shop": shop, "b_what": what.value, "b_since": tx.now - _SHOWN}
    row = tx.execute(_first, put).first()
    return None if row is None else row.heard_at


def still_unread(
    tx: Transaction, shops: Sequence[str], *, left: bool = False
) -> tuple[StillUnread, ...]:
    """What nobody could read, the newest first; or what of it was put away."""
    require(tx, Permission.ORDER_VIEW)
    put = {"b_shops": list(shops), "b_since": tx.now - _SHOWN}
    return tuple(
        StillUnread(
            *(row.shop, What(row.what), row.ref, row.said, row.heard_at),
            *(row.seen_at, row.seen_by, row.seen_why),
        )
        for row in tx.execute(_all_left if left else _all, put)
    )


_u = channel_unread.c
_of = (_u.shop == bindparam("b_shop")) & (_u.what == bindparam("b_what"))
_recent = _u.heard_at > bindparam("b_since")
_these = _u.ref.in_(bindparam("b_refs", expanding=True))
_any = select(_u.ref).where(_of).limit(1)
_open = _u.seen_at.is_(None)
_forget = delete(channel_unread).where(_of, _these, ~_u.alone | bindparam("b_alone", type_=Boolean))
_put = Upsert(
    lambda insert: (new := insert(channel_unread)).on_conflict_do_update(
        index_elements=["shop", "what", "ref"],
        set_={
            "said": new.excluded.said,
            "mark": new.excluded.mark,
            "alone": new.excluded.alone,
            "tried_at": new.excluded.tried_at,
            "seen_at": case(
                ((_u.said == new.excluded.said) & (_u.mark == new.excluded.mark), _u.seen_at),
                else_=null(),
            ),
        },
    )
)
_one = select(_u.said).where(_of, _u.ref == bindparam("b_ref"), _open)
_leave = (
    update(channel_unread)
    .where(_of, _u.ref == bindparam("b_ref"), _open)
    .values(seen_at=bindparam("b_now"), seen_by=bindparam("b_who"), seen_why=bindparam("b_why"))
)
_take_up = (
    update(channel_unread)
    .where(_of, _u.ref == bindparam("b_ref"), ~_open)
    .values(seen_at=None, seen_by="", seen_why="")
)
_due = (
    select(_u.ref)
    .where(_of, _recent, _open, _u.tried_at < bindparam("b_before"))
    .order_by(_u.tried_at, _u.ref)
    .limit(bindparam("b_most"))
)
_tried = update(channel_unread).where(_of, _these).values(tried_at=bindparam("b_now"))
_first = select(_u.heard_at).where(_of, _recent, _open, ~_u.alone).order_by(_u.heard_at).limit(1)
_every = (
    select(*(_u.shop, _u.what, _u.ref, _u.said, _u.heard_at, _u.seen_at, _u.seen_by, _u.seen_why))
    .where(_u.shop.in_(bindparam("b_shops", expanding=True)), _recent)
    .order_by(_u.heard_at.desc(), _u.what, _u.ref)
)
_all, _all_left = _every.where(_open), _every.where(~_open)
