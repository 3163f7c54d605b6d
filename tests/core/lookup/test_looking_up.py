"""Any code is looked up: what it is, where it lies, for whom, what moved and what is coming."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.config import load
from core.counting import commands as counting
from core.counting.states import Kind as CountKind
from core.database import Database
from core.errors import KemasError, NotAllowed
from core.fulfilment.packing.work import load as load_work
from core.fulfilment.replenishing import planning
from core.fulfilment.walks import planning as walking
from core.lookup.deeds import follow, in_view
from core.lookup.deeds import scanned as lookup_deed
from core.lookup.found import Found, Ref, Thing, Topic, ref_of
from core.lookup.looking import look_at, look_up
from core.purchasing import commands as buying
from core.purchasing.commands import Head, Wanted
from core.purchasing.rules import buying_rules
from core.purchasing.supplier_queries import by_code
from core.purchasing.suppliers import Details
from core.purchasing.suppliers import add as add_supplier
from core.shipping.desk import Desk
from core.stock import blocks, pick_homes
from core.stock.commands import Move, post, request_count
from core.stock.lots import learn
from core.stock.models import BinKind, bins
from core.stock.places import find_bin, special_bin
from core.transaction import reading, writing


class House:
    """A shop in which much goes on around tea."""

    def __init__(self, db: Database, build: ModuleType, folder: Path) -> None:
        self.db, self.build = db, build
        self.shop = build.shop(db, {"TEH": 0, "KOPI": 9})
        self.tea = self.shop.products["TEH"]
        (folder / "kemas.toml").write_text("", encoding="utf-8")
        self.config = load(folder / "kemas.toml")
        self.desk = Desk(db, self.config, self.shop.station)
        self.desk.open()
        with writing(db, self.shop.actor) as tx:
            build.put(tx, self.tea, 4, bin="A-1")
            bulk = build.put(tx, self.tea, 20, bin="Z-1")
            tx.execute(bins.update().where(bins.c.id == bulk).values(purpose="bulk"))

    def look(self, code: str) -> Found:
        with reading(self.db, self.shop.actor) as tx:
            return look_up(tx, self.shop.warehouse, code)

    def facts(self, code: str, topic: Topic) -> list[Any]:
        return [fact for fact in self.look(code).facts if fact.topic is topic]

    def refused(self, code: str) -> str:
        with pytest.raises(KemasError) as caught:
            self.look(code)
        return caught.value.code


@pytest.fixture
def house(db: Database, build: ModuleType, tmp_path: Path) -> House:
    return House(db, build, tmp_path)


def test_a_product_tells_where_it_lies_for_whom_and_what_is_going_on(house: House) -> None:
    house.build.ready_order(house.db, "A1", {"TEH": 3})
    with writing(house.db, house.shop.actor) as tx:
        warehouse = house.shop.warehouse
        blocks.block(tx, blocks.spot(tx, warehouse, "TEH", "Z-1"), 5, "for a count")
        pick_homes.set_home(tx, warehouse, "TEH", "A-1", 5, 12)
        place = find_bin(tx, warehouse, "Z-1")
        assert place is not None
        add_supplier(tx, "TANI", Details(name="Tani"), "IDR")
        lines = [Wanted(house.tea, 40, 100)]
        made = buying.make(tx, by_code(tx, "TANI").id, warehouse, lines, Head())
        buying.order(tx, buying_rules(house.config), made.id)
        house.build.order(tx, "A2", {"TEH": 99})
        planning.plan_homes(tx, planning.needy(tx, warehouse))
        request_count(tx, warehouse, place.id, house.tea, "short")
    found = house.look("TEH")
    assert (found.ref.thing, found.code) == (Thing.PRODUCT, "TEH")
    assert found.numbers["on_hand"] == 24
    assert (found.numbers["promised"], found.numbers["blocked"]) == (3, 5)
    assert (found.numbers["free"], found.numbers["coming"]) == (16, 40)
    topics = {fact.topic for fact in found.facts}
    assert topics >= {
        Topic.LIES, Topic.PROMISED, Topic.BLOCKED, Topic.WAITS, Topic.HOME, Topic.BRING,
        Topic.COUNT, Topic.MOVE, Topic.COMING,
    }  # fmt: skip
    (promised,) = house.facts("TEH", Topic.PROMISED)
    assert (promised.units, promised.code, promised.ref.thing) == (3, "A1", Thing.ORDER)
    (blocked,) = house.facts("TEH", Topic.BLOCKED)
    assert (blocked.units, blocked.why, blocked.who) == (5, "for a count", "Sari")
    (waits,) = house.facts("TEH", Topic.WAITS)
    assert (waits.code, waits.units) == ("A2", 99)
    assert [fact.bin for fact in house.facts("TEH", Topic.COUNT)] == ["Z-1"]


def test_its_barcode_means_the_same(house: House) -> None:
    assert house.look(house.build.ean(house.tea)).ref == house.look("teh").ref


def test_a_bin_tells_what_lies_there(house: House) -> None:
    house.build.ready_order(house.db, "A1", {"TEH": 3})
    for code in ("KEMAS:BIN:A-1", "A-1", "a-1"):
        found = house.look(code)
        assert (found.ref.thing, found.code, found.state) == (Thing.BIN, "A-1", "shelf")
    assert (found.numbers["on_hand"], found.numbers["free"]) == (4, 1)
    (goods,) = house.facts("A-1", Topic.LIES)
    assert (goods.code, goods.units, goods.of) == ("TEH", 4, 1)
    assert [fact.code for fact in house.facts("A-1", Topic.PROMISED)] == ["A1"]
    (move,) = house.facts("A-1", Topic.MOVE)
    assert (move.code, move.units, move.state) == ("TEH", 4, "opening")


def test_orders_parcels_and_waybills_lead_to_one_another(house: House) -> None:
    house.build.ready_order(house.db, "A1", {"TEH": 1, "KOPI": 2})
    for code in ("A1", "TEH"):
        house.desk.scan(house.desk.last_seq() + 1, code)
    claimed = house.look("web/A1")
    assert (claimed.ref.thing, claimed.name, claimed.numbers["units"]) == (
        Thing.ORDER, "Siti Aminah", 3,
    )  # fmt: skip
    assert [fact.who for fact in claimed.facts if fact.topic is Topic.CLAIM] == ["Sari · S1"]
    lines = [(fact.code, fact.units, fact.of) for fact in claimed.facts if fact.topic is Topic.LINE]
    assert lines == [("TEH", 1, 1), ("KOPI", 0, 2)]
    last = house.desk.scan(house.desk.last_seq() + 1, "2*KOPI")
    assert last.parcel is not None
    box = house.look(f"KEMAS:P:{last.parcel}")
    assert (box.ref.thing, box.texts["order"]) == (Thing.PARCEL, "A1")
    assert [(fact.code, fact.units) for fact in box.facts if fact.topic is Topic.LINE] == [
        ("TEH", 1), ("KOPI", 2),
    ]  # fmt: skip
    (packed,) = [fact for fact in box.facts if fact.topic is Topic.PACKED]
    assert (packed.who, packed.ref.thing) == ("Sari · S1", Thing.ORDER)
    assert [fact.code for fact in house.facts("A1", Topic.PARCEL)] == [last.parcel]
    waybill = box.texts["waybill"]
    if waybill:
        assert house.look(waybill).ref == box.ref


def test_a_lot_is_found_by_its_number_and_told_alone(house: House) -> None:
    with writing(house.db, house.shop.actor) as tx:
        learn(tx, house.tea, "L77", date(2030, 1, 31))
        outside = special_bin(tx, house.shop.warehouse, BinKind.SUPPLIER)
        place = house.build.put(tx, house.tea, 1, bin="B-1")
        post(
            tx, house.shop.warehouse, [Move(house.tea, outside, place, 6, "L77")], reason="opening"
        )
    found = house.look("L77")
    assert (found.ref.thing, found.ref.lot, found.numbers["on_hand"]) == (Thing.PRODUCT, "L77", 6)
    (lies,) = house.facts("L77", Topic.LIES)
    assert (lies.bin, lies.lot, lies.at) == ("B-1", "L77", date(2030, 1, 31))


def test_purchase_orders_are_found_by_their_numbers(house: House) -> None:
    with writing(house.db, house.shop.actor) as tx:
        add_supplier(tx, "TANI", Details(name="Tani"), "IDR")
        lines = [Wanted(house.tea, 40, 100)]
        made = buying.make(tx, by_code(tx, "TANI").id, house.shop.warehouse, lines, Head())
    found = house.look(made.number.lower())
    assert (found.ref.thing, found.name, found.state) == (Thing.PURCHASE, "Tani", "draft")
    (line,) = [fact for fact in found.facts if fact.topic is Topic.COMING]
    assert (line.code, line.units, line.of) == ("TEH", 40, 40)


def test_walks_and_counts_are_found_and_told_of_their_goods(house: House) -> None:
    order = house.build.ready_order(house.db, "A1", {"TEH": 3})
    with writing(house.db, house.shop.actor) as tx:
        counting.make(tx, house.shop.warehouse, counting.Wanted(CountKind.SOME, ("A-1",)))
        walking.plan(tx, house.shop.warehouse, walking.Wanted())
    (fetch,) = house.facts("TEH", Topic.FETCH)
    assert (fetch.code, fetch.units, fetch.of, fetch.bin) == ("W1", 0, 3, "A-1")
    assert [(one.code, one.bin) for one in house.facts("TEH", Topic.COUNT)] == [("C000001", "A-1")]
    assert [one.code for one in house.facts("A1", Topic.WALK)] == ["W1"]
    assert {one.topic for one in house.look("A-1").facts} >= {Topic.FETCH, Topic.COUNT}
    walk, count = house.look("W1"), house.look("c000001")
    assert (walk.ref.thing, count.ref.thing) == (Thing.WALK, Thing.COUNT)
    assert [one.ref for one in walk.facts if one.topic is Topic.TOTE] == [Ref(Thing.ORDER, order)]
    assert (walk.numbers["units"], count.numbers["left"]) == (3, 1)


def test_a_badge_tells_who_it_is_and_never_itself(house: House) -> None:
    found = house.look("KEMAS:OP:SARI")
    assert (found.ref.thing, found.code, found.state) == (Thing.OPERATOR, "Sari", "admin")
    assert [fact.code for fact in found.facts] == ["S1"]
    with pytest.raises(KemasError) as caught:
        house.look("KEMAS:OP:BUDI")
    assert "BUDI" not in str(caught.value)
    station = house.look("KEMAS:ST:s1")
    assert (station.ref.thing, station.facts[0].who) == (Thing.STATION, "Sari")


def test_a_code_that_means_several_things_tells_all_of_them(house: House) -> None:
    house.build.ready_order(house.db, "TEH", {"TEH": 1})
    found = house.look("TEH")
    assert found.ref.thing is Thing.PRODUCT
    assert [ref.thing for ref in found.also] == [Thing.ORDER]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("nobody-knows", "lookup_nothing"),
        ("KEMAS:BIN:X-9", "lookup_nothing"),
        ("KEMAS:P:AAAA", "lookup_nothing"),
        ("", "lookup_unreadable"),
        ("\x1b[2J", "lookup_unreadable"),
        ("x" * 500, "lookup_unreadable"),
        ("6*", "lookup_unreadable"),
        ("KEMAS:NEXT", "lookup_command"),
        ("KEMAS:ODD", "lookup_command"),
        ("'; DROP TABLE orders; --", "lookup_nothing"),
        ("%", "lookup_nothing"),
        ("-1", "lookup_nothing"),
        ("1000000000", "lookup_nothing"),
    ],
)
def test_what_cannot_be_looked_up_is_refused(house: House, code: str, said: str) -> None:
    assert house.refused(code) == said


def test_who_may_not_see_orders_does_not_see_them_here(house: House) -> None:
    order = house.build.ready_order(house.db, "A1", {"TEH": 1})
    with writing(house.db) as tx:
        guest = house.build.actor(tx, house.shop.operator, house.shop.station, ["stock_view"])
        nobody = house.build.actor(tx, house.shop.operator, house.shop.station, [])
    with reading(house.db, guest) as tx:
        assert look_up(tx, house.shop.warehouse, "TEH").code == "TEH"
        with pytest.raises(NotAllowed):
            look_at(tx, house.shop.warehouse, Ref(Thing.ORDER, order))
    with reading(house.db, nobody) as tx, pytest.raises(NotAllowed):
        look_up(tx, house.shop.warehouse, "TEH")


def test_a_look_at_the_station_changes_nothing_but_what_is_in_view(house: House) -> None:
    house.build.ready_order(house.db, "A1", {"TEH": 1})
    desk = house.desk

    def scan(code: str) -> str:
        verdict = desk.scan(desk.last_seq() + 1, code, lookup_deed(code))
        return f"{verdict.kind.value}/{verdict.detail}"

    assert scan("TEH") == "info/lookup_product"
    assert scan("A1") == "info/lookup"
    assert scan("nobody-knows") == "unknown_code/lookup_nothing"
    with reading(house.db) as tx:
        work = load_work(tx, house.shop.station, lock=False).work
        assert work.order_id is None
        ref, also = in_view(work.aside)
        assert ref is not None
        assert (ref.thing, also) == (Thing.ORDER, ())
    again = desk.scan(desk.last_seq() + 1, "look", follow(ref.text))
    assert again.detail == "lookup"
    assert ref_of(ref.text) == ref
    for text in ("", "order", "order:x:", "planet:1:"):
        with pytest.raises(KemasError, match="lookup_nothing"):
            ref_of(text)


def test_what_is_in_another_warehouse_is_told_with_its_name(house: House) -> None:
    with writing(house.db) as tx:
        house.build.put(tx, house.tea, 3, bin="C-1", warehouse_code="BALI")
    bins_of = [fact.bin for fact in house.facts("TEH", Topic.LIES)]
    assert bins_of == ["A-1", "Z-1", "BALI/C-1"]
    assert house.look("TEH").numbers["on_hand"] == 24
    found = house.look("C-1")
    assert found.texts["warehouse"] == "BALI"
