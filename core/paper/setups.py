"""What people decide at a printer: paused or not, whose waiting jobs go elsewhere, its profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from core import audit
from core.paper.commands import move_job
from core.paper.models import print_jobs, printer_setups
from core.paper.queries import Job
from core.paper.states import JobState
from core.people.models import operators
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Transaction
from core.upsert import insert_of


@dataclass(frozen=True, slots=True)
class PrinterSetup:
    """What was decided about one printer."""

    printer: str
    paused: bool = False
    reason: str = ""
    """Why it is paused, as somebody wrote it."""
    who: str = ""
    """Who paused it; empty where the program itself did."""
    since: datetime | None = None
    profile: Mapping[str, Any] = field(default_factory=dict)
    """What its calibration page showed, by the name of a profile's field."""
    calibrated_at: datetime | None = None


def setups(tx: Transaction) -> dict[str, PrinterSetup]:
    """All printers about which something was decided, by name."""
    return {row.printer: _setup(row) for row in tx.execute(_all)}


def setup_of(tx: Transaction, printer: str) -> PrinterSetup:
    """What was decided about a printer; the usual where nothing was."""
    row = tx.execute(_one, {"printer": printer}).first()
    return PrinterSetup(printer) if row is None else _setup(row)


def is_paused(tx: Transaction, printer: str) -> bool:
    """Whether a printer takes no job for now."""
    return bool(tx.execute(_paused, {"printer": printer}).scalar())


def pause(tx: Transaction, printer: str, reason: str = "") -> PrinterSetup:
    """Have a printer take no more jobs; the one on its way comes to its end, the rest waits."""
    require(tx, Permission.PRINT)
    reason = clean(reason, 200)
    before = setup_of(tx, printer)
    _write(
        tx,
        printer,
        paused=True,
        pause_reason=reason,
        paused_by=tx.actor.operator_id,
        paused_at=before.since if before.paused else tx.now,
    )
    if not before.paused:
        audit.record(tx, "printer_paused", printer=printer, reason=reason)
    return setup_of(tx, printer)


def resume(tx: Transaction, printer: str) -> PrinterSetup:
    """Have a paused printer go on with what waits for it."""
    require(tx, Permission.PRINT)
    if is_paused(tx, printer):
        _write(tx, printer, paused=False, pause_reason="", paused_by=None, paused_at=None)
        audit.record(tx, "printer_resumed", printer=printer)
    return setup_of(tx, printer)


def move_waiting(tx: Transaction, printer: str, to: str) -> list[Job]:
    """Have everything that waits for a printer printed elsewhere, in the same order.

    What is on its way, or unknown, stays: some of it may be on paper.
    """
    require(tx, Permission.PRINT)
    waiting = tx.execute(_waiting, {"printer": printer}).scalars().all()
    return [move_job(tx, job_id, to) for job_id in waiting]


def store_profile(tx: Transaction, printer: str, profile: Mapping[str, Any]) -> PrinterSetup:
    """Keep what the calibration page of a printer showed; an empty one forgets it."""
    require(tx, Permission.PRINTER_MANAGE)
    known = dict(profile)
    _write(tx, printer, profile=known or None, calibrated_at=tx.now if known else None)
    audit.record(tx, "printer_calibrated", printer=printer, profile=known)
    return setup_of(tx, printer)


def _write(tx: Transaction, printer: str, **values: Any) -> None:
    usual = {"paused": False, "pause_reason": ""}
    tx.execute(
        insert_of(tx)(printer_setups)
        .values(printer=printer, **usual | values)
        .on_conflict_do_update(index_elements=["printer"], set_=values)
    )


def _setup(row: Any) -> PrinterSetup:
    return PrinterSetup(
        row.printer,
        row.paused,
        row.pause_reason,
        row.who,
        row.paused_at,
        row.profile or {},
        row.calibrated_at,
    )


_all = select(
    printer_setups.c.printer,
    printer_setups.c.paused,
    printer_setups.c.pause_reason,
    func.coalesce(operators.c.name, "").label("who"),
    printer_setups.c.paused_at,
    printer_setups.c.profile,
    printer_setups.c.calibrated_at,
).outerjoin(operators, operators.c.id == printer_setups.c.paused_by)
_one = _all.where(printer_setups.c.printer == bindparam("printer"))
_paused = select(printer_setups.c.paused).where(printer_setups.c.printer == bindparam("printer"))
_waiting = (
    select(print_jobs.c.id)
    .where(print_jobs.c.printer == bindparam("printer"), print_jobs.c.state == JobState.QUEUED)
    .order_by(print_jobs.c.id)
)
