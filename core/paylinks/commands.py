"""Has links made, closed, made anew and asked about; the worker asks after the commit."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from core import outbox
from core.billing.pay_links.intending import CLOSE, CREATE, last_try, put, want_link
from core.billing.pay_links.models import pay_links
from core.billing.pay_links.queries import PayLink, links_of, one_link
from core.billing.pay_links.states import OPEN, Ended, LinkState
from core.billing.paying import pay_code
from core.billing.queries import by_number
from core.errors import Refusal
from core.money import Money
from core.outbox import OutboxState
from core.paylinks.registry import PayLinks
from core.paylinks.steps import end, note, step, tell
from core.payqr.reference import reference_of
from core.people.permissions import Permission, require
from core.receivables.claims import Claim, claim
from core.transaction import Transaction


def want(
    tx: Transaction,
    links: PayLinks,
    invoice_id: int,
    gateway: str = "",
    amount: int | None = None,
) -> PayLink:
    """Have a link made that asks for what an invoice still asks for, or for less of it.

    A correction leads to what it corrects. Raises Refusal ``claim_settled``, ``pay_link_there``
    where one is open, and what `PayLinks.choose` raises.
    """
    require(tx, Permission.INVOICE_ISSUE)
    asked = claim(tx, invoice_id, lock=True)
    if asked.open <= 0:
        raise Refusal("claim_settled", invoice=asked.number)
    known = open_link(tx, asked.invoice_id)
    if known is not None:
        raise Refusal("pay_link_there", invoice=asked.number, state=known.state.value)
    due = Money(min(asked.open, amount or asked.open), asked.currency)
    chosen = links.choose(due, gateway)
    reference = pay_code(tx, asked.invoice_id).reference
    reference = reference or reference_of(asked.invoice_id, asked.issued_on)
    made = want_link(tx, links.settings, asked.invoice_id, reference, due, chosen)
    if made is None:
        raise Refusal("pay_link_no_gateway", currency=due.currency)
    tell(tx, made, "wanted")
    return made


def close(tx: Transaction, invoice_id: int, why: Ended = Ended.BY_HAND) -> PayLink:
    """Have the open link of an invoice closed; one that nobody was asked for is over at once.

    Raises Refusal ``pay_link_none``, ``pay_link_on_its_way`` while nobody knows whether it is
    there.
    """
    require(tx, Permission.INVOICE_ISSUE)
    asked = claim(tx, invoice_id, lock=True)
    known = open_link(tx, asked.invoice_id)
    if known is None or known.state is LinkState.CLOSING:
        raise Refusal("pay_link_none", invoice=asked.number)
    found = one_link(tx, known.id, lock=True)
    if found.state is LinkState.QUEUED:
        waiting = last_try(tx, found, CREATE)
        if waiting is not None and outbox.withdraw(tx, waiting.id, why.value):
            return end(tx, found, LinkState.CANCELLED, why)
    if found.state is not LinkState.LIVE:
        raise Refusal("pay_link_on_its_way", invoice=asked.number, state=found.state.value)
    done = step(tx, found, LinkState.CLOSING, why=why.value)
    put(tx, done, CLOSE)
    return done


def hurry(tx: Transaction, invoice_id: int) -> PayLink:
    """Have the gateway asked at once; Refusal ``pay_link_nothing_open`` where there is nothing."""
    require(tx, Permission.INVOICE_ISSUE)
    asked = claim(tx, invoice_id)
    found = next(iter(links_of(tx, asked.invoice_id)), None)
    if found is None or found.state is LinkState.REJECTED:
        raise Refusal("pay_link_nothing_open", invoice=asked.number)
    if found.state in {LinkState.QUEUED, LinkState.UNKNOWN, LinkState.CLOSING}:
        what = CLOSE if found.state is LinkState.CLOSING else CREATE
        waiting = last_try(tx, found, what)
        if waiting is not None and waiting.state is OutboxState.UNKNOWN:
            outbox.resolve(tx, waiting.id, OutboxState.PENDING, again_at=tx.now)
        elif waiting is not None:
            outbox.hurry(tx, waiting.id)
    if found.state in {LinkState.QUEUED, LinkState.ASKING, LinkState.UNKNOWN}:
        return found
    return note(tx, found, look_at=tx.now)


def open_link(tx: Transaction, invoice_id: int) -> PayLink | None:
    """The one link of an invoice that is open, if any."""
    return next((one for one in links_of(tx, invoice_id) if one.state in OPEN), None)


def root_ids(tx: Transaction, states: Sequence[LinkState]) -> list[int]:
    """The invoices that have links in these states."""
    rows = tx.execute(_with_links, {"states": [state.value for state in states]})
    return sorted(int(row) for row in rows.scalars())


def link_claim(tx: Transaction, number: str) -> Claim:
    """What the invoice of this number asks for, or the one that it corrects; NotFound, Refusal."""
    return claim(tx, by_number(tx, number).id)


_with_links = (
    select(pay_links.c.invoice_id)
    .where(pay_links.c.state.in_(bindparam("states", expanding=True)))
    .distinct()
)
