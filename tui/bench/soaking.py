"""Many stations on one database: one product that all orders want, one queue that all share."""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import bindparam, func, select

from core.database import connect
from core.fulfilment.models import parcels, scans
from core.fulfilment.packing.verdict import Kind
from core.fulfilment.states import ParcelState
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment
from core.stock.checks import differences
from core.stock.models import levels
from core.transaction import Transaction, reading
from tui.bench.data import make
from tui.bench.figures import Row, p50, p99
from tui.bench.soaker import Seen
from tui.bench.twins import write_config

STATIONS = 32
STATIONS_SQLITE = 8
PACE_S = 1.5
_SLOWEST_MS = 100.0
_PATIENCE_S = 180.0
"""After so long a process that should answer hangs; starting many at once takes long."""
_ALONE_S = 10
_ALONE_PACE_S = 0.05


def stations(
    url: str, folder: Path, engine: str, many: int, seconds: float, pace: float = PACE_S
) -> list[Row]:
    """Stations take the next order and scan its goods, one scan each per `pace` seconds.

    The floor of a scan is that of one station that is alone on the same database.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_config(folder)
    config = str(folder / "config.toml")
    enough = int(many * seconds / pace / 4) + int(_ALONE_S / _ALONE_PACE_S / 4) + 100
    shop = make(url, enough, stations=many + 1, hot=True)
    alone, hung = _played(
        url, config, shop.stations[-1:], min(seconds / 3, _ALONE_S), _ALONE_PACE_S
    )
    seen, hung_too = _played(url, config, shop.stations[:-1], seconds, pace)
    database = connect(url)
    try:
        with reading(database) as tx:
            found = _damage(tx, alone, seen, shop.stations[-1])
        found |= {"hung": hung + hung_too, "answered": len(alone) + len(seen)}
    finally:
        database.close()
    name = f"stations.{engine}"
    took = [one for each in seen for one in each.scans] or [float("inf")]
    floor = [one for each in alone for one in each.scans] or [float("inf")]
    said = {"hung": "processes", "answered": "processes", "ledger_off": "places"}
    rows = [
        Row(f"{name}.scan_p50", p50(took), "ms", _SLOWEST_MS, p50(floor)),
        Row(f"{name}.scan_p99", p99(took), "ms", _SLOWEST_MS, p99(floor)),
        Row(f"{name}.scans", len(took), "scans", int(many * seconds / pace / 2), at_least=True),
    ]
    answered = found.pop("answered")
    rows.append(Row(f"{name}.processes", answered, "processes", many + 1, at_least=True))
    return rows + [
        Row(f"{name}.{what}", count, said.get(what, "times"), 0) for what, count in found.items()
    ]


def _played(
    url: str, config: str, at: Sequence[int], seconds: float, pace: float
) -> tuple[list[Seen], int]:
    """What the stations saw, and how many did not answer; all of them begin together."""
    workers: list[subprocess.Popen[str]] = []
    try:
        for station in at:
            worker = _begun(config, station, pace)
            workers.append(worker)
            _say(worker, url)  # never on a command line: it may hold a password
        up = time.monotonic() + _PATIENCE_S
        here = [worker for worker in workers if _heard(worker, up).strip() == "here"]
        for worker in here:
            _say(worker, str(seconds))
        end = time.monotonic() + seconds + _PATIENCE_S
        told = [_heard(worker, end) for worker in here]
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
    seen = [Seen(**json.loads(line)) for line in told if line]
    return seen, len(at) - len(seen)


def _begun(config: str, station: int, pace: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "tui.bench.soaker", str(station), config, str(pace)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )


def _say(worker: subprocess.Popen[str], line: str) -> None:
    assert worker.stdin is not None  # noqa: S101 - made with a pipe
    worker.stdin.write(f"{line}\n")


def _heard(worker: subprocess.Popen[str], end: float) -> str:
    """The next line of a process; empty where none comes in time."""
    assert worker.stdout is not None  # noqa: S101 - made with a pipe
    with selectors.DefaultSelector() as selector:
        selector.register(worker.stdout, selectors.EVENT_READ)
        if not selector.select(max(0.0, end - time.monotonic())):
            return ""
    return worker.stdout.readline()


def _damage(
    tx: Transaction, alone: Sequence[Seen], many: Sequence[Seen], first: int
) -> dict[str, int]:
    """How often a rule was broken, by its name; all of it is 0 where all is well.

    What the `first` station, which was alone, left open is somebody else's once its lease is over.
    """
    seen = [*alone, *many]
    given = Counter(order for one in many for order in one.opened)
    recorded = tx.execute(select(func.count()).select_from(scans)).scalar_one()
    packed = tx.execute(select(func.coalesce(func.sum(order_lines.c.packed), 0))).scalar_one()
    counted = tx.execute(select(func.count(scans.c.effect)).select_from(scans)).scalar_one()
    return {
        "refused": sum(len(one.wrong) for one in seen),
        "locked": sum("busy" in said for one in seen for said in (*one.wrong, *one.beside)),
        "beside": sum(len(one.beside) for one in seen),
        "claimed_twice": sum(count > 1 for count in given.values())
        + len(tx.execute(_opened_twice, {"first": first}).all()),
        "packed_twice": len(tx.execute(_packed_twice).all()),
        "lost_scans": abs(sum(len(one.scans) for one in seen) - int(recorded)),
        "lost_units": abs(int(packed) - int(counted)),
        "oversold": len(tx.execute(_oversold).all()) + len(tx.execute(_too_many).all()),
        "unlike": len(tx.execute(_unlike).all()),
        "ledger_off": len(differences(tx)),
    }


_opened_twice = (
    select(scans.c.order_id)
    .where(scans.c.verdict == Kind.ORDER_OPEN.value, scans.c.station_id != bindparam("first"))
    .group_by(scans.c.order_id)
    .having(func.count(scans.c.station_id.distinct()) > 1)
)
_packed_twice = (
    select(parcels.c.order_id)
    .where(parcels.c.state != ParcelState.VOID.value)
    .group_by(parcels.c.order_id)
    .having(func.count() > 1)
)
_oversold = select(levels.c.product_id).where(
    (levels.c.reserved > levels.c.on_hand) | (levels.c.reserved < 0)
)
_too_many = select(order_lines.c.id).where(order_lines.c.packed > order_lines.c.quantity)
_unlike = (
    select(orders.c.id)
    .join(order_lines, order_lines.c.order_id == orders.c.id)
    .where(
        orders.c.fulfilment == Fulfilment.PACKED.value,
        order_lines.c.packed != order_lines.c.quantity,
    )
)
"""Packed orders that hold other goods than were ordered."""
