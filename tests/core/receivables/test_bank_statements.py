"""Statements of banks: read whole or refused, each line once, applied where it is certain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import insert, select

from core.billing.models import invoices
from core.customers.models import customers
from core.database import Database
from core.errors import Refusal
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.orders.status import Policy
from core.payqr.reference import reference_of
from core.receivable_settings import BankLayout, ReceivablesSettings
from core.receivables.applying import write_off
from core.receivables.banking import (
    BankReport,
    accept,
    assign,
    ignore,
    import_bank_file,
    match_open,
    reopen,
)
from core.receivables.claims import claim
from core.receivables.matching import suggestions
from core.receivables.queries import bank_line, list_lines, list_payments
from core.receivables.settings import Terms
from core.receivables.statements.reading import read_bank_file
from core.receivables.states import BankLineState, Why
from core.transaction import SYSTEM, Transaction, reading, writing

TERMS = Terms(currency="IDR", zone="UTC", write_off=5_000_00)
LAYOUT = BankLayout(
    name="bca",
    account="123",
    date="tanggal",
    amount="jumlah",
    text="keterangan",
    payer="nama",
    thousands=",",
)
SETTINGS = ReceivablesSettings(banks=(LAYOUT,))
Bill = Callable[..., int]


@pytest.fixture
def bill(db: Database) -> Bill:
    """Issue an invoice of so many rupiah to a buyer of a name."""

    def made(total: int, name: str = "PT Contoh", **columns: object) -> int:
        with writing(db) as tx:
            found = select(customers.c.id).where(customers.c.name == name)
            who = tx.execute(found).scalar()
            if who is None:
                row = {"name": name, "folded": name.lower(), "trust": "none"}
                row |= {"created_at": tx.now, "updated_at": tx.now}
                who = tx.execute(insert(customers).returning(customers.c.id), row).scalar_one()
            number = len(tx.execute(select(invoices.c.id)).all()) + 1
            values = {
                "kind": "invoice",
                "state": "issued",
                "series": "T",
                "number": number,
                "internal_no": f"INV/2026/{number:04}",
                "provider_key": f"key{number}",
                "customer_id": who,
                "seller": {"name": "Toko"},
                "buyer": {"name": name},
                "buyer_name": name,
                "folded": name.lower(),
                "language": "id",
                "currency": "IDR",
                "net": total * 100,
                "tax": 0,
                "total": total * 100,
                "issue_date": tx.today - timedelta(days=20 - number),
                "due_date": tx.today,
                "created_at": tx.now,
                "issued_at": tx.now,
            }
            return int(
                tx.execute(insert(invoices).returning(invoices.c.id), values | columns).scalar_one()
            )

    return made


def reference(db: Database, invoice_id: int) -> str:
    with reading(db) as tx:
        day = select(invoices.c.issue_date).where(invoices.c.id == invoice_id)
        return reference_of(invoice_id, tx.execute(day).scalar_one())


def take(db: Database, folder: Path, *rows: str, name: str = "a.csv") -> BankReport:
    """Import a CSV of rows ``amount;text;payer``, with the bank's own words above the header."""
    lines = ["Mutasi Rekening;;;", "Periode 11/2026;;;", "Tanggal;Keterangan;Jumlah;Nama"]
    for row in rows:
        amount, said, payer = row.split(";")
        lines.append(f"20/11/2026;{said};{amount};{payer}")
    path = folder / name
    path.write_text("\n".join([*lines, "Saldo akhir;;;"]), encoding="utf-8")
    return import_bank_file(db, SYSTEM, TERMS, Policy(), SETTINGS, path)


def still(db: Database, invoice_id: int) -> int:
    with reading(db) as tx:
        return claim(tx, invoice_id).open // 100


def refused(db: Database, work: Callable[[Transaction], object]) -> str:
    with pytest.raises(Refusal) as found, writing(db) as tx:
        work(tx)
    return found.value.code


def test_what_names_its_invoice_and_has_its_amount_is_paid_at_once(
    db: Database, bill: Bill, tmp_path: Path
) -> None:
    one, two, three, four = bill(100), bill(200), bill(300, "Sari"), bill(1_000_000)
    rows = (
        f"100.00 CR;TRSF E-BANKING {reference(db, one)}95031 PT CONTOH;PT CONTOH",
        f"200.00 CR;{reference(db, two)[:-1]}0 wrong check character;",
        "300.00;bayar INV/2026/0003 terima kasih;SARI",
        "5,000.00 DB;BIAYA ADM;",
        "400,000.00 CR;INV/2026/0004 cicilan;PT CONTOH",
    )
    done = take(db, tmp_path, *rows)
    assert (done.lines, done.known, done.out, done.applied, done.waiting) == (5, 0, 1, 2, 2)
    assert [still(db, each) for each in (one, two, three, four)] == [0, 200, 0, 1_000_000]
    again = take(db, tmp_path, *rows, name="b.csv")  # the same file, then one line more than it
    assert (again.known, again.applied) == (5, 0)
    more = take(db, tmp_path, *rows, rows[4], name="c.csv")
    assert (more.lines, more.known) == (6, 5)
    with reading(db) as tx:
        partly = next(one for one in list_lines(tx, [BankLineState.OPEN]) if "cicilan" in one.text)
        best, *_rest = suggestions(tx, TERMS, partly)
    assert (best.why, best.certain, best.parts[0].amount) == (Why.REFERENCE, False, 400_000_00)
    with writing(db) as tx:
        accept(tx, TERMS, Policy(), partly.id, best.key)
    assert still(db, four) == 600_000
    code = refused(db, lambda tx: accept(tx, TERMS, Policy(), partly.id, best.key))
    assert code == "bank_line_settled"


