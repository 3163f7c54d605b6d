"""PINs: hashed, judged outside of transactions, locked for longer and longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core import audit, clock
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.people import commands, pins, queries
from core.people.models import operators
from core.people.operators import Operator
from core.transaction import SYSTEM, Actor, reading, writing

PIN, WRONG = "4071", "9999"
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def sari_with_a_pin(db: Database) -> Operator:
    made = pins.hashed(PIN)
    with writing(db) as tx:
        sari = commands.add_operator(tx, "Sari", "packer")
        assert not sari.has_pin
        return pins.set_pin(tx, sari.id, made)


def test_the_right_pin_is_taken_and_nothing_shows_it(db: Database) -> None:
    sari = sari_with_a_pin(db)
    assert sari.has_pin
    pins.check_pin(db, SYSTEM, sari.id, PIN)
    with reading(db) as tx:
        row = tx.execute(select(operators)).one()
        trail = tx.execute(select(audit.events.c.kind, audit.events.c.data)).all()
    assert row.pin_hash.startswith("$argon2id$")
    assert PIN not in row.pin_hash
    assert [one.kind for one in trail] == ["operator_added", "pin_set"]
    assert all(set(one.data) <= {"operator", "name", "role"} for one in trail)
    assert PIN not in repr(sari)
    assert row.pin_hash not in repr(sari)


def test_waits_grow_and_a_right_pin_does_not_pass_during_one(db: Database) -> None:
    sari = sari_with_a_pin(db)
    now = NOON
    for left in (2, 1):
        with clock.frozen(now), pytest.raises(NotAllowed, match="pin_wrong") as wrong:
            pins.check_pin(db, SYSTEM, sari.id, WRONG)
        assert wrong.value.params == {"who": "Sari", "left": left}
    for seconds in (30, 60, 120, 240):
        with clock.frozen(now), pytest.raises(NotAllowed, match="pin_locked") as locked:
            pins.check_pin(db, SYSTEM, sari.id, WRONG)
        until = now + timedelta(seconds=seconds)
        assert locked.value.params == {"who": "Sari", "until": f"{until:%H:%M:%S}"}
        early = clock.frozen(until - timedelta(seconds=1))
        with early, pytest.raises(NotAllowed, match="pin_locked"):
            pins.check_pin(db, SYSTEM, sari.id, PIN)
        now = until
    with clock.frozen(now):
        pins.check_pin(db, SYSTEM, sari.id, PIN)
        with pytest.raises(NotAllowed, match="pin_wrong"):  # and it begins anew
            pins.check_pin(db, SYSTEM, sari.id, WRONG)


def test_the_longest_wait_is_an_hour() -> None:
    assert [pins.wait_after(times).total_seconds() for times in (0, 2, 3, 4, 9, 10, 10_000)] == [
        0, 0, 30, 60, 1920, 3600, 3600,
    ]  # fmt: skip


def test_a_try_that_was_cut_off_counts(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    import argon2

    sari = sari_with_a_pin(db)

    def cut_off(*_given: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(argon2.PasswordHasher, "verify", cut_off)
        for _again in range(3):
            with pytest.raises(KeyboardInterrupt):
                pins.check_pin(db, SYSTEM, sari.id, PIN)
    with pytest.raises(NotAllowed, match="pin_locked"):
        pins.check_pin(db, SYSTEM, sari.id, PIN)


@pytest.mark.parametrize("text", ["", "123", "123456789", "12a4", " 4071", "４０７１", "4071\n"])
def test_what_is_no_pin(text: str) -> None:
    with pytest.raises(Refusal, match="pin_unusable"):
        pins.hashed(text)


@pytest.mark.parametrize("text", ["0000", "1234", "45678", "9876"])
def test_what_everybody_would_try_first(text: str) -> None:
    with pytest.raises(Refusal, match="pin_guessable"):
        pins.hashed(text)


def test_what_is_no_pin_is_a_wrong_try(db: Database) -> None:
    sari = sari_with_a_pin(db)
    for text in ("", PIN * 1000):
        with pytest.raises(NotAllowed, match="pin_wrong"):
            pins.check_pin(db, SYSTEM, sari.id, text)


def test_everybody_renews_their_own_and_admins_those_of_all(db: Database) -> None:
    sari, other = sari_with_a_pin(db), pins.hashed("58203")
    with writing(db) as tx:
        budi = commands.add_operator(tx, "Budi", "packer")
        boss = commands.add_operator(tx, "Ani", "admin")
    for who, allowed in ((sari, True), (budi, False), (boss, True)):
        with writing(db, who.actor()) as tx:
            if allowed:
                pins.set_pin(tx, sari.id, other)
            else:
                with pytest.raises(NotAllowed):
                    pins.set_pin(tx, sari.id, other)
    pins.check_pin(db, SYSTEM, sari.id, "58203")
    with writing(db, sari.actor()) as tx, pytest.raises(NotAllowed):
        pins.clear_pin(tx, sari.id)
    with writing(db, boss.actor()) as tx:
        assert not pins.clear_pin(tx, sari.id).has_pin
    with pytest.raises(NotAllowed, match="pin_none"):
        pins.check_pin(db, Actor(), sari.id, PIN)


def test_a_new_pin_ends_a_wait(db: Database) -> None:
    sari, other = sari_with_a_pin(db), pins.hashed("58203")
    for _again in range(3):
        with pytest.raises(NotAllowed):
            pins.check_pin(db, SYSTEM, sari.id, WRONG)
    with writing(db) as tx:
        pins.set_pin(tx, sari.id, other)
    pins.check_pin(db, SYSTEM, sari.id, "58203")


def test_who_has_to_give_a_pin(db: Database) -> None:
    sari = sari_with_a_pin(db)
    with writing(db) as tx:
        budi = commands.add_operator(tx, "Budi", "packer")
        assert queries.find_operator(tx, "sari").has_pin
    for by_badge in (True, False):
        assert not pins.asks("never", sari, by_badge=by_badge)
        assert pins.asks("always", sari, by_badge=by_badge)
        assert pins.asks("by_name", sari, by_badge=by_badge) is not by_badge
        assert not pins.asks("by_name", budi, by_badge=by_badge)
        with pytest.raises(NotAllowed, match="pin_none"):
            pins.asks("always", budi, by_badge=by_badge)
