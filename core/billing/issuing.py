"""Issues invoices: number and state in one transaction, and nothing of them changes afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError

from core.audit import record
from core.billing import numbers
from core.billing.making import Drawn, draw_up, put
from core.billing.models import invoices
from core.billing.queries import Invoice, of_order, one_invoice
from core.billing.rules import BillingRules
from core.billing.states import INVOICE_STEPS, InvoiceState
from core.billing.taxnumbers import Looks, looks_of
from core.clock import local
from core.errors import Refusal
from core.lifecycle import check_step
from core.orders.commands import head
from core.people.permissions import Permission, require
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Issued:
    """An invoice that is out, and whether it was before."""

    invoice: Invoice
    new: bool


def invoice_order(
    tx: Transaction,
    rules: BillingRules,
    order_id: int,
    *,
    day: date | None = None,
    sure: bool = False,
    note: str = "",
    buyer: Mapping[str, str] | None = None,
) -> Issued:
    """Make and issue the invoice of an order; one that it has already is given again.

    `day` is that of the invoice, else today on the shop's clock; `buyer` replaces parts of who it
    is for. Raises what `draw_up` raises,
    Refusal ``invoice_date_ahead`` and ``invoice_date_before``, ``tax_number_wrong``, and without
    `sure` ``invoice_zero`` and ``tax_number_odd``.
    """
    require(tx, Permission.INVOICE_ISSUE)
    head(tx, order_id, lock=True)  # two people at once: the second finds what the first made
    known = of_order(tx, order_id)
    if known is not None and known.state is InvoiceState.ISSUED:
        return Issued(known, new=False)
    if known is not None:
        return Issued(issue(tx, rules, known.id, day=day), new=True)
    drawn = draw_up(tx, rules, order_id, buyer)
    _look(drawn, sure=sure)
    try:
        made = put(tx, rules, drawn, note)
    except IntegrityError as error:
        raise Refusal("invoice_there", order=drawn.order_no) from error
    return Issued(issue(tx, rules, made, day=day), new=True)


def issue(
    tx: Transaction, rules: BillingRules, invoice_id: int, *, day: date | None = None
) -> Invoice:
    """Give an invoice that is ready its number and date; it never changes after that.

    Raises what `invoice_order` raises about the day, IllegalTransition for one that is not ready.
    """
    require(tx, Permission.INVOICE_ISSUE)
    found = one_invoice(tx, invoice_id, lock=True)
    _check(found, InvoiceState.ISSUED)
    today = local(tx.now, rules.zone).date()
    day = day or today
    if day > today:
        raise Refusal("invoice_date_ahead", day=f"{day:%d/%m/%Y}")
    series, number, written = numbers.next_number(tx, rules.pattern, day)
    tx.execute(
        update(invoices)
        .where(invoices.c.id == bindparam("i"))
        .values(
            state=InvoiceState.ISSUED.value,
            series=series,
            number=number,
            internal_no=written,
            issue_date=day,
            due_date=day + timedelta(days=rules.due_days),
            issued_at=tx.now,
            issued_by=tx.actor.name,
        ),
        {"i": invoice_id},
    )
    record(tx, "invoice_issued", order_id=found.order_id, invoice=written, total=found.total)
    return one_invoice(tx, invoice_id)


def discard(tx: Transaction, invoice_id: int) -> Invoice:
    """Throw an invoice away that has no number yet; raises IllegalTransition for an issued one."""
    require(tx, Permission.INVOICE_ISSUE)
    found = one_invoice(tx, invoice_id, lock=True)
    _check(found, InvoiceState.DISCARDED)
    gone = InvoiceState.DISCARDED.value
    tx.execute(update(invoices).where(invoices.c.id == invoice_id).values(state=gone))
    record(tx, "invoice_discarded", order_id=found.order_id)
    return one_invoice(tx, invoice_id)


def _look(drawn: Drawn, *, sure: bool) -> None:
    """What an invoice must not say, and what somebody has to say twice."""
    buyer = drawn.buyer
    looks = looks_of(buyer.tax_number, buyer.country) if buyer.tax_number else Looks.RIGHT
    told = {"order": drawn.order_no, "number": buyer.tax_number}
    if looks is Looks.WRONG:
        raise Refusal("tax_number_wrong", **told)
    if sure:
        return
    if looks is Looks.ODD:
        raise Refusal("tax_number_odd", **told)
    if drawn.total <= 0:
        raise Refusal("invoice_zero", order=drawn.order_no)


def _check(found: Invoice, then: InvoiceState) -> None:
    named = found.internal_no or found.reference
    check_step(INVOICE_STEPS, found.state, then, invoice=named)
