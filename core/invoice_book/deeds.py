"""What keys do in the book of invoices: print, send, correct."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.billing.correcting.commands import Why, adjust, credit, supersede
from core.billing.correcting.reading import changes_of, read_lines, units_of
from core.billing.queries import Invoice, one_invoice
from core.billing.rules import BillingRules
from core.billing.sending.commands import send
from core.billing.sending.printing import print_now
from core.billing.sending.rules import SendingRules
from core.billing.sending.states import OutWay
from core.billing.states import InvoiceKind
from core.einvoice import letters
from core.einvoice.queries import of_invoice
from core.errors import Refusal
from core.files import values as cells
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.orders.follow_up import FollowUps
from core.shipping.settings import ShippingSettings
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Correction:
    """How an invoice is corrected, as it was filled in."""

    kind: InvoiceKind
    reason: str
    lines: str = ""
    """As `core.billing.correcting.reading` reads them; empty with a credit: all that is left."""
    amount: str = ""
    """Of a credit of so much; with tax."""
    buyer: Mapping[str, str] | None = None
    """What a replacement says of the buyer; what is not there stays as it was."""
    code: str = ""
    hold: bool = False
    sure: bool = False


def print_it(
    settings: ShippingSettings, rules: SendingRules, invoice_id: int, printer: str
) -> Deed:
    """Print an invoice; once more is a copy and says so."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        one = one_invoice(bench.tx, invoice_id)
        job = print_now(bench.tx, settings, rules, one.id, printer or None).job
        told = {"invoice": one.internal_no, "printer": job.printer}
        return Answer(Kind.INFO, "invoice_prints", told)

    return do


def mail(settings: FollowUps, invoice_id: int, to: str, *, again: bool) -> Deed:
    """Send it to the buyer: with the files of its e-invoice, else with its own PDF."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        one = one_invoice(bench.tx, invoice_id)
        sent = of_invoice(bench.tx, invoice_id)
        if sent is None:
            (made,) = send(bench.tx, one.id, OutWay.EMAIL, to=to, again=again)
            about = {"invoice": one.internal_no, "out_way": made.way.value, "to": made.recipient}
            return Answer(Kind.INFO, "out_sent", about)
        letter = letters.send(bench.tx, settings, sent.id, to=to, again=again)
        told = {"invoice": one.internal_no, "to": letter.recipient}
        return Answer(Kind.INFO, "einvoice_mailed", told)

    return do


def correct(rules: BillingRules, invoice_id: int, how: Correction) -> Deed:
    """Credit, adjust or replace an issued invoice by a document of its own."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        before = one_invoice(bench.tx, invoice_id)
        made = _corrected(bench.tx, rules, before, how)
        told = {"invoice": before.named, "by": made.named, "kind": made.kind.value}
        told["buyer"] = made.buyer.name
        if made.internal_no:
            return Answer(Kind.INFO, "invoice_corrected", told)
        return Answer(Kind.INFO, "invoice_correction_waits", told)

    return do


def _corrected(tx: Transaction, rules: BillingRules, one: Invoice, how: Correction) -> Invoice:
    why = Why(how.reason, code=how.code, hold=how.hold)
    said = read_lines(how.lines)
    if how.kind is InvoiceKind.CREDIT:
        minor = cells.amount(how.amount, one.currency) if how.amount.strip() else None
        units = units_of(said) if said else None
        if units is not None and minor is not None:
            raise Refusal("credit_both", invoice=one.named)
        return credit(tx, rules, one.id, why, units=units, amount=minor)
    changes = changes_of(said, one.currency)
    if how.kind is InvoiceKind.ADJUSTMENT:
        return adjust(tx, rules, one.id, why, changes)
    return supersede(tx, rules, one.id, why, buyer=how.buyer, changes=changes, sure=how.sure)
