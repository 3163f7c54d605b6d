"""Sends what the outbox holds of messages: each once; what broke off waits for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, select, update

from core import outbox
from core.audit import event_row, record_many
from core.database import Database
from core.draining import TRIES, Due, Payload, Recovery
from core.messages.commands import step, tell
from core.messages.models import messages
from core.messages.outcome import File, Later, Letter, Lost, Outcome, Refused, Sender, Sent
from core.messages.queries import Message, message, packed_error
from core.messages.states import MessageState, Way
from core.messages.troubles import MESSAGE, held_error, way_of
from core.outbox import Intent, OutboxState, back_off
from core.people.models import operators
from core.transaction import SYSTEM, Actor, Transaction, run

_LEASE_MS = 300_000
"""Longer than any conversation with a mail server takes."""
_TOO_OLD = timedelta(hours=48)
"""After this a message that could not be sent is out of date."""
_LOOK_AGAIN = timedelta(seconds=10)
_MOST = 2000

Wanted = Callable[[Transaction, Message], str]
"""Why a message is not wanted any more, as a code; empty while it is."""
Attached = Callable[[Transaction, str], bytes]
"""The bytes of a file that is kept in the database, by its ref."""
Senders = Callable[[Way], Sender | None]
"""The way out; None where it is not set up any more."""


class Messages:
    """The handler of messages. `wanted` looks once more, just before a message goes out."""

    def __init__(self, senders: Senders, wanted: Wanted, attached: Attached | None = None) -> None:
        self._senders = senders
        self._wanted = wanted
        self._attached = attached

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program, in the name of who wrote the message."""
        row = tx.execute(_writer, {"m": payload["message"]}).first()
        if row is None:
            return SYSTEM
        return Actor(operator_id=row.id, name=row.name, is_system=True)

    def carry_out(self, database: Database, due: Due) -> None:
        """Lease it, hand it over outside any transaction, record what came of it."""
        taken = run(database, due.actor, partial(self._taken, due=due))
        if taken is None:
            return
        intent, sender, letter = taken
        outcome = sender.send(letter)
        run(database, due.actor, partial(_recorded, intent=intent, outcome=outcome))

    def _taken(self, tx: Transaction, due: Due) -> tuple[Intent, Sender, Letter] | None:
        """The message to send now; None where it is not to be sent any more, or not from here."""
        # The message is locked first, here as everywhere, so that nobody waits in a ring.
        found = message(tx, due.payload["message"], lock=True)
        sender, too_old = self._senders(found.way), tx.now - found.created_at > _TOO_OLD
        if sender is None and not too_old:
            _leave_to_others(tx, due, found)
            return None
        if found.state is MessageState.QUEUED and not too_old and _joins(tx, due, found):
            return None
        intent = outbox.take(tx, only=due.intent, lease_ms=_LEASE_MS)
        if intent is None:
            return None
        if found.state is not MessageState.QUEUED:
            outbox.finish(tx, intent, OutboxState.REJECTED, error=f"message_{found.state.value}")
            return None
        why = "message_too_old" if too_old else self._wanted(tx, found)
        if why or sender is None:
            outbox.finish(tx, intent, OutboxState.REJECTED, error=why)
            tell(tx, step(tx, found, MessageState.FAILED, packed_error(why)), "withdrawn", why=why)
            return None
        return intent, sender, self._with_files(tx, _letter(found, intent.payload))

    def _with_files(self, tx: Transaction, letter: Letter) -> Letter:
        """The bytes of files that are kept are read now: the same each time that it is sent."""
        if self._attached is None or not any(file.ref for file in letter.files):
            return letter
        read = self._attached
        files = (
            replace(file, data=read(tx, file.ref)) if file.ref else file for file in letter.files
        )
        return replace(letter, files=tuple(files))

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Nobody can be asked whether it went out, so it is never sent again by itself."""
        message(tx, payload["message"], lock=True)
        return Recovery(False, "executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """A person has to find out whether it arrived."""
        found = message(tx, payload["message"])
        if found.state is MessageState.QUEUED:
            done = step(tx, found, MessageState.UNKNOWN, packed_error(error))
            tell(tx, done, "unknown", why=error)

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It never went out."""
        found = message(tx, payload["message"], lock=True)
        if found.state is MessageState.QUEUED:
            done = step(tx, found, MessageState.FAILED, packed_error("broke_off", error))
            tell(tx, done, "failed", why="broke_off")


def _leave_to_others(tx: Transaction, due: Due, found: Message) -> None:
    """This machine has no such way; the worker of another one may have it."""
    since = found.since if found.error == "way_gone" and found.since else tx.now
    held = _Held(tx.now + _LOOK_AGAIN, "way_gone", "", since, found.way)
    _hold(tx, {found.id: due.intent}, held, whole_way=True)


def _letter(found: Message, payload: Payload) -> Letter:
    return Letter(
        key=found.key,
        recipient=found.recipient,
        subject=found.subject,
        body=found.body,
        language=found.language,
        written_at=found.created_at,
        text=found.template if payload.get("values") else "",
        values=dict(payload.get("values") or {}),
        files=tuple(File(**one) for one in payload.get("files", ())),
    )


