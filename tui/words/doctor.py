"""Words of `kemas doctor`: what each check proves, what it found, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.doctor.findings import Finding, Verdict
from core.fulfilment.states import ParcelState
from core.i18n import N_, _, language
from core.money import Money, show
from core.orders.states import Fulfilment, OrderStatus
from core.shipping.states import ShipmentState
from core.text import fit, visible
from tui.words.doctor_goods import AGAIN, GOODS_FOUND, Said
from tui.words.doctor_machine import MACHINE_FOUND, MACHINE_PROVES, machine_in_words
from tui.words.doctor_money import MONEY_AMOUNTS, MONEY_FOUND, MONEY_PROVES
from tui.words.doctor_offline import OFFLINE_FOUND
from tui.words.doctor_payouts import PAYOUT_AMOUNTS, PAYOUT_FOUND, PAYOUT_PROVES
from tui.words.doctor_tables import TABLES_FOUND
from tui.words.doctor_trail import TRAIL_FOUND
from tui.words.pay_links import LINK_FOUND, found_in_words
from tui.words.purchases import purchase_state
from tui.words.states import (
    document_name,
    fulfilment_name,
    parcel_state,
    shipment_state,
    status_name,
)

_WIDEST = 200
PROVES: Mapping[str, str] = {
    "schema": N_("The database has all tables, columns, indexes and guards of this program."),
    "integrity": N_("The database's own check finds nothing broken."),
    "settings": N_("Printers, warehouses and couriers in use are configured; no secret is open."),
    "states": N_("Every state is one that the program knows."),
    "stock": N_("What lies in each bin is what the moves add up to."),
    "reserved": N_("What is promised in each bin is what orders and drafts hold there."),
    "bounds": N_("No bin has more promised than lies in it, or less than nothing."),
    "put-back": N_("What lies loose in totes and beside the tables has a task to put it back."),
    "lots": N_("Of tracked goods each unit has its lot, and each serial number is there once."),
    "moves": N_("Goods move only between bins of one warehouse, or as a transfer."),
    "transfers": N_("In transit lies what transfers have sent and nobody has received."),
    "bins": N_("Nothing lies in bins that are closed."),
    "promises": N_("Only orders that need goods hold them, and not more than they need."),
    "holds": N_("Nothing is held for drafts that nobody types in any more."),
    "blocks": N_("Goods are blocked on shelves, and no longer than somebody said."),
    "replenishing": N_("Pick bins are shelves of their warehouse, filled up from its shelves."),
    "walks": N_("What is to be fetched is part of a walk that goes on, and its units add up."),
    "counts": N_("Counts that are over leave nothing to count, and were posted as counted."),
    "purchases": N_("What purchase orders say is here is what their deliveries brought."),
    "boxes": N_("What is in the parcels is what the orders say, and packed orders are whole."),
    "packed": N_("The place for packed goods holds what is in the parcels of the house."),
    "labels": N_("Each finished parcel has one label, and it is of a booked shipment."),
    "shipments": N_("Each parcel has one live shipment, which fits where the parcel is."),
    "jobs": N_("No print job hangs."),
    "outbox": N_("Nothing that has to go out hangs."),
    "claims": N_("No order is kept by a station that is gone."),
    "payments": N_("What is paid of each order is what its payments add up to."),
    "totals": N_("What each order costs is its lines, less discounts, and the shipping fee."),
    **MONEY_PROVES,
    **PAYOUT_PROVES,
    "links": N_("What came through links is booked, and no settled invoice can be paid by one."),
    "manifests": N_("What couriers signed for has left, and stands on their manifest."),
    "statements": N_("What couriers' statements say is paid is paid in the orders."),
    "status": N_("The status of each order fits its goods and its money."),
    "offline": N_("What was scanned without the database is saved, or somebody sees to it."),
    "trail": N_("The audit trail is as it was sealed, and what is settled gets sealed."),
    "search": N_("Every order is found by what stands in it now."),
    **MACHINE_PROVES,
    "returns": N_("No more came back than was sent, and all of it is in the ledger."),
}
"""The sentence of each check."""
ABOUT: Mapping[Verdict, str] = {
    Verdict.OK: N_("ok"),
    Verdict.HINT: N_("hint"),
    Verdict.BROKEN: N_("BROKEN"),
    Verdict.UNSEEN: N_("NOT SEEN"),
}
"""A verdict in a word."""

_SEARCH = N_("Set it right with: kemas doctor --repair search")
_LOOK = N_("Look at it with: kemas orders show {order_no}")
_WORKER = N_("Look whether a worker runs, or start one with: kemas worker")
_REPACK = N_("Scan parcel {parcel} at a packing table and pack it anew.")
_SHIPMENT = N_("Look at it with: kemas shipments show {parcel}, then cancel what is too much.")

FOUND: Mapping[str, Said] = {
    **LINK_FOUND,
    **MACHINE_FOUND,
    **TABLES_FOUND,
    "state_unknown": Said(
        N_("{name} in {table} has {column} “{value}”, which does not exist."),
        N_("Some other program wrote this. Restore a good copy, or report it."),
    ),
    **GOODS_FOUND,
    **MONEY_FOUND,
    **PAYOUT_FOUND,
    **TRAIL_FOUND,
    **OFFLINE_FOUND,
    "boxes_differ": Said(
        N_(
            "Order {order_no}, {sku}: {packed} packed and {boxed} in finished parcels; "
            "in the parcels lie {inside} and {in_boxes}."
        ),
        N_("Open the parcels of order {order_no}, count {sku} and pack them anew."),
    ),
    "boxes_too_much": Said(
        N_(
            "Order {order_no}, {sku}: {packed} packed, {short} missing and {excepted} left out "
            "are more than {quantity} ordered."
        ),
        N_("Open the parcels of order {order_no}, count {sku} and pack them anew."),
    ),
    "boxes_not_all": Said(
        N_("Order {order_no} is {fulfilment}, but only {packed} of {quantity} × {sku} are packed."),
        _LOOK,
    ),
    "boxes_strange": Said(
        N_("Parcel {parcel} of order {order_no} holds {quantity} × {sku} of another order."),
        _REPACK,
    ),
    "packed_differs": Said(
        N_("{sku}: {kept} on hand as packed, {boxed} in the parcels of the house."),
        N_("Count {sku} in the finished parcels, and look for one that left unscanned."),
    ),
    "label_second": Said(
        N_("Parcel {parcel} of order {order_no} has two labels; the later one is of {waybill}."),
        N_("Look which one is on the box and void the other: kemas shipments show {parcel}"),
    ),
    "label_unpacked": Said(
        N_("Parcel {parcel} of order {order_no} is not packed and has the label of {waybill}."),
        N_("Take the label off the box and destroy it, then pack parcel {parcel} anew."),
    ),
    "label_mixed": Said(
        N_("The label of parcel {parcel} of order {order_no} is of another parcel's shipment."),
        N_("Stop parcel {parcel}, take its label off and make a new one."),
    ),
    "label_unbooked": Said(
        N_(
            "The label of parcel {parcel} of order {order_no} is of a shipment that is {shipment}: "
            "{waybill}."
        ),
        N_("Stop parcel {parcel}, take its label off and make a new one."),
    ),
    "label_missing": Said(
        N_("Parcel {parcel} of order {order_no} is {parcel_state} and has no label."), _REPACK
    ),
    "shipment_second": Said(
        N_("Parcel {parcel} of order {order_no} has two live shipments; the later is {own_code}."),
        _SHIPMENT,
    ),
    "shipment_of_void": Said(
        N_("Parcel {parcel} of order {order_no} is void; its shipment {own_code} is {shipment}."),
        _SHIPMENT,
    ),
    "shipment_nameless": Said(
        N_("Shipment {own_code} of parcel {parcel}, order {order_no}, is booked without a number."),
        _SHIPMENT,
    ),
    "shipment_behind": Said(
        N_("Parcel {parcel} of order {order_no} is handed over; its shipment is still booked."),
        N_("Ask the courier for {waybill}, and mark order {order_no} as delivered when it is."),
    ),
    "shipment_ahead": Said(
        N_("Shipment {own_code} is {shipment}; its parcel {parcel} of {order_no} is still here."),
        N_("Hand the parcel over, or look for it: {parcel}."),
    ),
    "shipment_kept": Said(
        N_(
            "The courier {courier} did not cancel shipment {own_code} of parcel {parcel}, "
            "order {order_no}."
        ),
        N_("Tell the courier, then: kemas shipments cancel {parcel} --told"),
    ),
    "shipment_forgotten": Said(
        N_(
            "Shipment {own_code} of parcel {parcel}, order {order_no}, waits for a booking "
            "that nobody makes."
        ),
        _SHIPMENT,
    ),
    "job_hangs": Said(
        N_(
            "Print job {number} ({document}, {order_no}) is half-way to {printer}; "
            "its worker is gone."
        ),
        _WORKER,
    ),
    "job_unknown": Said(
        N_(
            "Nobody knows whether print job {number} ({document}, {order_no}) "
            "came out of {printer}."
        ),
        N_("Look for the paper, then: kemas jobs answer {number} yes, or no"),
    ),
    "outbox_hangs": Said(
        N_("{key} ({order_no}) is being sent; the worker that did so is gone."), _WORKER
    ),
    "outbox_unknown": Said(
        N_("Nobody knows whether {key} ({order_no}) arrived: {error}"),
        N_("Ask the courier or the buyer, then answer at the shipment or the message."),
    ),
    "outbox_waits": Said(N_("{key} ({order_no}) was due long ago and still waits."), _WORKER),
    "claim_endless": Said(
        N_("Order {order_no} is kept by {operator} at {station} without an end."),
        N_("Take it over at another station: scan {order_no} there."),
    ),
    "claim_left": Said(
        N_("{operator} began order {order_no} at {station}, where nobody works any more."),
        N_("Scan {order_no} at any station to go on with it."),
    ),
    "paid_differs": Said(
        N_("Order {order_no}: {kept} paid, its payments add up to {sum}."),
        N_("Look at its money with: kemas orders payments {order_no}"),
    ),
    "credited_differs": Said(
        N_("Order {order_no}: {kept} is taken off, its returns took off {sum}."),
        N_("Look at its returns with: kemas returns list --search {order_no}"),
    ),
    "total_differs": Said(
        N_(
            "Order {order_no} costs {total}; {goods} of goods, {discount} off and {shipping_fee} "
            "for shipping make another sum."
        ),
        _LOOK,
    ),
    "goods_differ": Said(
        N_("Order {order_no} has goods for {goods}; its lines add up to {line_goods}."), _LOOK
    ),
    "discount_differs": Said(
        N_(
            "Order {order_no} has {discount} off {goods}; "
            "its lines alone give off {line_discounts}."
        ),
        _LOOK,
    ),
    "units_differ": Said(
        N_(
            "Order {order_no} counts {units} units in {lines} lines; it has {line_units} "
            "in {line_count}."
        ),
        _LOOK,
    ),
    "status_unfit": Said(
        N_("Order {order_no} is “{status}” for the shop while its goods are “{fulfilment}”."),
        _LOOK,
    ),
    "status_behind": Said(
        N_("All parcels of order {order_no} are booked, and it is still “{status}”."),
        AGAIN,
    ),
    "status_ahead": Said(
        N_("Order {order_no} is “{status}”, and a parcel of it is not booked."), _LOOK
    ),
    "status_paid": Said(
        N_("Order {order_no} is “{status}” and all of its {total} is paid."),
        N_("Let it go on with: kemas orders accept {order_no} WHY"),
    ),
    "status_nothing_paid": Said(
        N_("Order {order_no} is “{status}” and nothing of it is paid."),
        N_("Look at its money with: kemas orders payments {order_no}"),
    ),
    "status_not_done": Said(
        N_("Order {order_no} is delivered and paid, and still “{status}”."),
        N_("End it with: kemas orders delivered {order_no}"),
    ),
    "search_text": Said(N_("Order {order_no} is found by what stood in it before."), _SEARCH),
    "search_no_text": Said(N_("Order {order_no} is not found by its contents."), _SEARCH),
    "search_words": Said(N_("Order {order_no} is not found by: {words}"), _SEARCH),
    "search_text_left": Said(N_("Order {order_no} is over and makes the search slow."), _SEARCH),
    "search_wordless": Said(N_("Order {order_no} is over and cannot be found."), _SEARCH),
    "manifest_wrong": Said(
        N_("Parcel {parcel} ({parcel_state}) does not belong on manifest {manifest}."),
        N_("Look where the box is; then: kemas handover show {manifest}"),
    ),
    "manifest_unfit": Said(
        N_("Manifest {manifest} holds {kept} parcels; its signed paper names {named}."),
        N_("Hold it against the paper: kemas handover show {manifest}"),
    ),
    "cod_line_unpaid": Said(
        N_("{file}, line {line_no}: {waybill} is paid, but its order has no such payment."),
        N_("Look at the order's payments: kemas orders payments; the line: kemas cod list"),
    ),
    "return_differs": Said(
        N_("Return {returned}, {sku}: {found} inspected, the moves say {moved}."),
        N_("Count the bin in which {sku} of return {returned} lies."),
    ),
    "return_too_much": Said(
        N_("Order {order_no}, {sku}: {back} came back of {shipped} that left; return {returned}."),
        N_("Look at it with: kemas returns show {returned}"),
    ),
}
"""What is said, by the code of a finding."""


class _Params(dict[str, str]):
    """Parameters made harmless; one that is missing shows as a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"


