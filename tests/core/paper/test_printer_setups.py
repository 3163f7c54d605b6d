"""What people decide at a printer: pause, go on, move what waits, print a run again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.database import Database
from core.errors import NotAllowed, NotFound
from core.paper import commands, queries, setups, spooling
from core.paper.documents import TestPage as Page
from core.paper.queries import Job
from core.paper.states import JobState
from core.transaction import SYSTEM, Actor, reading, writing

PAGE = Page("id", "Asia/Jakarta", "Meja 1", 576, datetime(2026, 3, 2, 9, tzinfo=UTC), "S1")


def queue(db: Database, printer: str = "A") -> int:
    with writing(db) as tx:
        return commands.queue_job(tx, PAGE, printer).id


def begin(db: Database, printer: str = "A") -> spooling.Lease | None:
    with writing(db) as tx:
        lease = spooling.lease_next(tx, printer, "w1")
        if lease is not None:
            assert spooling.store_and_start(tx, lease, b"bytes")
        return lease


def print_one(db: Database, then: JobState = JobState.PRINTED) -> int:
    job_id, lease = queue(db), begin(db)
    assert lease is not None
    with writing(db) as tx:
        if then is JobState.PRINTED:
            assert spooling.finish_printed(tx, lease, confirmed=True)
        else:
            assert spooling.finish_unknown(tx, lease, "stalled")
    return job_id


def waiting(db: Database, printer: str) -> list[Job]:
    with reading(db) as tx:
        return queries.jobs(tx, states=[JobState.QUEUED], printer=printer)[::-1]


def test_a_paused_printer_takes_no_job_until_it_goes_on(db: Database) -> None:
    job_id = queue(db)
    with writing(db) as tx:
        paused = setups.pause(tx, "A", "new roll\x1b[2J")
        assert not spooling.is_due(tx, "A")
    assert (paused.paused, paused.reason) == (True, "new roll[2J")
    assert begin(db) is None
    with reading(db) as tx:
        assert queries.lights(tx)["A"].paused
    with writing(db) as tx:
        assert setups.pause(tx, "A", "still").since == paused.since
        assert not setups.resume(tx, "A").paused
        assert not setups.resume(tx, "A").paused
    lease = begin(db)
    assert lease is not None
    assert lease.job_id == job_id


def test_a_pause_lets_the_job_on_its_way_come_to_its_end(db: Database) -> None:
    job_id, lease = queue(db), begin(db)
    assert lease is not None
    with writing(db) as tx:
        setups.pause(tx, "A")
        assert spooling.finish_printed(tx, lease, confirmed=True)
    with reading(db) as tx:
        assert queries.job(tx, job_id).state is JobState.PRINTED


def test_all_that_waits_goes_elsewhere_in_its_order(db: Database) -> None:
    on_its_way = queue(db)
    assert begin(db) is not None
    moved = [queue(db), queue(db)]
    with writing(db) as tx:
        assert [job.id for job in setups.move_waiting(tx, "A", "B")] == moved
    assert [job.id for job in waiting(db, "B")] == moved
    with reading(db) as tx:
        assert queries.job(tx, on_its_way).printer == "A"


def test_a_run_is_printed_again_as_copies_once(db: Database) -> None:
    before, first, asked = print_one(db), print_one(db), print_one(db, JobState.UNKNOWN)
    still_waits = queue(db)
    with writing(db) as tx:
        again = commands.reprint_run(tx, "A", first, to="B")
    assert [(job.of_job_id, job.copy, job.printer) for job in again] == [
        (first, 2, "B"),
        (asked, 2, "B"),
    ]
    with reading(db) as tx:
        assert queries.job(tx, asked).state is JobState.PRINTED  # nobody is asked about it any more
    with writing(db) as tx, pytest.raises(NotFound) as none:
        commands.reprint_run(tx, "A", first)
    assert none.value.code == "jobs_none"
    assert [job.id for job in waiting(db, "A")] == [still_waits]
    assert before not in {job.of_job_id for job in again}


def test_the_profile_of_a_calibration_is_kept_and_forgotten(db: Database) -> None:
    with writing(db) as tx:
        kept = setups.store_profile(tx, "A", {"width_dots": 512, "cutter": False})
        setups.pause(tx, "A")
    assert kept.calibrated_at is not None
    with reading(db) as tx:
        assert setups.setup_of(tx, "A").profile == {"width_dots": 512, "cutter": False}
        assert setups.setups(tx)["A"].paused
    with writing(db) as tx:
        assert setups.store_profile(tx, "A", {}).profile == {}


def test_who_may_not_print_decides_nothing_at_a_printer(db: Database) -> None:
    nobody = Actor(operator_id=None, name="x")
    for deed in (
        lambda tx: setups.pause(tx, "A"),
        lambda tx: setups.resume(tx, "A"),
        lambda tx: setups.move_waiting(tx, "A", "B"),
        lambda tx: setups.store_profile(tx, "A", {}),
        lambda tx: commands.reprint_run(tx, "A", 1),
    ):
        with writing(db, nobody) as tx, pytest.raises(NotAllowed):
            deed(tx)
    with writing(db, SYSTEM) as tx:
        setups.pause(tx, "A")


def test_another_printer_takes_over_only_what_it_can_print(db: Database) -> None:
    ids = [queue(db), queue(db)]

    def refuse() -> bool:
        lease = begin(db)
        assert lease is not None
        with writing(db) as tx:
            done = spooling.pass_on(tx, lease, "paper_out", "B")
            if not done:
                spooling.give_back(tx, lease, "paper_out", spooling.timedelta())
            return done

    assert not refuse()  # nobody has looked at it yet
    with writing(db) as tx:
        spooling.show_light(tx, "B", "cover_open", "here")
    assert not refuse()
    with writing(db) as tx:
        spooling.show_light(tx, "B", "ready", "here")
        setups.pause(tx, "B")
    assert not refuse()
    with writing(db) as tx:
        setups.resume(tx, "B")
    assert refuse()
    assert [job.id for job in waiting(db, "B")] == ids
    assert waiting(db, "A") == []
