"""Words for states, documents and events, as the screens and lists show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.fulfilment.states import ParcelState
from core.i18n import N_, _
from core.orders.states import Fulfilment, OrderStatus
from core.paper.states import JobState
from core.shipping.states import ShipmentState
from core.text import clean
from tui.words.billing import BILLING_EVENTS
from tui.words.einvoices import EINVOICE_EVENTS
from tui.words.entry import ENTRY_EVENTS, fields_said
from tui.words.hand_over import HAND_OVER_EVENTS
from tui.words.invoices import INVOICE_EVENTS
from tui.words.messages import EVENTS, in_words
from tui.words.offline import done_words
from tui.words.pay_links import PAY_LINK_EVENTS
from tui.words.payments import PAYMENT_EVENTS
from tui.words.payments import in_words as money_words
from tui.words.places import why_routed
from tui.words.refusals_pdf import PDF_REASONS
from tui.words.returns import RETURN_EVENTS
from tui.words.sending import SENDING_EVENTS
from tui.words.tracking import TRACK_EVENTS, track_pieces
from tui.words.verdicts_island import ISLAND_EVENTS
from tui.words.verdicts_parts import reason
from tui.words.verdicts_watching import EVENTS as WATCHING_EVENTS
from tui.words.walk_events import WALK_EVENTS
from tui.words.walk_events import pieces as walk_pieces

_FULFILMENT: dict[Fulfilment, str] = {
    Fulfilment.SHORT: N_("short"),
    Fulfilment.READY: N_("ready"),
    Fulfilment.PICKING: N_("picking"),
    Fulfilment.PICKED: N_("picked"),
    Fulfilment.PACKING: N_("packing"),
    Fulfilment.PACKED: N_("packed"),
    Fulfilment.HANDED_OVER: N_("handed over"),
    Fulfilment.HELD: N_("on hold"),
    Fulfilment.CANCELLED: N_("cancelled"),
}
_STATUS: dict[OrderStatus, str] = {
    OrderStatus.UNPAID: N_("unpaid"),
    OrderStatus.DOWN_PAYMENT: N_("down payment"),
    OrderStatus.TO_CONFIRM: N_("to confirm"),
    OrderStatus.PROCESSING: N_("processing"),
    OrderStatus.SHIPPING: N_("shipping"),
    OrderStatus.DONE: N_("done"),
    OrderStatus.CANCELLED: N_("cancelled"),
    OrderStatus.RETURNED: N_("returned"),
}
_PARCEL: dict[ParcelState, str] = {
    ParcelState.OPEN: N_("open"),
    ParcelState.COMPLETE: N_("complete"),
    ParcelState.LABELLED: N_("labelled"),
    ParcelState.CLOSED: N_("closed"),
    ParcelState.HANDED_OVER: N_("handed over"),
    ParcelState.VOID: N_("void"),
}
_SHIPMENT: dict[ShipmentState, str] = {
    ShipmentState.DRAFT: N_("planned"),
    ShipmentState.REQUESTED: N_("requested"),
    ShipmentState.UNKNOWN: N_("unknown"),
    ShipmentState.BOOKED: N_("booked"),
    ShipmentState.REJECTED: N_("rejected"),
    ShipmentState.CANCELLING: N_("being cancelled"),
    ShipmentState.CANCELLED: N_("cancelled"),
    ShipmentState.IN_TRANSIT: N_("on its way"),
    ShipmentState.DELIVERED: N_("delivered"),
    ShipmentState.FAILED: N_("delivery failed"),
    ShipmentState.RETURNING: N_("coming back"),
    ShipmentState.RETURNED: N_("came back"),
    ShipmentState.LOST: N_("lost"),
}
_JOB: dict[JobState, str] = {
    JobState.QUEUED: N_("waiting"),
    JobState.SENDING: N_("printing"),
    JobState.PRINTED: N_("printed"),
    JobState.UNKNOWN: N_("unknown"),
    JobState.FAILED: N_("failed"),
    JobState.CANCELLED: N_("cancelled"),
}
_DOCUMENTS: dict[str, str] = {
    "label": N_("Label"),
    "receipt": N_("Receipt"),
    "pick_list": N_("Pick list"),
    "walk_list": N_("Walk sheet"),
    "count_sheet": N_("Count sheet"),
    "packing_slip": N_("Packing slip"),
    "manifest": N_("Hand-over manifest"),
    "purchase_order": N_("Purchase order"),
    "account": N_("Statement of account"),
    "invoice": N_("Invoice"),
    "envelopes": N_("Envelopes"),
    "product_labels": N_("Product labels"),
    "bin_labels": N_("Bin labels"),
    "parcel_slip": N_("Parcel slip"),
    "badge": N_("Badge"),
    "command_sheet": N_("Command sheet"),
    "test_page": N_("Test page"),
    "courier_label": N_("Courier label"),
    "calibration": N_("Printer check"),
}
_JOB_ERRORS: dict[str, str] = {
    "paper_out": N_("Out of paper."),
    "cover_open": N_("The cover is open."),
    "printer_error": N_("The printer reports an error."),
    "cutter": N_("The printer's cutter is stuck."),
    "offline": N_("The printer is off-line."),
    "unreachable": N_("The printer cannot be reached."),
    "address_unknown": N_("The printer's address is not known."),
    "address_not_allowed": N_("The printer's address is not a private one."),
    "silent": N_("The printer does not answer."),
    "out_of_step": N_("Switch the printer off and on."),
    "connection_lost": N_("The connection broke while printing."),
    "worker_died": N_("The worker ended while printing."),
    "label_void": N_("The label is void."),
    "by_hand": N_("Cancelled by hand."),
    "nothing_came_out": N_("Nothing came out."),
    "run_again": N_("Printed once more with all that came after it."),
    "printed_again": N_("Printed once more."),
    "code_too_wide": N_("A code does not fit on this paper."),
    "disk_full": N_("The disk is full."),
    "restored": N_("It was waiting when the backup was made."),
    **PDF_REASONS,
}
_EVENTS: dict[str, str] = {
    "imported": N_("came in"),
    "changed": N_("changed by a file"),
    "opened": N_("work began at the station"),
    "label_not_proved": N_("label not checked by a scan"),
    "job_printed": N_("printed: {document}"),
    "job_failed": N_("print failed: {document}"),
    "promised": N_("stock promised"),
    "promise_gone": N_("stock not promised any more: receipt {receipt} was wrong"),
    "promise_transfer": N_("stock not promised any more: transfer {transfer} was wrong"),
    "routed": N_("goes to the warehouse {warehouse}: {why}"),
    "promise_count": N_("stock not promised any more: count {count} did not find it in {bin}"),
    "lot_override": N_("lot {lot} packed before {first}: {reason}"),
    "promise_expired": N_("stock not promised any more: lot {batch} expired"),
    "promise_broken": N_("{sku} of {bin} not promised any more, it is broken"),
    "promise_blocked": N_("{sku} of {bin} not promised any more, it is blocked: {reason}"),
    "held": N_("put on hold: {reason}"),
    "released": N_("released"),
    "note": N_("note: {note}"),
    "note_read": N_("note was read"),
    "marked": N_("marks for gift and fragile were set"),
    "taken_over": N_("taken over from {who} at {station}"),
    "approved": N_("{who} said yes: {action}"),
    "lead_called": N_("a lead was called"),
    "session_moved": N_("went on at {to}, from {left}"),
    "parcel_complete": N_("parcel complete"),
    "parcel_reopened": N_("parcel reopened"),
    "parcel_void": N_("parcel given up"),
    "handed_over": N_("handed over to the courier"),
    "short": N_("{units} × {sku} not found ({reason})"),
    "found_again": N_("{units} × {sku} found after all"),
    "sent_without": N_("sent without {units} × {sku}"),
    "waits_for_stock": N_("waits for stock"),
    "undone": N_("{units} × {sku} taken back"),
    "shipment_requested": N_("shipment asked of {courier}"),
    "shipment_rejected": N_("shipment rejected: {reason}"),
    "shipment_unknown": N_("shipment unknown: {reason}"),
    "booking_told": N_("somebody saw that {courier} has it: {waybill}"),
    "booking_denied": N_("somebody saw that {courier} does not have it"),
    "shipment_cancelled": N_("shipment cancelled"),
    "shipment_recalled": N_("{courier} is asked to cancel the shipment"),
    "recall_refused": N_("{courier} does not cancel the shipment: {reason}"),
    "recall_unknown": N_("unknown whether {courier} cancelled the shipment: {reason}"),
    "wish_granted": N_("the buyer may cancel, {shop} is told ({reason})"),
    "wish_refused": N_("the buyer may not cancel, {shop} is told ({reason})"),
    "wish_not_told": N_("{shop} did not take what was decided: {reason}"),
    "tracking_told": N_("{shop} was told {waybill}"),
    "label_refused": N_("{courier} gives no label: look at the order there"),
    "booked": N_("booked with {courier}: {waybill}"),
    "cod_asked": N_("{courier} is asked to collect another amount"),
    "cod_changed": N_("{courier} collects another amount"),
    "cod_refused": N_("{courier} does not collect another amount: {reason}"),
    "labels_ahead": N_("label wanted ahead of packing: {reason}"),
    "label_ahead": N_("label {waybill} printed ahead of packing, {printer}"),
    "way_chosen": N_("{shop}: leaves as chosen by hand, {said}"),
    "still_arranged": N_("{shop} still sends a courier for package {package}"),
    "pickup_asked": N_("{courier} is asked to come"),
    "pickup_booked": N_("{courier} comes, number {number}"),
    "pickup_refused": N_("{courier} does not come: {reason}"),
    "pickup_unknown": N_("unknown whether {courier} comes: {reason}"),
    "label_issued": N_("label made: {waybill}"),
    "label_void": N_("label void"),
    "job_reprint": N_("printed again: {document}, copy {copy}"),
    "job_unknown": N_("print unknown: {document}"),
    "job_answered": N_("a person said what became of a print: {document}"),
    "job_cancelled": N_("print cancelled: {document}"),
    "job_moved": N_("print moved to {to}: {document}"),
    "cancelled": N_("cancelled: {reason}"),
    "put_away": N_("{units} × {sku} put back: {bin}"),
    "put_away_lost": N_("{units} × {sku} could not be put back: {reason}"),
}


_ALL_EVENTS = (
    _EVENTS,
    ISLAND_EVENTS,
    WALK_EVENTS,
    WATCHING_EVENTS,
    ENTRY_EVENTS,
    EVENTS,
    RETURN_EVENTS,
    PAYMENT_EVENTS,
    INVOICE_EVENTS,
    BILLING_EVENTS,
    SENDING_EVENTS,
    EINVOICE_EVENTS,
    PAY_LINK_EVENTS,
    HAND_OVER_EVENTS,
    TRACK_EVENTS,
)


def fulfilment_name(state: Fulfilment) -> str:
    """Where the goods of an order stand."""
    return _(_FULFILMENT[state])


def status_name(state: OrderStatus) -> str:
    """What the shop sees."""
    return _(_STATUS[state])


def parcel_state(state: ParcelState) -> str:
    """Where a parcel stands."""
    return _(_PARCEL[state])


def shipment_state(state: ShipmentState) -> str:
    """Where a shipment stands."""
    return _(_SHIPMENT[state])


def job_state(state: JobState) -> str:
    """Where a print job stands."""
    return _(_JOB[state])


def document_name(kind: str) -> str:
    """What a document is called."""
    return _(_DOCUMENTS[kind]) if kind in _DOCUMENTS else kind


def job_error(code: str) -> str:
    """Why a print job waits, failed or is unknown."""
    return _(_JOB_ERRORS[code]) if code in _JOB_ERRORS else clean(code, 60)


def event_words(kind: str, data: Mapping[str, Any]) -> str:
    """One event of an order's history."""
    known = next((words[kind] for words in _ALL_EVENTS if kind in words), None)
    if known is None:
        return kind.replace("_", " ")
    shown = _Shown({name: clean(str(value), 200) for name, value in data.items()})
    if kind.startswith("job_") and "document" in data:
        shown["document"] = document_name(str(data["document"]))
    if kind.startswith("message_"):
        shown |= in_words(data)
    if kind in PAYMENT_EVENTS:
        shown |= money_words({name: one for name, one in data.items() if name != "status"})
    if kind in WALK_EVENTS:
        shown |= walk_pieces(data)
    if kind in TRACK_EVENTS:
        shown |= track_pieces(data)
    if kind == "routed":
        shown["why"] = why_routed(shown["why"])
    if kind == "edited":
        shown["fields"] = fields_said(shown["fields"])
    if kind == "offline_settled":
        shown["done"] = clean(done_words(data), 240)
    if "reason" in data:
        shown["reason"] = reason(data["reason"])
    return _(known).format_map(shown)


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
