"""Parcels on their way at the station: where one is seen, and what was done about it."""

from __future__ import annotations

from datetime import date, datetime

from core.couriers.base import Can
from core.couriers.states import Stage
from core.errors import Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.people.permissions import Permission, require
from core.returns import turning
from core.returns.coming_back import bring_back, take_in
from core.returns.turning import Wish
from core.shipping.handing_over import parcel_by_code
from core.shipping.tracking.following import Following
from core.shipping.tracking.polling import ask_soon
from core.shipping.tracking.states import Source
from core.shipping.tracking.steps import said_by_hand, sent_shipment, write_down


def seen(following: Following, parcel: str, stage: Stage, note: str, at: datetime | None) -> Deed:
    """Somebody knows where a parcel is."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = parcel_by_code(bench.tx, parcel)
        shipment = sent_shipment(bench.tx, found.id)
        said = said_by_hand(bench.tx, stage, note=note, at=at)
        done = take_in(bench.tx, following, shipment.id, [said], Source.HAND)
        about = {"parcel": found.code, "seen": stage.value, "returned": done.returned}
        if done.returned:
            return Answer(Kind.INFO, "way_seen_back", about)
        return Answer(Kind.INFO, "way_seen", about)

    return do


def done(parcel: str, step: str, note: str, days: int, promised_on: date | None) -> Deed:
    """Something was done about a parcel; it is off the list for some days."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = parcel_by_code(bench.tx, parcel)
        write_down(bench.tx, found.id, step, note=note, days=days, promised_on=promised_on)
        return Answer(Kind.INFO, "way_done", {"parcel": found.code, "did": step})

    return do


def turn(
    following: Following,
    parcel: str,
    wish: Wish,
    note: str,
    days: int,
    promised_on: date | None = None,
) -> Deed:
    """Have the courier told what to do with a parcel."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = parcel_by_code(bench.tx, parcel)
        courier = following.couriers.get(sent_shipment(bench.tx, found.id).courier)
        turning.ask_turn(bench.tx, found.id, wish, note, days, promised_on)
        about = {"parcel": found.code, "courier": courier.name}
        if wish is Wish.BACK:
            return Answer(Kind.INFO, "way_turn_back", about)
        return Answer(Kind.INFO, "way_turn_again", about)

    return do


def back(parcel: str, reason: str) -> Deed:
    """A parcel is to be brought back: its return is announced."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = parcel_by_code(bench.tx, parcel)
        made = bring_back(bench.tx, found.id, reason)
        return Answer(Kind.INFO, "way_back", {"parcel": found.code, "returned": made.code})

    return do


def ask(following: Following, parcel: str) -> Deed:
    """Have the courier asked about a parcel as soon as it may be."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        require(bench.tx, Permission.HAND_OVER)
        found = parcel_by_code(bench.tx, parcel)
        shipment = sent_shipment(bench.tx, found.id)
        courier = following.couriers.find(shipment.courier)
        if courier is None or Can.TRACK not in courier.can:
            name = courier.name if courier is not None else shipment.courier
            raise Refusal("courier_not_tracked", courier=name)
        ask_soon(bench.tx, shipment.id)
        about = {"parcel": found.code, "courier": courier.name}
        return Answer(Kind.INFO, "way_asked", about)

    return do
