"""Parcels leave once, with a live label, and never for an order that is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import func, select

from core.config import parse
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.fulfilment.parcels import Parcel, of_order_parcels
from core.orders.commands import head, hold
from core.orders.marks import set_marks
from core.orders.states import Fulfilment, OrderStatus
from core.paper.documents import PackingSlip
from core.paper.models import print_jobs
from core.paper.queries import current_label, document
from core.paper.spooling import finish_printed, lease_next, store_and_start
from core.shipping.booking import book_due
from core.shipping.cancelling import cancel_order
from core.shipping.creating import (
    cancel_shipment,
    create_shipment,
    list_shipments,
    waiting_parcels,
)
from core.shipping.desk import Desk
from core.shipping.handing_over import hand_over_parcel, parcel_by_code
from core.shipping.papers import print_labels, print_paper
from core.shipping.settings import ShippingSettings, settings_of
from core.shipping.shipments import shipment_of_parcel
from core.shipping.states import ShipmentState
from core.stock.checks import differences
from core.stock.commands import Move, post
from core.stock.models import BinKind, levels, moves
from core.stock.places import shelf, special_bin
from core.transaction import reading, writing

CONFIG = parse('[[printers]]\nname = "P"\ntransport = "virtual"\n', Path("k.toml"))
Pack = Callable[..., Parcel]


@pytest.fixture
def settings() -> ShippingSettings:
    return settings_of(CONFIG)


@pytest.fixture
def pack(db: Database, build: ModuleType) -> Pack:
    """Packs an order of one unit at a station; gives its parcel."""
    shop = build.shop(db, {"TEH": 9})
    desk = Desk(db, CONFIG, shop.station)
    desk.open()

    def packed(number: str) -> Parcel:
        made = build.ready_order(db, number, {"TEH": 1})
        for code in (number, "TEH"):
            verdict = desk.scan(desk.last_seq() + 1, code)
        assert verdict.kind == "order_complete"
        with reading(db) as tx:
            return of_order_parcels(tx, made)[0]

    return packed


def test_a_labelled_parcel_leaves_and_takes_its_order_along(db: Database, pack: Pack) -> None:
    parcel = pack("A1")
    with writing(db) as tx:
        waybill = shipment_of_parcel(tx, parcel.id).waybill
        for code in (parcel.code, f"KEMAS:P:{parcel.code}", waybill):
            assert parcel_by_code(tx, code).id == parcel.id
        assert hand_over_parcel(tx, parcel.id).state == "handed_over"
        assert head(tx, parcel.order_id).fulfilment is Fulfilment.HANDED_OVER
        assert shipment_of_parcel(tx, parcel.id).state is ShipmentState.IN_TRANSIT
        with pytest.raises(Refusal) as caught:
            hand_over_parcel(tx, parcel.id)
        assert caught.value.code == "hand_over_not_ready"
        assert differences(tx) == []


def test_what_leaves_is_the_lots_that_were_packed(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 2})
    desk = Desk(db, CONFIG, shop.station)
    desk.open()
    with writing(db, shop.actor) as tx:
        susu = build.product(tx, "SUSU")
        supplier = special_bin(tx, shop.warehouse, BinKind.SUPPLIER)
        place = shelf(tx, shop.warehouse, "B-01").id
        for lot, units in (("L1", 2), ("L2", 3)):
            goods = [Move(susu, supplier, place, units, lot)]
            post(tx, shop.warehouse, goods, reason="receive")
    order = build.ready_order(db, "A1", {"SUSU": 4, "TEH": 1})
    for code in ("A1", "TEH", "4*SUSU"):
        desk.scan(desk.last_seq() + 1, code)
    with writing(db, shop.actor) as tx:
        hand_over_parcel(tx, of_order_parcels(tx, order)[0].id)
        left = select(moves.c.product_id, moves.c.lot, moves.c.quantity).where(
            moves.c.reason == "hand_over"
        )
        teh = shop.products["TEH"]
        found = {(product, lot): units for product, lot, units in tx.execute(left)}
        lots = found.pop((susu, "L1"), 0), found.pop((susu, "L2"), 0)
        assert sum(lots) == 4
        assert all(lots)
        assert found == {(teh, ""): 1}
        packed = special_bin(tx, shop.warehouse, BinKind.PACKED)
        rest = select(func.sum(levels.c.on_hand)).where(levels.c.bin_id == packed)
        assert tx.execute(rest).scalar() == 0
        assert differences(tx) == []


def test_a_stopped_order_does_not_leave(db: Database, pack: Pack) -> None:
    held, cancelled = pack("A1"), pack("A2")
    with writing(db) as tx:
        hold(tx, held.order_id, "wait")
        cancel_order(tx, cancelled.order_id, "buyer")
        for parcel in (held, cancelled):
            with pytest.raises(Refusal) as caught:
                hand_over_parcel(tx, parcel.id)
            assert caught.value.code == "hand_over_stopped"


def test_nobody_hands_over_without_permission_or_what_does_not_exist(
    db: Database, build: ModuleType, pack: Pack
) -> None:
    parcel = pack("A1")
    with writing(db) as tx:
        who, where = build.operator(tx, "Dewi"), build.station(tx, "S9")
        picker = build.actor(tx, who, where, ["pick"])
    with writing(db, picker) as tx, pytest.raises(NotAllowed):
        hand_over_parcel(tx, parcel.id)
    with reading(db) as tx, pytest.raises(NotFound):
        parcel_by_code(tx, "999-1")


def test_a_cancelled_shipment_leaves_a_packed_box_that_can_be_sent_anew(
    db: Database, pack: Pack, settings: ShippingSettings
) -> None:
    parcel = pack("A1")
    with writing(db) as tx:
        first = shipment_of_parcel(tx, parcel.id).waybill
        assert waiting_parcels(tx, parcel.order_id) == []
        assert cancel_shipment(tx, settings, parcel.id).state == "complete"
        assert current_label(tx, parcel.id) is None
        assert head(tx, parcel.order_id).status is OrderStatus.PROCESSING
        with pytest.raises(Refusal):
            hand_over_parcel(tx, parcel.id)
        assert [one.id for one in waiting_parcels(tx, parcel.order_id)] == [parcel.id]
        intent = create_shipment(tx, settings, parcel.id, {"weight_g": 750, "cod": 12_300})
    book_due(db, settings, only=intent)
    with writing(db) as tx:
        second = shipment_of_parcel(tx, parcel.id)
        assert (second.state, second.weight_g, second.cod) == ("booked", 750, 12_300)
        assert second.waybill != first
        states = [row["state"] for row in list_shipments(tx, order_id=parcel.order_id)]
        assert states == ["booked", "cancelled"]
        hand_over_parcel(tx, parcel.id)


@pytest.mark.parametrize(
    ("wishes", "waybill", "code"),
    [
        ({"courier": "pigeon"}, "", "courier_unknown"),
        ({"service": "yesterday"}, "", "service_unknown"),
        ({"weight_g": 0}, "", "shipment_value"),
        ({"cod": -1}, "", "shipment_value"),
        ({"courier": "manual"}, "", "waybill_needed"),
        ({"courier": "manual"}, "x", "waybill_unreadable"),
        ({"courier": "manual"}, "KMS0000000002", "waybill_taken"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    db: Database,
    pack: Pack,
    settings: ShippingSettings,
    wishes: dict[str, object],
    waybill: str,
    code: str,
) -> None:
    parcel, other = pack("A1"), pack("A2")
    with reading(db) as tx:
        assert shipment_of_parcel(tx, other.id).waybill == "KMS0000000002"
    with writing(db) as tx:
        cancel_shipment(tx, settings, parcel.id)
        with pytest.raises(Refusal) as caught:
            create_shipment(tx, settings, parcel.id, wishes, waybill=waybill)
        assert caught.value.code == code
        with pytest.raises(Refusal) as caught:
            create_shipment(tx, settings, other.id, {})
        assert caught.value.code == "shipment_not_ready"


def test_the_same_paper_again_is_a_copy_and_a_changed_one_is_new(
    db: Database, pack: Pack, settings: ShippingSettings
) -> None:
    parcel = pack("A1")
    with writing(db) as tx:
        first = print_paper(tx, settings, parcel.order_id, "packing_slip")
        again = print_paper(tx, settings, parcel.order_id, "packing_slip", printer="p")
        assert (first.copy, again.copy, again.printer) == (1, 2, "P")
        copies = [job.copy for job in print_labels(tx, settings, parcel.order_id)]
        assert copies == [2]
        assert print_paper(tx, settings, parcel.order_id, "receipt").copy == 2
        for kind, code in (("poem", "paper_unknown"), ("pick_list", "")):
            if code:
                with pytest.raises(Refusal) as caught:
                    print_paper(tx, settings, parcel.order_id, kind)
                assert caught.value.code == code
            else:
                assert print_paper(tx, settings, parcel.order_id, kind).copy == 1
        with pytest.raises(NotFound):
            print_paper(tx, settings, parcel.order_id, "receipt", printer="nowhere")


@pytest.mark.parametrize(("gift", "wanted", "prices"), [
    (False, True, True), (True, True, False), (False, False, False),
])  # fmt: skip
def test_a_packing_slip_says_prices_unless_it_is_a_gift_or_the_shop_does_not_want_them(
    db: Database, pack: Pack, settings: ShippingSettings, gift: bool, wanted: bool, prices: bool
) -> None:
    parcel = pack("A1")
    with writing(db) as tx:
        set_marks(tx, parcel.order_id, gift=gift)
        shop = replace(settings, slip_prices=wanted)
        slip = document(tx, print_paper(tx, shop, parcel.order_id, "packing_slip").id)
    assert isinstance(slip, PackingSlip)
    assert (slip.currency == "IDR") is prices
    assert all((item.amount > 0) is prices for item in slip.items)


def test_a_cancelled_order_takes_its_waiting_papers_out_and_leaves_printed_ones(
    db: Database, pack: Pack
) -> None:
    parcel = pack("A1")
    with writing(db) as tx:
        lease = lease_next(tx, "P", "here 1 1.0 x")
        assert lease is not None
        assert store_and_start(tx, lease, b"bytes")
        assert finish_printed(tx, lease, confirmed=True)
        cancel_order(tx, parcel.order_id, "buyer")
        rows = tx.execute(select(print_jobs.c.kind, print_jobs.c.state).order_by(print_jobs.c.id))
        assert [tuple(row) for row in rows] == [("label", "printed"), ("receipt", "cancelled")]
        with pytest.raises(NotFound):
            print_labels(tx, settings_of(CONFIG), parcel.order_id)
