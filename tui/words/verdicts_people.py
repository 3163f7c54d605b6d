"""What is said to people who come and go."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

PEOPLE_WORDS: dict[str, Words] = {
    "info/signed_out_idle": Words(
        N_("Nobody did anything for a while: {who} is signed out."),
        "",
        N_("Scan a badge to go on."),
    ),
    "info/pin": Words(N_("{who}, what is your PIN?"), "", N_("Type it and press Enter.")),
    "not_allowed/pin_wrong": Words(
        N_("This is not the PIN of {who}. Tries before a wait: {left}."),
        N_("The PIN of {who}"),
        N_("Type it again and press Enter."),
    ),
    "not_allowed/pin_locked": Words(
        N_("Too many wrong PINs of {who}: the next one is taken at {until}."),
        N_("Somebody else's badge, or patience"),
        N_("Wait until {until}, or have a new PIN set."),
    ),
    "not_allowed/pin_none": Words(
        N_("{who} has no PIN, and this shop asks for one."),
        N_("A PIN for {who}"),
        N_("Have it set: kemas people pin."),
    ),
}
