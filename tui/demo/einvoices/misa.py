"""A simulated MISA meInvoice: its token, its envelope within an envelope, and its codes."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from tui.demo.einvoices.papers import base64_of, pdf, xml
from tui.demo.server import Asked, Said, Simulated, said

APPID, TAX_CODE, USERNAME, PASSWORD = "b7d1", "0310555555", "kho@example.vn", "invented"
SERIES = "1C26TYY"
_PREFIX = "/api/integration"
_NEEDED = (
    "RefID",
    "InvSeries",
    "InvDate",
    "CurrencyCode",
    "BuyerLegalName",
    "BuyerAddress",
    "TotalAmountInWords",
    "TaxRateInfo",
)
_REFERENCE = ("OrgInvTemplateNo", "OrgInvSeries", "OrgInvNo", "OrgInvDate", "InvoiceNote")
_MOST = 50


@dataclass(slots=True)
class Bill:
    """One invoice in the provider's book."""

    key: str
    series: str
    number: str
    body: dict[str, Any]
    asked: int = 0


class Refused(Exception):
    """A code of the provider, and its words."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(code)
        self.code, self.words = code, words


class SimulatedMisa(Simulated):
    """MISA meInvoice on loopback; the switches are public and may be changed at any time."""

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.bills: dict[str, Bill] = {}
        self.series = {SERIES}
        self.trouble = ""
        """A code with which the next invoices are refused."""
        self.times = 0
        """How many more of them are."""
        self.outer = False
        """Whether that code stands in the outer envelope."""
        self.older = False
        """Whether the names in envelopes begin with capitals."""
        self.code_after = 1
        """At which question for its state the authority has given its code; 0: never."""
        self.refuses = False
        """Whether the authority refuses instead."""
        self._tokens: set[str] = set()

    @property
    def address(self) -> str:
        """Where its API is."""
        return self.url + _PREFIX

    def answer(self, asked: Asked) -> Said:
        """Give a token, or do what it is asked with one."""
        path = asked.path.removeprefix(_PREFIX)
        if path == "/auth/token":
            return self._token(asked)
        if path.startswith("/view/"):
            return Said(200, pdf(["XEM TRUOC"]), "application/pdf")
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self._tokens:
            return self._enveloped(code="TokenExpiredCode")
        if asked.headers.get("companytaxcode") != TAX_CODE:
            return self._enveloped(code="InvalidTaxCode")
        try:
            match (asked.method, path):
                case ("POST", "/invoice"):
                    return self._publish(asked.json)
                case ("POST", "/invoice/status"):
                    return self._status(asked)
                case ("POST", "/invoice/unpublishview"):
                    _check(asked.json or {})
                    return self._enveloped(f"{self.address}/view/1.pdf")
                case ("POST", "/invoice/Download"):
                    return self._download(asked)
                case ("GET", "/invoice/templates"):
                    return self._templates(asked)
        except Refused as refused:
            return self._enveloped(code=refused.code, words=refused.words)
        return said({"Message": "Not found"}, 404)

    def end_tokens(self) -> None:
        """Let every token end now."""
        with self.lock:
            self._tokens.clear()

    def _token(self, asked: Asked) -> Said:
        wanted = {
            "appid": APPID,
            "taxcode": TAX_CODE,
            "username": USERNAME,
            "password": PASSWORD,
        }
        told = asked.json or {}
        if told.get("appid") != APPID:
            return self._enveloped(code="InvalidAppID")
        if told != wanted:
            return self._enveloped(code="UnAuthorize")
        ends = json.dumps({"exp": int(time.time()) + 14 * 86400}).encode()
        body = base64.urlsafe_b64encode(ends).decode().rstrip("=")
        token = f"h.{body}.{len(self._tokens)}"
        self._tokens.add(token)
        return self._enveloped(token)

    def _publish(self, told: Any) -> Said:
        found = told.get("InvoiceData") if isinstance(told, dict) else None
        if not isinstance(found, list) or told.get("SignType") not in {2, 5}:
            raise Refused("InvalidXMLData")
        if len(found) > _MOST:
            raise Refused("InvoiceQuantityTooLarge")
        if self.times and self.outer:
            self.times -= 1
            raise Refused(self.trouble, "outer")
        entries = [self._one(body) for body in found]
        created = json.dumps([{"RefID": one["RefID"], "ErrorCode": ""} for one in entries])
        envelope = {
            "success": True,
            "errorCode": "",
            "descriptionErrorCode": "",
            "createInvoiceResult": created,
            "publishInvoiceResult": json.dumps(entries, ensure_ascii=False),
        }
        return said(envelope)

    def _one(self, body: dict[str, Any]) -> dict[str, Any]:
        """One invoice of a question: each succeeds or fails alone."""
        entry = {"RefID": body.get("RefID"), "InvSeries": body.get("InvSeries"), "InvNo": None}
        try:
            _check(body)
            if self.times:
                self.times -= 1
                raise Refused(self.trouble)
            bill = self._issued(body)
        except Refused as refused:
            return entry | {"ErrorCode": refused.code, "Description": refused.words}
        return entry | {
            "TransactionID": f"TX{bill.number}",
            "InvNo": bill.number,
            "InvDate": body["InvDate"],
            "InvCode": "",
            "ErrorCode": "",
        }

    def _issued(self, body: dict[str, Any]) -> Bill:
        if body["RefID"] in self.bills:
            raise Refused("DuplicateInvoiceRefID", body["RefID"])
        series = body["InvSeries"]
        if series not in self.series:
            raise Refused("InvSeriesNotExist", series)
        same = [one for one in self.bills.values() if one.series == series]
        if any(one.body["InvDate"] > body["InvDate"] for one in same):
            raise Refused("InvalidInvoiceDate", body["InvDate"])
        if body.get("ReferenceType"):
            self._corrects(body)
        bill = Bill(body["RefID"], series, f"{len(same) + 1:08d}", body)
        self.bills[bill.key] = bill
        return bill

    def _corrects(self, body: dict[str, Any]) -> None:
        for name in _REFERENCE:
            if not body.get(name):
                raise Refused(f"RequireInfo_{name}")
        series = f"{body['OrgInvTemplateNo']}{body['OrgInvSeries']}"
        found = [
            one
            for one in self.bills.values()
            if (one.series, one.number) == (series, body["OrgInvNo"])
        ]
        if not found:
            raise Refused("InvoiceNotExist", body["OrgInvNo"])

    def _status(self, asked: Asked) -> Said:
        if asked.query.get("inputType") != "2" or not isinstance(asked.json, list):
            raise Refused("InvalidXMLData")
        entries = []
        for key in asked.json:
            bill = self.bills.get(key)
            if bill is None:
                continue
            bill.asked += 1
            over = self.code_after and bill.asked >= self.code_after
            accepted = bool(over and not self.refuses)
            entries.append(
                {
                    "RefID": key,
                    "TransactionID": f"TX{bill.number}",
                    "InvNo": bill.number,
                    "PublishStatus": 1,
                    "EInvoiceStatus": 1,
                    "SendTaxStatus": (3 if self.refuses else 2) if over else 0,
                    "InvoiceCode": f"00C26{bill.number}" if accepted else "",
                }
            )
        return self._enveloped(json.dumps(entries))

    def _download(self, asked: Asked) -> Said:
        (number,) = asked.json
        bill = next((one for one in self.bills.values() if f"TX{one.number}" == number), None)
        if bill is None:
            raise Refused("InvoiceNotExist", number)
        is_pdf = asked.query.get("downloadDataType") == "Pdf"
        data = pdf([bill.number]) if is_pdf else xml(bill.number, bill.body["TotalAmount"])
        entry = {"TransactionID": number, "Data": base64_of(data)}
        return self._enveloped(json.dumps([entry]))

    def _templates(self, asked: Asked) -> Said:
        year = asked.query.get("year", "")[2:]
        entries = [
            {
                "IPTemplateID": series,
                "InvTemplateNo": series[0],
                "InvSeries": series,
                "TemplateName": "Hóa đơn GTGT",
                "IsSendSummary": False,
                "Inactive": False,
            }
            for series in sorted(self.series)
            if series[2:4] == year
        ]
        return self._enveloped(json.dumps(entries))

    def _enveloped(self, data: object = None, code: str = "", words: str = "") -> Said:
        told = {
            "success": not code,
            "data": data,
            "errorCode": code,
            "descriptionErrorCode": words,
        }
        if self.older:
            told = {name[0].upper() + name[1:]: value for name, value in told.items()}
        return said(told)


def _check(body: dict[str, Any]) -> None:
    """What is needed, and that all sums are right: the words of them are only wanted."""
    for name in _NEEDED:
        if not body.get(name):
            raise Refused(f"RequireInfo_{name}")
    try:
        date.fromisoformat(body["InvDate"])
    except ValueError:
        raise Refused("InvalidInvoiceDate") from None
    lines = body["OriginalInvoiceDetail"]
    sums = {
        "TotalSaleAmountOC": sum(line["AmountOC"] for line in lines),
        "TotalDiscountAmountOC": sum(line["DiscountAmountOC"] for line in lines),
        "TotalAmountWithoutVATOC": sum(line["AmountWithoutVATOC"] for line in lines),
        "TotalVATAmountOC": sum(line["VATAmountOC"] for line in lines),
    }
    sums["TotalAmountOC"] = sums["TotalAmountWithoutVATOC"] + sums["TotalVATAmountOC"]
    for name, value in sums.items():
        if abs(body[name] - value) > 0.001:
            raise Refused("CreateInvoiceDataError", name)
    for row in body["TaxRateInfo"]:
        same = [line for line in lines if line["VATRateName"] == row["VATRateName"]]
        if sum(line["VATAmountOC"] for line in same) != row["VATAmountOC"]:
            raise Refused("CreateInvoiceDataError", "TaxRateInfo")
