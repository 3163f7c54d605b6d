"""What marketplaces pay out in the journal: fees leave what they hold, the rest comes."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from core.bookkeeping.accounts import VIETNAM, Chart, Role
from core.bookkeeping.journal import BookRules, journal
from core.bookkeeping.periods import month_named
from core.database import Database
from core.payouts.taking import Teller, ToldLine, ToldPayout, take_payout
from core.transaction import reading, writing

RULES = BookRules(Chart(VIETNAM), "VN", "IDR")
TELLER = Teller("Toko", "shop", "lazada")
LINES = [
    ToldLine("1", "A", "Item Price Credit", Decimal(200)),
    ToldLine("2", "A", "Commission", Decimal(-10)),
    ToldLine("3", "A", "Never heard of", Decimal(-2)),
    ToldLine("4", "A", "Shipping Fee Paid by Seller", Decimal(-15)),
    ToldLine("5", "A", "Withholding Tax", Decimal(-1)),
]


def entries(db: Database, month: str) -> dict[str, dict[Role, int]]:
    with reading(db) as tx:
        found = journal(tx, RULES, month_named(month)).entries
    return {
        one.key.partition(":")[0]: {line.role: line.amount for line in one.lines} for one in found
    }


def told(db: Database, state: str, paid_at: datetime | None, no: str = "W1") -> None:
    at = datetime(2026, 10, 28, 3, tzinfo=UTC)
    with writing(db) as tx:
        payout = ToldPayout(no, at, "IDR", Decimal(172), state, LINES, paid_at=paid_at)
        take_payout(tx, TELLER, payout)


def test_fees_on_the_day_of_the_statement_the_rest_when_it_is_paid(db: Database) -> None:
    told(db, "Not paid", None)
    kept = {
        Role.CHANNEL_FEES: 1_200,
        Role.DELIVERY: 1_500,
        Role.TAX_WITHHELD: 100,
        Role.CHANNEL: -2_800,
    }
    assert entries(db, "2026-10") == {"payout": kept}
    told(db, "Yes", datetime(2026, 11, 2, 3, tzinfo=UTC))
    assert entries(db, "2026-10") == {"payout": kept}
    came = {Role.CHANNEL_PAYOUT: 17_200, Role.CHANNEL: -17_200}
    assert entries(db, "2026-11") == {"payout-paid": came}


def test_a_payout_below_zero_is_money_that_went(db: Database) -> None:
    back = [ToldLine("9", "A", "Reversal Item Price", Decimal(-50))]
    at = datetime(2026, 11, 2, 3, tzinfo=UTC)
    with writing(db) as tx:
        take_payout(tx, TELLER, ToldPayout("R", at, "IDR", Decimal(-50), "Yes", back, paid_at=at))
    assert entries(db, "2026-11") == {
        "payout-paid": {Role.CHANNEL: 5_000, Role.CHANNEL_PAYOUT: -5_000}
    }
