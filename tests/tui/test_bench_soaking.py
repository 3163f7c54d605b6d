"""Many stations, a slice of the soak: processes on one database, nothing claimed or lost twice."""

from __future__ import annotations

from pathlib import Path

from tui.bench.soaking import stations

STATIONS, SECONDS, PACE = 6, 5.0, 0.2
TIMED = ("scan_p50", "scan_p99", "scans")
"""How fast it goes the bench says; here a busy machine may take its time."""


def test_stations_share_one_queue_and_one_product_without_harm(
    database_url: str, tmp_path: Path
) -> None:
    engine = database_url.partition(":")[0].partition("+")[0]
    rows = stations(database_url, tmp_path / "soak", engine, STATIONS, SECONDS, PACE)
    found = {row.name.rpartition(".")[2]: row for row in rows}
    assert {name for name, row in found.items() if name not in TIMED and not row.passed} == set()
    assert found["processes"].figure == STATIONS + 1
    assert found["scans"].figure >= STATIONS  # each of them came to scan
