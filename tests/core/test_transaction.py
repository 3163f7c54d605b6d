"""The transaction: commits whole, rolls back whole, and speaks of broken engines plainly."""

from __future__ import annotations

import sqlite3
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from core import numbering
from core.database import Database, connect, open_database
from core.errors import DatabaseRefusal
from core.people.models import operators
from core.pulse import Pulse
from core.transaction import (
    SYSTEM,
    Transaction,
    reading,
    reading_still,
    run,
    run_among_others,
    run_in_batches,
    writing,
)

_USUAL = """
INSERT INTO number_series (name, value) VALUES ('usual', 1)
ON CONFLICT (name) DO UPDATE SET value = number_series.value + 1
"""


def test_numbers_are_dense_and_a_rolled_back_number_is_drawn_again(db: Database) -> None:
    with writing(db) as tx:
        assert [numbering.draw(tx, "waybill") for _ in range(3)] == [1, 2, 3]
    with pytest.raises(ZeroDivisionError), writing(db) as tx:  # noqa: PT012
        assert numbering.draw(tx, "waybill") == 4
        raise ZeroDivisionError
    assert run(db, SYSTEM, lambda tx: numbering.draw(tx, "waybill")) == 4


def test_what_somebody_else_stored_meanwhile_is_found_by_the_next_attempt(db: Database) -> None:
    refused: list[int] = []

    def clash(tx: Transaction) -> int:
        if len(refused) < 5:
            refused.append(numbering.draw(tx, "waybill"))
            raise IntegrityError("INSERT", {}, ValueError("taken"))
        return numbering.draw(tx, "waybill")

    assert run_among_others(db, SYSTEM, clash) == 1
    assert refused == [1] * 5
    with pytest.raises(IntegrityError):
        run_among_others(db, SYSTEM, lambda tx: refused.clear() or clash(tx), tries=2)


def test_who_comes_after_the_server_closed_all_lines_gets_a_new_one(db: Database) -> None:
    run(db, SYSTEM, lambda tx: numbering.draw(tx, "waybill"))
    if not db.is_sqlite:
        other = connect(db.url)
        with reading(other) as tx:
            tx.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        other.close()
        time.sleep(0.1)
    for drawn in (2, 3):
        assert run(db, SYSTEM, lambda tx: numbering.draw(tx, "waybill")) == drawn


def test_a_server_that_ends_while_it_is_asked_is_away_and_nothing_else(db: Database) -> None:
    if db.is_sqlite:
        pytest.skip("there is no server")
    statement = select(operators.c.id)
    with reading(db) as tx:  # known from now on: the next one goes the short way
        tx.execute(statement)
    for short in (False, True):
        with (  # noqa: PT012 - the line is to break in the middle of a transaction
            pytest.raises(DatabaseRefusal, match="database_unreachable"),
            reading(db) as tx,
        ):
            raw: Any = tx.connection.connection.driver_connection
            _end_its_server(db.url, raw.info.backend_pid)
            tx.execute(statement if short else text("SELECT 1"))


def test_a_server_that_ends_while_a_line_is_opened_is_away_too(db: Database) -> None:
    if db.is_sqlite:
        pytest.skip("there is no server")

    def end(connection: Any, _record: object) -> None:
        _end_its_server(db.url, connection.info.backend_pid)

    opened = open_database(db.url)
    try:
        event.listen(opened.reader, "connect", end, insert=True)
        for begin in (reading, writing):
            with pytest.raises(DatabaseRefusal, match="database_unreachable"), begin(opened) as tx:
                tx.execute(text("SELECT 1"))
        with pytest.raises(DatabaseRefusal, match="database_unreachable"):
            Pulse(opened).beat()
    finally:
        opened.close()


def _end_its_server(url: str, number: int) -> None:
    """End what serves one line, over another, and wait until it is gone."""
    other = connect(url)
    gone = text("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = :pid)")
    with other.reader.connect() as line:
        line.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": number})
        while not line.execute(gone, {"pid": number}).scalar():
            line.rollback()
    other.close()


def test_what_goes_wrong_is_told_without_what_was_stored(db: Database) -> None:
    with pytest.raises((SQLAlchemyError, DatabaseRefusal)) as caught, writing(db) as tx:
        tx.execute(text("INSERT INTO nowhere VALUES (:who)"), {"who": "Siti" + " Aminah"})
    told = "".join(traceback.format_exception(caught.value))
    assert "INSERT INTO nowhere" in told
    assert "Siti Aminah" not in told


