"""Books what platforms billed as purchase bills: from then on it counts as a cost of the shop."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.errors import NotFound, Refusal
from core.people.permissions import Permission, require
from core.platform_bills.models import platform_bills
from core.rows import AnyRow
from core.transaction import Transaction

_GONE = "DELETED"
"""The platform's word for a bill that it took back."""


def book(tx: Transaction, bill_id: int) -> bool:
    """Book a bill with the amounts that it has now; False where just that is booked already.

    Booked again after the platform changed it, the new amounts count. Raises Refusal
    ``platform_bill_gone`` for one that the platform took back.
    """
    found = _locked(tx, bill_id)
    if found.raw_state.upper() == _GONE:
        raise Refusal("platform_bill_gone", number=found.number)
    if found.booked_at and (found.booked_net, found.booked_tax) == (found.net, found.tax):
        return False
    values = {"booked_at": tx.now, "booked_by": tx.actor.name}
    values |= {"booked_net": found.net, "booked_tax": found.tax}
    tx.execute(update(platform_bills).where(_this).values(**values), {"i": bill_id})
    record(tx, "platform_bill_booked", number=found.number, net=found.net, tax=found.tax)
    return True


def unbook(tx: Transaction, bill_id: int) -> None:
    """Take a booking back; Refusal ``platform_bill_unbooked`` where there is none."""
    found = _locked(tx, bill_id)
    if found.booked_at is None:
        raise Refusal("platform_bill_unbooked", number=found.number)
    values = {"booked_at": None, "booked_by": "", "booked_net": None, "booked_tax": None}
    tx.execute(update(platform_bills).where(_this).values(**values), {"i": bill_id})
    record(tx, "platform_bill_unbooked", number=found.number, net=found.booked_net)


def want_file(tx: Transaction, bill_id: int) -> None:
    """Have the paper of a bill fetched by the worker."""
    _locked(tx, bill_id)
    tx.execute(update(platform_bills).where(_this).values(file_wanted=True), {"i": bill_id})


def _locked(tx: Transaction, bill_id: int) -> AnyRow:
    require(tx, Permission.PLATFORM_BILLS)
    row = tx.execute(select(platform_bills).where(_this).with_for_update(), {"i": bill_id}).first()
    if row is None:
        raise NotFound("platform_bill_unknown", number=str(bill_id))
    return row


_this = platform_bills.c.id == bindparam("i")
