"""``kemas doctor``: what it prints, what it ends with, and that it asks before it repairs."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from shop_on_disk import ShopOnDisk
from sqlalchemy import text

from core.doctor.checks import NAMES
from core.doctor.searching import put_right
from core.i18n import LANGUAGES
from core.orders.commands import find
from core.transaction import writing
from tui.words.doctor import PROVES

PRINTERS = '[[printers]]\nname = "P"\ntransport = "virtual"\n'


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    """One tea in a finished box."""
    made = ShopOnDisk(tmp_path, sqlite_template, PRINTERS, capsys)
    made.pack(build, "A1")
    with writing(made.db) as tx:
        put_right(tx, [find(tx, "A1").id])
    return made


def change(shop: ShopOnDisk, statement: str) -> None:
    with shop.db.writer.begin() as connection:
        connection.execute(text(statement))


def seen(shop: ShopOnDisk, *words: str) -> tuple[int, Any]:
    code, out, _err = shop("doctor", "--json", *words)
    return code, json.loads(out)


def test_a_shop_in_order_is_told_check_by_check(shop: ShopOnDisk) -> None:
    code, out, err = shop("doctor")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[:2] for line in lines[: len(NAMES)]] == [["ok", name] for name in NAMES]
    assert lines[-1] == "All rules hold."
    code, told = seen(shop)
    assert (code, told["ok"]) == (0, True)
    assert {one["check"]: one["verdict"] for one in told["checks"]} == dict.fromkeys(NAMES, "ok")
    orders = next(one["rows"] for one in told["checks"] if one["check"] == "payments")
    assert orders == 1
    assert set(PROVES) == set(NAMES)


def test_a_broken_rule_is_named_with_what_to_do_and_ends_with_one(shop: ShopOnDisk) -> None:
    change(shop, "UPDATE orders SET paid = 100")
    code, out, _err = shop("doctor")
    assert code == 1
    assert "    Order A1: IDR 1 paid, its payments add up to IDR 25,000.\n" in out
    assert "      → Look at its money with: kemas orders payments A1\n" in out
    assert out.splitlines()[-1] == f"Of {len(NAMES)} checks 1 found broken rules, 0 could not look."
    code, told = seen(shop)
    assert (code, told["ok"]) == (1, False)
    (broken,) = [one for one in told["checks"] if one["verdict"] == "broken"]
    assert (broken["check"], broken["found"][0]["code"]) == ("payments", "paid_differs")
    assert broken["found"][0]["params"]["order_no"] == "A1"


def test_a_hint_breaks_no_rule(shop: ShopOnDisk) -> None:
    change(shop, "UPDATE print_jobs SET state = 'unknown' WHERE id = 1")
    code, out, _err = shop("doctor")
    assert code == 0
    assert "kemas jobs answer 1 yes" in out
    assert out.splitlines()[-1] == "All rules hold; 1 thing should be looked at."


def test_who_cannot_look_ends_with_two(shop: ShopOnDisk) -> None:
    change(shop, "UPDATE alembic_version SET version_num = '0001'")
    code, out, err = shop("doctor")
    assert (code, out) == (2, "")
    assert "kemas db upgrade" in err


def test_a_repair_asks_and_does_what_it_says(shop: ShopOnDisk) -> None:
    change(shop, "UPDATE stock_levels SET on_hand = on_hand + 1 WHERE reserved = 0")
    code, out, err = shop("doctor", "--repair", "stock")
    assert code == 1
    assert "TEH in MAIN: 9 on hand, the moves say 8." in out
    assert "Say --yes to do it." in err
    assert seen(shop)[0] == 1, "nothing was changed"
    code, out, _err = shop("doctor", "--repair", "stock", "--yes")
    assert code == 0
    assert "set right" in out.splitlines()[-1]
    assert seen(shop)[0] == 0
    assert seen(shop, "--repair", "stock") == (0, {"check": "stock", "repaired": 0})
    code, _out, err = shop("doctor", "--repair", "payments", "--yes")
    assert code == 2
    assert "payments" in err


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_what_each_check_proves(shop: ShopOnDisk, language: str) -> None:
    code, out, err = shop("doctor", "--language", language)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == len(NAMES) + 2
