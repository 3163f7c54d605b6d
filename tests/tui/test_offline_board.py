"""Boxes with offline scans that are not saved: told at the station, shown and put right by key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from shop_floor import Floor, scan
from sqlalchemy import select
from station_hand import Hand, painted

from core.database import Database
from core.fulfilment.island.conflicts import NotBooked, keep, open_conflicts
from core.fulfilment.island.models import conflicts
from core.people.queries import find_operator, find_station
from core.stock.checks import differences
from core.transaction import reading, writing
from tui.keys import Where
from tui.widgets.forms import FormModal

PEOPLE = {"Sari": "packer", "Dewi": "packer", "Rini": "lead"}
WHY = {"kind": "cancelled", "detail": "", "params": {"order": "W-1", "packed": 0}}


class Boxes(Floor):
    """Its boxes may have offline scans that were not booked."""

    def keep(self, station: str, who: str, number: str, seq: int, goods: str = "B") -> None:
        with writing(self.db) as tx:
            order = self.orders[number]
            by, at = find_operator(tx, who).id, find_station(tx, station).id
            box = f"{order}-{seq}"
            began = tx.now - timedelta(minutes=seq)
            keep(tx, NotBooked(at, seq, by, order, box, 2, ((goods, 2),), WHY, began))

    @property
    def left(self) -> int:
        with reading(self.db) as tx:
            return len(open_conflicts(tx))


@pytest.fixture
def floor(db: Database, database_url: str, tmp_path: Path, build: ModuleType) -> Iterator[Boxes]:
    made = Boxes(db, database_url, tmp_path, build, PEOPLE)
    made.orders = {number: made.order(number, {"A": 1, "B": 2}) for number in ("W-1", "W-2")}
    with writing(db) as tx:
        for name in ("S1", "S2", "L"):
            build.station(tx, name)
    yield made
    with reading(db) as tx:
        assert differences(tx) == []


async def board(hand: Hand) -> None:
    await hand.do("ctrl+t")
    await hand.until(lambda: hand.app.where is Where.OFFLINE)
    await hand.complete()


async def test_the_station_tells_how_many_of_its_boxes_wait_and_the_key(
    floor: Boxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.beat.STATUS_EVERY", 0.2)
    floor.keep("S1", "Sari", "W-1", 7)
    async with floor.at("S1", "Sari") as packs:
        await packs.shows("Box 1-7 of order W-1 has offline scans that are not saved", "Ctrl+T")
        floor.keep("S1", "Sari", "W-2", 9)
        floor.keep("S2", "Dewi", "W-2", 11)
        await packs.looked("status")
        await packs.shows("2 boxes have offline scans that are not saved. Ctrl+T puts them right.")


async def test_a_packer_puts_a_box_of_the_own_station_right(floor: Boxes) -> None:
    floor.keep("S1", "Sari", "W-1", 7)
    floor.keep("S2", "Dewi", "W-2", 11)
    async with floor.at("S1", "Sari") as packs:
        await board(packs)
        await packs.shows("W-1", "2 × B")
        assert "W-2" not in painted(packs.app)
        await packs.do("enter")
        await packs.shows("Scanned offline, not saved", "order W-1 was cancelled", "2 × B")
        await packs.do("pagedown")
        await packs.shows("The warehouse knows", "0 of 2 packed")
        await packs.do("pagedown", "pagedown")
        await packs.shows("put back", "Nothing is booked")
        await packs.do("escape", "f9")
        await packs.shows("Put right: box 1-7 of order W-1", "put back")
        await packs.do("down")
        await packs.type("bin A-1")
        await packs.do("f9")
        await packs.shows("Box 1-7 of order W-1 is put right", "All offline scans are saved.")
    with reading(floor.db) as tx:
        kept = tx.execute(select(conflicts).where(conflicts.c.settled_at.is_not(None))).all()
    (one,) = kept
    assert (one.seq, one.note) == (7, "bin A-1")
    assert floor.left == 1


async def test_no_scan_on_the_board_puts_anything_right(floor: Boxes) -> None:
    floor.keep("S1", "Sari", "W-1", 7)
    async with floor.at("S1", "Sari") as packs:
        await board(packs)
        for code in ("W-1", "1-7", "B", "KEMAS:OK", "KEMAS:DONE", "KEMAS:NEXT", "put_back", "F9"):
            await scan(packs, f"{code}\r")
            await board(packs)
        assert floor.left == 1
        await packs.do("f9")
        await packs.shows("Put right: box 1-7")
        for code in ("B", "KEMAS:OK", "KEMAS:DONE"):
            await scan(packs, f"{code}\r")
            packs.send("\r\r")
            await packs.settle()
        if not isinstance(packs.app.screen, FormModal):
            await board(packs)
            await packs.do("f9")
        await packs.type("nothing yet\r")  # Enter goes to the next field, it never saves
        await packs.do("escape")
        assert floor.left == 1


async def test_something_else_without_a_note_comes_back_as_it_was_filled_in(floor: Boxes) -> None:
    floor.keep("S1", "Sari", "W-1", 7)
    async with floor.at("S1", "Sari") as packs:
        await board(packs)
        await packs.do("f9", "left", "f9")
        await packs.shows("Say in the note what was done with the box.", "something else")
        await packs.do("down")
        await packs.type("thrown away")
        await packs.do("f9")
        await packs.shows("is put right")
    assert floor.left == 0


async def test_a_lead_sees_the_boxes_of_all_on_the_smallest_terminal(floor: Boxes) -> None:
    floor.keep("S1", "Sari", "W-1", 7)
    floor.keep("S2", "Dewi", "W-2", 11)
    async with floor.at("L", "Rini", (40, 12)) as lead:
        await board(lead)
        await lead.shows("W-1", "W-2", "S1", "S2")
        await lead.do("f9")
        await lead.shows("Put right", "put back")
        await lead.do("f9")
        await lead.until(lambda: floor.left == 1)


async def test_a_box_that_somebody_else_put_right_meanwhile_is_told(floor: Boxes) -> None:
    floor.keep("S1", "Sari", "W-1", 7)
    async with floor.at("S1", "Sari") as packs, floor.at("L", "Rini") as lead:
        await board(packs)
        await packs.do("f9")
        await packs.shows("Put right: box 1-7")
        await board(lead)
        await lead.do("f9", "f9")
        await lead.until(lambda: floor.left == 0)
        await packs.do("f9")
        await packs.shows("No open offline conflict has the number")
