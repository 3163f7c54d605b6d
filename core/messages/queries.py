"""Reading messages to buyers: one, those of an order, all of them, and when the last one went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, select

from core.errors import NotFound
from core.messages.models import messages
from core.messages.states import MessageState, Way
from core.people.models import operators
from core.rows import AnyRow
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a buyer and what became of it; times in UTC."""

    id: int
    order_id: int | None
    customer_id: int | None
    way: Way
    reason: str
    template: str
    language: str
    recipient: str
    subject: str
    body: str
    state: MessageState
    key: str
    provider_id: str
    error: str
    """The code of why it waits, failed or is unknown; empty where all is well."""
    since: datetime | None
    """Since when it waits for that."""
    said: str
    """What the other side said, in its own words."""
    operator_id: int | None
    operator: str
    created_at: datetime
    sent_at: datetime | None
    purchase_id: int | None = None
    """The purchase order that it is about, where it goes to a supplier."""
    invoice_id: int | None = None
    """The invoice that it is about, where it is about one."""


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about: an order of a buyer, one of ours to a supplier, or an invoice."""

    order_id: int | None = None
    purchase_id: int | None = None
    invoice_id: int | None = None

    @property
    def key(self) -> str:
        """It as a part of a message's own key."""
        if self.invoice_id is not None:
            return f"inv{self.invoice_id}"
        return str(self.order_id) if self.purchase_id is None else f"po{self.purchase_id}"


def message(tx: Transaction, message_id: int, *, lock: bool = False) -> Message:
    """One message; raises NotFound ``message_not_found``."""
    if lock:
        tx.execute(_locked, {"m": message_id})
    row = tx.execute(_one, {"m": message_id}).first()
    if row is None:
        raise NotFound("message_not_found", message=message_id)
    return _message(row)


def of_order(tx: Transaction, order_id: int) -> tuple[Message, ...]:
    """The messages about an order, the latest first."""
    return tuple(_message(row) for row in tx.execute(_of_order, {"o": order_id}))


def list_messages(
    tx: Transaction,
    *,
    order_id: int | None = None,
    state: MessageState | None = None,
    way: Way | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[Message, ...]:
    """Messages of the whole shop or of one order, the latest first."""
    query = _all.order_by(messages.c.id.desc()).offset(offset).limit(limit)
    if order_id is not None:
        query = query.where(messages.c.order_id == order_id)
    if state is not None:
        query = query.where(messages.c.state == state.value)
    if way is not None:
        query = query.where(messages.c.way == way.value)
    return tuple(_message(row) for row in tx.execute(query))


def counts(tx: Transaction) -> Mapping[MessageState, int]:
    """How many messages are in each state."""
    return {MessageState(state): int(count) for state, count in tx.execute(_counts)}


def last_of(
    tx: Transaction, about: About, reason: str, after: datetime, body: str | None = None
) -> Message | None:
    """The last message about something for this reason that was written after a moment.

    One that failed reached nobody and does not count; with `body` only the same words do.
    """
    query = _recent.where(_is_about(about))
    if body is not None:
        query = query.where(messages.c.body == bindparam("words"))
    asked = {"why": reason, "after": after}
    row = tx.execute(query, asked if body is None else asked | {"words": body}).first()
    return _message(row) if row is not None else None


def how_many(tx: Transaction, about: About, reason: str) -> int:
    """How many messages about something there were for this reason, whatever became of them."""
    return int(tx.execute(_number.where(_is_about(about)), {"why": reason}).scalar_one())


def of_purchase(tx: Transaction, purchase_id: int) -> tuple[Message, ...]:
    """The messages about a purchase order, the latest first."""
    query = _all.where(_is_about(About(purchase_id=purchase_id))).order_by(messages.c.id.desc())
    return tuple(_message(row) for row in tx.execute(query))


def of_invoice(tx: Transaction, invoice_id: int) -> tuple[Message, ...]:
    """The messages about an invoice, the latest first."""
    query = _all.where(_is_about(About(invoice_id=invoice_id))).order_by(messages.c.id.desc())
    return tuple(_message(row) for row in tx.execute(query))


def _is_about(about: About) -> ColumnElement[bool]:
    if about.invoice_id is not None:
        return messages.c.invoice_id == about.invoice_id
    if about.purchase_id is not None:
        return messages.c.purchase_id == about.purchase_id
    return messages.c.order_id == about.order_id


def packed_error(code: str, said: str = "", since: datetime | None = None) -> str:
    """Why a message waits or failed, as it is kept."""
    return f"{code}|{since.isoformat() if since else ''}|{said}"[:500]


def _message(row: AnyRow) -> Message:
    code, _bar, rest = row.error.partition("|")
    since, _bar, said = rest.partition("|")
    values = {name: getattr(row, name) for name in _PLAIN}
    return Message(
        **values,
        way=Way(row.way),
        state=MessageState(row.state),
        error=code,
        since=datetime.fromisoformat(since) if since else None,
        said=said,
        operator=row.operator or "",
    )


_OWN = {"way", "state", "error", "since", "said", "operator"}
_PLAIN = [name for name in Message.__dataclass_fields__ if name not in _OWN]
_all = (
    select(messages, operators.c.name.label("operator"))
    .select_from(messages)
    .outerjoin(operators, operators.c.id == messages.c.operator_id)
)
_one = _all.where(messages.c.id == bindparam("m"))
_locked = select(messages.c.id).where(messages.c.id == bindparam("m")).with_for_update()
_of_order = _all.where(messages.c.order_id == bindparam("o")).order_by(messages.c.id.desc())
_recent = (
    _all.where(
        messages.c.reason == bindparam("why"),
        messages.c.state != MessageState.FAILED.value,
        messages.c.created_at > bindparam("after"),
    )
    .order_by(messages.c.id.desc())
    .limit(1)
)
_number = select(func.count()).select_from(messages).where(messages.c.reason == bindparam("why"))
_counts = select(messages.c.state, func.count()).group_by(messages.c.state)
