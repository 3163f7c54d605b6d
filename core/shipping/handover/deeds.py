"""Handing over at the station: a courier is chosen, parcels are scanned out, somebody signs."""

from __future__ import annotations

from typing import Any

from core.barcodes import Kind as CodeKind
from core.barcodes import read
from core.errors import Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.shipping.handover.closing import Signature, close, print_manifest
from core.shipping.handover.queries import (
    KeptManifest,
    by_number,
    how_many_stand,
    manifest,
    standing,
)
from core.shipping.handover.scanning import Out, Scanned, begin, scan_out
from core.shipping.handover.taking_back import last_on, take_back
from core.shipping.settings import ShippingSettings
from core.transaction import Transaction

HAND = "hand_over"
"""What is in hand of it, beside the packing."""
_OWN = frozenset({CodeKind.TEXT, CodeKind.GTIN, CodeKind.PARCEL})
_NAMED = 5
"""Parcels that a sentence names."""


def choose(settings: ShippingSettings, courier: str) -> Deed:
    """Hand over to one courier from now on: parcels of others are not taken."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = begin(bench.tx, settings, bench.warehouse_id, courier)
        bench.lay_aside(HAND, {"manifest": found.id})
        return Answer(Kind.INFO, "hand_over_begun", _about(bench, settings, found))

    return do


def scanned(settings: ShippingSettings, raw: str) -> Deed:
    """Judge a code at the hand-over; what is no parcel there is packing's."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        code = read(raw)
        if code.kind is CodeKind.COMMAND and code.value == "DONE":
            return _left(bench, settings)
        if code.kind is CodeKind.COMMAND and code.value == "UNDO":
            return _last_back(bench, settings)
        if code.kind not in _OWN:
            return as_usual(bench, raw)
        found = in_hand(bench.tx, bench.work.aside)
        done = scan_out(bench.tx, bench.warehouse_id, raw, None if found is None else found.id)
        if done.out in {Out.TAKEN, Out.ADDED} and done.manifest is not None and found is None:
            bench.lay_aside(HAND, {"manifest": done.manifest.id})
        bench.parcel = done.parcel
        return _answer(bench, settings, done)

    return do


def sign(settings: ShippingSettings, signature: Signature) -> Deed:
    """Close the manifest in hand; it prints where a printer takes such papers."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = in_hand(bench.tx, bench.work.aside)
        if found is None:
            raise Refusal("manifest_none_in_hand")
        about = _about(bench, settings, found)
        closed = close(bench.tx, settings, found.id, signature)
        bench.lay_aside(HAND, None)
        about |= {"signed_by": closed.signed_by, "parcels": closed.parcels}
        if settings.printer_for("document") is None:
            return Answer(Kind.INFO, "hand_over_signed", about)
        job = print_manifest(bench.tx, settings, closed.id)
        return Answer(Kind.INFO, "hand_over_printed", about | {"printer": job.printer})

    return do


def print_again(settings: ShippingSettings, number: str) -> Deed:
    """Print a manifest as it was signed."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_number(bench.tx, number)
        job = print_manifest(bench.tx, settings, found.id)
        about = {"manifest": found.number, "printer": job.printer}
        return Answer(Kind.INFO, "manifest_prints", about)

    return do


def back(settings: ShippingSettings, parcel: str) -> Deed:
    """Take a parcel back that was scanned out by mistake."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _back(bench, settings, parcel)

    return do


def in_hand(tx: Transaction, aside: dict[str, Any]) -> KeptManifest | None:
    """The open manifest that a station hands over onto."""
    hand = aside.get(HAND)
    if hand is None:
        return None
    found = manifest(tx, hand["manifest"])
    return found if found.state == "open" else None


def goes_on(bench: Bench) -> Answer | None:
    """The hand-over that is in hand; None where none is."""
    found = in_hand(bench.tx, bench.work.aside)
    if found is None:
        return None
    about = {"manifest": found.number, "count": found.parcels}
    return Answer(Kind.INFO, "hand_over_goes_on", about)


def _left(bench: Bench, settings: ShippingSettings) -> Answer:
    """What stands there still, before somebody signs."""
    found = in_hand(bench.tx, bench.work.aside)
    if found is None:
        raise Refusal("manifest_none_in_hand")
    about = _about(bench, settings, found)
    rest = standing(bench.tx, bench.warehouse_id, found.courier)
    if not rest:
        return Answer(Kind.INFO, "hand_over_whole", about)
    some = ", ".join(f"{one.parcel} ({one.last_place})" for one in rest[:_NAMED])
    about["places"] = some + (" …" if len(rest) > _NAMED else "")
    return Answer(Kind.NEEDS_CONFIRMATION, "hand_over_left", about)


def _last_back(bench: Bench, settings: ShippingSettings) -> Answer:
    """Take back what this station scanned out last onto the manifest in hand."""
    found = in_hand(bench.tx, bench.work.aside)
    if found is None:
        raise Refusal("manifest_none_in_hand")
    last = last_on(bench.tx, found.id, bench.station_id)
    if last is None:
        raise Refusal("manifest_nothing", manifest=found.number)
    return _back(bench, settings, last)


def _back(bench: Bench, settings: ShippingSettings, code: str) -> Answer:
    done = take_back(bench.tx, code)
    bench.parcel = done.parcel
    about: dict[str, Any] = {"order": done.order_no, "parcel": done.parcel}
    about["courier"] = _name(settings, done.courier)
    if done.manifest is None:
        return Answer(Kind.UNDONE, "hand_over_alone", about)
    return Answer(Kind.UNDONE, "hand_over", about | _about(bench, settings, done.manifest))


def _answer(bench: Bench, settings: ShippingSettings, done: Scanned) -> Answer:
    about: dict[str, Any] = {"order": done.order_no, "parcel": done.parcel or done.code}
    if done.manifest is not None:
        about |= _about(bench, settings, done.manifest)
    about["whose"] = _name(settings, done.courier)
    match done.out:
        case Out.TAKEN:
            return Answer(Kind.OK if about["left"] else Kind.OK_LINE_DONE, "hand_over", about)
        case Out.ADDED:
            return Answer(Kind.INFO, "hand_over_added", about)
        case Out.AGAIN:
            return Answer(Kind.INFO, "hand_over_again", about)
        case Out.CANCELLED:
            return Answer(Kind.CANCELLED, "hand_over", about)
        case Out.HELD:
            return Answer(Kind.ON_HOLD, "hand_over", about)
        case Out.OLD_LABEL:
            return Answer(Kind.WRONG_LABEL, "hand_over", about)
        case Out.OTHER_COURIER:
            return Answer(Kind.WRONG_ITEM, "hand_over_courier", about)
        case Out.ELSEWHERE:
            return Answer(Kind.WRONG_ITEM, "hand_over_elsewhere", about)
        case Out.GONE:
            return Answer(Kind.WRONG_ITEM, "hand_over_gone", about)
    return Answer(Kind.UNKNOWN_CODE, "hand_over", about)


def _about(bench: Bench, settings: ShippingSettings, found: KeptManifest) -> dict[str, Any]:
    return {
        "manifest": found.number,
        "courier": _name(settings, found.courier),
        "count": found.parcels,
        "left": how_many_stand(bench.tx, bench.warehouse_id, found.courier),
    }


def _name(settings: ShippingSettings, code: str) -> str:
    courier = settings.couriers.find(code)
    return courier.name if courier else code
