"""What is sealed cannot be changed, taken out or added to without being found."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from core import audit, clock
from core.audit import events
from core.config import Config, parse
from core.database import Database
from core.doctor import trail
from core.doctor.looking import Means
from core.errors import NotAllowed, Refusal
from core.people.commands import add_operator
from core.trail import keys
from core.trail.models import seals
from core.trail.proving import Harm, prove
from core.trail.round import Sealing
from core.trail.sealing import (
    AT_ONCE,
    SETTLED,
    Seal,
    _close,
    _next,
    _unsealed,
    newest,
    seal,
    unsealed_since,
)
from core.trail.searching import Wanted, deeds
from core.transaction import Transaction, reading, writing
from tui.words.doctor_trail import TRAIL_FOUND

KEY = "a key that nobody knows"
LONG_AGO = clock.now() - timedelta(hours=1)


def _happen(db: Database, count: int, at: object = LONG_AGO) -> None:
    with writing(db) as tx:
        rows = [audit.event_row(tx, "imported", None, None, {"n": n}) for n in range(count)]
        audit.record_many(tx, [{**row, "at": at} for row in rows])


def _harms(db: Database, key: str = KEY) -> list[tuple[Harm, int]]:
    return [(found.harm, found.number) for _rows, found in prove(db, key) if found is not None]


def _behind(db: Database, work: Callable[[Transaction], object]) -> None:
    """Do what the program never does: as its owner, who can switch the guards off."""
    with writing(db) as tx:
        for table in ("events", "seals"):
            if db.is_sqlite:
                for verb in ("update", "delete"):
                    tx.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
            else:
                tx.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        work(tx)


def _last(db: Database) -> Seal:
    with reading(db) as tx:
        found = newest(tx)
    assert found is not None
    return found


def test_a_trail_as_it_was_sealed_is_proved(db: Database) -> None:
    _happen(db, 7)
    assert seal(db, KEY) == 7
    _happen(db, 3)
    assert seal(db, KEY) == 3
    assert seal(db, KEY) == 0
    assert [rows for rows, _found in prove(db, KEY)] == [7, 3]
    assert _harms(db) == []
    assert _last(db).number == 2


def test_only_what_is_settled_is_sealed(db: Database) -> None:
    _happen(db, 2)
    _happen(db, 2, clock.now() - SETTLED + timedelta(minutes=1))
    assert seal(db, KEY) == 2
    with reading(db) as tx:
        assert unsealed_since(tx) is not None


def test_much_is_sealed_in_spans(db: Database) -> None:
    _happen(db, AT_ONCE + 1)
    assert seal(db, KEY) == AT_ONCE + 1
    assert _last(db).number == 2
    assert _harms(db) == []


@pytest.mark.parametrize(
    ("work", "harm"),
    [
        (
            lambda tx: tx.execute(update(events).where(events.c.id == 2).values(kind="x")),
            (Harm.CHANGED, 1),
        ),
        (lambda tx: tx.execute(delete(events).where(events.c.id == 3)), (Harm.COUNT, 1)),
        (lambda tx: tx.execute(delete(events).where(events.c.id == 6)), (Harm.COUNT, 2)),
        (lambda tx: tx.execute(delete(seals).where(seals.c.number == 1)), (Harm.BETWEEN, 2)),
        (
            lambda tx: tx.execute(update(seals).where(seals.c.number == 2).values(mac="0" * 64)),
            (Harm.FORGED, 2),
        ),
    ],
)
def test_what_is_done_behind_the_program_is_found(
    db: Database, work: Callable[[Transaction], object], harm: tuple[Harm, int]
) -> None:
    for _each in range(3):
        _happen(db, 4)
        seal(db, KEY)
    _behind(db, work)
    assert harm in _harms(db)


def test_who_has_the_database_but_not_the_key_cannot_seal_it_anew(db: Database) -> None:
    _happen(db, 4)
    seal(db, KEY)
    _behind(db, lambda tx: (tx.execute(delete(seals)), tx.execute(update(events).values(kind="x"))))
    seal(db, "another key")
    assert _harms(db) == [(Harm.FORGED, 1)]
    assert _harms(db, "") == []  # without the key nobody can tell


def test_the_program_itself_cannot_change_a_seal(db: Database) -> None:
    _happen(db, 1)
    seal(db, KEY)
    with pytest.raises(Exception, match="append-only"), writing(db) as tx:
        tx.execute(update(seals).values(rows=0))


def test_of_two_that_seal_at_once_one_does(db: Database) -> None:
    """Both have read the same span; the second finds its number taken."""
    _happen(db, 3)
    with reading(db) as tx:
        made = _next(KEY, None, _unsealed(tx))
    assert seal(db, KEY) == 3
    with pytest.raises(IntegrityError), writing(db) as tx:
        _close(tx, made)
    assert _last(db).number == 1


def _config(folder: Path, more: str = "") -> Config:
    return parse(more, folder / "config.toml")


def test_a_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    config = _config(tmp_path)
    assert keys.read(config) == ""
    key = keys.make(config)
    assert len(key) == 64
    assert keys.make(config) == keys.read(config) == key
    assert stat.S_IMODE(keys.path_of(config).stat().st_mode) == 0o600


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    config = _config(tmp_path)
    keys.make(config)
    keys.path_of(config).chmod(0o644)
    with pytest.raises(Refusal, match="secret_open"):
        keys.read(config)


def test_a_key_that_is_gone_is_not_replaced(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a new one nobody could tell the old seals from forged ones."""
    monkeypatch.setattr("core.trail.round._EVERY_S", 0.0)
    config = _config(tmp_path)
    _happen(db, 2)
    Sealing(db, config).look()
    assert _last(db).rows == 2
    keys.path_of(config).unlink()
    _happen(db, 2)
    Sealing(db, config).look()
    assert _last(db).number == 1
    assert not keys.path_of(config).exists()


