"""A badge at another table: order, scans and session come along, once, whoever is faster."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import func, select

from core import audit
from core.config import parse
from core.database import Database
from core.fulfilment.models import claims, parcel_lines, parcels, scans
from core.fulfilment.packing.news import news_of
from core.fulfilment.packing.verdict import Verdict
from core.orders.models import orders
from core.people import commands
from core.people.models import sessions
from core.people.queries import signed_in
from core.shipping.desk import Desk
from core.transaction import reading, writing


@dataclass
class Hand:
    """Somebody who scans at a table."""

    desk: Desk
    seq: int = 0

    def scan(self, *codes: str) -> list[str]:
        said = []
        for code in codes:
            self.seq += 1
            self.last: Verdict = self.desk.scan(self.seq, code)
            said.append(self.last.kind.value + (f"/{self.last.detail}" if self.last.detail else ""))
        return said


class House:
    """Tables in one warehouse, and Wati who walks between them."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.build = db, build
        build.shop(db, {"A": 100, "B": 100})
        with writing(db) as tx:
            self.wati = commands.add_operator(tx, "Wati", "packer").badge_code
            self.budi = commands.add_operator(tx, "Budi", "packer").badge_code
        for number in range(1, 5):
            build.ready_order(db, f"W-{number}", {"A": 3, "B": 1})

    def table(self, name: str, warehouse: str = "MAIN") -> Hand:
        with writing(self.db) as tx:
            where = self.build.station(tx, name, warehouse_code=warehouse)
        desk = Desk(self.db, parse("", Path("config.toml")), where)
        desk.open()
        return Hand(desk)

    def who(self, hand: Hand) -> str:
        with reading(self.db) as tx:
            here = signed_in(tx, hand.desk.station_id)
        return here.name if here else ""

    def packed(self, order_no: str) -> int:
        with reading(self.db) as tx:
            found = tx.execute(
                select(func.coalesce(func.sum(parcel_lines.c.quantity), 0))
                .join(parcels, parcels.c.id == parcel_lines.c.parcel_id)
                .join(orders, orders.c.id == parcels.c.order_id)
                .where(orders.c.order_no == order_no)
            )
            return int(found.scalar_one())

    def open_sessions(self) -> int:
        with reading(self.db) as tx:
            found = tx.execute(
                select(func.count()).select_from(sessions).where(sessions.c.ended_at.is_(None))
            )
            return int(found.scalar_one()) - 1  # the one of the shop's own table


@pytest.fixture
def house(db: Database, build: ModuleType) -> House:
    return House(db, build)


def test_the_open_order_and_every_scan_come_along(house: House) -> None:
    one, two = house.table("T1"), house.table("T2")
    assert one.scan(house.wati, "W-1", "A", "A") == ["info/signed_in", "order_open", "ok", "ok"]
    assert two.scan(house.wati) == ["info/moved_here_order"]
    assert (two.last.params["packed"], two.last.params["station"]) == (2, "T1")
    assert (house.who(one), house.who(two)) == ("", "Wati")
    with reading(house.db) as tx:
        told = news_of(tx, one.desk.station_id)
        claim = tx.execute(select(claims.c.station_id)).scalar_one()
        box = tx.execute(select(parcels.c.station_id)).scalar_one()
        moved = tx.execute(
            select(audit.events.c.data).where(audit.events.c.kind == "session_moved")
        ).scalar_one()
    assert told is not None
    assert (told.kind, told.detail, told.params["station"]) == ("taken_over", "session_moved", "T2")
    assert claim == box == two.desk.station_id
    assert (moved["left"], moved["to"]) == ("T1", "T2")
    assert two.scan("A", "B") == ["ok_line_done", "order_complete"]
    assert house.packed("W-1") == 4


def test_scans_at_the_table_that_was_left_never_count(house: House) -> None:
    one, two = house.table("T1"), house.table("T2")
    one.scan(house.wati, "W-1", "A")
    two.scan(house.wati)
    assert one.scan("A", "KEMAS:DONE", "W-2") == ["not_allowed/session_moved"] * 3
    assert one.last.params["station"] == "T2"
    assert house.packed("W-1") == 1
    again = one.desk.scan(3, "A")  # what was counted before is told again, and counts once
    assert (again.kind, again.replayed) == ("ok", True)
    assert house.packed("W-1") == 1


def test_scans_of_the_table_that_was_left_can_be_taken_back(house: House) -> None:
    one, two = house.table("T1"), house.table("T2")
    one.scan(house.wati, "W-1", "A", "A")
    two.scan(house.wati, "A")
    assert two.scan("KEMAS:UNDO", "KEMAS:UNDO") == ["undone", "undone"]
    assert house.packed("W-1") == 1
    one.scan(house.wati)  # and back again
    assert one.scan("KEMAS:UNDO", "KEMAS:UNDO") == ["undone", "info/nothing_to_undo"]
    assert one.scan("A", "A", "A", "B")[-1] == "order_complete"


