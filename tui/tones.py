"""The five tones of a verdict: which word, colour and bell belongs to what happened."""

from __future__ import annotations

from enum import StrEnum

from tui.speech import N_


class Tone(StrEnum):
    """How a verdict feels; the value is also the name of its style class."""

    IDLE = "idle"
    GOOD = "good"
    DONE = "done"
    INFO = "info"
    WARN = "warn"
    BAD = "bad"


WORDS: dict[str, tuple[Tone, str]] = {
    "ok": (Tone.GOOD, N_("OK")),
    "ok_line_done": (Tone.GOOD, N_("LINE DONE")),
    "order_open": (Tone.INFO, N_("ORDER OPEN")),
    "order_complete": (Tone.DONE, N_("ORDER COMPLETE")),
    "parcel_closed": (Tone.DONE, N_("PARCEL CLOSED")),
    "undone": (Tone.INFO, N_("TAKEN BACK")),
    "info": (Tone.INFO, N_("INFO")),
    "resumed": (Tone.INFO, N_("RESUMED")),
    "wrong_item": (Tone.BAD, N_("WRONG ITEM")),
    "over_quantity": (Tone.BAD, N_("TOO MANY")),
    "unknown_code": (Tone.BAD, N_("UNKNOWN CODE")),
    "ambiguous_code": (Tone.WARN, N_("WHICH ONE?")),
    "other_order_open": (Tone.BAD, N_("OTHER ORDER OPEN")),
    "not_claimable": (Tone.BAD, N_("NOT FREE")),
    "taken_over": (Tone.BAD, N_("TAKEN OVER")),
    "freed": (Tone.BAD, N_("FREED: STOP")),
    "cancelled": (Tone.BAD, N_("CANCELLED: STOP")),
    "changed": (Tone.BAD, N_("ORDER CHANGED: STOP")),
    "on_hold": (Tone.WARN, N_("ON HOLD")),
    "short": (Tone.WARN, N_("SHORT")),
    "needs_waybill": (Tone.WARN, N_("WAYBILL NEEDED")),
    "needs_lot": (Tone.WARN, N_("LOT NEEDED")),
    "needs_confirmation": (Tone.WARN, N_("PLEASE CHECK")),
    "not_allowed": (Tone.BAD, N_("NOT ALLOWED")),
    "wrong_label": (Tone.BAD, N_("WRONG LABEL")),
    "system_busy": (Tone.BAD, N_("SYSTEM BUSY")),
    "not_saved": (Tone.WARN, N_("NOT SAVED YET")),
    "refused": (Tone.BAD, N_("NOT DONE")),
    "incomplete": (Tone.BAD, N_("INCOMPLETE SCAN")),
    "ready": (Tone.IDLE, N_("READY")),
}
"""Verdict code -> tone and word; the last three, and what was freed, are the terminal's own."""


def shown_kind(kind: str, detail: str) -> str:
    """The kind as it is shown: what a lead freed was taken over by nobody."""
    return "freed" if kind == "taken_over" and detail.startswith("freed") else kind


def tone_of(kind: str) -> Tone:
    """The tone of a verdict; one that is not known here is treated as an error, never as good."""
    return WORDS.get(kind, (Tone.BAD, ""))[0]


def word_of(kind: str) -> str:
    """The untranslated word of a verdict."""
    return WORDS.get(kind, (Tone.BAD, N_("ERROR")))[1]
