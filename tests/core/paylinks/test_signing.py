"""Signatures and what gateways write, against what their own libraries make of the same."""

from __future__ import annotations

from datetime import UTC, datetime

from core.money import Money
from core.paylinks import signing
from core.paylinks.reading import address, moment, money

KEY = "EXAMPLE-CHECKSUM-KEY"


def test_the_signature_of_a_question_to_payos() -> None:
    body = {
        "orderCode": 2611000123,
        "amount": 1250000,
        "description": "INV2611000123",
        "cancelUrl": "https://example.test/c",
        "returnUrl": "https://example.test/r",
        "expiredAt": 1795000000,
    }
    known = "e0c48dc6538e7a088dba2bc53861d65672cc40d452175fab9e726bca84f57183"
    assert signing.payos_request(body, KEY) == known


def test_the_signature_of_what_payos_says() -> None:
    data = {
        "orderCode": 2611000123,
        "amount": 1250000,
        "description": "INV2611000123",
        "accountNumber": "0011002345678",
        "reference": "FT26325000001",
        "transactionDateTime": "2026-11-21 09:15:00",
        "currency": "VND",
        "paymentLinkId": "plink-example",
        "code": "00",
        "desc": "success",
        "counterAccountBankId": None,
        "counterAccountBankName": "",
        "counterAccountName": "",
        "counterAccountNumber": "",
        "virtualAccountName": "",
        "virtualAccountNumber": "",
    }
    known = "6aec84b9f282002fd50133248a1035c414fb95f1170681ce666f6cf47461a82d"
    assert signing.payos_data(data, KEY) == known
    assert signing.payos_data(data | {"amount": 1}, KEY) != known


def test_the_signature_of_what_midtrans_says() -> None:
    said = signing.midtrans("INV2611000123-1", "200", "1250000.00", "SB-Mid-server-EXAMPLE")
    assert said.startswith("413c99c162e5ca2e418da5f400cd15d56facfcf52a9e628286cb04d36631199e65ec")
    assert len(said) == 128


def test_amounts_and_moments_are_read_exactly() -> None:
    assert money("1250000.00", "IDR") == Money(1_250_000_00, "IDR")
    assert money(150000, "VND") == Money(150_000, "VND")
    for wrong in ("", "abc", None, True, [], "1e99", "NaN"):
        assert money(wrong, "IDR") is None
    assert money("1", "?") is None
    nine = datetime(2026, 11, 21, 2, 15, tzinfo=UTC)
    assert moment("2026-11-21 09:15:00", "Asia/Jakarta") == nine
    assert moment("2026-11-21T02:15:00.000Z") == nine
    assert moment("yesterday") is None


def test_only_addresses_that_are_safe_to_open_are_taken() -> None:
    assert address("https://pay.payos.vn/web/1") == "https://pay.payos.vn/web/1"
    for wrong in ("javascript:alert(1)", "http://pay.payos.vn/1", "https://a@b/", "", None, 7):
        assert address(wrong) == ""
