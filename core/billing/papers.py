"""Invoices on paper and as files: drawn up from what was issued, and kept as they were sent."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import bindparam, insert, select

from core.billing.models import invoice_files
from core.billing.pay_links.queries import link_of, live_link
from core.billing.paying import PayCode, pay_code
from core.billing.queries import Invoice, InvoiceLine, lines_of
from core.billing.rules import Sides
from core.billing.sending.rules import SendingRules
from core.billing.states import InvoiceKind, InvoiceState
from core.errors import Refusal
from core.paper.documents import InvoicePaper, Item, Party, TaxLine
from core.transaction import Transaction

PDF = "pdf"
_FOR_A_LINK = timedelta(minutes=10)


def paper_of(
    tx: Transaction, invoice: Invoice, sending: SendingRules | None = None
) -> InvoicePaper:
    """An issued invoice as it stands on paper; `sending` says the terms and where windows are.

    It is the same each time but for the link by which it is paid now.

    Raises Refusal ``invoice_not_issued`` for one without a number.
    """
    if invoice.state is not InvoiceState.ISSUED or invoice.issue_date is None:
        raise Refusal("invoice_not_issued", order=invoice.reference)
    lines = lines_of(tx, invoice.id)
    pay, link = _how_to_pay(tx, invoice)
    corrects = invoice.reference if invoice.ref_invoice_id is not None else ""
    goods = [line for line in lines if line.description or line.sku]
    fees = sum(line.total for line in lines) - sum(line.total for line in goods)
    return InvoicePaper(
        language=invoice.language,
        shop=_party(invoice.seller),
        tax_id=invoice.seller.tax_number,
        recipient=_party(invoice.buyer),
        recipient_tax=invoice.buyer.tax_number,
        number=invoice.internal_no,
        day=invoice.issue_date.isoformat(),
        due=invoice.due_date.isoformat() if invoice.due_date else "",
        order_no="" if corrects else invoice.reference,
        currency=invoice.currency,
        items=tuple(
            Item(
                line.sku,
                line.description,
                line.quantity,
                "",
                line.unit_price,
                line.unit_price * line.quantity,
                "",
                line.discount,
            )
            for line in goods
        ),
        shipping_fee=fees,
        taxes=_taxes(lines),
        net=invoice.net,
        tax=invoice.tax,
        total=invoice.total,
        payment=invoice.payment,
        note=invoice.note,
        pay_reference=pay.reference,
        pay_scheme=pay.scheme,
        pay_code=pay.code,
        pay_words=pay.words,
        pay_link=link,
        what=invoice.kind.value,
        corrects=corrects,
        terms=sending.terms.get(invoice.language, "") if sending else "",
        place="right" if sending and sending.window == "right" else "left",
    )


def kept(tx: Transaction, invoice_id: int) -> bytes | None:
    """The PDF of an invoice as it was first made; None where none was made."""
    data = tx.execute(_file, {"i": invoice_id, "k": PDF}).scalar()
    return None if data is None else bytes(data)


def is_kept(tx: Transaction, invoice_id: int) -> bool:
    """Whether the PDF of an invoice was made."""
    return tx.execute(_there, {"i": invoice_id, "k": PDF}).first() is not None


def keep(tx: Transaction, invoice_id: int, pdf: bytes) -> bytes:
    """Keep the PDF of an invoice, unless one is kept; gives the one that counts.

    While the link that it is paid by is on its way none is kept for some minutes: the next one has
    the link on it.
    """
    known = kept(tx, invoice_id)
    if known is not None:
        return known
    link = link_of(tx, invoice_id)
    if link is not None and link.on_its_way and tx.now - link.created_at < _FOR_A_LINK:
        return pdf
    row = {
        "invoice_id": invoice_id,
        "kind": PDF,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "data": pdf,
        "made_at": tx.now,
    }
    tx.execute(insert(invoice_files), row)
    return pdf


def _how_to_pay(tx: Transaction, invoice: Invoice) -> tuple[PayCode, str]:
    """Its reference with the link of a gateway where there is one, else with our own code."""
    pay = pay_code(tx, invoice.id)
    charges = invoice.kind in {InvoiceKind.INVOICE, InvoiceKind.REPLACEMENT}
    link = live_link(tx, invoice.id) if charges else None
    if link is None:
        return pay, ""
    return PayCode(pay.reference, link.gateway, link.code), link.url


def _party(side: Sides) -> Party:
    return Party(
        side.name,
        side.phone,
        side.address,
        side.district,
        side.city,
        side.province,
        side.postcode,
        side.country,
    )


def _taxes(lines: tuple[InvoiceLine, ...]) -> tuple[TaxLine, ...]:
    """The lines' tax by rate: sums of rounded lines, never rates of sums."""
    rates: dict[str, tuple[int, int]] = {}
    for line in lines:
        if line.tax:
            base, tax = rates.get(line.rate, (0, 0))
            rates[line.rate] = (base + line.net, tax + line.tax)
    highest = sorted(rates, key=float, reverse=True)
    return tuple(TaxLine(rate, *rates[rate]) for rate in highest)


_file = select(invoice_files.c.data).where(
    invoice_files.c.invoice_id == bindparam("i"), invoice_files.c.kind == bindparam("k")
)
_there = select(invoice_files.c.invoice_id).where(
    invoice_files.c.invoice_id == bindparam("i"), invoice_files.c.kind == bindparam("k")
)
