"""Pages of the queue, the print jobs and the parked orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.clock import local
from core.couriers.registry import name_of
from core.fulfilment import queue
from core.fulfilment.queue import View, Wanted
from core.i18n import _
from core.orders.intake import parking
from core.orders.intake.reasons import say
from core.orders.states import Fulfilment
from core.paper.queries import Job
from core.paper.queries import jobs as print_jobs
from core.paper.states import JobState
from core.shipping.relabelling import old_labels
from core.shipping.settings import settings_of
from core.transaction import Transaction
from tui.views import Filter, JobRow, Page, ParkedRow, QueueRow
from tui.words.paper import reason
from tui.words.states import document_name, fulfilment_name, job_state

if TYPE_CHECKING:
    from core.settings import Config

_VIEWS = {view.value: view for view in View}
_MOST_FOUND = 200
_MOST_LOOKED_AT = 2_000


def queue_page(
    tx: Transaction, config: Config, warehouse: int, wanted: Filter, offset: int, limit: int
) -> Page[QueueRow]:
    """A page of the queue; with a text, what the search found among all orders."""
    view = _VIEWS.get(wanted.status or "work")
    step = None if view else Fulfilment(wanted.status)
    chosen = Wanted(view or View.ALL, step, wanted.channel, wanted.courier)
    if wanted.text:
        narrowed = bool(wanted.status or wanted.channel or wanted.courier)
        # What a filter leaves out is looked through as well, or it would hide what it should find.
        most = _MOST_LOOKED_AT if narrowed else _MOST_FOUND + 1
        found = queue.search(tx, warehouse, wanted.text, chosen if narrowed else None, most)
        rows, total = found[:_MOST_FOUND][offset : offset + limit], min(len(found), _MOST_FOUND)
        more = len(found) > total
    else:
        rows = queue.page_at(tx, warehouse, chosen, offset, limit)
        total, more = queue.count(tx, warehouse, chosen), False
    anew = _new_labels(tx, config, rows)
    return Page(tuple(_row(row, tx.now, config, anew) for row in rows), total, more)


def _new_labels(tx: Transaction, config: Config, rows: Sequence[queue.QueueRow]) -> frozenset[int]:
    """The packed orders of a page with a box that wears a label which counts no more."""
    packed = [row.id for row in rows if row.fulfilment is Fulfilment.PACKED]
    if not packed:
        return frozenset()
    found = old_labels(tx, settings_of(config), order_ids=packed)
    return frozenset(one.order_id for one in found)


def courier_name(config: Config, code: str) -> str:
    """What the shop calls a courier; the code itself where none is configured under it."""
    return name_of(config.couriers, code, config.shop.language)


def _row(row: queue.QueueRow, now: datetime, config: Config, anew: frozenset[int]) -> QueueRow:
    zone = config.shop.timezone
    due = local(row.due_at, zone)
    same_day = due.date() == local(now, zone).date()
    open_work = row.fulfilment not in {Fulfilment.PACKED, Fulfilment.HANDED_OVER}
    return QueueRow(
        order=row.order_no,
        customer=row.customer,
        channel=row.channel,
        courier=courier_name(config, row.courier),
        status=_("new label") if row.id in anew else fulfilment_name(row.fulfilment),
        units=row.units,
        due=due.strftime("%H:%M" if same_day else "%d/%m"),
        late=open_work and row.fulfilment is not Fulfilment.CANCELLED and row.due_at < now,
        claimed_by=row.claimed_by,
        must_read=open_work and row.must_read,
    )


def job_page(tx: Transaction, zone: str, wanted: Filter, offset: int, limit: int) -> Page[JobRow]:
    """A page of the print jobs, newest first; before them those that ask for an answer."""
    of_printer = print_jobs(tx, limit=1000, printer=wanted.printer or None)
    found = sorted(of_printer, key=lambda job: job.state is not JobState.UNKNOWN)
    return Page(job_rows(tx, zone, found[offset : offset + limit]), len(found))


def job_rows(tx: Transaction, zone: str, found: Sequence[Job]) -> tuple[JobRow, ...]:
    """Print jobs as lists show them."""
    return tuple(
        JobRow(
            id=str(job.id),
            document=document_name(job.kind)
            + (" " + _("copy {copy}").format(copy=job.copy) if job.copy > 1 else ""),
            order=_order_no(tx, job.order_id),
            printer=job.printer,
            state=job_state(job.state),
            made=local(job.created_at, zone).strftime("%H:%M:%S"),
            problem=reason(job.error),
            step=job.state.value,
        )
        for job in found
    )


def _order_no(tx: Transaction, order_id: int | None) -> str:
    from core.orders.commands import head

    return "" if order_id is None else head(tx, order_id).order_no


def parked_page(
    tx: Transaction, zone: str, wanted: Filter, offset: int, limit: int
) -> Page[ParkedRow]:
    """A page of the parked orders, newest first."""
    found = parking.waiting(tx)
    rows = [
        ParkedRow(
            id=str(parked.id),
            order=parked.order_no,
            customer=parked.customer,
            reason=say(parked.reasons[0]) if parked.reasons else "",
            came=local(parked.parked_at, zone).strftime("%d/%m %H:%M"),
        )
        for parked in found[offset : offset + limit]
    ]
    return Page(tuple(rows), len(found))
