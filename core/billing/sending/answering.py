"""A person says what became of an invoice of which nobody knows whether it arrived."""

from __future__ import annotations

from core.billing.sending.queries import Delivery, delivery, log_of
from core.billing.sending.states import Fate
from core.errors import Refusal
from core.messages import commands as letters
from core.paper.commands import answer_unknown
from core.paper.queries import newest_job
from core.transaction import Transaction


def answer(tx: Transaction, invoice_id: int, *, arrived: bool) -> Delivery:
    """It arrived or came out, or it did not; paper that did not come out is printed anew.

    Raises Refusal ``delivery_known`` where all is known, NotAllowed.
    """
    unknown = [one for one in log_of(tx, invoice_id) if one.fate is Fate.UNKNOWN]
    if not unknown:
        raise Refusal("delivery_known", invoice=str(invoice_id))
    found = unknown[-1]
    if found.message_id is not None:
        letters.answer(tx, found.message_id, arrived=arrived)
    else:
        answer_unknown(tx, newest_job(tx, found.job_id or 0), came_out=arrived)
    return delivery(tx, found.id)
