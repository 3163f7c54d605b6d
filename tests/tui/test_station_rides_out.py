"""A station rides out its PostgreSQL server: stopped, killed, or silent on an open line."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from own_server import Line, OwnServer, ServerShop
from scan_process import Station
from station_hand import station

from core.fulfilment.models import scans
from core.orders.models import orders
from core.paper.models import print_jobs
from core.stock.checks import differences
from core.transaction import reading
from tui.views import Filter

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("KEMAS_TEST_DATABASE_URL")), reason="a given server is not stopped"
)


@pytest.fixture
def server() -> Iterator[OwnServer]:
    made = OwnServer()
    yield made
    made.close()


@pytest.fixture
def shop(server: OwnServer, tmp_path: Path, build: ModuleType) -> Iterator[ServerShop]:
    made = ServerShop(tmp_path, server.url, build)
    yield made
    made.database.close()


GOES: dict[str, Callable[[OwnServer], None]] = {
    "stopped": OwnServer.stop,
    "killed": OwnServer.kill,
}


@pytest.mark.parametrize("goes", GOES)
async def test_a_packer_scans_on_through_a_restart_of_the_server(
    server: OwnServer, shop: ServerShop, goes: str
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\r")
        await hand.settle()
        GOES[goes](server)
        hand.send("B\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.verdict.waits) == ("ok", True), hand.verdict
        await hand.shows(
            "OK  ·  NOT SAVED YET", "Not saved yet: 1 scan waits here.", "Offline since"
        )
        hand.send("C\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.verdict.held) == ("wrong_item", True)
        hand.send("B\r")
        await hand.settle()
        await hand.shows("ORDER COMPLETE", "its label prints when", "(2 wait)")
        await hand.do("f5")
        await hand.shows("No order can be opened while the database is away.")
        server.start()
        await hand.shows("The line is back. Order W-1 is packed and saved.")
        hand.send("W-2\rA\rB\rB\r")
        await hand.settle()
        assert hand.verdict.kind == "order_complete"
        assert not hand.verdict.waits
    assert shop.value(orders.c.fulfilment, orders.c.order_no == "W-1") == "packed"
    assert shop.value(orders.c.fulfilment, orders.c.order_no == "W-2") == "packed"
    assert shop.count(print_jobs, print_jobs.c.kind == "label") == 2
    assert shop.count(scans, scans.c.effect.is_not(None)) == 6
    with reading(shop.database) as tx:
        assert differences(tx) == []


async def test_a_list_in_front_stays_and_holds_nobody_up(
    server: OwnServer, shop: ServerShop
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await hand.shows("W-1", "ready")
        server.stop()
        hand.app.frame.pane.tick()
        await hand.shows("Offline since", "W-1", "ready")
        await hand.settle()
        assert hand.verdict.kind not in {"refused", "system_busy"}, hand.verdict
        server.start()
        await hand.shows("The line to the database is back.")
        hand.send("W-1\rA\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.verdict.waits) == ("ok_line_done", False)


async def test_a_station_that_begins_while_the_server_is_away_goes_on_where_it_was(
    server: OwnServer, shop: ServerShop
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\r")
        await hand.settle()
        server.stop()
        hand.send("B\r")
        await hand.settle()
    async with station(Alone(shop.config, "S1")) as hand:
        await hand.shows("The database is away. 1 scan of order W-1 waits here.", "offline")
        hand.send("B\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.verdict.waits) == ("order_complete", True)
        server.start()
        await hand.shows("The line is back. Order W-1 is packed and saved.")
    assert shop.value(orders.c.fulfilment, orders.c.order_no == "W-1") == "packed"


async def test_a_silent_line_freezes_no_key_and_is_told(
    server: OwnServer, tmp_path: Path, build: ModuleType
) -> None:
    line = Line(server.socket)
    through = f"postgresql://postgres@127.0.0.1:{line.port}/kemas"
    shop = ServerShop(tmp_path, server.url, build, through)
    try:
        async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
            hand.send("W-1\rA\r")
            await hand.settle()
            line.swallows = True
            hand.send("B\r")
            hand.send("6")  # a key is painted while nobody answers
            await hand.shows("6")
            await hand.shows("offline", "1 scan waits")
            await hand.do("escape")
            hand.send("B\r")
            await hand.settle()
            await hand.shows("ORDER COMPLETE  ·  NOT SAVED YET")
            line.swallows = False
            await hand.shows("The line is back. Order W-1 is packed and saved.")
        assert shop.value(orders.c.fulfilment, orders.c.order_no == "W-1") == "packed"
        assert shop.count(scans, scans.c.effect.is_not(None)) == 3
    finally:
        shop.database.close()
        line.close()


async def test_a_part_of_the_server_that_stands_still_holds_nobody_up(
    server: OwnServer, shop: ServerShop
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        hand.send("W-1\rA\r")
        await hand.settle()
        with server.frozen():
            hand.send("B\rB\r")
            await hand.shows("online", "Order W-1 is packed and saved.", seconds=60)
    assert shop.value(orders.c.fulfilment, orders.c.order_no == "W-1") == "packed"
    assert shop.count(scans, scans.c.effect.is_not(None)) == 3


def test_line_mode_rides_it_out_and_tells_by_itself(server: OwnServer, shop: ServerShop) -> None:
    at = Station(shop)  # type: ignore[arg-type]
    assert [at.scan(code)["verdict"] for code in ("W-1", "A")] == ["order_open", "ok_line_done"]
    server.kill()
    told = at.scan("B")
    assert (told["verdict"], told["seq"]) == ("ok", 3)
    assert "Not saved yet" in told["message"]
    at.process.kill()
    at.process.wait()
    server.start()
    at = Station(shop)  # type: ignore[arg-type]
    first = [at.verdict() for _ in range(2)]
    assert [one["verdict"] for one in first] == ["resumed", "info"]
    assert at.scan("B")["verdict"] == "order_complete"
    assert at.end() == (0, "")
    assert shop.count(scans, scans.c.effect.is_not(None)) == 3


def test_a_list_asked_of_a_silent_server_is_refused_soon(
    server: OwnServer, tmp_path: Path, build: ModuleType
) -> None:
    from core.errors import DatabaseRefusal

    line = Line(server.socket)
    through = f"postgresql://postgres@127.0.0.1:{line.port}/kemas"
    shop = ServerShop(tmp_path, server.url, build, through)
    backend = Alone(shop.config, "S1", operator="Sari")
    try:
        backend.start()
        line.swallows = True
        began = time.monotonic()
        with pytest.raises(DatabaseRefusal, match="database_unreachable"):
            backend.queue(Filter(), 0, 10)
        assert time.monotonic() - began < 60  # statements may take longer than that
        line.swallows = False
    finally:
        backend.close()
        shop.database.close()
        line.close()
