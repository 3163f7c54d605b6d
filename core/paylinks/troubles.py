"""What goes wrong with gateways, by one set of names; their own words go along."""

from __future__ import annotations

from enum import StrEnum

from core.paylinks.base import Unknown
from core.text import clean
from core.trying import Later
from core.wire import Answer, Cut, Heard, NotSent

_LONGEST = 300


class Trouble(StrEnum):
    """Why a gateway did not do what it was asked; each has a sentence for people."""

    UNREACHED = "paylink_unreached"
    SILENT = "paylink_silent"
    """It may have done it."""
    UNREADABLE = "paylink_unreadable"
    """A page for people, or nothing at all, in place of an answer: it may have done it."""
    BROKEN = "paylink_broken"
    """It says itself that something failed there: it may have done it."""
    FORGED = "paylink_forged"
    """The answer is not signed with our key."""
    OTHER = "paylink_other"
    """The answer is about another amount or another key."""
    BUSY = "paylink_busy"
    LOGIN = "paylink_login"
    SIGNATURE = "paylink_signature"
    """It says that our signature is wrong."""
    CHANNEL = "paylink_channel"
    """The account there is closed, or may not do this."""
    AMOUNT = "paylink_amount"
    DATA = "paylink_data"
    TAKEN = "paylink_taken"
    """Our key is used there already, and its link cannot be learnt."""
    REFUSED = "paylink_refused"
    GIVEN_BACK = "paylink_given_back"
    """Money that came was given back there, or called back by the payer's bank."""
    TWICE = "paylink_twice"
    """There are several links under one key."""
    GONE = "paylink_gone"
    """Who asked for it vanished before an answer came."""


def because(trouble: Trouble, words: object = "") -> str:
    """A reason as it is kept: the trouble, then what the gateway said of it."""
    told = clean(str(words or ""), _LONGEST)
    return f"{trouble.value}: {told}" if told else trouble.value


def unheard(heard: Heard) -> Later | Unknown | None:
    """What an answer means that says nothing of the question itself; None where it may say it."""
    if isinstance(heard, NotSent):
        return Later(because(Trouble.UNREACHED))
    if isinstance(heard, Cut):
        return Unknown(because(Trouble.SILENT))
    if heard.status == 429:
        return Later(because(Trouble.BUSY), heard.wait)
    if not isinstance(heard.json, dict | list):
        broken = heard.status >= 500
        return Unknown(because(Trouble.BROKEN if broken else Trouble.UNREADABLE, _seen(heard)))
    if heard.status >= 500:
        return Unknown(because(Trouble.BROKEN, _seen(heard)))
    return None


def _seen(heard: Answer) -> str:
    return f"HTTP {heard.status}"
