"""The books at the station: only for finance, written and closed by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import station

from core.bookkeeping.closing import closings
from core.bookkeeping.periods import month_before
from core.people.permissions import Role
from core.transaction import SYSTEM, reading, writing
from tui.keys import Where


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build, orders=1)
    with writing(made.database) as tx:
        build.operator(tx, "Fina", role=Role.FINANCE)
        build.operator(tx, "Budi", role=Role.PACKER)
    yield made
    made.database.close()


async def test_finance_writes_and_closes_a_month_by_keys(shop: Shop, tmp_path: Path) -> None:
    with reading(shop.database) as tx:
        month = month_before(tx.today)
    async with station(Alone(shop.config, "S1", operator="Budi")) as hand:
        await hand.app.frame.go(Where.BOOKS)
        await hand.shows("NOT DONE", "Budi may not hand the books to the accountant")
    async with station(Alone(shop.config, "S1", operator="Fina")) as hand:
        await hand.app.frame.go(Where.BOOKS)
        await hand.shows("Books · 24", month.name, "goes on", "open")
        await hand.do("down", "f7")
        await hand.shows("Journal for the accountant", f"journal-{month.name}.csv")
        await hand.do("f9")
        await hand.shows(f"{month.name}: 0 entries")
        await hand.do("f9")
        await hand.shows("entries, in")
        file = Path(shop.config).parent / "exports" / f"journal-{month.name}.csv"
        assert file.read_text(encoding="utf-8-sig").startswith("date,entry,")
        await hand.do("escape", "f9")
        await hand.shows("Close the period")
        await hand.do("f9")
        await hand.shows(f"{month.name}: 0 entries", "Nothing changed since")
        await hand.do("f9")
        await hand.shows("is closed. Later changes")
        await hand.do("escape")
        await hand.shows("closed")
    with reading(shop.database, SYSTEM) as tx:
        assert [one.period for one in closings(tx)] == [month]
