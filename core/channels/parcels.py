"""Packages of marketplaces, for the packing table: arranged once, looked up, and their labels."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import bindparam, select

from core.channels.adapter import AGAIN, NEEDS_PERSON, Access, Fault, Trouble
from core.channels.asking import ask
from core.channels.models import channel_orders
from core.channels.records import Document, NotYet, PackageState, Parcel, RemotePackage, Way
from core.channels.registry import Shop
from core.channels.taking import ask_again
from core.couriers.bookings import (
    Absent,
    Booked,
    Booking,
    Found,
    Later,
    Outcome,
    Paper,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.quotes import NotOffered, Why
from core.couriers.troubles import Trouble as Because
from core.couriers.troubles import because
from core.database import Database
from core.errors import Refusal
from core.orders.models import orders
from core.shipping.models import shipments
from core.shipping.states import LIVE
from core.transaction import Transaction, reading, writing

T = TypeVar("T")
_PAPER_S = 8.0
"""So long a label is waited for that is being drawn; then the table goes on without it."""
_PERSON_S = 60.0


class Parcels:
    """Follows `core.couriers.marketplace.Asks` for one shop."""

    def __init__(self, database: Database, shop: Shop) -> None:
        self._database = database
        self._shop = shop

    def book(self, booking: Booking) -> Outcome:
        """Look first, then arrange: a package that is arranged already is taken as it is."""
        with reading(self._database) as tx:
            parcel, taken = self._known(tx, booking.own_code)
        package = self._package(parcel, taken)
        if isinstance(package, Trouble):
            return self._not_booked(parcel, package)
        if package is None:
            return Rejected(because(Because.TWICE))
        if package.state is not PackageState.TO_ARRANGE:
            return self._as_it_is(parcel, package)
        parcel = _of(parcel, package)
        way = self._way(parcel)
        if isinstance(way, Trouble):
            return self._not_booked(parcel, way)
        told = self._ask(lambda access: self._shop.adapter.arrange(access, parcel, way))
        if isinstance(told, Trouble):
            if told.fault is Fault.DONE:
                return self._as_it_was(parcel)
            return self._not_booked(parcel, told)
        return _booked(told)

    def find(self, own_code: str) -> Found:
        """Asked by the order: a package knows nothing of our code."""
        with reading(self._database) as tx:
            parcel, taken = self._known(tx, own_code)
        package = self._package(parcel, taken)
        if isinstance(package, Trouble):
            return Unknown(_why(package))
        if package is None or package.state is PackageState.CANCELLED:
            return Absent()
        if package.state in {PackageState.TO_ARRANGE, PackageState.HELD}:
            return Absent()
        return _booked(package)

    def label(self, shipment: Sent) -> Paper | NotOffered | Unknown:
        """Looked at once more before any paper is used."""
        with reading(self._database) as tx:
            parcel, taken = self._known(tx, shipment.own_code)
        package = self._package(replace(parcel, package=shipment.reference), taken)
        if isinstance(package, Trouble):
            if package.fault is Fault.CANCELLED:
                self._look_again(parcel)
                return NotOffered(Why.NOT_SERVED)
            return Unknown(_why(package))
        if package is None or package.state in {PackageState.CANCELLED, PackageState.GONE}:
            self._look_again(parcel)
            return NotOffered(Why.NOT_SERVED)
        return self._paper(_of(parcel, package), package)

    def _paper(self, parcel: Parcel, package: RemotePackage) -> Paper | NotOffered | Unknown:
        def call(access: Access) -> Document | NotYet | Trouble:
            return self._shop.adapter.label(access, parcel, package)

        end = time.monotonic() + _PAPER_S
        while True:
            told: Document | NotYet | Trouble = self._ask(call)
            if isinstance(told, Trouble):
                return Unknown(_why(told))
            if not isinstance(told, NotYet):
                return Paper(told.data, told.kind)
            if time.monotonic() + told.seconds > end:
                return Unknown(because(Because.PROCESSING))
            time.sleep(told.seconds)

    def _package(self, parcel: Parcel, taken: Sequence[str]) -> RemotePackage | Trouble | None:
        """The package that is meant, else the first that no other parcel of ours has."""
        told = self._ask(lambda access: self._shop.adapter.packages(access, parcel))
        if isinstance(told, Trouble):
            return told
        if parcel.package:
            return next((one for one in told if one.number == parcel.package), None)
        free = [one for one in told if one.number not in taken or not one.number]
        open_ones = [one for one in free if one.state is not PackageState.CANCELLED]
        return next(iter(open_ones or free), None)

    def _way(self, parcel: Parcel) -> Way | Trouble | None:
        """The recommended one of the kind that the shop wants, else the first there is."""
        told = self._ask(lambda access: self._shop.adapter.ways(access, parcel))
        if isinstance(told, Trouble):
            return told
        kind = self._shop.settings.hand_over
        return next((one for one in told if one.kind == kind), next(iter(told), None))

    def _as_it_is(self, parcel: Parcel, package: RemotePackage) -> Outcome:
        """A package that nothing is to be arranged of."""
        if package.state is PackageState.ARRANGED:
            return _booked(package)
        if package.state is PackageState.HELD:
            return Later(because(Because.PROCESSING, package.raw_state), alone=True)
        self._look_again(parcel)
        return Rejected(because(Because.TOO_LATE, package.raw_state))

    def _as_it_was(self, parcel: Parcel) -> Outcome:
        package = self._package(parcel, ())
        if isinstance(package, Trouble):
            return Unknown(_why(package))
        return Unknown("not_found_yet") if package is None else self._as_it_is(parcel, package)

    def _not_booked(self, parcel: Parcel, trouble: Trouble) -> Outcome:
        if trouble.fault is Fault.UNSURE:
            return Unknown(_why(trouble))
        if trouble.fault in AGAIN:
            return Later(_why(trouble), trouble.wait, alone=trouble.fault is Fault.HELD)
        if trouble.fault in NEEDS_PERSON:
            return Later(_why(trouble), max(trouble.wait, _PERSON_S))
        self._look_again(parcel)
        return Rejected(_why(trouble))

    def _look_again(self, parcel: Parcel) -> None:
        """The order is not what it was: it is asked for with the next look at the shop."""
        with writing(self._database) as tx:
            ask_again(tx, self._shop.name, [parcel.order_no])

    def _ask(self, call: Callable[[Access], T | Trouble]) -> T | Trouble:
        try:
            return ask(self._database, self._shop, call)
        except Refusal as refusal:
            return Trouble(Fault.REVOKED, refusal.code)

    def _known(self, tx: Transaction, own_code: str) -> tuple[Parcel, list[str]]:
        """Which order one of our codes is for, and the packages that its other parcels have."""
        row = tx.execute(_order, {"b_code": own_code, "b_shop": self._shop.name}).one()
        others = tx.execute(_others, {"b_order": row.order_id, "b_code": own_code})
        taken = [one for one in others.scalars() if one]
        return Parcel(row.order_no, row.remote_id or "", row.reference), taken


def _of(parcel: Parcel, package: RemotePackage) -> Parcel:
    return replace(parcel, package=package.number, line_ids=package.line_ids)


def _booked(package: RemotePackage) -> Booked:
    """The carrier is kept for people; without a number it is asked for later."""
    answer = {"carrier": package.carrier, "state": package.raw_state}
    return Booked(package.tracking, reference=package.number, answer=answer)


_TROUBLES = {
    Fault.AWAY: Because.UNREACHED,
    Fault.UNSURE: Because.SILENT,
    Fault.BUSY: Because.BUSY,
    Fault.HELD: Because.PROCESSING,
    Fault.QUOTA: Because.BUSY,
    Fault.EXPIRED: Because.LOGIN,
    Fault.REVOKED: Because.LOGIN,
    Fault.KEYS: Because.LOGIN,
    Fault.CLOCK: Because.LOGIN,
    Fault.FORBIDDEN: Because.SHOP,
    Fault.BANNED: Because.SHOP,
    Fault.GONE: Because.NO_SUCH,
    Fault.CANCELLED: Because.TOO_LATE,
    Fault.GARBLED: Because.UNREADABLE,
}


def _why(trouble: Trouble) -> str:
    return because(_TROUBLES.get(trouble.fault, Because.REFUSED), trouble.said)


_s = shipments.c
_order = (
    select(orders.c.order_no, channel_orders.c.remote_id, _s.order_id, _s.reference)
    .select_from(shipments)
    .join(orders, orders.c.id == _s.order_id)
    .outerjoin(
        channel_orders,
        (channel_orders.c.order_no == orders.c.order_no)
        & (channel_orders.c.shop == bindparam("b_shop")),
    )
    .where(_s.own_code == bindparam("b_code"))
)
_others = select(_s.reference).where(
    _s.order_id == bindparam("b_order"),
    _s.own_code != bindparam("b_code"),
    _s.state.in_(sorted(state.value for state in LIVE)),
)
