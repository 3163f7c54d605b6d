"""The worker's side of print jobs: leases, stored bytes, and how each send ended.

A job is drawn and its bytes are stored before one of them is sent. From then on it is *sending*,
and a worker that vanishes leaves it *unknown*, because nobody knows how far it came. All steps
check the lease and its fencing number in the UPDATE itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, select, update
from sqlalchemy.exc import IntegrityError

from core.lifecycle import check_step
from core.paper.documents import Document, load
from core.paper.models import print_jobs, printer_lights, printer_setups
from core.paper.states import JOB_STEPS, JobState
from core.paper.trail import record_job
from core.tables import db_now_ms
from core.transaction import Transaction
from core.upsert import insert_of

LEASE_MS = 300_000
"""Longer than any send may last; a worker that died on this host is found out at once."""
_RECENT = 20  # jobs that tell whether a printer answers
_FRESH_MS = 60_000  # a light that is older says nothing about now
_CAN_PRINT = {"ready", "near_end", "silent"}


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in the hands of one worker."""

    job_id: int
    printer: str
    fence: int
    document: Document
    copy: int
    attempts: int
    resync: int
    """Size of the job before it on this printer, where that one may have been cut off; else 0."""
    must_answer: bool
    """This printer has confirmed jobs lately."""
    profile: Mapping[str, Any]
    """What its calibration page showed."""


def is_due(tx: Transaction, printer: str) -> bool:
    """Whether `lease_next` would have something to do; only reads, so it may be asked often."""
    of_printer = print_jobs.c.printer == printer
    first = tx.execute(
        select(print_jobs.c.next_at)
        .where(of_printer, print_jobs.c.state == JobState.QUEUED, ~_is_paused(printer))
        .order_by(print_jobs.c.id)
        .limit(1)
    ).scalar()
    if first is not None and first <= tx.now:
        return True
    vanished = select(
        exists().where(
            of_printer,
            print_jobs.c.state == JobState.SENDING,
            print_jobs.c.lease_until_ms < db_now_ms(),
        )
    )
    return bool(tx.execute(vanished).scalar())


def lease_next(
    tx: Transaction, printer: str, holder: str, lease_ms: int = LEASE_MS
) -> Lease | None:
    """Take the oldest waiting job of a printer; None when none is due or the printer is paused.

    Jobs of a printer keep their order: while the first one waits for its next try, so do the
    others. One job of a printer is on its way at a time.
    """
    _expire(tx, printer)
    on_its_way = exists().where(
        print_jobs.c.printer == printer, print_jobs.c.state == JobState.SENDING
    )
    row = tx.execute(
        select(
            print_jobs.c.id,
            print_jobs.c.fence,
            print_jobs.c.document,
            print_jobs.c.copy,
            print_jobs.c.attempts,
            print_jobs.c.next_at,
        )
        .where(
            print_jobs.c.printer == printer,
            print_jobs.c.state == JobState.QUEUED,
            ~on_its_way,
            ~_is_paused(printer),
        )
        .order_by(print_jobs.c.id)
        .limit(1)
    ).first()
    if row is None or row.next_at > tx.now:
        return None
    taken = tx.execute(
        update(print_jobs)
        .where(
            print_jobs.c.id == row.id,
            print_jobs.c.fence == row.fence,
            print_jobs.c.state == JobState.QUEUED,
            (print_jobs.c.lease_until_ms < db_now_ms()) | (print_jobs.c.holder == holder),
        )
        .values(fence=row.fence + 1, holder=holder, lease_until_ms=db_now_ms() + lease_ms)
    )
    if taken.rowcount != 1:
        return None
    resync, answers = _history(tx, printer)
    return Lease(
        row.id,
        printer,
        row.fence + 1,
        load(row.document),
        row.copy,
        row.attempts,
        resync,
        answers,
        tx.execute(_profile, {"printer": printer}).scalar() or {},
    )


_profile = select(printer_setups.c.profile).where(printer_setups.c.printer == bindparam("printer"))


def _is_paused(printer: str) -> ColumnElement[bool]:
    return exists().where(printer_setups.c.printer == printer, printer_setups.c.paused)


def _history(tx: Transaction, printer: str) -> tuple[int, bool]:
    recent = tx.execute(
        select(print_jobs.c.broken, print_jobs.c.size, print_jobs.c.confirmed)
        .where(print_jobs.c.printer == printer, print_jobs.c.sent_at.is_not(None))
        .order_by(print_jobs.c.sent_at.desc(), print_jobs.c.id.desc())
        .limit(_RECENT)
    ).all()
    if not recent:
        return 0, False
    last = recent[0]
    return (last.size if last.broken else 0), any(row.confirmed for row in recent)


def store_and_start(tx: Transaction, lease: Lease, content: bytes) -> bool:
    """Store a job's bytes and mark it as on its way; commit before the first byte is sent.

    False where the job is not this worker's any more: cancelled, moved, or the lease ran out.
    """
    digest = hashlib.sha256(content).hexdigest()
    busy = print_jobs.alias("busy")
    nobody_else = ~exists().where(
        busy.c.printer == print_jobs.c.printer, busy.c.state == JobState.SENDING
    )
    try:
        with tx.connection.begin_nested():
            started = tx.execute(
                update(print_jobs)
                .where(*_mine(lease, JobState.QUEUED), nobody_else)
                .values(
                    state=JobState.SENDING,
                    content=content,
                    size=len(content),
                    sha256=digest,
                    attempts=lease.attempts + 1,
                    sent_at=tx.now,
                    broken=True,  # until the end is known
                )
            )
    except IntegrityError:  # another worker began on this printer in the same moment
        return False
    return started.rowcount == 1


