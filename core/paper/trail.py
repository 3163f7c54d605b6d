"""What happens to print jobs, as the trail of their order tells it."""

from __future__ import annotations

from typing import Any

from core import audit
from core.transaction import Transaction


def record_job(tx: Transaction, kind: str, job: Any, **more: object) -> None:
    """Write down what happened to a job: a `Job`, or a row with the columns of one."""
    audit.record(
        tx,
        kind,
        order_id=job.order_id,
        parcel_id=job.parcel_id,
        job_id=job.id,
        document=job.kind,
        copy=job.copy,
        printer=job.printer,
        **more,
    )
