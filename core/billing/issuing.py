"""Issues invoices: number and state in one transaction, and nothing of them changes afterwards."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError

from core.audit import record
from core.billing import numbers
from core.billing.drawing import Drawn, draw_up
from core.billing.making import free, put
from core.billing.models import invoices
from core.billing.paying import keep_pay_code
from core.billing.queries import Invoice, of_order, one_invoice
from core.billing.rules import BillingRules
from core.billing.sending.planning import plan
from core.billing.states import INVOICE_STEPS, InvoiceKind, InvoiceState
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
    `sure` ``invoice_zero``, ``tax_number_odd`` and ``tax_rate_lapsed``.
    """
    require(tx, Permission.INVOICE_ISSUE)
    head(tx, order_id, lock=True)  # two people at once: the second finds what the first made
    known = of_order(tx, order_id)
    if known is not None and known.state is InvoiceState.ISSUED:
        return Issued(known, new=False)
    if known is not None:
        return Issued(release(tx, rules, known.id, day=day), new=True)
    drawn = draw_up(tx, rules, order_id, buyer)
    _look(drawn, sure=sure)
    try:
        made = put(tx, rules, drawn, note)
    except IntegrityError as error:
        raise Refusal("invoice_there", order=drawn.reference) from error
    return Issued(issue(tx, rules, made, day=day), new=True)


def issue(
    tx: Transaction, rules: BillingRules, invoice_id: int, *, day: date | None = None
) -> Invoice:
    """Give a document that is ready its number and date; it never changes after that.

    Raises what `invoice_order` raises about the day, IllegalTransition for one that is not ready.
    """
    require(tx, Permission.INVOICE_ISSUE)
    found = one_invoice(tx, invoice_id, lock=True)
    _check(found, InvoiceState.ISSUED)
    today = local(tx.now, rules.zone).date()
    day = day or today
    if day > today:
        raise Refusal("invoice_date_ahead", day=f"{day:%d/%m/%Y}")
    series, number, written = numbers.next_number(tx, rules.pattern_of(found.kind), day)
    due = due_day(rules, found, day)
    row = {"i": invoice_id, "series_": series, "number_": number, "written": written}
    tx.execute(_issue, row | {"day": day, "due": due, "now": tx.now, "by": tx.actor.name})
    keep_pay_code(tx, rules.pay, invoice_id, day)
    record(tx, "invoice_issued", order_id=found.order_id, invoice=written, total=found.total)
    made = replace(
        found,
        state=InvoiceState.ISSUED,
        internal_no=written,
        issue_date=day,
        due_date=due,
        issued_at=tx.now,
        issued_by=tx.actor.name,
    )
    plan(tx, rules.sending, made)
    return made


def due_day(rules: BillingRules, found: Invoice, day: date) -> date:
    """Until when a document of a day is to be paid: so many days, or from the end of its month."""
    if found.kind is InvoiceKind.CREDIT:
        return day
    days = rules.due_days if found.due_days is None else found.due_days
    if found.due_eom:
        day = day.replace(day=monthrange(day.year, day.month)[1])
    return day + timedelta(days=days)


def release(
    tx: Transaction, rules: BillingRules, invoice_id: int, *, day: date | None = None
) -> Invoice:
    """Issue a document that somebody has looked at; raises what `issue` does."""
    require(tx, Permission.INVOICE_ISSUE)
    found = one_invoice(tx, invoice_id, lock=True)
    if found.state is not InvoiceState.READY:
        _check(found, InvoiceState.READY)
        tx.execute(_ready, {"i": invoice_id})
        record(tx, "invoice_released", order_id=found.order_id, invoice=found.named)
    return issue(tx, rules, invoice_id, day=day)


def discard(tx: Transaction, invoice_id: int) -> Invoice:
    """Throw an invoice away that has no number yet: what is on it may come onto another.

    Raises IllegalTransition for one that is issued.
    """
    require(tx, Permission.INVOICE_ISSUE)
    found = one_invoice(tx, invoice_id, lock=True)
    _check(found, InvoiceState.DISCARDED)
    gone = InvoiceState.DISCARDED.value
    tx.execute(update(invoices).where(invoices.c.id == invoice_id).values(state=gone))
    free(tx, invoice_id)
    record(tx, "invoice_discarded", order_id=found.order_id)
    return one_invoice(tx, invoice_id)


def _look(drawn: Drawn, *, sure: bool) -> None:
    """What an invoice must not say, and what somebody has to say twice."""
    buyer = drawn.buyer
    looks = looks_of(buyer.tax_number, buyer.country) if buyer.tax_number else Looks.RIGHT
    told = {"order": drawn.reference, "number": buyer.tax_number}
    if looks is Looks.WRONG:
        raise Refusal("tax_number_wrong", **told)
    if sure:
        return
    if looks is Looks.ODD:
        raise Refusal("tax_number_odd", **told)
    if drawn.total <= 0:
        raise Refusal("invoice_zero", order=drawn.reference)
    if drawn.lapsed:
        raise Refusal("tax_rate_lapsed", order=drawn.reference, rate=", ".join(drawn.lapsed))


def _check(found: Invoice, then: InvoiceState) -> None:
    named = found.internal_no or found.reference or found.named
    check_step(INVOICE_STEPS, found.state, then, invoice=named)


_issue: Any = (
    update(invoices)
    .where(invoices.c.id == bindparam("i"))
    .values(
        state=InvoiceState.ISSUED.value,
        series=bindparam("series_"),
        number=bindparam("number_"),
        internal_no=bindparam("written"),
        issue_date=bindparam("day"),
        due_date=bindparam("due"),
        issued_at=bindparam("now"),
        issued_by=bindparam("by"),
    )
)
_ready = (
    update(invoices).where(invoices.c.id == bindparam("i")).values(state=InvoiceState.READY.value)
)
