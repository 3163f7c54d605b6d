"""What a courier is asked to carry is drawn up whole, and what became of it is found out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from far_shop import CONFIG, Shop
from sqlalchemy import delete, select, update

from core.config import parse
from core.couriers.base import Can, Limits
from core.couriers.bookings import (
    Absent,
    Booked,
    Booking,
    Contact,
    Found,
    Later,
    Rejected,
    Unknown,
)
from core.database import Database
from core.errors import Refusal
from core.fulfilment.models import parcels
from core.orders.models import orders
from core.shipping.asking import booking_of
from core.shipping.booking_deeds import can_be_asked, resolve
from core.shipping.creating import create_shipment
from core.shipping.desk import Desk
from core.shipping.models import shipments
from core.shipping.packing_port import PackingPort
from core.shipping.resolving import ask_now, say_booked, say_not_booked
from core.shipping.resting import THREADS, Resting
from core.shipping.shipments import load_shipment
from core.shipping.stuck_boxes import stuck_boxes
from core.shipping.tracking.models import tracks
from core.shipping.tracking.promising import promise
from core.transaction import reading, writing


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Shop:
    return Shop(db, build)


def test_a_courier_is_told_who_sends_who_gets_it_and_what_is_in_it(shop: Shop) -> None:
    shop.far.said = [
        Booked("W1", sort_code="A-1", reference="R1", tracking_url="https://x/W1", fee=9000)
    ]
    shop.drain()
    (booking,) = shop.far.booked
    assert booking.sender == Contact(
        name="Toko Mawar", phone="081200000000", city="Bandung", country="ID"
    )
    assert (booking.order_no, booking.recipient.name != "") == ("A1", True)
    ((piece,), worth) = booking.pieces, booking.worth
    assert (piece.sku, piece.units, worth) == ("TEH", 2, 2 * piece.worth)
    sent = shop.shipment
    kept = (sent.state, sent.sort_code, sent.reference, sent.tracking_url, sent.fee)
    assert kept == ("booked", "A-1", "R1", "https://x/W1", 9000)


def test_a_courier_that_was_not_reached_is_asked_later_by_itself(shop: Shop) -> None:
    shop.far.said = [Later("away", 90), Later("away"), Booked("W1")]
    shop.drain()
    wait = shop.row.next_at - shop.row.created_at
    assert (shop.row.state, wait >= timedelta(seconds=89)) == ("pending", True)
    assert (shop.shipment.state, shop.shipment.asked_at) == ("requested", None)
    shop.drain(2)
    assert (shop.shipment.state, shop.far.asked) == ("booked", [])


def test_a_number_that_comes_later_is_asked_for_and_nothing_booked_again(shop: Shop) -> None:
    shop.far.can = frozenset({Can.FIND})
    shop.far.said = [Booked("", reference="R1")]
    shop.far.found = [Absent(), Booked(""), Booked("W9")]
    shop.drain()
    assert (shop.shipment.state, shop.shipment.reference) == ("requested", "R1")
    shop.drain(3)
    assert (shop.shipment.state, shop.shipment.waybill) == ("booked", "W9")
    assert len(shop.far.booked) == 1


@pytest.mark.parametrize("found", [Booked("W5"), Absent()])
def test_a_booking_in_doubt_is_looked_up_before_it_is_repeated(shop: Shop, found: Found) -> None:
    shop.far.can, shop.far.repeat_is_safe = frozenset({Can.FIND}), True
    shop.far.said, shop.far.found = [Unknown("timeout"), Booked("W5")], [Unknown("away"), found]
    shop.drain(3)
    assert (shop.shipment.state, shop.shipment.waybill) == ("booked", "W5")
    assert len(shop.far.booked) == (1 if isinstance(found, Booked) else 2)
    assert len({one.own_code for one in shop.far.booked} | set(shop.far.asked)) == 1


def test_a_repeat_that_is_refused_does_not_say_that_nothing_was_booked(shop: Shop) -> None:
    shop.far.repeat_is_safe = True
    shop.far.said = [Unknown("timeout"), Rejected("login"), Later("busy"), Booked("W5")]
    shop.drain(3)
    assert (shop.shipment.state, shop.shipment.asked_at is None) == ("requested", False)
    shop.drain()
    assert shop.shipment.waybill == "W5"


def test_what_cannot_be_found_out_is_left_to_a_person(shop: Shop) -> None:
    shop.far.said = [Unknown("timeout")]
    shop.drain(3)
    assert (shop.shipment.state, shop.row.state, len(shop.far.booked)) == ("unknown", "unknown", 1)


def test_a_parcel_beyond_the_limits_is_refused_before_anybody_is_asked(shop: Shop) -> None:
    shop.far.limits = Limits(weight_g=1000, volume_mm3_per_g=5000)
    with writing(shop.db) as tx:
        size = {"length_mm": 300, "width_mm": 200, "height_mm": 100}  # counts as 1,200 g
        tx.execute(update(shipments).values(weight_g=900, **size))
    shop.drain()
    assert (shop.shipment.state, shop.far.booked) == ("rejected", [])
    assert shop.row.error == "courier_weight: > 1000 g"


def test_a_person_says_what_became_of_it(shop: Shop) -> None:
    shop.far.said = [Unknown("timeout")]
    shop.drain()
    with writing(shop.db, shop.shop.actor) as tx:
        with pytest.raises(Refusal, match="resolve_by_hand"):
            ask_now(tx, shop.settings, shop.parcel)
        say_booked(tx, shop.settings, shop.parcel, "W77001")
    assert (shop.shipment.state, shop.shipment.waybill) == ("booked", "W77001")
    assert (shop.row.state, shop.box, len(shop.far.booked)) == ("done", "closed", 1)
    with writing(shop.db, shop.shop.actor) as tx, pytest.raises(Refusal, match="resolve_nothing"):
        say_not_booked(tx, shop.parcel)


def test_what_was_not_booked_is_sent_anew_under_another_code(shop: Shop) -> None:
    shop.far.said = [Unknown("timeout"), Booked("W2")]
    shop.drain()
    with writing(shop.db, shop.shop.actor) as tx:
        say_not_booked(tx, shop.parcel)
        create_shipment(tx, shop.settings, shop.parcel.id, {})
    shop.drain()
    assert len({one.own_code for one in shop.far.booked}) == 2
    with reading(shop.db) as tx:
        states = tx.execute(select(shipments.c.state).order_by(shipments.c.id)).scalars()
        assert list(states) == ["rejected", "booked"]


def test_a_courier_is_asked_once_more_where_somebody_wants_it(shop: Shop) -> None:
    shop.far.said, shop.far.found = [Unknown("timeout")], [Booked("W5")]
    shop.drain()
    shop.far.can = frozenset({Can.FIND})
    with writing(shop.db, shop.shop.actor) as tx:
        ask_now(tx, shop.settings, shop.parcel)
    shop.drain()
    assert (shop.shipment.state, shop.shipment.waybill) == ("booked", "W5")


def test_silent_couriers_rest_and_busy_ones_are_not_asked_by_all_at_once() -> None:
    at = [0.0]
    resting = Resting(lambda: at[0])
    resting.heard("a", Unknown("x"))
    assert resting.left("a") == 0
    resting.heard("a", Unknown("x"))
    assert resting.left("a") == 1
    resting.heard("a", Later("busy", 90))
    assert (resting.left("a"), resting.left("b")) == (90, 0)
    assert [resting.enter("a") for _ in range(THREADS)] == [True] * (THREADS - 1) + [False]
    at[0] = 91
    resting.heard("a", Booked("W"))
    resting.heard("a", Unknown("x"))
    assert resting.left("a") == 0
    resting.heard("a", Later("held", 300, alone=True))
    assert resting.left("a") == 0, "one parcel that has to wait holds up no other"
    short = Resting(lambda: at[0], longest=5)
    for _ in range(9):
        short.heard("a", Unknown("x"))
    assert short.left("a") == 5


@pytest.mark.parametrize(
    ("said", "state"), [("has", "booked"), ("not", "rejected"), ("ask", "unknown")]
)
def test_a_key_at_the_station_says_what_the_courier_has(shop: Shop, said: str, state: str) -> None:
    shop.far.said = [Unknown("timeout")]
    shop.drain()
    shop.far.can = frozenset({Can.FIND})
    desk = Desk(shop.db, parse(CONFIG, Path("k.toml")), shop.shop.station)
    desk.settings.couriers.add(shop.far)  # type: ignore[arg-type]
    with reading(shop.db) as tx:
        assert can_be_asked(tx, desk.settings, shop.parcel.code)
        shop.far.can = frozenset()
        assert not can_be_asked(tx, desk.settings, shop.parcel.code)
        shop.far.can = frozenset({Can.FIND})
    deed = resolve(desk.settings, shop.parcel.code, said, "W7700")
    verdict = desk.scan(1, "resolve", deed)
    expected = {"has": "booking_told", "not": "booking_denied", "ask": "booking_asked"}
    assert (verdict.detail, shop.shipment.state) == (expected[said], state)
    if said == "has":
        assert "label" not in shop.papers, "who says it has not the box in hand"
        assert desk.scan(2, f"KEMAS:P:{shop.parcel.code}").detail == "new_label"
        assert shop.papers[-1] == "label"


def test_a_buyer_who_pays_the_shop_for_the_shipping_does_not_pay_the_courier_for_it(
    shop: Shop,
) -> None:
    cases = [  # shipping fee, paid, COD, whether somebody said the COD; goods of 100 less 30
        (0, 0, 70, False, False),
        (20, 0, 90, False, True),  # less than the goods cost before their discount
        (20, 0, 70, True, False),  # somebody has only the goods collected
        (20, 90, 0, False, True),
        (20, 50, 40, False, True),
        (20, 0, 0, False, True),  # it is on the bill
        (0, 0, 0, False, False),
    ]
    said = []
    for fee, paid, cod, fixed, _already in cases:
        money = {"goods": 100, "discount": 30, "shipping_fee": fee, "paid": paid}
        with writing(shop.db) as tx:
            tx.execute(update(orders).values(**money, cod=0 if fixed else cod))
            tx.execute(update(shipments).values(cod=cod, cod_fixed=fixed))
            booking = booking_of(tx, shop.settings, load_shipment(tx, shop.shipment.id))
        assert isinstance(booking, Booking)
        said.append(booking.shipping_paid)
    assert said == [already for *_given, already in cases]


def test_a_parcel_is_promised_for_the_day_that_its_courier_names_or_offered(shop: Shop) -> None:
    cases: list[tuple[int | None, int | None, int | None]] = [
        (2, 5, 2),
        (None, 5, 5),
        (-1, None, None),
    ]
    for says, offered, days in cases:
        with writing(shop.db) as tx:
            tx.execute(delete(tracks))
            tx.execute(update(shipments).values(quoted_days=offered))
            arrives = None if says is None else tx.now + timedelta(days=says, minutes=1)
            promise(tx, load_shipment(tx, shop.shipment.id), Booked("W1", arrives=arrives))
            promised = tx.execute(select(tracks.c.promised_on)).scalar()
            assert promised == (None if days is None else tx.today + timedelta(days=days))


def test_a_box_that_nobody_takes_is_told_where_it_was_packed_until_it_is_booked_anew(
    shop: Shop,
) -> None:
    where = (shop.shop.warehouse, shop.shop.station)
    shop.far.said = [Rejected("courier_phone: 12"), Unknown("courier_silent"), Booked("W1")]
    with writing(shop.db) as tx:
        tx.execute(update(parcels).values(station_id=shop.shop.station))
    for refused, reason in ((True, "courier_phone: 12"), (False, "courier_silent")):
        shop.drain()
        with writing(shop.db, shop.shop.actor) as tx:
            (box,) = stuck_boxes(tx, shop.settings, *where)
            told = PackingPort(shop.settings).not_booked(tx, shop.parcel.id)
            if not refused:
                say_not_booked(tx, shop.parcel)
            create_shipment(tx, shop.settings, shop.parcel.id, {})
            assert stuck_boxes(tx, shop.settings, *where) == ()
        assert (box.parcel, box.order_no, box.courier) == (shop.parcel.code, "A1", "Far")
        assert told == {"courier": "Far", "refused": refused, "reason": reason}
        assert (box.is_refused, box.reason) == (refused, reason)
