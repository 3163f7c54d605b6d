"""How an invoice says that it wants to be paid: its reference, and a code that a banking app reads.

Both are fixed when it is issued, so that every copy of it says the same. A link to a gateway is
wanted then as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, insert, or_, select

from core.billing.models import billed_orders, invoices
from core.billing.pay_code_models import invoice_pay_codes
from core.billing.pay_links.intending import want_link
from core.billing.states import InvoiceKind
from core.errors import Refusal
from core.money import Money
from core.orders.models import orders
from core.payqr.qris import qris
from core.payqr.reference import reference_of
from core.payqr.vietqr import BANKS, vietqr
from core.receivable_settings import PaymentsSettings
from core.transaction import Transaction

VIETQR, QRIS = "vietqr", "qris"


@dataclass(frozen=True, slots=True)
class PayCode:
    """What stands on an invoice; without a scheme it is the reference alone."""

    reference: str
    scheme: str = ""
    code: str = ""
    words: str = ""
    """Whose account it is."""


def keep_pay_code(
    tx: Transaction, settings: PaymentsSettings, invoice_id: int, day: date
) -> PayCode:
    """Draw up and keep how an invoice of that day is paid; nothing for a correction.

    The code asks for what is not paid on its orders, nor collected by a courier, at this moment.
    """
    row = tx.execute(_invoice, {"i": invoice_id}).one()
    if row.kind not in {InvoiceKind.INVOICE.value, InvoiceKind.REPLACEMENT.value}:
        return PayCode("")
    came = sum(one.paid + one.cod for one in tx.execute(_orders, {"i": invoice_id}))
    due = Money(row.total - came, row.currency)
    made = _pay_code(settings, due, invoice_id, day)
    values = {"invoice_id": invoice_id, "reference": made.reference, "scheme": made.scheme}
    tx.execute(insert(invoice_pay_codes), values | {"code": made.code, "words": made.words})
    if settings.link_at_issue and row.kind == InvoiceKind.INVOICE.value:
        want_link(tx, settings, invoice_id, made.reference, due)
    return made


def pay_code(tx: Transaction, invoice_id: int) -> PayCode:
    """How an issued invoice is paid; empty for one that was issued without."""
    row = tx.execute(_kept, {"i": invoice_id}).first()
    return PayCode("") if row is None else PayCode(*row)


def _pay_code(settings: PaymentsSettings, due: Money, invoice_id: int, day: date) -> PayCode:
    reference = reference_of(invoice_id, day)
    if due.minor <= 0:
        return PayCode(reference)
    if due.currency == "VND" and settings.vietqr.bank:
        said = settings.vietqr
        try:
            code = vietqr(said.bank, said.account, due.minor, reference)
        except Refusal:  # more than a code can ask for: it is paid by hand
            return PayCode(reference)
        bank = BANKS.get(said.bank, said.bank)
        words = " ".join(part for part in (bank, said.account, said.name) if part)
        return PayCode(reference, VIETQR, code, words[:200])
    if due.currency == "IDR" and settings.qris.code:
        said_id = settings.qris
        code = said_id.code
        whole = due.decimal == due.decimal.to_integral_value()
        if said_id.dynamic and whole:
            try:
                code = qris(said_id.code, int(due.decimal))
            except Refusal:
                code = said_id.code
        return PayCode(reference, QRIS, code, said_id.name[:200])
    return PayCode(reference)


_invoice = select(invoices.c.kind, invoices.c.total, invoices.c.currency).where(
    invoices.c.id == bindparam("i")
)
_orders = (
    select(orders.c.paid, orders.c.cod)
    .select_from(orders)
    .where(
        or_(
            orders.c.id.in_(select(invoices.c.order_id).where(invoices.c.id == bindparam("i"))),
            orders.c.id.in_(
                select(billed_orders.c.order_id).where(billed_orders.c.invoice_id == bindparam("i"))
            ),
        )
    )
)
_kept = select(
    invoice_pay_codes.c.reference,
    invoice_pay_codes.c.scheme,
    invoice_pay_codes.c.code,
    invoice_pay_codes.c.words,
).where(invoice_pay_codes.c.invoice_id == bindparam("i"))
