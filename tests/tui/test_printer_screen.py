"""The screen of printers: how each of them is, and what can be done with it without a shell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import select, update
from station_hand import Hand, painted, station

from core.paper.models import print_jobs
from core.paper.setups import setup_of
from core.paper.spooling import show_light
from core.people.commands import add_operator
from core.transaction import reading, writing
from tui import speech
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.speech import LANGUAGES

OTHER = """
fallback = "other"
[[printers]]
name = "Other"
transport = "network"
host = "10.0.0.7"
roles = ["receipt"]
width_dots = 384
[packing]
print = ["label"]
"""


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with made.config.open("a") as config:
        config.write(OTHER)
    yield made
    made.database.close()


def at(shop: Shop, operator: str = "Sari") -> LiveBackend:
    return Alone(shop.config, "S1", operator=operator)


def every(shop: Shop, column: str) -> list[object]:
    with reading(shop.database) as tx:
        return list(tx.execute(select(print_jobs.c[column]).order_by(print_jobs.c.id)).scalars())


def become(shop: Shop, state: str, **values: object) -> None:
    with writing(shop.database) as tx:
        tx.execute(update(print_jobs).values(state=state, **values))


async def pack(hand: Hand, *orders: str) -> None:
    for order in orders:
        hand.send(f"{order}\rA\rB\rB\r")
    await hand.settle()


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_every_printer_is_there_with_its_light_and_what_waits(
    shop: Shop, size: tuple[int, int]
) -> None:
    async with station(at(shop), size) as hand:
        await pack(hand, "W-1")
        with writing(shop.database) as tx:
            show_light(tx, "Label-1", "paper_out", "till")
        screen = await hand.do("alt+d")
        assert hand.app.where is Where.PRINTERS
        (label,) = [line for line in screen.split("\n") if line.startswith("›Label-1")]
        assert "● no paper" in label
        assert "1" in label.split()
        assert "● not known" in screen.partition("›Label-1")[2]


async def test_the_detail_tells_everything_about_a_printer(shop: Shop) -> None:
    async with station(at(shop), (80, 40)) as hand:
        await pack(hand, "W-1")
        with writing(shop.database) as tx:
            show_light(tx, "Label-1", "near_end", "till")
        become(shop, "sending", sent_at=tx.now)
        await hand.do("alt+d", "enter")
        await hand.shows("ready, paper nearly used up", "by till", "Label W-1, since", "576 dots",
                         "labels, documents, receipts", "virtual", "other",
                         "Last print jobs")  # fmt: skip


async def test_a_pause_asks_for_a_reason_and_going_on_ends_it(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+d", "f6")
        await hand.shows("Paper jam")
        await hand.do("down", "enter")
        await hand.shows("Label-1 is paused. Print jobs that wait for it: 0.")
        with reading(shop.database) as tx:
            found = setup_of(tx, "Label-1")
        assert (found.paused, found.reason, found.who) == (True, "Paper jam", "Sari")
        await hand.shows("● paused", "Paused by Sari: Paper jam.")
        await hand.do("alt+u")
        await hand.shows("Label-1 goes on.")
        await hand.do("alt+u")
        await hand.shows("Label-1 is not paused.")


async def test_what_waits_is_moved_to_a_printer_that_is_chosen(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await pack(hand, "W-1", "W-2")
        await hand.do("alt+d", "alt+m")
        await hand.shows("Other", "384 dots")
        await hand.do("enter")
        await hand.shows("Print jobs of Label-1 that go to Other: 2.")
        assert every(shop, "printer") == ["Other", "Other"]
        await hand.do("alt+m", "enter")
        await hand.shows("Nothing waits for Label-1.")


async def test_a_test_page_is_printed_by_the_printer_under_the_cursor(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+d", "down", "f7")
        await hand.shows("A test page is on its way to Other")
        assert (every(shop, "kind"), every(shop, "printer")) == (["test_page"], ["Other"])


async def test_after_a_jam_a_run_is_printed_again_from_the_job_that_is_chosen(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await pack(hand, "W-1", "W-2", "W-3")
        become(shop, "printed")
        offered = await hand.do("alt+d", "alt+r")
        await hand.shows("Print again from which job on?")
        assert offered.index("W-3") < offered.index("W-2") < offered.index("W-1")
        await hand.do("down", "enter")
        await hand.shows("On which printer?")
        await hand.do("enter")
        await hand.shows("Papers that come out of Label-1 again as copies: 2.")
        assert every(shop, "copy") == [1, 1, 1, 2, 2]
        assert every(shop, "of_job_id")[3:] == every(shop, "id")[1:3]


async def test_a_printer_that_printed_nothing_has_no_run(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+d", "alt+r")
        await hand.shows("Label-1 has printed nothing yet.")


async def test_the_jobs_of_one_printer_are_shown_alone_and_esc_leads_back(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await pack(hand, "W-1")
        await hand.do("alt+d", "down", "alt+j")
        await hand.shows("Other only · Alt+J: all")
        assert "W-1" not in "\n".join(painted(hand.app).split("\n")[2:12])
        await hand.do("alt+j")
        await hand.shows("W-1")
        await hand.do("escape")
        assert hand.app.where is Where.PRINTERS
        await hand.do("escape")
        assert hand.app.where is not Where.PRINTERS
        assert hand.app.where is not Where.JOBS


@pytest.mark.parametrize(
    ("key", "state", "copies"),
    [("f9", ["printed"], [1]), ("f8", ["failed", "queued"], [1, 1]),
     ("f5", ["printed", "queued"], [1, 2])],
)  # fmt: skip
@pytest.mark.parametrize("way", [("alt+j", "enter"), ("alt+d", "enter", "enter")])
async def test_an_unknown_paper_is_answered_from_either_screen(
    shop: Shop, way: tuple[str, ...], key: str, state: list[str], copies: list[int]
) -> None:
    async with station(at(shop)) as hand:
        await pack(hand, "W-1")
        become(shop, "unknown", error="no_confirmation")
        await hand.do(*way)
        await hand.shows("Did paper come out of Label-1?", "W-1")
        await hand.do(key)
        assert (every(shop, "state"), every(shop, "copy")) == (state, copies)


async def test_on_a_small_terminal_the_question_stands_with_its_keys(shop: Shop) -> None:
    async with station(at(shop), (40, 12)) as hand:
        await pack(hand, "W-1")
        become(shop, "unknown", error="no_confirmation")
        await hand.do("alt+j", "enter")
        await hand.shows(
            "Did paper come out of Label-1?", "F9 Yes", "F8 No: print it", "Esc", "ORDER COMPLETE"
        )


async def test_scans_are_judged_while_a_printer_is_looked_at(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+d", "enter")
        await pack(hand, "W-1")
        assert hand.verdict.kind == "order_complete"


async def test_who_may_not_print_again_needs_a_lead_and_nothing_is_changed(shop: Shop) -> None:
    with writing(shop.database) as tx:
        add_operator(tx, "Rina", "picker", "en")
    async with station(at(shop)) as hand:
        await pack(hand, "W-1")
    become(shop, "printed")
    async with station(at(shop, "Rina")) as hand:
        await hand.do("alt+d", "alt+r", "enter")
        await hand.shows("On which printer?")
        await hand.do("enter")
        await hand.shows("A lead has to say yes")
        await hand.do("escape", "f7")
        await hand.shows("A test page")
        assert every(shop, "kind").count("label") == 1
        assert set(every(shop, "copy")) == {1}


@pytest.mark.parametrize("spoken", LANGUAGES)
async def test_the_keys_of_the_screen_fit_in_every_language(shop: Shop, spoken: str) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+d")
        speech.switch(spoken)
        hand.app.frame.speak()
        shown = (await hand.do()).split("\n")[-1]
        for key in ("F1", "Esc", "Enter", "F6", "Alt+U", "F10"):
            assert key in shown
