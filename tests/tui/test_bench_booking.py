"""The couriers of the bench, a slice of it: lost answers, a killed worker, each parcel once."""

from __future__ import annotations

from pathlib import Path

from tui.bench.booking import booking, hurry


def test_thirty_parcels_are_booked_and_labelled_once_whatever_gets_lost(tmp_path: Path) -> None:
    rows = list(booking(tmp_path, f"sqlite:///{tmp_path / 'a.sqlite3'}", 30, hurry, kills=1))
    assert [(row.name, row.figure) for row in rows if not row.passed] == []
    figures = {row.name.removeprefix("couriers."): row.figure for row in rows}
    assert (figures["at_the_courier"], figures["labels"], figures["killed"]) == (30, 30, 1)
