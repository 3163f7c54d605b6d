"""What an e-invoice says of an invoice, what is refused, and what the law wants of corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.billing.rules import Sides
from core.einvoice import commands
from core.einvoice.document import Document, Stamped, packed, unpacked
from core.einvoice.drawing import Wishes, notes_on
from core.einvoice.misa_words import invoice_of
from core.einvoice.queries import EInvoice, of_invoice
from core.einvoice.sinvoice_words import body_of
from core.einvoice.states import EKind, EState
from core.errors import Refusal
from core.transaction import writing
from tui.demo.einvoices.sinvoice import SimulatedSinvoice

Bill = Callable[..., int]
Office = Any
PERSON = Sides("Lê Văn An", address="5 Đường Mẫu", city="Huế")


def drawn(office: Office, bill: Bill, wishes: Wishes | None = None, **more: Any) -> Document:
    with office.hour(), writing(office.db) as tx:
        number = 1 + len(office.made)
        office.made.append(number)
        made = bill(tx, number, **more)
        return commands.draft(tx, office.book, made, wishes).document


def issued(office: Office, bill: Bill, number: int, **more: Any) -> EInvoice:
    wishes = more.pop("wishes", None)
    with office.hour(), writing(office.db) as tx:
        made = bill(tx, number, **more)
        commands.issue(tx, office.book, made, wishes)
    office.work()
    with writing(office.db) as tx:
        found = of_invoice(tx, made)
    assert found is not None
    return found


def refused(office: Office, bill: Bill, number: int, **more: Any) -> str:
    wishes = more.pop("wishes", None)
    with office.hour(), pytest.raises(Refusal) as caught, writing(office.db) as tx:
        commands.issue(tx, office.book, bill(tx, number, **more), wishes)
    return caught.value.code


def codes(office: Office, bill: Bill, cases: Iterable[dict[str, Any]]) -> list[str]:
    return [refused(office, bill, 100 + at, **case) for at, case in enumerate(cases)]


def test_lines_rates_and_the_whole_add_up_to_the_invoice(office: Office, bill_of: Bill) -> None:
    lines = [
        ("A", 3, 33_333, 1, "8"),
        ("B", 7, 12_345, 10_000, "10"),
        ("C", 1, 5_000, 0, "KCT"),
        ("D", 1_500, 777, 3, "8"),
        ("Quà", 1, 0, 0, "8"),
    ]
    document = drawn(office, bill_of, lines=lines)
    total = sum(quantity * price - off for _name, quantity, price, off, _rate in lines)
    assert document.total == total == document.net + document.tax
    assert set(document.by_rate) == {"8", "10", "KCT"}
    for line in document.lines:
        assert abs(float(line.price) * line.quantity - line.gross_net) < 1
    assert unpacked(packed(document)) == document
    body = body_of(Stamped(document, office.now))
    signed = [
        (-1 if item["selection"] == 3 else 1)
        * (item["itemTotalAmountWithoutTax"] + item["taxAmount"])
        for item in body["itemInfo"]
    ]
    assert sum(signed) == total
    assert sum(row["taxableAmount"] + row["taxAmount"] for row in body["taxBreakdowns"]) == total
    assert invoice_of(Stamped(document, office.now))["TotalAmount"] == total


def test_a_company_a_person_and_a_sales_invoice(office: Office, bill_of: Bill) -> None:
    firm = replace(PERSON, name="Cty A", contact="Mai", tax_number="0310555555001")
    one = drawn(office, bill_of, buyer=firm).buyer
    assert (one.company, one.person, one.tax_number) == ("Cty A", "Mai", "0310555555-001")
    citizen = replace(PERSON, tax_number="079203001234")
    two = drawn(office, bill_of, buyer=citizen).buyer
    assert (two.company, two.person, two.tax_number) == ("", "Lê Văn An", "079203001234")
    sales = drawn(office, bill_of, Wishes(series="2C26TBB", payment="TM"))
    assert (sales.tax, sales.net, sales.lines[0].rate) == (0, 108_000, "KCT")
    costly = [("Máy", 1, 6_000_000, 0, "8")]
    assert notes_on(drawn(office, bill_of, Wishes(payment="TM"), lines=costly)) == (
        "einvoice_cash_limit",
    )
    assert drawn(office, bill_of, Wishes(series="1C25TAA")).series == "1C26TAA"


def test_what_is_missing_or_wrong_is_refused_by_name(office: Office, bill_of: Bill) -> None:
    homeless = Sides("Cty B", tax_number="0310555555")
    odd = replace(PERSON, tax_number="0310555550")
    assert codes(
        office,
        bill_of,
        [
            {"buyer": homeless},
            {"buyer": odd},
            {"lines": [("A", 1, 1_000, 0, "")]},
            {"lines": [("A", 1, 9_000, 0, "8"), ("B", 1, -1_000, 0, "8")]},
            {"currency": "USD"},
            {"wishes": Wishes(series="C26TAA")},
            {"wishes": Wishes(provider="elsewhere")},
        ],
    ) == [
        "einvoice_buyer_address",
        "einvoice_buyer_tax",
        "einvoice_rate_missing",
        "einvoice_line_amount",
        "einvoice_currency",
        "einvoice_series_shape",
        "einvoice_provider_unknown",
    ]
    dear = drawn(office, bill_of, Wishes(rate="25450.5"), currency="USD", buyer=PERSON)
    told = invoice_of(Stamped(dear, office.now))
    assert (told["TotalAmountOC"], told["TotalAmount"]) == (1080, 27_486_540)


def test_a_return_lowers_its_invoice_with_the_sentence_of_the_law(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    first = issued(office, bill_of, 1)
    back = {"kind": "credit", "series": "CN", "ref_invoice_id": first.invoice_id}
    lines = [("Thùng carton", -1, 54_000, 0, "8"), ("Giảm giá", 0, 0, 1_080, "8")]
    agreed = Wishes(agreement="BB-7", agreed_on=date(2026, 11, 20), reason="Trả lại 1 thùng")
    one = issued(office, bill_of, 2, lines=lines, wishes=agreed, **back)
    assert (one.kind, one.state, one.document.lowers) == (EKind.ADJUSTMENT, EState.ISSUED, True)
    told = sinvoice.bills[one.key].body
    general = told["generalInvoiceInfo"]
    assert general["invoiceNote"] == (
        "Điều chỉnh cho hóa đơn Mẫu số 1 ký hiệu C26TAA số 1 ngày 21 tháng 11 năm 2026"
    )
    assert (general["originalInvoiceId"], general["adjustedNote"]) == ("C26TAA1", "Trả lại 1 thùng")
    assert [
        (item["quantity"], item["itemTotalAmountWithoutTax"], item["isIncreaseItem"])
        for item in told["itemInfo"]
    ] == [(1, 50_000, False), (1, 1_000, False)]
    assert refused(office, bill_of, 3, lines=lines, **back) == "einvoice_agreement_missing"
    other = back | {"kind": "replacement", "series": "RPL"}
    assert refused(office, bill_of, 4, wishes=agreed, **other) == "einvoice_same_way"
    mixed = [("A", 1, 10_800, 0, "8"), ("B", -1, 5_400, 0, "8")]
    up = back | {"kind": "adjustment", "series": "ADJ"}
    more = issued(office, bill_of, 5, lines=mixed, wishes=agreed, **up)
    assert [item["isIncreaseItem"] for item in sinvoice.bills[more.key].body["itemInfo"]] == [
        True,
        False,
    ]
    assert more.document.total == 5_400


def test_what_is_replaced_is_corrected_by_its_replacement_only(
    office: Office, bill_of: Bill
) -> None:
    first = issued(office, bill_of, 1, buyer=PERSON)
    anew = {"kind": "replacement", "series": "RPL", "buyer": PERSON}
    two = issued(office, bill_of, 2, ref_invoice_id=first.invoice_id, **anew)
    assert two.document.correction is not None
    assert two.document.correction.sentence.startswith("Thay thế cho hóa đơn Mẫu số 1")
    assert two.document.correction.agreement == "RPL/2"
    assert refused(office, bill_of, 3, ref_invoice_id=first.invoice_id, **anew) == (
        "einvoice_original_replaced"
    )
    lower = {"kind": "credit", "series": "CN", "lines": [("A", -1, 1_080, 0, "8")]}
    assert refused(office, bill_of, 4, buyer=PERSON, ref_invoice_id=two.invoice_id, **lower) == (
        "einvoice_same_way"
    )
    again = issued(office, bill_of, 5, ref_invoice_id=two.invoice_id, **anew)
    assert again.original_id == two.id


def test_cash_register_and_unissued_originals_cannot_be_adjusted(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    sinvoice.series["C26MAA"] = "1/001"
    till = issued(office, bill_of, 1, buyer=PERSON, wishes=Wishes(series="1C26MAA"))
    with office.hour(), writing(office.db) as tx:
        made = bill_of(tx, 2, buyer=PERSON)
        commands.issue(tx, office.book, made)
        bare = bill_of(tx, 3, buyer=PERSON)
    lower = {
        "kind": "credit",
        "series": "CN",
        "buyer": PERSON,
        "lines": [("A", -1, 1_080, 0, "8")],
    }
    origins = (till.invoice_id, made, bare)
    cases = [lower | {"ref_invoice_id": one} for one in origins]
    assert codes(office, bill_of, cases) == [
        "einvoice_cash_register",
        "einvoice_original_not_out",
        "einvoice_original_missing",
    ]
