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
    "info/entry_unchanged": Words(N_("Order {order}: nothing to change."), "", ""),
    "info/order_split": Words(
        N_("The goods are in the new order {second}; the rest stays in {order}."), "", ""
    ),
    "info/order_merged": Words(N_("Order {gone} is part of order {order} now."), "", ""),
}
"""Message ids by ``kind/detail``."""
