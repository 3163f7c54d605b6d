"""Packages of marketplaces, for the packing table: arranged once, looked up, and their labels."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import bindparam, select

from core.audit import record
from core.channels import ways
from core.channels.adapter import AGAIN, NEEDS_PERSON, Access, Can, Fault, Trouble
from core.channels.asking import ask
from core.channels.contents import Contents, contents_of, open_ones
from core.channels.models import channel_orders
from core.channels.records import Document, NotYet, PackageState, Parcel, RemotePackage
from core.channels.registry import Shop
from core.channels.taking import ask_again
from core.couriers.bookings import (
    Absent,
    Booked,
    Booking,
    Cancelled,
    Found,
    Later,
    Outcome,
    Paper,
    Recall,
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
from core.shipping.ahead.queries import of_package
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
            known = self._known(tx, booking.own_code)
        package = self._package(known)
        if isinstance(package, Trouble):
            return self._not_booked(known.parcel, package)
        if package is None:
            return Rejected(because(Because.TWICE))
        if package.state is not PackageState.TO_ARRANGE:
            return self._as_it_is(known.parcel, package)
        return self._arranged(known, _of(known.parcel, package))

    def _arranged(self, known: _Known, parcel: Parcel) -> Outcome:
        offered = self._ask(lambda access: self._shop.adapter.ways(access, parcel))
        if isinstance(offered, Trouble):
            return self._not_booked(parcel, offered)
        way = ways.pick(offered, self._shop.settings, known.zone, known.way)
        if isinstance(way, Trouble):
            return self._no_slot(known, way)
        told = self._ask(lambda access: self._shop.adapter.arrange(access, parcel, way))
        if isinstance(told, Trouble):
            if told.fault is Fault.DONE:
                return self._as_it_was(known)
            if told.fault is Fault.SLOT:
                return self._no_slot(known, told)
            return self._not_booked(parcel, told)
        if way is not None:
            by_hand = known.way is not None and known.way.by_hand
            with writing(self._database) as tx:
                ways.was_used(tx, self._shop.name, known.parcel_id, way, by_hand=by_hand)
        return _booked(told)

    def _no_slot(self, known: _Known, said: Trouble) -> Outcome:
        """What was chosen is over: a person chooses again, nothing is taken in its place."""
        with writing(self._database) as tx:
            ways.is_over(tx, known.parcel_id)
        return Rejected(because(Because.SLOT, said.said))

    def find(self, own_code: str) -> Found:
        """Asked by the order: a package knows nothing of our code."""
        with reading(self._database) as tx:
            known = self._known(tx, own_code)
        package = self._package(known)
        if isinstance(package, Trouble):
            # What was cancelled there meanwhile has no package: booking it again says so.
            if package.fault in {Fault.PARTS, Fault.CANCELLED, Fault.GONE}:
                return Absent()
            return Unknown(_why(package))
        if package is None or package.state is PackageState.CANCELLED:
            return Absent()
        if package.state in {PackageState.TO_ARRANGE, PackageState.HELD}:
            return Absent()
        return _booked(package)

    def recall(self, sent: Sent) -> Recall:
        """Have it taken back there, where the platform does that; else people are told what to do.

        The package keeps its number: packed again, it goes out under it.
        """
        with reading(self._database) as tx:
            known = self._known(tx, sent.own_code)
        parcel = replace(known.parcel, package=sent.reference)
        package = self._package(replace(known, parcel=parcel))
        if isinstance(package, Trouble):
            if package.fault in {Fault.CANCELLED, Fault.GONE}:
                return Cancelled()
            return Unknown(_why(package))
        takes_back = Can.TAKE_BACK in self._shop.adapter.can
        if package is None or package.state is PackageState.CANCELLED:
            return Cancelled()
        if package.state is PackageState.TO_ARRANGE and not (takes_back and package.number):
            return Cancelled()
        if package.state is PackageState.GONE:
            return Rejected(because(Because.TOO_LATE, package.raw_state))
        parcel = _of(parcel, package)
        said = Trouble(Fault.FORBIDDEN)
        if takes_back:
            told = self._ask(lambda access: self._shop.adapter.take_back(access, parcel))
            if told is None:
                return Cancelled()
            if told.fault in {*AGAIN, Fault.UNSURE}:
                return Unknown(_why(told))
            said = told
        if package.state is PackageState.TO_ARRANGE:
            return Cancelled()
        about = {"shop": self._shop.name, "package": package.number, "said": said.said}
        with writing(self._database) as tx:
            record(
                tx, "still_arranged", order_id=known.order_id, parcel_id=known.parcel_id, **about
            )
        return Cancelled()

    def label(self, shipment: Sent) -> Paper | NotOffered | Unknown:
        """Looked at once more before any paper is used."""
        with reading(self._database) as tx:
            known = self._known(tx, shipment.own_code)
            ahead = of_package(tx, known.order_id, shipment.reference)
        parcel = replace(known.parcel, package=shipment.reference)
        package = self._package(replace(known, parcel=parcel))
        if isinstance(package, Trouble):
            if package.fault is Fault.CANCELLED:
                self._look_again(parcel)
                return NotOffered(Why.NOT_SERVED)
            return Unknown(_why(package))
        if package is None or package.state in {PackageState.CANCELLED, PackageState.GONE}:
            self._look_again(parcel)
            return NotOffered(Why.NOT_SERVED)
        if ahead is not None and ahead.document:
            return Paper(ahead.document, "application/pdf")
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

    def _package(self, known: _Known) -> RemotePackage | Trouble | None:
        """The package that is meant: by its number, else by what is in the box."""
        parcel = known.parcel
        told = self._ask(lambda access: self._shop.adapter.packages(access, parcel))
        if isinstance(told, Trouble):
            return told
        if parcel.package:
            return next((one for one in told if one.number == parcel.package), None)
        free = [one for one in told if one.number not in known.taken or not one.number]
        live = open_ones(free)
        alone = len(open_ones(told)) == 1
        if not live or (alone and live[0].number):
            return next(iter(live or free), None)
        mine = known.contents.package(live)
        if mine is not None:
            return mine
        if alone and known.boxes == 1:
            return live[0]
        return Trouble(Fault.PARTS, known.contents.said(live))

    def _as_it_is(self, parcel: Parcel, package: RemotePackage) -> Outcome:
        """A package that nothing is to be arranged of."""
        if package.state is PackageState.ARRANGED:
            return _booked(package)
        if package.state is PackageState.HELD:
            return Later(because(Because.PROCESSING, package.raw_state), alone=True)
        self._look_again(parcel)
        left = package.state is PackageState.GONE
        why = Because.LEFT_ALREADY if left else Because.CANCELLED_THERE
        return Rejected(because(why, package.raw_state))

    def _as_it_was(self, known: _Known) -> Outcome:
        package = self._package(known)
        if isinstance(package, Trouble):
            return Unknown(_why(package))
        if package is None:
            return Unknown("not_found_yet")
        return self._as_it_is(known.parcel, package)

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

    def _known(self, tx: Transaction, own_code: str) -> _Known:
        """Which order one of our codes is for, and what is known of its box and of the others."""
        row = tx.execute(_order, {"b_code": own_code, "b_shop": self._shop.name}).one()
        others = tx.execute(_others, {"b_order": row.order_id, "b_code": own_code}).scalars().all()
        return _Known(
            Parcel(row.order_no, row.remote_id or "", row.reference),
            row.order_id,
            row.parcel_id,
            tuple(one for one in others if one),
            1 + len(others),
            contents_of(tx, self._shop, row.order_no, row.parcel_id),
            ways.way_of(tx, row.parcel_id),
            tx.zone,
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known here of the package that one of our codes is for."""

    parcel: Parcel
    order_id: int
    parcel_id: int
    taken: tuple[str, ...]
    """The packages that other boxes of the order have."""
    boxes: int
    """How many boxes of the order are under way."""
    contents: Contents
    way: ways.ParcelWay | None
    zone: str


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
    Fault.CANCELLED: Because.CANCELLED_THERE,
    Fault.GARBLED: Because.UNREADABLE,
    Fault.SLOT: Because.SLOT,
    Fault.PARTS: Because.PARTS,
}


def _why(trouble: Trouble) -> str:
    return because(_TROUBLES.get(trouble.fault, Because.REFUSED), trouble.said)


_s = shipments.c
_order = (
    select(orders.c.order_no, channel_orders.c.remote_id, _s.order_id, _s.parcel_id, _s.reference)
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
