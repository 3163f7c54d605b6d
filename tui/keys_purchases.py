"""What keys do with purchase orders, with deliveries, and with what has to be bought."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_PURCHASES = frozenset({Where.PURCHASES})
_RECEIVING = frozenset({Where.RECEIVING})
_NEEDS = frozenset({Where.NEEDS})

PURCHASE_ACTIONS: tuple[Action, ...] = (
    Action(
        "purchase_next",
        "f9",
        N_("Next step"),
        N_("Order it, receive its goods, or close it."),
        _PURCHASES,
        "purchase_view",
    ),
    Action(
        "purchase_new",
        "f7",
        N_("New"),
        N_("Begin a purchase order."),
        _PURCHASES,
        "purchase_change",
        asks="form",
    ),
    Action(
        "purchase_line",
        "f6",
        N_("Line"),
        N_("Add, change or take out a line of a draft."),
        _PURCHASES,
        "purchase_change",
        asks="form",
    ),
    Action(
        "purchase_edit",
        "ctrl+g",
        N_("Change"),
        N_("Change the day, the rate or the note of a draft."),
        _PURCHASES,
        "purchase_change",
        asks="form",
    ),
    Action(
        "purchase_order",
        "ctrl+e",
        N_("Order"),
        N_("Say that the supplier was told; goods may come."),
        _PURCHASES,
        "purchase_change",
        asks="form",
    ),
    Action(
        "purchase_receive",
        "alt+r",
        N_("Receive"),
        N_("Take a delivery in hand."),
        _PURCHASES,
        "receive",
    ),
    Action(
        "purchase_close",
        "alt+u",
        N_("Close"),
        N_("No more will come; what is missing needs a reason."),
        _PURCHASES,
        "purchase_change",
        asks="choice",
    ),
    Action(
        "purchase_cancel",
        "alt+c",
        N_("Cancel"),
        N_("Cancel a purchase order, with a reason."),
        _PURCHASES,
        "purchase_change",
        asks="choice",
    ),
    Action(
        "purchase_filter",
        "alt+f",
        N_("Filter"),
        N_("Show purchase orders of one state only."),
        _PURCHASES,
        asks="choice",
    ),
    Action(
        "receive_expected",
        "f6",
        N_("All came"),
        N_("Take in what was expected, without scanning each."),
        _RECEIVING,
        "receive",
        asks="choice",
    ),
    Action(
        "receive_damaged",
        "alt+m",
        N_("Damaged"),
        N_("Set the goods that are scanned next aside, with a note."),
        _RECEIVING,
        "receive",
        asks="form",
    ),
    Action(
        "receive_lot",
        "alt+v",
        N_("Lot"),
        N_("Type lot and day of the goods that are scanned next."),
        _RECEIVING,
        "receive",
        asks="form",
    ),
    Action(
        "receive_over",
        "alt+u",
        N_("More came"),
        N_("Take in more than was ordered with the next scan."),
        _RECEIVING,
        "receive",
    ),
    Action(
        "receive_undo",
        "f8",
        N_("Undo"),
        N_("Take back what was received last."),
        _RECEIVING,
        "receive",
    ),
    Action(
        "receive_done",
        "f9",
        N_("Done"),
        N_("The delivery is over."),
        _RECEIVING,
        "receive",
    ),
    Action(
        "need_buy",
        "f9",
        N_("Buy"),
        N_("Put all that is short on purchase orders."),
        _NEEDS,
        "purchase_change",
        asks="form",
    ),
)
"""Part of the registry in `tui.keys`."""
