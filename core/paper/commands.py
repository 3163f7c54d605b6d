"""What people and other capabilities do with labels and print jobs."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from core import audit
from core.errors import IllegalTransition, NotFound, Refusal
from core.fulfilment.models import parcels
from core.lifecycle import check_step
from core.paper.documents import CourierLabel, Document, Label, dump, dump_timeless
from core.paper.models import labels, print_jobs
from core.paper.queries import (
    JOB_VIEW,
    LABEL_VIEW,
    IssuedLabel,
    Job,
    current_label,
    issued,
    job,
    job_of,
)
from core.paper.states import JOB_STEPS, ON_PAPER, JobState, LabelState
from core.paper.trail import record_job
from core.people.permissions import Permission, require
from core.transaction import Transaction
from core.upsert import Upsert

_LONGEST_RUN = 100_000


def hash_of(label: Label | CourierLabel) -> str:
    """The hash of what a label says; when and where it was printed does not count."""
    return hashlib.sha256(dump_timeless(label).encode()).hexdigest()


def issue_label(
    tx: Transaction,
    parcel_id: int,
    label: Label | CourierLabel,
    *,
    shipment_id: int | None = None,
    order_id: int | None = None,
) -> IssuedLabel:
    """Give a parcel its one live label; the same label again gives the one that is there.

    Who knows the parcel's order says so; else it is looked up for the trail. Raises Refusal
    ``label_exists`` when another one is live: that has to be voided first.
    """
    now_hash = hash_of(label)
    row = tx.execute(
        _insert_label(tx),
        {
            "parcel_id": parcel_id,
            "shipment_id": shipment_id,
            "state": LabelState.CURRENT,
            "inputs_hash": now_hash,
            "document": dump(label),
            "created_at": tx.now,
        },
    ).first()
    if row is None:
        live = current_label(tx, parcel_id)
        if live and live.inputs_hash == now_hash and live.shipment_id == shipment_id:
            return live
        raise Refusal("label_exists", parcel=parcel_id)
    audit.record(
        tx,
        "label_issued",
        order_id=order_id or _order_of(tx, parcel_id),
        parcel_id=parcel_id,
        label_id=row.id,
        waybill=label.waybill,
    )
    return issued(row)


def void_label(tx: Transaction, parcel_id: int, reason: str) -> IssuedLabel | None:
    """Void a parcel's live label and cancel what is queued of it; None when it has none."""
    live = current_label(tx, parcel_id)
    if live is None:
        return None
    row = tx.execute(
        update(labels)
        .where(labels.c.id == live.id, labels.c.state == LabelState.CURRENT)
        .values(state=LabelState.VOID, void_at=tx.now, void_reason=reason)
        .returning(*LABEL_VIEW)
    ).first()
    if row is None:
        return None
    tx.execute(
        update(print_jobs)
        .where(print_jobs.c.label_id == live.id, print_jobs.c.state == JobState.QUEUED)
        .values(state=JobState.CANCELLED, error="label_void", done_at=tx.now)
    )
    audit.record(
        tx,
        "label_void",
        order_id=_order_of(tx, parcel_id),
        parcel_id=parcel_id,
        label_id=live.id,
        reason=reason,
    )
    return issued(row)


def queue_job(
    tx: Transaction,
    document: Document,
    printer: str,
    *,
    warehouse_id: int | None = None,
    order_id: int | None = None,
    parcel_id: int | None = None,
    label_id: int | None = None,
) -> Job:
    """Have a document printed by the printer of that name; its first copy."""
    return _queue(
        tx,
        **_printed(document),
        printer=printer,
        warehouse_id=warehouse_id,
        order_id=order_id,
        parcel_id=parcel_id,
        label_id=label_id,
    )


def queue_copies(tx: Transaction, of: Job, copies: int) -> None:
    """Have a job that was just queued come out so often in all; its copies say so."""
    for copy in range(2, copies + 1):
        _again(tx, of, copy)