def test_without_open_work_only_the_person_moves(house: House) -> None:
    one, two = house.table("T1"), house.table("T2")
    one.scan(house.wati)
    assert two.scan(house.wati) == ["info/moved_here"]
    assert (house.who(one), house.who(two), house.open_sessions()) == ("", "Wati", 1)
    assert one.scan(house.budi, "W-1") == ["info/signed_in", "order_open"]
    with reading(house.db) as tx:
        assert news_of(tx, one.desk.station_id) is None


def test_the_trail_names_who_went_on_and_not_who_was_there_before(house: House) -> None:
    one, two = house.table("T1"), house.table("T2")
    one.scan(house.wati)
    two.scan(house.budi)
    assert two.scan(house.wati) == ["info/moved_here"]
    with reading(house.db) as tx:
        told = tx.execute(select(audit.events).where(audit.events.c.kind == "session_moved")).one()
    assert told.operator_id == told.data["who"]


def test_two_begun_orders_do_not_fit_on_one_table(house: House) -> None:
    one, two = house.table("T1"), house.table("T2")
    one.scan(house.wati, "W-1", "A")
    two.scan(house.budi, "W-2", "A")
    assert two.scan(house.wati) == ["other_order_open/both_tables"]
    assert (house.who(one), house.who(two)) == ("Wati", "Budi")
    two.scan("A", "A", "B")
    assert two.scan(house.wati) == ["info/moved_here_order"]
    assert two.scan("A", "A", "B")[-1] == "order_complete"


def test_an_order_that_was_only_opened_makes_room(house: House) -> None:
    one, two = house.table("T1"), house.table("T2")
    one.scan(house.wati, "W-1", "A")
    two.scan(house.budi, "W-2")
    assert two.scan(house.wati) == ["info/moved_here_order"]
    assert two.last.order == "W-1"
    assert one.scan(house.budi, "W-2") == ["info/signed_in", "order_open"]


def test_an_order_stays_in_its_warehouse(house: House) -> None:
    one, far = house.table("T1"), house.table("F1", "FAR")
    one.scan(house.wati, "W-1", "A")
    assert far.scan(house.wati) == ["info/moved_here"]
    assert house.who(one) == ""
    assert one.scan(house.budi) == ["info/signed_in"]
    assert one.last.params["open"] == "W-1"
    assert one.scan("A", "A", "B")[-1] == "order_complete"


def test_who_starts_a_station_by_name_comes_over_as_well(house: House) -> None:
    one, two = house.table("T1"), house.table("T2")
    one.scan(house.wati, "W-1", "A")
    two.desk.enter("Wati")
    assert (house.who(one), house.who(two)) == ("", "Wati")
    assert two.scan("A", "A", "B")[-1] == "order_complete"


def _at_once(*works: Callable[[], object]) -> None:
    gate = threading.Barrier(len(works))
    failed: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait(30)
            work()
        except BaseException as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed, failed
    assert not any(thread.is_alive() for thread in threads)


def test_two_badges_at_once_leave_one_session(house: House) -> None:
    one, two, three = (house.table(f"T{number}") for number in (1, 2, 3))
    one.scan(house.wati, "W-1", "A")
    for _round in range(5):
        _at_once(lambda: two.scan(house.wati), lambda: three.scan(house.wati))
        assert house.open_sessions() == 1
        there = two if house.who(two) else three
        assert house.who(there) == "Wati"
        _at_once(partial(one.scan, house.wati), partial(there.scan, "KEMAS:WHY"))
        assert house.who(one) == "Wati"
    assert one.scan("A", "A", "B")[-1] == "order_complete"
    assert house.packed("W-1") == 4


def test_two_people_who_change_places_at_once(house: House) -> None:
    one, two = house.table("T1"), house.table("T2")
    one.scan(house.wati)
    two.scan(house.budi)
    _at_once(lambda: one.scan(house.budi), lambda: two.scan(house.wati))
    assert one.last.kind in {"info", "system_busy"}
    assert house.open_sessions() <= 2
    with reading(house.db) as tx:
        open_now = (
            tx.execute(select(sessions.c.operator_id).where(sessions.c.ended_at.is_(None)))
            .scalars()
            .all()
        )
    assert len(open_now) == len(set(open_now))


def test_a_scan_in_flight_counts_before_the_move_or_is_refused(house: House) -> None:
    """Fifty units: every scan that said ok is in the box, and no other."""
    house.build.ready_order(house.db, "W-9", {"A": 50})
    one, two = house.table("T1"), house.table("T2")
    one.scan(house.wati, "W-9")
    counted = 0
    here, there = one, two
    for _round in range(6):
        said: list[str] = []

        def pack(hand: Hand = here, kept: list[str] = said) -> None:
            for _ in range(4):
                kept.extend(hand.scan("A"))

        _at_once(pack, partial(there.scan, house.wati))
        counted += sum(one in {"ok", "ok_line_done"} for one in said)
        assert {"ok", "not_allowed/session_moved"} >= set(said)
        here, there = there, here
        assert house.packed("W-9") == counted
    with reading(house.db) as tx:
        ok = tx.execute(
            select(func.count()).select_from(scans).where(scans.c.verdict.in_(["ok"]))
        ).scalar_one()
    assert ok == counted
