"""Reading labels, print jobs and printer lights."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select

from core.errors import NotFound
from core.paper.documents import Document, load
from core.paper.models import labels, print_jobs, printer_lights, printer_setups
from core.paper.states import JobState, LabelState
from core.rows import maker
from core.tables import db_now_ms
from core.transaction import Transaction

_STALE_S = 90  # seconds after which a light says nothing about now


@dataclass(frozen=True, slots=True)
class IssuedLabel:
    """One label of a parcel, void or current."""

    id: int
    parcel_id: int
    shipment_id: int | None
    state: LabelState
    inputs_hash: str
    created_at: datetime
    void_at: datetime | None
    void_reason: str


@dataclass(frozen=True, slots=True)
class Job:
    """One print job, without its document and bytes."""

    id: int
    kind: str
    role: str
    state: JobState
    printer: str
    copy: int
    of_job_id: int | None
    warehouse_id: int | None
    station_id: int | None
    operator_id: int | None
    order_id: int | None
    parcel_id: int | None
    label_id: int | None
    size: int
    sha256: str
    attempts: int
    next_at: datetime
    error: str
    """Why it waits, failed or is unknown; empty when all is well."""
    confirmed: bool
    """The printer itself said that it worked it off."""
    created_at: datetime
    sent_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class PrinterLight:
    """What a printer last said, and what waits for it."""

    printer: str
    light: str
    """A value of `printers.transport.base.Light`; empty when nobody has looked yet."""
    seen_s: int | None
    """How many seconds ago."""
    host: str
    waiting: int
    unknown: int
    paused: bool = False
    """Whether somebody has it take no jobs for now."""

    @property
    def stale(self) -> bool:
        """Whether nobody has looked for so long that the light says nothing about now."""
        return self.seen_s is None or self.seen_s > _STALE_S


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs are not over, for the status bar."""

    waiting: int
    """Queued or on their way."""
    unknown: int


JOB_VIEW = [print_jobs.c[name] for name in Job.__dataclass_fields__]
"""The columns of a `Job`."""
LABEL_VIEW = [labels.c[name] for name in IssuedLabel.__dataclass_fields__]
"""The columns of an `IssuedLabel`."""

job_of = maker(Job, state=JobState)
"""A job's row as it leaves core."""
issued = maker(IssuedLabel, state=LabelState)
"""A label's row as it leaves core."""


def job(tx: Transaction, job_id: int) -> Job:
    """One job. Raises NotFound ``job_not_found``."""
    row = tx.execute(_one_job, {"job": job_id}).first()
    if row is None:
        raise NotFound("job_not_found", job=job_id)
    return job_of(row)


def newest_job(tx: Transaction, job_id: int) -> int:
    """The job that stands in place of one now: itself, or the last that was made in its place."""
    return int(tx.execute(_in_place, {"job": job_id}).scalar_one())


def jobs(
    tx: Transaction,
    *,
    states: Collection[JobState] = (),
    printer: str | None = None,
    order_id: int | None = None,
    parcel_id: int | None = None,
    station_id: int | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[Job]:
    """Jobs, newest first; `before_id` continues a list."""
    found = select(*JOB_VIEW).order_by(print_jobs.c.id.desc()).limit(limit)
    if states:
        found = found.where(print_jobs.c.state.in_(sorted(states)))
    if printer is not None:
        found = found.where(print_jobs.c.printer == printer)
    if order_id is not None:
        found = found.where(print_jobs.c.order_id == order_id)
    if parcel_id is not None:
        found = found.where(print_jobs.c.parcel_id == parcel_id)
    if station_id is not None:
        found = found.where(print_jobs.c.station_id == station_id)
    if before_id is not None:
        found = found.where(print_jobs.c.id < before_id)
    return [job_of(row) for row in tx.execute(found)]


def document(tx: Transaction, job_id: int) -> Document:
    """What a job shows. Raises NotFound ``job_not_found``."""
    text = tx.execute(select(print_jobs.c.document).where(print_jobs.c.id == job_id)).scalar()
    if text is None:
        raise NotFound("job_not_found", job=job_id)
    return load(text)


def content(tx: Transaction, job_id: int) -> bytes | None:
    """The bytes of a job; None while nobody has drawn it."""
    found = tx.execute(select(print_jobs.c.content).where(print_jobs.c.id == job_id)).scalar()
    return None if found is None else bytes(found)


def current_label(tx: Transaction, parcel_id: int) -> IssuedLabel | None:
    """The one label that may be on a parcel's box."""
    row = tx.execute(_current, {"parcel": parcel_id}).first()
    return None if row is None else issued(row)


def counts(tx: Transaction, station_id: int | None = None) -> Counts:
    """How many jobs wait and how many are unknown, everywhere or of one station."""
    found = (
        select(print_jobs.c.state, func.count())
        .where(print_jobs.c.state.in_([JobState.QUEUED, JobState.SENDING, JobState.UNKNOWN]))
        .group_by(print_jobs.c.state)
    )
    if station_id is not None:
        found = found.where(print_jobs.c.station_id == station_id)
    by_state = {state: int(count) for state, count in tx.execute(found)}
    unknown = by_state.pop(JobState.UNKNOWN.value, 0)
    return Counts(sum(by_state.values()), unknown)


def lights(tx: Transaction) -> dict[str, PrinterLight]:
    """All printers that anybody looked at or that have jobs open, by name."""
    found: dict[str, PrinterLight] = {}
    age = (db_now_ms() - printer_lights.c.seen_ms) / 1000
    open_jobs: dict[str, dict[str, int]] = {}
    for name, state, count in tx.execute(
        select(print_jobs.c.printer, print_jobs.c.state, func.count())
        .where(print_jobs.c.state.in_([JobState.QUEUED, JobState.SENDING, JobState.UNKNOWN]))
        .group_by(print_jobs.c.printer, print_jobs.c.state)
    ):
        open_jobs.setdefault(name, {})[state] = int(count)
    seen = {
        row.printer: row
        for row in tx.execute(
            select(
                printer_lights.c.printer,
                printer_lights.c.light,
                printer_lights.c.host,
                age.label("age"),
            )
        )
    }
    paused = set(tx.execute(_paused).scalars())
    for name in sorted(open_jobs.keys() | seen.keys() | paused):
        by_state = open_jobs.get(name, {})
        row = seen.get(name)
        unknown = by_state.get(JobState.UNKNOWN, 0)
        found[name] = PrinterLight(
            printer=name,
            light=row.light if row else "",
            seen_s=max(0, int(row.age)) if row else None,
            host=row.host if row else "",
            waiting=sum(by_state.values()) - unknown,
            unknown=unknown,
            paused=name in paused,
        )
    return found


_paused = select(printer_setups.c.printer).where(printer_setups.c.paused)
_in_place = select(func.max(print_jobs.c.id)).where(
    or_(
        print_jobs.c.id == bindparam("job"),
        and_(print_jobs.c.of_job_id == bindparam("job"), print_jobs.c.copy == 1),
    )
)
_one_job = select(*JOB_VIEW).where(print_jobs.c.id == bindparam("job"))
_current = select(*LABEL_VIEW).where(
    labels.c.parcel_id == bindparam("parcel"), labels.c.state == LabelState.CURRENT
)