_MONEY = {
    "paid_differs": ("kept", "sum"),
    "credited_differs": ("kept", "sum"),
    "total_differs": ("total", "goods", "discount", "shipping_fee"),
    "goods_differ": ("goods", "line_goods"),
    "discount_differs": ("goods", "discount", "line_discounts"),
    "status_paid": ("total",),
    **MONEY_AMOUNTS,
    **PAYOUT_AMOUNTS,
}


def say(finding: Finding, check: str) -> tuple[str, str]:
    """What was found and what to do next, in the current language, harmless for the terminal."""
    said = FOUND[finding.code]
    shown = _Params({"check": check} | _in_words(finding))
    shown = _Params({name: fit(visible(str(one)), _WIDEST) for name, one in shown.items()})
    return _(said.what).format_map(shown), _(said.then).format_map(shown)


def _in_words(finding: Finding) -> dict[str, Any]:
    """The parameters as people read them: states by their names, amounts with their currency."""
    told = dict(finding.params)
    for name in _MONEY.get(finding.code, ()):
        told[name] = show(Money(int(told[name]), str(told["currency"])), language())
    # A state that nobody knows is a finding of its own: here it stands as it is.
    if told.get("fulfilment") in set(Fulfilment):
        told["fulfilment"] = fulfilment_name(Fulfilment(told["fulfilment"]))
    if told.get("status") in set(OrderStatus):
        told["status"] = status_name(OrderStatus(told["status"]))
    state = told.get("state")
    if state in set(ParcelState):
        told["parcel_state"] = parcel_state(ParcelState(state))
    if state in set(ShipmentState):
        told["shipment"] = shipment_state(ShipmentState(state))
    if "kind" in told:
        told["document"] = document_name(str(told["kind"]))
    if finding.code == "purchase_unfit":
        told["state"] = purchase_state(str(state))
    if finding.code in LINK_FOUND:
        told |= found_in_words(told)
    if finding.code in MACHINE_FOUND:
        told |= machine_in_words(told)
    for name in ("order_no", "waybill"):
        if name in told and not told[name]:
            told[name] = "-"
    return told
