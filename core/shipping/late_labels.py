"""Labels that come late: a box gets a slip with its code, and its label when that is scanned.

A courier outside may be slow. Until it has answered the table goes on, and nobody may be left to
wonder which box a label belongs to.
"""

from __future__ import annotations

from sqlalchemy import bindparam, exists, select

from core import outbox
from core.couriers.local import CODES as LOCAL
from core.database import Database
from core.draining import Due, Payload, Recovery
from core.fulfilment.models import parcels
from core.fulfilment.parcels import load_parcel
from core.fulfilment.states import ParcelState
from core.orders.models import orders
from core.outbox import OutboxState
from core.paper.commands import put_job
from core.paper.goods_documents import ParcelSlip
from core.paper.models import labels, print_jobs
from core.paper.states import LabelState
from core.people.models import stations
from core.shipping.models import shipments
from core.shipping.packers import packer_of
from core.shipping.routing import place_of_parcel
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import Shipment, load_shipment
from core.shipping.states import LIVE, ShipmentState
from core.transaction import Actor, Transaction, run

_WAITING = (ShipmentState.REQUESTED, ShipmentState.UNKNOWN, ShipmentState.BOOKED)


def is_in_hand(tx: Transaction, shipment: Shipment) -> bool:
    """Whether the packer still has the box of a label before them: it was the last one here.

    A person who asks for the label at a command line wants it now.
    """
    if shipment.courier in LOCAL or not tx.actor.is_system:
        return True
    work = tx.execute(_work, {"p": shipment.parcel_id}).scalar() or {}
    busy = work.get("order_id")
    if busy not in {None, shipment.order_id}:
        return False
    return bool(work.get("last_parcel_id") == shipment.parcel_id)


def late_labels(tx: Transaction, order_id: int) -> list[int]:
    """Parcels of an order whose label is there and prints once somebody scans the box."""
    return list(tx.execute(_late, {"o": order_id}).scalars())


def is_awaited(tx: Transaction, parcel_id: int) -> bool:
    """Whether a courier is still asked for the label of a box."""
    return tx.execute(_awaited, {"p": parcel_id}).first() is not None


class Slips:
    """The handler of slips: a few seconds after a courier was to be asked, where it is slow."""

    def __init__(self, settings: ShippingSettings) -> None:
        self._settings = settings

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program, in the name and at the station of those who packed the parcel."""
        return packer_of(tx, payload["shipment"])

    def carry_out(self, database: Database, due: Due) -> None:
        """Print the slip of a box that has no label yet; nobody outside is asked."""

        def do(tx: Transaction) -> None:
            intent = outbox.take(tx, only=due.intent)
            if intent is not None and outbox.finish(tx, intent, OutboxState.DONE):
                self._print(tx, load_shipment(tx, due.payload["shipment"]))

        run(database, due.actor, do)

    def _print(self, tx: Transaction, shipment: Shipment) -> None:
        if shipment.state not in _WAITING or not self._has_no_label(tx, shipment):
            return
        place = place_of_parcel(tx, shipment.parcel_id)
        printer = self._settings.printer_for(ParcelSlip.role, place)
        if printer is None or "label" not in self._settings.prints:
            return
        parcel = load_parcel(tx, shipment.parcel_id)
        order = tx.execute(_order, {"o": shipment.order_id}).one()
        courier = self._settings.couriers.find(shipment.courier)
        slip = ParcelSlip(
            language=self._settings.language,
            zone=self._settings.zone,
            parcel_code=parcel.code,
            order_no=order.order_no,
            customer=order.customer,
            courier=courier.name if courier else shipment.courier,
            printed_at=tx.now,
        )
        put_job(
            tx,
            slip,
            printer,
            warehouse_id=parcel.warehouse_id,
            order_id=parcel.order_id,
            parcel_id=parcel.id,
        )

    def _has_no_label(self, tx: Transaction, shipment: Shipment) -> bool:
        """Whether the box has none on it yet: it did not come, or when another order was open."""
        courier = self._settings.couriers.find(shipment.courier)
        if courier is None or not courier.prints_label:
            return is_awaited(tx, shipment.parcel_id)
        late = late_labels(tx, shipment.order_id)
        return shipment.parcel_id in late or is_awaited(tx, shipment.parcel_id)

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """It is done in one piece: none is ever left behind."""
        return Recovery(again=True, error="executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """A slip that did not print is missed by nobody but who looks at the box."""

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """The box is found by its order all the same."""


_work = (
    select(stations.c.work)
    .join(parcels, parcels.c.station_id == stations.c.id)
    .where(parcels.c.id == bindparam("p"))
)
_order = select(orders.c.order_no, orders.c.customer).where(orders.c.id == bindparam("o"))
_of_label = print_jobs.c.label_id == labels.c.id
_late = (
    select(parcels.c.id)
    .join(labels, (labels.c.parcel_id == parcels.c.id) & (labels.c.state == LabelState.CURRENT))
    .join(shipments, shipments.c.id == labels.c.shipment_id)
    .where(
        parcels.c.order_id == bindparam("o"),
        parcels.c.state.in_([ParcelState.LABELLED, ParcelState.CLOSED]),
        shipments.c.courier.not_in(sorted(LOCAL)),
        shipments.c.state.in_(sorted(state.value for state in LIVE)),
        ~exists().where(_of_label),
    )
    .order_by(parcels.c.number)
)
_awaited = (
    select(parcels.c.id)
    .join(shipments, shipments.c.parcel_id == parcels.c.id)
    .where(
        parcels.c.id == bindparam("p"),
        parcels.c.state == ParcelState.COMPLETE.value,
        shipments.c.courier.not_in(sorted(LOCAL)),
        shipments.c.state.in_(sorted(state.value for state in _WAITING)),
    )
)
