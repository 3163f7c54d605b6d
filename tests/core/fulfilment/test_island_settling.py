"""Offline scans that could not be booked: who sees them, who puts them right, what is known."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from core.audit import events
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.fulfilment.island.conflicts import (
    NotBooked,
    Outcome,
    keep,
    one_conflict,
    open_conflicts,
    seen_conflicts,
    settle,
)
from core.fulfilment.island.deeds import put_right
from core.fulfilment.island.known import known_of
from core.people.queries import signed_in
from core.transaction import Actor, reading, writing
from tui.words.states import event_words

WHY = {"kind": "cancelled", "detail": "", "params": {"order": "W-1", "packed": 0}}


class House:
    """Sari packs at S1, Dewi at S2, Rini leads at L; a box of Sari's could not be booked."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db = db
        self.order = build.ready_order(db, "W-1", {"A": 1, "B": 2})
        self.who: dict[str, Actor] = {}
        with writing(db) as tx:
            for name, role, place in (
                ("Sari P", "packer", "P1"),
                ("Dewi", "packer", "P2"),
                ("Rini", "lead", "L"),
                ("Tono", "office", "O"),
            ):
                person = build.operator(tx, name, role=role)
                at = build.station(tx, place)
                build.actor(tx, person, at)
                self.who[name] = signed_in(tx, at) or pytest.fail("nobody")
        self.keep("Sari P", 7)

    def keep(self, who: str, seq: int) -> None:
        by = self.who[who]
        with writing(self.db) as tx:
            found = NotBooked(
                by.station_id or 0, seq, by.operator_id, self.order, "1-1", 2, (("B", 2),), WHY,
                tx.now - timedelta(minutes=5),
            )  # fmt: skip
            keep(tx, found)

    def seen(self, who: str) -> list[int]:
        with reading(self.db, self.who[who]) as tx:
            return [one.seq for one in seen_conflicts(tx)]

    @property
    def open(self) -> list[int]:
        with reading(self.db) as tx:
            return [one.id for one in open_conflicts(tx)]


@pytest.fixture
def house(db: Database, build: ModuleType, table: Any) -> House:
    return House(db, build)


def test_a_packer_sees_those_of_the_station_and_a_lead_all(house: House) -> None:
    house.keep("Dewi", 9)
    assert house.seen("Sari P") == [7]
    assert house.seen("Dewi") == [9]
    assert house.seen("Rini") == [7, 9]
    with pytest.raises(NotAllowed, match="not_allowed"):
        house.seen("Tono")


def test_whoever_goes_on_at_another_station_still_sees_their_own(house: House) -> None:
    sari, dewi = house.who["Sari P"], house.who["Dewi"]
    there = Actor(sari.operator_id, sari.name, sari.permissions, dewi.station_id)
    with reading(house.db, there) as tx:
        assert [one.seq for one in seen_conflicts(tx)] == [7]


def test_only_its_packer_its_station_and_leads_put_a_box_right(house: House) -> None:
    (number,) = house.open
    for name, refused in (("Dewi", "not_allowed"), ("Tono", "not_allowed")):
        with writing(house.db, house.who[name]) as tx, pytest.raises(NotAllowed, match=refused):
            settle(tx, number, "", Outcome.PUT_BACK)
        with reading(house.db, house.who[name]) as tx, pytest.raises(NotAllowed, match=refused):
            one_conflict(tx, number)
    assert house.open == [number]
    with writing(house.db, house.who["Rini"]) as tx:
        assert settle(tx, number, "", Outcome.PUT_BACK).order == "W-1"
    assert house.open == []


def test_it_is_put_right_once_and_the_trail_says_how(house: House) -> None:
    (number,) = house.open
    with writing(house.db, house.who["Sari P"]) as tx:
        settle(tx, number, "in A-1", Outcome.PUT_BACK)
    with writing(house.db, house.who["Rini"]) as tx, pytest.raises(NotFound, match="conflict"):
        settle(tx, number, "", Outcome.PACKED)
    with reading(house.db) as tx:
        rows = tx.execute(events.select().where(events.c.kind == "offline_settled")).all()
    (row,) = rows
    assert (row.order_id, row.operator_id) == (house.order, house.who["Sari P"].operator_id)
    assert row.data["how"] == "put_back"
    assert event_words("offline_settled", row.data).endswith("was put right: put back, in A-1")
    before = {"parcel": "1-1", "scans": 2}  # as it was written until now
    assert event_words("offline_settled", before).endswith("was put right")


def test_something_else_has_to_be_said_in_the_note(house: House) -> None:
    (number,) = house.open
    with writing(house.db, house.who["Rini"]) as tx:
        with pytest.raises(Refusal, match="offline_note_needed"):
            settle(tx, number, "  ", Outcome.OTHER)
        settle(tx, number, "given to the buyer", Outcome.OTHER)
    assert house.open == []


def test_what_the_warehouse_knows_is_the_order_as_it_is_now(house: House, table: Any) -> None:
    at = table("S2")
    at.scan("W-1", "A")
    with reading(house.db) as tx:
        known = known_of(tx, house.order)
    assert known.fulfilment.value == "packing"
    assert {line.sku: (line.packed, line.quantity) for line in known.lines} == {
        "A": (1, 1),
        "B": (0, 2),
    }
    assert known.holder is not None
    assert known.holder.station == "S2"
    assert [parcel.state.value for parcel in known.parcels] == ["open"]


def test_the_key_is_recorded_like_a_scan_and_done_once(house: House, table: Any) -> None:
    at = table("S3")
    (number,) = house.open
    deed = put_right(number, Outcome.PACKED)
    seq = at.desk.last_seq() + 1
    done = at.desk.scan(seq, f"offline_settle {number}", deed)
    assert (done.kind.value, done.detail) == ("info", "offline_settled")
    again = at.desk.scan(seq, f"offline_settle {number}", deed)
    assert (again.detail, again.replayed) == ("offline_settled", True)
    refused = at.desk.scan(seq + 1, f"offline_settle {number}", deed)
    assert refused.detail == "offline_conflict_unknown"
