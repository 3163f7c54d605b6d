"""What holds up the post to buyers: a way that stands still, messages nobody sends or knows of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from core.messages.models import messages
from core.messages.states import MessageState, Way
from core.outbox import OutboxState, outbox
from core.transaction import Transaction

MESSAGE = "message"
"""The kind of outbox rows that carry a message."""
GRACE = timedelta(seconds=20)
"""A way that may come back by itself has so long before anybody is told."""
OVERDUE = timedelta(minutes=5)
"""A message that is due for so long, and that no way holds up, waits for a worker."""
_LASTING = frozenset(
    {
        "mail_no_tls",
        "mail_certificate",
        "mail_login",
        "mail_sender",
        "mail_wants_more",
        "whatsapp_url",
        "whatsapp_token",
        "whatsapp_locked",
    }
)
"""Causes that a person has to see to: told at once."""


@dataclass(frozen=True, slots=True)
class Standstill:
    """A way that nothing goes: why, in whose words, since when, and how many messages wait."""

    way: Way
    code: str
    said: str
    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Post:
    """How the messages stand that are not over."""

    standing: tuple[Standstill, ...]
    overdue: int
    """The outbox row that is due for too long; 0 where none is."""
    waiting: int
    """Messages that wait, for whatever."""
    unknown: int
    newest: int
    """The newest outbox row of which nobody knows; 0 where all are known."""


def post(tx: Transaction) -> Post:
    """How the post stands; reads only what is not over, so it may be asked often."""
    groups = tx.execute(_groups).all()
    open_rows = [one for one in groups if one.state != OutboxState.UNKNOWN]
    doubts = [one for one in groups if one.state == OutboxState.UNKNOWN]
    late = tx.execute(_first_due, {"before": tx.now - OVERDUE}).scalar()
    return Post(
        standing=_standing(tx, [(one.error, one.many) for one in open_rows if one.error]),
        overdue=int(late or 0),
        waiting=sum(one.many for one in open_rows),
        unknown=sum(one.many for one in doubts),
        newest=max((one.newest for one in doubts), default=0),
    )


def held_error(way: Way, code: str, said: str, since: datetime) -> str:
    """Why the outbox row of a message waits with all that would go the same way."""
    return f"{way.value}|{code}|{since.isoformat()}|{said}"[:500]


def way_of(error: str) -> Way | None:
    """The way that the error of an outbox row says stands still; None where it says no such."""
    name = error.partition("|")[0]
    return Way(name) if "|" in error and name in set(Way) else None


def went_since(tx: Transaction, way: Way, when: datetime) -> bool:
    """Whether a message went this way since a moment."""
    return tx.execute(_went, {"way": way.value, "since": when}).first() is not None


def _standing(tx: Transaction, held: list[tuple[str, int]]) -> tuple[Standstill, ...]:
    """The ways that stand still for long enough to be told; of several causes the latest."""
    found: dict[Way, Standstill] = {}
    for error, count in held:
        way = way_of(error)
        if way is None:
            continue
        _way, code, since, said = error.split("|", 3)
        one = Standstill(way, code, said, datetime.fromisoformat(since), count)
        other = found.get(way)
        if other is not None:
            later = one if one.since > other.since else other
            one = Standstill(way, later.code, later.said, later.since, one.count + other.count)
        found[way] = one
    told = (one for one in found.values() if one.code in _LASTING or tx.now - one.since >= GRACE)
    return tuple(sorted(told, key=lambda one: one.way.value))


_rows = outbox.c
_open = (OutboxState.PENDING, OutboxState.IN_FLIGHT, OutboxState.UNKNOWN)
_groups = (
    select(
        _rows.state,
        _rows.error,
        func.count().label("many"),
        func.max(_rows.id).label("newest"),
    )
    .where(_rows.kind == MESSAGE, _rows.state.in_(_open))
    .group_by(_rows.state, _rows.error)
)
_first_due = (
    select(_rows.id)
    .where(
        _rows.kind == MESSAGE,
        _rows.state == OutboxState.PENDING,
        _rows.error == "",
        _rows.next_at < bindparam("before"),
    )
    .order_by(_rows.next_at, _rows.id)
    .limit(1)
)
_went = (
    select(messages.c.id)
    .where(
        messages.c.way == bindparam("way"),
        messages.c.state == MessageState.SENT.value,
        messages.c.sent_at >= bindparam("since"),
    )
    .limit(1)
)
