"""What couriers tell by themselves: believed with their secret alone, and taken in once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial

from sqlalchemy import bindparam, update

from core.audit import record
from core.couriers.base import Can
from core.couriers.tracking import Forged, Told, Unread
from core.database import Database
from core.errors import DatabaseRefusal, Refusal
from core.fulfilment.parcels import load_parcel
from core.shipping.models import shipments
from core.shipping.resolving import in_doubt, say_booked
from core.shipping.shipments import load_shipment
from core.shipping.states import ShipmentState
from core.shipping.tracking.following import Following
from core.shipping.tracking.taking_in import shipment_told_of
from core.text import clean
from core.transaction import SYSTEM, Transaction, run

logger = logging.getLogger(__name__)
Taken = Callable[[Transaction, int, Told], None]
"""Takes in what was told of a shipment."""

_S = ShipmentState
_CARRIED = frozenset({_S.IN_TRANSIT, _S.FAILED, _S.RETURNING})
"""Only while it is carried may another courier give it another number."""


class Hearing(StrEnum):
    """What became of a message from a courier."""

    TAKEN = "taken"
    UNREAD = "unread"
    """It cannot be read, or is about nothing that we follow."""
    FORGED = "forged"
    NOBODY = "nobody"
    """No courier of ours tells anything under this name."""


def hear(
    database: Database,
    following: Following,
    code: str,
    headers: Mapping[str, str],
    body: bytes,
    taken: Taken,
) -> Hearing:
    """Take in a message of the courier `code`; header names in lower case.

    Each parcel that it tells of has a transaction of its own. No secret and nothing of a forged
    message reaches the log.
    """
    courier = following.couriers.find(code)
    if courier is None or Can.HOOK not in courier.can:
        return Hearing.NOBODY
    heard = courier.heard(headers, body)
    if isinstance(heard, Forged):
        logger.warning("courier %s: a message without its secret is not believed", code)
        return Hearing.FORGED
    if isinstance(heard, Unread):
        logger.info("courier %s: a message is left: %s", code, clean(heard.reason, 200))
        return Hearing.UNREAD
    known = False
    for told in heard:
        known |= run(
            database, SYSTEM, partial(_one, following=following, code=code, told=told, taken=taken)
        )
    return Hearing.TAKEN if known else Hearing.UNREAD


def _one(tx: Transaction, *, following: Following, code: str, told: Told, taken: Taken) -> bool:
    found = shipment_told_of(tx, code, told)
    if found is None:
        logger.info("courier %s tells of %s, which is not ours", code, clean(told.waybill, 60))
        return False
    waybill = clean(told.waybill, 60)
    _settle(tx, following, found, waybill)
    _renumber(tx, found, waybill)
    taken(tx, found, told)
    return True


def _settle(tx: Transaction, following: Following, shipment_id: int, waybill: str) -> None:
    """A booking of which nobody knew what became: its courier has it, as it tells of it."""
    shipment = load_shipment(tx, shipment_id)
    if not waybill or not in_doubt(shipment):
        return
    try:
        with tx.connection.begin_nested():
            parcel = load_parcel(tx, shipment.parcel_id)
            say_booked(tx, following.shipping, parcel, waybill)
    except DatabaseRefusal:
        raise
    except Refusal as refusal:  # such as while it is being asked: its answer comes by itself
        logger.info("shipment %s stays in doubt: %s", shipment.own_code, refusal.code)


def _renumber(tx: Transaction, shipment_id: int, waybill: str) -> None:
    """Another courier carries it on under another number: follow that one."""
    shipment = load_shipment(tx, shipment_id)
    if not waybill or waybill == shipment.waybill or shipment.state not in _CARRIED:
        return
    tx.execute(_number, {"s": shipment_id, "w": waybill})
    about = {"order_id": shipment.order_id, "parcel_id": shipment.parcel_id}
    record(tx, "waybill_changed", **about, waybill=waybill, before=shipment.waybill or "-")


_number = update(shipments).where(shipments.c.id == bindparam("s")).values(waybill=bindparam("w"))
