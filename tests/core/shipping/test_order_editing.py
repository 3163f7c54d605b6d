"""An edit reaches the label and the packing table; what the entry screen does is done once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select, update

from core.config import load
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.fulfilment.claims import holder
from core.fulfilment.packing.news import news_of
from core.fulfilment.parcels import of_order_parcels
from core.orders.commands import find
from core.orders.entry import drafts
from core.orders.entry.contents import Contents, EntryLine
from core.orders.entry.reading import contents_of
from core.orders.models import orders
from core.outbox import OutboxState, outbox
from core.paper.queries import current_label
from core.people.permissions import ROLES, Role
from core.shipping import entry_deeds
from core.shipping.desk import Desk
from core.shipping.editing import EditedOrder, edit_order, rules_of, split_order
from core.shipping.queries import order_detail
from core.stock.checks import differences
from core.stock.holds import held_by
from core.transaction import Actor, reading, writing
from tui.words.verdicts import speak


class House:
    """A station, and somebody in the office who edits orders."""

    def __init__(self, db: Database, build: ModuleType, folder: Path) -> None:
        self.db, self.build = db, build
        self.shop = build.shop(db, {"TEH": 9, "KOPI": 9})
        path = folder / "kemas.toml"
        path.write_text('[[printers]]\nname = "P"\ntransport = "virtual"\n', encoding="utf-8")
        self.config = load(path)
        self.desk = Desk(db, self.config, self.shop.station)
        self.desk.open()
        self.rules = rules_of(self.config, self.shop.warehouse)
        self.order = build.ready_order(db, "A1", {"TEH": 2}, source="manual")

    def scan(self, *codes: str) -> str:
        said = [self.desk.scan(self.desk.last_seq() + 1, code) for code in codes][-1]
        return f"{said.kind.value}/{said.detail}".rstrip("/")

    def edit(self, actor: Actor | None = None, **typed: str) -> EditedOrder:
        with writing(self.db, actor or self.shop.actor) as tx:
            base = contents_of(tx, self.order, self.rules.zone)
            wanted = base.with_values(typed)
            return edit_order(tx, self.desk.settings, self.rules, self.order, base, wanted)

    def line(self, sku: str, units: int) -> EntryLine:
        return EntryLine(self.shop.products[sku], sku, f"Barang {sku}", units, 25_000_00)

    def office(self) -> Actor:
        allowed = frozenset(each.value for each in ROLES[Role.OFFICE])
        return replace(self.shop.actor, permissions=allowed)


@pytest.fixture
def house(db: Database, build: ModuleType, tmp_path: Path) -> House:
    return House(db, build, tmp_path)


def test_what_is_on_no_label_leaves_it_alone(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    assert house.edit(note="ring twice").void == ()
    with reading(house.db) as tx:
        assert current_label(tx, of_order_parcels(tx, house.order)[0].id) is not None


def test_without_the_permission_to_void_a_label_nothing_of_the_edit_is_kept(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    with pytest.raises(NotAllowed):
        house.edit(house.office(), address="Jl. Melati 6")
    with reading(house.db) as tx:
        assert order_detail(tx, house.order).head.address == "Jl. Contoh 1"


def test_while_a_courier_is_asked_the_address_stays(house: House) -> None:
    house.scan("A1", "TEH", "TEH")
    with writing(house.db) as tx:
        tx.execute(update(outbox).values(state=OutboxState.IN_FLIGHT))
    with pytest.raises(Refusal, match="edit_booking"):
        house.edit(address="Jl. Melati 6")


def test_the_table_that_has_the_order_open_is_told_with_the_next_scan(house: House) -> None:
    assert house.scan("A1") == "order_open"
    with writing(house.db, house.shop.actor) as tx:
        base = contents_of(tx, house.order, house.rules.zone)
        wanted = replace(base, lines=(house.line("KOPI", 1),))
        edit_order(tx, house.desk.settings, house.rules, house.order, base, wanted)
    assert house.scan("TEH") == "changed"
    house.scan("KEMAS:OK")
    assert house.scan("TEH") == "wrong_item"
    house.scan("KEMAS:OK")
    assert house.scan("KOPI") == "order_complete"
    with reading(house.db) as tx:
        assert differences(tx) == []


def test_an_edit_that_no_stock_is_left_for_says_so_at_the_table(house: House) -> None:
    assert house.scan("A1", "KEMAS:OK") == "info/acknowledged"
    with writing(house.db, house.shop.actor) as tx:
        base = contents_of(tx, house.order, house.rules.zone)
        wanted = replace(base, lines=(house.line("KOPI", 20),))
        edit_order(tx, house.desk.settings, house.rules, house.order, base, wanted)
    with reading(house.db) as tx:
        told = news_of(tx, house.shop.station)
    assert told is not None
    assert (told.kind, told.detail, told.held) == ("changed", "short", True)
    assert told.params["missing"] == [{"sku": "KOPI", "quantity": 11}]
    assert "A1 was changed and waits for stock" in speak(told, "UTC").message
    assert house.scan("TEH") == "changed/short"
    assert house.scan("KOPI") == "info/product"  # the table is clear, nobody was blamed for it
    with reading(house.db) as tx:
        assert find(tx, "A1").fulfilment.value == "short"
        assert holder(tx, house.order) is None


def test_an_empty_parcel_of_a_released_order_does_not_stop_a_split(house: House) -> None:
    house.scan("A1")
    house.scan("KEMAS:SIGNOUT")
    with writing(house.db, house.shop.actor) as tx:
        done = split_order(tx, house.rules, house.order, {"teh": 1})
        assert done.second_no == "A1-2"
        with pytest.raises(Refusal, match="part_too_many"):
            split_order(tx, house.rules, house.order, {"KOPI": 1})


def test_a_scan_and_a_save_that_are_sent_again_are_done_once(house: House) -> None:
    typed = Contents(customer="Ibu Ratna", address="Jl. Mawar 5")
    with writing(house.db, house.shop.actor) as tx:
        drafts.save(tx, house.rules, "k", typed)

    def send(seq: int, name: str, deed: Any) -> str:
        said = house.desk.scan(seq, name, deed)
        return f"{said.kind.value}/{said.detail}"

    first = house.desk.last_seq() + 1
    for _turn in range(2):
        added = entry_deeds.scanned(house.config, "k", "TEH")
        assert send(first, "TEH", added) == "ok/entry_added"
    with reading(house.db) as tx:
        assert held_by(tx, "k") == {house.shop.products["TEH"]: 1}
    for _turn in range(2):
        saved = entry_deeds.save_entry(house.config, "k")
        assert send(first + 1, "entry_save k", saved) == "info/entry_made"
    again = entry_deeds.save_entry(house.config, "k")
    assert send(first + 2, "entry_save k", again) == "info/entry_made"
    with reading(house.db) as tx:
        numbers = select(orders.c.order_no).where(orders.c.channel == "manual")
        assert len(tx.execute(numbers).all()) == 1


def test_a_case_that_is_scanned_counts_its_units(house: House) -> None:
    with writing(house.db, house.shop.actor) as tx:
        house.build.product(tx, "GULA", stock=50, codes={"4006381333931": 12})
        drafts.save(tx, house.rules, "k", Contents(currency="IDR"))
    for code in ("4006381333931", "2*4006381333931"):
        deed = entry_deeds.scanned(house.config, "k", code)
        house.desk.scan(house.desk.last_seq() + 1, code, deed)
    with reading(house.db) as tx:
        assert [line.quantity for line in drafts.load(tx, "k").contents.lines] == [36]


def test_why_says_that_goods_are_held_for_what_is_typed_in(house: House) -> None:
    with writing(house.db, house.shop.actor) as tx:
        typed = Contents(lines=(house.line("KOPI", 9),))
        drafts.save(tx, house.rules, "k", typed)
        house.build.order(tx, "A2", {"KOPI": 1})
    assert house.scan("A2") == "not_claimable/short"
    why = house.desk.scan(house.desk.last_seq() + 1, "KEMAS:WHY")
    assert {"fact": "typed_in", "quantity": 9} in why.params["facts"]
    assert "9 held for an order that is being typed in." in speak(why, "UTC").message
