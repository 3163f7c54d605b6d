"""Sentences reach the packer whole: what to do next is never cut, and lists say what they hide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_fake import FakeBackend
from station_hand import painted, station

from core.orders.models import orders
from tui.state import Verdict
from tui.views import Choice, Filter, Form, FormField, Page, QueueRow
from tui.widgets.forms import FormModal

NEEDED = "1 × MINYAK-05 Minyak kayu putih 1 L @C-05-5, 2 × DAUDUA-02 Dầu dừa ép lạnh 100 ml @C-09-2"
FRAME = str.maketrans("│█", "  ")
NEXT = "Pack the rest. Then, to send it without, press F9; to wait for stock, press F6."


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


def flat(screen: str) -> str:
    return " ".join(screen.split())


@pytest.mark.parametrize("held", [False, True])
async def test_what_to_do_next_is_never_cut_for_what_is_needed(held: bool) -> None:
    message = (
        "1 × SABUN-03 Sabun batang herbal sereh missing (the bin is empty), and no other has it."
    )
    async with station(FakeBackend()) as hand:
        hand.app.show_verdict(
            Verdict(8, "short", message=message, needed=NEEDED, next=NEXT, held=held)
        )
        await hand.shows(message, NEXT, "1 × MINYAK-05")


async def test_a_small_terminal_says_what_happened_and_what_to_do_next() -> None:
    async with station(FakeBackend(), size=(40, 12)) as hand:
        hand.app.show_verdict(
            Verdict(8, "wrong_item", message="Not in it.", needed=NEEDED, next="Put it back.")
        )
        await hand.complete()
        await hand.shows("Not in it.", "Put it back.")


class Searched(FakeBackend):
    def queue(self, wanted: Filter, offset: int, limit: int) -> Page[QueueRow]:
        if wanted.text == "nobody":
            return Page((), 0)
        page = super().queue(wanted, offset, limit)
        return Page(page.rows, page.total, more=bool(wanted.text))


async def test_a_search_without_a_hit_says_so_and_how_to_go_back() -> None:
    async with station(Searched()) as hand:
        await hand.do("f3")
        await hand.type("nobody")
        await hand.do("enter")
        await hand.shows("No such order. Esc shows all orders.")
        await hand.do("escape")
        await hand.hides("No such order")


async def test_a_search_that_leaves_hits_out_says_so() -> None:
    async with station(Searched()) as hand:
        assert "the first" not in painted(hand.app)
        await hand.do("f3")
        await hand.type("siti")
        await hand.do("enter")
        await hand.shows("the first")
        await hand.do("escape", "escape")
        await hand.hides("the first")


class Wordy(FakeBackend):
    def choices(self, action: str, target: Mapping[str, str] | None = None) -> tuple[Choice, ...]:
        return (
            Choice("a", "Bin is empty", "It is looked for elsewhere; the bin gets counted."),
            Choice("b", "Something else lies there", "The bin gets counted."),
        )


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_hint_of_a_choice_is_shown_whole(size: tuple[int, int]) -> None:
    async with station(Wordy(), size=size) as hand:
        screen = flat((await hand.do("alt+f")).translate(FRAME))
        assert "It is looked for elsewhere; the bin gets counted." in screen
        screen = flat((await hand.do("down")).translate(FRAME))
        assert "It is looked for" not in screen
        assert "The bin gets counted." in screen


async def test_a_short_order_is_put_aside_to_wait_or_with_a_reason_that_is_kept(
    shop: Shop,
) -> None:
    def step() -> str:
        return str(shop.value(orders.c.fulfilment, orders.c.order_no == "W-1"))

    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rKEMAS:SHORT:OUT\r")
        await hand.settle()
        await hand.do("f6")
        await hand.shows("Wait for stock")
        await hand.do("down", "enter")
        assert (step(), hand.verdict.kind) == ("held", "info")
        await hand.do("f2")
        hand.send("W-2\rA\rKEMAS:SHORT:OUT\r")
        await hand.settle()
        await hand.do("f6", "enter")
        assert shop.value(orders.c.fulfilment, orders.c.order_no == "W-2") == "short"
        await hand.do("f2", "f5", "f4")
        assert "Wait for stock" not in await hand.do("f6")


async def test_a_small_terminal_names_the_bin_of_every_line() -> None:
    async with station(FakeBackend(), size=(40, 12)) as hand:
        hand.send("ORD1\r")
        await hand.settle()
        await hand.do("f4")
        assert hand.app.work is not None
        for line in hand.app.work.lines:
            await hand.shows(line.bin, line.name[:15])


REASONS = (
    'Line 26, ordered_at: one order says both "2026-11-19 14:38:00" and "20/11/2026 14.05".',
    "Line 29, ordered_at: kemarin is not a date such as 2026-11-19 10:53 or 19/11/2026 10.53.",
    "Line 23, address: 10000 characters are too many; at most 500 are allowed.",
)


@pytest.mark.parametrize("size", [(80, 24), (80, 20), (40, 12), (120, 40)])
async def test_a_form_with_many_reasons_still_names_its_keys(size: tuple[int, int]) -> None:
    fields = tuple(FormField(f"f{n}", f"field {n}", "value") for n in range(12))
    async with station(FakeBackend(), size=size) as hand:
        await hand.app.deeds.open(FormModal(Form("Correct D1", fields, REASONS)))
        await hand.do()
        await hand.shows("F9 Save", "field 0")
        if size[1] >= 24:
            await hand.shows("Line 26")
            await hand.do("down", "down")
            await hand.shows("Line 23")


async def test_what_to_do_now_is_not_called_like_the_key_that_takes_another_order() -> None:
    async with station(FakeBackend()) as hand:
        hand.app.show_verdict(Verdict(8, "ok", message="In the box.", next="Scan the next item."))
        await hand.shows("Now Scan the next item.")
        await hand.hides("Next Scan")


async def test_the_search_says_what_to_do_with_it_once_it_is_open() -> None:
    async with station(FakeBackend()) as hand:
        await hand.do("f2")
        await hand.shows("F3: order")
        await hand.do("f3")
        await hand.shows("then Enter. Esc goes back.")
        await hand.do("escape")
        await hand.shows("F3: order")
