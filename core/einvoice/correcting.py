"""Corrections of e-invoices: what the law lets correct what, and the sentence that it wants."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select

from core.billing.queries import Invoice
from core.clock import local
from core.einvoice.document import Correction, Original
from core.einvoice.drawing import Wishes, kind_of
from core.einvoice.misa_words import of_cash_register
from core.einvoice.models import einvoices
from core.einvoice.queries import EInvoice, of_invoice, one
from core.einvoice.states import OUT, EKind, EState
from core.errors import Refusal
from core.transaction import Transaction

_OPENINGS = {EKind.ADJUSTMENT: "Điều chỉnh", EKind.REPLACEMENT: "Thay thế"}
ZONE = "Asia/Ho_Chi_Minh"


def correction_of(
    tx: Transaction, invoice: Invoice, wishes: Wishes
) -> tuple[EInvoice, Correction] | None:
    """What an invoice corrects, by what sentence; None for one that corrects nothing.

    Raises Refusal ``einvoice_original_missing``, ``einvoice_original_not_out``,
    ``einvoice_original_replaced``, ``einvoice_same_way``, ``einvoice_cash_register`` and
    ``einvoice_agreement_missing``.
    """
    kind = kind_of(invoice)
    if kind is EKind.ORIGINAL:
        return None
    of = invoice.ref_invoice_id
    original = of_invoice(tx, of) if of is not None else None
    if original is None:
        raise Refusal("einvoice_original_missing", invoice=invoice.internal_no)
    check_way(tx, original, kind)
    if invoice.buyer.tax_number and not wishes.agreement:
        raise Refusal("einvoice_agreement_missing", invoice=invoice.internal_no)
    today = local(tx.now, ZONE).date()
    return original, Correction(
        original=Original(
            series=original.series,
            number=original.legal_no,
            day=original.day.isoformat(),
            issued_at=(original.issued_at or original.created_at).isoformat(),
            template=original.document.template,
        ),
        sentence=sentence(kind, original.series, original.legal_no, original.day),
        reason=wishes.reason or invoice.note or invoice.internal_no,
        agreement=wishes.agreement or invoice.internal_no,
        agreed_on=(wishes.agreed_on or invoice.issue_date or today).isoformat(),
    )


def check_way(tx: Transaction, original: EInvoice, kind: EKind) -> None:
    """Whether an e-invoice may be corrected in this way: once chosen, it is the same for ever.

    A replacement is never adjusted, and what was adjusted never replaced (Circular 91/2026,
    article 10).
    """
    told = {"number": original.written, "invoice": original.internal_no}
    if original.state not in OUT or not original.legal_no:
        raise Refusal("einvoice_original_not_out", **told)
    if kind is EKind.ADJUSTMENT and of_cash_register(original.series):
        raise Refusal("einvoice_cash_register", **told)
    before = {EKind(row.kind) for row in tx.execute(_corrections, {"o": original.id})}
    if EKind.REPLACEMENT in before:
        raise Refusal("einvoice_original_replaced", **told)
    if original.kind is not EKind.ORIGINAL:
        before.add(original.kind)
    if before - {kind}:
        raise Refusal("einvoice_same_way", way=next(iter(before)).value, **told)


def sentence(kind: EKind, series: str, number: str, day: date) -> str:
    """The sentence that stands on a correction; the law says it word by word."""
    return (
        f"{_OPENINGS[kind]} cho hóa đơn Mẫu số {series[0]} ký hiệu {series[1:]} số {number} "
        f"ngày {day.day} tháng {day.month} năm {day.year}"
    )


def corrected_by(tx: Transaction, einvoice_id: int) -> tuple[EInvoice, ...]:
    """What adjusts or replaces an e-invoice, the oldest first."""
    rows = tx.execute(_corrections, {"o": einvoice_id}).all()
    return tuple(one(tx, row.id) for row in rows)


_corrections = (
    select(einvoices.c.id, einvoices.c.kind)
    .where(
        einvoices.c.original_id == bindparam("o"),
        einvoices.c.state.not_in([EState.DRAFT.value, EState.REJECTED.value]),
    )
    .order_by(einvoices.c.id)
)
