"""Parcels are scanned out onto a manifest that is signed, kept, and printed the same again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import insert, update

from core import outbox
from core.config import parse
from core.database import Database
from core.doctor.checks import check
from core.doctor.looking import Means
from core.doctor.searching import put_right
from core.errors import Refusal
from core.fulfilment.packing.verdict import Kind
from core.fulfilment.parcels import Parcel, of_order_parcels
from core.orders.commands import head, hold
from core.orders.states import Fulfilment
from core.paper.queries import document
from core.shipping.cancelling import cancel_order
from core.shipping.creating import cancel_shipment
from core.shipping.day_end import loose_ends
from core.shipping.desk import Desk, resumed
from core.shipping.handing_over import hand_over_parcel
from core.shipping.handover.closing import Signature, close, paper_of, print_manifest
from core.shipping.handover.deeds import choose, scanned, sign
from core.shipping.handover.queries import list_manifests, scanned_on, standing
from core.shipping.handover.scanning import Out, begin, scan_out
from core.shipping.handover.taking_back import take_back
from core.shipping.models import shipments
from core.shipping.settings import settings_of
from core.shipping.shipments import shipment_of_parcel
from core.shipping.tracking.models import tracks
from core.transaction import reading, writing

CONFIG = parse('[[printers]]\nname = "P"\ntransport = "virtual"\n', Path("k.toml"))
SETTINGS = settings_of(CONFIG)


class House:
    """A packing table and the place where couriers come."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.build = db, build
        self.shop = build.shop(db, {"TEH": 20})
        self.desk = Desk(db, CONFIG, self.shop.station)
        self.desk.open()

    def pack(self, number: str, **columns: object) -> Parcel:
        made = self.build.ready_order(self.db, number, {"TEH": 1}, **columns)
        for code in (number, "TEH"):
            verdict = self.desk.scan(self.desk.last_seq() + 1, code)
        if verdict.kind is Kind.NEEDS_WAYBILL:
            self.desk.scan(self.desk.last_seq() + 1, f"JNE{number}")
        with reading(self.db) as tx:
            return of_order_parcels(tx, made)[0]

    def scan(self, code: str, in_hand: int | None = None) -> Out:
        with writing(self.db) as tx:
            return scan_out(tx, self.shop.warehouse, code, in_hand).out

    def broken(self, *names: str) -> list[str]:
        results = check(Means(self.db, CONFIG), names, rest_s=0)
        return [one.code for result in results for one in result.found]

    def do(self, deed: Callable[..., object], named: str) -> tuple[str, str, dict[str, object]]:
        verdict = self.desk.scan(self.desk.last_seq() + 1, named, deed)
        return verdict.kind.value, verdict.detail, dict(verdict.params)


@pytest.fixture
def house(db: Database, build: ModuleType) -> House:
    return House(db, build)


def test_a_scan_hands_over_once_and_says_so(house: House) -> None:
    parcel = house.pack("A1")
    with reading(house.db) as tx:
        waybill = shipment_of_parcel(tx, parcel.id).waybill
    assert house.scan(waybill) is Out.TAKEN
    assert house.scan(parcel.code) is Out.AGAIN
    with reading(house.db) as tx:
        assert head(tx, parcel.order_id).fulfilment is Fulfilment.HANDED_OVER
        (kept,) = list_manifests(tx, house.shop.warehouse)
        assert (kept.number, kept.courier, kept.parcels) == ("HO-000001", "own", 1)
        assert [one.waybill for one in scanned_on(tx, kept.id)] == [waybill]
    assert house.scan("NIX") is Out.UNKNOWN


def test_what_must_stay_rings_and_changes_nothing(house: House) -> None:
    gone, held = house.pack("A1"), house.pack("A2")
    house.pack("A3", courier="manual")
    with writing(house.db) as tx:
        cancelled = shipment_of_parcel(tx, gone.id).waybill
        cancel_order(tx, gone.order_id, "buyer")
        hold(tx, held.order_id, "look")
        mine = begin(tx, SETTINGS, house.shop.warehouse, "own").id
    assert house.scan(cancelled, mine) is Out.CANCELLED
    assert house.scan(held.code, mine) is Out.HELD
    assert house.scan("JNEA3", mine) is Out.OTHER_COURIER
    assert house.scan("JNEA3") is Out.TAKEN  # with nothing in hand it opens one of its own
    with reading(house.db) as tx:
        found = {one.courier: one.parcels for one in list_manifests(tx, house.shop.warehouse)}
    assert found == {"own": 0, "manual": 1}


def test_what_is_packed_but_not_scanned_is_named_with_its_last_place(house: House) -> None:
    first, second = house.pack("A1"), house.pack("A2")
    with writing(house.db) as tx:
        station = house.build.station(tx, "S9")
        house.build.operator(tx, "Budi")
    other = Desk(house.db, CONFIG, station)
    other.open()
    other.enter("BUDI")
    other.scan(other.last_seq() + 1, f"KEMAS:P:{second.code}")  # looked at elsewhere meanwhile
    assert house.scan(first.code) is Out.TAKEN
    with reading(house.db) as tx:
        (left,) = standing(tx, house.shop.warehouse, "own")
    assert (left.parcel, left.last_place) == (second.code, "S9")
    kind, named, about = house.do(scanned(SETTINGS, "KEMAS:DONE"), "KEMAS:DONE")
    assert (kind, named) == ("not_saved", "manifest_none_in_hand")
    house.do(choose(SETTINGS, "own"), "hand_over_begin")
    kind, named, about = house.do(scanned(SETTINGS, "KEMAS:DONE"), "KEMAS:DONE")
    assert (kind, named) == ("needs_confirmation", "hand_over_left")
    assert about["places"] == f"{second.code} (S9)"


