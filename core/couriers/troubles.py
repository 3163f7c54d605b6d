"""What goes wrong with couriers, by one set of names; the courier's own words go along."""

from __future__ import annotations

from enum import StrEnum

from core.couriers.bookings import Later, Unknown
from core.unheard import nothing, reason
from core.wire import Heard

_LONGEST = 200


class Trouble(StrEnum):
    """Why a courier did not do what it was asked; each has a sentence for people."""

    UNREACHED = "courier_unreached"
    SILENT = "courier_silent"
    """It may have done it."""
    UNREADABLE = "courier_unreadable"
    """A page for people, or nothing at all, in place of an answer: it may have done it."""
    BROKEN = "courier_broken"
    """It says itself that something failed there: it may have done it."""
    BUSY = "courier_busy"
    PROCESSING = "courier_processing"
    """It is still at work on the same question."""
    LOGIN = "courier_login"
    SHOP = "courier_shop"
    """The login is right, but not for this shop."""
    PHONE = "courier_phone"
    ADDRESS = "courier_address"
    PLACE_UNKNOWN = "courier_place_unknown"
    """Nobody said yet which of its places the address is in."""
    ROUTE = "courier_route"
    WEIGHT = "courier_weight"
    COD = "courier_cod"
    INSURANCE = "courier_insurance"
    BALANCE = "courier_balance"
    CURRENCY = "courier_currency"
    TWICE = "courier_twice"
    """Something is booked under our code already."""
    SLOT = "courier_slot"
    """The time at which it was to be fetched is not offered any more."""
    PARTS = "courier_parts"
    """What is in the box is not what belongs into any of its parcels."""
    TOO_LATE = "courier_too_late"
    """The parcel is too far on its way for it."""
    CANCELLED_THERE = "courier_cancelled_there"
    """Its marketplace cancelled the order: nothing is to go out."""
    LEFT_ALREADY = "courier_left_already"
    """Its marketplace knows that it was sent: nothing more is to go out."""
    NO_SUCH = "courier_no_such"
    """It knows no such shipment."""
    NOT_OFFERED = "courier_not_offered"
    REFUSED = "courier_refused"


def because(trouble: Trouble, words: object = "") -> str:
    """A reason as it is kept: the trouble, then what the courier said of it."""
    return reason(trouble, words, _LONGEST)


def unheard(heard: Heard) -> Later | Unknown | None:
    """What an answer means that says nothing of the question itself; None where it may say it."""
    told = nothing(heard)
    if told is None:
        return None
    why = because(Trouble[told.kind.name], told.words)
    return Later(why, told.seconds) if told.undone else Unknown(why)
