"""Reads how invoices go out: the log of one, what waits, and what went wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, and_, cast, func, or_, select

from core.billing.models import invoices
from core.billing.sending.models import invoice_deliveries, post_batches
from core.billing.sending.oddities import read
from core.billing.sending.states import WAITING, DeliveryState, Fate, Oddity, OutWay
from core.errors import NotFound
from core.messages.models import messages
from core.messages.states import MessageState
from core.paper.models import print_jobs
from core.paper.states import JobState
from core.people.models import operators
from core.rows import AnyRow
from core.text import fold
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try to bring an invoice to its buyer one way; amounts in minor units."""

    id: int
    invoice_id: int
    number: str
    """Of the invoice."""
    kind: str
    buyer: str
    customer_id: int | None
    currency: str
    total: int
    issued_on: date
    way: OutWay
    again: int
    """1 is the first, all others are again."""
    state: DeliveryState
    fate: Fate
    odd: tuple[Oddity, ...]
    recipient: str
    """Where it went, or where somebody said that it goes."""
    printer: str
    message_id: int | None
    job_id: int | None
    batch_id: int | None
    place: int | None
    error: str
    """The code of why it waits, failed or is unknown."""
    said: str
    """What the mail server said."""
    created_at: datetime
    created_by: str
    """Empty: by itself."""
    decided_at: datetime | None
    decided_by: str
    went_at: datetime | None
    note: str


def delivery(tx: Transaction, delivery_id: int, *, lock: bool = False) -> Delivery:
    """One of them; raises NotFound ``delivery_not_found``."""
    if lock:
        tx.execute(_locked.where(invoice_deliveries.c.id == delivery_id).with_for_update())
    row = tx.execute(_all.where(invoice_deliveries.c.id == delivery_id)).first()
    if row is None:
        raise NotFound("delivery_not_found", delivery=delivery_id)
    return _delivery(row)


def log_of(tx: Transaction, invoice_id: int) -> tuple[Delivery, ...]:
    """All that was done to bring an invoice to its buyer, in its order."""
    mine = _all.where(invoice_deliveries.c.invoice_id == invoice_id)
    return _read(tx, mine.order_by(invoice_deliveries.c.id))


def listed(
    tx: Transaction,
    *,
    fates: Collection[Fate] = (),
    words: str = "",
    since: date | None = None,
    until: date | None = None,
    limit: int = 100,
    offset: int = 0,
) -> tuple[Delivery, ...]:
    """The log of all invoices, the newest first."""
    wanted = _all
    if fates:
        wanted = wanted.where(or_(*(_has(one) for one in fates)))
    if words:
        plain = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        wanted = wanted.where(
            or_(
                func.lower(invoices.c.internal_no).like(f"%{plain.lower()}%", escape="\\"),
                func.lower(invoices.c.reference).like(f"%{plain.lower()}%", escape="\\"),
                invoices.c.folded.like(f"%{fold(plain)}%", escape="\\"),
            )
        )
    if since is not None:
        wanted = wanted.where(invoices.c.issue_date >= since)
    if until is not None:
        wanted = wanted.where(invoices.c.issue_date <= until)
    newest = wanted.order_by(invoice_deliveries.c.id.desc())
    return _read(tx, newest.limit(limit).offset(offset))


def waiting(
    tx: Transaction, *, states: Collection[DeliveryState] = WAITING, limit: int = 100_000
) -> tuple[Delivery, ...]:
    """What is held or ready, the oldest first."""
    wanted = _all.where(invoice_deliveries.c.state.in_(sorted(one.value for one in states)))
    return _read(tx, wanted.order_by(invoice_deliveries.c.id).limit(limit))


