"""Each rule about payouts, broken in the tables, is found under its name."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from busy_shop import force, found
from sqlalchemy import select

from core.config import Config, load
from core.database import Database
from core.doctor.findings import Level
from core.orders.models import orders
from core.orders.status import Policy
from core.payouts.matching import match_open
from core.payouts.taking import Teller, ToldLine, ToldPayout, take_payout
from core.transaction import reading, writing
from tui.words.doctor import say
from tui.words.doctor_payouts import PAYOUT_FOUND

PART = "UPDATE payout_orders SET {values}"
ORDER = "(SELECT id FROM orders WHERE order_no = 'P-1')"
LINE = (
    "INSERT INTO payout_lines (payout_id, entry_no, seq, order_ref, word, amount, heard_at)"
    " SELECT id, 'x', 0, '{ref}', '{word}', 500, heard_at FROM payouts"
)
TWIN = (
    "INSERT INTO order_payments (order_id, kind, method, amount, paid_on, bank, reference, proof,"
    " state, reason, reported_at) SELECT order_id, kind, method, 1, paid_on, bank, 'Toko: P8', '',"
    f" state, '', reported_at FROM order_payments WHERE order_id = {ORDER}"
)
OTHER = (
    "INSERT INTO payouts (shop, payout_no, currency, raw_state, state, at, whole, page, reads,"
    " heard_at, seen_at) SELECT shop, 'USD', 'USD', raw_state, state, at, whole, page, reads,"
    " heard_at, seen_at FROM payouts",
    "INSERT INTO payout_lines (payout_id, entry_no, seq, order_ref, word, amount, heard_at)"
    " SELECT id, 'y', 0, 'P-1', 'Commission', 5, heard_at FROM payouts WHERE payout_no = 'USD'",
)
BANK_FILE = (
    "INSERT INTO bank_files (account, name, digest, imported_at)"
    " SELECT '1', 'a', 'd', heard_at FROM payouts"
)
BANK_LINE = (
    "INSERT INTO bank_lines (file_id, line_no, key, booked_on, amount, currency, payer,"
    " payer_account, text, bank_ref, state, note) SELECT f.id, 1, 'k', '{day}', p.amount,"
    " p.currency, '', '', '', '', '{state}', '' FROM bank_files f, payouts p"
)
ARRIVAL = (
    "INSERT INTO payout_arrivals (payout_id, bank_line_id, account, booked_on, expected, came, at,"
    " reason) SELECT p.id, b.id, '1', b.booked_on, {expected}, {came}, p.heard_at, ''"
    " FROM payouts p, bank_lines b"
)
BREAKS = {
    "payout_differs": (LINE.format(ref="", word="Commission"),),
    "payout_wordless": (
        LINE.format(ref="", word="never heard"),
        "UPDATE payouts SET amount = amount + 500",
    ),
    "payout_unpaid": (PART.format(values="payment_id = NULL"),),
    "payout_paid_oddly": (PART.format(values="state = 'seen'"),),
    "payout_twice": (TWIN,),
    "payout_currency": OTHER,
    "payout_missed": (BANK_FILE, BANK_LINE.format(day="2026-01-05", state="open")),
    "payout_otherwise": (
        BANK_FILE,
        BANK_LINE.format(day="2026-09-01", state="payout"),
        ARRIVAL.format(came="b.amount", expected="b.amount - 1"),
    ),
    "payout_line": (BANK_FILE, BANK_LINE.format(day="2026-09-01", state="payout")),
}
HINTS = {"payout_differs", "payout_missed", "payout_otherwise"}


SHOP = """
[[channels]]
kind = "lazada"
name = "Toko"
app_key = "1"
app_secret = "2"
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """One shop at a marketplace."""
    path = tmp_path / "kemas.toml"
    path.write_text(SHOP, encoding="utf-8")
    path.chmod(0o600)
    return load(path)


@pytest.fixture
def paid(db: Database, build: ModuleType) -> Database:
    """A shop with one order that its payout paid."""
    build.shop(db, {"TEH": 9})
    build.ready_order(db, "P-1", {"TEH": 1}, paid=0)
    with reading(db) as tx:
        row = tx.execute(select(orders).where(orders.c.order_no == "P-1")).one()
    teller = Teller("Toko", row.channel, "lazada")
    total = Decimal(row.total) / 100
    lines = [
        ToldLine("1", "P-1", "Item Price Credit", total),
        ToldLine("2", "P-1", "Commission", Decimal(-500)),
    ]
    with writing(db) as tx:
        at = row.ordered_at
        told = ToldPayout("P9", at, row.currency, total - 500, "paid", lines, paid_at=at)
        take_payout(tx, teller, told)
    assert match_open(db, Policy(), "Toko") == 1
    return db


def test_what_was_paid_out_as_it_should_is_well(paid: Database, config: Config) -> None:
    assert found(paid, config, ["payouts", "payments"]) == []


@pytest.mark.parametrize("code", list(BREAKS))
def test_a_broken_rule_about_payouts_is_found_and_named(
    paid: Database, config: Config, code: str
) -> None:
    force(paid, *BREAKS[code])
    findings = found(paid, config, ["payouts"])
    assert {one.code for one in findings} == {code}
    assert findings[0].level is (Level.HINT if code in HINTS else Level.FAULT)
    said = " ".join(say(findings[0], "payouts"))
    assert "?" not in said


def test_each_sentence_about_payouts_belongs_to_a_rule_that_was_broken() -> None:
    assert set(PAYOUT_FOUND) == set(BREAKS)
