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
from core.paper.spooling import show_light
from core.transaction import writing
from tui import app as app_module
from tui.live.backend import LiveBackend


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


async def test_a_label_that_waits_at_its_printer_is_spoken_of_once(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        change(shop, error="paper_out")
        screen = await said(hand, "Out of paper.")
        assert "PRINTER" in screen
        assert "Printer Label-1: Out of paper. What waits for it prints by itself" in screen
        await hand.do("escape")
        assert hand.verdict.kind == "ready"
        await hand.pilot.pause(0.3)
        assert hand.verdict.kind == "ready"
        change(shop, error="cover_open")
        assert "The cover is open." in await said(hand, "The cover is open.")
        change(shop, error="")
        assert "READY" in await said(hand, "READY")


async def test_a_message_about_the_parcel_in_hand_stays_until_it_was_seen(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\rW-2\rC\r")
        await hand.settle()
        assert hand.verdict.kind == "wrong_item"
        change(shop, error="paper_out")
        await hand.pilot.pause(0.3)
        assert hand.verdict.kind == "wrong_item"
        await hand.do("escape")
        assert "Out of paper." in await said(hand, "Out of paper.")
        assert hand.app.work is not None


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
