"""The race of the bench, a slice of it: ten units, twenty processes, on both engines."""

from __future__ import annotations

import pytest

from tui.bench.races import reservers


@pytest.mark.parametrize("seed", [1])
def test_of_twenty_processes_exactly_ten_get_the_ten_units(database_url: str, seed: int) -> None:
    engine = database_url.partition(":")[0].partition("+")[0]
    rows = reservers(database_url, engine, rounds=5, seed=seed)
    assert [(row.name.rpartition(".")[2], row.figure) for row in rows if not row.passed] == []
    assert rows[0].figure == 5
