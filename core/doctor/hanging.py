"""Checks of what should go on by itself: print jobs, the outbox, and claims of stations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, literal, or_, select

from core.doctor.findings import Finding, Level
from core.doctor.looking import Look, Means, Rows, by, within
from core.fulfilment.models import claims, parcels
from core.orders.models import LIVE, orders
from core.outbox import OutboxState, outbox
from core.paper.models import print_jobs
from core.paper.states import JobState
from core.people.models import operators, stations
from core.shipping.models import shipments
from core.shipping.shipments import BOOK, LABEL, RECALL, recall_key
from core.tables import db_now_ms
from core.transaction import Transaction

JOBS = Rows("jobs", print_jobs.c.id)
OUTBOX = Rows("outbox", outbox.c.id)
CLAIMS = Rows("claims", claims.c.order_id)
GRACE_MS = 60_000
"""So long after its lease something in hand may still be on its way."""
LEFT_MS = 600_000
"""So long after its lease a claim is one that nobody comes back to."""
ENDLESS_MS = 2 * 3_600_000
"""No claim is given for longer."""
LATE = timedelta(minutes=15)
"""What waits so long after it was due waits for a worker that does not run."""

HINTS = frozenset({"job_unknown", "outbox_unknown", "outbox_waits", "claim_left"})


def _made(row: Any) -> Finding:
    """A finding of a row that says in its first two columns what it is and which."""
    params = dict(row._mapping)
    code, number = params.pop("what"), params["number"]
    level = Level.HINT if code in HINTS else Level.FAULT
    return Finding(code, (number,), params, level)


_vanished = db_now_ms() - GRACE_MS
_job = case(
    (print_jobs.c.state == JobState.UNKNOWN.value, "job_unknown"),
    else_="job_hangs",
)
_jobs = (
    select(
        _job.label("what"),
        print_jobs.c.id.label("number"),
        print_jobs.c.kind,
        print_jobs.c.printer,
        print_jobs.c.holder,
        func.coalesce(orders.c.order_no, literal("")).label("order_no"),
        func.coalesce(parcels.c.code, literal("")).label("parcel"),
    )
    .outerjoin(orders, orders.c.id == print_jobs.c.order_id)
    .outerjoin(parcels, parcels.c.id == print_jobs.c.parcel_id)
    .where(
        within(print_jobs.c.id),
        or_(
            print_jobs.c.state == JobState.UNKNOWN.value,
            (print_jobs.c.state == JobState.SENDING.value)
            & (print_jobs.c.lease_until_ms < _vanished),
        ),
    )
)
_intent = case(
    (outbox.c.state == OutboxState.UNKNOWN.value, "outbox_unknown"),
    (outbox.c.state == OutboxState.PENDING.value, "outbox_waits"),
    else_="outbox_hangs",
)
_own_code = case(
    (outbox.c.kind == RECALL, func.substr(outbox.c.key, len(recall_key("", 1)) + 1)),
    (outbox.c.kind == LABEL, func.substr(outbox.c.key, len(LABEL) + 2)),
    else_=func.substr(outbox.c.key, len(BOOK) + 2),
)
_intents = (
    select(
        _intent.label("what"),
        outbox.c.id.label("number"),
        outbox.c.kind,
        outbox.c.key,
        outbox.c.error,
        func.coalesce(orders.c.order_no, literal("")).label("order_no"),
        func.coalesce(parcels.c.code, literal("")).label("parcel"),
    )
    .outerjoin(shipments, shipments.c.own_code == _own_code)
    .outerjoin(parcels, parcels.c.id == shipments.c.parcel_id)
    .outerjoin(orders, orders.c.id == shipments.c.order_id)
    .where(
        within(outbox.c.id),
        or_(
            outbox.c.state == OutboxState.UNKNOWN.value,
            (outbox.c.state == OutboxState.IN_FLIGHT.value) & (outbox.c.lease_until_ms < _vanished),
            (outbox.c.state == OutboxState.PENDING.value) & (outbox.c.next_at < bindparam("late")),
        ),
    )
)


def _late(tx: Transaction, _means: Means) -> Mapping[str, Any]:
    return {"late": tx.now - LATE}


_endless = claims.c.lease_until_ms > db_now_ms() + ENDLESS_MS
_left = (claims.c.lease_until_ms < db_now_ms() - LEFT_MS) & (
    stations.c.lease_until_ms < db_now_ms()
)
_claims = (
    select(
        case((_endless, "claim_endless"), else_="claim_left").label("what"),
        claims.c.order_id.label("number"),
        orders.c.order_no,
        stations.c.name.label("station"),
        operators.c.name.label("operator"),
        claims.c.claimed_at,
    )
    .select_from(claims)
    .join(orders, orders.c.id == claims.c.order_id)
    .join(stations, stations.c.id == claims.c.station_id)
    .join(operators, operators.c.id == claims.c.operator_id)
    .where(
        within(claims.c.order_id),
        or_(_endless, _left & orders.c.fulfilment.in_([one.value for one in LIVE])),
    )
)

LOOKS = (
    Look("jobs", JOBS, by(_jobs, _made)),
    Look("outbox", OUTBOX, by(_intents, _made, _late)),
    Look("claims", CLAIMS, by(_claims, _made)),
)
"""What hangs, what nobody knows the end of, and orders that a station left."""
