"""One station of the soak as a process of its own: it packs at a person's pace, and says so."""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import select

from core import barcodes
from core.config import load
from core.database import Database, connect
from core.errors import KemasError
from core.fulfilment.packing.verdict import GOOD, Kind
from core.people.models import stations
from core.shipping.desk import Desk
from core.transaction import reading
from tui.demo.simulator import next_code
from tui.live.attendant import Attendant
from tui.live.news import News

_NEWS_EVERY = 0.25
_BEAT_EVERY = 5.0


@dataclass(slots=True)
class Seen:
    """What one station saw."""

    scans: list[float] = field(default_factory=list)
    """Milliseconds of each scan."""
    answered: int = 0
    """The number of the last scan that was answered."""
    opened: list[str] = field(default_factory=list)
    """The orders that it was given."""
    verdicts: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    """What should not have been answered."""
    beside: list[str] = field(default_factory=list)
    """What went wrong beside the scans: leases, news, what is told to leads."""


def main(station: int, config: str, pace: float) -> None:
    """Read the database, then the seconds to work, from standard input; write what was seen."""
    database = connect(sys.stdin.readline().strip())  # it may hold a password: never an argument
    desk = Desk(database, load(Path(config)), station)
    desk.open()
    barcodes.warm()
    with reading(database) as tx:
        tx.execute(select(stations.c.work).where(stations.c.id == station)).scalar_one()
    print("here", flush=True)  # noqa: T201
    seconds = float(sys.stdin.readline())
    seen, over = Seen(answered=desk.last_seq()), threading.Event()
    beside = threading.Thread(target=_beside, args=(database, desk, over, seen), daemon=True)
    beside.start()
    _work(database, desk, time.monotonic() + seconds, pace, seen)
    over.set()
    beside.join(timeout=10.0)
    desk.close()
    database.close()
    print(json.dumps(asdict(seen)), flush=True)  # noqa: T201


def _work(database: Database, desk: Desk, end: float, pace: float, seen: Seen) -> None:
    verdicts: Counter[str] = Counter()
    time.sleep(random.random() * pace)  # noqa: S311 - people do not scan in step
    while time.monotonic() < end:
        with reading(database) as tx:
            query = select(stations.c.work).where(stations.c.id == desk.station_id)
            work = tx.execute(query).scalar_one()
        code = next_code(database, desk.station_id) if work.get("order_id") else "KEMAS:NEXT"
        began = time.perf_counter()
        verdict = desk.scan(seen.answered + 1, code)
        took = time.perf_counter() - began
        seen.answered += 1
        seen.scans.append(round(took * 1000, 3))
        verdicts[verdict.kind.value] += 1
        if verdict.kind is Kind.ORDER_OPEN:
            seen.opened.append(verdict.order or "")
        if verdict.kind not in GOOD or verdict.kind is Kind.INFO:
            seen.wrong.append(f"{code}: {verdict.kind} {verdict.detail}")
        time.sleep(max(0.0, pace - took))
    seen.verdicts = dict(verdicts)


def _beside(database: Database, desk: Desk, over: threading.Event, seen: Seen) -> None:
    """What a station does beside its scans: it keeps its lease, and listens for news."""
    news = News(database, desk.station_id)
    attendant = Attendant(database, desk.settings, desk.station_id)
    due = time.monotonic() + _BEAT_EVERY
    while not over.wait(_NEWS_EVERY):
        try:
            news.look()
            attendant.look("work", moved=news.moved())
            if time.monotonic() >= due:
                due = time.monotonic() + _BEAT_EVERY
                desk.beat()
        except KemasError as error:
            seen.beside.append(str(error))
    with suppress(KemasError):
        news.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
