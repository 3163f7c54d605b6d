"""What Viettel S-Invoice is told, in its own words: bodies of the second version of its API."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.couriers.readings import part, rows, text, whole
from core.einvoice.base import Authority, Issued
from core.einvoice.document import KCT, KKKNT, Correction, Document, Line, Stamped, number
from core.einvoice.states import EKind

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""All its dates are milliseconds, read in this zone."""
_METHODS = {"TM": "1", "CK": "2", "TM/CK": "3"}
_RATES = {KCT: -2, KKKNT: -1}
_GOODS, _DISCOUNT = 1, 3
_TYPES = {EKind.ORIGINAL: "1", EKind.REPLACEMENT: "3", EKind.ADJUSTMENT: "5"}
_MONEY = "1"
_OFFICE_OPENS = time(9, 0)
_REFUSED = ("từ chối", "không hợp lệ", "rejected")


def body_of(stamped: Stamped) -> dict[str, Any]:
    """The body of ``createInvoice``; amounts are positive, the sign is in ``isIncreaseItem``."""
    document = stamped.document
    if document.kind is EKind.ADJUSTMENT:
        return {"generalInvoiceInfo": _adjusting(document), "itemInfo": _differences(document)}
    return {
        "generalInvoiceInfo": _general(stamped),
        "buyerInfo": _buyer(document),
        "payments": [
            {
                "paymentMethod": _METHODS[document.payment],
                "paymentMethodName": document.payment,
            }
        ],
        "itemInfo": _items(document),
        "taxBreakdowns": [
            {
                "taxPercentage": percent(rate),
                "taxableAmount": document.plain(net),
                "taxAmount": document.plain(tax),
            }
            for rate, (net, tax) in document.by_rate.items()
        ],
    }


def _general(stamped: Stamped) -> dict[str, Any]:
    document = stamped.document
    told = _head(document) | {
        "invoiceIssuedDate": milliseconds(stamped.moment),
        "exchangeRate": number(document.rate),
        "cusGetInvoiceRight": True,
    }
    if document.correction is not None:
        told |= _reference(document.correction)
    elif document.note:
        told["invoiceNote"] = document.note[:500]
    return told


def _adjusting(document: Document) -> dict[str, Any]:
    if document.correction is None:
        raise ValueError("an adjustment needs its original")
    told = _head(document) | {"adjustmentInvoiceType": _MONEY}
    return told | _reference(document.correction)


def _head(document: Document) -> dict[str, Any]:
    return {
        "transactionUuid": document.key,
        "invoiceType": document.form,
        "templateCode": document.template,
        "invoiceSeries": document.sign,
        "currencyCode": document.currency,
        "adjustmentType": _TYPES[document.kind],
        "paymentStatus": document.paid,
    }


def _reference(correction: Correction) -> dict[str, Any]:
    """What is corrected, why, and by what agreement: wanted also where the law wants none."""
    original = correction.original
    agreed = datetime.combine(date.fromisoformat(correction.agreed_on), _OFFICE_OPENS, ZONE)
    return {
        "originalInvoiceId": f"{original.sign}{original.number}",
        "originalInvoiceIssueDate": milliseconds(datetime.fromisoformat(original.issued_at)),
        "additionalReferenceDesc": correction.agreement[:225],
        "additionalReferenceDate": milliseconds(agreed),
        "adjustedNote": correction.reason[:255],
        "invoiceNote": correction.sentence,
    }


def _buyer(document: Document) -> dict[str, Any]:
    """Who buys: the consumer who gives no address takes no invoice."""
    buyer = document.buyer
    told = {
        "buyerCode": buyer.code,
        "buyerName": buyer.person,
        "buyerLegalName": buyer.company,
        "buyerTaxCode": buyer.tax_number,
        "buyerAddressLine": buyer.address,
        "buyerEmail": buyer.email,
        "buyerPhoneNumber": _phone(buyer.phone),
    }
    filled: dict[str, Any] = {name: value for name, value in told.items() if value}
    return filled | {"buyerNotGetInvoice": 0 if buyer.address else 1}


