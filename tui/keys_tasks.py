"""What keys do with pick bins that are filled up, with blocked goods, and in the look-up."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_REPLENISH = frozenset({Where.REPLENISH})
_BLOCKS = frozenset({Where.BLOCKS})
_LOOKUP = frozenset({Where.LOOKUP})

TASK_ACTIONS: tuple[Action, ...] = (
    Action("lookup", "ctrl+l", N_("Look up"), N_("Scan anything: what it is, where, for whom.")),
    Action(
        "lookup_follow",
        "f9",
        N_("Look at"),
        N_("Look up what the line is about."),
        _LOOKUP,
        "stock_view",
    ),
    Action(
        "replenish_done",
        "f9",
        N_("Brought"),
        N_("Write down that the goods were brought, without scans."),
        _REPLENISH,
        "put_away",
        asks="form",
    ),
    Action(
        "replenish_plan",
        "f7",
        N_("Plan"),
        N_("Look at once which pick bins run low."),
        _REPLENISH,
        "put_away",
    ),
    Action(
        "replenish_home",
        "f6",
        N_("Pick bin"),
        N_("Say which bin a product is picked from, and how full it is kept."),
        _REPLENISH,
        "stock_adjust",
        asks="form",
    ),
    Action(
        "replenish_gone",
        "alt+c",
        N_("Not there"),
        N_("The rest is not in the bulk bin: end the task, have the bin counted."),
        _REPLENISH,
        "put_away",
    ),
    Action(
        "block_new",
        "f7",
        N_("Block"),
        N_("Keep goods in a bin from being promised."),
        _BLOCKS,
        "stock_hold",
        asks="form",
    ),
    Action(
        "block_end",
        "f8",
        N_("Set free"),
        N_("Let the blocked goods be promised again."),
        _BLOCKS,
        "stock_hold",
        asks="form",
    ),
)
"""Part of the registry in `tui.keys`."""
