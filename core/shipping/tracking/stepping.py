"""What a stage that a courier tells does to the shipment: a step of its life, or none."""

from __future__ import annotations

from core.couriers.states import Stage
from core.errors import DatabaseRefusal, Refusal
from core.orders.status import Policy
from core.shipping.delivering import mark_delivered
from core.shipping.handing_over import hand_over_parcel
from core.shipping.shipments import Shipment, load_shipment, step_shipment
from core.shipping.states import ShipmentState
from core.shipping.tracking.states import WANTED, WAYS, Problem
from core.transaction import Transaction

_S = ShipmentState
_OPEN = frozenset({_S.DRAFT, _S.REQUESTED, _S.UNKNOWN})


class Against(Refusal):
    """A stage that does not go with what is known here; the shipment stays as it is."""

    def __init__(self, problem: Problem, why: str) -> None:
        super().__init__("parcel_told_against")
        self.problem = problem
        self.why = why


def follow(tx: Transaction, policy: Policy, shipment: Shipment, stage: Stage) -> Shipment:
    """Bring a shipment to where it was seen; raises `Against` where its life has no such step.

    A parcel that nobody scanned out leaves with the first thing that its courier tells of it.
    """
    then = WANTED.get(stage)
    if then is None or then is shipment.state:
        return shipment
    if shipment.state in _OPEN:
        raise Against(Problem.AGAINST, f"shipment_{shipment.state.value}")
    try:
        with tx.connection.begin_nested():
            return _brought(tx, policy, shipment, then)
    except DatabaseRefusal:
        raise
    except Refusal as refusal:
        stays = refusal.code.startswith("hand_over")
        problem = Problem.NOT_HANDED_OVER if stays else Problem.AGAINST
        raise Against(problem, refusal.code) from refusal


def _brought(tx: Transaction, policy: Policy, shipment: Shipment, then: ShipmentState) -> Shipment:
    if then is _S.DELIVERED:
        mark_delivered(tx, policy, shipment.order_id, shipment.parcel_id)
        return load_shipment(tx, shipment.id)
    if shipment.state is _S.BOOKED:
        hand_over_parcel(tx, shipment.parcel_id)
        shipment = load_shipment(tx, shipment.id)
        if shipment.state is then:
            return shipment
    way = WAYS.get((shipment.state, then))
    if way is None:
        raise Refusal(f"shipment_{shipment.state.value}")
    for state in way:
        step_shipment(tx, shipment, state)
        shipment = load_shipment(tx, shipment.id)
    return shipment
