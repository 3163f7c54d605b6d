"""Parcels are handed over by scans and keys; the end of the day leads to where it is put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from scan_process import Shop
from station_hand import Hand, station
from test_boards_screen import Alone

from core.clock import frozen
from core.config import load
from core.fulfilment.parcels import of_order_parcels
from core.orders.commands import find
from core.orders.status import Policy
from core.shipping.cancelling import cancel_order
from core.shipping.delivering import mark_delivered
from core.shipping.desk import Desk
from core.shipping.shipments import shipment_of_parcel
from core.transaction import reading, writing
from tui.boards import BOARDS
from tui.keys import Where
from tui.live.status import status_of


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        where = build.station(tx, "S2")
    desk = Desk(made.database, load(made.config), where)
    desk.open()
    desk.enter("SARI")
    for number in (1, 2, 3):
        for code in (f"W-{number}", "A", "B", "B"):
            desk.scan(desk.last_seq() + 1, code)
    desk.close()
    yield made
    made.database.close()


async def go(hand: Hand, where: Where) -> None:
    """Go to a board by its key."""
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(where), "enter")
    await hand.until(lambda: hand.app.where is where)
    await hand.complete()


def waybill(shop: Shop, number: str) -> str:
    with reading(shop.database) as tx:
        (parcel,) = of_order_parcels(tx, find(tx, number).id)
        return shipment_of_parcel(tx, parcel.id).waybill


async def test_parcels_leave_by_scans_and_somebody_signs(shop: Shop) -> None:
    first, second, third = (waybill(shop, f"W-{number}") for number in (1, 2, 3))
    with writing(shop.database) as tx:
        cancel_order(tx, find(tx, "W-3").id, "buyer")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.HAND_OVER)
        await hand.shows("Hand over · 2", "stands there", first, "S2")
        hand.send(f"{first}\r")
        await hand.settle()
        await hand.shows("1 handed over", "HO-000001")
        hand.send(f"{third}\r")
        await hand.settle()
        assert hand.verdict.kind == "cancelled"
        await hand.shows("W-3 is cancelled")
        await hand.do("escape", "f9")
        await hand.shows("Not scanned yet: 1 parcel", second)
        await hand.type("Budi")
        await hand.do("f9")
        await hand.shows("HO-000001 is closed, signed by Budi. Parcels: 1")
        await hand.do("escape")
        await go(hand, Where.MANIFESTS)
        await hand.shows("HO-000001", "Budi")
        await hand.do("f6")
        await hand.shows("HO-000001 prints on Label-1")
        await hand.do("escape")
        await go(hand, Where.DAY_END)
        await hand.shows("F9, and scan it when its courier comes.")
        await hand.shows("packed, not handed over", "W-2")
        await hand.do("f9")
        await hand.until(lambda: hand.app.where is Where.HAND_OVER)


async def test_a_statement_is_read_another_amount_taken_and_the_rest_let_go_by_keys(
    shop: Shop, build: ModuleType
) -> None:
    order = build.ready_order(shop.database, "W-9", {"A": 1}, cod=500_000, paid=0)
    config = load(shop.config)
    with writing(shop.database) as tx:
        where = build.station(tx, "S3")
    desk = Desk(shop.database, config, where)
    desk.open()
    desk.enter("SARI")
    for code in ("W-9", "A"):
        desk.scan(desk.last_seq() + 1, code)
    desk.close()
    paid_for = waybill(shop, "W-9")
    with writing(shop.database) as tx:
        mark_delivered(tx, Policy(), order)
    statement = shop.config.with_name("s.csv")
    statement.write_text(f"waybill,amount\n{paid_for},4900\n", encoding="utf-8")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.COD)
        await hand.do("f7")
        await hand.type(str(statement))
        await hand.do("f9")
        await hand.shows("s.csv", paid_for, "1 lines")
        await hand.do("f9")
        await hand.shows("0 known before", "amount: 1.")
        await hand.do("escape")
        await hand.shows("another amount", "W-9", "4,900", "5,000")
        await hand.do("f6")
        await hand.shows("No statement has paid for parcel")
        await hand.do("escape", "up", "f6", "enter")
        await hand.shows("is taken")
        await hand.do("f8")
        await hand.shows("is not asked for IDR 100 any more")
        await hand.type("Rounded")
        await hand.do("f9")
        await hand.shows("No courier owes anything")


def test_the_clock_counts_down_to_the_pick_up_of_what_stands_there(shop: Shop) -> None:
    shop.config.write_text(
        shop.config.read_text(encoding="utf-8") + '[couriers.own]\ncutoff = "17:00"\n',
        encoding="utf-8",
    )
    config = load(shop.config)
    with frozen(datetime(2026, 3, 3, 9, 18, tzinfo=UTC)), reading(shop.database) as tx:
        cutoff = status_of(tx, config, 1, demo=False).cutoff
    assert cutoff is not None
    assert (cutoff.time, cutoff.standing, cutoff.waiting, cutoff.minutes) == ("17:00", 3, 0, 42)
