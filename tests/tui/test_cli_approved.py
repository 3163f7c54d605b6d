"""A lead's yes at the command line: named, proved over standard input, for one action."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from scan_process import Shop
from sqlalchemy import select

from core import audit
from core.orders.models import orders
from core.people import commands, pins, queries
from core.transaction import reading, writing
from tui import cli

PIN = "407193"


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        for name, role in (("Wati", "packer"), ("Rina", "lead")):
            commands.add_operator(tx, name, role)
        for number in ("W-8", "W-9"):
            build.order(tx, number, {"A": 1}, fulfilment=build.Fulfilment.HELD)
    yield made
    made.database.close()


@pytest.fixture
def release(shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def run(number: str, typed: str, *words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        asked = ["--config", str(shop.config), "orders", "release", number, *words]
        code = cli.main(asked)
        return code, capsys.readouterr().err

    return run


def give_pin(shop: Shop) -> None:
    with writing(shop.database) as tx:
        pins.set_pin(tx, queries.find_operator(tx, "Rina").id, pins.hashed(PIN))


def state(shop: Shop, number: str = "W-9") -> str:
    return str(shop.value(orders.c.fulfilment, orders.c.order_no == number))


def test_a_badge_read_from_standard_input_says_yes(shop: Shop, release) -> None:  # type: ignore[no-untyped-def]
    with reading(shop.database) as tx:
        badge = queries.find_operator(tx, "Rina").badge_code
    code, said = release("W-9", "", "--operator", "Wati")
    assert code == 1
    assert "release held orders" in said
    code, said = release("W-9", f"{badge}\n", "--operator", "Wati", "--approved-by", "-")
    assert (code, said) == (0, "")
    assert state(shop) != "held"
    with reading(shop.database) as tx:
        wati = queries.find_operator(tx, "Wati").id
        (told,) = tx.execute(select(audit.events).where(audit.events.c.kind == "approved")).all()
    assert told.operator_id == wati
    assert told.data["who"] == "Rina"
    assert told.data["action"] == "kemas orders release W-9"


def test_a_name_needs_the_pin_and_a_wrong_one_counts(shop: Shop, release) -> None:  # type: ignore[no-untyped-def]
    give_pin(shop)
    who = ("--operator", "Wati", "--approved-by", "Rina")
    code, said = release("W-9", "", *who)
    assert (code, "says yes with a PIN" in said) == (1, True)
    code, said = release("W-9", "9911\n", *who)
    assert (code, "Tries before a wait: 2" in said) == (1, True)
    assert state(shop) == "held"
    assert release("W-9", f"{PIN}\n", *who)[0] == 0
    assert state(shop) != "held"


def test_who_may_not_say_yes_and_who_needs_none(shop: Shop, release) -> None:  # type: ignore[no-untyped-def]
    code, said = release("W-9", "", "--operator", "Wati", "--approved-by", "Wati")
    assert (code, "Wati may not say yes for others" in said) == (1, True)
    code, said = release("W-9", "", "--approved-by", "Rina")
    assert (code, "needs an --operator" in said) == (1, True)
    assert state(shop) == "held"
