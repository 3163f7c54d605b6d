"""What the steps of orders, parcels and shipments are called, and what happened to an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import N_, _
from core.text import clean

STATUS = {
    "unpaid": N_("unpaid"),
    "down_payment": N_("partly paid"),
    "to_confirm": N_("payment to confirm"),
    "processing": N_("in process"),
    "shipping": N_("shipping"),
    "done": N_("done"),
    "cancelled": N_("cancelled"),
    "returned": N_("returned"),
}
"""What the shop sees."""

FULFILMENT = {
    "short": N_("short of stock"),
    "ready": N_("ready"),
    "picking": N_("being picked"),
    "picked": N_("picked"),
    "packing": N_("being packed"),
    "packed": N_("packed"),
    "handed_over": N_("handed over"),
    "held": N_("on hold"),
    "cancelled": N_("cancelled"),
}
"""Where the goods stand."""

PARCEL = {
    "open": N_("open"),
    "complete": N_("complete"),
    "labelled": N_("labelled"),
    "closed": N_("closed"),
    "handed_over": N_("handed over"),
    "void": N_("given up"),
}

SHIPMENT = {
    "draft": N_("not booked yet"),
    "requested": N_("being booked"),
    "unknown": N_("unknown whether booked"),
    "booked": N_("booked"),
    "rejected": N_("rejected by the courier"),
    "cancelling": N_("being cancelled"),
    "cancelled": N_("cancelled"),
    "in_transit": N_("on its way"),
    "delivered": N_("delivered"),
    "failed": N_("not delivered"),
    "returning": N_("on its way back"),
    "returned": N_("returned"),
    "lost": N_("lost"),
}

EVENTS = {
    "imported": N_("came in with {source}"),
    "changed": N_("changed by {source}"),
    "promised": N_("stock promised"),
    "held": N_("put on hold: {reason}"),
    "released": N_("released"),
    "cancelled": N_("cancelled: {reason}"),
    "note": N_("note: {note}"),
    "note_read": N_("note read"),
    "taken_over": N_("taken over from {who} at {station}"),
    "waits_for_stock": N_("waits for {units} units"),
    "sent_without": N_("sent without {units} of {sku}"),
    "short": N_("not found: {units} of {sku}"),
    "undone": N_("taken back: {units} of {sku}"),
    "parcel_complete": N_("parcel complete"),
    "parcel_reopened": N_("parcel opened again"),
    "parcel_void": N_("parcel given up"),
    "shipment_requested": N_("shipment requested from {courier}"),
    "shipment_cancelled": N_("shipment {waybill} cancelled"),
    "booked": N_("shipment booked: {waybill}"),
    "label_issued": N_("label made: {waybill}"),
    "label_void": N_("label void: {reason}"),
    "handed_over": N_("handed to the courier"),
    "job_unknown": N_("print job {job_id}: nobody knows whether paper came out"),
    "job_reprint": N_("printed again"),
    "job_answered": N_("somebody looked whether paper came out"),
    "job_cancelled": N_("print job cancelled"),
    "job_moved": N_("print job moved to {to}"),
}
"""What an event of the trail says; placeholders are its parameters."""


class _Params(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def event(kind: str, data: Mapping[str, Any]) -> str:
    """What happened, in the current language and harmless for a terminal."""
    params = _Params({name: clean(str(value), 120) for name, value in data.items()})
    if kind not in EVENTS:
        return clean(kind.replace("_", " "))
    return _(EVENTS[kind]).format_map(params)
