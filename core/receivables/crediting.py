"""Credit that pays by itself what its customer owes, where the customer's profile says so."""

from __future__ import annotations

import logging

from core.billing.profiles.queries import profiles_of
from core.database import Database
from core.errors import DatabaseRefusal, Refusal
from core.people.permissions import Permission, require
from core.receivables.applying import Part, apply
from core.receivables.claims import claims
from core.receivables.queries import list_payments, payment
from core.receivables.states import Why
from core.transaction import Actor, Transaction, reading, run

logger = logging.getLogger(__name__)
_MOST = 10_000


def use_credit(database: Database, actor: Actor) -> int:
    """Let what is left of payments be for the oldest invoices of their customers; how many were.

    Only of customers whose profile says so, and never for an invoice that is disputed.
    """
    with reading(database, actor) as tx:
        require(tx, Permission.PAYMENT_CONFIRM)
        left = list_payments(tx, unused=True, limit=_MOST)
        owners = [one.customer_id for one in left if one.customer_id is not None]
        willing = {who for who, said in profiles_of(tx, owners).items() if said.use_credit}
    count = 0
    for one in reversed(left):
        if one.customer_id not in willing:
            continue
        try:
            count += run(database, actor, lambda tx, one=one: _use(tx, one.id))  # type: ignore[misc]
        except DatabaseRefusal:
            raise
        except Refusal as refusal:  # somebody was faster
            logger.info("credit %s waits: %s", one.id, refusal.code)
    return count


def _use(tx: Transaction, payment_id: int) -> bool:
    found = payment(tx, payment_id, lock=True)
    owed = claims(tx, customer_ids=[found.customer_id or 0], currency=found.amount.currency)
    parts, left = [], found.free
    for one in owed:
        paid = 0 if one.disputed else min(max(0, one.open), left)
        if paid:
            parts.append(Part(one.invoice_id, paid))
            left -= paid
    if parts:
        apply(tx, payment_id, parts, Why.OLDEST)
    return bool(parts)
