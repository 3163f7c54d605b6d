"""A busy shop on each engine: made once, copied for each test."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest
from sqlalchemy import Engine, NullPool, create_engine, make_url, text, update

sys.path.insert(0, str(Path(__file__).parent))

from busy_shop import configuration, make

from core.config import Config
from core.database import Database, connect, upgrade
from core.fulfilment.models import claims
from core.paper.models import print_jobs
from core.paper.states import JobState
from core.tables import db_now_ms
from core.transaction import writing


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return configuration(tmp_path)


@pytest.fixture(scope="session")
def busy_file(tmp_path_factory: pytest.TempPathFactory, build: ModuleType) -> Path:
    """The SQLite database of the busy shop, to copy from."""
    folder = tmp_path_factory.mktemp("busy")
    path = folder / "busy.sqlite3"
    database = upgrade(f"sqlite:///{path}")
    make(database, build, configuration(folder))
    database.close()
    return path


@pytest.fixture(scope="session")
def busy_server(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory, build: ModuleType
) -> Iterator[tuple[str, str]]:
    """The server, and the name of the busy shop's database there, to copy from."""
    name = f"kemas_busy_{uuid4().hex[:12]}"
    _on(postgres_server, f"CREATE DATABASE {name}")
    database = upgrade(_url(postgres_server, name))
    make(database, build, configuration(tmp_path_factory.mktemp("busy_pg")))
    database.close()
    yield postgres_server, name
    _on(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def busy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The busy shop, for one test alone."""
    if request.param == "sqlite":
        path = tmp_path / "kemas.sqlite3"
        shutil.copy(request.getfixturevalue("busy_file"), path)
        database = connect(f"sqlite:///{path}")
        _still_at_work(database)
        yield database
        database.close()
        return
    server, template = request.getfixturevalue("busy_server")
    name = f"kemas_test_{uuid4().hex[:12]}"
    _on(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    database = connect(_url(server, name))
    _still_at_work(database)
    yield database
    database.close()
    _on(server, f"DROP DATABASE {name} WITH (FORCE)")


def _still_at_work(database: Database) -> None:
    """However long ago the shop was made, who has an order open there has it open now.

    And what waits for a printer has only begun to.
    """
    with writing(database) as tx:
        waits = print_jobs.c.state == JobState.QUEUED
        tx.execute(update(print_jobs).where(waits).values(created_at=tx.now))
        tx.execute(update(claims).values(lease_until_ms=db_now_ms() + 120_000))


def _on(server: str, statement: str) -> None:
    with _engine(server).connect() as connection:
        connection.execute(text(statement))


@cache
def _engine(server: str) -> Engine:
    return create_engine(_url(server, "postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)


def _url(server: str, name: str) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)
