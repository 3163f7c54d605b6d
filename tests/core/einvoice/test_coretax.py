"""Files for Coretax: as its template wants them, frozen, and each invoice in one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from core.billing.models import invoices
from core.billing.rules import Sides
from core.database import Database
from core.einvoice.coretax import batches
from core.einvoice.coretax.approvals import import_approvals
from core.einvoice.coretax.batches import deadline
from core.einvoice.coretax.drawing import tin_of
from core.einvoice.coretax.writing import FULL_BASE, OTHER_BASE, Good, tax_of
from core.einvoice.models import coretax_files
from core.einvoice.registry import EInvoicing, Shop
from core.einvoice.states import CoretaxState
from core.einvoice_settings import EInvoiceSettings
from core.errors import Refusal
from core.transaction import SYSTEM, reading, writing

BOOK = EInvoicing(EInvoiceSettings(), Shop("Asia/Jakarta", "00.130.000.0-501.2000"))
BUYER = Sides(
    "PT Contoh Jaya",
    address="Jl. Contoh 5",
    city="Bekasi",
    country="ID",
    tax_number="0021234562012000",
)
LINE = ("Kardus 5 lapis", 10, 11_100_00, 0, "11")
Bill = Callable[..., int]


def bills(db: Database, bill: Bill, numbers: range, **more: Any) -> None:
    columns: dict[str, Any] = {"buyer": BUYER, "currency": "IDR", "lines": [LINE]}
    with writing(db) as tx:
        for number in numbers:
            bill(tx, number, **(columns | more))


def approved(path: Path, *rows: tuple[str, str, str]) -> Path:
    head = "Referensi,Nomor Faktur Pajak,Status Faktur\n"
    path.write_text(head + "".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_file_is_as_the_template_wants_it(db: Database, bill_of: Bill) -> None:
    bills(db, bill_of, range(42, 43))
    with writing(db) as tx:
        done = batches.export(tx, BOOK)
    root = ElementTree.fromstring(done.data)  # noqa: S314 - our own file
    assert (root.tag, root.findtext("TIN")) == ("TaxInvoiceBulk", "0013000005012000")
    (one,) = root.iter("TaxInvoice")
    assert [(node.tag, node.text or "") for node in one] == [
        ("TaxInvoiceDate", "2026-11-21"),
        ("TaxInvoiceOpt", "Normal"),
        ("TrxCode", "04"),
        ("AddInfo", ""),
        ("CustomDoc", ""),
        ("CustomDocMonthYear", ""),
        ("RefDesc", "INV/42"),
        ("FacilityStamp", ""),
        ("SellerIDTKU", "0013000005012000000000"),
        ("BuyerTin", "0021234562012000"),
        ("BuyerDocument", "TIN"),
        ("BuyerCountry", "IDN"),
        ("BuyerDocumentNumber", "-"),
        ("BuyerName", "PT Contoh Jaya"),
        ("BuyerAdress", "Jl. Contoh 5, Bekasi"),
        ("BuyerEmail", ""),
        ("BuyerIDTKU", "0021234562012000000000"),
        ("ListOfGoodService", one[-1].text or ""),
    ]
    (good,) = root.iter("GoodService")
    assert [(node.tag, node.text) for node in good] == [
        ("Opt", "A"),
        ("Code", "000000"),
        ("Name", "Kardus 5 lapis"),
        ("Unit", "UM.0021"),
        ("Price", "10000.00"),
        ("Qty", "10"),
        ("TotalDiscount", "0.00"),
        ("TaxBase", "100000.00"),
        ("OtherTaxBase", "91666.67"),
        ("VATRate", "12"),
        ("VAT", "11000.00"),
        ("STLGRate", "0"),
        ("STLG", "0"),
    ]


def test_the_tax_is_twelve_per_cent_of_eleven_twelfths() -> None:
    rows = {
        "100000.00": ("91666.67", "11000.00"),
        "90000.00": ("82500.00", "9900.00"),
        "123456.78": ("113168.72", "13580.25"),
        "99999.00": ("91665.75", "10999.89"),
    }
    for base, expected in rows.items():
        assert tax_of(Decimal(base), OTHER_BASE) == tuple(map(Decimal, expected))
    assert tax_of(Decimal(100), FULL_BASE) == (Decimal(100), Decimal(12))


def test_price_by_quantity_less_the_discount_is_always_the_base() -> None:
    for quantity, base, off in ((3, "100.00", "0"), (7, "99999.00", "333.33"), (10, "0.01", "0")):
        one = Good.of("x", quantity, Decimal(base), Decimal(off))
        assert one.price * one.quantity - one.discount == one.base
        assert one.discount >= Decimal(off)


def test_an_invoice_is_in_one_file_until_that_is_withdrawn(db: Database, bill_of: Bill) -> None:
    bills(db, bill_of, range(1, 4))
    with writing(db) as tx:
        first = batches.export(tx, BOOK, until=date(2026, 11, 30))
        assert (first.batch.invoices, first.left_out) == (3, ())
    with pytest.raises(Refusal, match="coretax_nothing"), writing(db) as tx:
        batches.export(tx, BOOK)
    with pytest.raises(Refusal, match="coretax_taken"), writing(db) as tx:
        batches.export(tx, BOOK, numbers=["INV/2"])
    with reading(db) as tx:
        assert batches.data_of(tx, first.batch.id) == first.data
    for statement in (update(coretax_files).values(data=b"x"), delete(coretax_files)):
        with pytest.raises(DatabaseError), writing(db) as tx:
            tx.execute(statement)
    with writing(db) as tx:
        batches.withdraw(tx, first.batch.id)
        again = batches.export(tx, BOOK, numbers=["INV/2"])
        assert again.batch.states == {CoretaxState.EXPORTED: 1}
        batches.uploaded(tx, again.batch.id)
    with pytest.raises(Refusal, match="coretax_uploaded"), writing(db) as tx:
        batches.withdraw(tx, again.batch.id)


def test_what_cannot_go_in_is_left_out_with_its_reason(db: Database, bill_of: Bill) -> None:
    nobody = Sides("Budi", address="Jl. 1")
    cases: Mapping[str, dict[str, Any]] = {
        "coretax_currency": {"currency": "VND"},
        "coretax_no_tax": {"lines": [("A", 1, 1000_00, 0, "")]},
        "coretax_rate": {"lines": [("A", 1, 1000_00, 0, "8")]},
        "coretax_mixed": {"lines": [("A", 1, 1000_00, 0, "11"), ("B", 1, 1000_00, 0, "12")]},
        "coretax_buyer_number": {"buyer": nobody},
        "coretax_buyer_address": {"buyer": Sides("PT X", tax_number="0021234562012000")},
        "coretax_line": {"lines": [LINE, ("B", -1, 100_00, 0, "11")]},
        "coretax_country": {"buyer": Sides("X", address="1", country="ZZ", tax_number="1")},
    }
    for at, more in enumerate(cases.values(), 1):
        bills(db, bill_of, range(at, at + 1), **more)
    foreign = Sides("Lim", address="1 Road", country="SG", tax_number="E1234567")
    citizen = Sides("Siti", address="Jl. 2", country="ID", tax_number="3171015203900001")
    for at, buyer in enumerate((foreign, citizen), 50):
        bills(db, bill_of, range(at, at + 1), buyer=buyer)
    with writing(db) as tx:
        done = batches.export(tx, BOOK)
    assert {one.invoice: one.code for one in done.left_out} == {
        f"INV/{at}": code for at, code in enumerate(cases, 1)
    }
    root = ElementTree.fromstring(done.data)  # noqa: S314 - our own file
    names = ("BuyerTin", "BuyerDocument", "BuyerDocumentNumber", "BuyerCountry", "BuyerIDTKU")
    assert [tuple(one.findtext(name) for name in names) for one in root.iter("TaxInvoice")] == [
        ("0" * 16, "Passport", "E1234567", "SGP", "000000"),
        ("0" * 16, "National ID", "3171015203900001", "IDN", "000000"),
    ]


def test_approvals_give_the_legal_numbers_once(db: Database, bill_of: Bill, tmp_path: Path) -> None:
    bills(db, bill_of, range(1, 5))
    with writing(db) as tx:
        batch = batches.export(tx, BOOK).batch
    numbers = [f"04002600{at:09d}" for at in range(1, 5)]
    path = approved(
        tmp_path / "list.csv",
        ("INV/1", numbers[0], "APPROVED"),
        ("INV/2", "", "Ditolak: pembeli"),
        ("INV/3", numbers[2], "Uploaded"),
        ("INV/4", numbers[0], "APPROVED"),
        ("INV/9", numbers[3], "APPROVED"),
        ("", "", ""),
    )
    done = import_approvals(db, SYSTEM, path)
    assert (done.approved, done.rejected, done.known) == (1, 1, 1)
    assert [one.code for one in done.refused] == [
        "coretax_number_taken",
        "coretax_reference_unknown",
    ]
    again = import_approvals(db, SYSTEM, path)
    assert (again.approved, again.rejected, again.known) == (0, 0, 3)
    with reading(db) as tx:
        found = batches.lines(tx, batch.id)
        assert [one.state for one in found] == [
            CoretaxState.APPROVED,
            CoretaxState.REJECTED,
            CoretaxState.EXPORTED,
            CoretaxState.EXPORTED,
        ]
        legal = select(invoices.c.legal_no).order_by(invoices.c.id)
        assert tx.execute(legal).scalars().all() == [numbers[0], "", "", ""]
    odd = approved(tmp_path / "odd.csv", ("INV/3", "123", "APPROVED"), ("INV/1", numbers[3], ""))
    assert [one.code for one in import_approvals(db, SYSTEM, odd).refused] == [
        "coretax_number_wrong",
        "coretax_number_differs",
    ]
    with writing(db) as tx:
        assert batches.export(tx, BOOK).batch.invoices == 1  # what was rejected, once mended
    (tmp_path / "bad.csv").write_text("Referensi,Nama\nINV/1,x\n", encoding="utf-8")
    with pytest.raises(Refusal, match="coretax_columns"):
        import_approvals(db, SYSTEM, tmp_path / "bad.csv")


def test_the_twentieth_of_the_next_month_is_the_last_day() -> None:
    assert deadline(date(2026, 11, 30)) == date(2026, 12, 20)
    assert deadline(date(2026, 12, 1)) == date(2027, 1, 20)
    assert tin_of("01.300.000.5-012.000") == "0013000005012000"
    assert tin_of("12345") == ""
