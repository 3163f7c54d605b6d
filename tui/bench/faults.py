"""Hundreds of faults by chance while a warehouse packs: afterwards every rule holds.

Stations are processes at a line scanner; they, and the worker, are killed and hung up on, lines to
the database are cut, the printer and two couriers fail. What only a person can tell is told by
looking at the printer's tray and into the couriers' books, as somebody would.
"""

from __future__ import annotations

import logging
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import func, select, text

from core.config import load
from core.database import Database, connect
from core.doctor.checks import NAMES, check
from core.doctor.findings import Level
from core.doctor.looking import Means
from core.doctor.searching import put_right
from core.errors import KemasError
from core.fulfilment.models import parcels
from core.fulfilment.states import ParcelState
from core.paper.commands import answer_unknown
from core.paper.models import labels, print_jobs
from core.paper.states import JobState, LabelState
from core.people.queries import list_operators
from core.shipping.desk import Desk
from core.transaction import reading, run, writing
from tui import workers
from tui.bench.booking import (
    CONFIG,
    CourierShop,
    hear_places,
    judged,
    resolve,
    scan_slips,
    send_by,
    until,
    wait,
    waiting,
    what_waits,
)
from tui.bench.data import make
from tui.bench.figures import Row
from tui.bench.line_station import LineStation
from tui.bench.tray import Tray, paper_of
from tui.demo.couriers.ghn import SHOP, TOKEN, SimulatedGhn
from tui.demo.couriers.viettelpost import PASSWORD, USERNAME, SimulatedViettelPost
from tui.demo.server import Fault

logger = logging.getLogger(__name__)
STATIONS = 4
_LOCAL = frozenset({"clock", "disk", "printers", "log", "folders", "providers"})
"""Checks of the machine and of those outside: they say nothing about the books."""
_PRINTER = '[[printers]]\nname = "virtual"\ntransport = "network"\nhost = "127.0.0.1"\nport = {}\n'
_FAULTS = (Fault.SILENT_AFTER, Fault.SILENT_BEFORE, Fault.CUT_AFTER, Fault.CUT_BEFORE, Fault.BUSY)
_WEIGHTS = {
    "station_killed": 28,
    "terminal_dropped": 12,
    "worker_killed": 8,
    "line_cut": 16,
    "paper_out": 10,
    "printer_deaf": 1,
    "courier": 20,
    "database": 5,
}
"""How often each happens, among a hundred."""


@dataclass
class _Day:
    """What is at work, and what has gone wrong so far."""

    shop: CourierShop
    stations: list[LineStation]
    tray: Tray
    url: str
    chance: random.Random
    worker: subprocess.Popen[bytes]
    happened: Counter[str] = field(default_factory=Counter)

    def strike(self) -> None:
        """One fault by chance."""
        kind = self.chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        self.happened[kind] += 1
        match kind:
            case "station_killed":
                self.chance.choice(self.stations).strike(signal.SIGKILL)
            case "terminal_dropped":
                self.chance.choice(self.stations).strike(signal.SIGHUP)
            case "worker_killed":
                self.worker.kill()
                self.worker.wait(30)
                self.shop.later(self.shop.database)
                self.worker = workers.start(self.shop.config.path)
            case "line_cut":
                self.tray.cut_after = self.chance.randrange(1, 3_000)
            case "paper_out":
                self.tray.paper_out.set()
                threading.Timer(self.chance.random() * 2, self.tray.paper_out.clear).start()
            case "printer_deaf":
                self.tray.deaf = 1
            case "courier":
                one = self.chance.choice(list(self.shop.couriers.values()))
                one.go_wrong(self.chance.choice(_FAULTS), times=self.chance.randrange(1, 4))
            case "database":
                cut_off(self.url)

    def recover(self) -> None:
        """Nothing goes wrong any more."""
        for one in self.shop.couriers.values():
            one.recover()
        self.tray.cut_after, self.tray.deaf = None, 0
        self.tray.paper_out.clear()
        if self.worker.poll() is not None:
            self.worker = workers.start(self.shop.config.path)


def cut_off(url: str) -> None:
    """As where the server is started anew: every line is cut. Of SQLite: it is held for a while."""
    database = connect(url)
    try:
        if database.is_sqlite:
            with writing(database):
                time.sleep(0.5)
            return
        with suppress(KemasError), writing(database) as tx:
            tx.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
    finally:
        database.close()


def faults(
    folder: Path,
    url: str,
    wanted: int,
    events: int,
    later: Callable[[Database], None] = wait,
    seed: int = 17,
    stations: int = STATIONS,
) -> Iterator[Row]:
    """So many orders are packed while so many faults happen; then everything is counted."""
    with ExitStack() as stack:
        ghn = stack.enter_context(SimulatedGhn())
        viettelpost = stack.enter_context(SimulatedViettelPost())
        ghn.any_phone = viettelpost.any_phone = True
        tray = stack.enter_context(Tray())
        made = make(url, wanted, stations=stations)
        path = folder / "faults.toml"
        told = {"ghn": ghn.url, "token": TOKEN, "shop": SHOP, "viettelpost": viettelpost.url}
        login = {"username": USERNAME, "password": PASSWORD}
        virtual = '[[printers]]\nname = "virtual"\ntransport = "virtual"\n'
        words = CONFIG.replace(virtual, _PRINTER.format(tray.port))
        path.write_text(words.format(url=url, **told, **login), encoding="utf-8")
        path.chmod(0o600)
        config = load(path)
        database = connect(url, config.shop.timezone)
        stack.callback(database.close)
        desk = Desk(database, config, made.stations[0])
        couriers = {"ghn": ghn, "viettelpost": viettelpost}
        shop = CourierShop(config, database, desk, dict(couriers), later)
        send_by(database, wanted)
        with writing(database) as tx:
            put_right(tx, range(1, wanted + 1))  # they are found by their new addresses
        hear_places(database, desk.settings.couriers)
        began = time.monotonic()
        day = _Day(
            shop,
            [
                LineStation(path, database, one, f"S{at + 1}")
                for at, one in enumerate(made.stations)
            ],
            tray,
            url,
            random.Random(seed),  # noqa: S311 - the same day again with the same number
            workers.start(path),
        )
        try:
            _go_wrong(day, wanted, events)
            day.recover()
            until(lambda: _packed(database) >= wanted, left=lambda: what_waits(database))
            for one in day.stations:
                one.end()
            _settle(day)
        finally:
            for one in day.stations:
                one.end()
            day.worker.terminate()
            day.worker.wait(60)
        yield from _counted(day, wanted, events)
        yield Row("faults.seconds", time.monotonic() - began, "s", 600 + 2.0 * (wanted + events))


