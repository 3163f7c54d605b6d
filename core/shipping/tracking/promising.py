"""The day on which a courier said that a parcel arrives: after it the parcel is late."""

from __future__ import annotations

from datetime import date, timedelta

from core.clock import local
from core.couriers.bookings import Booked
from core.shipping.shipments import Shipment
from core.shipping.tracking.models import tracks
from core.transaction import Transaction
from core.upsert import Upsert


def promise(tx: Transaction, shipment: Shipment, booked: Booked) -> None:
    """Keep the day that its courier named when it took the parcel, else that of the offer taken."""
    day = _day(tx, shipment, booked)
    if day is not None:
        tx.execute(_promised(tx), {"shipment_id": shipment.id, "promised_on": day})


def _day(tx: Transaction, shipment: Shipment, booked: Booked) -> date | None:
    if booked.arrives is not None and booked.arrives >= tx.now:
        return local(booked.arrives, tx.zone).date()
    if shipment.quoted_days is None:
        return None
    return tx.today + timedelta(days=shipment.quoted_days)


_promised = Upsert(
    lambda insert: (made := insert(tracks)).on_conflict_do_update(
        index_elements=["shipment_id"], set_={"promised_on": made.excluded.promised_on}
    )
)