def put_job(tx: Transaction, document: Document, printer: str, **of: int | None) -> None:
    """The same as `queue_job`, for who asks nothing of the job."""
    tx.execute(_put_job, _job_row(tx) | _printed(document) | {"printer": printer} | of)


def tie_job(tx: Transaction, job_id: int, *, parcel_id: int, label_id: int) -> None:
    """A paper that came out before its parcel was packed is the label of that parcel."""
    tx.execute(
        update(print_jobs)
        .where(print_jobs.c.id == job_id)
        .values(parcel_id=parcel_id, label_id=label_id)
    )


def _printed(document: Document) -> dict[str, Any]:
    return {"kind": document.kind, "role": document.role, "document": dump(document)}


def _queue(tx: Transaction, **values: Any) -> Job:
    return job_of(tx.execute(_insert_job, _job_row(tx) | values).one())


def _job_row(tx: Transaction) -> dict[str, Any]:
    return {
        "state": JobState.QUEUED,
        "station_id": tx.actor.station_id,
        "operator_id": tx.actor.operator_id,
        "next_at": tx.now,
        "created_at": tx.now,
    }


def reprint(tx: Transaction, job_id: int, printer: str | None = None) -> Job:
    """Print the stored document of a job once more; the courier is not asked.

    The copy says so on the paper, unless nothing of the earlier ones can have come out. Whether an
    unknown one came out is not asked any more. Raises Refusal ``label_is_void`` for a label that
    may not be on a box any more.
    """
    require(tx, Permission.REPRINT)
    of = job(tx, job_id)
    if _is_void(tx, of):
        raise Refusal("label_is_void", job=job_id)
    if of.state is JobState.UNKNOWN:
        _step(tx, of, JobState.PRINTED, error="printed_again", done_at=tx.now)
    first = of.of_job_id or of.id
    # Two reprints at the same moment take turns here, and get different copy numbers.
    tx.execute(select(print_jobs.c.id).where(print_jobs.c.id == first).with_for_update())
    last = tx.execute(
        select(func.max(print_jobs.c.copy)).where(
            (print_jobs.c.id == first) | (print_jobs.c.of_job_id == first),
            print_jobs.c.state.in_(sorted(ON_PAPER)),
        )
    ).scalar()
    again = _again(tx, of, (last or 0) + 1, printer)
    record_job(tx, "job_reprint", again, of_job_id=first)
    return again


def reprint_run(
    tx: Transaction, printer: str, first: int, last: int | None = None, *, to: str | None = None
) -> list[Job]:
    """Print again what went to a printer, from one job to another, after a jam; in their order.

    Each is a copy that says so. Labels that were voided since are left out, and so is what still
    waits or was printed again already within the run. Raises NotFound ``jobs_none``.
    """
    require(tx, Permission.REPRINT)
    found = tx.execute(
        select(*JOB_VIEW)
        .where(
            print_jobs.c.printer == printer,
            print_jobs.c.id >= first,
            print_jobs.c.id <= (first + _LONGEST_RUN if last is None else last),
            print_jobs.c.state.in_([JobState.PRINTED, JobState.UNKNOWN]),
        )
        .order_by(print_jobs.c.id)
    )
    newest: dict[int, Job] = {}
    for row in found.all():
        of = job_of(row)
        newest[of.of_job_id or of.id] = of
        if of.state is JobState.UNKNOWN:  # whatever came out: it is printed once more now
            _step(tx, of, JobState.PRINTED, error="run_again", done_at=tx.now)
    waits = set(tx.execute(_waiting_copies).scalars())
    made = [
        reprint(tx, of.id, to)
        for first_id, of in newest.items()
        if first_id not in waits and not _is_void(tx, of)
    ]
    if not made:
        raise NotFound("jobs_none", printer=printer)
    return made


