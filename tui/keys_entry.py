"""What keys do with orders that are typed in by hand, changed, taken apart and put together."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_LISTS = frozenset({Where.QUEUE, Where.ORDERS})
_SHEETS = _LISTS | {Where.ORDER}
_ENTRY = frozenset({Where.ENTRY})

ENTRY_ACTIONS: tuple[Action, ...] = (
    Action(
        "new_order",
        "f7",
        N_("New"),
        N_("Type an order in, from phone or chat."),
        _LISTS,
        "order_add",
    ),
    Action(
        "edit_order",
        "ctrl+g",
        N_("Change"),
        N_("Change buyer, products, prices, courier or note of the order."),
        _SHEETS,
        "order_note",
    ),
    Action(
        "copy_order",
        "ctrl+n",
        N_("Copy"),
        N_("Type in a new order like this one."),
        _SHEETS,
        "order_add",
    ),
    Action(
        "split_order",
        "ctrl+k",
        N_("Split"),
        N_("Put some of the goods into a second order."),
        _SHEETS,
        "order_edit",
        asks="form",
    ),
    Action(
        "merge_order",
        "ctrl+w",
        N_("Merge"),
        N_("Take another order of the same buyer into this one."),
        _SHEETS,
        "order_edit",
        asks="choice",
    ),
    Action(
        "entry_fee",
        "ctrl+f",
        N_("Ask fee"),
        N_("Ask couriers for the shipping fee of what is typed in; Enter takes an offer."),
        _ENTRY,
    ),
    Action("entry_save", "f9", N_("Save"), N_("Look it over and save it."), _ENTRY),
    Action(
        "entry_drop",
        "alt+c",
        N_("Throw away"),
        N_("Forget what was typed; its goods are free again."),
        _ENTRY,
    ),
)
"""In the order in which they are offered."""
