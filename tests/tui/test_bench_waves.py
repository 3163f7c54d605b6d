"""The bench of waves measures what core does, and its ways are held against simple ones."""

from __future__ import annotations

from pathlib import Path

from core.database import connect
from core.fulfilment.walks.queries import count
from core.transaction import reading
from tui.bench import waves
from tui.bench.data import make


def test_a_wave_is_planned_on_copies_and_leaves_the_shop_as_it_was(tmp_path: Path) -> None:
    shop = make(f"sqlite:///{tmp_path / 'a.sqlite3'}", 1_600)
    row = waves.planned(shop, tmp_path)
    assert (row.name, row.unit, row.bar) == ("wave.plan_500", "s", 2.0)
    assert row.floor is not None
    assert row.floor > 0
    database = connect(shop.url)
    with reading(database) as tx:
        assert count(tx, shop.warehouse) == 0
    database.close()
    assert [path.name for path in tmp_path.glob("wave-*")] == []


def test_no_simple_way_is_shorter_than_the_one_that_is_taken() -> None:
    rows = waves.ways()
    assert len(rows) == 9
    assert all(row.passed for row in rows)
    assert min(row.ratio or 1 for row in rows if row.name.endswith("serpentine")) < 0.95
