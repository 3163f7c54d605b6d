"""Refusals about goods that come back: tasks to put them back, and returns."""

from __future__ import annotations

from core.i18n import N_

RETURNS: dict[str, str] = {
    "order_gone": N_("The order {order} has left already. Register a return when it comes back."),
    "put_away_unknown": N_("There is no task {task} to put goods back."),
    "put_away_done": N_("{sku} of task {task} is put back already."),
    "put_away_too_many": N_("{units} × {sku} are too many: {left} wait to be put back."),
    "bin_not_for_goods": N_("{bin} is no shelf. Scan a shelf, or DAMAGED for what is broken."),
}
