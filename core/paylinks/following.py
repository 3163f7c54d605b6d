"""Asks gateways what became of their links, ever more rarely: no public address is needed."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from core.billing.pay_links.models import pay_links
from core.billing.pay_links.queries import PayLink, one_link
from core.billing.pay_links.states import Ended, LinkState
from core.database import Database
from core.first_due import FirstDue
from core.paylinks.base import Absent, Can, Gateway, Look, Rejected, Seen, Stage, Unknown
from core.paylinks.booking import book
from core.paylinks.registry import PayLinks
from core.paylinks.steps import end, live, note, step
from core.paylinks.troubles import Trouble, because
from core.receivables.settings import Terms
from core.transaction import SYSTEM, Transaction, run
from core.trying import Later

_PACE = (
    (timedelta(minutes=10), timedelta(seconds=30)),
    (timedelta(hours=2), timedelta(minutes=2)),
    (timedelta(days=1), timedelta(minutes=15)),
    (timedelta(days=3), timedelta(hours=1)),
)
"""How often a link is asked about that is not older than this; afterwards four times a day."""
_SELDOM = timedelta(hours=6)
_AFTERWARDS = tuple(timedelta(minutes=one) for one in (10, 360, 1440, 4320))
"""Between the questions about one that is over: money may have been on its way, or go back."""
_STOPPED = timedelta(minutes=15)
"""Between two questions while nothing goes through."""
_OVER = timedelta(hours=1)
"""So long after its time a link that is not seen at the gateway is taken for expired."""


def follow_due(database: Database, links: PayLinks, code: str) -> int | None:
    """Ask a gateway about the link that is due first; gives its id, None where none is.

    The next question is put off before this one is asked, so that two workers do not ask at once.
    """
    gateway = links.find(code)
    if gateway is None:
        return None
    found = run(database, SYSTEM, lambda tx: _taken(tx, links, code))
    if found is None:
        return None
    said = gateway.look(found)
    run(database, SYSTEM, partial(_record, terms=links.terms, gateway=gateway, of=found, said=said))
    if isinstance(said, Seen):
        for other in said.others:  # what is there twice must not be paid twice
            gateway.close(found, other)
    return found.id


def seen(tx: Transaction, terms: Terms, found: PayLink, said: Seen) -> PayLink:
    """Write down how a link stands at the gateway, and book what came; the caller holds it."""
    if found.state is LinkState.UNKNOWN:
        if not said.url:
            return note(tx, found, said=said.said)
        found = live(tx, found, said.url, said.gateway_id, said.code)
    values = {"said": said.said, "error": because(Trouble.TWICE) if said.others else ""}
    if said.gateway_id and not found.gateway_id:
        values["gateway_id"] = said.gateway_id
    found = note(tx, found, **values)
    book(tx, terms, found, said.came)
    open_ = found.state in {LinkState.LIVE, LinkState.CLOSING}
    match said.stage:
        case Stage.PAID if found.state is not LinkState.PAID:
            return end(tx, found, LinkState.PAID, None)
        case Stage.CANCELLED if open_:
            return end(tx, found, LinkState.CANCELLED, Ended.AT_GATEWAY)
        case Stage.EXPIRED if found.state is LinkState.CLOSING:
            return end(tx, found, LinkState.CANCELLED, Ended.EXPIRED)
        case Stage.EXPIRED if found.state is LinkState.LIVE:
            return end(tx, found, LinkState.EXPIRED, Ended.EXPIRED)
        case Stage.GIVEN_BACK:
            if open_:
                found = step(tx, found, LinkState.PAID, ended_at=tx.now)
            return note(tx, found, error=because(Trouble.GIVEN_BACK, said.said))
    return found


def _taken(tx: Transaction, links: PayLinks, code: str) -> PayLink | None:
    due = _watched.take(tx, code, links.lease(code))
    if due is None:
        return None
    return one_link(tx, due)


def _record(tx: Transaction, *, terms: Terms, gateway: Gateway, of: PayLink, said: Look) -> None:
    found = one_link(tx, of.id, lock=True)
    wait = timedelta()
    match said:
        case Seen():
            found = seen(tx, terms, found, said)
        case Absent():
            found = _absent(tx, found, gateway)
        case Later(reason=reason, seconds=seconds, stops=stops):
            wait = max(timedelta(seconds=seconds), _STOPPED if stops else wait)
            found = note(tx, found, error=reason)
        case Rejected(reason=reason) | Unknown(reason=reason):
            found = note(tx, found, error=reason)
    looks = found.looks + 1 if found.state is of.state else 0
    at = next_look(found, looks, gateway, tx.now)
    note(tx, found, looks=looks, look_at=max(at, tx.now + wait) if at is not None else None)


def _absent(tx: Transaction, found: PayLink, gateway: Gateway) -> PayLink:
    """Nothing is seen under the key: nobody has begun to pay, or it is gone."""
    if Can.FIND in gateway.abilities:
        return note(tx, found, error=because(Trouble.OTHER))
    if found.state in {LinkState.LIVE, LinkState.CLOSING} and tx.now > found.expires_at + _OVER:
        return end(tx, found, LinkState.EXPIRED, Ended.EXPIRED)
    return note(tx, found, error="")


def next_look(found: PayLink, looks: int, gateway: Gateway, now: datetime) -> datetime | None:
    """When a link is asked about next; None: not any more."""
    if found.state in {LinkState.LIVE, LinkState.CLOSING}:
        age = now - found.created_at
        return now + next((pace for until, pace in _PACE if age <= until), _SELDOM)
    if looks < len(_AFTERWARDS):
        return now + _AFTERWARDS[looks]
    # One that could not be closed there can be paid by until its time is over.
    lasts = Can.CLOSE not in gateway.abilities and found.state is not LinkState.PAID
    return now + timedelta(days=1) if lasts and now < found.expires_at + _OVER else None


_watched = FirstDue(pay_links, pay_links.c.gateway)
