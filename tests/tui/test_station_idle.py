"""A station that nobody uses signs out by itself, and loses nothing of its work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, painted, station

from core.people import commands, queries
from core.transaction import reading, writing
from tui.keys import Where
from tui.widgets.question import Question


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    told = made.config.read_text(encoding="utf-8")
    made.config.write_text(f"{told}\n[people]\nidle_minutes = 10\n", encoding="utf-8")
    with writing(made.database) as tx:
        commands.renew_badge(tx, queries.find_operator(tx, "Sari").id)
    yield made
    made.database.close()


def badge(shop: Shop) -> str:
    with reading(shop.database) as tx:
        return queries.find_operator(tx, "Sari").badge_code


def nobody_for(hand: Hand, minutes: float) -> None:
    """As if the last key came so long ago."""
    hand.app.beat._moved = time.monotonic() - minutes * 60


async def test_it_signs_out_and_the_next_one_goes_on(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\r")
        await hand.settle()
        nobody_for(hand, 11)
        await hand.shows("Nobody did anything for a while: Sari is signed out.")
        await hand.until(lambda: hand.app.where is Where.SIGN_IN)
        assert hand.app.operator == ""
        with reading(shop.database) as tx:
            assert queries.signed_in(tx, queries.find_station(tx, "S1").id) is None
        hand.send(f"{badge(shop)}\r")
        await hand.settle()
        await hand.complete()
        assert (hand.app.where, hand.app.operator) == (Where.WORK, "Sari")
        hand.send("B\rB\r")
        await hand.settle()
        assert hand.verdict.kind == "order_complete"


async def test_a_key_begins_the_time_anew(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.beat.STATUS_EVERY", 0.2)
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        nobody_for(hand, 9)
        await hand.looked("status", 3)
        assert hand.app.operator == "Sari"
        nobody_for(hand, 11)
        await hand.do("f2")
        await hand.looked("status", 3)
        assert hand.app.operator == "Sari"


async def test_what_was_typed_into_a_question_stays(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\r")
        await hand.settle()
        await hand.do("alt+m")
        assert isinstance(hand.app.screen, Question)
        await hand.type("glass inside")
        nobody_for(hand, 11)
        await hand.until(lambda: not hand.app.operator)
        assert isinstance(hand.app.screen, Question)
        assert "glass inside" in painted(hand.app)
