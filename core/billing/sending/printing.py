"""Gives invoices to a printer, now or as a batch with its envelopes in the same order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update

from core.audit import record
from core.billing.models import invoices
from core.billing.papers import paper_of
from core.billing.queries import Invoice, one_invoice
from core.billing.rules import BillingRules
from core.billing.sending.models import invoice_deliveries, post_batches
from core.billing.sending.planning import put
from core.billing.sending.queries import Batch, Delivery, in_batch, log_of, one_batch
from core.billing.sending.rules import SendingRules
from core.billing.sending.states import DELIVERY_STEPS, WAITING, DeliveryState, OutWay
from core.errors import Refusal
from core.lifecycle import check_step
from core.paper.commands import queue_copies, queue_job, reprint
from core.paper.documents import EnvelopePaper, InvoicePaper, Party
from core.paper.queries import Job
from core.people.permissions import Permission, require
from core.shipping.papers import print_document, printer_of
from core.shipping.settings import ShippingSettings
from core.transaction import Transaction

AT_ONCE = 20
"""Invoices that one transaction gives to a printer: a scan waits no longer than these take."""


@dataclass(frozen=True, slots=True)
class Printed:
    """An invoice that was given to a printer, and whether that was a copy."""

    job: Job
    again: bool


def print_now(
    tx: Transaction,
    settings: ShippingSettings,
    rules: SendingRules,
    invoice_id: int,
    printer: str | None = None,
) -> Printed:
    """Print an invoice at once; what waited to be printed of it is done by this.

    One that was printed before is a copy, and says so on paper that comes from a roll. Raises what
    `paper_of` and `printer_of` raise.
    """
    require(tx, Permission.PRINT)
    one = one_invoice(tx, invoice_id, lock=True)
    paper = paper_of(tx, one, rules)
    known = [each for each in log_of(tx, invoice_id) if each.way is OutWay.PRINT]
    before = [each for each in known if each.job_id is not None]
    waits = [each for each in known if each.state in WAITING]
    target = sheet_printer(tx, settings, rules.printer, printer)
    if before:
        job = reprint(tx, before[0].job_id or 0, target)
    else:
        job = print_document(tx, settings, paper, target)
    delivery_id = waits[0].id if waits else put(tx, invoice_id, OutWay.PRINT, [], held=False)
    for each in waits:
        check_step(DELIVERY_STEPS, each.state, DeliveryState.GIVEN, delivery=each.id)
    tx.execute(_given, {"d": delivery_id, "job": job.id})
    tx.execute(decided, {"d": delivery_id, "now": tx.now, "by": tx.actor.operator_id})
    return Printed(job, bool(before) or job.copy > 1)


def sheet_printer(
    tx: Transaction, settings: ShippingSettings, usual: str, wanted: str | None = None
) -> str:
    """The printer of invoices: the one named, the configured, one for sheets, one for documents.

    Raises what `printer_of` raises.
    """
    if wanted or usual:
        return printer_of(tx, settings, InvoicePaper.role, wanted or usual)
    for one in settings.printers:
        if one.sheets and InvoicePaper.role in one.roles:
            return one.name
    return printer_of(tx, settings, InvoicePaper.role)


def begin_batch(
    tx: Transaction, settings: ShippingSettings, rules: BillingRules, *, now: bool = False
) -> Batch | None:
    """Put together what is to be printed, in the order of its numbers; None where nothing is.

    Only what was ready at the last time of the batch, unless somebody wants it `now`. What is in
    a batch is given to the printer by `go_on`. Raises what `printer_of` raises.
    """
    require(tx, Permission.PRINT)
    sending = rules.sending
    before = tx.now if now else sending.due_before(tx.now, rules.zone)
    rows = tx.execute(_due, {"before": before}).all()
    if not rows:
        return None
    target = sheet_printer(tx, settings, sending.printer)
    row = {
        "day": tx.today,
        "made_at": tx.now,
        "made_by": tx.actor.operator_id,
        "printer": target,
        "envelope": sending.envelope if envelope_printer(settings, sending, target) else "",
        "count": len(rows),
    }
    made = int(tx.execute(_make, row).scalar_one())
    places = [{"d": each.id, "b": made, "at": at} for at, each in enumerate(rows, 1)]
    tx.execute(_place, places)
    record(tx, "invoice_batch", batch=made, count=len(rows), printer=target)
    return one_batch(tx, made)


def go_on(
    tx: Transaction, settings: ShippingSettings, rules: BillingRules, batch_id: int
) -> tuple[int, int]:
    """Give the next invoices of a batch to the printer, and last its envelopes.

    Gives how many are with the printer, and of how many; doing it again goes on where it broke
    off, and prints nothing twice.
    """
    require(tx, Permission.PRINT)
    tx.execute(_lock_batch, {"b": batch_id})
    batch = one_batch(tx, batch_id)
    found = in_batch(tx, batch_id)
    left = [one for one in found if one.state is DeliveryState.READY]
    for one in left[:AT_ONCE]:
        _give(tx, rules.sending, one, batch.printer)
    still = max(0, len(left) - AT_ONCE)
    if not still and batch.closed_at is None:
        _close(tx, settings, rules, batch, found)
    return len(found) - still, len(found)


def print_one(tx: Transaction, settings: ShippingSettings, rules: BillingRules, one: int) -> bool:
    """Give a single delivery that is ready to the printer; False where it is not any more."""
    require(tx, Permission.PRINT)
    row = tx.execute(_ready, {"d": one}).first()
    if row is None:
        return False
    found = [each for each in log_of(tx, row.invoice_id) if each.id == one]
    _give(tx, rules.sending, found[0], sheet_printer(tx, settings, rules.sending.printer))
    return True


def single_prints(tx: Transaction, limit: int = 100) -> list[int]:
    """What is to be printed by itself, by number, the oldest first."""
    rows = tx.execute(_due, {"before": tx.now}).all()
    return [row.id for row in rows[:limit]]


def is_batch_due(tx: Transaction, rules: BillingRules) -> bool:
    """Whether something is to be printed as a batch now."""
    before = rules.sending.due_before(tx.now, rules.zone)
    return bool(tx.execute(_due, {"before": before}).all())


def envelopes_of(
    tx: Transaction, rules: BillingRules, found: tuple[Delivery, ...]
) -> EnvelopePaper:
    """The envelopes of deliveries, in their order. Raises Refusal ``envelope_none``."""
    if not rules.sending.envelope:
        raise Refusal("envelope_none")
    each = [one_invoice(tx, one.invoice_id) for one in found]
    return EnvelopePaper(
        language=rules.language,
        size=rules.sending.envelope,
        window=rules.sending.window,
        left_mm=rules.sending.address_mm[0],
        top_mm=rules.sending.address_mm[1],
        sender=party(each[0]) if each else Party(rules.seller.get("name", "")),
        recipients=tuple(party(one, buyer=True) for one in each),
        numbers=tuple(one.internal_no for one in each),
    )


def envelope_printer(settings: ShippingSettings, rules: SendingRules, usual: str) -> str:
    """The printer of envelopes; empty where none prints sheets."""
    wanted = (rules.envelope_printer or usual).casefold()
    for one in settings.printers:
        if one.sheets and one.name.casefold() == wanted:
            return one.name
    return ""


def party(one: Invoice, *, buyer: bool = False) -> Party:
    """Who sends an invoice, or who gets it."""
    side = one.buyer if buyer else one.seller
    name = side.name if not (buyer and side.contact) else f"{side.name} / {side.contact}"
    return Party(
        name,
        side.phone,
        side.address,
        side.district,
        side.city,
        side.province,
        side.postcode,
        side.country,
    )


def _give(tx: Transaction, rules: SendingRules, one: Delivery, printer: str) -> None:
    check_step(DELIVERY_STEPS, one.state, DeliveryState.GIVEN, delivery=one.id)
    job = queue_job(tx, paper_of(tx, one_invoice(tx, one.invoice_id), rules), printer)
    queue_copies(tx, job, rules.copies)
    tx.execute(_given, {"d": one.id, "job": job.id})


def _close(
    tx: Transaction,
    settings: ShippingSettings,
    rules: BillingRules,
    batch: Batch,
    found: tuple[Delivery, ...],
) -> None:
    job: Job | None = None
    printer = envelope_printer(settings, rules.sending, batch.printer)
    posted = tuple(one for one in found if one.state is not DeliveryState.TAKEN_OUT)
    if batch.envelope and rules.sending.envelope and printer and posted:
        job = queue_job(tx, envelopes_of(tx, rules, posted), printer)
    tx.execute(_closed, {"b": batch.id, "job": job.id if job else None, "now": tx.now})


_is_print = (
    invoice_deliveries.c.state == DeliveryState.READY.value,
    invoice_deliveries.c.way == OutWay.PRINT.value,
)
_due = (
    select(invoice_deliveries.c.id)
    .join(invoices, invoices.c.id == invoice_deliveries.c.invoice_id)
    .where(
        *_is_print,
        invoice_deliveries.c.batch_id.is_(None),
        invoice_deliveries.c.ready_at <= bindparam("before"),
    )
    .order_by(invoices.c.issue_date, invoices.c.series, invoices.c.number, invoice_deliveries.c.id)
)
_ready = (
    select(invoice_deliveries.c.invoice_id)
    .where(*_is_print, invoice_deliveries.c.id == bindparam("d"))
    .with_for_update()
)
_make = insert(post_batches).returning(post_batches.c.id)
_place = (
    update(invoice_deliveries)
    .where(invoice_deliveries.c.id == bindparam("d"))
    .values(batch_id=bindparam("b"), place=bindparam("at"))
)
_given = (
    update(invoice_deliveries)
    .where(invoice_deliveries.c.id == bindparam("d"))
    .values(state=DeliveryState.GIVEN.value, job_id=bindparam("job"))
)
decided = (
    update(invoice_deliveries)
    .where(invoice_deliveries.c.id == bindparam("d"))
    .values(decided_at=bindparam("now"), decided_by=bindparam("by"))
)
"""Somebody decided about a delivery."""
_lock_batch = select(post_batches.c.id).where(post_batches.c.id == bindparam("b")).with_for_update()
_closed = (
    update(post_batches)
    .where(post_batches.c.id == bindparam("b"))
    .values(closed_at=bindparam("now"), envelope_job_id=bindparam("job"))
)
