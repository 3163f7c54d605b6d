"""What keys do with goods that come back: returns, and goods that go back to the shelf."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_OF_ORDERS = frozenset({Where.QUEUE, Where.WORK, Where.ORDER, Where.ORDERS})
_RETURNS = frozenset({Where.RETURNS})
_PUT_BACK = frozenset({Where.PUT_BACK})

RETURN_ACTIONS: tuple[Action, ...] = (
    Action("returns", "alt+s", N_("Returns"), N_("Show what comes back from buyers.")),
    Action(
        "return",
        "ctrl+r",
        N_("Return"),
        N_("Register that goods of the order come back."),
        _OF_ORDERS,
        "return_register",
        asks="form",
    ),
    Action(
        "register",
        "f7",
        N_("Register"),
        N_("Register a return by a label or an order number."),
        _RETURNS,
        "return_register",
    ),
    Action(
        "return_undo",
        "f8",
        N_("Undo"),
        N_("Take back the last item of the inspection."),
        _RETURNS,
        "return_inspect",
    ),
    Action(
        "return_next",
        "f9",
        N_("Next step"),
        N_("Receive it, close its inspection, or settle it."),
        _RETURNS,
    ),
    Action(
        "return_damaged",
        "alt+m",
        N_("Damaged"),
        N_("Put the item in hand aside as damaged, with a note."),
        _RETURNS,
        "return_inspect",
        asks="form",
    ),
    Action(
        "return_settle",
        "alt+y",
        N_("Settle"),
        N_("Pay back, exchange, or end an inspected return."),
        _RETURNS,
        "return_settle",
        asks="form",
    ),
    Action(
        "return_refuse",
        "alt+c",
        N_("Refuse"),
        N_("Refuse the return, with a reason."),
        _RETURNS,
        "return_register",
        asks="choice",
    ),
    Action("put_back", "alt+e", N_("Put back"), N_("Show goods that go back to the shelf.")),
    Action(
        "put_back_choose",
        "enter",
        N_("In hand"),
        N_("Take these goods in hand; then scan the bin."),
        _PUT_BACK,
        "put_away",
    ),
    Action(
        "put_back_gone",
        "alt+c",
        N_("Not there"),
        N_("Write the goods off, with a reason."),
        _PUT_BACK,
        "stock_adjust",
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
