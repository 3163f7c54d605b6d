"""The worker's side: order, leases, fencing, and what a vanished worker leaves behind."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core import clock
from core.database import Database
from core.paper import commands, queries, spooling
from core.paper.documents import TestPage as Page
from core.paper.models import print_jobs
from core.paper.spooling import Lease
from core.paper.states import JobState
from core.transaction import SYSTEM, reading, run, writing

PAGE = Page("id", "Asia/Jakarta", "Meja 1", 576, datetime(2026, 3, 2, 9, tzinfo=UTC), "S1")


def queue(db: Database, printer: str = "M") -> int:
    with writing(db) as tx:
        return commands.queue_job(tx, PAGE, printer).id


def take(db: Database, printer: str = "M", holder: str = "w1", lease_ms: int = 60_000) -> Lease:
    lease = take_or_none(db, printer, holder, lease_ms)
    assert lease is not None
    return lease


def take_or_none(
    db: Database, printer: str = "M", holder: str = "w1", lease_ms: int = 60_000
) -> Lease | None:
    with writing(db) as tx:
        return spooling.lease_next(tx, printer, holder, lease_ms)


def start(db: Database, lease: Lease, content: bytes = b"bytes") -> bool:
    with writing(db) as tx:
        return spooling.store_and_start(tx, lease, content)


def let_leases_run_out(db: Database) -> None:
    with writing(db) as tx:
        tx.execute(update(print_jobs).values(lease_until_ms=1))


def test_bytes_are_stored_with_their_hash_before_they_are_sent(db: Database) -> None:
    job_id = queue(db)
    assert start(db, take(db), b"\x1b@hello")
    with reading(db) as tx:
        job = queries.job(tx, job_id)
        assert queries.content(tx, job_id) == b"\x1b@hello"
    assert (job.state, job.size) == (JobState.SENDING, 7)
    assert job.sha256 == hashlib.sha256(b"\x1b@hello").hexdigest()


def test_jobs_keep_their_order_and_one_is_on_its_way_at_a_time(db: Database) -> None:
    first, second = queue(db), queue(db)
    lease = take(db)
    assert lease.job_id == first
    assert take_or_none(db, holder="w2") is None
    assert start(db, lease)
    assert take_or_none(db) is None
    with writing(db) as tx:
        spooling.finish_printed(tx, lease, confirmed=True)
    assert take(db).job_id == second


def test_a_job_that_waits_for_its_next_try_holds_back_the_others(db: Database) -> None:
    first, second = queue(db), queue(db)
    lease = take(db)
    start(db, lease)
    with writing(db) as tx:
        spooling.give_back(tx, lease, "paper_out", timedelta(seconds=30))
        back = queries.job(tx, first)
    assert (back.state, back.error, back.attempts) == (JobState.QUEUED, "paper_out", 1)
    assert take_or_none(db) is None
    with clock.frozen(clock.now() + timedelta(seconds=31)):
        again = take(db)
        assert again.job_id == first
        assert again.attempts == 1
    with writing(db) as tx:
        commands.cancel_job(tx, first)
    assert take(db).job_id == second


def test_other_printers_are_not_held_back(db: Database) -> None:
    queue(db, "dead")
    alive = queue(db, "alive")
    start(db, take(db, "dead"))
    assert take(db, "alive").job_id == alive


def test_the_database_itself_keeps_two_jobs_of_a_printer_apart(db: Database) -> None:
    queue(db)
    queue(db)
    with pytest.raises(IntegrityError), writing(db) as tx:
        tx.execute(update(print_jobs).values(state="sending"))


def test_a_lease_that_ran_out_before_sending_is_free_again(db: Database) -> None:
    job_id = queue(db)
    slow = take(db)
    assert take_or_none(db, holder="w2") is None
    let_leases_run_out(db)
    assert take(db, holder="w2").job_id == job_id
    assert not start(db, slow)


def test_a_worker_that_vanished_while_sending_leaves_it_unknown(db: Database) -> None:
    job_id = queue(db)
    gone = take(db)
    start(db, gone)
    let_leases_run_out(db)
    with reading(db) as tx:
        assert spooling.is_due(tx, "M")
    assert take_or_none(db, holder="w2") is None  # never sent again by itself
    with writing(db) as tx:
        job = queries.job(tx, job_id)
        assert (job.state, job.error) == (JobState.UNKNOWN, "worker_died")
        assert not spooling.finish_printed(tx, gone, confirmed=True)  # too late to have a say
    with reading(db) as tx:
        assert not spooling.is_due(tx, "M")


def test_a_worker_that_is_known_to_be_dead_is_not_waited_for(db: Database) -> None:
    sent, drawn = queue(db, "M"), queue(db, "N")
    start(db, take(db, "M", "dead"))
    take(db, "N", "dead")
    with reading(db) as tx:
        assert spooling.holders(tx, ["M", "N", "O"]) == {"dead"}
    with writing(db) as tx:
        spooling.bury(tx, "dead")
        assert queries.job(tx, sent).state is JobState.UNKNOWN
    assert take(db, "N", "w2").job_id == drawn


def test_what_came_before_tells_how_to_treat_the_printer(db: Database) -> None:
    queue(db)
    first = take(db)
    assert (first.resync, first.must_answer) == (0, False)
    start(db, first, b"x" * 70)
    with writing(db) as tx:
        spooling.finish_unknown(tx, first, "connection_lost")
        commands.answer_unknown(tx, first.job_id, came_out=False)
    second = take(db)
    assert (second.resync, second.must_answer) == (70, False)
    start(db, second, b"x" * 70)
    with writing(db) as tx:
        spooling.give_back(tx, second, "offline", timedelta(0))
    second = take(db)
    assert second.resync == 70  # nothing was sent since
    start(db, second, b"x" * 70)
    with writing(db) as tx:
        spooling.finish_printed(tx, second, confirmed=True)
    queue(db)
    third = take(db)
    assert (third.resync, third.must_answer) == (0, True)


def test_what_cannot_be_drawn_has_failed(db: Database) -> None:
    job_id = queue(db)
    with writing(db) as tx:
        lease = spooling.lease_next(tx, "M", "w1")
        assert lease is not None
        assert spooling.finish_failed(tx, lease, "code_too_wide")
        job = queries.job(tx, job_id)
    assert (job.state, job.error) == (JobState.FAILED, "code_too_wide")
    assert take_or_none(db) is None


def test_many_workers_take_each_job_once(db: Database) -> None:
    made = [queue(db) for _ in range(12)]
    seen: list[int] = []
    sent_twice: list[int] = []

    def work(holder: str) -> None:
        while True:
            with reading(db) as tx:
                if not tx.execute(
                    select(print_jobs.c.id).where(print_jobs.c.state != JobState.PRINTED)
                ).first():
                    return
            lease = run(db, SYSTEM, partial(spooling.lease_next, printer="M", holder=holder))
            if lease is None:
                continue
            if run(db, SYSTEM, partial(spooling.store_and_start, lease=lease, content=b"x")):
                (sent_twice if lease.job_id in seen else seen).append(lease.job_id)
                done = partial(spooling.finish_printed, lease=lease, confirmed=True)
                assert run(db, SYSTEM, done)

    workers = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert seen == made
    assert sent_twice == []


def test_lights_are_shown_with_what_waits(db: Database) -> None:
    queue(db, "M")
    with writing(db) as tx:
        spooling.show_light(tx, "M", "paper_out", "host")
        spooling.show_light(tx, "M", "ready", "host")
        spooling.show_light(tx, "N", "silent", "host")
    queue(db, "O")
    with reading(db) as tx:
        lights = queries.lights(tx)
    assert {name: (one.light, one.waiting, one.stale) for name, one in lights.items()} == {
        "M": ("ready", 1, False),
        "N": ("silent", 0, False),
        "O": ("", 1, True),
    }
