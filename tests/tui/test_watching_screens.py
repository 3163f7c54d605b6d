"""A lead and two packers on one database: seen live, spoken to, looked at, freed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from shop_floor import Floor, scan
from sqlalchemy import func
from station_hand import Hand, painted

from core.database import Database
from core.orders.models import order_lines
from core.paper.spooling import show_light
from core.people import lines
from core.people.commands import renew_badge
from core.people.queries import find_operator
from core.people.watch_models import screens, station_lines
from core.stock.checks import differences
from core.transaction import reading, writing
from tui.beat import LISTS_EVERY, NEWS_EVERY

PIN = "4711"
PEOPLE = {"Sari": "packer", "Dewi": "packer", "Rini": "lead"}


@pytest.fixture
def floor(db: Database, database_url: str, tmp_path: Path, build: ModuleType) -> Iterator[Floor]:
    made = Floor(db, database_url, tmp_path, build, PEOPLE)
    for number in ("W-1", "W-2"):
        made.order(number, {"A": 2, "B": 4})
    yield made
    with reading(db) as tx:
        assert differences(tx) == []


def badge(floor: Floor, who: str) -> str:
    """A new badge of somebody."""
    with writing(floor.db) as tx:
        return renew_badge(tx, find_operator(tx, who).id).badge_code


async def watched(lead: Hand, name: str) -> None:
    """The lead's cursor stands on a station in the board."""
    await lead.do("alt+h")
    await lead.shows("Stations", name)
    while f"›{name}" not in painted(lead.app):
        await lead.do("down")


def test_what_one_station_does_shows_on_the_others_within_a_second() -> None:
    assert NEWS_EVERY + LISTS_EVERY < 1


async def test_the_board_follows_what_a_station_does_without_a_key(floor: Floor) -> None:
    async with floor.at("L", "Rini") as lead, floor.at("S1", "Sari") as packs:
        await lead.do("alt+h")
        await lead.shows("S1", "Sari", "open")
        assert await scan(packs, "W-1\rA\rNOPE\r") == "unknown_code"
        await lead.shows("W-1", "UNKNOWN CODE", "1 · 0")
        assert await scan(packs, "A\rB\rB\rB\rB\r") == "order_complete"
        await lead.shows("6 · 1")
        await lead.hides("W-1")


async def test_a_wide_board_says_how_the_printer_of_each_station_is(floor: Floor) -> None:
    async with floor.at("L", "Rini", (100, 30)) as lead, floor.at("S1", "Sari"):
        with writing(floor.db) as tx:
            show_light(tx, "Label-1", "ready", "here")
        await lead.do("alt+h")
        await lead.shows("Printer", "Sari", "ready")


async def test_a_lead_who_went_on_elsewhere_is_told_where_also_on_the_board(floor: Floor) -> None:
    async with floor.at("L", "Rini") as lead, floor.at("S1", "Sari") as packs:
        await lead.do("alt+h")
        await lead.shows("S1", "Sari")
        assert await scan(packs, "W-1\rA\r") == "ok"
        assert await scan(packs, f"{badge(floor, 'Rini')}\r") == "info"
        await packs.shows("signed in here now", "Order W-1 is open here", "Go on with order W-1")
        lead.app.frame.pane.tick()
        await lead.shows("Rini goes on at S1", "Nobody is signed in here any more")
        await lead.settle()
        await lead.shows("Rini goes on at S1")


async def test_the_queue_of_one_follows_the_work_of_the_other(floor: Floor) -> None:
    async with floor.at("S1", "Sari") as packs, floor.at("S2", "Dewi") as other:
        await other.do("f2")
        await other.shows("W-1", "ready")
        assert await scan(packs, "W-1\rA\r") == "ok"
        await other.shows("Sari")


async def test_a_line_stands_beside_the_work_until_a_key_says_that_it_was_read(
    floor: Floor,
) -> None:
    async with floor.at("L", "Rini") as lead, floor.at("S1", "Sari") as packs:
        assert await scan(packs, "W-1\rA\r") == "ok"
        await watched(lead, "S1")
        await lead.do("f7")
        await lead.shows("Say to S1")
        await lead.type("Truck at 5")
        await lead.do("f9")
        await packs.shows("Rini: Truck at 5")
        assert packs.verdict.kind == "ok"  # what was scanned last is still there
        assert await scan(packs, "A\r") == "ok_line_done"  # and a scan is still a scan
        await packs.shows("Rini: Truck at 5")
        await packs.do("escape")
        await packs.hides("Truck at 5")
        await packs.until(lambda: floor.value(station_lines.c.read_how) == "key")
        await lead.do("enter")
        await lead.shows("Truck at 5", "read by Sari")


