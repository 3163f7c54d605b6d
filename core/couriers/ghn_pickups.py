"""GHN comes in shifts: it tells which there are, and an order is put into one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from core.couriers.bookings import Booked, Rejected, Sent, Unknown
from core.couriers.ghn_session import Denied, Fine, Session
from core.couriers.readings import rows, text, whole
from core.couriers.troubles import Trouble, because

_HANOI = timezone(timedelta(hours=7))
"""The clock of its shifts."""


def come(
    session: Session, shipments: Sequence[Sent], wanted: datetime, now: datetime
) -> Booked | Rejected | Unknown:
    """Put orders into the shift of a moment; into the same one again changes nothing.

    The number of the pick-up is what the shift is called. Where no shift is at that moment it is
    told which there are; where an order is not taken into it, which one that is.
    """
    told = session.get("/v2/shift/date")
    if isinstance(told, Denied):
        return Rejected(told.reason)
    if not isinstance(told, Fine):
        return Rejected(because(Trouble.UNREACHED))  # nothing was asked of any order yet
    shifts = rows(told.data)
    shift = _at(shifts, wanted, now)
    if shift is None:
        return Rejected(because(Trouble.REFUSED, ", ".join(map(_title, shifts))))
    refused = ""
    for shipment in shipments:
        body = {"order_code": shipment.waybill, "pick_shift": [whole(shift.get("id"))]}
        said = session.post("/v2/shipping-order/update", body)
        if isinstance(said, Denied):
            refused = refused or f"{shipment.waybill}: {said.words or said.technical or said.code}"
        elif not isinstance(said, Fine):
            return Unknown(said.reason)
    return Rejected(because(Trouble.REFUSED, refused)) if refused else Booked(_title(shift))


def _at(
    shifts: Sequence[Mapping[str, Any]], wanted: datetime, now: datetime
) -> Mapping[str, Any] | None:
    """The shift of a moment; they are told in seconds after the midnight that was last."""
    midnight = now.astimezone(_HANOI).replace(hour=0, minute=0, second=0, microsecond=0)
    second = (wanted - midnight).total_seconds()
    for shift in shifts:
        begins, ends = whole(shift.get("from_time")), whole(shift.get("to_time"))
        known = begins is not None and ends is not None and whole(shift.get("id")) is not None
        if known and begins <= second < ends:  # type: ignore[operator]
            return shift
    return None


def _title(shift: Mapping[str, Any]) -> str:
    return text(shift.get("title"), 60)
