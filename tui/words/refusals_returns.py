"""Refusals about goods that come back: tasks to put them back, and returns."""

from __future__ import annotations

from core.i18n import N_

RETURNS: dict[str, str] = {
    "order_gone": N_("The order {order} has left already. Register a return when it comes back."),
    "put_away_unknown": N_("There is no task {task} to put goods back."),
    "put_away_done": N_("{sku} of task {task} is put back already."),
    "put_away_too_many": N_("{units} × {sku} are too many: {left} wait to be put back."),
    "return_unknown": N_("There is no return {returned}."),
    "return_label_unknown": N_("No order and no parcel has the label or number {label}."),
    "return_not_shipped": N_("Nothing of the order {order} has left, so nothing can come back."),
    "return_nothing_left": N_("All that left of the order {order} is back or expected already."),
    "return_too_many": N_("{units} × {sku} are too many: {left} may still come back."),
    "return_line_unknown": N_("The order {order} has no such line."),
    "return_moved": N_("The return {returned} has changed meanwhile. Look at it again."),
    "return_not_here": N_("The return {returned} is {state}; it cannot be inspected."),
    "return_not_of_order": N_("This is not part of the order {order}."),
    "return_sku_not_of": N_("{sku} is not part of the order {order}; it has: {known}."),
    "return_damage_note": N_("Say what is wrong with the damaged ones, with --note."),
    "return_bin_not_good": N_(
        "{bin} is the place for damaged goods; name another bin, or write them with --damaged."
    ),
    "parcel_not_delivered": N_(
        "Parcel {parcel} is {shipment}; it cannot be delivered. "
        "What came of it is written down with its return."
    ),
    "return_nothing_found": N_(
        "Nothing of the return {returned} was inspected. Scan its items, or refuse it."
    ),
    "return_not_all": N_("{rest} units of the return {returned} did not come yet."),
    "return_over": N_("The return {returned} is {state} already."),
    "return_step": N_("The return {returned} is {state}; this cannot be done with it."),
    "return_bin_needed": N_("Say where the good ones are put, with --bin."),
    "return_lot_needed": N_(
        "{sku} left with order {order} in several lots: {lots}. Say which came back, with --lot."
    ),
    "return_lot_not_sent": N_("{lot} of {sku} did not leave with order {order}, but: {lots}."),
    "return_which": N_("Say which return is meant."),
    "exchange_more": N_(
        "{units} units would go out for {came} that came back with {returned}. "
        "If it is meant so, add --sure."
    ),
    "refund_negative": N_("A refund cannot be below zero."),
    "bin_not_for_goods": N_("{bin} is no shelf. Scan a shelf, or DAMAGED for what is broken."),
}
