"""What keys do with lots, with plans of counts, and with pick bins that are kept filled."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_LOTS = frozenset({Where.LOTS})
_PLANS = frozenset({Where.COUNT_PLANS})
_HOMES = frozenset({Where.PICK_HOMES})

LOT_ACTIONS: tuple[Action, ...] = (
    Action(
        "lot_day",
        "ctrl+g",
        N_("Change"),
        N_("Set right when the lot expires, and its note."),
        _LOTS,
        "stock_adjust",
        asks="form",
    ),
    Action(
        "lot_assign",
        "f7",
        N_("Assign"),
        N_("Say which lot the goods in a bin are of."),
        _LOTS,
        "stock_adjust",
        asks="form",
    ),
    Action(
        "lot_track",
        "alt+y",
        N_("Track by"),
        N_("Track a product by lot, expiry or serial number, or no more."),
        _LOTS,
        "stock_adjust",
        asks="form",
    ),
    Action(
        "lot_aside",
        "alt+p",
        N_("Lay aside"),
        N_("Lay all expired goods aside, where nobody is promised them."),
        _LOTS,
        "stock_adjust",
        asks="choice",
    ),
    Action(
        "lot_filter",
        "alt+f",
        N_("Show"),
        N_("Show all lots, those that expire soon, or expired goods on shelves."),
        _LOTS,
        asks="choice",
    ),
    Action(
        "count_plan_new",
        "f7",
        N_("New"),
        N_("Have bins counted by themselves: all of them at times, or some each day."),
        _PLANS,
        "count_post",
        asks="form",
    ),
    Action(
        "count_plan_edit",
        "ctrl+g",
        N_("Change"),
        N_("Change what the plan has counted, and when."),
        _PLANS,
        "count_post",
        asks="form",
    ),
    Action(
        "count_plan_end",
        "alt+c",
        N_("End"),
        N_("Count nothing more by the plan."),
        _PLANS,
        "count_post",
        asks="choice",
    ),
    Action(
        "home_new",
        "f7",
        N_("New"),
        N_("Say which bin a product is picked from, and how full it is kept."),
        _HOMES,
        "stock_adjust",
        asks="form",
    ),
    Action(
        "home_edit",
        "ctrl+g",
        N_("Change"),
        N_("Change the pick bin of a product, or how full it is kept."),
        _HOMES,
        "stock_adjust",
        asks="form",
    ),
    Action(
        "home_drop",
        "alt+c",
        N_("Drop"),
        N_("Keep the pick bin filled no more."),
        _HOMES,
        "stock_adjust",
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