def _recorded(tx: Transaction, *, intent: Intent, outcome: Outcome) -> None:
    found = message(tx, intent.payload["message"], lock=True)
    if isinstance(outcome, Later):
        if outcome.whole_way or intent.attempts < TRIES:
            _put_off(tx, intent, found, outcome)
            return
        outcome = Refused(outcome.code, outcome.said)
    state, ended, what, error = _ended(outcome)
    if outbox.finish(tx, intent, ended, error=error) and found.state is MessageState.QUEUED:
        their = outcome.provider_id if isinstance(outcome, Sent) else ""
        why = {} if isinstance(outcome, Sent) else {"why": outcome.code}
        tell(tx, step(tx, found, state, error, their), what, **why)
    if isinstance(outcome, Sent):
        _let_go(tx, found.way)


def _ended(outcome: Sent | Refused | Lost) -> tuple[MessageState, OutboxState, str, str]:
    """What a message, its outbox row and the history come to, and why."""
    match outcome:
        case Sent():
            return MessageState.SENT, OutboxState.DONE, "sent", ""
        case Refused(code, said):
            error = packed_error(code, said)
            return MessageState.FAILED, OutboxState.REJECTED, "failed", error
        case Lost(code, said):
            error = packed_error(code, said)
            return MessageState.UNKNOWN, OutboxState.UNKNOWN, "unknown", error


@dataclass(frozen=True, slots=True)
class _Held:
    """Until when messages wait, for what, in whose words, and since when."""

    until: datetime
    code: str
    said: str
    since: datetime
    way: Way


def _put_off(tx: Transaction, intent: Intent, found: Message, later: Later) -> None:
    """It did not go out: later once more, and with it all that would go the same way."""
    wait = max(back_off(intent.attempts), later.wait or timedelta())
    since = found.since if found.error == later.code and found.since else tx.now
    held = _Held(tx.now + wait, later.code, later.said, since, found.way)
    if not outbox.finish(tx, intent, OutboxState.PENDING, again_at=held.until):
        return
    waiting = {found.id: intent.id}
    if later.whole_way:
        rows = tx.execute(_waiting, {"until": held.until})
        queued = {row.payload["message"]: row.id for row in rows}
        same = tx.execute(_same_way, {"ids": list(queued), "way": found.way.value}).scalars()
        waiting |= {one: queued[one] for one in same}
    _hold(tx, waiting, held, whole_way=later.whole_way)


def _hold(tx: Transaction, waiting: dict[int, int], held: _Held, *, whole_way: bool) -> None:
    """Let messages wait, by the numbers of their outbox rows; tell each order once why."""
    new = tx.execute(_untold, {"ids": list(waiting)}).all()
    events = []
    for row in new:
        data = {"message": row.id, "text": row.reason, "way": row.way, "why": held.code}
        events.append(event_row(tx, "message_waits", row.order_id, None, data))
    record_many(tx, events)
    why = packed_error(held.code, held.said, held.since)
    tx.execute(_say_why, {"ids": list(waiting), "why": why})
    error = held_error(held.way, held.code, held.said, held.since) if whole_way else ""
    values = {"ids": list(waiting.values()), "until": held.until, "error": error}
    tx.execute(_wait_until, values)


def _joins(tx: Transaction, due: Due, found: Message) -> bool:
    """Whether a message that was not tried yet waits with those that its way holds up.

    So a thousand of them do not knock a thousand times: a server may lock who insists.
    """
    rows = [row for row in tx.execute(_held_up, {"now": tx.now}) if way_of(row.error) is found.way]
    if found.error or not rows:
        return False
    _way, code, since, said = rows[0].error.split("|", 3)
    held = _Held(rows[0].next_at, code, said, datetime.fromisoformat(since), found.way)
    _hold(tx, {found.id: due.intent}, held, whole_way=True)
    return True


def _let_go(tx: Transaction, way: Way) -> None:
    """Something went this way: what waited for it waits for nothing but its turn now."""
    rows = [row for row in tx.execute(_held_ever) if way_of(row.error) is way]
    if not rows:
        return
    values = {"ids": [row.id for row in rows], "until": tx.now, "error": ""}
    tx.execute(_wait_until, values)
    tx.execute(_say_why, {"ids": [row.payload["message"] for row in rows], "why": ""})


_writer = (
    select(operators.c.id, operators.c.name)
    .join(messages, messages.c.operator_id == operators.c.id)
    .where(messages.c.id == bindparam("m"))
)
_rows = outbox.outbox
_pending = (_rows.c.kind == MESSAGE, _rows.c.state == OutboxState.PENDING)
_waiting = (
    select(_rows.c.id, _rows.c.payload)
    .where(*_pending, _rows.c.next_at < bindparam("until"))
    .order_by(_rows.c.id)
    .limit(_MOST)
)
_same_way = select(messages.c.id).where(
    messages.c.id.in_(bindparam("ids", expanding=True)),
    messages.c.way == bindparam("way"),
    messages.c.state == MessageState.QUEUED.value,
)
_untold = select(messages.c.id, messages.c.order_id, messages.c.reason, messages.c.way).where(
    messages.c.id.in_(bindparam("ids", expanding=True)), messages.c.error == ""
)
_held_ever = (
    select(_rows.c.id, _rows.c.payload, _rows.c.error, _rows.c.next_at)
    .where(*_pending, _rows.c.error != "")
    .order_by(_rows.c.next_at)
    .limit(_MOST)
)
_held_up = _held_ever.where(_rows.c.next_at > bindparam("now"))
_say_why = (
    update(messages)
    .where(
        messages.c.id.in_(bindparam("ids", expanding=True)),
        messages.c.state == MessageState.QUEUED.value,
    )
    .values(error=bindparam("why"))
)
_wait_until = (
    update(_rows)
    .where(*_pending, _rows.c.id.in_(bindparam("ids", expanding=True)))
    .values(next_at=bindparam("until"), error=bindparam("error"))
)
