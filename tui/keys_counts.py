"""What keys do where bins are counted."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_COUNTS = frozenset({Where.COUNTS})

COUNT_ACTIONS: tuple[Action, ...] = (
    Action(
        "count_done",
        "f9",
        N_("Bin done"),
        N_("All of the bin in hand is counted; pressed twice, it is empty."),
        _COUNTS,
        "count",
    ),
    Action("count_undo", "f8", N_("Undo"), N_("Take the last scan back."), _COUNTS, "count"),
    Action(
        "count_new",
        "f7",
        N_("Count"),
        N_("Have bins counted: some, a zone, or all of them."),
        _COUNTS,
        "count",
        asks="form",
    ),
    Action(
        "count_post",
        "alt+p",
        N_("Post"),
        N_("Set the books right by what was counted."),
        _COUNTS,
        "count_post",
        asks="choice",
    ),
    Action(
        "count_again",
        "alt+r",
        N_("Once more"),
        N_("Have a bin, or one product of it, counted once more."),
        _COUNTS,
        "count",
        asks="choice",
    ),
    Action(
        "count_keep",
        "alt+y",
        N_("Is right"),
        N_("What was counted is right although the goods moved since."),
        _COUNTS,
        "count_post",
        asks="choice",
    ),
    Action(
        "count_print",
        "alt+n",
        N_("On paper"),
        N_("Print the sheet of the count, to count on paper."),
        _COUNTS,
        "print",
    ),
    Action(
        "count_leave",
        "alt+v",
        N_("Leave bin"),
        N_("Give the bin in hand back; what was scanned in it counts no more."),
        _COUNTS,
        "count",
    ),
    Action(
        "count_cancel",
        "alt+c",
        N_("Cancel"),
        N_("Cancel the count; nothing of it goes into the books."),
        _COUNTS,
        "count_post",
        asks="form",
    ),
    Action(
        "count_filter",
        "alt+f",
        N_("Show"),
        N_("Show open counts, or those that are over."),
        _COUNTS,
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
