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
    "info/lead_called": Words(N_("Called: {names} can see it."), "", N_("Go on, or wait here.")),
    "info/lead_again": Words(
        N_("Called again, {times} times by now: {names} can see it."), "", N_("Wait a moment.")
    ),
    "info/lead_called_nobody": Words(
        N_("Called, but no lead is signed in: nobody sees it yet."),
        "",
        N_("Fetch somebody. It stays on the list for whoever signs in."),
    ),
    "info/lead_call_back": Words(N_("Nobody needs to come any more."), "", N_("Go on.")),
    "info/lead_not_called": Words(N_("Nobody was called from here."), "", N_("Go on.")),
    "info/lead_coming": Words(
        N_("{who} at {station} sees that you come."), "", N_("Press F8 once it is dealt with.")
    ),
    "info/lead_done": Words(N_("The call from {station} is over."), "", N_("Go on.")),
    "info/moved_here": Words(
        N_("{who} is signed in here now, and at {station} no more."),
        "",
        N_("Scan an order, or press F5 for the next one."),
    ),
    "info/moved_here_open": Words(
        N_("{who} is signed in here now, and at {station} no more. Order {open} is open here."),
        next=N_("Go on with order {open}."),
    ),
    "info/moved_here_order": Words(
        N_("{who} goes on here with order {order}, from {station}: {packed} of {units} packed."),
        next=N_("Scan the next item."),
    ),
    "taken_over/session_moved": Words(
        N_("{who} goes on at {station}. Nobody is signed in here any more."),
        N_("A badge"),
        N_("Scan a badge to work here."),
    ),
    "not_allowed/session_moved": Words(
        N_("{scanned} was not counted: {who} goes on at {station}."),
        N_("A badge"),
        N_("Scan your badge here to come back. Then scan again."),
    ),
    "other_order_open/both_tables": Words(
        N_("Order {open} is open here, and other work at {station}: both do not fit on one table."),
        N_("A table without open work"),
        N_("Finish or hold what is open here, or sign out at {station} first."),
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
