"""What MISA meInvoice is told, in its own words: bodies of its open API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.couriers.readings import text, whole
from core.einvoice.base import Authority, Issued
from core.einvoice.document import Document, Line, Stamped, number
from core.einvoice.states import EKind
from core.money import Money, digits
from core.words_of_money import in_words

_GOODS = 1
_REPLACES, _ADJUSTS = 1, 2
_CURRENT_LAW = 1
_NAMED = ("0", "5", "8", "10")
_ACCEPTED, _REFUSED = 2, 3


def invoice_of(stamped: Stamped) -> dict[str, Any]:
    """One entry of ``InvoiceData``; an adjustment that lowers has negative amounts everywhere."""
    document = stamped.document
    sign = -1 if document.lowers else 1
    sale = sum(line.sign * line.gross_net for line in document.lines)
    net, tax = document.net, document.tax
    told: dict[str, Any] = {
        "RefID": document.key,
        "InvSeries": document.series,
        "InvDate": document.day,
        "IsInvoiceSummary": False,
        "CurrencyCode": document.currency,
        "ExchangeRate": float(Decimal(document.rate)),
        "PaymentMethodName": document.payment,
        **_buyer(document),
        **_twice("TotalSaleAmount", document, sign * sale),
        **_twice("TotalDiscountAmount", document, sign * (sale - net)),
        **_twice("TotalAmountWithoutVAT", document, sign * net),
        **_twice("TotalVATAmount", document, sign * tax),
        **_twice("TotalAmount", document, sign * (net + tax)),
        "TotalAmountInWords": f"{in_words(Money(sign * (net + tax), document.currency), 'vi')}.",
        "OriginalInvoiceDetail": [
            _line(document, at, line, sign * line.sign) for at, line in enumerate(document.lines, 1)
        ],
        "TaxRateInfo": [
            {
                "VATRateName": rate_name(rate),
                "AmountWithoutVATOC": document.plain(sign * part),
                "VATAmountOC": document.plain(sign * its_tax),
            }
            for rate, (part, its_tax) in document.by_rate.items()
        ],
        "OptionUserDefined": _digits(document),
    }
    return told | _reference(document)


def body_of(stamped: Sequence[Stamped], sign_type: int) -> dict[str, Any]:
    """The body of ``POST /invoice``: made, signed and published in one question."""
    return {
        "SignType": sign_type,
        "InvoiceData": [invoice_of(one) for one in stamped],
        "PublishInvoiceData": None,
    }


def _buyer(document: Document) -> dict[str, Any]:
    buyer = document.buyer
    told = {
        "BuyerCode": buyer.code,
        "BuyerLegalName": buyer.company or buyer.person,
        "BuyerTaxCode": buyer.tax_number,
        "BuyerAddress": buyer.address,
        "BuyerFullName": buyer.person,
        "BuyerEmail": buyer.email,
        "BuyerPhoneNumber": buyer.phone,
    }
    wanted = {"BuyerLegalName", "BuyerAddress"}
    return {name: value for name, value in told.items() if value or name in wanted}


def _twice(name: str, document: Document, minor: int) -> dict[str, Any]:
    """An amount in the currency of the invoice, and in đồng."""
    at_home = Decimal(minor).scaleb(-digits(document.currency)) * Decimal(document.rate)
    return {
        f"{name}OC": document.plain(minor),
        name: document.plain(minor)
        if document.currency == "VND"
        else int(at_home.quantize(Decimal(1), ROUND_HALF_UP)),
    }


def _line(document: Document, at: int, line: Line, sign: int) -> dict[str, Any]:
    told: dict[str, Any] = {"ItemType": _GOODS, "SortOrder": at, "LineNumber": at}
    if line.code:
        told["ItemCode"] = line.code
    told["ItemName"] = line.name
    if line.unit:
        told["UnitName"] = line.unit
    share = Decimal(line.off_net * 100) / line.gross_net if line.gross_net else Decimal()
    return told | {
        "Quantity": sign * line.quantity,
        "UnitPrice": number(line.price),
        **_twice("Amount", document, sign * line.gross_net),
        "DiscountRate": number(f"{share:.2f}"),
        "DiscountAmountOC": document.plain(sign * line.off_net),
        "AmountWithoutVATOC": document.plain(sign * line.net),
        "VATRateName": rate_name(line.rate),
        **_twice("VATAmount", document, sign * line.tax),
    }


def _reference(document: Document) -> dict[str, Any]:
    correction = document.correction
    if correction is None:
        return {"InvoiceNote": document.note} if document.note else {}
    original = correction.original
    return {
        "ReferenceType": _REPLACES if document.kind is EKind.REPLACEMENT else _ADJUSTS,
        "OrgInvoiceType": _CURRENT_LAW,
        "OrgInvTemplateNo": original.form,
        "OrgInvSeries": original.sign,
        "OrgInvNo": original.number,
        "OrgInvDate": original.day,
        "InvoiceNote": correction.sentence,
    }


def _digits(document: Document) -> dict[str, str]:
    """How many digits its numbers have, as texts; one of the names really is spelt so."""
    own = str(digits(document.currency))
    finest = max((_after_point(line.price) for line in document.lines), default=0)
    return {
        "MainCurrency": "VND",
        "AmountDecimalDigits": "0",
        "AmountOCDecimalDigits": own,
        "UnitPriceOCDecimalDigits": str(max(2, finest)),
        "QuantityDecimalDigits": "2",
        "CoefficientDecimalDigits": "2",
        "ExchangRateDecimalDigits": "2",
    }


def _after_point(price: str) -> int:
    return len(price.partition(".")[2])


def rate_name(rate: str) -> str:
    """A rate as it is called there."""
    if not rate or rate[0] == "K":
        return rate
    plain = f"{Decimal(rate).normalize():f}"
    return f"{plain}%" if plain in _NAMED else f"KHAC:{plain}%"


def issued_of(entry: Mapping[str, Any]) -> Issued:
    """What one entry says; it is only issued where it has a number."""
    code = text(entry.get("invcode") or entry.get("invoicecode"), 80)
    sent = whole(entry.get("sendtaxstatus"))
    authority = Authority.ACCEPTED if code or sent == _ACCEPTED else Authority.WAITING
    return Issued(
        number=text(entry.get("invno"), 20),
        provider_id=text(entry.get("transactionid"), 80),
        lookup_code=text(entry.get("transactionid"), 80),
        authority=Authority.REFUSED if sent == _REFUSED else authority,
        authority_code=code,
        said=text(entry.get("messagesendtax"), 200) if sent == _REFUSED else "",
    )


def with_code(series: str) -> bool:
    """Whether the tax authority gives a code to invoices of a series."""
    return series[1:2] == "C"


def of_cash_register(series: str) -> bool:
    """Whether a series is of cash registers."""
    return series[4:5] == "M"
