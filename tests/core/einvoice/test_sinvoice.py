"""Viettel S-Invoice is asked in its own words, and each way in which it fails is told apart."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fakes.e_bills import ADJUSTMENT, INVOICE, KEY, stamped

from core.einvoice.base import (
    Absent,
    Authority,
    Fetched,
    Issued,
    Known,
    NotYet,
    Rejected,
    Series,
    Unknown,
)
from core.einvoice.document import Buyer
from core.einvoice.sinvoice import Sinvoice
from core.einvoice.sinvoice_words import body_of
from core.einvoice.states import EKind, FileKind
from core.einvoice.troubles import Trouble
from core.einvoice_settings import SinvoiceSettings
from core.trying import Later
from tui.demo.einvoices.sinvoice import PASSWORD, TAX_CODE, USERNAME, SimulatedSinvoice
from tui.demo.server import Fault


@pytest.fixture
def server() -> Iterator[SimulatedSinvoice]:
    with SimulatedSinvoice() as one:
        yield one


def adapter(server: SimulatedSinvoice, **more: Any) -> Sinvoice:
    account = {
        "base_url": server.url,
        "username": USERNAME,
        "password": PASSWORD,
        "tax_code": TAX_CODE,
        "series": "C26TAA",
        "timeout_seconds": 1,
    }
    return Sinvoice(SinvoiceSettings.model_validate(account | more))


def trouble(outcome: object) -> str:
    """What went wrong, without the provider's words."""
    assert isinstance(outcome, Rejected | Unknown | Later | NotYet), outcome
    return outcome.reason.partition(": ")[0]


def test_an_invoice_is_told_as_its_documents_say(server: SimulatedSinvoice) -> None:
    done = adapter(server).issue(stamped(INVOICE))
    assert done == Issued("1", "T1", "RC00000001")
    (asked,) = server.asked_for("createInvoice")
    assert asked.headers["cookie"].startswith("access_token=jwt.")
    assert asked.json == {
        "generalInvoiceInfo": {
            "transactionUuid": KEY,
            "invoiceType": "1",
            "templateCode": "1/001",
            "invoiceSeries": "C26TAA",
            "invoiceIssuedDate": 1795226400000,
            "currencyCode": "VND",
            "exchangeRate": 1,
            "adjustmentType": "1",
            "paymentStatus": False,
            "cusGetInvoiceRight": True,
        },
        "buyerInfo": {
            "buyerCode": "KH-0042",
            "buyerName": "Lê Văn An",
            "buyerLegalName": "CÔNG TY TNHH VÍ DỤ",
            "buyerTaxCode": "0310555555",
            "buyerAddressLine": "12 Đường Mẫu, TP. Hồ Chí Minh",
            "buyerEmail": "ketoan@example.vn",
            "buyerPhoneNumber": "0901000000",
            "buyerNotGetInvoice": 0,
        },
        "payments": [{"paymentMethod": "3", "paymentMethodName": "TM/CK"}],
        "itemInfo": [
            {
                "lineNumber": 1,
                "selection": 1,
                "itemCode": "SKU-1",
                "itemName": "Thùng carton 5 lớp",
                "unitName": "Cái",
                "quantity": 100,
                "unitPrice": 8500,
                "itemTotalAmountWithoutTax": 850000,
                "taxPercentage": 8,
                "taxAmount": 68000,
                "itemTotalAmountAfterDiscount": 850000,
                "itemTotalAmountWithTax": 918000,
            },
            {
                "lineNumber": 2,
                "selection": 3,
                "itemName": "Chiết khấu đơn hàng",
                "isIncreaseItem": False,
                "itemTotalAmountWithoutTax": 50000,
                "taxPercentage": 8,
                "taxAmount": 4000,
            },
        ],
        "taxBreakdowns": [{"taxPercentage": 8, "taxableAmount": 800000, "taxAmount": 64000}],
    }


