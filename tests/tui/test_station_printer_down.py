"""A label printer runs out of paper under a real station with a real worker: packing goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from fakes.printer import FakePrinter
from scan_process import Shop
from station_hand import station

from core.paper.models import print_jobs
from tui import beat
from tui.live.backend import LiveBackend
from tui.sound import Bells
from tui.tones import Tone

PRINTER = """
[[printers]]
name = "Label-1"
transport = "network"
host = "127.0.0.1"
port = {port}
[packing]
print = ["label"]
[worker]
idle_seconds = 1
"""
PATIENCE = 60.0
"""Seconds for what takes the worker a few: its start, and its next try at the printer."""


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    with FakePrinter() as made:
        yield made


@pytest.fixture
def shop(
    tmp_path: Path, sqlite_template: Path, build: ModuleType, printer: FakePrinter
) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    before = made.config.read_text("utf-8").partition("[[printers]]")[0]
    made.config.write_text(before + PRINTER.format(port=printer.port), "utf-8")
    yield made
    made.database.close()


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Tone]:
    """The tones that were rung for printers: scans of this test are all good."""
    tones: list[Tone] = []
    monkeypatch.setattr(Bells, "ring", lambda _bells, tone: tones.append(tone))
    monkeypatch.setattr(beat, "STATUS_EVERY", 0.1)
    return tones


async def test_paper_runs_out_and_comes_back_while_two_orders_are_packed(
    shop: Shop, printer: FakePrinter, rung: list[Tone]
) -> None:
    async with station(LiveBackend(shop.config, "S1", operator="Sari")) as hand:
        await hand.shows("● Label-1 ready", seconds=PATIENCE)
        printer.paper_out = True
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        await hand.shows(
            "! Label-1: No paper. Put in a roll. Go on packing",
            "ORDER COMPLETE",
            "● Label-1 1 no paper",
            seconds=PATIENCE,
        )
        assert rung.count(Tone.WARN) == 1

        hand.send("W-2\rA\rB\rB\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.verdict.order) == ("order_complete", "W-2")
        assert hand.verdict.next.startswith("The label waits for printer Label-1.")
        await hand.shows("● Label-1 2 no paper", seconds=PATIENCE)
        assert b"KMS" not in printer.taken

        rung.clear()
        printer.paper_out = False
        await hand.shows("● Label-1 prints again.", seconds=PATIENCE)
        await hand.shows("● Label-1 ready", seconds=PATIENCE)
        assert rung == [Tone.DONE]
        assert hand.verdict.kind == "order_complete"
    assert printer.taken.count(b"KMS0000000001") == 1
    assert printer.taken.count(b"KMS0000000002") == 1
    assert shop.count(print_jobs, print_jobs.c.state == "printed") == 2