def _phone(number_: str) -> str:
    """Digits only, at most 15; a leading plus is written as two zeros."""
    written = number_.strip().replace("+", "00", 1) if number_.strip().startswith("+") else number_
    return "".join(sign for sign in written if sign.isascii() and sign.isdecimal())[:15]


def _items(document: Document) -> list[dict[str, Any]]:
    told = [_item(document, at, line) for at, line in enumerate(document.lines, 1)]
    discounts: dict[str, tuple[int, int]] = {}
    for line in document.lines:
        if line.off_net or line.off_tax:
            net, tax = discounts.get(line.rate, (0, 0))
            discounts[line.rate] = net + line.off_net, tax + line.off_tax
    for rate, (net, tax) in discounts.items():
        told.append(
            {
                "lineNumber": len(told) + 1,
                "selection": _DISCOUNT,
                "itemName": "Chiết khấu đơn hàng",
                "isIncreaseItem": False,
                "itemTotalAmountWithoutTax": document.plain(net),
                "taxPercentage": percent(rate),
                "taxAmount": document.plain(tax),
            }
        )
    return told


def _item(document: Document, at: int, line: Line) -> dict[str, Any]:
    net = document.plain(line.gross_net)
    return _named(at, line) | {
        "quantity": line.quantity,
        "unitPrice": number(line.price),
        "itemTotalAmountWithoutTax": net,
        "taxPercentage": percent(line.rate),
        "taxAmount": document.plain(line.gross_tax),
        "itemTotalAmountAfterDiscount": net,
        "itemTotalAmountWithTax": document.plain(line.gross_net + line.gross_tax),
    }


def _differences(document: Document) -> list[dict[str, Any]]:
    return [
        _named(at, line)
        | {
            "quantity": line.quantity,
            "unitPrice": number(line.price),
            "itemTotalAmountWithoutTax": document.plain(line.net),
            "taxPercentage": percent(line.rate),
            "taxAmount": document.plain(line.tax),
            "isIncreaseItem": document.lowers is line.against,
        }
        for at, line in enumerate(document.lines, 1)
    ]


def _named(at: int, line: Line) -> dict[str, Any]:
    told: dict[str, Any] = {"lineNumber": at, "selection": _GOODS}
    if line.code:
        told["itemCode"] = line.code
    told["itemName"] = line.name[:500]
    if line.unit:
        told["unitName"] = line.unit
    return told


def percent(rate: str) -> int | float:
    """A rate as it writes it: -2 is not subject, -1 is not declared."""
    return _RATES[rate] if rate in _RATES else number(str(Decimal(rate or "0")))


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970, of whole seconds."""
    return int(moment.timestamp()) * 1000


def issued_of(told: Any, series: str) -> Issued:
    """What ``createInvoice`` or the search by our key say of one; the number may come later."""
    named = text(part(told, "invoiceNo"), 30)
    sign = series[1:]
    code = text(part(told, "codeOfTax"), 80)
    at = whole(part(told, "issueDate"))
    status = text(part(told, "exchangeStatus"), 200)
    refused = any(word in status.casefold() for word in _REFUSED)
    authority = Authority.ACCEPTED if code else Authority.WAITING
    return Issued(
        number=named.removeprefix(sign),
        provider_id=text(part(told, "transactionID"), 80),
        lookup_code=text(part(told, "reservationCode"), 80),
        issued_at=None if at is None else datetime.fromtimestamp(at / 1000, ZONE),
        authority=Authority.REFUSED if refused and not code else authority,
        authority_code=code,
        said=status if refused else "",
    )


def found_in(told: Any) -> Any:
    """The one entry of a search; None where there is none."""
    found = part(told, "result")
    if isinstance(found, dict):
        return found
    entries = rows(found)
    return entries[0] if entries else None
