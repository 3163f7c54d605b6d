"""Draws an e-invoice up from an issued invoice: what it says, and what stands against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.billing.queries import Invoice, InvoiceLine, lines_of
from core.billing.states import InvoiceKind, InvoiceState
from core.billing.taxnumbers import Looks, looks_of
from core.einvoice.base import Provider
from core.einvoice.document import KCT, KKKNT, Buyer, Correction, Document, Line
from core.einvoice.registry import EInvoicing, of_year
from core.einvoice.states import EKind
from core.errors import Refusal
from core.i18n import _, speaking
from core.money import digits
from core.shares import percent_of, tax_within
from core.text import clean
from core.transaction import Transaction

SALES = "2"
"""The form of invoices without VAT: their amounts are what is paid."""
CASH_LIMIT = 5_000_000
"""Đồng from which on a buyer deducts input tax only where it was not paid in cash (2025)."""
_COMPANY = re.compile(r"\d{10}(-?\d{3})?")
_CLOSE = Decimal("0.5")
_FINEST = 6
_SIGNS = {
    InvoiceKind.INVOICE: EKind.ORIGINAL,
    InvoiceKind.CREDIT: EKind.ADJUSTMENT,
    InvoiceKind.ADJUSTMENT: EKind.ADJUSTMENT,
    InvoiceKind.REPLACEMENT: EKind.REPLACEMENT,
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person said of an e-invoice; what is empty is as configured or on the invoice."""

    provider: str = ""
    series: str = ""
    template: str = ""
    day: date | None = None
    payment: str = ""
    agreement: str = ""
    agreed_on: date | None = None
    reason: str = ""
    rate: str = ""
    """What one unit of a foreign currency is in đồng."""


def kind_of(invoice: Invoice) -> EKind:
    """What an e-invoice of an invoice is to the one before it."""
    return _SIGNS[invoice.kind]


def draw(
    tx: Transaction,
    book: EInvoicing,
    provider: Provider,
    invoice: Invoice,
    key: str,
    wishes: Wishes,
    correction: Correction | None = None,
) -> Document:
    """What an e-invoice of an invoice says.

    Raises Refusal ``invoice_not_issued``, ``einvoice_buyer_address``, ``einvoice_buyer_tax``,
    ``einvoice_rate_missing``, ``einvoice_line_amount``, ``einvoice_currency`` and
    ``einvoice_series_shape``.
    """
    if invoice.state is not InvoiceState.ISSUED or invoice.issue_date is None:
        raise Refusal("invoice_not_issued", order=invoice.reference)
    day = wishes.day or invoice.issue_date
    series = wishes.series or provider.series
    if not re.fullmatch(r"[1-9][CK]\d{2}[TDLMNBGHXF][A-Z]{2}", series):
        raise Refusal("einvoice_series_shape", series=series)
    kind = kind_of(invoice)
    found = lines_of(tx, invoice.id)
    lowers = invoice.total < 0
    lines = tuple(
        _line(book, invoice, line, sales=series[0] == SALES, lowers=lowers, kind=kind)
        for line in found
    )
    return Document(
        key=key,
        kind=kind,
        series=of_year(series, day),
        day=day.isoformat(),
        currency=invoice.currency,
        payment=wishes.payment or book.settings.payment,
        paid=False,
        buyer=buyer_of(invoice, kind),
        lines=lines,
        total=sum(line.sign * (line.net + line.tax) for line in lines),
        note=invoice.note,
        lowers=lowers,
        correction=correction,
        template=wishes.template or provider.template,
        rate=_rate(invoice, wishes),
        seller=provider.seller,
    )


def notes_on(document: Document) -> tuple[str, ...]:
    """What a person should think of before it goes out, as codes."""
    found = []
    cash = document.payment == "TM" and document.currency == "VND"
    if cash and document.buyer.tax_number and document.total >= CASH_LIMIT:
        found.append("einvoice_cash_limit")
    return tuple(found)


