"""What the packer is told about paper that does not come: it waits, or nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.fulfilment.packing.verdict import Kind, Verdict
from core.i18n import _
from core.orders.commands import head
from core.paper.queries import Job, jobs, lights
from core.paper.states import JobState
from core.shipping.routing import place_of
from core.text import clean
from core.transaction import Transaction
from tui.keys import BY_NAME, key_name
from tui.words.states import document_name, job_error

if TYPE_CHECKING:
    from core.shipping.settings import ShippingSettings

_BOXED = {Kind.ORDER_COMPLETE, Kind.PARCEL_CLOSED}
_FINE = {"", "ready", "near_end", "busy"}
_OPEN = (JobState.QUEUED, JobState.UNKNOWN)


def paper_trouble(tx: Transaction, station_id: int) -> str:
    """One sentence about paper of this station that needs a person; empty where none does.

    A printer that holds paper up comes first: once it works, questions about it can be answered.
    """
    found = jobs(tx, states=_OPEN, station_id=station_id, limit=50)
    waiting = [each for each in found if each.state is JobState.QUEUED and each.error]
    if waiting:
        return _(
            "Printer {printer}: {problem} What waits for it prints by itself afterwards."
        ).format(printer=clean(waiting[-1].printer), problem=job_error(waiting[-1].error))
    unknown = [each for each in found if each.state is JobState.UNKNOWN]
    return _question(tx, unknown[-1]) if unknown else ""


def _question(tx: Transaction, job: Job) -> str:
    told = {
        "paper": document_name(job.kind),
        "printer": clean(job.printer),
        "key": key_name(BY_NAME["jobs"].key),
    }
    if job.order_id is None:
        return _("{paper}: did it come out of {printer}? Press {key} and answer.").format(**told)
    order = clean(head(tx, job.order_id).order_no)
    return _(
        "{paper} of order {order}: did it come out of {printer}? Press {key} and answer."
    ).format(order=order, **told)


def instead_of_label(
    tx: Transaction, settings: ShippingSettings, station_id: int, verdict: Verdict
) -> str:
    """What to do with a packed box while its label printer prints nothing; empty when it does."""
    if verdict.kind not in _BOXED or verdict.detail:
        return ""
    printer = settings.printer_for("label", place_of(tx, station_id))
    light = lights(tx).get(printer or "")
    if light is None or light.stale or light.light in _FINE:
        return ""
    return _(
        "The label waits for printer {printer}. Write the order number on the parcel and go on."
    ).format(printer=clean(light.printer))
