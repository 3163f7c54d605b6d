"""What goes wrong with providers of e-invoices, by one set of names; their own words go along."""

from __future__ import annotations

from enum import StrEnum

from core.einvoice.base import Unknown
from core.trying import Later
from core.unheard import nothing, reason
from core.wire import Heard

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
    return reason(trouble, words, _LONGEST)


def unheard(heard: Heard) -> Later | Unknown | None:
    """What an answer means that says nothing of the question itself; None where it may say it."""
    told = nothing(heard)
    if told is None:
        return None
    why = because(Trouble[told.kind.name], told.words)
    return Later(why, told.seconds) if told.undone else Unknown(why)
