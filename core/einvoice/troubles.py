"""What goes wrong with providers of e-invoices, by one set of names; their own words go along."""

from __future__ import annotations

from enum import StrEnum

from core.couriers.wire import Answer, Cut, Heard, NotSent
from core.einvoice.base import Later, Unknown
from core.text import clean

_LONGEST = 300


class Trouble(StrEnum):
    """Why a provider did not do what it was asked; each has a sentence for people."""

    UNREACHED = "einvoice_unreached"
    SILENT = "einvoice_silent"
    """It may have done it."""
    UNREADABLE = "einvoice_unreadable"
    """A page for people, or nothing at all, in place of an answer: it may have done it."""
    BROKEN = "einvoice_broken"
    """It says itself that something failed there: it may have done it."""
    BUSY = "einvoice_busy"
    LOGIN = "einvoice_login"
    SERIES = "einvoice_series"
    """Template or series is not registered, or not any more."""
    SELLER = "einvoice_seller"
    SIGNATURE = "einvoice_signature"
    LICENCE = "einvoice_licence"
    AMOUNTS = "einvoice_amounts"
    DATE = "einvoice_date"
    ORDER = "einvoice_order"
    """Numbers have to follow each other, and one before is not through yet."""
    DATA = "einvoice_data"
    TWICE = "einvoice_twice"
    """It says that it has this key already."""
    NO_SUCH = "einvoice_no_such"
    NO_FILE = "einvoice_no_file"
    REFUSED = "einvoice_refused"
    NUMBER_LATE = "einvoice_number_late"
    """It is issued and its number does not come."""
    GONE = "einvoice_gone"
    """Who asked for it vanished before an answer came."""


def because(trouble: Trouble, words: object = "") -> str:
    """A reason as it is kept: the trouble, then what the provider said of it."""
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
    if heard.json is None:
        broken = heard.status >= 500
        return Unknown(because(Trouble.BROKEN if broken else Trouble.UNREADABLE, _seen(heard)))
    return None


def _seen(heard: Answer) -> str:
    return f"HTTP {heard.status}"
