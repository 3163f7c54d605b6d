"""The fault run of the bench, a slice of it: whatever is killed or cut, every rule holds after."""

from __future__ import annotations

from pathlib import Path

from tui.bench.booking import hurry
from tui.bench.faults import faults


def test_every_rule_holds_after_faults_by_chance(database_url: str, tmp_path: Path) -> None:
    rows = list(faults(tmp_path, database_url, 16, 14, hurry, stations=2))
    assert [(row.name, row.figure) for row in rows if not row.passed] == []
    figures = {row.name: row.figure for row in rows}
    assert figures["faults.events"] == 14
    assert figures["couriers.at_the_courier"] == 16
    assert figures["faults.papers"] >= 16
