"""Words for addresses and couriers' lists of places: refusals, verdicts, kinds of places."""

from __future__ import annotations

from core.couriers.regions import Level
from core.i18n import N_, _
from tui.words.couriers import courier_reason
from tui.words.verdicts_parts import Words

ADDRESSES: dict[str, str] = {
    "places_shrunk": N_(
        "The courier names only {after} places at the top of its list, before it were {before}. "
        "The old list stays. If that is right: kemas couriers places refresh --accept"
    ),
    "place_unknown": N_(
        "{place} is in no list of {maps}. Look for it: kemas couriers places search {maps} TEXT"
    ),
    "place_ambiguous": N_("{place} may be several places. Say which one by its code: {found}"),
    "place_question_unknown": N_(
        "There is no such address number {question}. See: kemas couriers places asked"
    ),
    "place_of_other_courier": N_("{place} is not in the list of {maps}. Choose a place of that."),
    "place_gone": N_("{place} is in the courier's list no more. Choose another place."),
    "place_of_other_kind": N_("{place} is a {kind}. Choose a {wanted}."),
    "places_without_list": N_(
        "The courier {courier} takes addresses as they are written; it has no list of places."
    ),
}
"""Sentences of refusals."""

ADDRESS_WORDS: dict[str, Words] = {
    "info/address_chosen": Words(
        N_("{said} means {place} from now on."), "", N_("Alt+C takes it back.")
    ),
    "info/address_orders": Words(
        N_("{said} means {place} from now on."),
        N_("Orders that have their place now: {orders}."),
        N_("Alt+C takes it back."),
    ),
    "info/address_forgotten": Words(
        N_("{said} does not mean {place} any more."), "", N_("It is asked anew when it comes.")
    ),
}

_LEVELS: dict[Level, str] = {
    Level.PROVINCE: N_("province"),
    Level.DISTRICT: N_("district"),
    Level.WARD: N_("ward"),
    Level.AREA: N_("area"),
}
_SCHEMES = {"old": N_("before July 2025"), "new": N_("since July 2025")}


def level_name(level: Level) -> str:
    """What kind of place it is."""
    return _(_LEVELS[level])


def scheme_name(scheme: str) -> str:
    """Which of a courier's lists it is; empty where it has but one."""
    return _(_SCHEMES[scheme]) if scheme in _SCHEMES else scheme


def list_error(reason: str) -> str:
    """Why a list was not heard whole."""
    if reason == "stopped":
        return _("it was broken off; it goes on later")
    if reason == "places_shrunk":
        return _("most of it was missing; the old list stays")
    return courier_reason(reason) or reason