def test_who_may_sees_who_did_what_where_and_when(db: Database) -> None:
    with writing(db) as tx:
        lead = add_operator(tx, "Lead", "lead")
        packer = add_operator(tx, "Packer", "packer")
    with writing(db, packer.actor()) as tx:
        audit.record(tx, "held", reason="wet")
    with reading(db, lead.actor()) as tx:
        (found,) = deeds(tx, Wanted(operator="Packer"))
        assert (found.operator, found.kind, found.data) == ("Packer", "held", {"reason": "wet"})
        assert deeds(tx, Wanted(kind="nothing")) == []
        assert deeds(tx, Wanted(since=clock.now() + timedelta(hours=1))) == []
    with pytest.raises(NotAllowed), reading(db, packer.actor()) as tx:
        deeds(tx, Wanted())


def _found(db: Database, config: Config) -> list[tuple[str, str]]:
    _rows, found = trail._whole(Means(db, config))
    return [(one.code, one.level.value) for one in found]


def test_the_doctor_tells_it(db: Database, tmp_path: Path) -> None:
    config = _config(tmp_path)
    assert _found(db, config) == []
    _happen(db, 4, clock.now() - timedelta(days=2))
    assert _found(db, config) == [("trail_unsealed", "hint")]
    seal(db, keys.make(config))
    assert _found(db, config) == []
    path = keys.path_of(config)
    path.chmod(0o644)
    assert _found(db, config) == [("trail_open", "fault")]
    path.chmod(0o600)
    path.rename(tmp_path / "elsewhere")
    assert _found(db, config) == [("trail_no_key", "hint")]
    keys.make(config)
    assert _found(db, config) == [("trail_forged", "fault")]
    (tmp_path / "elsewhere").rename(path)
    _behind(db, lambda tx: tx.execute(update(events).where(events.c.id == 2).values(kind="x")))
    assert _found(db, config) == [("trail_changed", "fault")]


def test_every_finding_of_the_trail_has_its_sentence() -> None:
    codes = {harm.value for harm in Harm} | {"trail_open", "trail_no_key", "trail_unsealed"}
    assert set(TRAIL_FOUND) == codes
