"""Print jobs: copies, questions after an unknown end, and what may still be changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest

from core.database import Database
from core.errors import IllegalTransition, NotAllowed, NotFound, Refusal
from core.paper import commands, queries, spooling
from core.paper.documents import TestPage as Page
from core.paper.spooling import Lease
from core.paper.states import JOB_STEPS, JobState
from core.transaction import SYSTEM, Actor, reading, writing

PAGE = Page("id", "Asia/Jakarta", "Meja 1", 576, datetime(2026, 3, 2, 9, tzinfo=UTC), "S1")
REFUSED = "paper_out"


def queue(db: Database, printer: str = "Meja 1") -> int:
    with writing(db) as tx:
        return commands.queue_job(tx, PAGE, printer).id


def start(db: Database, printer: str = "Meja 1") -> Lease:
    with writing(db) as tx:
        lease = spooling.lease_next(tx, printer, "host 1 1.0 a")
    assert lease is not None
    with writing(db) as tx:
        assert spooling.store_and_start(tx, lease, b"bytes")
    return lease


def leave_unknown(db: Database) -> int:
    return finish(db, JobState.UNKNOWN)


def state(db: Database, job_id: int) -> JobState:
    with reading(db) as tx:
        return queries.job(tx, job_id).state


def finish(db: Database, then: JobState) -> int:
    """A job that ended in one of the states."""
    job_id = queue(db)
    if then is JobState.CANCELLED:
        with writing(db) as tx:
            commands.cancel_job(tx, job_id)
    elif then is JobState.PRINTED:
        lease = start(db)
        with writing(db) as tx:
            spooling.finish_printed(tx, lease, confirmed=True)
    elif then is JobState.FAILED:
        with writing(db) as tx:
            lease_or_none = spooling.lease_next(tx, "Meja 1", "x")
            assert lease_or_none is not None
            spooling.finish_failed(tx, lease_or_none, "code_too_wide")
    elif then is JobState.UNKNOWN:
        lease = start(db)
        with writing(db) as tx:
            spooling.finish_unknown(tx, lease, "no_confirmation")
    elif then is JobState.SENDING:
        start(db)
    assert state(db, job_id) is then
    return job_id


def test_a_job_carries_who_where_and_what(db: Database, build: ModuleType) -> None:
    shop = build.shop(db)
    with writing(db, shop.actor) as tx:
        job = commands.queue_job(tx, PAGE, "Meja 1", warehouse_id=shop.warehouse)
    assert (job.kind, job.role, job.copy, job.state) == (
        "test_page",
        "document",
        1,
        JobState.QUEUED,
    )
    assert (job.operator_id, job.station_id) == (shop.operator, shop.station)
    with reading(db) as tx:
        assert queries.document(tx, job.id) == PAGE
        assert queries.content(tx, job.id) is None
        assert queries.counts(tx) == queries.Counts(1, 0)
        assert queries.counts(tx, shop.station) == queries.Counts(1, 0)
        assert queries.counts(tx, shop.station + 1) == queries.Counts(0, 0)


def test_unknown_jobs_have_no_row_and_no_document(db: Database) -> None:
    with reading(db) as tx:
        with pytest.raises(NotFound):
            queries.job(tx, 99)
        with pytest.raises(NotFound):
            queries.document(tx, 99)


def test_the_list_is_newest_first_and_can_be_continued(db: Database) -> None:
    made = [queue(db, printer) for printer in ("A", "B", "A")]
    with reading(db) as tx:
        assert [job.id for job in queries.jobs(tx)] == made[::-1]
        assert [job.id for job in queries.jobs(tx, printer="A")] == [made[2], made[0]]
        assert [job.id for job in queries.jobs(tx, before_id=made[1])] == [made[0]]
        assert queries.jobs(tx, states={JobState.PRINTED}) == []


@pytest.mark.parametrize("was", [JobState.PRINTED, JobState.UNKNOWN])
def test_copies_after_the_first_are_counted(db: Database, was: JobState) -> None:
    first = finish(db, was)
    with writing(db) as tx:
        second = commands.reprint(tx, first)
        third = commands.reprint(tx, second.id)
    assert (second.copy, third.copy) == (2, 3)
    assert second.of_job_id == third.of_job_id == first
    with reading(db) as tx:
        assert queries.document(tx, third.id) == PAGE


@pytest.mark.parametrize("was", [JobState.FAILED, JobState.CANCELLED])
def test_a_reprint_of_what_never_came_out_is_a_first_copy(db: Database, was: JobState) -> None:
    first = finish(db, was)
    with writing(db) as tx:
        assert commands.reprint(tx, first, "B").copy == 1


def test_paper_that_came_out_after_all_ends_the_question(db: Database) -> None:
    job_id = leave_unknown(db)
    with writing(db) as tx:
        assert commands.answer_unknown(tx, job_id, came_out=True).state is JobState.PRINTED
    with reading(db) as tx:
        assert len(queries.jobs(tx)) == 1


def test_paper_that_did_not_come_out_is_printed_by_a_new_job_with_the_same_number(
    db: Database,
) -> None:
    job_id = leave_unknown(db)
    with writing(db) as tx:
        again = commands.answer_unknown(tx, job_id, came_out=False)
    assert again.id != job_id
    assert (again.state, again.copy, again.of_job_id) == (JobState.QUEUED, 1, job_id)
    assert state(db, job_id) is JobState.FAILED


def test_the_question_is_answered_once(db: Database) -> None:
    job_id = leave_unknown(db)
    with writing(db) as tx:
        commands.answer_unknown(tx, job_id, came_out=False)
    for came_out in (True, False):
        with writing(db) as tx, pytest.raises(IllegalTransition):
            commands.answer_unknown(tx, job_id, came_out=came_out)
    with reading(db) as tx:
        assert len(queries.jobs(tx)) == 2


@pytest.mark.parametrize("was", [*JobState])
def test_only_waiting_jobs_are_cancelled_or_moved(db: Database, was: JobState) -> None:
    job_id = finish(db, was)
    if was is JobState.QUEUED:
        with writing(db) as tx:
            assert commands.move_job(tx, job_id, "B").printer == "B"
            assert commands.cancel_job(tx, job_id).state is JobState.CANCELLED
        return
    with writing(db) as tx, pytest.raises(IllegalTransition):
        commands.cancel_job(tx, job_id)
    with writing(db) as tx, pytest.raises(Refusal) as refusal:
        commands.move_job(tx, job_id, "B")
    assert refusal.value.code == "job_not_waiting"
    assert state(db, job_id) is was


def test_a_job_that_is_moved_is_drawn_anew(db: Database) -> None:
    job_id = queue(db)
    lease = start(db)
    with writing(db) as tx:
        spooling.give_back(tx, lease, REFUSED, timedelta(0))
    with writing(db) as tx:
        moved = commands.move_job(tx, job_id, "B")
        assert queries.content(tx, job_id) is None
    assert moved.error == ""


def test_people_need_permission(db: Database) -> None:
    nobody = Actor(name="Tamu")
    job_id = leave_unknown(db)
    with writing(db, nobody) as tx:
        for refused in (
            lambda: commands.reprint(tx, job_id),
            lambda: commands.answer_unknown(tx, job_id, came_out=True),
            lambda: commands.cancel_job(tx, job_id),
            lambda: commands.move_job(tx, job_id, "B"),
        ):
            with pytest.raises(NotAllowed):
                refused()


@pytest.mark.parametrize("now", [*JobState])
@pytest.mark.parametrize("then", [*JobState])
def test_the_life_of_a_job_is_closed(now: JobState, then: JobState) -> None:
    ended = {JobState.PRINTED, JobState.FAILED, JobState.CANCELLED}
    if now in ended or now is then or (now is JobState.UNKNOWN and then not in ended):
        assert (now, then) not in JOB_STEPS
    if now is JobState.UNKNOWN and then in {JobState.QUEUED, JobState.SENDING}:
        assert (now, then) not in JOB_STEPS  # never sent again by itself
    assert (JobState.QUEUED, JobState.PRINTED) not in JOB_STEPS


def test_events_tell_what_became_of_a_job(db: Database, build: ModuleType) -> None:
    from core import audit

    build.shop(db, {"A": 5})
    order = build.ready_order(db, "INV-1", {"A": 1})
    with writing(db) as tx:
        job = commands.queue_job(tx, PAGE, "Meja 1", order_id=order)
    lease = start(db)
    with writing(db) as tx:
        spooling.finish_unknown(tx, lease, "paper_out")
        commands.answer_unknown(tx, job.id, came_out=True)
    with reading(db, SYSTEM) as tx:
        kinds = [event.kind for event in audit.of_order(tx, order) if event.kind[:4] == "job_"]
    assert kinds == ["job_unknown", "job_answered"]
