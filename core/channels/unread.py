"""What a shop told that nobody could read: kept until it can be read, so that people know of it.

An order without a price, or a payout whose amount is none: everything beside it came in, and it is
asked for again now and then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update

from core.channels.calm import What
from core.channels.models import channel_unread
from core.channels.records import Unread
from core.people.permissions import Permission, require
from core.transaction import Transaction
from core.upsert import Upsert

_REST = timedelta(minutes=30)
"""So long it is left alone before it is asked for again."""
_SHOWN = timedelta(days=90)
"""So long it is told, and asked for."""


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

    @property
    def is_payout(self) -> bool:
        """Whether it is about what the platform pays out."""
        return self.what is What.PAYOUTS


def keep_unread(
    tx: Transaction, shop: str, what: What, unread: Iterable[Unread], read: Iterable[str]
) -> None:
    """Remember what could not be read, and forget what could be by now."""
    key = {"b_shop": shop, "b_what": what.value}
    refs = sorted({one[:80] for one in read} - {""})
    if refs and tx.execute(_any, key).first() is not None:
        tx.execute(_forget, key | {"b_refs": refs})
    for one in unread:
        row = {"shop": shop, "what": what.value, "ref": one.order_no[:80], "said": one.said[:120]}
        tx.execute(_put(tx), row | {"heard_at": tx.now, "tried_at": tx.now})


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


def still_unread(tx: Transaction, shops: Sequence[str]) -> tuple[StillUnread, ...]:
    """What nobody could read, the newest first."""
    require(tx, Permission.ORDER_VIEW)
    put = {"b_shops": list(shops), "b_since": tx.now - _SHOWN}
    return tuple(
        StillUnread(row.shop, What(row.what), row.ref, row.said, row.heard_at)
        for row in tx.execute(_all, put)
    )


_u = channel_unread.c
_of = (_u.shop == bindparam("b_shop")) & (_u.what == bindparam("b_what"))
_recent = _u.heard_at > bindparam("b_since")
_these = _u.ref.in_(bindparam("b_refs", expanding=True))
_any = select(_u.ref).where(_of).limit(1)
_forget = delete(channel_unread).where(_of, _these)
_put = Upsert(
    lambda insert: (new := insert(channel_unread)).on_conflict_do_update(
        index_elements=["shop", "what", "ref"],
        set_={"said": new.excluded.said, "tried_at": new.excluded.tried_at},
    )
)
_due = (
    select(_u.ref)
    .where(_of, _recent, _u.tried_at < bindparam("b_before"))
    .order_by(_u.tried_at, _u.ref)
    .limit(bindparam("b_most"))
)
_tried = update(channel_unread).where(_of, _these).values(tried_at=bindparam("b_now"))
_first = select(_u.heard_at).where(_of, _recent).order_by(_u.heard_at).limit(1)
_all = (
    select(_u.shop, _u.what, _u.ref, _u.said, _u.heard_at)
    .where(_u.shop.in_(bindparam("b_shops", expanding=True)), _recent)
    .order_by(_u.heard_at.desc(), _u.what, _u.ref)
)
