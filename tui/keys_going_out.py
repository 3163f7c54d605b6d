"""What keys do with invoices that go out."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_OUT = frozenset({Where.GOING_OUT})

GOING_OUT_ACTIONS: tuple[Action, ...] = (
    Action(
        "out_batch",
        "f6",
        N_("Batch"),
        N_("Print what is ready as one batch now, with its envelopes."),
        _OUT,
        "print",
        asks="choice",
    ),
    Action(
        "out_send",
        "f7",
        N_("Send"),
        N_("Have the invoice go out once more, or to another address."),
        _OUT,
        "message_send",
        asks="form",
    ),
    Action(
        "out_take",
        "f8",
        N_("Take out"),
        N_("Have the invoice not go out this way."),
        _OUT,
        "invoice_issue",
        asks="choice",
    ),
    Action(
        "out_release",
        "f9",
        N_("Release"),
        N_("Let go out what you have looked at: this one, or all."),
        _OUT,
        "invoice_issue",
        asks="choice",
    ),
    Action(
        "out_answer",
        "alt+y",
        N_("Arrived?"),
        N_("Say whether one arrived of which nobody knows."),
        _OUT,
        asks="choice",
    ),
    Action(
        "out_filter",
        "alt+f",
        N_("Filter"),
        N_("Show what waits, the whole log, or one state."),
        _OUT,
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
