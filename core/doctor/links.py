"""Check of links to pay by: what they brought is booked, and no settled invoice has one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import bindparam, or_, select

from core.billing.models import invoices
from core.billing.pay_links.models import pay_link_receipts, pay_links
from core.billing.pay_links.states import LinkState
from core.doctor.findings import Finding, Level
from core.doctor.looking import Look, Means, Rows, Span, within
from core.receivables.claims import claims
from core.transaction import Transaction

LINKS = Rows("links", pay_links.c.id)
UNKNOWN_FOR = timedelta(hours=1)
"""So long the program itself looks up what became of a link."""
LEFT_FOR = timedelta(hours=1)
"""A link that should have been asked about so long ago waits for a worker that does not run."""
SETTLED_FOR = timedelta(minutes=15)
"""So long a link may outlive that its invoice is paid."""
_WATCHED = (LinkState.LIVE, LinkState.UNKNOWN, LinkState.CLOSING)


def _find(tx: Transaction, span: Span, means: Means) -> Iterable[Finding]:
    given = {"low": span.low, "high": span.high}
    found = [
        Finding("link_unbooked", (row.id,), {"invoice": row.invoice, "gateway": row.gateway})
        for row in tx.execute(_unbooked, given)
    ]
    waiting = tx.execute(_open, given | {"states": [one.value for one in _WATCHED]}).all()
    live = [row.invoice_id for row in waiting if row.state == LinkState.LIVE.value]
    open_of = {one.invoice_id: one.open for one in claims(tx, ids=live, unsettled=False)}
    for row in waiting:
        told = {"invoice": row.invoice, "gateway": row.gateway, "why": row.error}
        since = row.asked_at or row.created_at
        late = row.look_at is not None and row.look_at < tx.now - LEFT_FOR
        if row.state == LinkState.UNKNOWN.value:
            if since < tx.now - UNKNOWN_FOR:
                found.append(Finding("link_unknown", (row.id,), told, Level.HINT))
        elif row.state == LinkState.LIVE.value and open_of.get(row.invoice_id, 1) <= 0:
            if since < tx.now - SETTLED_FOR:
                found.append(Finding("link_settled", (row.id,), told))
        elif late:
            found.append(Finding("link_left", (row.id,), told, Level.HINT))
    return found


_named = (
    select(
        pay_links.c.id,
        pay_links.c.invoice_id,
        pay_links.c.state,
        pay_links.c.gateway,
        pay_links.c.error,
        pay_links.c.asked_at,
        pay_links.c.created_at,
        pay_links.c.look_at,
        invoices.c.internal_no.label("invoice"),
    )
    .join(invoices, invoices.c.id == pay_links.c.invoice_id)
    .where(within(pay_links.c.id))
)
_came = select(pay_link_receipts.c.id).where(pay_link_receipts.c.link_id == pay_links.c.id)
_unbooked = _named.where(
    or_(
        pay_links.c.state == LinkState.PAID.value,
        pay_links.c.said.in_(["PAID", "SETTLED", "settlement"]),
    ),
    ~_came.exists(),
    ~pay_links.c.error.like("paylink_given_back%"),
)
_open = _named.where(pay_links.c.state.in_(bindparam("states", expanding=True)))

LOOKS = (Look("links", LINKS, _find),)
"""What gateways were paid, and what can be paid that should not be."""
