"""Calls for a lead: made at a table, seen by leads, answered, taken back; kept without buyers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from core.config import parse
from core.database import Database
from core.fulfilment.calls import deeds, queries
from core.fulfilment.calls.models import CallStep, lead_calls
from core.fulfilment.packing.verdict import Verdict
from core.orders.models import orders
from core.people import commands
from core.shipping.desk import Desk
from core.transaction import reading, writing


@dataclass
class Hand:
    """Somebody at a station."""

    desk: Desk
    seq: int = 0
    said: list[str] = field(default_factory=list)

    def scan(self, *codes: str) -> str:
        for code in codes:
            self.seq += 1
            self.last: Verdict = self.desk.scan(self.seq, code)
        return f"{self.last.kind.value}/{self.last.detail}"

    def answer(self, call: int, step: CallStep) -> str:
        self.seq += 1
        self.last = self.desk.scan(self.seq, f"call {call}", deeds.answer(call, step))
        return f"{self.last.kind.value}/{self.last.detail}"


class House:
    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.build = db, build
        build.shop(db, {"A": 10})
        build.ready_order(db, "W-1", {"A": 2}, phone="0812555", note="ring Zubaidah twice")
        with writing(db) as tx:
            self.badge = {
                name: commands.add_operator(tx, name, role).badge_code
                for name, role in (("Wati", "packer"), ("Rina", "lead"), ("Tono", "lead"))
            }

    def table(self, name: str) -> Hand:
        with writing(self.db) as tx:
            where = self.build.station(tx, name)
        desk = Desk(self.db, parse("", Path("config.toml")), where)
        desk.open()
        return Hand(desk)

    def calls(self) -> tuple[queries.Call, ...]:
        with reading(self.db) as tx:
            return queries.open_calls(tx)


@pytest.fixture
def house(db: Database, build: ModuleType) -> House:
    return House(db, build)


def test_a_call_is_seen_answered_and_over(house: House) -> None:
    table, office = house.table("T1"), house.table("L1")
    table.scan(house.badge["Wati"], "W-1", "nonsense")
    assert table.scan("KEMAS:LEAD") == "info/lead_called_nobody"
    office.scan(house.badge["Rina"])
    assert table.scan("KEMAS:LEAD") == "info/lead_again"
    assert table.last.params["names"] == "Rina"
    (call,) = house.calls()
    assert (call.station, call.operator, call.order_no, call.times) == ("T1", "Wati", "W-1", 2)
    assert (call.said["kind"], call.said["scanned"]) == ("unknown_code", "nonsense")
    assert office.answer(call.id, CallStep.COMING) == "info/lead_coming"
    assert house.calls()[0].coming == "Rina"
    other = house.table("L2")
    other.scan(house.badge["Tono"])
    assert other.answer(call.id, CallStep.COMING) == "not_saved/call_answered"
    assert office.answer(call.id, CallStep.COMING) == "info/lead_coming"  # once more is the same
    assert office.answer(call.id, CallStep.DONE) == "info/lead_done"
    assert house.calls() == ()
    assert office.answer(call.id, CallStep.DONE) == "not_saved/call_over"
    assert table.scan("KEMAS:LEAD") == "info/lead_called"
    assert len(house.calls()) == 1


def test_a_call_is_taken_back(house: House) -> None:
    table = house.table("T1")
    table.scan(house.badge["Wati"])
    assert table.scan("KEMAS:LEAD:BACK") == "info/lead_not_called"
    table.scan("KEMAS:LEAD")
    assert table.scan("KEMAS:LEAD:BACK") == "info/lead_call_back"
    assert house.calls() == ()


def test_only_a_lead_answers_and_nobody_calls_who_is_not_there(house: House) -> None:
    table, other = house.table("T1"), house.table("T2")
    assert table.scan("KEMAS:LEAD") == "not_allowed/not_signed_in"
    table.scan(house.badge["Wati"], "KEMAS:LEAD")
    (call,) = house.calls()
    with writing(house.db) as tx:
        budi = commands.add_operator(tx, "Budi", "packer").badge_code
    other.scan(budi)
    assert other.answer(call.id, CallStep.DONE) == "not_allowed/not_allowed"
    assert other.answer(999, CallStep.DONE) == "not_allowed/not_allowed"


def test_what_is_kept_says_nothing_of_the_buyer_and_stays(house: House) -> None:
    table = house.table("T1")
    table.scan(house.badge["Wati"], "W-1")
    screen = (
        "PACKING  W-1  Siti Aminah",
        "A  0 / 2",
        "Note: ring Zubaidah twice",
        "\x1b[2Jx 0812555",
    )
    table.seq += 1
    table.desk.scan(table.seq, "call_lead", deeds.call_lead("work", screen))
    (call,) = house.calls()
    kept = "\n".join(call.screen)
    assert call.screen[1] == "A  0 / 2"
    assert "PACKING  W-1" in kept
    for word in ("Siti", "Aminah", "Zubaidah", "0812555", "\x1b"):
        assert word not in kept
    with pytest.raises(DatabaseError), writing(house.db) as tx:
        tx.execute(update(lead_calls).values(place="x"))


def test_a_lead_whose_station_is_closed_hears_nothing(house: House) -> None:
    table, office = house.table("T1"), house.table("L1")
    office.scan(house.badge["Rina"])
    office.desk.close()
    table.scan(house.badge["Wati"])
    assert table.scan("KEMAS:LEAD") == "info/lead_called_nobody"
    with reading(house.db) as tx:
        assert tx.execute(select(orders.c.id)).all()
