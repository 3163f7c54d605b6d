"""What a station says while its database is away, and when it is back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import N_
from tui.words.verdicts_parts import Words

_GO_ON = N_("Do this when the line is back. What is open here can be packed on.")
_UNBOOKED = N_(
    "{scans} scans of order {order} were made offline and are not saved: {goods}. {because}"
)
ISLAND_WORDS: dict[str, Words] = {
    "order_complete/island": Words(
        N_("All of order {order} is verified. It has no label yet."),
        "",
        N_("Write {parcel} on the box and keep it here: its label prints when the line is back."),
    ),
    "order_complete/island_told": Words(
        N_("The line is back. Order {order} is packed and saved."),
        "",
        N_("Put its label on the box {parcel}."),
    ),
    "info/island_told": Words(
        N_("The line is back. {booked} scans of order {order} are saved now."),
    ),
    "info/offline_settled": Words(
        N_("Box {parcel} of order {order} is put right and off the list."),
    ),
    "info/island_back": Words(N_("The line to the database is back.")),
    "info/island_why": Words(
        N_("The database cannot be reached. What you scan of order {order} is kept here."),
        next=N_("Scan what is needed. Everything else waits for the line."),
    ),
    "wrong_item/island": Words(
        N_("{scanned} is not in this order. What else it is cannot be looked up now."),
        next=N_("Put it aside and scan what is needed."),
    ),
    "needs_confirmation/island_note": Words(
        N_("A note of this order must be read first."),
        N_("A yes that you have read it"),
        N_("Read the note, then {ok}."),
    ),
    "not_saved/island_unheld": Words(
        N_("{scanned} was not counted: the database is away, and what is open here is not known."),
        N_("The line to the database"),
        N_("Leave the box as it is. Scan again when the line is back."),
    ),
    "not_saved/island_next": Words(
        N_("No order can be opened while the database is away."),
        N_("The line to the database"),
        N_("Keep finished boxes here, with their number on them, and wait for the line."),
    ),
    "not_saved/island_label": Words(
        N_("No label prints while the database is away."),
        next=N_("Write the number of the parcel on the box: its label comes later."),
    ),
    "not_saved/island_waybill": Words(
        N_("{scanned} was not counted: numbers of labels are checked in the database."),
        N_("The line to the database"),
        N_("Leave the label on its box. Scan it again when the line is back."),
    ),
    "not_saved/island_lot": Words(
        N_("{scanned} was not counted: lots and serial numbers are checked in the database."),
        next=N_("Leave this one beside the box. Scan it when the line is back."),
    ),
    "not_saved/island_pick": Words(
        N_("{scanned} was not counted: picking moves stock, which the database has to know."),
        next=N_("Leave it in its bin. Pick on when the line is back."),
    ),
    "not_saved/island_short": Words(
        N_("That goods are missing cannot be said while the database is away."),
        next=N_("Pack the rest. Say what is missing when the line is back."),
    ),
    "not_saved/island_done": Words(
        N_("Order {order} cannot be finished short while the database is away."),
        next=N_("Pack what is there. Finish it when the line is back."),
    ),
    "not_saved/island_hold": Words(
        N_("No order can be put aside while the database is away."),
        next=N_("Leave its box as it is. Put it aside when the line is back."),
    ),
    "not_saved/island_parcel": Words(
        N_("No second parcel can be begun while the database is away."),
        next=N_("Leave what does not fit beside the box until the line is back."),
    ),
    "not_saved/island_box": Words(
        N_("The size of the box cannot be kept while the database is away."),
        next=N_("Write it on the box. Say it when the line is back."),
    ),
    "not_saved/island_undo": Words(
        N_("What was scanned before the line broke cannot be taken back now."),
        next=N_("Go on. Take it back when the line is back."),
    ),
    "not_saved/island_sign_in": Words(
        N_("Nobody can sign in while the database is away."),
        next=N_("Scan the badge when the line is back."),
    ),
    "not_saved/island_sign_out": Words(
        N_("Nobody can sign out while the database is away: scans wait under this name."),
        next=N_("Sign out when the line is back."),
    ),
    "not_saved/island_yes": Words(
        N_("What was asked needs the database; nothing was changed."), next=_GO_ON
    ),
    "not_saved/island_place": Words(
        N_("{scanned} cannot be looked up while the database is away."), next=_GO_ON
    ),
    "not_saved/island_other": Words(
        N_("This needs the database, which is away; nothing was changed."), next=_GO_ON
    ),
    "not_saved/island_back": Words(
        N_("The line broke again. What waits is kept here."),
        next=N_("What is open here can be packed on."),
    ),
    "not_saved/island_conflict": Words(
        _UNBOOKED,
        N_("The goods of the box {parcel}, counted by hand"),
        N_("Open the order again and check the box against it, unit by unit. Tell the lead."),
    ),
    "not_saved/island_conflict_gone": Words(
        _UNBOOKED,
        N_("The goods of the box {parcel}, out of it"),
        N_("Take them out of the box and put them back. Tell the lead."),
    ),
    "not_saved/island_conflict_aside": Words(
        _UNBOOKED,
        N_("The box {parcel}, put aside"),
        N_("Put the box aside with its number until the order is released, then scan it again."),
    ),
    "not_saved/island_conflict_elsewhere": Words(
        _UNBOOKED,
        N_("The goods of the box {parcel}, out of it or in the other box"),
        N_("Ask who has the order now, and have these goods scanned there or put them back."),
    ),
}
"""Words by ``kind/detail``."""
_GROUPS = {
    "cancelled": "gone",
    "on_hold": "aside",
    "taken_over": "elsewhere",
    "not_saved/station_lost": "elsewhere",
    "not_saved/island_not_open": "elsewhere",
    "not_saved/island_other_person": "elsewhere",
    "not_allowed/not_signed_in": "elsewhere",
}


def conflict_words(params: Mapping[str, Any]) -> str:
    """Which words a conflict has: by what is to be done with the box."""
    why = params.get("why", {})
    kind, detail = str(why.get("kind", "")), str(why.get("detail", ""))
    group = _GROUPS.get(f"{kind}/{detail}") or _GROUPS.get(kind, "")
    return f"island_conflict_{group}" if group else "island_conflict"


ISLAND_REFUSALS: dict[str, str] = {
    "island_not_open": N_("Order {order} is no longer open at this station."),
    "island_other_person": N_("{who} is no longer signed in here."),
    "island_differs": N_("Something else was packed for order {order} meanwhile."),
    "journal_unwritable": N_(
        "What is scanned offline cannot be kept in {path} ({why}); nothing was counted."
    ),
    "journal_in_use": N_("Another process has {path}, in which offline scans are kept."),
    "journal_unreadable": N_(
        "What was scanned offline and kept in {path} was written by another version. "
        "Start that version once, so that it is saved."
    ),
    "journal_foreign": N_(
        "In {path} are offline scans for another database, {where}. Start this station with that "
        "database once, so that they are saved."
    ),
    "offline_conflict_unknown": N_("No open offline conflict has the number {id}."),
    "offline_note_needed": N_("Say in the note what was done with the box."),
}
"""Sentences of refusals."""
ISLAND_EVENTS = {
    "told_later": N_("scanned while the database was away"),
    "offline_not_booked": N_("{scans} offline scans of box {parcel} could not be saved"),
    "offline_settled": N_("the box {parcel} of {scans} offline scans was put right{done}"),
}
"""Events of the trail."""
