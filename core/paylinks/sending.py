"""Has gateways make and close links that the outbox holds; what is not certain is looked up first.

The key of a link is the same for every try. Before a gateway may have it, that it may stands in the
database; only a look-up by that key, or the same question where that is safe, leads out of
*unknown*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from core import clock, outbox
from core.billing.pay_links.intending import CLOSE, want_link
from core.billing.pay_links.queries import PayLink, links_of, one_link
from core.billing.pay_links.states import Ended, LinkState
from core.billing.queries import one_invoice
from core.database import Database
from core.draining import Due, Payload, Recovery
from core.money import Money
from core.outbox import Intent, OutboxState
from core.paylinks.base import (
    Absent,
    Buyer,
    Can,
    Closing,
    Creation,
    Gateway,
    Look,
    Made,
    Rejected,
    Seen,
    Stage,
    Taken,
    Unknown,
)
from core.paylinks.following import seen
from core.paylinks.registry import PayLinks
from core.paylinks.steps import end, live, note, step, tell
from core.paylinks.troubles import Trouble, because
from core.transaction import SYSTEM, Actor, Transaction, run
from core.trying import (
    POSTS,
    Later,
    leave_to_others,
    look_again,
    look_on,
    look_soon,
    may_still_come,
    pause_of,
    put_off,
    take,
)

_LOST = timedelta(minutes=10)
_FRESH_KEYS = 5
"""So many links of one invoice are tried by themselves where a key is taken already."""


@dataclass(frozen=True, slots=True)
class _Task:
    """What is in hand: asked anew, looked up, or closed."""

    intent: Intent
    found: PayLink
    buyer: Buyer


class Sending:
    """The handler of what one gateway is asked."""

    def __init__(self, links: PayLinks, code: str) -> None:
        self._links = links
        self._code = code

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program."""
        return SYSTEM

    def carry_out(self, database: Database, due: Due) -> None:
        """Lease it, ask outside of any transaction, record what came of it."""
        gateway = self._links.find(self._code)
        if gateway is None:
            leave_to_others(database, due.intent)
            return
        task = run(database, SYSTEM, partial(self._taken, due=due))
        if task is None:
            return
        if due.payload["do"] == CLOSE:
            told = gateway.close(task.found)
            run(database, SYSTEM, partial(self._closed, task=task, said=told))
            return
        said = _asked(gateway, task)
        run(database, SYSTEM, partial(self._recorded, gateway=gateway, task=task, said=said))

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Who asked is gone: a link is looked up, closing one is asked again."""
        found = one_link(tx, payload["link"], lock=True)
        if found.state in {LinkState.ASKING, LinkState.QUEUED}:
            values = {"error": because(Trouble.GONE), "asked_at": found.asked_at or tx.now}
            step(tx, found, LinkState.UNKNOWN, looks=0, **values)
        return Recovery(True, "executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It stays unknown until somebody has it looked up."""
        note(tx, one_link(tx, payload["link"], lock=True), error=error)

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It broke off before anybody was asked, again and again."""
        found = one_link(tx, payload["link"], lock=True)
        if found.state is LinkState.QUEUED:
            end(tx, note(tx, found, error=error), LinkState.CANCELLED, Ended.BY_HAND)
        else:
            note(tx, found, error=error)

    def _taken(self, tx: Transaction, due: Due) -> _Task | None:
        found = one_link(tx, due.payload["link"], lock=True)
        intent = take(tx, due.intent, self._links.lease(self._code))
        if intent is None:
            return None
        closes = due.payload["do"] == CLOSE
        wanted = (LinkState.CLOSING,) if closes else (LinkState.QUEUED, LinkState.UNKNOWN)
        if found.state not in wanted:
            over = f"paylink_{found.state.value}"
            outbox.finish(tx, intent, OutboxState.REJECTED, error=over)
            return None
        if found.state is LinkState.QUEUED:
            values = {"asked_at": tx.now, "posts": found.posts + 1}
            found = step(tx, found, LinkState.ASKING, **values)
        side = one_invoice(tx, found.invoice_id).buyer
        return _Task(intent, found, Buyer(side.name, side.email))

    def _recorded(
        self, tx: Transaction, *, gateway: Gateway, task: _Task, said: Creation | Look
    ) -> None:
        intent, found = task.intent, one_link(tx, task.found.id, lock=True)
        if found.state is not task.found.state:
            return  # somebody else recovered it meanwhile: their word counts
        match said:
            case Made():
                if outbox.finish(tx, intent, OutboxState.DONE):
                    live(tx, found, said.url, said.gateway_id, said.code)
            case Seen() if said.url:
                if outbox.finish(tx, intent, OutboxState.DONE):
                    seen(tx, self._links.terms, found, said)
            case Seen():  # it is there, and nobody will ever know its address
                self._take_another(tx, task, because(Trouble.TAKEN))
            case Taken(reason=reason):
                self._take_another(tx, task, reason)
            case Rejected(reason=reason):
                if outbox.finish(tx, intent, OutboxState.REJECTED, error=reason):
                    _reject(tx, found, reason)
            case Later():
                _put_off(tx, intent, found, said)
            case Unknown():
                _doubt(tx, intent, found, said)
            case Absent():
                _absent(tx, intent, found, gateway)

    def _take_another(self, tx: Transaction, task: _Task, reason: str) -> None:
        """The key is used up and its link is lost: nobody was ever told it, so another is made."""
        found = one_link(tx, task.found.id, lock=True)
        if not outbox.finish(tx, task.intent, OutboxState.REJECTED, error=reason):
            return
        _reject(tx, found, reason)
        note(tx, found, look_at=tx.now + _LOST)  # whoever knows it may pay by it all the same
        if len(links_of(tx, found.invoice_id)) < _FRESH_KEYS:
            due = Money(found.amount, found.currency)
            want_link(
                tx,
                self._links.settings,
                found.invoice_id,
                found.description,
                due,
                found.gateway,
            )

    def _closed(self, tx: Transaction, *, task: _Task, said: Closing) -> None:
        intent, found = task.intent, one_link(tx, task.found.id, lock=True)
        if found.state is not LinkState.CLOSING:
            outbox.finish(tx, intent, OutboxState.DONE)
            return
        match said:
            case Seen() if said.stage not in {Stage.OPEN, Stage.PARTLY}:
                if outbox.finish(tx, intent, OutboxState.DONE):
                    seen(tx, self._links.terms, found, said)
            case Absent():  # nobody has begun to pay by it
                if outbox.finish(tx, intent, OutboxState.DONE):
                    end(tx, found, LinkState.CANCELLED, Ended.BY_HAND)
            case Later(reason=reason):
                _again(tx, intent, found, reason, pause_of(said))
            case Unknown(reason=reason) | Rejected(reason=reason):
                _again(tx, intent, found, reason, timedelta())
            case _:
                _again(tx, intent, found, because(Trouble.REFUSED, said.said), timedelta())


def _asked(gateway: Gateway, task: _Task) -> Creation | Look:
    """Ask for it, or what became of it; where only asking again tells, that is done at once."""
    found = task.found
    if found.state is not LinkState.UNKNOWN:
        return gateway.create(found, task.buyer, clock.now())
    return gateway.look(found)


def _reject(tx: Transaction, found: PayLink, reason: str) -> None:
    done = step(tx, found, LinkState.REJECTED, error=reason, look_at=None, ended_at=tx.now)
    tell(tx, done, "rejected", why=reason)


def _put_off(tx: Transaction, intent: Intent, found: PayLink, later: Later) -> None:
    """It certainly did not arrive: the same later."""
    if put_off(tx, intent, later) is None:
        return
    if found.state is LinkState.ASKING:
        values = {"asked_at": None, "error": later.reason, "posts": found.posts - 1}
        step(tx, found, LinkState.QUEUED, **values)
    else:
        note(tx, found, error=later.reason)


def _doubt(tx: Transaction, intent: Intent, found: PayLink, said: Unknown) -> None:
    """Nobody knows: looked up, ever more rarely; after a day a person has it looked up."""
    if found.state is LinkState.ASKING:
        if look_soon(tx, intent, said.reason):
            done = step(tx, found, LinkState.UNKNOWN, error=said.reason, looks=0)
            tell(tx, done, "unknown", why=said.reason)
        return
    note(tx, found, error=said.reason)
    look_on(tx, intent, found.asked_at, said.reason)


def _absent(tx: Transaction, intent: Intent, found: PayLink, gateway: Gateway) -> None:
    """It is not there (yet): looked up some times more, then asked again under the same key.

    Where a look-up never shows a new link, and the key is taken only once, it is asked at once.
    """
    looks = found.looks + 1
    if Can.FIND in gateway.abilities and may_still_come(looks):
        if look_again(tx, intent, looks, found.error):
            note(tx, found, looks=looks)
        return
    if found.posts >= POSTS:
        outbox.finish(tx, intent, OutboxState.UNKNOWN, error=found.error)
    elif outbox.finish(tx, intent, OutboxState.PENDING, error=found.error, again_at=tx.now):
        step(tx, found, LinkState.QUEUED, asked_at=None, looks=0)


def _again(tx: Transaction, intent: Intent, found: PayLink, reason: str, wait: timedelta) -> None:
    """To close a link twice does no harm: asked until it is over."""
    at = tx.now + max(outbox.back_off(intent.attempts), wait)
    if outbox.finish(tx, intent, OutboxState.PENDING, error=reason, again_at=at):
        note(tx, found, error=reason)