def sums(tx: Transaction) -> tuple[tuple[DeliveryState, str, int, int], ...]:
    """What is held or ready: state, currency, how many invoices and what they come to."""
    each = (
        select(
            invoice_deliveries.c.invoice_id,
            func.min(invoice_deliveries.c.state).label("state"),
        )
        .where(invoice_deliveries.c.state.in_(sorted(one.value for one in WAITING)))
        .group_by(invoice_deliveries.c.invoice_id)
        .subquery()
    )
    wanted = (
        select(
            each.c.state,
            invoices.c.currency,
            func.count(),
            cast(func.sum(invoices.c.total), BigInteger),
        )
        .join(invoices, invoices.c.id == each.c.invoice_id)
        .group_by(each.c.state, invoices.c.currency)
        .order_by(each.c.state, invoices.c.currency)
    )
    return tuple(
        (DeliveryState(row[0]), row[1], int(row[2]), int(row[3])) for row in tx.execute(wanted)
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Invoices that were printed together, and their envelopes in the same order."""

    id: int
    day: date
    made_at: datetime
    made_by: str
    printer: str
    envelope: str
    envelope_job_id: int | None
    count: int
    closed_at: datetime | None


def batches(tx: Transaction, *, limit: int = 50, only_open: bool = False) -> tuple[Batch, ...]:
    """Batches, the newest first; open ones the oldest first."""
    wanted = _batches.limit(limit)
    if only_open:
        open_ = wanted.where(post_batches.c.closed_at.is_(None))
        return tuple(_batch(row) for row in tx.execute(open_.order_by(post_batches.c.id)))
    return tuple(_batch(row) for row in tx.execute(wanted.order_by(post_batches.c.id.desc())))


def one_batch(tx: Transaction, batch_id: int) -> Batch:
    """One of them; raises NotFound ``batch_not_found``."""
    row = tx.execute(_batches.where(post_batches.c.id == batch_id)).first()
    if row is None:
        raise NotFound("batch_not_found", batch=batch_id)
    return _batch(row)


def in_batch(tx: Transaction, batch_id: int) -> tuple[Delivery, ...]:
    """What is in a batch, in its order."""
    mine = _all.where(invoice_deliveries.c.batch_id == batch_id)
    return _read(tx, mine.order_by(invoice_deliveries.c.place))


def _read(tx: Transaction, wanted: Select[Any]) -> tuple[Delivery, ...]:
    return tuple(_delivery(row) for row in tx.execute(wanted))


def _batch(row: AnyRow) -> Batch:
    names = [name for name in Batch.__dataclass_fields__ if name != "made_by"]
    return Batch(**{name: getattr(row, name) for name in names}, made_by=row.made_by or "")


def _delivery(row: AnyRow) -> Delivery:
    by_mail = row.message_id is not None
    code, _bar, rest = (row.message_error or "").partition("|")
    return Delivery(
        **{name: getattr(row, name) for name in _PLAIN},
        way=OutWay(row.way),
        state=DeliveryState(row.state),
        fate=_fate(row),
        odd=read(row.odd),
        recipient=row.sent_to or row.recipient,
        printer=row.printer or "",
        error=code if by_mail else row.job_error or "",
        said=rest.partition("|")[2] if by_mail else "",
        created_by=row.created_name or "",
        decided_by=row.decided_name or "",
        went_at=row.message_sent if by_mail else row.job_done,
    )


_MAIL_FATES = {
    MessageState.SENT: Fate.OUT,
    MessageState.FAILED: Fate.FAILED,
    MessageState.UNKNOWN: Fate.UNKNOWN,
}
_JOB_FATES = {
    JobState.PRINTED: Fate.OUT,
    JobState.FAILED: Fate.FAILED,
    JobState.CANCELLED: Fate.FAILED,
    JobState.UNKNOWN: Fate.UNKNOWN,
}
_OWN_FATES = {
    DeliveryState.HELD: Fate.HELD,
    DeliveryState.READY: Fate.WAITING,
    DeliveryState.TAKEN_OUT: Fate.TAKEN_OUT,
}


def _fate(row: AnyRow) -> Fate:
    state = DeliveryState(row.state)
    if state is not DeliveryState.GIVEN:
        return _OWN_FATES[state]
    if row.message_state is not None:
        return _MAIL_FATES.get(MessageState(row.message_state), Fate.ON_ITS_WAY)
    return _JOB_FATES.get(JobState(row.job_state), Fate.ON_ITS_WAY)


def _has(fate: Fate) -> Any:
    """Whether a delivery fares so, as a condition."""
    for state, known in _OWN_FATES.items():
        if known is fate:
            return invoice_deliveries.c.state == state.value
    if fate is Fate.ON_ITS_WAY:
        over_mail = [one.value for one in _MAIL_FATES]
        over_job = [one.value for one in _JOB_FATES]
        return or_(messages.c.state.not_in(over_mail), _job.c.state.not_in(over_job))
    mail = [one.value for one, known in _MAIL_FATES.items() if known is fate]
    job = [one.value for one, known in _JOB_FATES.items() if known is fate]
    return or_(messages.c.state.in_(mail), _job.c.state.in_(job))


_PLAIN = (
    "id",
    "invoice_id",
    "number",
    "kind",
    "buyer",
    "customer_id",
    "currency",
    "total",
    "issued_on",
    "again",
    "message_id",
    "job_id",
    "batch_id",
    "place",
    "created_at",
    "decided_at",
    "note",
)
_locked = select(invoice_deliveries.c.id)
_created, _decided = operators.alias("created"), operators.alias("decided")
_made = operators.alias("made")
_job = print_jobs.alias("job")
# A job of which nothing came out has another one in its place: the last of them counts.
_last_job = (
    select(func.max(print_jobs.c.id))
    .where(
        or_(
            print_jobs.c.id == invoice_deliveries.c.job_id,
            and_(print_jobs.c.of_job_id == invoice_deliveries.c.job_id, print_jobs.c.copy == 1),
        )
    )
    .correlate(invoice_deliveries)
    .scalar_subquery()
)
_joined = (
    invoice_deliveries.join(invoices, invoices.c.id == invoice_deliveries.c.invoice_id)
    .outerjoin(messages, messages.c.id == invoice_deliveries.c.message_id)
    .outerjoin(_job, _job.c.id == _last_job)
)
_all = select(
    *(
        invoice_deliveries.c[name]
        for name in (
            "id",
            "invoice_id",
            "way",
            "state",
            "odd",
            "recipient",
            "message_id",
            "job_id",
            "batch_id",
            "place",
            "created_at",
            "decided_at",
            "note",
        )
    ),
    invoice_deliveries.c.number.label("again"),
    invoices.c.internal_no.label("number"),
    invoices.c.kind,
    invoices.c.buyer_name.label("buyer"),
    invoices.c.customer_id,
    invoices.c.currency,
    invoices.c.total,
    invoices.c.issue_date.label("issued_on"),
    messages.c.state.label("message_state"),
    messages.c.error.label("message_error"),
    messages.c.sent_at.label("message_sent"),
    messages.c.recipient.label("sent_to"),
    _job.c.state.label("job_state"),
    _job.c.error.label("job_error"),
    _job.c.done_at.label("job_done"),
    _job.c.printer,
    _created.c.name.label("created_name"),
    _decided.c.name.label("decided_name"),
).select_from(
    _joined.outerjoin(_created, _created.c.id == invoice_deliveries.c.created_by).outerjoin(
        _decided, _decided.c.id == invoice_deliveries.c.decided_by
    )
)
_batches = select(
    post_batches.c.id,
    post_batches.c.day,
    post_batches.c.made_at,
    _made.c.name.label("made_by"),
    post_batches.c.printer,
    post_batches.c.envelope,
    post_batches.c.envelope_job_id,
    post_batches.c.count,
    post_batches.c.closed_at,
).select_from(post_batches.outerjoin(_made, _made.c.id == post_batches.c.made_by))
