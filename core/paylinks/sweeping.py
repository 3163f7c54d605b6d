"""Keeps links true: each asks for just what its invoice still asks for, and none of a settled one.

A link is closed when its invoice is paid otherwise or asks for another amount, and made anew when
it was closed for that or has expired while the invoice is open.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, func, or_, select

from core.billing.models import billed_orders, invoices
from core.billing.pay_links.models import pay_link_receipts, pay_links
from core.billing.pay_links.queries import PayLink, newest_links, one_link, receipts_of
from core.billing.pay_links.states import Ended, LinkState, Waits
from core.database import Database
from core.errors import DatabaseRefusal, KemasError
from core.orders.models import orders
from core.paylinks.commands import close, root_ids, want
from core.paylinks.registry import PayLinks
from core.receivables.claims import Claim, claim, claims
from core.receivables.models import bank_lines
from core.receivables.states import BankLineState
from core.transaction import SYSTEM, Transaction, reading, run

logger = logging.getLogger(__name__)
_LONGEST = timedelta(days=365)
"""Links of older invoices are made by hand."""
_RECENT = timedelta(days=30)
_AGAIN_S = 600.0
"""What could not be done is tried again after so long."""
_MOST = 500


class Sweep:
    """Looks whether links still say what their invoices do; one that fails holds up no other."""

    def __init__(self, database: Database, links: PayLinks, *, pause_s: float = 10.0) -> None:
        """It looks at most once in so many seconds."""
        self._database = database
        self._links = links
        self._pause_s = pause_s
        self._looked = -pause_s
        self._failed: dict[int, float] = {}

    def look(self) -> int:
        """Close and renew what wants it, each in a transaction of its own; gives how many."""
        now = time.monotonic()
        if not self._links.codes or now - self._looked < self._pause_s:
            return 0
        self._looked = now
        with reading(self._database) as tx:
            wrong = [one.invoice_id for one, _why in untrue(tx)]
            over = [one.invoice_id for one in to_renew(tx)]
        done = 0
        for invoice_id in (*wrong, *over):
            if now - self._failed.get(invoice_id, -_AGAIN_S) >= _AGAIN_S:
                done += self._mend(invoice_id)
        return done

    def _mend(self, invoice_id: int) -> bool:
        try:
            done = run(self._database, SYSTEM, lambda tx: mend(tx, self._links, invoice_id))
        except DatabaseRefusal:
            raise
        except KemasError as refusal:
            logger.info("the link of invoice %s stays as it is: %s", invoice_id, refusal)
        except Exception:  # the others must not wait for this one
            logger.exception("the link of invoice %s is not mended", invoice_id)
        else:
            self._failed.pop(invoice_id, None)
            return done
        self._failed[invoice_id] = time.monotonic()
        return False


def mend(tx: Transaction, links: PayLinks, invoice_id: int) -> bool:
    """Close or renew the link of one invoice where that is due; gives whether it was."""
    asked = claim(tx, invoice_id, lock=True)
    known = newest_links(tx, [invoice_id]).get(invoice_id)
    if known is None:
        return False
    found = one_link(tx, known.id, lock=True)
    why = _untrue(tx, found, asked)
    if why is not None:
        close(tx, invoice_id, why)
        return True
    if found.gateway in links.codes and _to_renew(tx, found, asked):
        most = found.amount if _has_cod(tx, invoice_id) else None
        want(tx, links, invoice_id, found.gateway, most)
        return True
    return False


def untrue(tx: Transaction) -> list[tuple[PayLink, Ended]]:
    """Links that can be paid by and do not say what their invoice does, with why."""
    paid = set(tx.execute(_paid_by).scalars())
    found = []
    for link, asked in _with_claims(tx, root_ids(tx, (LinkState.LIVE, LinkState.QUEUED))):
        if link.amount == asked.open and link.id not in paid:
            continue  # so it is with nearly all of them
        why = _untrue(tx, link, asked)
        if why is not None:
            found.append((link, why))
    return found


def to_renew(tx: Transaction) -> list[PayLink]:
    """Links that were over a short time ago while their invoice is open."""
    rows = tx.execute(_over, {"since": tx.now - _RECENT}).scalars()
    some = _with_claims(tx, [int(row) for row in rows])
    return [link for link, asked in some if _to_renew(tx, link, asked)]


def _with_claims(tx: Transaction, ids: Sequence[int]) -> list[tuple[PayLink, Claim]]:
    """The newest links of invoices, with what these ask for."""
    found = []
    for at in range(0, len(ids), _MOST):
        some = ids[at : at + _MOST]
        newest = newest_links(tx, some)
        for asked in claims(tx, ids=some, unsettled=False):
            if asked.invoice_id in newest:
                found.append((newest[asked.invoice_id], asked))
    return found


def _untrue(tx: Transaction, link: PayLink, asked: Claim) -> Ended | None:
    if link.state not in {LinkState.LIVE, LinkState.QUEUED}:
        return None
    if asked.open <= 0:
        return Ended.SETTLED
    came = receipts_of(tx, link.id)
    if any(one.waits is not None and _is_open(tx, one.bank_line_id) for one in came):
        return None  # somebody has yet to say what that money is for
    rest = link.amount - sum(one.amount for one in came if one.waits is not Waits.CURRENCY)
    if rest == asked.open:
        return None
    if _has_cod(tx, link.invoice_id):  # what a courier collects is no business of the link
        return Ended.CHANGED if rest > asked.open else None
    return Ended.CHANGED


def _to_renew(tx: Transaction, link: PayLink, asked: Claim) -> bool:
    over = (link.state is LinkState.EXPIRED and link.why is not Ended.BY_HAND) or (
        link.state is LinkState.CANCELLED
        and link.why in {Ended.CHANGED, Ended.RENEWED, Ended.EXPIRED}
    )
    recent = tx.now.date() - asked.issued_on <= _LONGEST
    if not over or asked.open <= 0 or not recent:
        return False
    came = receipts_of(tx, link.id)
    return not any(one.waits is not None and _is_open(tx, one.bank_line_id) for one in came)


def _is_open(tx: Transaction, line_id: int | None) -> bool:
    return bool(tx.execute(_line, {"l": line_id}).scalar() == BankLineState.OPEN.value)


def _has_cod(tx: Transaction, invoice_id: int) -> bool:
    return bool(tx.execute(_cod, {"i": invoice_id}).scalar())


_newer = pay_links.alias("newer")
_over = select(pay_links.c.invoice_id).where(
    pay_links.c.state.in_([LinkState.EXPIRED.value, LinkState.CANCELLED.value]),
    pay_links.c.why.in_([Ended.CHANGED.value, Ended.RENEWED.value, Ended.EXPIRED.value]),
    pay_links.c.ended_at >= bindparam("since"),
    ~select(_newer.c.id)
    .where(_newer.c.invoice_id == pay_links.c.invoice_id, _newer.c.id > pay_links.c.id)
    .exists(),
)
_paid_by = (
    select(pay_link_receipts.c.link_id)
    .join(pay_links, pay_links.c.id == pay_link_receipts.c.link_id)
    .where(pay_links.c.state == LinkState.LIVE.value)
    .distinct()
)
_line = select(bank_lines.c.state).where(bank_lines.c.id == bindparam("l"))
_cod = select(func.coalesce(func.max(orders.c.cod), 0)).where(
    or_(
        orders.c.id.in_(select(invoices.c.order_id).where(invoices.c.id == bindparam("i"))),
        orders.c.id.in_(
            select(billed_orders.c.order_id).where(billed_orders.c.invoice_id == bindparam("i"))
        ),
    )
)
