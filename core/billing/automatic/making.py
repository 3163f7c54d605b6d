"""Makes what is due: an invoice of it or a receipt, issued at once or put before a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum

from core.audit import record
from core.billing.automatic.due import Unit
from core.billing.automatic.reasons import Owing, reasons_for
from core.billing.charges.lines import charge_lines
from core.billing.drawing import Drawn, buyer_of, draw_orders, drawn_of, heads_of
from core.billing.issuing import issue
from core.billing.making import mark_orders, put
from core.billing.profiles.queries import Profile, profile_of
from core.billing.rates.queries import TaxRates, tax_rates_of
from core.billing.rules import BillingRules
from core.billing.states import InvoiceState
from core.clock import local
from core.people.permissions import Permission, require
from core.transaction import Transaction


class Outcome(StrEnum):
    """What became of something that was due."""

    ISSUED = "issued"
    REVIEW = "review"
    DRAFT = "draft"
    RECEIPT = "receipt"
    """It is below what an invoice is made for."""
    NOTHING = "nothing"
    """Nothing was left to do."""


Made = tuple[Outcome, int | None]
"""What became of it, and the id of its invoice."""


def make(tx: Transaction, rules: BillingRules, unit: Unit, owing: Owing) -> Made:
    """Make the invoice of what is due, dated today; nothing of it can come onto another.

    Raises what drawing up and issuing raise, Refusal ``invoice_there`` where it is on one already.
    """
    require(tx, Permission.INVOICE_ISSUE)
    today = local(tx.now, rules.zone).date()
    profile = profile_of(tx, unit.customer_id)
    drawn = draw_unit(tx, rules, unit, profile, tax_rates_of(tx, rules.country), today)
    if unit.period is None and _receipt_is_enough(rules, profile, drawn):
        mark_orders(tx, drawn, None)
        record(tx, "billed_by_receipt", order_id=unit.order_ids[0], total=drawn.total)
        return Outcome.RECEIPT, None
    return keep(tx, rules, profile, drawn, owing)


def keep(
    tx: Transaction,
    rules: BillingRules,
    profile: Profile,
    drawn: Drawn,
    owing: Owing,
    *,
    late: bool = False,
    note: str = "",
) -> Made:
    """Keep a document and issue it, unless there is a reason to look at it first."""
    reasons = reasons_for(tx, rules, profile, drawn, owing, late=late)
    state = InvoiceState.REVIEW if reasons else InvoiceState.READY
    made = put(tx, rules, drawn, note, state=state, reasons=reasons)
    if reasons:
        order = drawn.order_ids[0] if len(drawn.order_ids) == 1 else None
        record(tx, "invoice_to_review", order_id=order, invoice=f"#{made}")
        return Outcome.REVIEW, made
    issue(tx, rules, made)
    return Outcome.ISSUED, made


def draw_unit(
    tx: Transaction, rules: BillingRules, unit: Unit, profile: Profile, taxes: TaxRates, day: date
) -> Drawn:
    """What the invoice of something that is due says."""
    if unit.order_ids:
        drawn = draw_orders(tx, rules, heads_of(tx, unit.order_ids), profile, taxes, day)
    else:
        drawn = drawn_of(
            rules,
            profile,
            reference="",
            customer_id=unit.customer_id,
            currency=unit.currency,
            buyer=buyer_of(tx, profile, unit.customer_id or 0),
            lines=(),
        )
    if unit.charge_ids:
        more = charge_lines(tx, profile, unit.charge_ids, taxes, day)
        start = len(drawn.lines) + 1
        drawn = replace(
            drawn,
            lines=(*drawn.lines, *more.lines),
            charges=tuple((each, start + at) for at, each in enumerate(unit.charge_ids)),
            lapsed=tuple(dict.fromkeys((*drawn.lapsed, *more.lapsed))),
            unpriced=drawn.unpriced or more.unpriced,
        )
    if unit.period is not None:
        drawn = replace(drawn, reference=str(unit.period))
    return drawn


def _receipt_is_enough(rules: BillingRules, profile: Profile, drawn: Drawn) -> bool:
    if profile.wants_invoice or (profile.known and profile.tax_number):
        return False
    bound = rules.receipt_below if drawn.currency == rules.currency else 0
    if profile.receipt_below is not None:
        bound = profile.receipt_below
    return drawn.total < bound
