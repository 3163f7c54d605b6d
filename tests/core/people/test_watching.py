"""Lines to stations and their receipts, who looks at a screen, and what stations tell."""

from __future__ import annotations

from types import ModuleType

import pytest
from sqlalchemy import func, select, update

from core.audit import events
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.people import lines, looking, presence
from core.people.models import stations
from core.people.permissions import ROLES, Role
from core.people.watch_models import screen_wishes, screens, station_states
from core.transaction import Actor, Transaction, reading, writing

BELL = "\x07"
ESC = "\x1b"


class Floor:
    """A station with a packer, and a lead at another one."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db = db
        with writing(db) as tx:
            build.warehouse(tx)
            self.station, other = build.station(tx, "S1"), build.station(tx, "S9")
            sari = build.operator(tx, "Sari", role="packer")
            may = ROLES[Role.PACKER]
            self.packer: Actor = build.actor(tx, sari, self.station, may)
            self.lead: Actor = build.actor(tx, build.operator(tx, "Rini", role="lead"), other)

    def scanned(self, number: int) -> None:
        with writing(self.db) as tx:
            where = stations.c.id == self.station
            tx.execute(update(stations).where(where).values(last_seq=number))


@pytest.fixture
def floor(db: Database, build: ModuleType) -> Floor:
    return Floor(db, build)


def _newest(tx: Transaction, floor: Floor) -> lines.Line:
    tx.actor = floor.lead
    return lines.newest(tx, floor.station)[0]


def test_a_line_is_shown_then_read_with_a_key_and_the_lead_sees_both(floor: Floor) -> None:
    with writing(floor.db, floor.lead) as tx:
        number = lines.say(tx, floor.station, "Please help at the dock")
    with reading(floor.db) as tx:
        (line,) = lines.unread(tx, floor.station)
        assert (line.id, line.text, line.who, line.shown_at) == (
            number, "Please help at the dock", "Rini", None,
        )  # fmt: skip
    with writing(floor.db, floor.packer) as tx:
        lines.shown(tx, floor.station)
    with reading(floor.db) as tx:
        seen = _newest(tx, floor)
        assert seen.shown_at is not None
        assert seen.read_at is None
    for _again in range(2):
        with writing(floor.db, floor.packer) as tx:
            lines.read(tx, floor.station, number)
    with reading(floor.db) as tx:
        assert lines.unread(tx, floor.station) == ()
        seen = _newest(tx, floor)
        assert (seen.read_by, seen.read_how) == ("Sari", "key")


def test_a_line_counts_as_read_after_some_scans_but_not_before_it_was_shown(floor: Floor) -> None:
    with writing(floor.db, floor.lead) as tx:
        lines.say(tx, floor.station, "Truck is here")
    floor.scanned(50)
    with writing(floor.db, floor.packer) as tx:
        lines.read_by_scans(tx, floor.station)
        assert len(lines.unread(tx, floor.station)) == 1
        lines.shown(tx, floor.station)
    for number, left in ((50 + lines.SCANS - 1, 1), (50 + lines.SCANS, 0)):
        floor.scanned(number)
        with writing(floor.db, floor.packer) as tx:
            lines.read_by_scans(tx, floor.station)
            assert len(lines.unread(tx, floor.station)) == left
    with reading(floor.db) as tx:
        assert _newest(tx, floor).read_how == "scans"


def test_what_is_said_is_text_from_outside_and_one_short_line(floor: Floor) -> None:
    with writing(floor.db, floor.lead) as tx:
        lines.say(tx, floor.station, f"{ESC}]0;x{BELL}[red]Hi[/]\r\n\tthere {'x' * 400}")
        (line,) = lines.unread(tx, floor.station)
    assert line.text.startswith("]0;x[red]Hi[/] there xxx")
    assert len(line.text) == lines.LIMIT
    with writing(floor.db, floor.lead) as tx:
        with pytest.raises(Refusal, match="line_empty"):
            lines.say(tx, floor.station, f" {ESC}{BELL}\n")
        with pytest.raises(NotFound, match="station_unknown"):
            lines.say(tx, 999, "Hi")


def test_a_packer_may_neither_say_nor_look_nor_read_what_was_said(floor: Floor) -> None:
    with writing(floor.db, floor.packer) as tx:
        for forbidden in (
            lambda: lines.say(tx, floor.station, "Hi"),
            lambda: lines.newest(tx, floor.station),
            lambda: looking.wish(tx, floor.station, "S9"),
            lambda: looking.screen(tx, floor.station),
        ):
            with pytest.raises(NotAllowed):
                forbidden()


def test_a_screen_is_kept_only_while_somebody_looks(floor: Floor) -> None:
    with writing(floor.db, floor.lead) as tx:
        looking.wish(tx, floor.station, "S9")
        looking.wish(tx, floor.station, "S9")
        looking.wish(tx, floor.station, "S8")
        assert looking.lookers(tx, floor.station) == ("Rini", "Rini")
        assert looking.screen(tx, floor.station) is None
        looking.show(tx, floor.station, [f"one{ESC}[2J", "two"], 80, 24)
        looking.show(tx, floor.station, [f"One{ESC}[2J", "Two"], 40, 12)
        seen = looking.screen(tx, floor.station)
        assert seen is not None
        assert (seen.lines, seen.width, seen.height) == (("One?[2J", "Two"), 40, 12)
        looking.look_away(tx, floor.station, "S9")
        assert looking.screen(tx, floor.station) is not None
        looking.look_away(tx, floor.station, "S8")
        assert looking.screen(tx, floor.station) is None
        began = select(func.count()).select_from(events).where(events.c.kind == "screen_looked_at")
        assert tx.execute(began).scalar() == 2


def test_a_wish_that_nobody_renews_ends_by_itself(floor: Floor) -> None:
    with writing(floor.db, floor.lead) as tx:
        looking.wish(tx, floor.station, "S9")
        looking.show(tx, floor.station, ["one"], 80, 24)
        tx.execute(update(screen_wishes).values(until_ms=1))
        assert looking.lookers(tx, floor.station) == ()
        looking.forget(tx, floor.station)
        assert tx.execute(select(func.count()).select_from(screens)).scalar() == 0
        assert tx.execute(select(func.count()).select_from(screen_wishes)).scalar() == 0


def test_a_station_tells_its_pane_and_printers_in_one_row(floor: Floor) -> None:
    with writing(floor.db, floor.packer) as tx:
        presence.tell(tx, floor.station, "queue", ["label"])
        presence.tell(tx, floor.station, "work", ["label", "doc"])
        (row,) = tx.execute(select(station_states)).all()
    assert (row.place, row.printers) == ("work", ["label", "doc"])
