"""Many stations on one PostgreSQL: one product that all orders want, one queue that all share."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from core.config import Config
from core.database import Database, connect
from core.fulfilment.models import parcels
from core.fulfilment.packing.verdict import GOOD, Kind
from core.fulfilment.states import ParcelState
from core.people.models import stations as station_rows
from core.shipping.desk import Desk
from core.stock.checks import differences
from core.transaction import reading
from tui.bench.data import make
from tui.bench.figures import Row, p50, p99
from tui.bench.twins import postgres_database
from tui.demo.simulator import next_code

STATIONS = 32
_PACE_S = 1.5
_SLOWEST_MS = 100.0
_POOLS = 4


@dataclass(slots=True)
class _Seen:
    """What the stations saw together."""

    scans: list[float] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def stations(server: str, config: Config, seconds: int) -> list[Row]:
    """32 stations take the next order and scan its goods, one scan each per 1.5 s."""
    with postgres_database(server) as url:
        many = STATIONS * seconds // 4 + 100
        shop = make(url, many, stations=STATIONS, hot=True)
        pools = [connect(url) for _ in range(_POOLS)]
        seen, end = _Seen(), time.monotonic() + seconds
        threads = [
            threading.Thread(
                target=_work, args=(pools[at % _POOLS], config, station, end, seen), daemon=True
            )
            for at, station in enumerate(shop.stations)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        twice, off = _damage(pools[0])
        for pool in pools:
            pool.close()
    return [
        Row("stations.scan_p50", p50(seen.scans), "ms", _SLOWEST_MS),
        Row("stations.scan_p99", p99(seen.scans), "ms", _SLOWEST_MS),
        Row("stations.refused", len(seen.wrong), "scans", 0),
        Row("stations.packed_twice", twice, "orders", 0),
        Row("stations.ledger_off", off, "places", 0),
    ]


def _work(database: Database, config: Config, station: int, end: float, seen: _Seen) -> None:
    desk, seq = Desk(database, config, station), 0
    time.sleep(random.random() * _PACE_S)  # noqa: S311 - people do not scan in step
    while time.monotonic() < end:
        with reading(database) as tx:
            work = tx.execute(
                select(station_rows.c.work).where(station_rows.c.id == station)
            ).scalar_one()
        code = next_code(database, station) if work.get("order_id") else "KEMAS:NEXT"
        seq += 1
        began = time.perf_counter()
        verdict = desk.scan(seq, code)
        took = time.perf_counter() - began
        seen.scans.append(took * 1000)
        seen.verdicts[verdict.kind.value] += 1
        if verdict.kind not in GOOD or verdict.kind is Kind.INFO:
            seen.wrong.append(f"{code}: {verdict.kind} {verdict.detail}")
        time.sleep(max(0.0, _PACE_S - took))


def _damage(database: Database) -> tuple[int, int]:
    """Orders with more than one parcel, and places where the ledger does not add up."""
    twice = (
        select(parcels.c.order_id)
        .where(parcels.c.state != ParcelState.VOID.value)
        .group_by(parcels.c.order_id)
        .having(func.count() > 1)
    )
    with reading(database) as tx:
        return len(tx.execute(twice).all()), len(differences(tx))
