"""A lead is called from the table: heard at the lead's terminal at once, and answered there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import station

from core.fulfilment.calls.queries import open_calls
from core.people import commands, queries
from core.transaction import reading, writing
from tui.keys import Where


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        for name, role in (("Wati", "packer"), ("Rina", "lead")):
            commands.add_operator(tx, name, role)
    yield made
    made.database.close()


def badge(shop: Shop, who: str) -> str:
    with reading(shop.database) as tx:
        return queries.find_operator(tx, who).badge_code


@pytest.mark.parametrize("how", ["key", "barcode"])
async def test_a_call_rings_is_answered_and_shows_the_screen(shop: Shop, how: str) -> None:
    async with (
        station(Alone(shop.config, "S1")) as table,
        station(Alone(shop.config, "L1")) as lead,
    ):
        lead.send(f"{badge(shop, 'Rina')}\r")
        await lead.settle()
        table.send(f"{badge(shop, 'Wati')}\r")
        await table.settle()
        table.send("W-1\r")
        await table.settle()
        if how == "key":
            await table.do("alt+z")
        else:
            table.send("KEMAS:LEAD\r")
            await table.settle()
        await table.shows("Called: Rina can see it.")
        await lead.shows("Wati calls from S1, order W-1: see Alt+T › Calls.")
        with reading(shop.database) as tx:
            (call,) = open_calls(tx)
        assert any("W-1" in line for line in call.screen)
        assert not any("Siti" in line for line in call.screen)
        await lead.app.frame.go(Where.CALLS)
        await lead.shows("waits", "Wati")
        await lead.do("enter")
        await lead.shows("Call", "W-1")
        await lead.do("escape")
        await lead.do("f9")
        await table.shows("Rina is coming.")
        await lead.do("f8")
        await table.shows("Rina says that it is dealt with.")
    with reading(shop.database) as tx:
        assert open_calls(tx) == ()


async def test_a_badge_elsewhere_takes_the_session_along_and_the_first_station_says_so(
    shop: Shop,
) -> None:
    async with station(Alone(shop.config, "S1")) as one, station(Alone(shop.config, "S2")) as two:
        one.send(f"{badge(shop, 'Wati')}\r")
        await one.settle()
        one.send("W-1\rA\r")
        await one.settle()
        two.send(f"{badge(shop, 'Wati')}\r")
        await two.settle()
        await two.shows("Wati goes on here with order W-1, from S1: 1 of 3 packed.")
        assert two.app.where is Where.WORK
        await one.shows("Wati goes on at S2. Nobody is signed in here any more.")
        assert (one.app.where, one.app.operator) == (Where.SIGN_IN, "")
        one.send("KEMAS:DONE\r")
        await one.settle()
        await one.shows("was not counted: Wati goes on at S2.")
        two.send("B\rB\r")
        await two.settle()
        assert two.verdict.kind == "order_complete"