async def test_a_line_goes_after_some_scans_and_takes_none_of_them(floor: Floor) -> None:
    async with floor.at("S1", "Sari") as packs:
        assert await scan(packs, "W-1\r") == "order_open"
        with writing(floor.db) as tx:
            lines.say(tx, packs.app.backend._desk.station_id, "Hurry")  # type: ignore[attr-defined]
        await packs.shows("Hurry")
        await packs.until(lambda: floor.value(station_lines.c.shown_at) is not None)
        assert await scan(packs, "A\rA\rB\rB\rB\r") == "ok"
        await packs.hides("Hurry")
        await packs.until(lambda: floor.value(station_lines.c.read_how) == "scans")
        assert floor.value(func.sum(order_lines.c.packed)) == 5


async def test_a_lead_looks_over_a_shoulder_and_the_packer_sees_it(floor: Floor) -> None:
    async with (
        floor.at("L", "Rini", (40, 12)) as lead,
        floor.at("S1", "Sari") as packs,
    ):
        assert await scan(packs, "W-1\rA\r") == "ok"
        await watched(lead, "S1")
        lead.press("f9")
        await lead.shows("S1 · Sari · 80×24")
        await packs.shows("Rini looks on")
        await lead.shows("PACKING  W-1")
        assert await scan(packs, "A\r") == "ok_line_done"
        lead.press("pagedown")
        await lead.shows("LINE DONE")
        packs.press("alt+z")
        await lead.shows("! Sari calls")
        lead.press("escape")
        await lead.hides("LINE DONE")
        await packs.hides("Rini looks on")
        await packs.until(lambda: floor.value(func.count(screens.c.station_id)) == 0)


async def test_neither_a_pin_nor_a_badge_leaves_the_station(floor: Floor) -> None:
    async with floor.at("S1", "Sari") as packs:
        from tui.snapshot import screen_lines

        app = packs.app
        app.pin.who = "Sari"
        app.frame.code_line.secret = True
        packs.send(PIN)
        await packs.until(lambda: app.frame.code_line.code == PIN)
        seen = "\n".join(screen_lines(app))
        assert PIN not in seen
        assert "••••" not in seen  # nor how long it is
        assert "•••" in seen
        packs.press("escape")
        app.pin.withdraw()
        await packs.settle()
        packs.send("KEMAS:OP:ABC")
        await packs.until(lambda: app.frame.code_line.code.endswith("ABC"))
        assert "ABC" not in "\n".join(screen_lines(app))
        packs.press("escape")
        await packs.settle()


async def test_a_lead_frees_an_order_and_the_packer_is_stopped_at_once(floor: Floor) -> None:
    async with floor.at("L", "Rini") as lead, floor.at("S1", "Sari") as packs:
        assert await scan(packs, "W-1\rA\rB\r") == "ok"
        await watched(lead, "S1")
        await lead.do("alt+c")
        await lead.shows("Free what S1 holds: W-1")
        await lead.type("gone home")
        await lead.do("f9")
        await lead.shows("W-1 is free again")
        await packs.until(lambda: packs.verdict.kind == "freed")
        await packs.shows("FREED: STOP", "order W-1 was freed by Rini", "gone home")
        assert await scan(packs, "B\r") == "freed"
        await packs.do("escape")
        assert await scan(packs, "W-1\r") == "order_open"
        assert await scan(packs, "A\rB\rB\rB\r") == "order_complete"
        assert floor.value(func.sum(order_lines.c.packed)) == 6


async def test_a_packer_is_refused_the_board(floor: Floor) -> None:
    async with floor.at("S1", "Sari") as packs:
        packs.press("alt+h")
        await packs.until(lambda: packs.verdict.held)
        await packs.shows("Sari may not manage stations")
        assert "Rini" not in painted(packs.app)
