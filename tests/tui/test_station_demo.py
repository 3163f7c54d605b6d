"""The station in the demonstration: ten orders by one key, parked orders, pictures of it all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from station_hand import station

from core.database import open_database
from core.orders.models import orders, parked_orders
from core.paper.models import print_jobs
from core.transaction import Transaction, reading
from tui.demo.build import Demo, build
from tui.demo.pictures import Still, draw
from tui.keys import Where

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return build(tmp_path_factory.mktemp("demo"), "en")


@pytest.fixture
def folder(built: Demo, tmp_path: Path) -> Path:
    """A copy of the demonstration that a test may use up."""
    place = tmp_path / "demo"
    shutil.copytree(built.folder, place)
    return place


def opened(folder: Path, operator: str = "Ratna") -> Still:
    return Still(folder / "config.toml", "S1", operator=operator, demo=True)


@contextmanager
def looking(folder: Path) -> Iterator[Transaction]:
    database = open_database(f"sqlite:///{folder / 'kemas.sqlite3'}")
    try:
        with reading(database) as tx:
            yield tx
    finally:
        database.close()


def packed(folder: Path) -> int:
    with looking(folder) as tx:
        found = select(func.count()).where(orders.c.fulfilment == "packed")
        return int(tx.execute(found).scalar_one())


async def test_ten_orders_are_packed_by_nothing_but_what_the_screen_asks_for(folder: Path) -> None:
    before = packed(folder)
    async with station(opened(folder)) as hand:
        for _ in range(200):
            hand.press("ctrl+y")
            await hand.settle()
            assert hand.verdict.message
            if packed(folder) >= before + 10:
                break
        assert hand.app.where is Where.WORK
    assert packed(folder) >= before + 10
    with looking(folder) as tx:
        labels = select(func.count()).where(print_jobs.c.kind == "label")
        assert tx.execute(labels).scalar_one() >= 10


async def test_every_wrong_scan_says_what_is_needed(folder: Path) -> None:
    async with station(opened(folder)) as hand:
        await hand.do("f5")
        for _ in range(4):
            await hand.do("ctrl+x")
            assert hand.verdict.held
            assert hand.verdict.needed
            assert hand.verdict.next
            await hand.shows(hand.verdict.needed[:20])
            await hand.do("escape", "ctrl+y")


async def test_a_parked_order_is_read_corrected_and_taken_in(folder: Path) -> None:
    with looking(folder) as tx:
        before = tx.execute(
            select(func.count()).where(parked_orders.c.resolved_at.is_(None))
        ).scalar_one()
    async with station(opened(folder)) as hand:
        await hand.do("alt+k")
        await hand.shows("unit_price")
        await hand.do("enter", "pagedown")
        await hand.shows("Rows")
        await hand.do("escape", "ctrl+e")
        await hand.shows("is not a plain number")
        hand.press("end", *["backspace"] * 12)
        await hand.type("125000")
        await hand.do("f9")
        assert hand.verdict.kind == "info"
        await hand.hides("unit_price")
    with looking(folder) as tx:
        left = select(func.count()).where(parked_orders.c.resolved_at.is_(None))
        assert tx.execute(left).scalar_one() == before - 1


async def test_a_parked_order_is_dismissed_with_a_reason(folder: Path) -> None:
    async with station(opened(folder)) as hand:
        await hand.do("alt+k", "alt+c", "enter")
        assert hand.verdict.kind == "info"
    with looking(folder) as tx:
        done = select(parked_orders.c.resolution).where(parked_orders.c.resolution == "dismissed")
        assert tx.execute(done).scalars().all() == ["dismissed"]


async def test_who_may_not_is_told_so(folder: Path) -> None:
    async with station(opened(folder, "Sari")) as hand:
        await hand.do("alt+k", "f9")
        assert (hand.verdict.kind, hand.verdict.held) == ("not_allowed", True)


async def test_wide_terminals_show_the_detail_beside_the_list(folder: Path) -> None:
    async with station(opened(folder), (132, 36)) as hand:
        await hand.do("f2")
        await hand.shows("Goods", "Buyer", "Address")
        await hand.do("alt+j")
        await hand.shows("Toko Kemas Demo")


def test_the_same_moment_gives_the_same_pictures(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 12, 6, 40, tzinfo=UTC)
    first, again = (draw(tmp_path / name, "en", moment) for name in ("first", "again"))
    assert [path.name for path in first] == ["queue.svg", "packing.svg", "wrong.svg", "label.png"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert "PACKING" in first[1].read_text("utf-8")
    assert first[3].read_bytes().startswith(PNG)