def test_a_signed_manifest_is_kept_and_printed_the_same(house: House) -> None:
    first, second = house.pack("A1"), house.pack("A2")
    assert house.do(scanned(SETTINGS, first.code), first.code)[0] == "ok"
    assert house.do(scanned(SETTINGS, second.code), second.code)[0] == "ok_line_done"
    with reading(house.db) as tx:
        last = resumed(tx, house.desk.station_id, crashed=True)
    assert last is not None
    assert last.params["sku"] == second.code  # named, where somebody comes back to the station
    kind, named, about = house.do(sign(SETTINGS, Signature("Budi", "", "B 1 X")), "sign")
    assert (kind, named, about["parcels"]) == ("info", "hand_over_printed", 2)
    with reading(house.db) as tx:
        (kept,) = list_manifests(tx, house.shop.warehouse, "budi")
        paper = paper_of(tx, SETTINGS, kept.id)
    assert (kept.driver, kept.vehicle, kept.signed_by) == ("Budi", "B 1 X", "Budi")
    assert (paper.number, paper.driver, len(paper.parcels)) == (kept.number, "Budi · B 1 X", 2)
    with writing(house.db) as tx:
        again = print_manifest(tx, SETTINGS, kept.id)
        assert document(tx, again.id) == paper
        with pytest.raises(Refusal) as refused:
            close(tx, SETTINGS, kept.id, Signature("Ani"))
        assert refused.value.code == "manifest_closed"
        fresh = begin(tx, SETTINGS, house.shop.warehouse, "own")
        assert fresh.id != kept.id
        for who, code in (("", "manifest_nothing"), ("Ani", "manifest_nothing")):
            with pytest.raises(Refusal) as refused:
                close(tx, SETTINGS, fresh.id, Signature(who))
            assert refused.value.code == code


def test_the_end_of_the_day_names_what_is_left_and_why(house: House) -> None:
    left, bare, held = house.pack("A1"), house.pack("A2"), house.pack("A3")
    unsure = house.pack("A5")
    assert house.scan(house.pack("A4").code) is Out.TAKEN
    with writing(house.db) as tx:
        cancel_shipment(tx, SETTINGS, bare.id)
        hold(tx, held.order_id, "look")
        # As a worker leaves it that vanished while it asked.
        tx.execute(
            update(shipments).where(shipments.c.parcel_id == unsure.id), {"state": "unknown"}
        )
        own_code = shipment_of_parcel(tx, unsure.id).own_code
        asked = outbox.outbox.c.key == f"shipment.book:{own_code}"
        tx.execute(update(outbox.outbox).where(asked), {"state": "unknown"})
    with reading(house.db) as tx:
        found = {one.order_no: one for one in loose_ends(tx, house.shop.warehouse)}
    assert {number: one.kind.value for number, one in found.items()} == {
        "A1": "standing",
        "A2": "unlabelled",
        "A3": "held",
        "A5": "unknown",
    }
    assert (found["A1"].place, found["A1"].parcel) == ("S1", left.code)
    assert found["A5"].parcel == unsure.code


def test_a_parcel_that_was_scanned_out_by_mistake_is_in_the_house_again(house: House) -> None:
    first, second = house.pack("A1"), house.pack("A2")
    with writing(house.db) as tx:
        put_right(tx, [first.order_id, second.order_id])
    assert house.scan(first.code) is Out.TAKEN
    house.do(choose(SETTINGS, "own"), "hand_over_begin")
    house.do(scanned(SETTINGS, second.code), second.code)
    kind, named, about = house.do(scanned(SETTINGS, "KEMAS:UNDO"), "KEMAS:UNDO")
    assert (kind, named, about["parcel"], about["count"]) == (
        "undone",
        "hand_over",
        second.code,
        1,
    )
    with reading(house.db) as tx:
        assert [one.parcel for one in standing(tx, house.shop.warehouse)] == [second.code]
        assert head(tx, second.order_id).fulfilment is Fulfilment.PACKED
    assert house.broken("boxes", "packed", "shipments", "search") == []
    with writing(house.db) as tx:
        for code in (second.code, "NIX"):
            with pytest.raises(Refusal):
                take_back(tx, code)
    assert house.scan(second.code) is Out.TAKEN  # it leaves after all
    with writing(house.db) as tx:
        (kept,) = list_manifests(tx, house.shop.warehouse)
        assert kept.parcels == 2
        tx.execute(insert(tracks).values(shipment_id=shipment_of_parcel(tx, first.id).id))
        tx.execute(update(tracks).values(stage="picked_up"))
        with pytest.raises(Refusal, match="stay_told"):
            take_back(tx, first.code)
        close(tx, SETTINGS, kept.id, Signature("Ani"))
        with pytest.raises(Refusal, match="stay_signed"):
            take_back(tx, second.code)


def test_what_left_without_a_manifest_is_named_until_it_is_on_one(house: House) -> None:
    parcel = house.pack("A1")
    with writing(house.db) as tx:
        hand_over_parcel(tx, parcel.id)  # as the first thing that its courier tells does
        (end,) = loose_ends(tx, house.shop.warehouse)
    assert (end.kind.value, end.parcel) == ("unlisted", parcel.code)
    assert house.scan(parcel.code) is Out.ADDED
    with reading(house.db) as tx:
        assert loose_ends(tx, house.shop.warehouse) == ()
        (kept,) = list_manifests(tx, house.shop.warehouse)
        assert kept.parcels == 1
