"""Edits, splits and merges of orders with all that follows for parcels, labels and shipments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import Refusal
from core.fulfilment.claims import holder
from core.fulfilment.parcels import (
    Parcel,
    empty_parcels,
    of_order_parcels,
    step_parcel,
)
from core.fulfilment.states import ParcelState
from core.fulfilment.unpacking import void_parcel
from core.orders.commands import find, head, set_status
from core.orders.entry.changes import Choose
from core.orders.entry.contents import Contents
from core.orders.entry.editing import Edited, edit
from core.orders.entry.parting import Joined, Parted, merge, split
from core.orders.entry.reading import stored_lines
from core.orders.entry.rules import EntryRules, entry_rules
from core.orders.states import OrderStatus
from core.paper.commands import void_label
from core.people.permissions import Permission, require
from core.settings import Config
from core.shipping.cancelling import withdraw
from core.shipping.shipments import Shipment, cancel, live_shipment
from core.shipping.states import ShipmentState
from core.transaction import Transaction

_PLANNED = frozenset({"courier", "service", "cod"})
"""Fields that the plan of a parcel's shipment took over."""


@dataclass(frozen=True, slots=True)
class EditedOrder:
    """An edit with what it took back: the codes of parcels whose label counts no more."""

    edited: Edited
    void: tuple[str, ...] = ()


def rules_of(config: Config, warehouse: int) -> EntryRules:
    """The rules of typing orders in, with what the packing tables know."""
    return entry_rules(config, warehouse, lambda tx, order: holder(tx, order) is not None)


def edit_order(
    tx: Transaction,
    rules: EntryRules,
    order_id: int,
    base: Contents,
    wanted: Contents,
    *,
    choose: Choose | None = None,
    update_customer: bool = False,
) -> EditedOrder:
    """Edit an order; labels that would say something else are void and their shipments cancelled.

    The boxes stay packed, to be sent anew. Raises what `edit` raises, NotAllowed where a label
    would have to go, and Refusal ``edit_booking`` while a courier is asked or nobody knows what
    it did.
    """
    done = edit(tx, rules, order_id, base, wanted, choose=choose, update_customer=update_customer)
    if not done.on_label:
        return EditedOrder(done)
    names = frozenset(done.changes)
    void = [one.code for one in of_order_parcels(tx, order_id) if _take_back(tx, one, names)]
    if void:
        order = head(tx, order_id)
        if order.status is OrderStatus.SHIPPING:
            set_status(tx, order, OrderStatus.PROCESSING)
    return EditedOrder(done, tuple(void))


def split_order(
    tx: Transaction, rules: EntryRules, order_id: int, parts: Mapping[str, int]
) -> Parted:
    """Put units (by SKU) into a second order. Raises NotFound-like refusals of `split`."""
    left = {sku.casefold(): units for sku, units in parts.items()}
    chosen: dict[int, int] = {}
    order = head(tx, order_id)
    for line in stored_lines(tx, order_id):
        units = min(left.get(line.sku.casefold(), 0), line.quantity)
        if units > 0:
            chosen[line.id] = units
            left[line.sku.casefold()] -= units
    over = next((sku for sku, units in parts.items() if left[sku.casefold()]), None)
    if over is not None:
        has = sum(
            line.quantity
            for line in stored_lines(tx, order_id)
            if line.sku.casefold() == over.casefold()
        )
        raise Refusal("part_too_many", sku=over, units=parts[over], quantity=has)
    _clear_table(tx, order.id)
    return split(tx, rules, order_id, chosen)


def merge_orders(tx: Transaction, rules: EntryRules, keep: int, gone: int) -> Joined:
    """Make one order of two; parcels that were begun for them and are empty are given up."""
    for one in (keep, gone):
        _clear_table(tx, one)
    return merge(tx, rules, keep, gone)


def order_named(tx: Transaction, number: str, channel: str = "") -> int:
    """The id of an order by its number."""
    return find(tx, number, channel).id


def _clear_table(tx: Transaction, order_id: int) -> None:
    for parcel in empty_parcels(tx, order_id):
        live = live_shipment(tx, parcel.id)
        if live is not None and live.state is ShipmentState.DRAFT:
            cancel(tx, live)
        if live is None or live.state is ShipmentState.DRAFT:
            void_parcel(tx, parcel.id)


def _take_back(tx: Transaction, parcel: Parcel, names: frozenset[str]) -> bool:
    """Void a parcel's label and cancel its shipment; False where there was neither."""
    if parcel.state is ParcelState.HANDED_OVER:
        raise Refusal("edit_gone", order=parcel.code)
    shipment = live_shipment(tx, parcel.id)
    if shipment is not None and shipment.state is ShipmentState.DRAFT:
        if names & _PLANNED:
            cancel(tx, shipment)  # planned anew, as the order says now
        return False
    had = False
    if shipment is not None:
        require(tx, Permission.LABEL_VOID)
        _cancel_booking(tx, parcel, shipment)
        had = True
    if void_label(tx, parcel.id, "order_edited") is not None:
        require(tx, Permission.LABEL_VOID)
        had = True
    if had and parcel.state in {ParcelState.LABELLED, ParcelState.CLOSED}:
        step_parcel(tx, parcel, ParcelState.COMPLETE)
    return had


def _cancel_booking(tx: Transaction, parcel: Parcel, shipment: Shipment) -> None:
    if shipment.state is ShipmentState.UNKNOWN or not withdraw(tx, shipment):
        raise Refusal("edit_booking", parcel=parcel.code, courier=shipment.courier)
    cancel(tx, shipment)