def _go_wrong(day: _Day, wanted: int, events: int) -> None:
    """Faults spread over the packing, so that the last happens before the last order is packed."""
    for one in day.stations:
        one.start()
    for at in range(events):
        mark, patience = wanted * at // events, time.monotonic() + 30
        while _packed(day.shop.database) < mark and time.monotonic() < patience:
            time.sleep(0.02)
        day.strike()


def _packed(database: Database) -> int:
    closed = (ParcelState.OPEN.value, ParcelState.VOID.value)
    query = select(func.count(func.distinct(parcels.c.order_id)))
    try:
        with reading(database) as tx:
            return int(tx.execute(query.where(parcels.c.state.not_in(closed))).scalar_one())
    except KemasError:
        return 0


def _settle(day: _Day) -> None:
    """Everything is carried out, and a person answers for what nobody else can tell."""
    shop, database = day.shop, day.shop.database
    scanned = False
    while True:
        until(lambda: not waiting(database), left=lambda: what_waits(database))
        if resolve(shop):
            continue
        if not scanned:
            scan_slips(database, shop.desk)
            scanned = True
        until(lambda: not _jobs(database, JobState.QUEUED, JobState.SENDING))
        if not _answered(day) and not waiting(database):
            return


def _jobs(database: Database, *states: JobState) -> list[int]:
    with reading(database) as tx:
        query = select(print_jobs.c.id).where(print_jobs.c.state.in_(states))
        return list(tx.execute(query.order_by(print_jobs.c.id)).scalars())


def _answered(day: _Day) -> int:
    """Somebody looks whether the paper of each unknown job lies in the tray."""
    database = day.shop.database
    unknown = _jobs(database, JobState.UNKNOWN)
    with reading(database) as tx:
        who = list_operators(tx)[0].actor()
    sure = _on_paper(database) if unknown else Counter()
    for number in unknown:
        with reading(database) as tx:
            content = tx.execute(
                select(print_jobs.c.content).where(print_jobs.c.id == number)
            ).scalar_one()
        paper = paper_of(content)
        came_out = day.tray.papers[paper] > sure[paper]
        sure[paper] += came_out
        run(database, who, partial(answer_unknown, job_id=number, came_out=came_out))
    return len(unknown)


def _on_paper(database: Database) -> Counter[str]:
    """How often each paper was printed, by the rows."""
    with reading(database) as tx:
        query = select(print_jobs.c.content).where(print_jobs.c.state == JobState.PRINTED)
        return Counter(paper_of(content) for content in tx.execute(query).scalars())


def _tell_apart(database: Database, papers: Counter[str]) -> None:
    """Which jobs papers are of that no row accounts for, for people who look for the reason."""
    with reading(database) as tx:
        for one in tx.execute(select(print_jobs).order_by(print_jobs.c.id)):
            if one.content is not None and paper_of(one.content) in papers:
                told = (one.id, one.kind, one.state, one.attempts, one.error, one.sent_at)
                logger.warning("a paper too many of job %s", told)


def _counted(day: _Day, wanted: int, events: int) -> Iterator[Row]:
    database = day.shop.database
    yield Row("faults.events", day.happened.total(), "events", events, at_least=True)
    for name in _WEIGHTS:
        yield Row(f"faults.{name}", day.happened[name], "events", events)
    yield Row("faults.scans", sum(one.scans for one in day.stations), "scans", wanted * 10 + events)
    for row in judged(day.shop, wanted):
        if row.name != "couriers.printed_twice":  # a paper that did not come out is printed anew
            yield row
    theirs, rows = day.tray.papers, _on_paper(database)
    _tell_apart(database, theirs - rows)
    yield Row("faults.papers", theirs.total(), "papers", wanted, at_least=True)
    yield Row("faults.papers_unaccounted", (theirs - rows).total(), "papers", 0)
    yield Row("faults.prints_without_paper", (rows - theirs).total(), "papers", 0)
    live = (
        select(labels.c.parcel_id)
        .where(labels.c.state == LabelState.CURRENT)
        .group_by(labels.c.parcel_id)
    )
    with reading(database) as tx:
        yield Row("faults.parcels_labelled", len(tx.execute(live).all()), "parcels", wanted)
    broken = [
        f"{one.code} {dict(one.params)}"
        for result in check(Means(database, day.shop.config), [n for n in NAMES if n not in _LOCAL])
        for one in result.found
        if one.level is Level.FAULT
    ]
    for said in broken[:20]:
        logger.warning("%s", said)
    yield Row("faults.rules_broken", len(broken), "findings", 0)
