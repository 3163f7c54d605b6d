"""Draws a tax invoice up from an issued invoice, or says why it cannot go into a file."""

from __future__ import annotations

import re
from decimal import Decimal

from core.billing.queries import Invoice, InvoiceLine
from core.einvoice.coretax.writing import FULL_BASE, OTHER_BASE, Good, TaxBuyer, TaxInvoice
from core.einvoice_settings import CoretaxSettings
from core.errors import Refusal
from core.i18n import _, speaking
from core.money import digits
from core.shares import percent_of
from core.text import clean

HEAD_OFFICE = "000000"
_NOBODY = "0" * 16
_CODES = {Decimal(11): OTHER_BASE, Decimal(12): FULL_BASE}
"""By the rate that is within our prices: 12 % of eleven twelfths are 11 % of the whole."""
_COUNTRIES = {
    "ID": "IDN",
    "AU": "AUS",
    "CN": "CHN",
    "GB": "GBR",
    "HK": "HKG",
    "IN": "IND",
    "JP": "JPN",
    "KR": "KOR",
    "MY": "MYS",
    "NL": "NLD",
    "PH": "PHL",
    "SG": "SGP",
    "TH": "THA",
    "TW": "TWN",
    "US": "USA",
    "VN": "VNM",
}


def tin_of(number: str) -> str:
    """A tax number with its sixteen digits; an older one of fifteen gets a zero in front.

    Empty for what is none.
    """
    found = re.sub(r"[\s.-]", "", number)
    if re.fullmatch(r"\d{15}", found):
        found = f"0{found}"
    return found if re.fullmatch(r"\d{16}", found) else ""


def draw(invoice: Invoice, lines: tuple[InvoiceLine, ...], settings: CoretaxSettings) -> TaxInvoice:
    """The tax invoice of an issued invoice.

    Raises Refusal ``coretax_currency``, ``coretax_no_tax``, ``coretax_rate``, ``coretax_mixed``,
    ``coretax_line``, ``coretax_buyer_number``, ``coretax_buyer_address``, ``coretax_country``.
    """
    told = {"invoice": invoice.internal_no}
    if invoice.currency != "IDR":
        raise Refusal("coretax_currency", currency=invoice.currency, **told)
    if not invoice.tax or invoice.issue_date is None:
        raise Refusal("coretax_no_tax", **told)
    rates = {line.rate for line in lines if line.total}
    codes = {_CODES.get(percent_of(rate), "") for rate in rates}
    if "" in codes:
        odd = next(rate for rate in sorted(rates) if percent_of(rate) not in _CODES)
        raise Refusal("coretax_rate", rate=odd or "0", **told)
    if len(codes) > 1:
        raise Refusal("coretax_mixed", **told)
    return TaxInvoice(
        day=invoice.issue_date,
        trx=codes.pop(),
        reference=invoice.internal_no,
        buyer=buyer_of(invoice, settings),
        goods=tuple(_good(invoice, line) for line in lines if line.total),
    )


def buyer_of(invoice: Invoice, settings: CoretaxSettings) -> TaxBuyer:
    """Who buys: by tax number, else by the number of a citizen or of a foreigner's passport."""
    side = invoice.buyer
    told = {"invoice": invoice.internal_no, "buyer": side.name}
    country = _COUNTRIES.get(side.country or "ID")
    if country is None:
        raise Refusal("coretax_country", country=side.country, **told)
    number = tin_of(side.tax_number)
    foreign = country != "IDN"
    if not number and not (foreign and side.tax_number):
        raise Refusal("coretax_buyer_number", **told)
    if not side.place:
        raise Refusal("coretax_buyer_address", **told)
    known = number.startswith("0") and not foreign
    document = "TIN" if known else "Passport" if foreign else "National ID"
    return TaxBuyer(
        tin=number if known else _NOBODY,
        document=document,
        country=country,
        number=settings.no_number if known else clean(number or side.tax_number, 40),
        name=clean(side.name, 200),
        address=clean(side.place, 300),
        email=side.email,
        place=f"{number}{HEAD_OFFICE}" if known else HEAD_OFFICE,
    )


def _good(invoice: Invoice, line: InvoiceLine) -> Good:
    if line.quantity <= 0 or line.net < 0 or line.discount < 0:
        name = line.description or line.sku
        raise Refusal("coretax_line", invoice=invoice.internal_no, line=name)
    base = Decimal(line.net).scaleb(-digits(invoice.currency))
    # The discount was given with its tax: without it, it has the same part of the price.
    off = Decimal(line.net * line.discount) / line.total if line.discount else Decimal()
    discount = (off.scaleb(-digits(invoice.currency))).quantize(Decimal("0.01"))
    with speaking(invoice.language):
        shipping = _("Shipping")
    return Good.of(clean(line.description or shipping, 250), line.quantity, base, discount)
