"""What a reminder costs: one fee for each invoice and level, billed as a charge like any other."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from core.audit import record
from core.billing.charges.importing import charge_once
from core.billing.charges.models import billing_charges
from core.billing.models import invoice_lines
from core.i18n import _, speaking
from core.receivables.claims import Claim
from core.receivables.settings import Terms
from core.transaction import Transaction

SOURCE = "reminder"
"""The source of these charges: the number is the invoice's, the kind its level."""


def charge_fees(
    tx: Transaction,
    terms: Terms,
    customer_id: int,
    language: str,
    reached: Iterable[tuple[Claim, int]],
) -> int:
    """Charge the customer for invoices that reached a level; gives how many fees are new.

    Never twice for the same level, and nothing for an invoice of nothing but such fees: a fee
    makes no fee.
    """
    made = 0
    for one, level in reached:
        fee = terms.fee_of(level, one.currency)
        if not fee or _only_fees(tx, one.invoice_id):
            continue
        with speaking(language):
            said = _("Reminder {level} of {invoice}").format(level=level, invoice=one.number)
        source = (SOURCE, one.number, str(level))
        if charge_once(tx, customer_id, source, said, fee, one.currency):
            record(tx, "reminder_charged", invoice=one.number, level=level, amount=fee)
            made += 1
    return made


def _only_fees(tx: Transaction, invoice_id: int) -> bool:
    sources = tx.execute(_of_lines, {"i": invoice_id}).scalars().all()
    return bool(sources) and all(one == SOURCE for one in sources)


_of_lines = (
    select(billing_charges.c.source_type)
    .select_from(invoice_lines)
    .outerjoin(billing_charges, billing_charges.c.invoice_line_id == invoice_lines.c.id)
    .where(invoice_lines.c.invoice_id == bindparam("i"))
)