def test_an_adjustment_is_positive_and_says_that_it_takes_away() -> None:
    assert body_of(stamped(ADJUSTMENT)) == {
        "generalInvoiceInfo": {
            "transactionUuid": ADJUSTMENT.key,
            "invoiceType": "1",
            "templateCode": "1/001",
            "invoiceSeries": "C26TAA",
            "currencyCode": "VND",
            "paymentStatus": False,
            "adjustmentType": "5",
            "adjustmentInvoiceType": "1",
            "originalInvoiceId": "C26TAA123",
            "originalInvoiceIssueDate": 1795226400000,
            "additionalReferenceDesc": "BB-2026-11-07",
            "additionalReferenceDate": 1795312800000,
            "adjustedNote": "Trả lại 10 thùng",
            "invoiceNote": (
                "Điều chỉnh cho hóa đơn Mẫu số 1 ký hiệu C26TAA số 123 ngày 21 tháng 11 năm 2026"
            ),
        },
        "itemInfo": [
            {
                "lineNumber": 1,
                "selection": 1,
                "itemName": "Thùng carton 5 lớp",
                "quantity": 10,
                "unitPrice": 8500,
                "itemTotalAmountWithoutTax": 85000,
                "taxPercentage": 8,
                "taxAmount": 6800,
                "isIncreaseItem": False,
            }
        ],
    }


def test_a_replacement_is_a_whole_invoice_with_a_reference() -> None:
    body = body_of(stamped(replace(ADJUSTMENT, kind=EKind.REPLACEMENT)))
    general = body["generalInvoiceInfo"]
    assert (general["adjustmentType"], general["originalInvoiceId"]) == ("3", "C26TAA123")
    assert {"buyerInfo", "payments", "taxBreakdowns"} < set(body)


def test_who_gives_no_address_takes_no_invoice_and_rates_have_their_codes() -> None:
    lines = tuple(
        replace(INVOICE.lines[0], rate=rate, gross_tax=0, tax=0) for rate in ("KCT", "KKKNT", "0")
    )
    shy = Buyer(person="Mai", phone="+84 901-000 000")
    body = body_of(stamped(replace(INVOICE, buyer=shy, lines=lines)))
    assert body["buyerInfo"] == {
        "buyerName": "Mai",
        "buyerPhoneNumber": "0084901000000",
        "buyerNotGetInvoice": 1,
    }
    assert [row["taxPercentage"] for row in body["taxBreakdowns"]] == [-2, -1, 0]


def test_it_is_found_by_our_key_by_a_form_with_the_code_of_the_authority(
    server: SimulatedSinvoice,
) -> None:
    provider = adapter(server)
    assert provider.lookup(KEY, "1C26TAA") == Absent()
    server.defers, server.code_after = True, 2
    assert provider.issue(stamped(INVOICE)) == Issued("", "T1", "RC00000001")
    first, second = (provider.lookup(KEY, "1C26TAA") for _ in range(2))
    assert isinstance(first, Issued)
    assert (first.number, first.authority) == ("1", Authority.WAITING)
    assert first.issued_at == stamped(INVOICE).moment
    assert isinstance(second, Issued)
    assert (second.authority, second.authority_code) == (Authority.ACCEPTED, "M1-26-00000000001")
    asked = server.asked_for("searchInvoiceByTransactionUuid")[0]
    assert asked.body == f"supplierTaxCode={TAX_CODE}&transactionUuid={KEY}".encode()


@pytest.mark.parametrize("older", [False, True])
def test_a_rule_that_is_broken_is_named_in_either_shape(
    server: SimulatedSinvoice, older: bool
) -> None:
    server.older = older
    provider = adapter(server)
    odd = replace(INVOICE.lines[0], price="8499")
    said = provider.issue(stamped(replace(INVOICE, lines=(odd,))))
    assert isinstance(said, Rejected)
    assert said.field == "IVI_TOTAL_A_WITHOUT_TAX_AND_UP_QUAN_NOT_COMPARED"
    assert trouble(said) == Trouble.AMOUNTS
    strange = provider.issue(stamped(replace(INVOICE, series="1C26TZZ")))
    assert trouble(strange) == Trouble.SERIES
    assert provider.lookup(KEY, "1C26TAA") == Absent()


