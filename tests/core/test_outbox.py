"""The outbox: one executor a row, fenced; what nobody knows is unknown and stays so."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core import clock, outbox
from core.database import Database
from core.errors import IllegalTransition
from core.outbox import Intent, OutboxState
from core.transaction import SYSTEM, Transaction, reading, run, writing

rows = outbox.outbox


def put(db: Database, *keys: str) -> list[int]:
    with writing(db) as tx:
        return [outbox.put(tx, "book", key, {"parcel": key}) for key in keys]


def take(db: Database, **how: int) -> Intent | None:
    with writing(db) as tx:
        return outbox.take(tx, **how)


def taken(db: Database, **how: int) -> Intent:
    intent = take(db, **how)
    assert intent is not None
    return intent


def state(db: Database, row_id: int) -> str:
    with reading(db) as tx:
        return str(tx.execute(select(rows.c.state).where(rows.c.id == row_id)).scalar_one())


def finish(db: Database, intent: Intent, then: OutboxState, **how: object) -> bool:
    with writing(db) as tx:
        return outbox.finish(tx, intent, then, **how)


def let_lease_run_out(db: Database, row_id: int) -> None:
    with writing(db) as tx:
        tx.execute(update(rows).where(rows.c.id == row_id).values(lease_until_ms=1))


def test_rows_are_taken_oldest_first_with_what_was_written(db: Database) -> None:
    first, second = put(db, "P1", "P2")
    one, two = taken(db), taken(db)
    assert (one.id, two.id) == (first, second)
    assert (one.kind, one.key, dict(one.payload), one.attempts) == (
        "book",
        "P1",
        {"parcel": "P1"},
        1,
    )
    assert take(db) is None
    assert state(db, first) == "in_flight"


def test_one_row_can_be_asked_for(db: Database) -> None:
    _first, second = put(db, "P1", "P2")
    assert taken(db, only=second).id == second
    assert take(db, only=second) is None


def test_a_key_is_written_once(db: Database) -> None:
    put(db, "P1")
    with pytest.raises(IntegrityError):
        put(db, "P1")


def test_what_is_rolled_back_never_happens_outside(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), writing(db) as tx:  # noqa: PT012
        outbox.put(tx, "book", "P1", {})
        raise ZeroDivisionError
    assert take(db) is None


@pytest.mark.parametrize("then", [OutboxState.DONE, OutboxState.REJECTED])
def test_an_end_is_an_end(db: Database, then: OutboxState) -> None:
    put(db, "P1")
    intent = taken(db)
    assert finish(db, intent, then, error="x" * 600)
    with reading(db) as tx:
        row = tx.execute(select(rows)).one()
    assert (row.state, len(row.error), row.done_at is not None) == (then, 500, True)
    assert not finish(db, intent, OutboxState.UNKNOWN)
    assert take(db) is None


def test_a_row_is_tried_again_when_it_is_time_and_not_before(db: Database) -> None:
    (row_id,) = put(db, "P1")
    intent = taken(db)
    later = clock.now() + timedelta(minutes=5)
    assert finish(db, intent, OutboxState.PENDING, error="courier_down", again_at=later)
    assert take(db) is None
    assert take(db, only=row_id) is None
    with clock.frozen(later):
        again = taken(db)
    assert (again.attempts, again.fence, again.key) == (2, 2, "P1")


def test_a_row_whose_executor_vanished_is_unknown_and_never_tried_blindly(db: Database) -> None:
    (row_id,) = put(db, "P1")
    taken(db)
    assert take(db) is None
    assert state(db, row_id) == "in_flight"
    let_lease_run_out(db, row_id)
    assert take(db) is None
    assert state(db, row_id) == "unknown"
    with clock.frozen(clock.now() + timedelta(days=9)):
        assert take(db) is None
    assert state(db, row_id) == "unknown"


def test_a_lease_is_measured_by_the_clock_of_the_database(db: Database) -> None:
    (row_id,) = put(db, "P1")
    with clock.frozen(clock.now() + timedelta(days=300)):
        taken(db)
        assert take(db) is None
    assert state(db, row_id) == "in_flight"


def test_who_comes_late_is_heard_while_nobody_else_has_spoken(db: Database) -> None:
    (row_id,) = put(db, "P1")
    late = taken(db)
    let_lease_run_out(db, row_id)
    assert take(db) is None
    assert finish(db, late, OutboxState.DONE)
    assert state(db, row_id) == "done"


def test_who_lost_the_row_to_another_executor_is_not_heard(db: Database) -> None:
    (row_id,) = put(db, "P1")
    late = taken(db)
    let_lease_run_out(db, row_id)
    assert take(db) is None
    with writing(db) as tx:
        assert outbox.resolve(tx, row_id, OutboxState.PENDING, again_at=tx.now)
    assert not finish(db, late, OutboxState.DONE)
    newer = taken(db)
    assert newer.fence == late.fence + 1
    assert not finish(db, late, OutboxState.REJECTED)
    assert state(db, row_id) == "in_flight"
    assert finish(db, newer, OutboxState.DONE)


@pytest.mark.parametrize("then", [OutboxState.DONE, OutboxState.REJECTED])
def test_an_unknown_row_is_settled_by_asking(db: Database, then: OutboxState) -> None:
    (row_id,) = put(db, "P1")
    assert finish(db, taken(db), OutboxState.UNKNOWN, error="time_out")
    with writing(db) as tx:
        assert outbox.resolve(tx, row_id, then)
        assert not outbox.resolve(tx, row_id, then)
    assert state(db, row_id) == then


def test_an_intent_cannot_end_in_flight_nor_unknown_be_resolved_to_unknown(db: Database) -> None:
    (row_id,) = put(db, "P1")
    intent = taken(db)
    with pytest.raises(IllegalTransition):
        finish(db, intent, OutboxState.IN_FLIGHT)
    with pytest.raises(IllegalTransition), writing(db) as tx:
        outbox.resolve(tx, row_id, OutboxState.UNKNOWN)
    assert state(db, row_id) == "in_flight"


def test_many_takers_never_get_the_same_row(db: Database) -> None:
    ids = put(db, *[f"P{n}" for n in range(30)])
    got: list[int] = []
    errors: list[BaseException] = []
    start = threading.Barrier(6)

    def work() -> None:
        try:
            start.wait(10)
            idle = 0
            while idle < 3:
                intent = run(db, SYSTEM, outbox.take)
                if intent is None:
                    idle += 1
                else:
                    got.append(intent.id)
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            errors.append(error)

    threads = [threading.Thread(target=work, daemon=True) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert errors == []
    assert sorted(got) == ids


def test_a_taker_does_not_wait_for_a_row_in_other_hands(db: Database) -> None:
    first, second = put(db, "P1", "P2")
    if db.is_sqlite:  # one writer at a time: there are no other hands
        assert [taken(db).id, taken(db).id] == [first, second]
        return
    with writing(db) as tx:
        assert _id(outbox.take(tx)) == first
        assert taken(db).id == second
        assert take(db) is None


def _id(intent: Intent | None) -> int:
    assert intent is not None
    return intent.id


def test_the_wait_doubles_up_to_five_minutes() -> None:
    waits = [int(outbox.back_off(attempts).total_seconds()) for attempts in range(1, 13)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert int(outbox.back_off(10_000).total_seconds()) == 300


def test_the_status_bar_counts_what_is_not_over(db: Database) -> None:
    put(db, "P1", "P2", "P3", "P4", "P5")
    finish(db, taken(db), OutboxState.DONE)
    finish(db, taken(db), OutboxState.UNKNOWN)
    taken(db)

    def counts(tx: Transaction) -> dict[str, int]:
        return dict(outbox.counts(tx))

    assert run(db, SYSTEM, counts) == {"pending": 2, "in_flight": 1, "unknown": 1}