def buyer_of(invoice: Invoice, kind: EKind) -> Buyer:
    """Who buys: a company by its number of ten or thirteen digits, else a person."""
    side = invoice.buyer
    number = re.sub(r"[\s.]", "", side.tax_number)
    company = bool(_COMPANY.fullmatch(number))
    if number and looks_of(number, "VN") is Looks.WRONG:
        raise Refusal("einvoice_buyer_tax", invoice=invoice.internal_no, number=side.tax_number)
    if number and not side.place and kind is not EKind.ADJUSTMENT:
        raise Refusal("einvoice_buyer_address", invoice=invoice.internal_no, buyer=side.name)
    if len(number) == 13 and company:
        number = f"{number[:10]}-{number[10:]}"
    return Buyer(
        person=side.contact if company else side.name,
        company=side.name if company else "",
        tax_number=number,
        address=clean(side.place, 400),
        email=side.email,
        phone=side.phone,
    )


def _rate(invoice: Invoice, wishes: Wishes) -> str:
    """What the currency is in đồng; wanted for every currency but that one."""
    if invoice.currency == "VND":
        return "1"
    if not re.fullmatch(r"\d{1,11}(\.\d{1,2})?", wishes.rate) or not Decimal(wishes.rate):
        raise Refusal("einvoice_currency", invoice=invoice.internal_no, currency=invoice.currency)
    return wishes.rate


def _line(
    book: EInvoicing,
    invoice: Invoice,
    line: InvoiceLine,
    *,
    sales: bool,
    lowers: bool,
    kind: EKind,
) -> Line:
    """One line without its sign: that of the whole says whether it is added or taken away.

    Differences are told as they are: without discounts, a change of the price alone as one piece,
    and some may go against the others.
    """
    sign = -1 if lowers else 1
    net, tax, quantity, off = sign * line.net, sign * line.tax, line.quantity, line.discount
    against = False
    if kind is EKind.ADJUSTMENT:
        against = net < 0 or (net == 0 and tax < 0)
        net, tax, quantity, off = abs(net), abs(tax), abs(quantity) or 1, 0
    if net < 0 or tax < 0 or quantity <= 0 or off < 0:
        name = line.description or line.sku
        raise Refusal("einvoice_line_amount", invoice=invoice.internal_no, line=name)
    gross = net + tax + off
    if sales:
        net, tax, gross_tax = net + tax, 0, 0
    else:
        percent = percent_of(_spoken_rate(line.rate, invoice))
        gross_tax = tax_within(gross, percent) if off else tax
    gross_net = gross - gross_tax
    with speaking(invoice.language):
        shipping = _("Shipping")
    return Line(
        code=line.sku,
        name=clean(line.description or shipping, 500),
        unit=book.settings.unit if line.sku else "",
        quantity=quantity,
        price=_price(gross_net, quantity, invoice.currency),
        gross_net=gross_net,
        gross_tax=gross_tax,
        net=net,
        tax=tax,
        rate=KCT if sales else _spoken_rate(line.rate, invoice),
        against=against,
    )


def _spoken_rate(rate: str, invoice: Invoice) -> str:
    """The rate as the law writes it; without one nobody can tell which of the three is meant."""
    written = rate.strip().upper()
    if written in {KCT, KKKNT}:
        return written
    if not re.fullmatch(r"\d{1,2}(\.\d{1,2})?", written):
        raise Refusal("einvoice_rate_missing", invoice=invoice.internal_no)
    return f"{Decimal(written).normalize():f}"


def _price(net: int, quantity: int, currency: str) -> str:
    """The price of one, with as few digits as still give the amount of the line."""
    whole = Decimal(net).scaleb(-digits(currency))
    price = whole / quantity
    for places in range(_FINEST + 1):
        rounded = price.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if abs(rounded * quantity - whole) < _CLOSE.scaleb(-digits(currency)):
            break
    plain = f"{rounded:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