@pytest.mark.parametrize("usual_first", [True, False])
def test_what_goes_the_short_way_and_the_usual_one_ends_together(
    db: Database, usual_first: bool
) -> None:
    """A statement that is known goes past SQLAlchemy, one that is not does not."""

    def both(tx: Transaction) -> None:
        if usual_first:
            tx.execute(text(_USUAL))
        numbering.draw(tx, "known")
        if not usual_first:
            tx.execute(text(_USUAL))

    def stored() -> int:
        with reading(db) as tx:
            return int(tx.execute(text("SELECT sum(value) FROM number_series")).scalar() or 0)

    for _twice in range(2):
        run(db, SYSTEM, lambda tx: numbering.draw(tx, "known"))
    run(db, SYSTEM, both)
    assert stored() == 4
    with pytest.raises(ZeroDivisionError), writing(db) as tx:  # noqa: PT012
        both(tx)
        raise ZeroDivisionError
    assert stored() == 4
    run(db, SYSTEM, both)
    assert stored() == 6


def test_a_reader_sees_nothing_that_is_not_committed(db: Database) -> None:
    from sqlalchemy import func, select

    with writing(db) as tx:
        numbering.draw(tx, "a")
        with reading(db) as other:
            assert other.execute(select(func.count()).select_from(numbering.series)).scalar() == 0


def test_who_reads_still_sees_one_state_through_all_statements(db: Database) -> None:
    value = select(numbering.series.c.value).where(numbering.series.c.name == "a")
    with writing(db) as tx:
        numbering.draw(tx, "a")
    with reading_still(db) as tx:
        assert tx.execute(value).scalar() == 1
        with writing(db) as other:
            numbering.draw(other, "a")
        assert tx.execute(value).scalar() == 1
    with reading(db) as tx:
        assert tx.execute(value).scalar() == 2


def test_a_missing_or_foreign_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefusal) as missing:
        open_database(f"sqlite:///{tmp_path}/nowhere.sqlite3")
    assert missing.value.code == "database_missing"
    junk = tmp_path / "junk.sqlite3"
    junk.write_bytes(b"this is no database " * 100)
    with pytest.raises(DatabaseRefusal) as foreign:
        open_database(f"sqlite:///{junk}")
    assert foreign.value.code == "database_unreadable"


def test_a_busy_database_is_said_to_be_busy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/busy.sqlite3"
    one, other = connect(url), connect(url)
    from sqlalchemy import event

    @event.listens_for(other.reader, "connect")
    def _impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    with one.writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
        with pytest.raises(DatabaseRefusal) as busy, writing(other):
            pass
        assert busy.value.code == "database_busy"


def test_a_database_of_a_newer_program_is_refused(db: Database, database_url: str) -> None:
    from sqlalchemy import text

    with writing(db) as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseRefusal) as newer:
        open_database(database_url)
    assert newer.value.code == "database_newer"
    assert newer.value.params["found"] == "9999"


def test_background_work_is_cut_into_short_transactions(db: Database) -> None:
    sizes = list(run_in_batches(db, SYSTEM, list(range(120)), lambda tx, some: len(some)))
    assert sizes == [50, 50, 20]
    assert list(run_in_batches(db, SYSTEM, [], lambda tx, some: len(some))) == []


def test_a_scan_gets_its_turn_between_background_transactions(db: Database) -> None:
    waits: list[float] = []
    busy = threading.Event()

    def hold(tx: Transaction, _some: Sequence[int]) -> None:
        numbering.draw(tx, "import")
        busy.set()
        time.sleep(0.02)

    def background() -> None:
        for _done in run_in_batches(db, SYSTEM, list(range(60)), hold, size=1):
            pass

    thread = threading.Thread(target=background)
    thread.start()
    assert busy.wait(10)
    while thread.is_alive():
        start = time.perf_counter()
        run(db, SYSTEM, lambda tx: numbering.draw(tx, "scan"))
        waits.append(time.perf_counter() - start)
        time.sleep(0.03)
    thread.join(10)
    assert len(waits) >= 10
    assert sorted(waits)[len(waits) // 2] < 0.5
