"""What couriers tell of parcels is taken in, and what comes back opens a return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.couriers.tracking import Sighting, Told
from core.errors import DatabaseRefusal, Refusal
from core.fulfilment.parcels import load_parcel
from core.returns.commands import register
from core.returns.queries import Return
from core.shipping.states import VAIN, ShipmentState
from core.shipping.tracking import taking_in
from core.shipping.tracking.following import Following
from core.shipping.tracking.states import Source
from core.shipping.tracking.steps import sent_shipment, turned_round
from core.shipping.tracking.taking_in import TakenIn
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of what was told of a parcel."""

    taken: TakenIn
    returned: str = ""
    """The number of the return that was opened by it."""


def take_in(
    tx: Transaction,
    following: Following,
    shipment_id: int,
    told: Sequence[Sighting],
    source: Source,
) -> Heard:
    """Take in what is told of a shipment; one that turns round opens a return of what is in it."""
    taken = taking_in.take_in(tx, following, shipment_id, told, source)
    if not taken.comes_back:
        return Heard(taken)
    shipment = taken.shipment
    try:
        made = register(
            tx,
            shipment.order_id,
            parcel_id=shipment.parcel_id,
            reason=taken.why,
            undelivered=True,
        )
    except DatabaseRefusal:
        raise
    except Refusal:  # its goods are on a return already, or came back without anybody's word
        return Heard(taken)
    return Heard(taken, made.code)


def taker(following: Following, source: Source) -> Callable[[Transaction, int, Told], None]:
    """Takes in all that a courier told of a shipment."""

    def taken(tx: Transaction, shipment_id: int, told: Told) -> None:
        take_in(tx, following, shipment_id, told.sightings, source)

    return taken


def bring_back(tx: Transaction, parcel_id: int, reason: str = "") -> Return:
    """Have a parcel brought back: its return is announced, its shipment comes back.

    Its courier is told by hand. Raises what `register` raises, and ``parcel_not_sent``.
    """
    shipment = sent_shipment(tx, parcel_id)
    if shipment.state in _OVER:
        raise Refusal("parcel_not_under_way", parcel=load_parcel(tx, parcel_id).code)
    why = clean(reason, 200)
    made = register(tx, shipment.order_id, parcel_id=parcel_id, reason=why, undelivered=True)
    turned_round(tx, shipment.id, why)
    return made


_OVER = frozenset(
    {
        *VAIN,
        ShipmentState.BOOKED,
        ShipmentState.DELIVERED,
        ShipmentState.RETURNED,
        ShipmentState.LOST,
    }
)