def finish_printed(tx: Transaction, lease: Lease, *, confirmed: bool) -> bool:
    """It is on paper; `confirmed` when the printer itself said so."""
    return _end(
        tx,
        lease,
        "job_printed",
        state=JobState.PRINTED,
        confirmed=confirmed,
        broken=False,
        error="",
        done_at=tx.now,
    )


def finish_unknown(tx: Transaction, lease: Lease, reason: str) -> bool:
    """Some of it left and nobody knows the end: a person will be asked."""
    return _end(tx, lease, "job_unknown", state=JobState.UNKNOWN, error=reason, done_at=tx.now)


def give_back(tx: Transaction, lease: Lease, reason: str, again_in: timedelta) -> bool:
    """The printer refused it before its first byte: back into the queue, with the reason."""
    return _end(
        tx,
        lease,
        "",
        state=JobState.QUEUED,
        error=reason,
        broken=False,
        sent_at=None,
        next_at=tx.now + again_in,
    )


def pass_on(tx: Transaction, lease: Lease, reason: str, to: str) -> bool:
    """The printer refused it, and has for a while: it goes to another one with all that waits.

    Not a byte of any of them has left, so none can come out twice. False where the other printer
    cannot take them now either; then nothing was changed.
    """
    light = tx.execute(
        select(printer_lights.c.light)
        .where(printer_lights.c.printer == to)
        .where(printer_lights.c.seen_ms > db_now_ms() - _FRESH_MS, ~_is_paused(to))
    ).scalar()
    if light not in _CAN_PRINT:
        return False
    if not give_back(tx, lease, reason, timedelta()):
        return False
    rows = tx.execute(
        update(print_jobs)
        .where(print_jobs.c.printer == lease.printer, print_jobs.c.state == JobState.QUEUED)
        .values(
            printer=to,
            content=None,  # the paper may be another
            size=0,
            sha256="",
            attempts=0,
            error="",
            next_at=tx.now,
            holder="",
            lease_until_ms=0,
            fence=print_jobs.c.fence + 1,
        )
        .returning(*_TOLD)
    ).all()
    for row in sorted(rows, key=lambda row: int(row.id)):
        record_job(tx, "job_moved", row, error=row.error, to=to, was=lease.printer, reason=reason)
    return True


def finish_failed(tx: Transaction, lease: Lease, reason: str) -> bool:
    """It cannot be drawn: it is over, with the reason."""
    return _end(
        tx,
        lease,
        "job_failed",
        was=JobState.QUEUED,
        state=JobState.FAILED,
        error=reason,
        done_at=tx.now,
    )


def _mine(lease: Lease, was: JobState) -> tuple[ColumnElement[bool], ...]:
    return (
        print_jobs.c.id == lease.job_id,
        print_jobs.c.fence == lease.fence,
        print_jobs.c.state == was,
        print_jobs.c.lease_until_ms >= db_now_ms(),
    )


def _end(
    tx: Transaction, lease: Lease, event: str, *, was: JobState = JobState.SENDING, **values: Any
) -> bool:
    check_step(JOB_STEPS, was, values["state"])
    row = tx.execute(
        update(print_jobs)
        .where(*_mine(lease, was))
        .values(lease_until_ms=0, holder="", **values)
        .returning(*_TOLD)
    ).first()
    if row is not None and event:
        record_job(tx, event, row, error=row.error)
    return row is not None


_TOLD = (
    print_jobs.c.id,
    print_jobs.c.order_id,
    print_jobs.c.parcel_id,
    print_jobs.c.kind,
    print_jobs.c.copy,
    print_jobs.c.printer,
    print_jobs.c.error,
)


def _expire(tx: Transaction, printer: str) -> None:
    _abandon(tx, print_jobs.c.printer == printer, print_jobs.c.lease_until_ms < db_now_ms())


def _abandon(tx: Transaction, *which: ColumnElement[bool]) -> None:
    rows = tx.execute(
        update(print_jobs)
        .where(print_jobs.c.state == JobState.SENDING, *which)
        .values(
            state=JobState.UNKNOWN,
            error="worker_died",
            done_at=tx.now,
            holder="",
            lease_until_ms=0,
            fence=print_jobs.c.fence + 1,
        )
        .returning(*_TOLD)
    ).all()
    for row in rows:
        record_job(tx, "job_unknown", row, error=row.error)


def holders(tx: Transaction, printers: Collection[str]) -> set[str]:
    """The workers that have a job of these printers in hand."""
    found = tx.execute(
        select(print_jobs.c.holder).where(
            print_jobs.c.printer.in_(sorted(printers)),
            print_jobs.c.state.in_([JobState.QUEUED, JobState.SENDING]),
            print_jobs.c.holder != "",
        )
    )
    return set(found.scalars())


def bury(tx: Transaction, holder: str) -> None:
    """A worker is known to be dead: what it was sending is unknown, the rest is free again."""
    _abandon(tx, print_jobs.c.holder == holder)
    tx.execute(
        update(print_jobs)
        .where(print_jobs.c.holder == holder, print_jobs.c.state == JobState.QUEUED)
        .values(holder="", lease_until_ms=0, fence=print_jobs.c.fence + 1)
    )


def show_light(tx: Transaction, printer: str, light: str, host: str) -> None:
    """Write down what a printer just said about itself."""
    seen = {"light": light, "host": host, "seen_ms": db_now_ms()}
    tx.execute(
        insert_of(tx)(printer_lights)
        .values(printer=printer, **seen)
        .on_conflict_do_update(index_elements=["printer"], set_=seen)
    )
