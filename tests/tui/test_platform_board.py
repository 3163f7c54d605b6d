"""Bills of platforms at the station: only for who has the finances, and done by keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import text
from station_hand import station

from core.people.commands import add_operator
from core.people.permissions import Role
from core.platform_bills.base import Account, Group, Refused
from core.platform_bills.queries import Wanted, bills, standings
from core.platform_bills.states import Standing
from core.platform_bills.taking import heard
from core.platform_bills.tiktok import _bill
from core.transaction import reading, writing
from tui.demo.platforms.tiktok import bill
from tui.keys import Where

TABLE = """
[[platform_bills]]
name = "Ads"
kind = "tiktok"
access_token = "x"
bc_id = "1"
"""


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build, orders=0)
    made.config.write_text(made.config.read_text(encoding="utf-8") + TABLE, encoding="utf-8")
    one = _bill(bill(1, date(2026, 11, 3), 14_000_000, overdue_status="YES"))
    assert one is not None
    with writing(made.database) as tx:
        build.operator(tx, "Fina", role=Role.FINANCE)
        build.operator(tx, "Budi", role=Role.PACKER)
        heard(tx, "Ads", Account((one,), (Group("7123450000000000001", "Iklan"),)))
    yield made
    made.database.close()


async def test_a_packer_sees_nothing_of_it_and_finance_books_by_keys(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Budi")) as hand:
        await hand.app.frame.go(Where.PLATFORM_BILLS)
        await hand.shows("NOT DONE", "Budi may not see what platforms bill the shop")
        await hand.hides("15,540,000")
    async with station(Alone(shop.config, "S1", operator="Fina")) as hand:
        await hand.app.frame.go(Where.PLATFORM_BILLS)
        await hand.shows("Bills of platforms · 1 · unpaid", "overdue", "15,540,000")
        await hand.do("f6")
        await hand.shows("is booked as a cost")
        await hand.do("f8")
        await hand.shows("kemas bills download ID2611A0000001")
        await hand.do("f7")
        with reading(shop.database) as tx:
            (one,) = bills(tx, Wanted())
            assert (one.booked_net, one.file_wanted) == (14_000_000_00, True)
            assert standings(tx, ["Ads"])[0].wanted
        await hand.do("alt+f", "down", "down", "down", "enter")
        await hand.shows("Nothing like that was found.")


async def test_who_signs_in_next_sees_nothing_of_what_finance_had_looked_at(shop: Shop) -> None:
    with writing(shop.database) as tx:
        badge = add_operator(tx, "Tono", "packer", "en").badge_code
    async with station(Alone(shop.config, "S1", operator="Fina")) as hand:
        await hand.app.frame.go(Where.PLATFORM_BILLS)
        await hand.shows("Bills of platforms · 1 · unpaid", "overdue", "15,540,000")
        hand.send(f"{badge}\r")
        await hand.shows("Tono may not see what platforms bill the shop")
        await hand.hides("15,540,000", "unpaid")
        await hand.app.frame.go(Where.QUEUE)
        await hand.app.frame.go(Where.PLATFORM_BILLS)
        await hand.shows("Tono may not see what platforms bill the shop")
        await hand.hides("15,540,000", "unpaid")


async def test_an_account_that_gives_nothing_says_why_on_the_board(shop: Shop) -> None:
    with writing(shop.database) as tx:
        heard(tx, "Ads", Refused(Standing.NO_FINANCE, "No permission"))
    async with station(Alone(shop.config, "S1", operator="Fina")) as hand:
        await hand.app.frame.go(Where.PLATFORM_BILLS)
        await hand.shows("Ads gives nothing: Enter says why", "15,540,000")
    with writing(shop.database) as tx:
        tx.execute(text("DELETE FROM platform_bills"))
    async with station(Alone(shop.config, "S1", operator="Fina")) as hand:
        await hand.app.frame.go(Where.PLATFORM_BILLS)
        await hand.shows("Whoever gave the access may not see its finances", "(No permission)")
        with writing(shop.database) as tx:
            heard(tx, "Ads", Account((), ()))
        await hand.app.frame.go(Where.QUEUE)
        await hand.app.frame.go(Where.PLATFORM_BILLS)
        await hand.shows("it pays by another method", "Look at Finance there.")