@pytest.mark.parametrize("stale", ["general", "xml", "401"])
def test_an_ended_token_is_fetched_anew_and_nothing_is_posted_blindly_again(
    server: SimulatedSinvoice, stale: str
) -> None:
    provider = adapter(server)
    assert provider.lookup(KEY, "1C26TAA") == Absent()
    server.stale = stale
    server.end_tokens()
    said = provider.issue(stamped(INVOICE))
    posts = len(server.asked_for("createInvoice"))
    if stale == "general":  # it may be a fault of another kind: looked up first
        assert isinstance(said, Unknown)
        assert said.said_no
        assert (trouble(said), posts) == (Trouble.BROKEN, 1)
        assert provider.lookup(KEY, "1C26TAA") == Absent()
    else:
        assert isinstance(said, Issued)
        assert posts == 2
    server.end_tokens()
    assert not isinstance(provider.lookup(KEY, "1C26TAA"), Unknown)


def test_a_fault_inside_for_a_wrong_series_is_looked_up(server: SimulatedSinvoice) -> None:
    server.null_pointer = True
    said = adapter(server).issue(stamped(replace(INVOICE, series="1C26TZZ")))
    assert said == Unknown("einvoice_series: NullPointerException", said_no=True)


def test_pages_nothing_and_silence_say_nothing_of_the_invoice(server: SimulatedSinvoice) -> None:
    provider = adapter(server)
    cases = [
        (Fault.HTML, Trouble.UNREADABLE),
        (Fault.EMPTY, Trouble.UNREADABLE),
        (Fault.BAD_GATEWAY, Trouble.BROKEN),
        (Fault.CUT_AFTER, Trouble.SILENT),
    ]
    for at, (fault, expected) in enumerate(cases):
        server.go_wrong(fault, "createInvoice")
        said = provider.issue(stamped(replace(INVOICE, key=f"{KEY[:-1]}{at}")))
        assert isinstance(said, Unknown)
        assert trouble(said) == expected
    assert isinstance(provider.lookup(f"{KEY[:-1]}3", "1C26TAA"), Issued)
    server.go_wrong(Fault.BUSY, "createInvoice", seconds=7)
    assert provider.issue(stamped(INVOICE)) == Later(Trouble.BUSY.value, 7.0)
    server.repeats = "refused"
    twice = provider.issue(stamped(replace(INVOICE, key=f"{KEY[:-1]}3")))
    assert isinstance(twice, Unknown)
    assert trouble(twice) == Trouble.TWICE


def test_a_wrong_password_stops_everything_and_stands_in_no_log(
    server: SimulatedSinvoice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = adapter(server, password="s3cret-wrong").issue(stamped(INVOICE))
    assert isinstance(said, Later)
    assert said.stops
    assert trouble(said) == Trouble.LOGIN
    assert isinstance(adapter(server).issue(stamped(INVOICE)), Issued)
    token = server.asked_for("createInvoice")[0].headers["cookie"].partition("=")[2]
    for secret in ("s3cret-wrong", PASSWORD, token):
        assert secret not in caplog.text


def test_files_come_as_pdf_and_as_xml_out_of_a_zip_within_a_zip(server: SimulatedSinvoice) -> None:
    provider = adapter(server)
    shown = provider.preview(stamped(INVOICE))
    assert isinstance(shown, Fetched)
    assert shown.data.startswith(b"%PDF-")
    assert not server.bills
    provider.issue(stamped(INVOICE))
    known = Known(KEY, "1C26TAA", "1", "T1", "1/001")
    pdf, xml = (provider.fetch(known, kind) for kind in (FileKind.PDF, FileKind.XML))
    assert isinstance(pdf, Fetched)
    assert pdf.data.startswith(b"%PDF-")
    assert isinstance(xml, Fetched)
    assert b"<SHDon>C26TAA1</SHDon>" in xml.data
    assert isinstance(provider.fetch(replace(known, number="9"), FileKind.PDF), NotYet)
    assert provider.all_series() == (Series("1C26TAA", "1/001"),)
