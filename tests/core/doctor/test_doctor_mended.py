"""What the doctor found at work stays mended: holds, notes, edits and files leave no finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from busy_shop import found
from sqlalchemy import select

from core.config import Config
from core.database import Database
from core.doctor.searching import put_right
from core.orders.commands import find, hold, set_note
from core.orders.entry.reading import contents_of
from core.orders.intake.importing import import_orders
from core.orders.intake.rules import rules_of as intake_rules
from core.orders.models import order_texts
from core.orders.search import find_by_word, find_in_text
from core.orders.states import Fulfilment, OrderStatus
from core.shipping import bulk, deeds
from core.shipping.booked import release_held
from core.shipping.desk import Desk
from core.shipping.editing import edit_order, rules_of
from core.shipping.shipments import shipment_of_parcel
from core.transaction import SYSTEM, Transaction, reading, writing

Release = Callable[[Database, Desk, int], object]


def _by_hand(db: Database, desk: Desk, order_id: int) -> object:
    with writing(db) as tx:
        return release_held(tx, desk.settings, order_id)


def _at_the_station(db: Database, desk: Desk, order_id: int) -> object:
    return desk.scan(desk.last_seq() + 1, "release", deeds.release_order("A1"))


def _many(db: Database, desk: Desk, order_id: int) -> object:
    with writing(db) as tx:
        return bulk.releasing(desk.settings)(tx, order_id)


@pytest.mark.parametrize("release", [_by_hand, _at_the_station, _many])
def test_what_was_booked_while_an_order_was_held_counts_when_it_goes_on(
    db: Database, build: ModuleType, config: Config, release: Release
) -> None:
    shop = build.shop(db, {"TEH": 9})
    order_id = build.ready_order(db, "A1", {"TEH": 1}, courier="manual")
    with writing(db) as tx:
        put_right(tx, [order_id])
    desk = Desk(db, config, shop.station)
    desk.open()
    for code in ("A1", "TEH"):
        desk.scan(desk.last_seq() + 1, code)
    with writing(db, shop.actor) as tx:
        hold(tx, order_id, "buyer asks")
    desk.scan(desk.last_seq() + 1, "WAYBILL123")
    release(db, desk, order_id)
    with reading(db) as tx:
        order = find(tx, "A1")
        assert (order.fulfilment, order.status) == (Fulfilment.PACKED, OrderStatus.SHIPPING)
    assert found(db, config) == []


def test_an_order_is_found_by_its_new_note_and_still_by_its_waybill(
    busy: Database, config: Config
) -> None:
    rules = rules_of(config, 1)
    with writing(busy) as tx:
        ready, packed = find(tx, "READY").id, find(tx, "PACKED").id
        set_note(tx, ready, "ring twice")
        assert find_in_text(tx, None, "ring twice") == [ready]
        waybill = _waybill(tx, packed)
        base = contents_of(tx, packed, rules.zone)
        wanted = replace(base, note="leave it at the gate")
        desk = Desk(busy, config, 1)
        edit_order(tx, desk.settings, rules, packed, base, wanted)
        assert find_by_word(tx, waybill) == [packed]
    assert found(busy, config) == []


def _waybill(tx: Transaction, order_id: int) -> str:
    from core.fulfilment.parcels import of_order_parcels

    return shipment_of_parcel(tx, of_order_parcels(tx, order_id)[0].id).waybill


def test_what_was_over_before_it_came_in_slows_no_search(
    busy: Database, config: Config, tmp_path: Path
) -> None:
    path = tmp_path / "shopee.csv"
    path.write_text(
        "order_no,channel,ordered_at,customer,address,sku,quantity,status\n"
        "OLD1,shopee,2026-03-01,Siti Aminah,Jl. Contoh 1,TEH,1,CANCELLED\n"
        "NEW1,shopee,2026-03-01,Siti Aminah,Jl. Contoh 1,TEH,1,READY_TO_SHIP\n",
        encoding="utf-8",
    )
    import_orders(busy, SYSTEM, intake_rules(config, 1, lambda _tx, _order: False), path)
    with reading(busy) as tx:
        old, new = find(tx, "OLD1", "shopee"), find(tx, "NEW1", "shopee")
        texts = set(tx.execute(select(order_texts.c.order_id)).scalars())
        assert old.fulfilment is Fulfilment.CANCELLED
        assert (old.id in texts, new.id in texts) == (False, True)
        assert find_by_word(tx, "OLD1") == [old.id]
    assert found(busy, config) == []
