"""What keys do with a booking of which nobody knows what became: ask again, or say it."""

from __future__ import annotations

from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import Parcel
from core.shipping.booking import finds_out
from core.shipping.handing_over import parcel_by_code
from core.shipping.recalling import ask_again, told_by_hand
from core.shipping.resolving import ask_now, say_booked, say_not_booked
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import live_shipment
from core.text import clean
from core.transaction import Transaction


def resolve(settings: ShippingSettings, code: str, said: str, waybill: str) -> Deed:
    """What somebody saw at a courier: it ``has`` a parcel, ``not``; else it is asked again."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        parcel = parcel_by_code(bench.tx, code)
        about = {"parcel": parcel.code, "waybill": clean(waybill, 40)}
        if said == "has":
            say_booked(bench.tx, settings, parcel, about["waybill"], on_scan=True)
            return Answer(Kind.INFO, "booking_told", about)
        if said == "not":
            if _is_wanted(bench, parcel):
                say_not_booked(bench.tx, parcel)
                return Answer(Kind.INFO, "booking_denied", about)
            told_by_hand(bench.tx, parcel)
            return Answer(Kind.INFO, "booking_forgotten", about)
        if _is_wanted(bench, parcel):
            ask_now(bench.tx, settings, parcel)
        else:
            ask_again(bench.tx, parcel)
        return Answer(Kind.INFO, "booking_asked", about)

    return do


def can_be_asked(tx: Transaction, settings: ShippingSettings, code: str) -> bool:
    """Whether the courier of a parcel can be asked again what became of it."""
    live = live_shipment(tx, parcel_by_code(tx, code).id)
    return live is None or finds_out(settings.couriers.get(live.courier))


def _is_wanted(bench: Bench, parcel: Parcel) -> bool:
    """Whether it is to go out; else its courier was to forget it."""
    return live_shipment(bench.tx, parcel.id) is not None