def test_what_is_not_certain_waits_with_its_reasons_the_surest_first(
    db: Database, bill: Bill, tmp_path: Path
) -> None:
    one, two, three = bill(100), bill(200), bill(350)
    other = bill(777, "Nobody Known")
    take(
        db,
        tmp_path,
        "200;transfer;PT Contoh",
        "300;transfer;pt contoh",
        "650;transfer;PT CONTOH",
        "120;transfer;PT CONTOH",
        "777;transfer;",
        "999;transfer;Stranger",
    )
    with reading(db) as tx:
        lines = {one.amount // 100: one for one in list_lines(tx)}
        said = {at: suggestions(tx, TERMS, line) for at, line in lines.items()}
    reasons = {at: [one.why.value for one in found] for at, found in said.items()}
    assert reasons == {
        200: ["amount", "oldest", "credit"],
        300: ["sum", "oldest", "credit"],
        650: ["sum", "balance", "oldest", "credit"],
        120: ["oldest", "credit"],
        777: ["anybody"],
        999: [],
    }
    assert [part.amount for part in said[120][0].parts] == [100_00, 20_00]
    with writing(db) as tx:
        accept(tx, TERMS, Policy(), lines[650].id)
    assert [still(db, each) for each in (one, two, three, other)] == [0, 0, 0, 777]
    gone = said[200][0].key
    code = refused(db, lambda tx: accept(tx, TERMS, Policy(), lines[200].id, gone))
    assert code == "suggestion_gone"
    with writing(db) as tx:
        accept(tx, TERMS, Policy(), lines[120].id)  # nothing is open any more: credit
        (credit,) = list_payments(tx, unused=True)
        assert (credit.free, credit.customer) == (120_00, "PT Contoh")
        assert ignore(tx, lines[999].id, "own transfer").state is BankLineState.IGNORED
    assert refused(db, lambda tx: assign(tx, TERMS, lines[200].id)) == "assign_nothing"
    with writing(db) as tx:
        back = reopen(tx, Policy(), lines[650].id, "wrong customer")
    assert (back.state, still(db, three)) == (BankLineState.OPEN, 350)
    with writing(db) as tx:
        assign(tx, TERMS, back.id, ["INV/2026/0003", "INV/2026/0004"])
    assert (still(db, three), still(db, other)) == (0, 477)


def test_a_fee_of_the_bank_is_offered_as_a_write_off(
    db: Database, bill: Bill, tmp_path: Path
) -> None:
    one = bill(100_000)
    take(db, tmp_path, "96,000;INV/2026/0001;PT CONTOH")
    with writing(db) as tx:
        (line,) = list_lines(tx, [BankLineState.OPEN])
        _line, taken = accept(tx, TERMS, Policy(), line.id)
    assert (taken.short, still(db, one)) == (4_000_00, 0)
    assert refused(db, lambda tx: write_off(tx, TERMS, one, "again")) == "claim_settled"


def test_a_payment_for_an_order_without_an_invoice_confirms_the_order(
    db: Database, build: ModuleType, tmp_path: Path
) -> None:
    build.shop(db, {"TEH": 9})
    with writing(db) as tx:
        made = build.order(tx, "M2026-0077", {"TEH": 1}, paid=0, status=OrderStatus.UNPAID)
    done = take(db, tmp_path, "25,000;pesanan m2026-0077;SITI")
    assert done.applied == 1
    with writing(db) as tx:
        (line,) = list_lines(tx, [BankLineState.ORDER])
        row = tx.execute(select(orders.c.paid, orders.c.status).where(orders.c.id == made)).one()
        assert (row.paid, row.status) == (25_000_00, OrderStatus.PROCESSING.value)
        reopen(tx, Policy(), line.id, "another order")
    with reading(db) as tx:
        assert bank_line(tx, line.id).state is BankLineState.OPEN
        assert tx.execute(select(orders.c.paid).where(orders.c.id == made)).scalar_one() == 0


def test_money_from_an_account_that_is_known_is_certain_by_its_amount(
    db: Database, bill: Bill, tmp_path: Path
) -> None:
    first, second = bill(100), bill(200)
    for at, amount in enumerate(("100", "200")):
        entry = (
            "<Ntry><Amt Ccy='IDR'>{a}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
            "<BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>R{a}</AcctSvcrRef><NtryDtls>"
            "<TxDtls><RltdPties><DbtrAcct><Id><Othr><Id>889</Id></Othr></Id></DbtrAcct>"
            "</RltdPties><RmtInf><Ustrd>{t}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        ).format(a=amount, t="INV/2026/0001" if not at else "thanks")
        path = tmp_path / f"{at}.xml"
        path.write_text(
            "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt><Stmt>"
            f"<Acct><Id><IBAN>X1</IBAN></Id></Acct>{entry}</Stmt></BkToCstmrStmt></Document>",
            encoding="utf-8",
        )
        done = import_bank_file(db, SYSTEM, TERMS, Policy(), SETTINGS, path)
        assert done.applied == 1
    assert (still(db, first), still(db, second)) == (0, 0)
    assert match_open(db, SYSTEM, TERMS, Policy()) == 0


OFX = """OFXHEADER:100
DATA:OFXSGML
CHARSET:1252

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>IDR<BANKACCTFROM><BANKID>1<ACCTID>777
</BANKACCTFROM><BANKTRANLIST>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261120120000[7:WIB]<TRNAMT>150000.50<FITID>F1<NAME>A &amp; B
<MEMO>INV1
</STMTTRN>
<STMTTRN><DTPOSTED>20261121<TRNAMT>-2500<FITID>F2</STMTTRN>
<STMTTRN><DTPOSTED>20261321<TRNAMT>1<FITID>F3</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
CAMT = """<?xml version="1.0"?>{doctype}
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><Othr><Id>777</Id></Othr></Id><Ccy>IDR</Ccy></Acct>
<Ntry><Amt Ccy="IDR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><DtTm>2026-11-20T08:00:00</DtTm></BookgDt><NtryRef>N1</NtryRef><NtryDtls>
<TxDtls><Amt Ccy="IDR">100</Amt><RmtInf><Ustrd>one</Ustrd></RmtInf></TxDtls>
<TxDtls><Amt Ccy="IDR">200</Amt><RmtInf><Ustrd>two</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="IDR">9</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts>
<BookgDt><Dt>2026-11-20</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="IDR">9,5</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-20</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"""


def read(folder: Path, text: str | bytes, **more: str) -> object:
    path = folder / "file"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_bank_file(path, SETTINGS, more.get("bank", ""), more.get("account", ""), "IDR")


def test_ofx_and_camt_are_read_by_what_they_are_and_bad_lines_are_named(tmp_path: Path) -> None:
    ofx = read_bank_file(_written(tmp_path, OFX), SETTINGS, "", "", "IDR")
    assert ofx.account == "777"
    assert [(one.amount, one.payer, one.text, one.bank_id) for one in ofx.lines] == [
        (150_000_50, "A & B", "INV1", "F1"),
        (-2_500_00, "", "", "F2"),
    ]
    assert [one.code for one in ofx.refused] == ["date_unreadable"]
    camt = read_bank_file(_written(tmp_path, CAMT.format(doctype="")), SETTINGS, "", "", "IDR")
    assert [(one.amount, one.text) for one in camt.lines] == [(100_00, "one"), (200_00, "two")]
    assert [one.code for one in camt.refused] == ["money_unreadable"]


def _written(folder: Path, text: str) -> Path:
    path = folder / "written"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CAMT.format(doctype="<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///x'>]>"), "file_xml_type"),
        (CAMT.format(doctype="<!DOCTYPE a [<!ENTITY c '&b;&b;'>]>"), "file_xml_type"),
        (OFX.replace("<OFX>", "<!ENTITY a 'b'><OFX>"), "file_xml_type"),
        (CAMT.format(doctype="")[:-20], "file_xml_broken"),
        ("<a>" * 100_000, "file_xml_broken"),
        ("<html><body>Log in</body></html>", "bank_file_kind"),
        (OFX.replace("<ACCTID>777", ""), "bank_file_kind"),
        ("", "file_empty"),
        (b"%PDF-1.7", "file_kind"),
        ("Tanggal;Nama\n20/11/2026;A\n", "file_columns_missing"),
        ("one line of words\n", "file_columns_missing"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_whole(
    tmp_path: Path, text: str | bytes, code: str
) -> None:
    with pytest.raises(Refusal) as found:
        read(tmp_path, text)
    assert found.value.code == code


def test_a_file_needs_an_account_and_a_layout(tmp_path: Path) -> None:
    table = "date;description;credit;debit\n2026-11-20;a;100;\n2026-11-20;b;;1.000\n"
    path = _written(tmp_path, table)
    two = (LAYOUT, BankLayout(name="vcb", credit="credit", debit="debit", thousands="."))
    for settings, bank, account, code in (
        (ReceivablesSettings(), "", "1", "bank_layout_needed"),
        (ReceivablesSettings(banks=two), "", "1", "bank_layout_needed"),
        (ReceivablesSettings(banks=two), "xyz", "1", "bank_layout_unknown"),
        (ReceivablesSettings(banks=two), "VCB", "", "bank_account_needed"),
    ):
        with pytest.raises(Refusal) as found:
            read_bank_file(path, settings, bank, account, "VND")
        assert found.value.code == code
    done = read_bank_file(path, ReceivablesSettings(banks=two), "vcb", "9", "VND")
    assert [one.amount for one in done.lines] == [100, -1000]
