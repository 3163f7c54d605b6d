"""A manifest says what a courier took over on a day, and today also what stands ready for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import update

from core.catalog.models import products
from core.clock import frozen
from core.config import parse
from core.database import Database
from core.errors import NotFound
from core.fulfilment.parcels import Parcel, of_order_parcels
from core.orders.commands import hold
from core.paper.documents import load
from core.paper.queries import document
from core.paper.spooling import finish_printed, lease_next, store_and_start
from core.shipping.desk import Desk
from core.shipping.drawing_up import receipt_of, whole_order
from core.shipping.handing_over import hand_over_parcel
from core.shipping.manifests import manifest_of
from core.shipping.papers import print_document
from core.shipping.settings import settings_of
from core.transaction import reading, writing

CONFIG = parse(
    '[shop]\ntax_id = "01.2"\n[[printers]]\nname = "P"\ntransport = "virtual"\n', Path("k.toml")
)
SETTINGS = settings_of(CONFIG)
NOON = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
"""Twelve o'clock in Jakarta."""
Pack = Callable[..., Parcel]


@pytest.fixture
def pack(db: Database, build: ModuleType) -> Pack:
    """Packs an order of one unit; gives its parcel."""
    shop = build.shop(db, {"TEH": 9})
    desk = Desk(db, CONFIG, shop.station)
    desk.open()

    def packed(number: str, **columns: object) -> Parcel:
        made = build.ready_order(db, number, {"TEH": 1}, **columns)
        for code in (number, "TEH"):
            verdict = desk.scan(desk.last_seq() + 1, code)
        assert verdict.kind == "order_complete"
        with reading(db) as tx:
            return of_order_parcels(tx, made)[0]

    return packed


def waybills(db: Database, parcel: Parcel, day: date | None = None) -> list[tuple[str, bool]]:
    with reading(db) as tx:
        found = manifest_of(tx, SETTINGS, parcel.warehouse_id, "own", day)
    return [(one.order_no, one.handed_over) for one in found.parcels]


def test_it_lists_what_left_and_then_what_is_ready(db: Database, pack: Pack) -> None:
    with frozen(NOON):
        first, _second = pack("W-1", cod=2_500_000, paid=0), pack("W-2")
        assert waybills(db, first) == [("W-1", False), ("W-2", False)]
        with writing(db) as tx:
            hand_over_parcel(tx, _second.id)
        assert waybills(db, first) == [("W-2", True), ("W-1", False)]
        with reading(db) as tx:
            found = manifest_of(tx, SETTINGS, first.warehouse_id, "own")
        assert [one.cod for one in found.parcels] == [0, 2_500_000]
        assert all(one.waybill.startswith("KMS") for one in found.parcels)
        assert found.day == "03/03/2026"


def test_a_day_is_one_on_the_shop_s_clock(db: Database, pack: Pack) -> None:
    with frozen(NOON):
        parcel = pack("W-1")
    with frozen(datetime(2026, 3, 3, 17, 30, tzinfo=UTC)), writing(db) as tx:
        hand_over_parcel(tx, parcel.id)  # half past midnight in Jakarta
    with frozen(NOON + timedelta(days=9)):
        assert waybills(db, parcel, date(2026, 3, 4)) == [("W-1", True)]
        for day in (date(2026, 3, 3), None):
            with pytest.raises(NotFound) as refused:
                waybills(db, parcel, day)
            assert refused.value.code == "manifest_empty"


def test_what_is_held_does_not_stand_ready(db: Database, pack: Pack) -> None:
    parcel, other = pack("W-1"), pack("W-2")
    with writing(db) as tx:
        hold(tx, parcel.order_id, "look")
    assert waybills(db, other) == [("W-2", False)]


def test_another_courier_has_its_own(db: Database, pack: Pack) -> None:
    parcel = pack("W-1")
    with reading(db) as tx:
        for courier, code in (("manual", "manifest_empty"), ("fedex", "courier_unknown")):
            with pytest.raises(NotFound) as refused:
                manifest_of(tx, SETTINGS, parcel.warehouse_id, courier)
            assert refused.value.code == code


def test_the_same_manifest_once_more_is_a_copy_and_a_longer_one_is_new(
    db: Database, pack: Pack
) -> None:
    parcel = pack("W-1")

    def print_it() -> int:
        with writing(db) as tx:
            paper = manifest_of(tx, SETTINGS, parcel.warehouse_id, "own")
            job = print_document(tx, SETTINGS, paper)
            assert document(tx, job.id).kind == "manifest"
        with writing(db) as tx:
            for _job in range(9):
                lease = lease_next(tx, "P", "w")
                if lease is None:
                    break
                assert store_and_start(tx, lease, b"x")
                finish_printed(tx, lease, confirmed=True)
        return job.copy

    assert [print_it(), print_it()] == [1, 2]
    pack("W-2")
    assert print_it() == 1


def test_a_manifest_is_stored_and_read_back_whole(db: Database, pack: Pack) -> None:
    from core.paper.documents import dump

    parcel = pack("W-1")
    with reading(db) as tx:
        paper = manifest_of(tx, SETTINGS, parcel.warehouse_id, "own")
    assert load(dump(paper)) == paper


def test_a_receipt_knows_the_tax_within_its_prices(db: Database, pack: Pack) -> None:
    parcel = pack("W-1", discount=0)
    with writing(db) as tx:
        plain = receipt_of(tx, SETTINGS, whole_order(tx, parcel.order_id))
        tx.execute(update(products).values(tax_rate="11"))
        taxed = receipt_of(tx, SETTINGS, whole_order(tx, parcel.order_id))
    assert plain.taxes == ()
    (line,) = taxed.taxes
    assert (line.rate, line.base + line.tax, line.tax) == ("11", 2_500_000, 247_748)
    assert taxed.tax_id == "01.2"
    from core.paper.documents import dump

    assert load(dump(taxed)) == taxed
