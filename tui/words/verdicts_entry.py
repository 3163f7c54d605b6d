"""Words for orders that are typed in, changed, split and merged."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_NEXT_ONE = N_("F7 in the order book or the queue begins the next one.")

ENTRY_WORDS: dict[str, Words] = {
    "ok/entry_added": Words(
        N_("{added} × {item}, {units} in the order."), "", N_("Scan or type the next product.")
    ),
    "info/entry_made": Words(N_("Order {order} is saved."), "", _NEXT_ONE),
    "info/entry_made_short": Words(
        N_("Order {order} is saved; {units} units are missing, it waits for stock."), "", _NEXT_ONE
    ),
    "info/entry_edited": Words(N_("Order {order} is changed."), "", ""),
    "info/entry_edited_short": Words(
        N_("Order {order} is changed; {units} units are missing, it waits for stock."), "", ""
    ),
    "info/entry_edited_void": Words(
        N_("Order {order} is changed; the label of {parcels} is void. Take it off the box."),
        "",
        N_("A new label: kemas shipments create {order}"),
    ),
    "info/entry_edited_label": Words(
        N_("Order {order} is changed; the label on {parcels} is void, a new one is made."),
        "",
        N_("The new label names the old one: put it over it. Or scan the box, then it prints."),
    ),
    "info/entry_edited_waybill": Words(
        N_("Order {order} is changed; the label on {parcels} is void."),
        "",
        N_("Take a new label of the courier: scan the order at the table, then its number."),
    ),
    "info/entry_edited_open": Words(
        N_("Order {order} has other goods now: parcel {parcels} is open again, its label is void."),
        "",
        N_("Scan order {order} at the table and pack it as it is now."),
    ),
    "info/entry_edited_put_back": Words(
        N_("Order {order} is changed; units to put back: {put_back}."),
        "",
        N_("The list of goods to put back says where."),
    ),
    "info/entry_unchanged": Words(N_("Order {order}: nothing to change."), "", ""),
    "info/order_split": Words(
        N_("The goods are in the new order {second}; the rest stays in {order}."), "", ""
    ),
    "info/order_merged": Words(N_("Order {gone} is part of order {order} now."), "", ""),
}
"""Message ids by ``kind/detail``."""
