"""The bench's day by chance, a slice of it: whatever is done, the books add up, on both engines."""

from __future__ import annotations

from pathlib import Path

from tui.bench.at_random import Day, day
from tui.bench.twins import write_config

STEPS = 300


def test_whatever_is_done_the_ledger_adds_up_and_no_rule_is_broken(
    database_url: str, tmp_path: Path
) -> None:
    rows = day(database_url, write_config(tmp_path), "here", STEPS, seed=7)
    assert [(row.name, row.figure) for row in rows if not row.passed] == []


def test_a_day_by_chance_does_everything_that_it_knows(database_url: str, tmp_path: Path) -> None:
    one = Day(database_url, write_config(tmp_path), seed=1)
    one.work(STEPS // 2)
    one.close()
    assert {name for name in one.done if " refused " not in name} == {
        step.__name__ for step in one.steps
    }
