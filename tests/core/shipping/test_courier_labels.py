"""A courier's label goes to the parcel of its waybill; a second print is a copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from core.clock import now
from core.config import parse
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.fulfilment.parcels import Parcel, of_order_parcels
from core.paper.commands import void_label
from core.paper.documents import CourierLabel
from core.paper.queries import current_label, document
from core.paper.spooling import finish_printed, lease_next, store_and_start
from core.shipping.courier_labels import parcel_of, print_courier_label
from core.shipping.desk import Desk
from core.shipping.settings import settings_of
from core.shipping.shipments import live_shipment
from core.transaction import Actor, reading, writing

CONFIG = parse(
    '[packing]\nprint = []\n[[printers]]\nname = "P"\ntransport = "virtual"\n', Path("k.toml")
)
SETTINGS = settings_of(CONFIG)
Pack = Callable[[str], Parcel]


@pytest.fixture
def pack(db: Database, build: ModuleType) -> Pack:
    """Packs an order of one unit; gives its parcel."""
    shop = build.shop(db, {"TEH": 9})
    desk = Desk(db, CONFIG, shop.station)
    desk.open()

    def packed(number: str) -> Parcel:
        made = build.ready_order(db, number, {"TEH": 1})
        for code in (number, "TEH"):
            desk.scan(desk.last_seq() + 1, code)
        with reading(db) as tx:
            return of_order_parcels(tx, made)[0]

    return packed


def waybill_of(db: Database, parcel: Parcel) -> str:
    with reading(db) as tx:
        shipment = live_shipment(tx, parcel.id)
    assert shipment is not None
    assert shipment.waybill
    return shipment.waybill


def label_with(*codes: str, source: str = "") -> CourierLabel:
    return CourierLabel(
        language="id",
        zone="Asia/Jakarta",
        courier="",
        waybill="",
        parcel_code="",
        pdf="JVBERi0=",
        printed_at=now(),
        station="",
        codes=tuple(("Code 128", code) for code in codes),
        source=source,
    )


def printed(db: Database) -> None:
    with writing(db) as tx:
        lease = lease_next(tx, "P", "here 1 1.0 x")
        assert lease is not None
        assert store_and_start(tx, lease, b"dots")
        assert finish_printed(tx, lease, confirmed=True)


def test_a_code_that_is_a_waybill_leads_to_its_parcel(db: Database, pack: Pack) -> None:
    parcel, other = pack("W-1"), pack("W-2")
    with writing(db) as tx:
        void_label(tx, parcel.id, "test")
        job = print_courier_label(tx, SETTINGS, label_with("SKU-1", waybill_of(db, parcel)))
        label = current_label(tx, parcel.id)
        stored = document(tx, job.id)
    assert (job.order_id, job.parcel_id) == (parcel.order_id, parcel.id)
    assert label is not None
    assert job.label_id == label.id
    assert isinstance(stored, CourierLabel)
    assert (stored.waybill, stored.parcel_code) == (waybill_of(db, parcel), parcel.code)
    assert other.id != job.parcel_id


def test_a_parcel_that_has_a_label_keeps_it(db: Database, pack: Pack) -> None:
    parcel = pack("W-1")
    with writing(db) as tx:
        before = current_label(tx, parcel.id)
        job = print_courier_label(tx, SETTINGS, label_with(waybill_of(db, parcel)))
        assert current_label(tx, parcel.id) == before
    assert before is not None
    assert (job.parcel_id, job.label_id) == (parcel.id, None)


def test_a_label_of_nobody_is_just_printed(db: Database, pack: Pack) -> None:
    pack("W-1")
    with writing(db) as tx:
        job = print_courier_label(tx, SETTINGS, label_with("SPX00099"))
    assert (job.order_id, job.parcel_id, job.copy) == (None, None, 1)


def test_the_same_page_again_is_a_copy_and_another_page_is_not(db: Database, pack: Pack) -> None:
    with writing(db) as tx:
        first = print_courier_label(tx, SETTINGS, label_with("SPX1", source="ab:1"))
    printed(db)
    with writing(db) as tx:
        again = print_courier_label(tx, SETTINGS, label_with("SPX1", source="ab:1"))
        other = print_courier_label(tx, SETTINGS, label_with("SPX1", source="ab:11"))
    assert (first.copy, again.copy, again.of_job_id) == (1, 2, first.id)
    assert (other.copy, other.of_job_id) == (1, None)


def test_a_label_for_another_parcel_is_refused(db: Database, pack: Pack) -> None:
    one, two = pack("W-1"), pack("W-2")
    label = label_with(waybill_of(db, one))
    with reading(db) as tx:
        with pytest.raises(Refusal, match="label_of_other_parcel"):
            parcel_of(tx, label, two.code)
        with pytest.raises(NotFound, match="parcel_not_found"):
            parcel_of(tx, label, "nothing")
        found = parcel_of(tx, label, one.code)
    assert found is not None
    assert found.id == one.id


def test_who_may_not_print_does_not(db: Database) -> None:
    nobody = Actor(operator_id=None, station_id=None, permissions=frozenset())
    with writing(db, nobody) as tx, pytest.raises(NotAllowed):
        print_courier_label(tx, SETTINGS, label_with("SPX1"))
