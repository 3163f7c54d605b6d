"""Three equal databases: core is timed on one, listened to on one, and said again on one."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from core.config import Config, parse
from core.database import Database, connect
from core.shipping.desk import Desk
from tui.bench.data import Shop, make
from tui.bench.statements import Driver, Recorder, Said, driver_of

_CONFIG = """\
[database]
url = "sqlite:///a.sqlite3"

[shop]
name = "Bench"
language = "en"

[[printers]]
name = "virtual"
transport = "virtual"
width_dots = 576

[couriers.own]
cutoff = "17:00"
"""


Work = Callable[[Database], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Milliseconds of core and of the bare driver for the same work, and its transactions."""

    core: float
    bare: float
    transactions: int


@dataclass(frozen=True, slots=True)
class Twins:
    """A shop three times; listening costs time, so core is timed where nobody listens."""

    shop: Shop
    config: Config
    timed: Database
    heard: Database
    recorder: Recorder
    driver: Driver
    _desks: dict[int, Desk] = field(default_factory=dict)
    _dice: Random = field(default_factory=lambda: Random(7))  # noqa: S311 - no secret

    def desk(self, database: Database) -> Desk:
        """The packing station of the shop on one of the databases."""
        desk = self._desks.get(id(database))
        if desk is None:
            desk = self._desks[id(database)] = Desk(database, self.config, self.shop.stations[0])
        return desk

    def compare(self, work: Work) -> Pair:
        """Do the same on all three, in turn; it must depend on nothing but the database.

        Listening comes first, to know what is to be said. Which of the other two is next falls by
        chance: who comes right after another line was busy may wait longer for every answer.
        """
        self.recorder.take()
        work(self.heard)
        said = self.recorder.take()
        if self._dice.random() < 0.5:
            core = self._time(work)
            bare = self._say(said)
        else:
            bare = self._say(said)
            core = self._time(work)
        return Pair(core, bare, len(said))

    def _time(self, work: Work) -> float:
        began = time.perf_counter()
        work(self.timed)
        return (time.perf_counter() - began) * 1000

    def _say(self, said: Sequence[Said]) -> float:
        return sum(self.driver.say(one) for one in said)


def write_config(folder: Path) -> Config:
    """The configuration of a bench shop, whose SQLite database is ``a.sqlite3`` beside it."""
    path = folder / "config.toml"
    path.write_text(_CONFIG, encoding="utf-8")
    return parse(_CONFIG, path)


@contextmanager
def sqlite_twins(folder: Path, orders: int) -> Iterator[Twins]:
    """Twins as files in an empty folder."""
    shop = make(f"sqlite:///{folder / 'a.sqlite3'}", orders)
    # The last connection that closed has written everything back into the one file.
    others = [folder / "b.sqlite3", folder / "c.sqlite3"]
    for other in others:
        shutil.copy(folder / "a.sqlite3", other)
    with _opened(shop, [f"sqlite:///{other}" for other in others], folder) as twins:
        yield twins


@contextmanager
def postgres_twins(server: str, folder: Path, orders: int) -> Iterator[Twins]:
    """Twins as databases of their own on a PostgreSQL server, dropped at the end."""
    one, *others = (f"kemas_bench_{uuid4().hex[:12]}" for _ in range(3))
    _admin(server, f"CREATE DATABASE {one}")
    try:
        shop = make(_named(server, one), orders)
        for other in others:
            _admin(server, f"CREATE DATABASE {other} TEMPLATE {one}")
        with _opened(shop, [_named(server, other) for other in others], folder) as twins:
            yield twins
    finally:
        for name in (one, *others):
            _admin(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """The address of an empty database on a PostgreSQL server, dropped at the end."""
    name = f"kemas_bench_{uuid4().hex[:12]}"
    _admin(server, f"CREATE DATABASE {name}")
    try:
        yield _named(server, name)
    finally:
        _admin(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def _opened(shop: Shop, others: list[str], folder: Path) -> Iterator[Twins]:
    timed, heard = connect(shop.url), connect(others[0])
    driver = driver_of(others[1])
    try:
        yield Twins(shop, write_config(folder), timed, heard, Recorder(heard), driver)
    finally:
        timed.close()
        heard.close()
        driver.close()


def _named(server: str, name: str) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def _admin(server: str, statement: str) -> None:
    engine = create_engine(_named(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
