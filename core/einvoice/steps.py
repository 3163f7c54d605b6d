"""The steps of an e-invoice: each is checked, written down and told in the history of its order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from core.audit import record
from core.billing.models import invoices
from core.einvoice.base import Authority, Issued
from core.einvoice.models import einvoices
from core.einvoice.queries import EInvoice, one
from core.einvoice.states import EINVOICE_STEPS, EState
from core.lifecycle import check_step
from core.text import clean
from core.transaction import Transaction

FILES_AFTER = timedelta(seconds=5)
"""A provider needs some seconds until it has drawn an invoice."""
NUMBER_AFTER = timedelta(seconds=45)
"""A number that comes later comes after half a minute or more."""


def step(tx: Transaction, found: EInvoice, then: EState, **values: Any) -> EInvoice:
    """Take one step of the life cycle; raises IllegalTransition."""
    check_step(EINVOICE_STEPS, found.state, then, invoice=found.internal_no)
    return note(tx, found, state=then.value, **values)


def note(tx: Transaction, found: EInvoice, **values: Any) -> EInvoice:
    """Write down what is known of an e-invoice."""
    if "error" in values:
        values["error"] = clean(values["error"], 400)
    tx.execute(update(einvoices).where(einvoices.c.id == found.id).values(**values))
    return one(tx, found.id)


def tell(tx: Transaction, about: EInvoice, what: str, **data: Any) -> None:
    """Write into the history of the order what became of it."""
    record(
        tx,
        f"einvoice_{what}",
        order_id=about.order_id,
        invoice=about.internal_no,
        provider=about.provider,
        **data,
    )


def issued(tx: Transaction, found: EInvoice, said: Issued) -> EInvoice:
    """The provider has it: with its number, or without one that comes later."""
    done = step(
        tx,
        found,
        EState.ISSUED,
        error="",
        looks=0,
        look_at=tx.now + (FILES_AFTER if said.number else NUMBER_AFTER),
        provider_id=said.provider_id,
        lookup_code=said.lookup_code,
        issued_at=said.issued_at or found.stamped_at or tx.now,
        legal_no=said.number,
    )
    tell(tx, done, "issued", number=done.written)
    _onto_invoice(tx, done)
    return judged(tx, done, said)


def numbered(tx: Transaction, found: EInvoice, said: Issued) -> EInvoice:
    """The number of one that was issued before has come; what is known already stays."""
    if found.legal_no or not said.number:
        return found
    done = note(
        tx,
        found,
        legal_no=said.number,
        provider_id=said.provider_id or found.provider_id,
        lookup_code=said.lookup_code or found.lookup_code,
        issued_at=said.issued_at or found.issued_at,
        error="",
        looks=0,
    )
    tell(tx, done, "numbered", number=done.written)
    _onto_invoice(tx, done)
    return done


def judged(tx: Transaction, found: EInvoice, said: Issued) -> EInvoice:
    """What the tax authority says of it, once."""
    if found.state is not EState.ISSUED or said.authority is Authority.WAITING:
        return found
    if not found.legal_no:
        return found
    accepted = said.authority is Authority.ACCEPTED
    then = EState.ACCEPTED if accepted else EState.REFUSED
    code = said.authority_code
    at: datetime = tx.now
    done = step(
        tx,
        found,
        then,
        authority_code=code,
        authority_at=at,
        error="" if accepted else f"einvoice_authority: {said.said}",
    )
    tell(tx, done, then.value, number=done.written, code=code)
    _onto_invoice(tx, done)
    return done


def _onto_invoice(tx: Transaction, found: EInvoice) -> None:
    """Copy what is legal onto our own invoice, where people and papers look for it."""
    if found.legal_no:
        tx.execute(
            update(invoices)
            .where(invoices.c.id == found.invoice_id)
            .values(
                legal_series=found.series,
                legal_no=found.legal_no,
                authority_code=found.authority_code,
            )
        )
