"""From where a sighting came, what stages mean for shipments, and what people have to look at."""

from __future__ import annotations

from enum import StrEnum

from core.couriers.states import Stage
from core.shipping.states import ShipmentState


class Source(StrEnum):
    """How we got to know of it."""

    ASKED = "asked"
    """The courier was asked."""
    TOLD = "told"
    """The courier told it by itself."""
    FILE = "file"
    HAND = "hand"


class Problem(StrEnum):
    """Why a parcel that is on its way is on the list of those that somebody has to look at."""

    PICKUP_FAILED = "pickup_failed"
    FAILED = "failed"
    HELD = "held"
    DAMAGED = "damaged"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"
    STOPPED = "stopped"
    """The courier does not carry it any more."""
    STRANGE = "strange"
    """The courier calls its state by a name that nobody knows."""
    AGAINST = "against"
    """What the courier tells does not go with what is known here."""
    NOT_HANDED_OVER = "not_handed_over"
    """The courier has it, although here it may not have left."""
    LATE = "late"
    """Not there on the promised day; follows from the calendar and is never kept."""


PROBLEMS = {
    Stage.PICKUP_FAILED: Problem.PICKUP_FAILED,
    Stage.DELIVERY_FAILED: Problem.FAILED,
    Stage.HELD: Problem.HELD,
    Stage.DAMAGED: Problem.DAMAGED,
    Stage.RETURNING: Problem.RETURNING,
    Stage.RETURNED: Problem.RETURNED,
    Stage.LOST: Problem.LOST,
    Stage.CANCELLED: Problem.STOPPED,
    Stage.REFUSED: Problem.STOPPED,
}
"""What a stage has people look at; all others go well."""

FAR = {
    Stage.CREATED: 0,
    Stage.PICKUP_FAILED: 0,
    Stage.PICKED_UP: 1,
    Stage.IN_TRANSIT: 2,
    Stage.OUT_FOR_DELIVERY: 2,
    Stage.DELIVERY_FAILED: 2,
    Stage.HELD: 2,
    Stage.DAMAGED: 2,
    Stage.RETURNING: 3,
    Stage.DELIVERED: 3,
    Stage.LOST: 3,
    Stage.CANCELLED: 3,
    Stage.REFUSED: 3,
    Stage.RETURNED: 4,
}
"""How far a parcel is at a stage; of what says no time, less far is what happened before."""

_S = ShipmentState
WANTED = {
    Stage.PICKED_UP: _S.IN_TRANSIT,
    Stage.IN_TRANSIT: _S.IN_TRANSIT,
    Stage.OUT_FOR_DELIVERY: _S.IN_TRANSIT,
    Stage.DELIVERED: _S.DELIVERED,
    Stage.DELIVERY_FAILED: _S.FAILED,
    Stage.HELD: _S.FAILED,
    Stage.DAMAGED: _S.FAILED,
    Stage.RETURNING: _S.RETURNING,
    Stage.RETURNED: _S.RETURNED,
    Stage.LOST: _S.LOST,
}
"""Where a stage leads a shipment; one that is missing leads nowhere by itself."""
WAYS: dict[tuple[ShipmentState, ShipmentState], tuple[ShipmentState, ...]] = {
    (_S.IN_TRANSIT, _S.FAILED): (_S.FAILED,),
    (_S.IN_TRANSIT, _S.RETURNING): (_S.RETURNING,),
    (_S.IN_TRANSIT, _S.RETURNED): (_S.RETURNING, _S.RETURNED),
    (_S.IN_TRANSIT, _S.LOST): (_S.LOST,),
    (_S.FAILED, _S.IN_TRANSIT): (_S.IN_TRANSIT,),
    (_S.FAILED, _S.RETURNING): (_S.RETURNING,),
    (_S.FAILED, _S.RETURNED): (_S.RETURNING, _S.RETURNED),
    (_S.FAILED, _S.LOST): (_S.LOST,),
    (_S.RETURNING, _S.RETURNED): (_S.RETURNED,),
    (_S.RETURNING, _S.LOST): (_S.LOST,),
}
"""The steps from where a shipment under way stands to where it was seen."""
UNDER_WAY = (_S.BOOKED, _S.FAILED, _S.IN_TRANSIT, _S.RETURNING)
"""Shipments that their couriers are asked about."""
