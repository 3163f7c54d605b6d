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
    "info/lead_pin": Words(
        N_("{who}, what is your PIN?"),
        "",
        N_("Type it and press Enter. Nobody is signed in by it."),
    ),
    "not_allowed/approver_may_not": Words(
        N_("{who} may not say yes for others."),
        N_("A lead's badge, or a lead's name and PIN"),
        N_("Have a lead scan their badge, or press Esc to leave it as it was."),
    ),
    "not_allowed/approver_is_you": Words(
        N_("{who} cannot say yes to their own deed."),
        N_("Another lead's badge"),
        N_("Have another lead scan their badge, or press Esc to leave it as it was."),
    ),
    "not_saved/approval_stale": Words(
        N_("Nothing was done: something else happened here since a lead was asked."),
        N_("A new yes"),
        N_("Do it again, and ask again."),
    ),
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
