"""The board of stations: who, what is open, how fast, what was refused, what lies longest."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import update

from core.errors import NotAllowed
from core.fulfilment.station_board import SILENT_MS, Life, StationView, overview
from core.people import presence
from core.people.attach import LEASE_MS
from core.people.models import stations
from core.people.permissions import ROLES, Role
from core.tables import db_now_ms
from core.transaction import Actor, reading, writing
from core.version import VERSION

Tables = Callable[..., Any]


def _seen(at: Any, name: str = "S1", **how: Any) -> StationView:
    with reading(at.db) as tx:
        return next(one for one in overview(tx, **how) if one.name == name)


def test_a_station_shows_who_works_there_on_what_and_how_fast(
    table: Tables, build: ModuleType
) -> None:
    first = table()
    for number in ("W-1", "W-2"):
        build.ready_order(first.db, number, {"A": 1, "B": 2})
    first.desk.open()
    first.scan("W-1", "A", "B", "B", "W-2", "A", "NOPE", "B")
    with writing(first.db) as tx:
        presence.tell(tx, first.desk.station_id, "work", ["Label-1"])
    seen = _seen(first)
    assert (seen.operator, seen.order_no, seen.mode, seen.place) == ("Sari", "W-2", "pack", "work")
    assert (seen.items, seen.parcels, seen.printers) == (5, 1, ("Label-1",))
    assert (seen.life, seen.version) == (Life.OPEN, VERSION)
    assert seen.refused is not None
    assert (seen.refused.kind.value, seen.refused.code) == ("unknown_code", "NOPE")
    assert seen.oldest is not None
    assert (seen.oldest.what, seen.oldest.name) == ("order", "W-2")


def test_what_was_taken_back_is_no_pace(table: Tables, build: ModuleType) -> None:
    first = table()
    build.ready_order(first.db, "W-1", {"A": 2})
    first.scan("W-1", "A", "KEMAS:UNDO")
    assert _seen(first).items == 0


def test_a_station_that_is_not_heard_of_is_named_after_some_seconds(table: Tables) -> None:
    first = table()
    assert _seen(first).life is Life.CLOSED
    first.desk.open()
    assert _seen(first).life is Life.OPEN
    ago = db_now_ms() + LEASE_MS - SILENT_MS - 1_000
    with writing(first.db) as tx:
        tx.execute(update(stations).values(lease_until_ms=ago))
    seen = _seen(first)
    assert seen.life is Life.SILENT
    assert seen.silent_ms is not None
    assert seen.silent_ms >= SILENT_MS
    first.desk.close()
    seen = _seen(first)
    assert (seen.life, seen.version, seen.silent_ms) == (Life.CLOSED, "", None)


def test_a_process_of_this_machine_that_died_is_known_at_once(table: Tables) -> None:
    first = table()
    first.desk.open()
    with reading(first.db) as tx:
        host = tx.execute(stations.select()).one().host
    assert _seen(first, here=host, is_alive=lambda _one: False).life is Life.GONE
    assert _seen(first, here=host, is_alive=lambda _one: True).life is Life.OPEN
    assert _seen(first, here="elsewhere", is_alive=lambda _one: False).life is Life.OPEN


def test_only_a_lead_sees_all_stations(table: Tables, build: ModuleType) -> None:
    first = table()
    with writing(first.db) as tx:
        dewi = build.operator(tx, "Dewi", role="packer")
        packer: Actor = build.actor(tx, dewi, build.station(tx, "S2"), ROLES[Role.PACKER])
    with reading(first.db, packer) as tx, pytest.raises(NotAllowed):
        overview(tx)
