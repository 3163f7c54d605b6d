"""Sends e-invoices that the outbox holds: once; whatever is not certain is looked up first.

The key of an e-invoice is the same for every try. Before a provider may have it, that it may stands
in the database; only a look-up leads out of *unknown*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, update

from core import clock, outbox
from core.clock import local
from core.database import Database
from core.draining import Due, Payload, Recovery, due
from core.einvoice.base import (
    Absent,
    Fetched,
    Found,
    Issue,
    Issued,
    ManyAtOnce,
    NotYet,
    Provider,
    Rejected,
    Unknown,
)
from core.einvoice.correcting import ZONE
from core.einvoice.document import Stamped
from core.einvoice.keeping import keep
from core.einvoice.models import einvoices
from core.einvoice.queries import EInvoice, one
from core.einvoice.registry import KIND, EInvoicing
from core.einvoice.states import EState, FileKind
from core.einvoice.steps import issued, note, step, tell
from core.einvoice.troubles import Trouble, because
from core.outbox import Intent, OutboxState
from core.transaction import SYSTEM, Actor, Transaction, reading, run
from core.trying import (
    POSTS,
    Later,
    leave_to_others,
    look_again,
    look_on,
    look_soon,
    may_still_come,
    put_off,
    take,
)


@dataclass(frozen=True, slots=True)
class _Task:
    """What is in hand: sent anew, or looked up."""

    intent: Intent
    found: EInvoice
    looks_up: bool


class Sending:
    """The handler of what is sent to one provider."""

    def __init__(self, book: EInvoicing, code: str) -> None:
        self._book = book
        self._code = code

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program."""
        return SYSTEM

    def carry_out(self, database: Database, due: Due) -> None:
        """Lease it, ask outside of any transaction, record what came of it."""
        provider = self._book.find(self._code)
        if provider is None:
            leave_to_others(database, due.intent)
            return
        if due.payload.get("preview"):
            self._preview(database, provider, due)
            return
        task = run(database, SYSTEM, partial(self._taken, due=due))
        if task is None:
            return
        tasks = [task, *self._beside(database, provider, task)]
        if len(tasks) > 1 and isinstance(provider, ManyAtOnce):
            tasks.sort(key=lambda each: (each.found.day, each.found.id))
            answers: tuple[Issue | Found, ...] = provider.issue_many(list(map(_stamped, tasks)))
        else:
            answers = (_asked(provider, task),)
        for each, said in zip(tasks, answers, strict=True):
            run(database, SYSTEM, partial(_recorded, task=each, said=said))

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Who asked is gone: looked up, for it may have arrived."""
        found = one(tx, payload["einvoice"], lock=True)
        if found.state is EState.SENDING:
            step(tx, found, EState.UNKNOWN, error=because(Trouble.GONE), looks=0)
        return Recovery(True, "executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It stays unknown until somebody has it looked up."""
        note(tx, one(tx, payload["einvoice"], lock=True), error=error)

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It broke off before anybody was asked: a draft again, with the reason."""
        found = one(tx, payload["einvoice"], lock=True)
        if found.state is EState.QUEUED and not payload.get("preview"):
            step(tx, found, EState.DRAFT, error=error)

    def _beside(self, database: Database, provider: Provider, task: _Task) -> list[_Task]:
        """What waits for the same series and goes along, where the provider takes several."""
        most = provider.at_once - 1 if isinstance(provider, ManyAtOnce) else 0
        if most < 1 or task.looks_up or not _goes_along(task.found):
            return []
        with reading(database) as tx:
            waiting = [
                each
                for each in due(tx, {KIND + self._code: self})
                if each.intent != task.intent.id and not each.payload.get("preview")
                and _goes_along(found := one(tx, each.payload["einvoice"])) and not found.posts
                and (found.state, found.series) == (EState.QUEUED, task.found.series)
            ]  # fmt: skip
        made = [run(database, SYSTEM, partial(self._taken, due=each)) for each in waiting[:most]]
        return [each for each in made if each is not None]

    def _taken(self, tx: Transaction, due: Due) -> _Task | None:
        found = one(tx, due.payload["einvoice"], lock=True)
        intent = take(tx, due.intent, self._book.lease(self._code))
        if intent is None:
            return None
        if found.state is EState.UNKNOWN:
            return _Task(intent, found, looks_up=True)
        if found.state is not EState.QUEUED:
            over = f"einvoice_{found.state.value}"
            outbox.finish(tx, intent, OutboxState.REJECTED, error=over)
            return None
        stamped = found.stamped_at or _moment(found, tx.now)
        values = {"asked_at": tx.now, "stamped_at": stamped, "posts": found.posts + 1}
        sending = step(tx, found, EState.SENDING, **values)
        return _Task(intent, sending, looks_up=False)

    def _preview(self, database: Database, provider: Provider, due: Due) -> None:
        def begin(tx: Transaction) -> tuple[Intent, EInvoice] | None:
            found = one(tx, due.payload["einvoice"], lock=True)
            intent = outbox.take(tx, only=due.intent)
            return None if intent is None else (intent, found)

        taken = run(database, SYSTEM, begin)
        if taken is None:
            return
        intent, found = taken
        moment = found.stamped_at or _moment(found, clock.now())
        said = provider.preview(Stamped(found.document, moment))
        run(database, SYSTEM, partial(_previewed, intent=intent, einvoice_id=found.id, said=said))


def _asked(provider: Provider, task: _Task) -> Issue | Found:
    if task.looks_up:
        return provider.lookup(task.found.key, task.found.series)
    return provider.issue(_stamped(task))


def _stamped(task: _Task) -> Stamped:
    return Stamped(task.found.document, task.found.stamped_at or task.found.created_at)


def _goes_along(found: EInvoice) -> bool:
    """Originals that were never tried: what corrects another, or may be there, goes alone."""
    return found.original_id is None and found.posts <= 1 and not found.looks


def _moment(found: EInvoice, now: datetime) -> datetime:
    """When it is issued: now, or at the end of an earlier day; never before another of that day."""
    here = local(now, ZONE)
    if found.day >= here.date():
        return now.replace(microsecond=0)
    return datetime.combine(found.day, time(23, 59, 59), ZoneInfo(ZONE))


def _recorded(tx: Transaction, *, task: _Task, said: Issue | Found) -> None:
    intent, found = task.intent, one(tx, task.found.id, lock=True)
    if found.state is not task.found.state:
        return  # somebody else recovered it meanwhile: their word counts
    match said:
        case Issued():
            if outbox.finish(tx, intent, OutboxState.DONE):
                issued(tx, found, said)
                # Something went through: what waits for nothing else need not wait any more.
                tx.execute(_let_go, {"k": KIND + found.provider, "until": tx.now})
                tx.execute(_say_why, {"p": found.provider, "why": ""})
        case Rejected(reason=reason):
            if outbox.finish(tx, intent, OutboxState.REJECTED, error=reason):
                _reject(tx, found, reason)
        case Later():
            _put_off(tx, intent, found, said)
        case Unknown():
            _doubt(tx, intent, found, said)
        case Absent():
            _absent(tx, intent, found)


def _reject(tx: Transaction, found: EInvoice, reason: str) -> None:
    done = step(tx, found, EState.REJECTED, error=reason, asked_at=None, stamped_at=None)
    tell(tx, done, "rejected", why=reason)


def _put_off(tx: Transaction, intent: Intent, found: EInvoice, later: Later) -> None:
    """It certainly did not arrive: the same later, and with it all that would go the same way."""
    at = put_off(tx, intent, later)
    if at is None:
        return
    # What may have been there once goes as it was; what never was, gets the time when it goes.
    stamp = found.stamped_at if found.posts > 1 else None
    values = {"asked_at": None, "stamped_at": stamp, "error": later.reason}
    step(tx, found, EState.QUEUED, **values, posts=found.posts - 1)
    waiting = {"k": KIND + found.provider, "until": at, "why": later.reason[:500]}
    tx.execute(_hold_all, waiting)
    tx.execute(_say_why, {"p": found.provider, "why": later.reason[:400]})


def _doubt(tx: Transaction, intent: Intent, found: EInvoice, said: Unknown) -> None:
    """Nobody knows: looked up, ever more rarely; after a day a person has it looked up."""
    if found.state is EState.SENDING:
        error = f"{_SAID_NO}{said.reason}" if said.said_no else said.reason
        if look_soon(tx, intent, said.reason):
            done = step(tx, found, EState.UNKNOWN, error=error, looks=0)
            tell(tx, done, "unknown", why=said.reason)
        return
    look_on(tx, intent, found.asked_at, said.reason)


def _absent(tx: Transaction, intent: Intent, found: EInvoice) -> None:
    """It is not there (yet): looked up some times more, then sent again under the same key."""
    looks = found.looks + 1
    if may_still_come(looks):
        if look_again(tx, intent, looks, found.error):
            note(tx, found, looks=looks)
        return
    said_no = found.error.startswith(_SAID_NO)
    reason = found.error.removeprefix(_SAID_NO)
    if said_no and found.posts >= POSTS:
        if outbox.finish(tx, intent, OutboxState.REJECTED, error=reason):
            _reject(tx, found, reason)
    elif outbox.finish(tx, intent, OutboxState.PENDING, error=reason, again_at=tx.now):
        step(tx, found, EState.QUEUED, asked_at=None, looks=0, error=reason)


def _previewed(
    tx: Transaction, *, intent: Intent, einvoice_id: int, said: Fetched | Rejected | NotYet
) -> None:
    found = one(tx, einvoice_id, lock=True)
    if isinstance(said, Fetched):
        if outbox.finish(tx, intent, OutboxState.DONE):
            keep(tx, found, FileKind.PREVIEW, said.data)
            if found.state is EState.DRAFT:
                note(tx, found, error="")
        return
    outbox.finish(tx, intent, OutboxState.REJECTED, error=said.reason)
    if found.state is EState.DRAFT:
        note(tx, found, error=said.reason)


_SAID_NO = "!"
"""In front of the reason why something is unknown of which the provider said that it failed."""
_rows = outbox.outbox
_hold_all = (
    update(_rows)
    .where(
        _rows.c.kind == bindparam("k"),
        _rows.c.state == OutboxState.PENDING,
        _rows.c.attempts == 0,
        _rows.c.next_at < bindparam("until"),
    )
    .values(next_at=bindparam("until"), error=bindparam("why"))
)
_say_why = (
    update(einvoices)
    .where(einvoices.c.provider == bindparam("p"), einvoices.c.state == EState.QUEUED.value)
    .values(error=bindparam("why"))
)
_let_go = (
    update(_rows)
    .where(
        _rows.c.kind == bindparam("k"),
        _rows.c.state == OutboxState.PENDING,
        _rows.c.attempts == 0,
        _rows.c.error != "",
    )
    .values(next_at=bindparam("until"), error="")
)
