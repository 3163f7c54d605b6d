"""What is said of a parcel that its courier did not book yet, and what a person does then."""

from __future__ import annotations

from core.couriers.troubles import Trouble
from core.i18n import _
from core.shipping.states import ShipmentState
from tui.words.verdicts_parts import reason


def booking_words(state: ShipmentState, trouble: str, courier: str, parcel: str, order: str) -> str:
    """Why there is no waybill; empty where nothing went wrong."""
    about = {"courier": courier, "parcel": parcel, "order": order}
    if not trouble:
        return ""
    why = reason(trouble).rstrip(".")
    if state is ShipmentState.REQUESTED:
        words = _(
            "Parcel {parcel}, {courier}: {reason}. Kemas asks again by itself; go on packing."
        )
        return words.format(reason=why, **about)
    if state is ShipmentState.UNKNOWN:
        words = _(
            "Parcel {parcel}, {courier}: {reason}. Look at the courier's, then: kemas shipments "
            "resolve {parcel} --waybill NUMBER, or --not-booked."
        )
        return words.format(reason=why, **about)
    if state is ShipmentState.REJECTED:
        words = _("Parcel {parcel} is not booked, {courier}: {reason}.").format(reason=why, **about)
        return f"{words} {_next(trouble).format(order=order)}".rstrip()
    return ""


def _next(trouble: str) -> str:
    """What can be done about an order that is not booked; empty where nothing is."""
    match trouble.partition(":")[0]:
        case Trouble.LEFT_ALREADY:
            return ""
        case Trouble.CANCELLED_THERE:
            return _("Then: kemas orders cancel {order}.")
    return _("Then: kemas shipments create {order}.")
