"""A key that means something anywhere is never answered by silence."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import update
from station_fake import FakeBackend
from station_hand import station

from core.paper.models import print_jobs
from core.transaction import writing
from tui.keys import ACTIONS, Where, for_key
from tui.state import Hello
from tui.views import Filter, JobRow, Page, ParkedRow
from tui.widgets.question import Question

LEADS = {Where.QUEUE: "f2", Where.WORK: "f4", Where.ORDER: "alt+i", Where.JOBS: "alt+j",
         Where.PARKED: "alt+k", Where.PRINTERS: "alt+d", Where.PUT_BACK: "alt+e",
         Where.RETURNS: "alt+s", Where.CUSTOMERS: "alt+a"}  # fmt: skip
KEYS = sorted({each.key for each in ACTIONS if not each.demo} - {"enter", "escape", "ctrl+c"})


class Empty(FakeBackend):
    """Nothing was printed and nothing is parked."""

    def jobs(self, wanted: Filter, offset: int, limit: int) -> Page[JobRow]:
        return Page((), 0)

    def parked(self, wanted: Filter, offset: int, limit: int) -> Page[ParkedRow]:
        return Page((), 0)


class Slow(FakeBackend):
    """Its lists take their time."""

    def jobs(self, wanted: Filter, offset: int, limit: int) -> Page[JobRow]:
        time.sleep(0.3)
        return super().jobs(wanted, offset, limit)


class Nobody(FakeBackend):
    """Nobody is signed in."""

    def start(self) -> Hello:
        return Hello(self.status(), last_seq=7)


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


@pytest.mark.parametrize("where", LEADS)
async def test_a_key_of_another_pane_says_where_it_works(where: Where) -> None:
    async with station(FakeBackend()) as hand:
        await hand.do("f4" if where is not Where.ORDER else "f2", LEADS[where])
        assert hand.app.where is where
        for key in KEYS:
            if for_key(key, where, demo=True):
                continue
            hand.app.frame.clear_verdict()
            hand.press(key)
            await hand.settle()
            assert hand.app.where is where
            assert "does nothing here" in hand.verdict.message, key
            assert re.search(r"\((F\d+|Alt\+\w|Ctrl\+\w)\)", hand.verdict.next), hand.verdict.next


async def test_before_somebody_signs_in_every_key_says_to_do_that_first() -> None:
    async with station(Nobody()) as hand:
        for key in ("f2", "f9", "alt+u", "ctrl+e"):
            hand.app.frame.clear_verdict()
            hand.press(key)
            await hand.settle()
            assert hand.verdict.next.startswith("Sign in first"), key


async def test_an_error_that_was_not_seen_stays_whatever_key_is_pressed() -> None:
    async with station(FakeBackend()) as hand:
        hand.send("WRONG\r")
        await hand.settle()
        await hand.do("alt+k", "f8")
        assert (hand.verdict.kind, hand.verdict.held) == ("unknown_code", True)


@pytest.mark.parametrize(("lead", "key"), [("alt+j", "alt+r"), ("alt+j", "alt+c"),
                                           ("alt+k", "f9"), ("alt+k", "alt+i"),
                                           ("alt+k", "ctrl+e")])  # fmt: skip
async def test_an_empty_list_says_that_nothing_is_chosen(lead: str, key: str) -> None:
    async with station(Empty()) as hand:
        await hand.do(lead, key)
        assert "is chosen" in hand.verdict.message


async def test_a_key_pressed_while_the_list_still_loads_waits_for_its_row() -> None:
    backend = Slow()
    async with station(backend) as hand:
        hand.press("alt+j", "alt+r")
        await hand.complete()
        await hand.settle()
        assert backend.acts[-1][1:] == ("job", {"id": "1", "choice": "reprint"})


async def test_details_open_from_the_parked_orders_and_from_the_print_jobs() -> None:
    async with station(FakeBackend()) as hand:
        await hand.do("alt+k", "alt+i")
        assert isinstance(hand.app.screen, Question)
        await hand.do("escape", "alt+j")
        await hand.do("alt+i")
        await hand.shows("ORD-1001")
        assert hand.app.where is Where.ORDER
        await hand.do("escape")
        assert hand.app.where is Where.JOBS


async def test_release_says_where_an_order_stands_that_is_not_on_hold(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        await hand.do("alt+u")
        assert hand.verdict.message == (
            "Order W-1 is packed and not on hold: nothing is to be released."
        )
        assert "cancel it" in hand.verdict.next
        await hand.do("f2", "alt+u")
        assert "W-2 is not on hold: it is in the queue" in hand.verdict.message


async def test_without_an_order_a_key_says_that_none_is_chosen(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        for key in ("alt+u", "alt+m"):
            await hand.do("f4", key)
            assert (hand.verdict.kind, hand.verdict.held) == ("refused", True)
            assert hand.verdict.message.startswith("No order is chosen.")
            await hand.do("escape")


async def test_a_job_that_is_printed_again_is_told_in_its_own_words(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        await hand.do("alt+j", "alt+c", "alt+r")
        assert "again as copy" in hand.verdict.message
        await hand.shows("again as copy")
        with writing(shop.database) as tx:
            tx.execute(update(print_jobs).values(state="printed"))
        await hand.do("alt+j", "enter")
        await hand.until(lambda: isinstance(hand.app.screen, Question))
        await hand.do("f5")
        await hand.until(lambda: "again as copy" in hand.verdict.message)
