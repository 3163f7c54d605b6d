"""An order that is edited after its label was bought gets its next one by the same way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.config import parse
from core.database import Database
from core.errors import Refusal
from core.fulfilment.models import parcels
from core.fulfilment.parcels import Parcel, of_order_parcels, units_in
from core.orders.commands import find
from core.orders.entry.contents import EntryLine
from core.orders.entry.reading import contents_of
from core.outbox import OutboxState, outbox
from core.paper.models import labels, print_jobs
from core.people.permissions import Permission
from core.shipping.booking import book_due
from core.shipping.editing import EditedOrder, edit_order, rules_of
from core.shipping.handing_over import hand_over_parcel
from core.shipping.models import shipments
from core.shipping.relabelling import Relabel, Step, old_labels
from core.shipping.shipments import live_shipment
from core.shipping.states import ShipmentState
from core.stock import put_away
from core.stock.checks import differences
from core.transaction import reading, writing

CONFIG = """
[[printers]]
name = "P"
transport = "virtual"
[couriers.manual]
"""


class House:
    """A packing table with goods, and an office that edits the order A1 of two TEH."""

    def __init__(self, db: Database, build: ModuleType, more: str = "", **columns: Any) -> None:
        from core.shipping.desk import Desk

        self.db, self.build = db, build
        self.shop = build.shop(db, {"TEH": 9, "KOPI": 9})
        self.config = parse(CONFIG + more, Path("k.toml"))
        self.desk = Desk(db, self.config, self.shop.station)
        self.desk.open()
        self.rules = rules_of(self.config, self.shop.warehouse)
        self.order = build.ready_order(db, "A1", {"TEH": 2}, source="manual", **columns)

    def scan(self, *codes: str) -> list[str]:
        said = []
        for code in codes:
            self.last = self.desk.scan(self.desk.last_seq() + 1, code)
            detail = f"/{self.last.detail}" if self.last.detail else ""
            said.append(self.last.kind.value + detail)
        return said

    def edit(self, lines: dict[str, int] | None = None, **typed: str) -> EditedOrder:
        """Edit the order and carry out what the courier is asked, as a worker would."""
        with writing(self.db, self.shop.actor) as tx:
            base = contents_of(tx, self.order, self.rules.zone)
            wanted = base.with_values(typed)
            if lines is not None:
                new = tuple(self.line(sku, units) for sku, units in lines.items())
                wanted = replace(wanted, lines=new)
            done = edit_order(tx, self.desk.settings, self.rules, self.order, base, wanted)
        for intent in done.intents:
            book_due(self.db, self.desk.settings, only=intent, actor=self.shop.actor)
        return done

    def print(self) -> None:
        """All that was queued comes out."""
        with writing(self.db) as tx:
            tx.execute(update(print_jobs).values(state="printed"))

    def line(self, sku: str, units: int) -> EntryLine:
        return EntryLine(self.shop.products[sku], sku, f"Barang {sku}", units, 25_000_00)

    @property
    def boxes(self) -> list[Parcel]:
        with reading(self.db) as tx:
            return of_order_parcels(tx, self.order)

    @property
    def waiting(self) -> tuple[Relabel, ...]:
        with reading(self.db) as tx:
            return old_labels(tx, self.desk.settings, station=self.shop.station)

    def all(self, *columns: Any) -> list[tuple[Any, ...]]:
        with reading(self.db) as tx:
            return [tuple(row) for row in tx.execute(select(*columns)).all()]

    @property
    def labels_printed(self) -> int:
        with reading(self.db) as tx:
            jobs = select(func.count()).where(
                print_jobs.c.kind == "label", print_jobs.c.state == "queued"
            )
            return int(tx.execute(jobs).scalar_one())


@pytest.fixture
def house(db: Database, build: ModuleType) -> Any:
    made = House(db, build)
    yield made
    with reading(db) as tx:
        assert differences(tx) == []


def test_an_address_that_changes_after_the_label_was_bought_gives_a_new_label(house: House) -> None:
    assert house.scan("A1", "TEH", "TEH")[-1] == "order_complete"
    house.print()
    parcel = house.boxes[0]
    done = house.edit(address="Jl. Melati 6")
    assert (done.void, done.opened, done.put_back) == ((parcel.code,), (), 0)
    assert [(one.parcel, one.step) for one in done.renewed] == [(parcel.code, Step.SCAN)]
    assert house.all(labels.c.state, labels.c.void_reason) == [
        ("void", "order_edited"),
        ("current", ""),
    ]
    old, new = (row[0] for row in house.all(shipments.c.waybill))
    assert [row[0] for row in house.all(shipments.c.state)] == ["cancelled", "booked"]
    documents = [row[0] for row in house.all(labels.c.document)]
    assert "Jl. Melati 6" in documents[1]
    assert f'"replaces": "{old}"' in documents[1]
    assert '"replaces": ""' in documents[0]
    assert old != new
    # Nobody had another order open: it printed at once, and the one before it never will.
    assert house.labels_printed == 1
    assert house.waiting == ()
    with writing(house.db, house.shop.actor) as tx:
        assert find(tx, "A1").status.value == "shipping"
        hand_over_parcel(tx, parcel.id)


def test_a_new_label_never_prints_unasked_while_another_order_is_open(house: House) -> None:
    house.build.ready_order(house.db, "A2", {"KOPI": 2})
    house.scan("A1", "TEH", "TEH")
    old = house.all(shipments.c.waybill)[0][0]
    assert house.scan("A2", "KOPI")[-1] == "ok"
    house.edit(city="Garut")
    assert house.labels_printed == 0
    assert [(one.order_no, one.step) for one in house.waiting] == [("A1", Step.SCAN)]
    assert house.scan("KOPI", old) == ["order_complete", "info/new_label"]
    assert house.labels_printed == 2
    assert house.waiting == ()
    assert house.scan(old, "KEMAS:OK") == ["wrong_label/old", "info/acknowledged_idle"]
    assert house.labels_printed == 2


def test_the_box_or_its_order_brings_the_label_also_with_another_order_open(house: House) -> None:
    house.build.ready_order(house.db, "A2", {"KOPI": 2})
    house.scan("A1", "TEH", "TEH", "A2", "KOPI")
    house.edit(city="Garut")
    code = f"KEMAS:P:{house.boxes[0].code}"
    assert house.scan(code, code) == ["info/new_label", "info/parcel"]
    assert house.scan("KOPI") == ["order_complete"]


def test_the_number_of_the_order_brings_the_label_of_its_only_box(house: House) -> None:
    house.build.ready_order(house.db, "A2", {"KOPI": 1})
    house.scan("A1", "TEH", "TEH", "A2")
    house.edit(city="Garut")
    assert house.scan("A1", "A1") == ["info/new_label", "not_claimable/packed"]


def test_of_several_boxes_the_one_in_hand_is_scanned(db: Database, build: ModuleType) -> None:
    house = House(db, build, cod=50_000_00)
    house.build.ready_order(house.db, "A2", {"KOPI": 1})
    house.scan("A1", "TEH", "KEMAS:PARCEL", "TEH", "A2")
    done = house.edit(city="Garut")
    assert len(done.void) == 2
    assert [row[0] for row in house.all(shipments.c.cod)] == [0, 50_000_00] * 2
    assert house.scan("A1") == ["info/scan_box"]
    first, second = house.boxes
    assert house.scan(f"KEMAS:P:{second.code}", f"KEMAS:P:{first.code}") == ["info/new_label"] * 2
    assert house.labels_printed >= 2


def test_where_the_label_is_proved_the_new_one_is_too(db: Database, build: ModuleType) -> None:
    house = House(db, build, "[packing]\nverify_label = true\n")
    house.scan("A1", "TEH", "TEH")
    house.scan(house.all(shipments.c.waybill)[0][0])
    assert house.boxes[0].state == "closed"
    house.build.ready_order(db, "A2", {"KOPI": 1})
    house.scan("A2")
    house.edit(city="Garut")
    assert house.scan("A1") == ["info/new_label_scan"]
    assert house.boxes[0].state == "labelled"
    old, new = (row[0] for row in house.all(shipments.c.waybill))
    assert house.scan(old, "KEMAS:OK", new) == [
        "wrong_label/old",
        "info/acknowledged",
        "parcel_closed/label_right",
    ]
    assert house.boxes[0].state == "closed"


def test_a_courier_with_pre_printed_labels_asks_for_the_next_number(
    db: Database, build: ModuleType
) -> None:
    house = House(db, build, courier="manual")
    assert house.scan("A1", "TEH", "TEH", "WB-0001")[-1] == "order_complete/waybill"
    done = house.edit(address="Jl. Melati 6")
    assert [one.step for one in done.renewed] == [Step.WAYBILL]
    assert [one.step for one in house.waiting] == [Step.WAYBILL]
    assert house.scan("A1", "WB-0001") == ["needs_waybill", "needs_waybill/waybill_void"]
    assert house.scan("WB-0002") == ["order_complete/waybill"]
    assert house.waiting == ()
    with reading(db) as tx:
        assert find(tx, "A1").status.value == "shipping"


def test_what_a_person_wished_of_the_shipment_is_wished_again(house: House) -> None:
    from core.shipping.deeds import plan_shipment

    house.scan("A1")
    wishes = {"insurance": 1_000_00, "weight_g": 900, "note": "gate 4"}
    deed = plan_shipment(house.desk.settings, wishes)
    house.desk.scan(house.desk.last_seq() + 1, "ship", deed)
    house.scan("TEH", "TEH")
    house.edit(city="Garut")
    columns = (shipments.c.insurance, shipments.c.weight_g, shipments.c.note)
    assert house.all(*columns) == [(1_000_00, 900, "gate 4")] * 2


def test_nothing_is_booked_again_while_the_first_booking_is_not_known(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    with writing(house.db) as tx:
        tx.execute(update(outbox).values(state=OutboxState.UNKNOWN))
        tx.execute(update(shipments).values(state=ShipmentState.UNKNOWN))
    with pytest.raises(Refusal, match="edit_unknown"):
        house.edit(city="Garut")
    assert len(house.all(shipments.c.id)) == 1
    with writing(house.db) as tx:
        tx.execute(update(outbox).values(state=OutboxState.IN_FLIGHT))
        tx.execute(update(shipments).values(state=ShipmentState.REQUESTED))
    with pytest.raises(Refusal, match="edit_booking"):
        house.edit(city="Garut")


def test_what_no_courier_took_is_offered_again_as_the_order_is_now(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    with writing(house.db) as tx:
        tx.execute(update(shipments).values(state=ShipmentState.REJECTED, waybill=""))
        tx.execute(update(labels).values(state="void"))
        tx.execute(update(parcels).values(state="complete"))
    done = house.edit(postcode="40115")
    assert [one.step for one in done.renewed] == [Step.SCAN]
    assert [row[0] for row in house.all(shipments.c.state)] == ["rejected", "booked"]


def test_other_goods_open_the_box_again_and_what_is_over_is_put_back(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    house.print()
    parcel = house.boxes[0]
    done = house.edit({"TEH": 1, "KOPI": 1})
    assert (done.opened, done.void, done.put_back) == ((parcel.code,), (parcel.code,), 1)
    assert [row[0] for row in house.all(shipments.c.state)] == ["cancelled"]
    with reading(house.db) as tx:
        assert find(tx, "A1").fulfilment.value == "ready"
        assert find(tx, "A1").status.value == "processing"
        assert list(units_in(tx, parcel.id).values()) == [1]
        tasks = put_away.waiting(tx, house.shop.warehouse)
        assert [(one.sku, one.quantity, one.reason) for one in tasks] == [("TEH", 1, "edit")]
        assert differences(tx) == []
    assert house.scan("A1", "TEH", "KEMAS:OK") == [
        "order_open",
        "over_quantity/none_left",
        "info/acknowledged",
    ]
    assert house.scan("KEMAS:UNDO") == ["info/nothing_to_undo"]
    assert house.scan("KOPI") == ["order_complete"]
    old, _new = (row[0] for row in house.all(shipments.c.waybill))
    assert f'"replaces": "{old}"' in house.all(labels.c.document)[1][0]
    with writing(house.db, house.shop.actor) as tx:
        hand_over_parcel(tx, parcel.id)


def test_a_product_that_goes_altogether_leaves_the_box(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    house.edit({"KOPI": 3})
    with reading(house.db) as tx:
        assert units_in(tx, house.boxes[0].id) == {}
        held = put_away.waiting(tx, house.shop.warehouse)
        assert sum(one.quantity for one in held) == 2
    assert house.scan("A1", "3*KOPI") == ["order_open", "order_complete"]


def test_less_of_what_lies_in_the_box_needs_no_more_than_done(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    house.edit({"TEH": 1})
    assert house.scan("A1", "KEMAS:DONE") == ["order_open", "order_complete"]


def test_more_than_there_is_keeps_what_is_packed_promised(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    done = house.edit({"TEH": 2, "KOPI": 20})
    assert sum(one.quantity for one in done.edited.missing) == 11
    with reading(house.db) as tx:
        assert find(tx, "A1").fulfilment.value == "short"
        free = house.build.available(tx, house.shop.warehouse, [house.shop.products["TEH"]])
        assert list(free.values()) == [7]
    house.edit({"TEH": 2, "KOPI": 1})
    assert house.scan("A1", "KOPI") == ["order_open", "order_complete"]


def test_a_price_alone_leaves_box_and_label_as_they_are(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    with writing(house.db, house.shop.actor) as tx:
        base = contents_of(tx, house.order, house.rules.zone)
        wanted = replace(base, lines=(replace(house.line("TEH", 2), unit_price=20_000_00),))
        done = edit_order(tx, house.desk.settings, house.rules, house.order, base, wanted)
    assert (done.void, done.opened) == ((), ())
    assert house.boxes[0].state == "closed"


def test_the_table_that_packs_is_told_and_goes_on_with_what_is_needed_now(house: House) -> None:
    house.scan("A1", "TEH")
    done = house.edit({"KOPI": 2})
    assert (done.opened, done.put_back) == ((), 1)
    assert house.scan("KOPI", "KOPI", "KEMAS:OK", "KOPI", "KOPI") == [
        "changed",
        "needs_confirmation/changed",
        "info/acknowledged",
        "ok",
        "order_complete",
    ]


def test_goods_in_a_tote_stay_there_as_far_as_they_are_wanted(
    db: Database, build: ModuleType
) -> None:
    house = House(db, build, "[packing]\npick_first = true\n")
    assert house.scan("A1", "TEH", "TEH")[-1] == "order_complete/picked"
    done = house.edit({"TEH": 1})
    assert done.put_back == 1
    with reading(db) as tx:
        assert find(tx, "A1").fulfilment.value == "picked"
        assert [one.quantity for one in put_away.waiting(tx, house.shop.warehouse)] == [1]
        assert differences(tx) == []
    house.edit({"TEH": 1, "KOPI": 1})
    assert house.scan("A1", "KOPI", "A1", "TEH", "KOPI")[-1] == "order_complete"
    house.edit({"KOPI": 1})
    assert house.scan("A1", "KEMAS:DONE")[-1] == "order_complete"
    with reading(db) as tx:
        assert differences(tx) == []


def test_an_edit_needs_leave_to_void_labels_whatever_it_would_open(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    few = house.shop.actor.permissions - {Permission.LABEL_VOID.value}
    house.shop = replace(house.shop, actor=replace(house.shop.actor, permissions=few))
    from core.errors import NotAllowed

    for change in ({"lines": {"KOPI": 1}}, {"city": "Garut"}):
        with pytest.raises(NotAllowed):
            house.edit(**change)  # type: ignore[arg-type]
    assert house.boxes[0].state == "closed"
    with reading(house.db) as tx:
        live = live_shipment(tx, house.boxes[0].id)
        assert live is not None
        assert live.state is ShipmentState.BOOKED
