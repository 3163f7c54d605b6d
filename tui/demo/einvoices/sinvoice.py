"""A simulated Viettel S-Invoice: its login, its calls, its arithmetic and its five ways to fail."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tui.demo.einvoices.papers import base64_of, pdf, xml, zip_in_zip
from tui.demo.server import Asked, Said, Simulated, said

USERNAME, PASSWORD, TAX_CODE = "0310555555", "invented", "0310555555"
TEMPLATE, SERIES = "1/001", "C26TAA"
_PREFIX = "/services/einvoiceapplication/api/InvoiceAPI/"
_NEAR = 5  # đồng that a line may be off
_FORM = "application/x-www-form-urlencoded"
_GENERAL = ("transactionUuid", "invoiceType", "templateCode", "invoiceSeries", "currencyCode")
_WHOLE = ("adjustmentType", "paymentStatus")
_CORRECTS = ("originalInvoiceId", "originalInvoiceIssueDate", "additionalReferenceDesc")


@dataclass(slots=True)
class Bill:
    """One invoice in the provider's book."""

    key: str
    series: str
    number: int
    code: str
    moment: int
    body: dict[str, Any]
    shown: bool = True
    """Whether its number is there; else it comes with a later search."""
    searched: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Series and number."""
        return f"{self.series}{self.number}"


class Refused(Exception):
    """A rule that a body breaks."""

    def __init__(self, symbol: str, words: str) -> None:
        super().__init__(symbol)
        self.symbol, self.words = symbol, words


class SimulatedSinvoice(Simulated):
    """Viettel S-Invoice on loopback; the switches are public and may be changed at any time."""

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.bills: dict[str, Bill] = {}
        self.series = {SERIES: TEMPLATE}
        self.lives = 300
        """Seconds that a token lives."""
        self.stale = "general"
        """How an ended token is answered: ``general`` (HTTP 500), ``xml`` or ``401``."""
        self.older = False
        """Whether rules are answered with HTTP 200 and an errorCode."""
        self.defers = False
        """Whether numbers come later."""
        self.repeats = "same"
        """What the same key once more is answered: ``same`` invoice, or ``refused``."""
        self.null_pointer = False
        """Whether an unknown series is a fault inside."""
        self.code_after = 1
        """At which search the authority has given its code; 0: never."""
        self.unzipped = False
        self._tokens: dict[str, float] = {}

    def answer(self, asked: Asked) -> Said:
        """Log in, or do what it is asked with a token that is taken."""
        if asked.path == "/auth/login":
            return self._login(asked)
        if not asked.path.startswith(_PREFIX) or asked.method != "POST":
            return said({"code": 404, "message": "NOT_FOUND", "data": asked.path}, 404)
        cookie = asked.headers.get("cookie", "")
        if self._tokens.get(cookie.removeprefix("access_token="), 0.0) < time.monotonic():
            return self._ended()
        call, _slash, seller = asked.path.removeprefix(_PREFIX).partition("/")[2].partition("/")
        does: dict[str, Callable[[Asked], Said]] = {
            "createInvoice": self._create,
            "createInvoiceDraftPreview": self._preview,
            "searchInvoiceByTransactionUuid": self._search,
            "getInvoiceRepresentationFile": self._file,
            "getAllInvoiceTemplates": self._templates,
        }
        try:
            if call not in does:
                raise Refused("NOT_FOUND_DATA", "No such call")
            if seller and seller != TAX_CODE:
                raise Refused("TAX_CODE_INVALID", "Mã số thuế không hợp lệ")
            return does[call](asked)
        except Refused as refused:
            if self.older:
                return said({"errorCode": refused.symbol, "description": refused.words})
            told = {"code": 400, "message": refused.symbol, "data": refused.words}
            return said(told, 400)

    def end_tokens(self) -> None:
        """Let every token end now."""
        with self.lock:
            self._tokens.clear()

    def of(self, key: str) -> Bill | None:
        """The invoice of a key."""
        return self.bills.get(key)

    def _login(self, asked: Asked) -> Said:
        if asked.json != {"username": USERNAME, "password": PASSWORD}:
            return said({"code": 401, "message": "Unauthorized", "data": "Sai mật khẩu"}, 401)
        token = f"jwt.{len(self._tokens)}.{self._random.random()}"
        self._tokens[token] = time.monotonic() + self.lives
        return said({"access_token": token, "expires_in": self.lives, "refresh_token": "r"})

    def _ended(self) -> Said:
        if self.stale == "xml":
            told = b"<InvalidTokenException><error>invalid_token</error></InvalidTokenException>"
            return Said(500, told, "application/xml")
        if self.stale == "401":
            return said({"code": 401, "message": "UNAUTHORIZED"}, 401)
        return said({"error": "Internal Server Error", "message": "GENERAL"}, 500)

    def _create(self, asked: Asked) -> Said:
        body = _body(asked)
        general = _general(body)
        key = general["transactionUuid"]
        known = self.bills.get(key)
        if known is not None:
            if self.repeats == "refused":
                raise Refused("TRANSACTION_UUID_INVALID", "transactionUuid đã tồn tại")
            return said({"errorCode": None, "description": None, "result": self._result(known)})
        series = self._registered(general)
        if series is None:
            told = {"error": "java.lang.NullPointerException", "message": None}
            return said(told, 500)
        moment = int(general.get("invoiceIssuedDate") or time.time() * 1000)
        last = max((one.moment for one in self.bills.values() if one.series == series), default=0)
        if moment < last:
            raise Refused("START_DATE_INVALID", "Ngày lập hóa đơn nhỏ hơn hóa đơn trước")
        _reckon(body)
        if general["adjustmentType"] in {"3", "5"}:
            self._corrects(general)
        number = 1 + sum(one.series == series for one in self.bills.values())
        bill = Bill(key, series, number, f"RC{number:08d}", moment, body, not self.defers)
        self.bills[key] = bill
        return said({"errorCode": None, "description": None, "result": self._result(bill)})

    def _registered(self, general: dict[str, Any]) -> str | None:
        """The series with the year of issue in it; None where the server stumbles over it."""
        series, template = str(general["invoiceSeries"]), general["templateCode"]
        if self.series.get(series) == template:
            return series
        if self.null_pointer:
            return None
        if series in self.series:
            raise Refused("TEMPLATE_NOT_FOUND", f"Không tìm thấy mẫu {template}")
        raise Refused("INVOICE_SERIAL_NOT_FOUND", f"Không tìm thấy ký hiệu {series}")

    def _corrects(self, general: dict[str, Any]) -> None:
        for name in _CORRECTS:
            if not general.get(name):
                raise Refused("BAD_REQUEST_ORIGINAL_INVOICE", f"{name} is required")
        wanted = general["originalInvoiceId"]
        found = next((one for one in self.bills.values() if one.name == wanted), None)
        if found is None:
            raise Refused("INVOICE_NOT_FOUND", f"Không tìm thấy {wanted}")
        if found.moment != general["originalInvoiceIssueDate"]:
            raise Refused("BAD_REQUEST_ORIGINAL_INVOICE", "originalInvoiceIssueDate")
        if not general.get("invoiceNote"):
            raise Refused("BAD_REQUEST_INVOICE_NOTE", "invoiceNote is required")

    def _result(self, bill: Bill) -> dict[str, Any]:
        return {
            "supplierTaxCode": TAX_CODE,
            "invoiceNo": bill.name if bill.shown else "",
            "transactionID": f"T{bill.number}",
            "reservationCode": bill.code,
            "codeOfTax": "",
        }

    def _search(self, asked: Asked) -> Said:
        if not asked.headers.get("content-type", "").startswith(_FORM):
            raise Refused("JSON_PARSE_ERROR", "form expected")
        told = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        bill = self.bills.get(told.get("transactionUuid", ""))
        if told.get("supplierTaxCode") != TAX_CODE or bill is None:
            raise Refused("NOT_FOUND_DATA", "Không tìm thấy dữ liệu")
        bill.searched += 1
        bill.shown = True
        coded = self.code_after and bill.searched >= self.code_after
        found = self._result(bill) | {
            "issueDate": bill.moment,
            "status": "Hóa đơn gốc",
            "exchangeStatus": "Đã gửi",
            "codeOfTax": f"M1-26-{bill.number:011d}" if coded else None,
        }
        return said({"errorCode": None, "description": None, "result": [found]})

    def _preview(self, asked: Asked) -> Said:
        body = _body(asked)
        general = _general(body)
        if self._registered(general) is None:
            return said({"error": "java.lang.NullPointerException", "message": None}, 500)
        _reckon(body)
        page = pdf(["BAN NHAP", *(str(item["itemName"]) for item in body["itemInfo"])])
        return said({"fileName": "preview", "fileToBytes": base64_of(page)})

    def _file(self, asked: Asked) -> Said:
        told = asked.json or {}
        bill = next((one for one in self.bills.values() if one.name == told.get("invoiceNo")), None)
        if bill is None or told.get("supplierTaxCode") != TAX_CODE:
            raise Refused("INVOICE_NOT_FOUND", "Không tìm thấy hóa đơn")
        if told.get("templateCode") != self.series[bill.series]:
            raise Refused("TEMPLATE_NOT_FOUND", "Không tìm thấy mẫu")
        if told.get("fileType") == "PDF":
            data = pdf([bill.name, bill.code])
        else:
            data = xml(bill.name, _total(bill.body))
            data = data if self.unzipped else zip_in_zip(bill.name, data)
        return said({"errorCode": None, "fileName": bill.name, "fileToBytes": base64_of(data)})

    def _templates(self, asked: Asked) -> Said:
        if (asked.json or {}).get("taxCode") != TAX_CODE:
            raise Refused("NOT_FOUND_DATA", "Không tìm thấy dữ liệu")
        found = [
            {"templateCode": template, "invoiceSeri": series, "originalTemplateCode": template}
            for series, template in self.series.items()
        ]
        return said({"errorCode": None, "template": found})


def _body(asked: Asked) -> dict[str, Any]:
    told = asked.json
    if not asked.headers.get("content-type", "").startswith("application/json"):
        raise Refused("JSON_PARSE_ERROR", "JSON expected")
    if not isinstance(told, dict) or not isinstance(told.get("itemInfo"), list):
        raise Refused("JSON_PARSE_ERROR", "Không đọc được dữ liệu")
    return told


def _general(body: dict[str, Any]) -> dict[str, Any]:
    general = body.get("generalInvoiceInfo") or {}
    for name in (*_GENERAL, *_WHOLE):
        if name not in general or general[name] == "":
            raise Refused("BAD_REQUEST_" + name.upper(), f"{name} is required")
    if not 10 <= len(str(general["transactionUuid"])) <= 36:
        raise Refused("BAD_REQUEST_TRANSACTION_UUID", "10-36")
    buyer = body.get("buyerInfo")
    if general["adjustmentType"] != "5":
        if not isinstance(buyer, dict) or buyer.get("buyerNotGetInvoice") not in {0, 1}:
            raise Refused("BAD_REQUEST_BUYER", "buyerInfo is required")
        if not buyer["buyerNotGetInvoice"] and not buyer.get("buyerAddressLine"):
            raise Refused("BAD_REQUEST_BUYER_ADDRESS", "buyerAddressLine is required")
        if not all(one.get("paymentMethodName") for one in body.get("payments", [{}])):
            raise Refused("BAD_REQUEST_PAYMENT_METHOD", "paymentMethodName is required")
    return dict(general)


def _reckon(body: dict[str, Any]) -> None:
    """Amounts are positive, lines are quantity by price, rates are the sums of their lines."""
    rates: dict[float, list[float]] = {}
    for item in body["itemInfo"]:
        net, tax, rate = item["itemTotalAmountWithoutTax"], item["taxAmount"], item["taxPercentage"]
        if net < 0 or tax < 0:
            raise Refused("VAT_TAX_AMOUNT_NEGATE", "Số tiền phải dương")
        if rate < 0 and (rate not in {-1, -2} or tax):
            raise Refused("VAT_PERCENTAGE_INVALID", str(rate))
        if "quantity" in item and abs(item["quantity"] * item["unitPrice"] - net) > _NEAR:
            symbol = "IVI_TOTAL_A_WITHOUT_TAX_AND_UP_QUAN_NOT_COMPARED"
            raise Refused(symbol, str(item["lineNumber"]))
        sign = -1 if item["selection"] == 3 else 1
        sums = rates.setdefault(rate, [0, 0])
        sums[0] += sign * net
        sums[1] += sign * tax
    for row in body.get("taxBreakdowns", []):
        found = rates.pop(row["taxPercentage"], [0, 0])
        if found != [row["taxableAmount"], row["taxAmount"]]:
            raise Refused("VAT_AMOUNT_INVALID", str(row["taxPercentage"]))
    if rates and "taxBreakdowns" in body:
        raise Refused("VAT_AMOUNT_INVALID", "taxBreakdowns")


def _total(body: dict[str, Any]) -> float:
    return float(
        sum(
            (-1 if item["selection"] == 3 else 1)
            * (item["itemTotalAmountWithoutTax"] + item["taxAmount"])
            for item in body["itemInfo"]
        )
    )
