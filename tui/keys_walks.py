"""What keys do with walks, and on the one in hand."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_WALKS = frozenset({Where.WALKS})
_WALK = frozenset({Where.WALK})

WALK_ACTIONS: tuple[Action, ...] = (
    Action("walk_take", "f9", N_("Take"), N_("Take the walk in hand."), _WALKS, "pick"),
    Action(
        "walk_plan",
        "f7",
        N_("Plan"),
        N_("Choose orders and make walks of them."),
        _WALKS,
        "pick",
        asks="form",
    ),
    Action("walk_look", "f6", N_("Look"), N_("Show the stops and orders of the walk."), _WALKS),
    Action("walk_print", "f8", N_("Print"), N_("Print the sheet of the walk."), _WALKS, "print"),
    Action(
        "walk_labels",
        "alt+y",
        N_("Labels"),
        N_("Arrange and print the marketplaces' labels of the walk, ahead of packing."),
        _WALKS,
        "override_contents",
        asks="choice",
    ),
    Action(
        "walk_over",
        "alt+x",
        N_("Take it over"),
        N_("Take a walk that somebody else has in hand."),
        _WALKS,
        "take_over",
        asks="confirm",
    ),
    Action(
        "walk_cancel",
        "alt+c",
        N_("Cancel"),
        N_("Cancel the walk; its orders wait in the queue again."),
        _WALKS,
        "pick",
        asks="form",
    ),
    Action(
        "walk_filter",
        "alt+f",
        N_("Show"),
        N_("Show walks that are to do, or those that are over."),
        _WALKS,
        asks="choice",
    ),
    Action(
        "walk_done",
        "f9",
        N_("Done"),
        N_("Say that the walk is over; what is left is named."),
        _WALK,
        "pick",
    ),
    Action(
        "walk_undo", "f8", N_("Undo"), N_("Take the last scan of the walk back."), _WALK, "pick"
    ),
    Action(
        "walk_skip", "f7", N_("Skip"), N_("Leave this stop for the end of the walk."), _WALK, "pick"
    ),
    Action(
        "walk_short",
        "f6",
        N_("Missing"),
        N_("The goods are not there, damaged, others, or replaced."),
        _WALK,
        "short",
        asks="choice",
    ),
    Action(
        "walk_aside",
        "alt+c",
        N_("Lay aside"),
        N_("Leave the walk as it is, for whoever takes it next."),
        _WALK,
        "pick",
    ),
)
"""Part of the registry in `tui.keys`."""
