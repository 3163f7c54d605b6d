"""Questions whose yes cannot be taken back: only F9 says it, Esc and scans never do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_fake import FakeBackend
from station_hand import painted, station

from core.fulfilment.models import claims
from core.orders.models import orders
from core.people.commands import add_operator
from core.people.models import stations
from core.transaction import writing
from tui.widgets.question import Question


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


def step(shop: Shop) -> str:
    return str(shop.value(orders.c.fulfilment, orders.c.order_no == "W-1"))


@pytest.mark.parametrize("between", ["asked first", "pressed at once"])
async def test_escape_leaves_a_finished_parcel_closed(shop: Shop, between: str) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        if between == "asked first":
            await hand.do("f8")
            assert hand.verdict.asks
            assert "press F9" in hand.verdict.next
            await hand.do("escape")
        else:
            hand.press("f8", "escape")
            await hand.settle()
        assert not hand.verdict.held
        await hand.do("f9", "escape")
        assert step(shop) == "packed"


async def test_f9_opens_a_finished_parcel_again(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\rB\rB\r")
        await hand.settle()
        await hand.do("f8", "f9")
        assert hand.verdict.kind == "undone"
        assert step(shop) == "packing"


async def test_an_order_is_taken_from_a_colleague_with_f9_and_never_with_escape(
    shop: Shop,
) -> None:
    def holder() -> str:
        return str(shop.value(stations.c.name, stations.c.id == claims.c.station_id))

    with writing(shop.database) as tx:  # one's own order would come along with the badge
        add_operator(tx, "Rina", "packer", "en")
    async with station(Alone(shop.config, "S2", operator="Rina")) as other:
        await other.do("enter")
        assert holder() == "S2"
        async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
            hand.send("W-1\r")
            await hand.settle()
            assert (hand.verdict.kind, hand.verdict.asks) == ("not_claimable", True)
            await hand.do("escape", "f9")
            assert holder() == "S2"
            hand.send("W-1\r")
            await hand.settle()
            await hand.do("f9")
            assert hand.verdict.kind == "order_open"
            assert holder() == "S1"


@pytest.mark.parametrize("key", ["f1", "f10", "alt+g", "ctrl+e", "ctrl+c"])
async def test_the_verdict_on_a_scan_is_in_sight_below_every_question(key: str) -> None:
    async with station(FakeBackend()) as hand:
        hand.send("ORD-1001\r")
        await hand.settle()
        await hand.do(key)
        hand.send("NOTHING-1\r")
        await hand.settle()
        await hand.shows("UNKNOWN CODE", "Esc")
        assert isinstance(hand.app.screen, Question)


@pytest.mark.parametrize(
    ("key", "size"),
    [
        *((key, (40, 12)) for key in ("f1", "f10", "f6", "ctrl+e", "ctrl+c")),
        *(("f6", size) for size in ((80, 20), (80, 18), (80, 12), (40, 20))),
    ],
)
async def test_on_a_low_terminal_verdict_and_need_are_in_sight_below_every_question(
    size: tuple[int, int], key: str
) -> None:
    async with station(FakeBackend(), size) as hand:
        hand.send("ORD-1001\r")
        await hand.settle()
        await hand.do(key)
        hand.send("NOTHING-1\r")
        await hand.settle()
        await hand.shows("UNKNOWN CODE", "Nothing here has this code.", "2 × Kopi Gayo 250 g")
        screen = painted(hand.app)
        assert isinstance(hand.app.screen, Question)
        assert any(word in screen for word in ("Esc Back", "Esc No"))
        height = hand.app.frame.banner.size.height
        await hand.do("escape")
        assert hand.app.frame.banner.size.height in {height, height - 1}


@pytest.mark.parametrize("key", ["alt+c", "f6", "alt+u", "alt+p", "alt+m"])
async def test_in_an_empty_queue_no_key_means_the_order_that_is_open(shop: Shop, key: str) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\r")
        await hand.settle()
        await hand.do("f2", "f3")
        await hand.type("nothing has this")
        await hand.do("enter")
        await hand.shows("No such order.")
        await hand.do(key)
        await hand.shows("No order is chosen.")
        assert not isinstance(hand.app.screen, Question)
        assert step(shop) == "packing"


async def test_a_question_names_the_order_that_it_is_about(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await hand.do("alt+c")
        await hand.shows("Cancel order · W-1")


async def test_a_scan_whose_verdict_takes_long_is_seen_to_wait() -> None:
    async with station(FakeBackend(delay=2.0)) as hand:
        hand.send("ORD-1001\r")
        await hand.shows("1 scan waiting")
        await hand.settle()
        await hand.until(lambda: "waiting" not in painted(hand.app).splitlines()[-2])


async def test_who_comes_back_after_a_crash_is_met_in_their_own_language(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\r")
        await hand.settle()
        await hand.do("alt+g", "down", "down", "enter")
    backend = Alone(shop.config, "S1", operator="Sari")
    resumed = backend.start().resumed
    backend.close()
    assert resumed is not None
    assert "W-1" in resumed.message
    assert "Last item" not in resumed.message
