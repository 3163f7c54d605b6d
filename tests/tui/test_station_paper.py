"""The packer is told when paper does not come: what waits, and what to do with the box."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from scan_process import Shop
from sqlalchemy import update
from station_hand import Hand, painted, station

from core.paper.models import print_jobs
from core.paper.setups import pause
from core.paper.spooling import show_light
from core.transaction import writing
from tui import app as app_module
from tui.live.backend import LiveBackend
from tui.sound import Bells
from tui.tones import Tone


class Alone(LiveBackend):
    """Without a worker: what is printed stays queued."""

    def _ensure_worker(self) -> None:
        """None."""


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "STATUS_EVERY", 0.05)


async def said(hand: Hand, words: str) -> str:
    """What is on the screen once these words are."""
    await hand.until(lambda: words in " ".join(painted(hand.app).split()))
    return " ".join(painted(hand.app).split())


def change(shop: Shop, **values: str) -> None:
    with writing(shop.database) as tx:
        tx.execute(update(print_jobs).values(**values))


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Tone]:
    """The tones that were rung."""
    tones: list[Tone] = []
    monkeypatch.setattr(Bells, "ring", lambda _bells, tone: tones.append(tone))
    return tones


def light(shop: Shop, value: str, printer: str = "Label-1") -> None:
    with writing(shop.database) as tx:
        show_light(tx, printer, value, "here")


async def test_a_label_that_waits_is_spoken_of_beside_the_verdict_and_once(
    shop: Shop, rung: list[Tone]
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        change(shop, error="paper_out")
        screen = await said(hand, "No paper.")
        assert "! Label-1: No paper. Put in a roll. Go on packing, labels wait." in screen
        assert "ORDER COMPLETE" in screen
        await hand.do("escape")
        assert "No paper." not in painted(hand.app)
        assert hand.verdict.kind == "order_complete"
        change(shop, error="cover_open")
        await hand.pilot.pause(0.3)
        assert "Cover open" not in painted(hand.app)
        assert rung.count(Tone.WARN) == 1


async def test_a_message_about_the_parcel_in_hand_is_not_covered(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\rW-2\rC\r")
        await hand.settle()
        change(shop, error="paper_out")
        screen = await said(hand, "No paper.")
        assert "WRONG ITEM" in screen
        assert (hand.verdict.kind, hand.verdict.held) == ("wrong_item", True)
        await hand.do("escape")
        assert hand.verdict.kind == "ready"
        assert "No paper." in painted(hand.app)
        hand.send("A\r")
        await hand.settle()
        assert hand.verdict.kind == "ok_line_done"
        await hand.shows("No paper.")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_printer_that_a_station_needs_is_missed_before_anything_waits_for_it(
    shop: Shop, rung: list[Tone], size: tuple[int, int]
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari"), size) as hand:
        light(shop, "ready")
        await said(hand, "Label-1 ready" if size[0] == 80 else "Label-1")
        light(shop, "cover_open")
        screen = await said(hand, "labels wait.")
        await said(hand, "● Label-1 cover open")
        assert "! Label-1: Cover open. Close it. Go on packing, labels wait." in screen
        assert "READY" in screen
        light(shop, "paper_out")
        assert "No paper." in await said(hand, "No paper.")
        assert rung == [Tone.WARN]
        light(shop, "ready")
        assert "Label-1 prints again." in await said(hand, "prints again.")
        assert rung == [Tone.WARN, Tone.DONE]


async def test_a_printer_of_another_station_is_no_trouble_here(
    shop: Shop, rung: list[Tone]
) -> None:
    with shop.config.open("a") as config:
        config.write('[[printers]]\nname = "Far"\ntransport = "virtual"\nstations = ["S9"]\n')
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        light(shop, "offline", "Far")
        assert "Far off" in await said(hand, "Far off")
        await hand.pilot.pause(0.2)
        assert not hand.app.frame.alert_line.display
        assert rung == []


async def test_where_another_printer_takes_over_the_label_is_looked_for_there(shop: Shop) -> None:
    with shop.config.open("a") as config:
        config.write('fallback = "other"\n[[printers]]\nname = "Other"\ntransport = "virtual"\n')
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        light(shop, "unreachable")
        light(shop, "ready", "Other")
        assert "What waits for it comes out of Other." in await said(hand, "comes out of Other")
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        assert hand.verdict.next == "The label comes out of Other: put it on the parcel."
        light(shop, "paper_out", "Other")
        assert "Put in a roll" not in await said(hand, "labels wait.")


async def test_a_paused_printer_says_who_paused_it_and_why(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        light(shop, "ready")
        with writing(shop.database) as tx:
            pause(tx, "Label-1", "Rolls are changed")
        screen = await said(hand, "Paused:")
        assert "Label-1 paused" in screen
        assert "Label-1: Paused: Rolls are changed. Go on packing" in screen


async def test_a_paper_nobody_knows_about_is_asked_after_and_comes_first_in_the_list(
    shop: Shop,
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        with writing(shop.database) as tx:
            first = shop.value(print_jobs.c.id)
            tx.execute(update(print_jobs).where(print_jobs.c.id == first).values(state="unknown"))
        screen = await said(hand, "did it come out")
        assert "of order W-1: did it come out of Label-1? Press Alt+J and answer." in screen
        assert "Did paper come out of Label-1?" in await hand.do("alt+j", "enter")
        assert "it is printed once more on Label-1." in " ".join((await hand.do("f8")).split())


@pytest.mark.parametrize(
    ("light", "then"),
    [
        ("ready", "Put the label on the parcel"),
        ("paper_out", "The label waits for printer Label-1"),
    ],
)
async def test_nobody_looks_for_a_label_that_the_printer_cannot_print(
    shop: Shop, light: str, then: str
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        with writing(shop.database) as tx:
            show_light(tx, "Label-1", light, "here")
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        assert hand.verdict.kind == "order_complete"
        assert hand.verdict.next.startswith(then)
