"""Writing messages down with the decision to send them, and what people say became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, insert, update

from core import outbox
from core.audit import record
from core.errors import Refusal
from core.i18n import show_time
from core.lifecycle import check_step
from core.messages.models import messages
from core.messages.outcome import File
from core.messages.queries import (
    About,
    Message,
    how_many,
    last_of,
    message,
    packed_error,
)
from core.messages.states import MESSAGE_STEPS, MessageState, Way
from core.messages.templates import cleaned
from core.messages.texts import Reason
from core.messages.troubles import MESSAGE
from core.outbox import OutboxState
from core.people.permissions import Permission, require
from core.transaction import Transaction

LONGEST = 4000
"""Characters of a message."""
_TRIES = 20  # of one message, each wanted by a person


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it is to be written down."""

    about: About
    number: str
    """Of the order, as people know it."""
    customer_id: int | None
    way: Way
    reason: Reason
    language: str
    recipient: str
    subject: str
    body: str
    zone: str
    """The shop's clock."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What filled the gaps; empty where a person changed the text."""
    files: tuple[File, ...] = ()
    """What goes along, by ways that can carry it."""


def write(
    tx: Transaction, draft: Draft, *, again_after: timedelta, again: bool | int = False
) -> Message:
    """Write a message down; the worker sends it after the commit, a link waits for nobody.

    The caller holds the order locked, so that of two who send the same at once one is refused:
    Refusal ``message_already`` says when and by whom the last one went, and how it stands. With
    `again` it is written nevertheless; as a number it is that of the last message which the person
    saw, so that two who send once more at once do not both. Also raises ``message_empty`` and
    ``message_long``.
    """
    require(tx, Permission.MESSAGE_SEND)
    text = cleaned(draft.subject, draft.body)
    if not text.body:
        raise Refusal("message_empty")
    if len(text.body) > LONGEST:
        raise Refusal("message_long", limit=LONGEST)
    last = already(tx, draft.about, draft.reason, again_after, text.body)
    if last is not None and again is not True and again != last.id:
        raise Refusal(
            "message_already",
            order=draft.number,
            text=draft.reason.value,
            when=show_time(last.created_at, draft.zone),
            who=last.operator or "kemas",
            way=last.way.value,
            state=last.state.value,
            hours=int(again_after.total_seconds() // 3600),
        )
    number = how_many(tx, draft.about, draft.reason) + 1
    by_link = draft.way is Way.LINK
    row = {
        "order_id": draft.about.order_id,
        "purchase_id": draft.about.purchase_id,
        "invoice_id": draft.about.invoice_id,
        "customer_id": draft.customer_id,
        "way": draft.way.value,
        "reason": draft.reason.value,
        "template": draft.reason.value,
        "language": draft.language,
        "recipient": draft.recipient,
        "subject": text.subject[:200],
        "body": text.body,
        "state": (MessageState.SHOWN if by_link else MessageState.QUEUED).value,
        "key": f"{draft.about.key}-{draft.reason.value}-{number}",
        "operator_id": tx.actor.operator_id,
        "created_at": tx.now,
    }
    made = message(tx, int(tx.execute(_insert, row).scalar_one()))
    if not by_link:
        _hand_out(tx, made, 1, draft.values, draft.files)
    tell(tx, made, "shown" if by_link else "queued", again=last is not None)
    return made


def already(
    tx: Transaction, about: About, reason: Reason, again_after: timedelta, body: str = ""
) -> Message | None:
    """The message that went for the same reason within the time, if any.

    What is written freely is the same only where it says the same.
    """
    words = body if reason is Reason.FREE else None
    return last_of(tx, about, reason, tx.now - again_after, words)


def answer(tx: Transaction, message_id: int, *, arrived: bool) -> Message:
    """A person says whether a message arrived, or whether a link was used.

    Raises Refusal ``message_not_unknown`` for one of which that is known.
    """
    require(tx, Permission.MESSAGE_SEND)
    found = message(tx, message_id, lock=True)
    if found.state not in {MessageState.UNKNOWN, MessageState.SHOWN}:
        raise Refusal("message_not_unknown", message=found.id, state=found.state.value)
    then = MessageState.SENT if arrived else MessageState.FAILED
    if found.state is MessageState.UNKNOWN:
        ended = OutboxState.DONE if arrived else OutboxState.REJECTED
        _settle(tx, found, ended)
    done = step(tx, found, then, "" if arrived else packed_error("by_hand"))
    tell(tx, done, "arrived" if arrived else "not_arrived")
    return done


def send_again(tx: Transaction, message_id: int) -> Message:
    """Send a message that failed or of which nobody knows; one that waits is tried at once.

    Only a person decides this. Raises Refusal ``message_not_again`` for one that went, and for
    links: those are made anew.
    """
    require(tx, Permission.MESSAGE_SEND)
    found = message(tx, message_id, lock=True)
    if found.state is MessageState.QUEUED:
        known = last_try(tx, found)
        if known is not None:
            outbox.hurry(tx, known.id)
        return found
    if found.state not in {MessageState.FAILED, MessageState.UNKNOWN} or found.way is Way.LINK:
        raise Refusal("message_not_again", message=found.id, state=found.state.value)
    if found.state is MessageState.UNKNOWN:
        _settle(tx, found, OutboxState.REJECTED)
        found = step(tx, found, MessageState.FAILED, found_error(found))
    before = last_try(tx, found)
    tries = int(before.key.rpartition(":")[2]) if before is not None else 0
    if tries >= _TRIES:
        raise Refusal("message_not_again", message=found.id, state=found.state.value)
    payload = before.payload if before is not None else {}
    files = tuple(File(**one) for one in payload.get("files", ()))
    done = step(tx, found, MessageState.QUEUED, "")
    _hand_out(tx, done, tries + 1, payload.get("values", {}), files)
    tell(tx, done, "again")
    return done


def cancel(tx: Transaction, message_id: int) -> Message:
    """Take back a message that waits; raises Refusal ``message_not_waiting`` for any other."""
    require(tx, Permission.MESSAGE_SEND)
    found = message(tx, message_id, lock=True)
    known = last_try(tx, found) if found.state is MessageState.QUEUED else None
    if known is None or not outbox.withdraw(tx, known.id, "by_hand"):
        raise Refusal("message_not_waiting", message=found.id, state=found.state.value)
    done = step(tx, found, MessageState.FAILED, packed_error("taken_back"))
    tell(tx, done, "taken_back")
    return done


def step(
    tx: Transaction, found: Message, then: MessageState, error: str, provider_id: str = ""
) -> Message:
    """Take one step of the life cycle; raises IllegalTransition."""
    check_step(MESSAGE_STEPS, found.state, then, message=found.id)
    row = {
        "m": found.id,
        "then": then.value,
        "why": error,
        "their": provider_id[:200],
        "at": tx.now if then is MessageState.SENT else found.sent_at,
    }
    tx.execute(_step, row)
    return message(tx, found.id)


def tell(tx: Transaction, about: Message, what: str, **data: Any) -> None:
    """Write into the history of the order what became of a message; nothing of what it says."""
    record(
        tx,
        f"message_{what}",
        order_id=about.order_id,
        message=about.id,
        text=about.reason,
        way=about.way.value,
        **data,
    )


def found_error(found: Message) -> str:
    """The error of a message as it is kept."""
    return packed_error(found.error, found.said, found.since) if found.error else ""


def _hand_out(
    tx: Transaction, made: Message, number: int, values: Mapping[str, str], files: Sequence[File]
) -> None:
    payload: dict[str, Any] = {"message": made.id, "values": dict(values)}
    if files:
        payload["files"] = [_packed(one) for one in files]
    outbox.put(tx, MESSAGE, _key(made, number), payload)


def _packed(file: File) -> dict[str, str]:
    """A file as it waits: one that is kept in the database is only named."""
    return {name: value for name, value in asdict(file).items() if isinstance(value, str)}


def _settle(tx: Transaction, found: Message, state: OutboxState) -> None:
    known = last_try(tx, found)
    if known is not None:
        outbox.resolve(tx, known.id, state)


def last_try(tx: Transaction, found: Message) -> outbox.Known | None:
    """The outbox row that carries a message now, or carried it last."""
    return outbox.latest(tx, [_key(found, number) for number in range(1, _TRIES + 1)])


def _key(made: Message, number: int) -> str:
    return f"{MESSAGE}:{made.key}:{number}"


_insert = insert(messages).returning(messages.c.id)
_step = (
    update(messages)
    .where(messages.c.id == bindparam("m"))
    .values(
        state=bindparam("then"),
        error=bindparam("why"),
        provider_id=bindparam("their"),
        sent_at=bindparam("at"),
    )
)
