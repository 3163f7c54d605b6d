"""The packer is told when paper does not come: what waits, and what to do with the box."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import update
from station_hand import painted, station

from core.paper.models import print_jobs
from core.paper.setups import pause
from core.paper.spooling import show_light
from core.transaction import writing
from tui import beat
from tui.sound import Bells
from tui.tones import Tone


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beat, "STATUS_EVERY", 0.05)


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
        await hand.shows(
            "! Label-1: No paper. Put in a roll. Go on packing, labels wait.", "ORDER COMPLETE"
        )
        await hand.do("escape")
        await hand.hides("No paper.")
        assert hand.verdict.kind == "order_complete"
        change(shop, error="cover_open")
        await hand.looked("status")
        assert "Cover open" not in painted(hand.app)
        assert rung.count(Tone.WARN) == 1


async def test_a_message_about_the_parcel_in_hand_is_not_covered(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\rW-2\rC\r")
        await hand.settle()
        change(shop, error="paper_out")
        await hand.shows("No paper.", "WRONG ITEM")
        assert (hand.verdict.kind, hand.verdict.held) == ("wrong_item", True)
        await hand.do("escape")
        assert hand.verdict.kind == "ready"
        await hand.shows("No paper.")
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
        await hand.shows("Label-1 ready" if size[0] == 80 else "Label-1")
        light(shop, "cover_open")
        await hand.shows(
            "● Label-1 cover open",
            "! Label-1: Cover open. Close it. Go on packing, labels wait.",
            "READY",
        )
        light(shop, "paper_out")
        await hand.shows("No paper.")
        assert rung == [Tone.WARN]
        light(shop, "ready")
        await hand.shows("Label-1 prints again.")
        assert rung == [Tone.WARN, Tone.DONE]


async def test_a_printer_of_another_station_is_no_trouble_here(
    shop: Shop, rung: list[Tone]
) -> None:
    with shop.config.open("a") as config:
        config.write('[[printers]]\nname = "Far"\ntransport = "virtual"\nstations = ["S9"]\n')
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        light(shop, "offline", "Far")
        await hand.shows("Far off")
        await hand.looked("status")
        assert not hand.app.frame.alert_line.display
        assert rung == []


async def test_where_another_printer_takes_over_the_label_is_looked_for_there(shop: Shop) -> None:
    with shop.config.open("a") as config:
        config.write('fallback = "other"\n[[printers]]\nname = "Other"\ntransport = "virtual"\n')
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        light(shop, "unreachable")
        light(shop, "ready", "Other")
        await hand.shows("What waits for it comes out of Other.")
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        assert hand.verdict.next == "The label comes out of Other: put it on the parcel."
        light(shop, "paper_out", "Other")
        await hand.shows("labels wait.")
        await hand.hides("Put in a roll")


async def test_a_paused_printer_says_who_paused_it_and_why(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        light(shop, "ready")
        with writing(shop.database) as tx:
            pause(tx, "Label-1", "Rolls are changed")
        await hand.shows("Label-1 paused", "Label-1: Paused: Rolls are changed. Go on packing")


async def test_a_paper_nobody_knows_about_is_asked_after_and_comes_first_in_the_list(
    shop: Shop,
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        with writing(shop.database) as tx:
            first = shop.value(print_jobs.c.id)
            tx.execute(update(print_jobs).where(print_jobs.c.id == first).values(state="unknown"))
        await hand.shows("of order W-1: did it come out of Label-1? Press Alt+J and answer.")
        await hand.do("alt+j", "enter")
        await hand.shows("Did paper come out of Label-1?")
        await hand.do("f8")
        await hand.shows("it is printed once more on Label-1.")


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