def _again(tx: Transaction, of: Job, copy: int, printer: str | None = None) -> Job:
    text = tx.execute(select(print_jobs.c.document).where(print_jobs.c.id == of.id)).scalar_one()
    return _queue(
        tx,
        kind=of.kind,
        role=of.role,
        printer=printer or of.printer,
        copy=copy,
        of_job_id=of.of_job_id or of.id,
        document=text,
        warehouse_id=of.warehouse_id,
        order_id=of.order_id,
        parcel_id=of.parcel_id,
        label_id=of.label_id,
        station_id=tx.actor.station_id or of.station_id,
    )


def answer_unknown(
    tx: Transaction, job_id: int, *, came_out: bool, printer: str | None = None
) -> Job:
    """Record what a person saw: the job is printed, or a new one takes its place.

    The new one has the same copy number, since nothing came out. A label that became void
    meanwhile is not printed again: then the failed job itself is given.
    """
    require(tx, Permission.PRINT)
    asked = job(tx, job_id)
    then = JobState.PRINTED if came_out else JobState.FAILED
    _step(tx, asked, then, error="" if came_out else "nothing_came_out", done_at=tx.now)
    record_job(tx, "job_answered", asked, came_out=came_out)
    if came_out or _is_void(tx, asked):
        return job(tx, job_id)
    return _again(tx, asked, asked.copy, printer)


def cancel_job(tx: Transaction, job_id: int, reason: str = "by_hand") -> Job:
    """Take a waiting job out of the queue. Raises IllegalTransition once it is on its way."""
    require(tx, Permission.PRINT)
    waiting = job(tx, job_id)
    _step(tx, waiting, JobState.CANCELLED, error=reason, done_at=tx.now)
    record_job(tx, "job_cancelled", waiting, reason=reason)
    return job(tx, job_id)


def move_job(tx: Transaction, job_id: int, printer: str) -> Job:
    """Have a waiting job printed elsewhere; it is drawn anew, as the paper may be another.

    Raises Refusal ``job_not_waiting`` once it is on its way.
    """
    require(tx, Permission.PRINT)
    waiting = job(tx, job_id)
    moved = tx.execute(
        update(print_jobs)
        .where(print_jobs.c.id == job_id, print_jobs.c.state == JobState.QUEUED)
        .values(
            printer=printer,
            content=None,
            size=0,
            sha256="",
            error="",
            next_at=tx.now,
            lease_until_ms=0,
            fence=print_jobs.c.fence + 1,  # whoever has it in hand loses it
        )
    )
    if moved.rowcount != 1:
        raise Refusal("job_not_waiting", job=job_id, state=waiting.state.value)
    record_job(tx, "job_moved", waiting, to=printer)
    return job(tx, job_id)


def _step(tx: Transaction, of: Job, then: JobState, **values: Any) -> None:
    check_step(JOB_STEPS, of.state, then, job=of.id)
    done = tx.execute(
        update(print_jobs)
        .where(print_jobs.c.id == of.id, print_jobs.c.state == of.state)
        .values(state=then, **values)
    )
    if done.rowcount != 1:  # somebody else was faster
        raise IllegalTransition(
            "illegal_step", life="JobState", now=of.state.value, then=then.value, job=of.id
        )


def _order_of(tx: Transaction, parcel_id: int) -> int:
    return int(tx.execute(_order, {"parcel": parcel_id}).scalar_one())


def _is_void(tx: Transaction, of: Job) -> bool:
    if of.label_id is None:
        return False
    state = tx.execute(select(labels.c.state).where(labels.c.id == of.label_id)).scalar_one()
    return bool(state == LabelState.VOID)


_order = select(parcels.c.order_id).where(parcels.c.id == bindparam("parcel"))
_insert_label = Upsert(
    lambda insert: insert(labels).on_conflict_do_nothing().returning(*LABEL_VIEW)
)
"""Gives no row where the parcel has a live label: the database lets it have but one."""
_waiting_copies = select(print_jobs.c.of_job_id).where(
    print_jobs.c.state == JobState.QUEUED, print_jobs.c.of_job_id.is_not(None)
)
_insert_job = insert(print_jobs).returning(*JOB_VIEW)
_put_job = insert(print_jobs).inline()
