"""Each rule about invoices and customers' money, broken in the tables, is found under its name."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from busy_shop import force, found

from core.config import Config
from core.database import Database
from core.doctor.findings import Level
from tui.words.doctor import say
from tui.words.doctor_money import MONEY_FOUND

FIRST = "(SELECT min(id) FROM invoices)"
SECOND = f"({FIRST} + 1)"
GONE = "(SELECT id FROM invoices WHERE state = 'discarded')"
LATER = "(SELECT max(id) FROM payments)"
PAYMENT = "(SELECT min(id) FROM payments)"


@dataclass(frozen=True)
class Break:
    """What breaks a rule, what is said of it, and what else is then not so."""

    code: str
    statements: tuple[str, ...]
    names: str = ""
    beside: frozenset[str] = frozenset()


def broken(code: str, *statements: str, names: str = "", beside: str = "") -> Break:
    return Break(code, statements, names, frozenset(beside.split()))


def invoice(values: str, which: str = FIRST) -> str:
    return f"UPDATE invoices SET {values} WHERE id = {which}"


def use(of: str, amount: int, invoice_id: str = FIRST) -> str:
    return (
        "INSERT INTO allocations (payment_id, invoice_id, amount, why, note, at)"
        f" SELECT {of}, {invoice_id}, {amount}, 'by_hand', '', recorded_at"
        f" FROM payments WHERE id = {PAYMENT}"
    )


MORE = "UPDATE invoice_lines SET net = net + 100, total = total + 100, discount = discount - 100"
EINVOICE = "UPDATE einvoices SET {values}"
BREAKS = (
    broken("invoice_gap", invoice("number = 9, internal_no = 'INV/9'"), names="INV 9",
           beside="invoice_lost"),
    broken("invoice_counter", "UPDATE number_series SET value = 9 WHERE name LIKE 'invoice:INV%'",
           names="counter 9"),
    broken("invoice_day", invoice("issue_date = '2999-01-01'"), names="0002"),
    broken("invoice_totals",
           f"{MORE} WHERE invoice_id = {FIRST}", names="0001"),
    broken("invoice_changed",
           f"{MORE} WHERE invoice_id = {SECOND}",
           invoice("net = net + 100, total = total + 100", SECOND), names="0002 25,001 25,000"),
    broken("invoice_lost", invoice("internal_no = 'INV/X'"), names="0001 gone"),
    broken("invoice_credited",
           "UPDATE invoice_lines SET net = -9000000, tax = 0, total = -9000000, discount = 9000000,"
           " quantity = 0, unit_price = 0 WHERE invoice_id ="
           " (SELECT id FROM invoices WHERE kind = 'credit')",
           "UPDATE invoices SET net = -9000000, tax = 0, total = -9000000 WHERE kind = 'credit'",
           names="0002 90,000", beside="invoice_changed"),
    broken("invoice_file", "UPDATE invoice_files SET sha256 = 'x'", names="pdf 0001"),
    broken("billed_discarded",
           f"UPDATE billed_orders SET invoice_id = {GONE}"
           " WHERE order_id = (SELECT id FROM orders WHERE order_no = 'B-4')",
           names="B-4"),
    broken("charge_discarded",
           "INSERT INTO billing_charges (customer_id, source_type, source_id, kind, item,"
           " description, quantity, unit_price, currency, on_date, created_at, invoice_line_id)"
           " SELECT min(customers.id), 's', 'k', '', '', 'x', 1, 100, 'IDR', '2026-11-01',"
           " min(customers.created_at), (SELECT min(id) FROM invoice_lines WHERE invoice_id ="
           f" {GONE}) FROM customers", names="thrown"),
    broken("payment_overused", use(PAYMENT, 100, SECOND), names="25,000 25,001"),
    broken("invoice_overused", use(LATER, 100), names="0001 25,001"),
    broken("use_of_correction",
           use(LATER, 100, "(SELECT id FROM invoices WHERE kind = 'credit')"), names="CN",
           beside="invoice_overused balance_differs"),
    broken("use_of_draft", use(LATER, 100, GONE)),
    broken("use_currency", use(LATER, 100, SECOND),
           f"UPDATE payments SET currency = 'USD' WHERE id = {LATER}", names="0002"),
    broken("bank_line_shared",
           f"UPDATE bank_lines SET payment_id = {PAYMENT}", names="25,000"),
    broken("bank_line_twice", "UPDATE bank_lines SET state = 'open', payment_id = NULL"
           " WHERE key = 'k2'", names="25,000 twice"),
    broken("bank_line_unpaid", "UPDATE bank_lines SET payment_id = NULL WHERE key = 'k2'",
           names="25,000"),
    broken("einvoice_unknown_long",
           EINVOICE.format(values="state = 'unknown', asked_at = '2020-01-01 00:00:00+00:00'"),
           names="sinvoice 0001"),
    broken("einvoice_numberless",
           EINVOICE.format(values="legal_no = '', issued_at = '2020-01-01 00:00:00+00:00'"),
           names="sinvoice 0001"),
    broken("einvoice_number", EINVOICE.format(values="legal_no = '8'"), names="0001 7 8"),
    broken("einvoice_file", "UPDATE einvoice_files SET sha256 = 'x'", names="a.xml"),
    broken("coretax_set", "DELETE FROM coretax_lines", names="1 0"),
)  # fmt: skip
HINTS = {"einvoice_unknown_long", "einvoice_numberless"}


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.code)
def test_a_broken_rule_about_money_is_found_and_named(
    busy: Database, config: Config, one: Break
) -> None:
    force(busy, *one.statements)
    names = ["invoices", "receivables", "einvoices"]
    findings = found(busy, config, names)
    assert {each.code for each in findings} == {one.code} | one.beside
    mine = next(each for each in findings if each.code == one.code)
    assert mine.level is (Level.HINT if one.code in HINTS else Level.FAULT)
    said = " ".join(say(mine, "invoices"))
    assert [name for name in one.names.split() if name not in said] == []
    assert "?" not in said, "a word that the sentence needs is missing"


def test_each_sentence_about_money_belongs_to_a_rule_that_was_broken() -> None:
    beside = {code for one in BREAKS for code in one.beside}
    assert set(MONEY_FOUND) == {one.code for one in BREAKS} | beside
