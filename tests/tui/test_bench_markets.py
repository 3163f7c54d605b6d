"""The marketplaces of the bench, a slice of it: everything fails at times, both sides are equal."""

from __future__ import annotations

from pathlib import Path

from tui.bench.booking import hurry
from tui.bench.first_sync import first_sync
from tui.bench.markets import hasten, markets


def test_both_sides_are_equal_whatever_gets_lost(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    rows = list(markets(tmp_path, url, 9, hurry, kills=1, press=hasten, seconds=120))
    assert [(row.name, row.figure) for row in rows if not row.passed] == []
    figures = {row.name.removeprefix("channels."): row.figure for row in rows}
    assert figures["orders"] == 15
    assert figures["arranged"] == 9
    assert figures["killed"] == 2


def test_the_first_sync_of_three_shops_and_an_idle_one(tmp_path: Path) -> None:
    rows = {row.name: row for row in first_sync(tmp_path, 600)}
    assert [row.name for row in rows.values() if not row.passed] == []
    assert rows["channels.first_orders"].figure == 600
