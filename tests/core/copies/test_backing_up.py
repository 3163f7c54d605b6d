"""A backup holds a whole shop and can be read back; a restored shop does nothing twice unasked."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from core import clock, outbox
from core.audit import events
from core.copies.backing_up import back_up, is_old, last_try, listed, name_for, newest, thin_out
from core.copies.models import BackupState
from core.copies.proving import prove
from core.copies.restoring import restore
from core.database import Database, connect, open_database, upgrade
from core.errors import DatabaseRefusal, Refusal
from core.outbox import OutboxState
from core.paper.commands import queue_job
from core.paper.documents import TestPage
from core.paper.models import print_jobs
from core.paper.states import JobState
from core.people.models import operators, stations
from core.stock.models import levels
from core.transaction import reading, writing
from core.workers import workers
from tui.bench.at_random import Day
from tui.bench.twins import write_config

HOST = "here"
FreshDatabase = Callable[[str, Path], AbstractContextManager[str]]


def _add(database: Database, name: str) -> None:
    row = {"name": name, "badge": name, "role": "packer", "language": "en"}
    with writing(database) as tx:
        tx.execute(insert(operators).values(**row, created_at=tx.now))


def _names(url: str) -> list[str]:
    database = open_database(url)
    with reading(database) as tx:
        found = list(tx.execute(select(operators.c.name).order_by(operators.c.id)).scalars())
    database.close()
    return found


@pytest.fixture
def worked(database_url: str, tmp_path: Path) -> str:
    """A shop in which something of everything was done."""
    upgrade(database_url).close()
    day = Day(database_url, write_config(tmp_path), seed=5)
    day.work(80)
    day.close()
    return database_url


def test_a_backup_is_one_file_of_its_owner_that_can_be_read_back(
    worked: str, tmp_path: Path
) -> None:
    database = open_database(worked)
    made = back_up(database, tmp_path / "kept" / "one.kemas-backup", HOST)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [path.name for path in made.path.parent.iterdir()] == ["one.kemas-backup"]
    assert (made.state, made.error) == (BackupState.PROVED, "")
    assert made.rows == prove(made.path).rows > 300
    with reading(database) as tx:
        assert newest(tx) == made.at == last_try(tx, HOST)
        assert listed(tx) == [made]
    database.close()


def test_others_write_while_it_is_made(db: Database, tmp_path: Path) -> None:
    """It sees one state: what is written meanwhile is not in it, and waits for nothing."""
    _add(db, "Before")
    with db.reader.connect() as watching:
        watching.execute(select(operators)).all()
        made = back_up(db, tmp_path / "one", HOST)
    _add(db, "After")
    assert "After" not in _names(f"sqlite:///{made.path}")


def test_it_comes_back_as_it_was(worked: str, tmp_path: Path, database_url: str) -> None:
    database = open_database(worked)
    _add(database, "Known")
    made = back_up(database, tmp_path / "one", HOST)
    _add(database, "Later")
    database.close()
    target = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    back = restore(made.path, target)
    assert "Known" in _names(target)
    assert "Later" not in _names(target)
    assert back.kept is None
    assert back.last_event is not None


def test_what_was_in_use_is_kept_beside_it(db: Database, tmp_path: Path) -> None:
    made = back_up(db, tmp_path / "one", HOST)
    target = tmp_path / "used.sqlite3"
    used = upgrade(f"sqlite:///{target}")
    _add(used, "Mine")
    used.close()
    back = restore(made.path, f"sqlite:///{target}")
    assert _names(f"sqlite:///{target}") == []
    assert back.kept is not None
    assert _names(f"sqlite:///{back.kept}") == ["Mine"]


def test_a_damaged_database_is_replaced(db: Database, tmp_path: Path) -> None:
    _add(db, "Sari")
    made = back_up(db, tmp_path / "one", HOST)
    target = tmp_path / "broken.sqlite3"
    target.write_bytes(b"not a database at all" * 1000)
    restore(made.path, f"sqlite:///{target}")
    assert _names(f"sqlite:///{target}") == ["Sari"]


def test_what_was_under_way_is_asked_about_before_it_is_done_again(
    db: Database, tmp_path: Path
) -> None:
    with writing(db) as tx:
        outbox.put(tx, "message", "one", {})
        outbox.put(tx, "message", "two", {})
        tx.execute(update(outbox.outbox).where(outbox.outbox.c.key == "two").values(state="done"))
    made = back_up(db, tmp_path / "one", HOST)
    target = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    back = restore(made.path, target)
    assert back.asked_again == 1
    database = connect(target)
    with reading(database) as tx:
        rows = tx.execute(select(outbox.outbox).order_by(outbox.outbox.c.id)).all()
        assert [row.state for row in rows] == [OutboxState.IN_FLIGHT, OutboxState.DONE]
        assert tx.execute(select(func.count()).select_from(events)).scalar_one() >= 1
    database.close()


def test_papers_that_waited_are_asked_for(worked: str, tmp_path: Path) -> None:
    database = open_database(worked)
    with writing(database) as tx:
        for name in ("label", "other"):
            queue_job(tx, TestPage("en", "UTC", name, 576, tx.now, "S1"), name)
    made = back_up(database, tmp_path / "one", HOST)
    database.close()
    target = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    assert restore(made.path, target).papers == 2
    back = connect(target)
    with reading(back) as tx:
        assert set(tx.execute(select(print_jobs.c.state)).scalars()) == {JobState.UNKNOWN}
    back.close()


def test_nobody_works_at_what_came_back(worked: str, tmp_path: Path) -> None:
    database = open_database(worked)
    with writing(database) as tx:
        tx.execute(update(stations).values(pid=4, host="x", lease_until_ms=9_999_999_999_999))
        row = {"host": "x", "pid": 4, "pid_started": "", "fence": 1}
        tx.execute(insert(workers).values(**row, lease_until_ms=9_999_999_999_999, since=tx.now))
    made = back_up(database, tmp_path / "one", HOST)
    database.close()
    target = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    restore(made.path, target)
    restore(made.path, target)  # nobody is said to be at work


def test_what_somebody_works_on_is_not_replaced(db: Database, tmp_path: Path) -> None:
    made = back_up(db, tmp_path / "one", HOST)
    target = f"sqlite:///{tmp_path / 'used.sqlite3'}"
    used = upgrade(target)
    with writing(used) as tx:
        row = {"host": "x", "pid": 4, "pid_started": "", "fence": 1}
        tx.execute(insert(workers).values(**row, lease_until_ms=9_999_999_999_999, since=tx.now))
    used.close()
    with pytest.raises(Refusal, match="copy_at_work"):
        restore(made.path, target)


def test_it_comes_back_on_a_server(
    worked: str, tmp_path: Path, fresh_database: FreshDatabase
) -> None:
    database = open_database(worked)
    made = back_up(database, tmp_path / "one", HOST)
    with reading(database) as tx:
        before = sorted(map(tuple, tx.execute(select(levels)).all()))
    database.close()
    with fresh_database("postgresql", tmp_path) as url:
        restore(made.path, url)
        back = open_database(url)
        with reading(back) as tx:
            assert sorted(map(tuple, tx.execute(select(levels)).all())) == before
        back.close()
        with pytest.raises(Refusal, match="copy_target_filled"):
            restore(made.path, url)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "database_missing"),
        (b"", "database_foreign"),
        (b"SQLite format 3\x00" + b"x" * 5000, "database_unreadable"),
        (b"something else" * 400, "database_unreadable"),
    ],
)
def test_a_file_that_is_no_backup_is_refused(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "no"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DatabaseRefusal) as refused:
        restore(path, f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert refused.value.code == code
    assert not (tmp_path / "new.sqlite3").exists()


def test_a_page_that_was_changed_is_found(worked: str, tmp_path: Path) -> None:
    database = open_database(worked)
    made = back_up(database, tmp_path / "one", HOST)
    database.close()
    data = bytearray(made.path.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 8192):
        data[at] ^= 0xFF
    made.path.write_bytes(data)
    with pytest.raises(DatabaseRefusal):
        prove(made.path)


def test_what_cannot_be_written_is_noted_and_said(db: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Refusal, match="backup_unwritable"):
        back_up(db, tmp_path / "file" / "one", HOST)
    with reading(db) as tx:
        assert newest(tx) is None
        assert [(one.state, one.error) for one in listed(tx)] == [
            (BackupState.FAILED, "backup_unwritable")
        ]


def test_a_backup_is_never_written_over(db: Database, tmp_path: Path) -> None:
    made = back_up(db, tmp_path / "one", HOST)
    with pytest.raises(Refusal, match="backup_exists"):
        back_up(db, made.path, HOST)


def test_a_ledger_that_does_not_add_up_is_no_good_backup(worked: str, tmp_path: Path) -> None:
    database = open_database(worked)
    with writing(database) as tx:
        tx.execute(update(levels).values(on_hand=levels.c.on_hand + 1))
    with pytest.raises(Refusal, match="backup_wrong"):
        back_up(database, tmp_path / "one", HOST)
    database.close()
    assert not (tmp_path / "one").exists()


def test_old_ones_of_this_machine_are_deleted(db: Database, tmp_path: Path) -> None:
    paths = [back_up(db, tmp_path / f"b{at}", HOST).path for at in range(4)]
    other = back_up(db, tmp_path / "other", "elsewhere").path
    assert thin_out(db, HOST, keep=2) == [paths[1], paths[0]]
    assert [path.exists() for path in (*paths, other)] == [False, False, True, True, True]
    assert thin_out(db, HOST, keep=2) == []


def test_names_sort_by_time_and_age_is_told() -> None:
    moment = clock.now()
    assert name_for(moment) < name_for(moment + timedelta(seconds=1))
    assert is_old(None, moment)
    assert is_old(moment - timedelta(hours=40), moment)
    assert not is_old(moment - timedelta(hours=20), moment)
