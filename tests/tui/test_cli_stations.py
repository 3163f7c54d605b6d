"""`kemas stations`: the board, a line, a claim that is freed, a screen, without a screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from command_lines import CommandLine
from scan_process import Shop, Station
from waiting import until

from core.people.watch_models import screen_wishes, screens, station_lines, station_states


class Floor(CommandLine):
    """A station in line mode as a process of its own, and the command line beside it."""

    def __init__(self, shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
        super().__init__(shop.config, capsys)
        self.shop = shop
        self.station = Station(shop)


@pytest.fixture
def floor(
    tmp_path: Path,
    sqlite_template: Path,
    build: ModuleType,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Floor]:
    made = Floor(Shop(tmp_path, sqlite_template, build), capsys)
    try:
        yield made
    finally:
        made.station.kill()
        made.shop.database.close()


def test_the_list_says_who_works_where_on_what(floor: Floor) -> None:
    floor.station.scan("W-1")
    floor.station.scan("A")
    floor.station.scan("NOPE")
    (one,) = floor.json("stations", "list")
    assert (one["name"], one["operator"], one["order"], one["state"]) == (
        "S1", "Sari", "W-1", "open",
    )  # fmt: skip
    assert (one["goods"], one["parcels"]) == (1, 0)
    assert one["refused"] == "NOPE is not known here."
    assert one["unfinished"].startswith("order W-1")
    code, out, _err = floor("stations", "list")
    assert (code, "W-1" in out) == (0, True)
    floor.station.kill()
    (one,) = floor.json("stations", "list")
    assert one["state"] == "gone"


def test_a_line_reaches_a_station_without_a_screen_beside_its_verdicts(floor: Floor) -> None:
    floor.station.scan("W-1")
    told = floor.json("stations", "say", "S1", "Truck\x1b[2J at 5")
    assert told == {"line": 1, "station": "S1"}
    until(lambda: floor.shop.value(station_lines.c.shown_at))
    for code in ("A", "B", "B", "W-2", "A"):
        assert floor.station.scan(code)["verdict"] in {"ok", "ok_line_done", "order_open",
                                                       "order_complete"}  # fmt: skip
    until(lambda: floor.shop.value(station_lines.c.read_how) == "scans")
    assert "counts as read" in floor("stations", "say", "S1")[1]
    code, errors = floor.station.end()
    assert code == 0
    assert "› kemas: Truck[2J at 5" in errors or "› Truck[2J at 5" in errors


def test_what_a_dead_station_holds_is_freed_and_told_when_it_comes_back(floor: Floor) -> None:
    floor.station.scan("W-1")
    floor.station.scan("A")
    floor.station.kill()
    assert floor.json("stations", "free", "S1", "--reason", "it died") == {
        "station": "S1", "orders": ["W-1"], "walk": None, "packed": 1,
    }  # fmt: skip
    assert floor.json("stations", "free", "S1", "--reason", "it died")["orders"] == []
    again = Station(floor.shop)
    try:
        assert again.verdict()["verdict"] == "resumed"
        told = again.scan("B")
        assert told["verdict"] == "taken_over"
        assert "it died" in told["message"]
        assert again.scan("W-1")["verdict"] == "order_open"
        assert [again.scan(code)["verdict"] for code in ("B", "B")] == ["ok", "order_complete"]
    finally:
        again.kill()


def test_the_screen_of_a_station_is_shown_and_forgotten(floor: Floor) -> None:
    floor.station.scan("W-1")
    code, out, _err = floor("stations", "look", "S1", "--once", "--json")
    seen = json.loads(out)
    assert (code, seen["station"], seen["operator"]) == (0, "S1", "Sari")
    assert any("W-1" in line for line in seen["lines"])
    assert floor.shop.count(screen_wishes) == 0
    until(lambda: not floor.shop.count(screens))
    assert floor.shop.value(station_states.c.place) == "scan"
    floor.station.kill()
    code, _out, err = floor("stations", "look", "S1", "--once")
    assert (code, "Nobody works at S1 now" in err) == (1, True)


def test_who_may_not_or_names_nobody_is_refused(floor: Floor) -> None:
    floor.station.scan("W-1")
    for words in (("say", "S1", "Hi"), ("free", "S1", "--reason", "x"), ("look", "S1")):
        code, _out, err = floor("stations", *words, "--operator", "Nobody")
        assert (code, "Nobody" in err) == (1, True)
    code, _out, err = floor("stations", "say", "S7", "Hi")
    assert (code, "There is no station S7" in err) == (1, True)
    code, _out, err = floor("stations", "free", "S1", "--reason", " ")
    assert (code, "Give a reason" in err) == (1, True)
