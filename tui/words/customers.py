"""What the shop thinks of a buyer, and why two look like one, in words."""

from __future__ import annotations

from core.customers.duplicates import Because
from core.customers.models import Trust
from core.customers.pasting.result import Part, Sure, Why
from core.customers.records import Standing
from core.i18n import N_, _

_TRUST = {Trust.NONE: "", Trust.TRUSTED: N_("trusted"), Trust.BLOCKED: N_("BLOCKED")}
_BECAUSE = {
    Because.EMAIL: N_("same e-mail"),
    Because.ADDRESS: N_("same name and address"),
    Because.PHONE: N_("same phone"),
}
_PARTS = {
    Part.NAME: N_("Name"),
    Part.PHONE: N_("Phone"),
    Part.ADDRESS: N_("Address"),
    Part.DISTRICT: N_("District"),
    Part.CITY: N_("City"),
    Part.PROVINCE: N_("Province"),
    Part.POSTCODE: N_("Postal code"),
}
_SURE = {Sure.SURE: N_("sure"), Sure.LIKELY: N_("likely"), Sure.UNSURE: N_("unsure: check it")}
_WHY = {
    Why.LABEL: N_("a word before it says so"),
    Why.PATTERN: N_("it looks like that"),
    Why.KNOWN: N_("a known name"),
    Why.LEFTOVER: N_("nothing else is left that it could be"),
}


def trust_word(trust: Trust) -> str:
    """What the shop thinks, in one word; empty where it thinks nothing."""
    return _(_TRUST[trust]) if _TRUST[trust] else ""


def standing_text(standing: Standing) -> str:
    """What the shop thinks and why; empty where it thinks nothing."""
    word = trust_word(standing.trust)
    if standing.by_group:
        return _("{word} (group {group})").format(word=word, group=standing.reason)
    return f"{word}: {standing.reason}" if word and standing.reason else word


def because_text(reasons: tuple[Because, ...]) -> str:
    """Why two customers look like one."""
    return ", ".join(_(_BECAUSE[one]) for one in reasons)


def part_name(part: Part) -> str:
    """What a part of an address is called."""
    return _(_PARTS[part])


def sure_word(sure: Sure) -> str:
    """How sure a part is."""
    return _(_SURE[sure])


def why_text(why: Why) -> str:
    """Why a part is taken for what it is."""
    return _(_WHY[why])
