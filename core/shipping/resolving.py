"""Bookings of which nobody knows what became: a person asks once more, or says it."""

from __future__ import annotations

from core import outbox
from core.audit import record
from core.couriers.bookings import Booked
from core.errors import NotFound, Refusal
from core.fulfilment.parcels import Parcel
from core.outbox import Known, OutboxState
from core.people.permissions import Permission, require
from core.shipping.booked import record_booked
from core.shipping.booking import ended, finds_out
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import BOOK, Shipment, live_shipment, load_shipment
from core.shipping.states import ShipmentState
from core.shipping.waybills import is_readable, is_taken
from core.transaction import Transaction


def in_doubt(shipment: Shipment) -> bool:
    """Whether nobody knows what its courier did, as far as we do."""
    asked = shipment.state is ShipmentState.REQUESTED and shipment.asked_at is not None
    return asked or shipment.state is ShipmentState.UNKNOWN


def say_booked(
    tx: Transaction,
    settings: ShippingSettings,
    parcel: Parcel,
    waybill: str,
    *,
    on_scan: bool = False,
) -> None:
    """The courier has it under this number, as somebody saw there.

    With `on_scan` its label prints when the box is scanned, else at once. Raises what `_open`
    raises, Refusal ``waybill_unreadable`` and ``waybill_taken``.
    """
    shipment = _open(tx, parcel)
    if not is_readable(waybill):
        raise Refusal("waybill_unreadable", waybill=waybill)
    if is_taken(tx, waybill):
        raise Refusal("waybill_taken", waybill=waybill)
    _settle(tx, shipment, OutboxState.DONE)
    _tell(tx, shipment, "booking_told", waybill)
    record_booked(
        tx,
        settings,
        shipment,
        Booked(waybill, reference=shipment.reference, sort_code=shipment.sort_code),
        on_scan=on_scan,
    )


def say_not_booked(tx: Transaction, parcel: Parcel) -> None:
    """The courier has it not, as somebody saw there: it can be created anew.

    Raises what `_open` raises.
    """
    shipment = _open(tx, parcel)
    _settle(tx, shipment, OutboxState.REJECTED)
    _tell(tx, shipment, "booking_denied", "")
    ended(tx, shipment, ShipmentState.REJECTED, "not_booked")


def ask_now(tx: Transaction, settings: ShippingSettings, parcel: Parcel) -> int:
    """Let its courier be asked at once what became of it; gives the outbox row.

    Raises what `_open` raises and Refusal ``resolve_by_hand`` where it cannot be asked.
    """
    shipment = _open(tx, parcel)
    courier = settings.couriers.get(shipment.courier)
    known = _row(tx, shipment)
    if not finds_out(courier) or known is None:
        raise Refusal("resolve_by_hand", parcel=parcel.code, courier=courier.name)
    if known.state is OutboxState.UNKNOWN:
        outbox.resolve(tx, known.id, OutboxState.PENDING, error=known.error, again_at=tx.now)
    else:
        outbox.hurry(tx, known.id)
    return known.id


def _open(tx: Transaction, parcel: Parcel) -> Shipment:
    """The shipment of a parcel that is in doubt, locked.

    Raises NotFound ``shipment_none``, Refusal ``resolve_nothing`` where it is in no doubt and
    ``resolve_asked`` while its courier is being asked.
    """
    require(tx, Permission.SHIPMENT_CREATE)
    live = live_shipment(tx, parcel.id)
    if live is None:
        raise NotFound("shipment_none", parcel=parcel.code)
    shipment = load_shipment(tx, live.id, lock=True)
    about = {"parcel": parcel.code, "courier": shipment.courier}
    if not in_doubt(shipment):
        raise Refusal("resolve_nothing", **about)
    known = _row(tx, shipment)
    if known is not None and known.state is OutboxState.IN_FLIGHT:
        raise Refusal("resolve_asked", **about)
    return shipment


def _row(tx: Transaction, shipment: Shipment) -> Known | None:
    return outbox.latest(tx, [f"{BOOK}:{shipment.own_code}"])


def _settle(tx: Transaction, shipment: Shipment, state: OutboxState) -> None:
    """Nobody asks the courier any more."""
    known = _row(tx, shipment)
    if known is not None and known.state is OutboxState.PENDING:
        outbox.withdraw(tx, known.id, "by_hand")
    elif known is not None and known.state is OutboxState.UNKNOWN:
        outbox.resolve(tx, known.id, state, error="by_hand")


def _tell(tx: Transaction, shipment: Shipment, kind: str, waybill: str) -> None:
    about = {"order_id": shipment.order_id, "parcel_id": shipment.parcel_id}
    record(tx, kind, **about, courier=shipment.courier, waybill=waybill)
