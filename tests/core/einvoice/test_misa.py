"""MISA meInvoice is asked in its own words; that it says success says nothing of an invoice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fakes.e_bills import ADJUSTMENT, BOXES, INVOICE, stamped

from core.einvoice.base import (
    Absent,
    Authority,
    Fetched,
    Issued,
    Known,
    Rejected,
    Series,
    Unknown,
)
from core.einvoice.document import Original
from core.einvoice.misa import Misa
from core.einvoice.misa_words import body_of, invoice_of
from core.einvoice.states import EKind, FileKind
from core.einvoice.troubles import Trouble
from core.einvoice_settings import MisaSettings
from core.trying import Later
from tui.demo.einvoices.misa import APPID, PASSWORD, SERIES, TAX_CODE, USERNAME, SimulatedMisa
from tui.demo.server import Fault

KEY = "0c7be0d2-6b2f-4b25-9c53-6a5f6f0f8f31"
BILL = replace(
    INVOICE,
    key=KEY,
    series="1C26TYY",
    lines=(BOXES,),
    total=918_000,
    buyer=replace(INVOICE.buyer, phone=""),
)


@pytest.fixture
def server() -> Iterator[SimulatedMisa]:
    with SimulatedMisa() as one:
        yield one


def adapter(server: SimulatedMisa, **more: Any) -> Misa:
    account = {
        "base_url": server.address,
        "appid": APPID,
        "username": USERNAME,
        "password": PASSWORD,
        "tax_code": TAX_CODE,
        "series": SERIES,
        "timeout_seconds": 1,
    }
    return Misa(MisaSettings.model_validate(account | more), pause=lambda seconds: None)


def test_an_invoice_is_told_as_its_documents_say(server: SimulatedMisa) -> None:
    done = adapter(server).issue(stamped(BILL))
    assert done == Issued("00000001", "TX00000001", "TX00000001")
    (asked,) = server.asked_for("/invoice")
    assert asked.headers["companytaxcode"] == TAX_CODE
    assert asked.json == {
        "SignType": 2,
        "PublishInvoiceData": None,
        "InvoiceData": [
            {
                "RefID": KEY,
                "InvSeries": "1C26TYY",
                "InvDate": "2026-11-21",
                "IsInvoiceSummary": False,
                "CurrencyCode": "VND",
                "ExchangeRate": 1.0,
                "PaymentMethodName": "TM/CK",
                "BuyerCode": "KH-0042",
                "BuyerLegalName": "CÔNG TY TNHH VÍ DỤ",
                "BuyerTaxCode": "0310555555",
                "BuyerAddress": "12 Đường Mẫu, TP. Hồ Chí Minh",
                "BuyerFullName": "Lê Văn An",
                "BuyerEmail": "ketoan@example.vn",
                "TotalSaleAmountOC": 850000,
                "TotalSaleAmount": 850000,
                "TotalDiscountAmountOC": 0,
                "TotalDiscountAmount": 0,
                "TotalAmountWithoutVATOC": 850000,
                "TotalAmountWithoutVAT": 850000,
                "TotalVATAmountOC": 68000,
                "TotalVATAmount": 68000,
                "TotalAmountOC": 918000,
                "TotalAmount": 918000,
                "TotalAmountInWords": "Chín trăm mười tám nghìn đồng.",
                "OriginalInvoiceDetail": [
                    {
                        "ItemType": 1,
                        "SortOrder": 1,
                        "LineNumber": 1,
                        "ItemCode": "SKU-1",
                        "ItemName": "Thùng carton 5 lớp",
                        "UnitName": "Cái",
                        "Quantity": 100,
                        "UnitPrice": 8500,
                        "AmountOC": 850000,
                        "Amount": 850000,
                        "DiscountRate": 0,
                        "DiscountAmountOC": 0,
                        "AmountWithoutVATOC": 850000,
                        "VATRateName": "8%",
                        "VATAmountOC": 68000,
                        "VATAmount": 68000,
                    }
                ],
                "TaxRateInfo": [
                    {"VATRateName": "8%", "AmountWithoutVATOC": 850000, "VATAmountOC": 68000}
                ],
                "OptionUserDefined": {
                    "MainCurrency": "VND",
                    "AmountDecimalDigits": "0",
                    "AmountOCDecimalDigits": "0",
                    "UnitPriceOCDecimalDigits": "2",
                    "QuantityDecimalDigits": "2",
                    "CoefficientDecimalDigits": "2",
                    "ExchangRateDecimalDigits": "2",
                },
            }
        ],
    }


def test_an_adjustment_that_lowers_is_negative_everywhere_and_names_its_original() -> None:
    assert ADJUSTMENT.correction is not None
    original = Original("1C26TYY", "00000123", "2026-11-21", "2026-11-21T09:00:00+07:00")
    correction = replace(ADJUSTMENT.correction, original=original)
    lowered = replace(ADJUSTMENT, series="1C26TYY", correction=correction)
    told = invoice_of(stamped(lowered))
    line = told["OriginalInvoiceDetail"][0]
    assert (line["Quantity"], line["UnitPrice"], line["AmountOC"]) == (-10, 8500, -85000)
    assert (told["TotalAmount"], told["TaxRateInfo"][0]["VATAmountOC"]) == (-91800, -6800)
    assert told["TotalAmountInWords"] == "Âm chín mươi mốt nghìn tám trăm đồng."
    assert {name: told[name] for name in told if name.startswith(("Org", "Ref"))} == {
        "RefID": ADJUSTMENT.key,
        "ReferenceType": 2,
        "OrgInvoiceType": 1,
        "OrgInvTemplateNo": "1",
        "OrgInvSeries": "C26TYY",
        "OrgInvNo": "00000123",
        "OrgInvDate": "2026-11-21",
    }
    replaced = replace(lowered, kind=EKind.REPLACEMENT, lowers=False)
    body = body_of([stamped(replaced)], 2)["InvoiceData"][0]
    assert (body["ReferenceType"], body["TotalAmount"]) == (1, 91800)
    assert body["InvoiceNote"] == correction.sentence


def test_an_entry_without_a_number_is_never_taken_for_issued(server: SimulatedMisa) -> None:
    provider = adapter(server)
    for code, expected in (
        ("InvSeriesNotExist", Trouble.SERIES),
        ("RequireInfo_BuyerAddress", Trouble.DATA),
        ("InvalidTaxCode", Trouble.SELLER),
    ):
        server.trouble, server.times = code, 1
        said = provider.issue(stamped(BILL))
        assert isinstance(said, Rejected)
        assert said.reason.startswith(expected)
    assert said.reason == "einvoice_seller: InvalidTaxCode"
    for code in ("InvoiceNumberNotCotinuous", "InvalidInvoiceDate"):
        server.trouble, server.times = code, 1
        doubt = provider.issue(stamped(BILL))
        assert isinstance(doubt, Unknown)
        assert doubt.said_no
    for outer in (False, True):
        server.trouble, server.times, server.outer = "LicenseInfo_OutOfInvoice", 1, outer
        stopped = provider.issue(stamped(BILL))
        assert isinstance(stopped, Later)
        assert stopped.stops
        assert stopped.reason.startswith(Trouble.LICENCE)
    server.trouble, server.times = "Exception", 1
    assert isinstance(provider.issue(stamped(BILL)), Unknown)
    assert isinstance(provider.issue(stamped(BILL)), Issued)
    twice = provider.issue(stamped(BILL))
    assert isinstance(twice, Unknown)
    assert not twice.said_no
    assert twice.reason.startswith(Trouble.TWICE)


def test_it_is_found_by_our_key_and_the_authority_says_yes_or_no(server: SimulatedMisa) -> None:
    provider = adapter(server)
    assert provider.lookup(KEY, SERIES) == Absent()
    server.go_wrong(Fault.CUT_AFTER, "/invoice")
    assert isinstance(provider.issue(stamped(BILL)), Unknown)
    found = provider.lookup(KEY, SERIES)
    assert isinstance(found, Issued)
    assert (found.number, found.authority) == ("00000001", Authority.ACCEPTED)
    server.refuses = True
    refused = provider.lookup(KEY, SERIES)
    assert isinstance(refused, Issued)
    assert (refused.authority, refused.authority_code) == (Authority.REFUSED, "")
    asked = server.asked_for("/invoice/status")[-1]
    assert asked.json == [KEY]
    assert asked.query == {"invoiceWithCode": "true", "invoiceCalcu": "false", "inputType": "2"}


def test_one_token_serves_many_questions_and_is_renewed_when_it_ends(
    server: SimulatedMisa,
) -> None:
    provider = adapter(server)
    server.older = True
    for _again in range(3):
        assert provider.lookup(KEY, SERIES) == Absent()
    assert len(server.asked_for("/auth/token")) == 1
    server.end_tokens()
    assert isinstance(provider.issue(stamped(BILL)), Issued)
    assert len(server.asked_for("/auth/token")) == 2
    stranger = adapter(server, appid="wrong").issue(stamped(BILL))
    assert stranger == Later("einvoice_login: InvalidAppID", stops=True)


def test_previews_and_files_are_fetched_and_series_listed(server: SimulatedMisa) -> None:
    provider = adapter(server)
    shown = provider.preview(stamped(BILL))
    assert isinstance(shown, Fetched)
    assert shown.data.startswith(b"%PDF-")
    broken = replace(BILL, buyer=replace(BILL.buyer, address=""))
    assert provider.preview(stamped(broken)) == Rejected(
        "einvoice_data: RequireInfo_BuyerAddress", "BuyerAddress"
    )
    provider.issue(stamped(BILL))
    known = Known(KEY, SERIES, "00000001", "TX00000001", "")
    xml = provider.fetch(known, FileKind.XML)
    assert isinstance(xml, Fetched)
    assert b"<SHDon>00000001</SHDon>" in xml.data
    pdf = provider.fetch(known, FileKind.PDF)
    assert isinstance(pdf, Fetched)
    server.series = {f"1C{date.today():%y}TYY"}
    (one,) = server.series
    assert provider.all_series() == (Series(one, "1", "Hóa đơn GTGT"),)


def test_maintenance_and_a_busy_server_are_not_a_no(server: SimulatedMisa) -> None:
    provider = adapter(server)
    server.go_wrong(Fault.BAD_GATEWAY, "/invoice")
    assert isinstance(provider.issue(stamped(BILL)), Unknown)
    server.go_wrong(Fault.BUSY, "/invoice", seconds=3)
    assert provider.issue(stamped(BILL)) == Later(Trouble.BUSY.value, 3.0)
    assert not server.bills
