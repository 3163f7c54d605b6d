"""What people do about parcels on their way: say where one is, call, ask for a new attempt."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.couriers.states import Stage
from core.couriers.tracking import Sighting
from core.errors import NotFound, Refusal
from core.fulfilment.parcels import Parcel, load_parcel
from core.people.permissions import Permission, require
from core.shipping.models import shipments
from core.shipping.shipments import Shipment, last_shipment
from core.shipping.states import ShipmentState
from core.shipping.tracking.models import tracks
from core.shipping.tracking.states import Problem
from core.shipping.tracking.taking_in import track_of
from core.text import clean
from core.transaction import Transaction

CALLED = "called"
ATTEMPT = "attempt"
WAITS = "waits"
SETTLED = "settled"
BACK = "back"
"""The courier was told to bring it back: only by `core.returns.turning`."""
STEPS = (CALLED, ATTEMPT, WAITS, SETTLED)
"""What may be written down about a parcel; the last takes it off the list until there is news."""
MOST_DAYS = 30
"""Days that a parcel may wait at most until it is on the list again."""
_COMES_BACK = timedelta(days=7)
_UNSENT = frozenset(
    {
        ShipmentState.DRAFT,
        ShipmentState.REQUESTED,
        ShipmentState.UNKNOWN,
        ShipmentState.REJECTED,
    }
)


def sent_shipment(tx: Transaction, parcel_id: int) -> Shipment:
    """The newest shipment of a parcel; raises Refusal ``parcel_not_sent`` where none is booked."""
    found = last_shipment(tx, parcel_id)
    if found is None or found.state in _UNSENT:
        raise Refusal("parcel_not_sent", parcel=load_parcel(tx, parcel_id).code)
    return found


def stage_of(name: str) -> Stage:
    """A stage by its name; raises NotFound ``stage_unknown`` with those there are."""
    try:
        return Stage(name.strip().casefold())
    except ValueError:
        known = ", ".join(Stage)
        raise NotFound("stage_unknown", stage=clean(name, 40), known=known) from None


def said_by_hand(
    tx: Transaction, stage: Stage, *, note: str = "", at: datetime | None = None
) -> Sighting:
    """What a person says of a parcel, as a sighting of now or of some time before.

    Raises Refusal ``seen_in_future``, and NotAllowed for who may neither hand over nor edit.
    """
    require(tx, Permission.HAND_OVER)
    if at is not None and at > tx.now + timedelta(minutes=5):
        raise Refusal("seen_in_future")
    return Sighting(stage.value, stage, at or tx.now, note=clean(note, 300))


def write_down(
    tx: Transaction,
    parcel_id: int,
    step: str,
    *,
    note: str = "",
    days: int = 1,
    promised_on: date | None = None,
) -> Parcel:
    """Write down what was done about a parcel; it is off the list for so many days.

    With `promised_on` it is late only after that day. What its courier tells puts it back on the
    list at once. Raises Refusal ``step_unknown``, ``wait_days`` or ``promised_before``.
    """
    require(tx, Permission.HAND_OVER)
    if step not in {*STEPS, BACK}:
        raise NotFound("step_unknown", step=clean(step, 40), known=", ".join(STEPS))
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("wait_days", days=days, most=MOST_DAYS)
    if promised_on is not None and promised_on < tx.today:
        raise Refusal("promised_before", day=promised_on.isoformat())
    shipment = sent_shipment(tx, parcel_id)
    values: dict[str, Any] = {"rests_until": tx.now + timedelta(days=days)}
    if step == SETTLED:
        values = {"rests_until": None, "problem": "", "why": ""}
        if promised_on is None:
            values["promised_on"] = tx.today + timedelta(days=MOST_DAYS)
    if promised_on is not None:
        values["promised_on"] = promised_on
    tx.execute(track_of(tx), {"shipment_id": shipment.id})
    tx.execute(update(tracks).where(tracks.c.shipment_id == shipment.id).values(**values))
    about = {"order_id": shipment.order_id, "parcel_id": parcel_id}
    record(tx, "parcel_step", **about, step=step, note=clean(note, 200) or "-")
    return load_parcel(tx, parcel_id)


def turned_round(tx: Transaction, shipment_id: int, why: str) -> None:
    """It is to be brought back; on the list again where that takes more than a week."""
    values = {"problem": Problem.RETURNING.value, "why": clean(why, 300)}
    tx.execute(track_of(tx), {"shipment_id": shipment_id})
    turned = update(tracks).where(tracks.c.shipment_id == shipment_id)
    tx.execute(turned.values(**values, rests_until=tx.now + _COMES_BACK))


def came_home(tx: Transaction, order_id: int) -> None:
    """The goods are in the house: nobody has to look for the parcels that came back."""
    tx.execute(_home, {"o": order_id})


_home = (
    update(tracks)
    .where(
        tracks.c.shipment_id.in_(
            select(shipments.c.id).where(shipments.c.order_id == bindparam("o"))
        ),
        tracks.c.problem.in_([Problem.RETURNING.value, Problem.RETURNED.value]),
    )
    .values(problem="", why="", rests_until=None)
)
