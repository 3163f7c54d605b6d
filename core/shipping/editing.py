"""Edits, splits and merges of orders with all that follows for parcels, labels and shipments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import Refusal
from core.fulfilment.claims import holder
from core.fulfilment.parcels import empty_parcels, of_order_parcels
from core.fulfilment.unpacking import void_parcel
from core.orders.commands import head, set_status, step, where_it_stands
from core.orders.entry.changes import Choose
from core.orders.entry.contents import Contents
from core.orders.entry.editing import Edited, edit
from core.orders.entry.parting import Joined, Parted, merge, split
from core.orders.entry.reading import stored_lines
from core.orders.entry.rules import EntryRules, entry_rules
from core.orders.search import add_word
from core.orders.states import Fulfilment, OrderStatus
from core.paper.queries import current_label
from core.settings import Config
from core.shipping.relabelling import Renewed, renew, take_back
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import Shipment, cancel, live_shipment
from core.shipping.states import ShipmentState
from core.shipping.taking_out import reopen, take_out
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class EditedOrder:
    """An edit with what it took back, and what became of it."""

    edited: Edited
    void: tuple[str, ...] = ()
    """Parcels whose label counts no more."""
    renewed: tuple[Renewed, ...] = ()
    """Those that were booked anew."""
    opened: tuple[str, ...] = ()
    """Those that are open again, to be packed as the order is now."""
    put_back: int = 0
    """Units that were picked or packed and have to be put back."""

    @property
    def intents(self) -> tuple[int, ...]:
        """Bookings that need nobody outside."""
        return tuple(one.intent for one in self.renewed if one.intent is not None)


def rules_of(config: Config, warehouse: int) -> EntryRules:
    """The rules of typing orders in, with what the packing tables know."""
    return entry_rules(config, warehouse, lambda tx, order: holder(tx, order) is not None)


def edit_order(
    tx: Transaction,
    settings: ShippingSettings,
    rules: EntryRules,
    order_id: int,
    base: Contents,
    wanted: Contents,
    *,
    choose: Choose | None = None,
    update_customer: bool = False,
) -> EditedOrder:
    """Edit an order with all that follows for what was picked, packed, labelled or booked of it.

    Labels that would say something else are void and their shipments cancelled. Where the goods
    are the same, the boxes stay packed and are booked anew at once; else they are open again, and
    what is over is put back. Raises what `edit` and `take_back` raise.
    """
    opened: tuple[str, ...] = ()
    units = 0

    def taken_out(tx: Transaction, order_id: int, stays: Mapping[int, int]) -> None:
        nonlocal opened, units
        opened = reopen(tx, order_id)
        units = take_out(tx, order_id, stays)

    done = edit(
        tx,
        rules,
        order_id,
        base,
        wanted,
        choose=choose,
        update_customer=update_customer,
        take_out=taken_out,
    )
    _find_by_waybills(tx, order_id)  # the words of an order were written anew
    if not done.on_label:
        return EditedOrder(done)
    names = frozenset(done.changes)
    gone: dict[int, Shipment] = {}
    void = list(opened)
    for parcel in of_order_parcels(tx, order_id):
        had = current_label(tx, parcel.id) is not None
        shipment = take_back(tx, parcel, names)
        if shipment is not None:
            gone[parcel.id] = shipment
        if had:
            void.append(parcel.code)
    order = head(tx, order_id)
    if void and order.status is OrderStatus.SHIPPING:
        set_status(tx, order, OrderStatus.PROCESSING)
    if done.moved:
        _go_on(tx, order_id)
    renewed = renew(tx, settings, order_id, gone, names)
    return EditedOrder(done, tuple(void), renewed, opened, units)


def _find_by_waybills(tx: Transaction, order_id: int) -> None:
    for parcel in of_order_parcels(tx, order_id):
        shipment = live_shipment(tx, parcel.id)
        if shipment is not None:
            add_word(tx, order_id, shipment.waybill)


def _go_on(tx: Transaction, order_id: int) -> None:
    """An order of which all lies in totes is picked, also after an edit."""
    order = head(tx, order_id)
    if order.fulfilment is Fulfilment.READY and where_it_stands(tx, order_id) is Fulfilment.PICKED:
        order = step(tx, order, Fulfilment.PICKING)
        step(tx, order, Fulfilment.PICKED)


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


def _clear_table(tx: Transaction, order_id: int) -> None:
    for parcel in empty_parcels(tx, order_id):
        live = live_shipment(tx, parcel.id)
        if live is not None and live.state is ShipmentState.DRAFT:
            cancel(tx, live)
        if live is None or live.state is ShipmentState.DRAFT:
            void_parcel(tx, parcel.id)
