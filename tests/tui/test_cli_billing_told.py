"""What ``kemas`` says of billing beside what it does: no inner words, and what is over is over."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.customers.commands import make
from core.customers.records import Details
from core.transaction import reading, writing

SETTINGS = """
timezone = "UTC"
tax_id = "0013000005012000"
"""


@pytest.fixture
def shop(
    tmp_path: Path, sqlite_template: Path, build: ModuleType, capsys: pytest.CaptureFixture[str]
) -> ShopOnDisk:
    made = ShopOnDisk(tmp_path, sqlite_template, SETTINGS, capsys)
    build.shop(made.db, {"TEH": 9})
    with writing(made.db) as tx:
        who = make(tx, Details("PT Contoh", country="ID")).id
        build.order(tx, "W-1", {"TEH": 2}, customer_id=who, paid=0)
    return made


def standing(shop: ShopOnDisk, days_ago: int) -> int:
    with reading(shop.db) as tx:
        day = tx.today - timedelta(days=days_ago)
    line = ("PT Contoh", "RAK*1@5000", "--rule", "daily", "--from", day.isoformat(), "--start")
    return int(shop.json("billing", "standing", "add", *line)["id"])


def test_a_standing_order_that_ended_has_no_next_day_and_stands_last(shop: ShopOnDisk) -> None:
    first, second = standing(shop, 0), standing(shop, -30)
    told = shop.json("billing", "standing", "end", str(first))
    assert (told["state"], told["next_day"], told["next_days"]) == ("ended", None, [])
    assert "Next days" not in shop("billing", "standing", "show", str(first))[1]
    listed = shop.json("billing", "standing", "list")
    assert [one["id"] for one in listed] == [second, first]


def test_missed_periods_are_asked_about_in_a_sentence_only(shop: ShopOnDisk) -> None:
    number = standing(shop, 3)
    line = [sys.executable, "-m", "tui.cli", "--config", str(shop.path), "billing", "run"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert "periods are due" in done.stdout + done.stderr
    assert "standing_waits" not in done.stdout + done.stderr
    out = shop("billing", "standing", "catch-up", str(number), "--make", "last")[1]
    assert "1 invoice made, to be looked at." in out


def test_money_that_went_back_is_not_called_received(shop: ShopOnDisk) -> None:
    shop("invoices", "issue", "W-1")
    number = shop.json("invoices", "list")[0]["number"]
    assert "Nothing is overdue." in shop("receivables", "list", "--overdue")[1]
    shop("payments", "add", "60000", number)
    assert "paid back" in shop("payments", "refund", "1", "too much")[1]
    assert "Everything is paid." in shop("receivables", "list")[1]


def test_why_nothing_goes_to_coretax_is_said(shop: ShopOnDisk) -> None:
    shop("invoices", "issue", "W-1")
    code, _out, err = shop("einvoice", "coretax", "export", "--out", str(shop.folder / "c.xml"))
    assert code == 1
    said = " ".join(err.split())
    assert "left out: 1. INV/" in said
    assert "has no tax" in said


def test_a_sum_that_nothing_is_held_against_is_not_shown(shop: ShopOnDisk) -> None:
    out = shop("billing", "profile", "set", "PT Contoh", "terms_days=14")[1]
    assert "Looked at above" not in out
    out = shop("billing", "profile", "set", "PT Contoh", "review=over", "review_over=500000")[1]
    assert "Looked at above: 500000.00" in out
