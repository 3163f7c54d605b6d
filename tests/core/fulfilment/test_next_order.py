"""Which order the system chooses next, of all and of those with one unit of a product."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

from sqlalchemy import insert

from core.database import Database
from core.fulfilment.models import claims
from core.fulfilment.next_order import next_orders, next_singles
from core.fulfilment.queue import Wanted, first_page
from core.orders.states import Fulfilment
from core.tables import db_now_ms
from core.transaction import Transaction, reading, writing


def hold_claim(tx: Transaction, shop: object, order: int, lease_ms: int) -> None:
    row = {
        "order_id": order,
        "station_id": shop.station,  # type: ignore[attr-defined]
        "operator_id": shop.operator,  # type: ignore[attr-defined]
        "fence": 1,
        "claimed_at": tx.now,
    }
    tx.execute(insert(claims).values(lease_until_ms=db_now_ms() + lease_ms, **row))


def test_the_next_orders_are_the_first_of_the_queue_that_nobody_holds(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 0})
    noon = build.MORNING
    with writing(db) as tx:
        known = {"fulfilment": Fulfilment.READY, "due_at": noon}
        without = build.order(tx, "no ship-by", {"TEH": 1}, ship_by=None, **known)
        held = build.order(tx, "held", {"TEH": 1}, ship_by=noon, **known)
        left = build.order(tx, "left", {"TEH": 1}, ship_by=noon, **known)
        build.order(tx, "short", {"TEH": 1})
        hold_claim(tx, shop, held, 60_000)
        hold_claim(tx, shop, left, -1)
    with reading(db) as tx:
        assert next_orders(tx, shop.warehouse) == [left, without]
        assert next_orders(tx, shop.warehouse, 1) == [left]
        assert [row.id for row in first_page(tx, shop.warehouse, Wanted())] == [held, left, without]
        assert next_orders(tx, shop.warehouse + 1) == []


def test_a_single_is_an_order_of_exactly_one_promised_unit_of_the_product(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 9, "KOPI": 9})
    later = build.ready_order(db, "later", {"TEH": 1}, due_at=build.MORNING + timedelta(hours=9))
    first = build.ready_order(db, "first", {"TEH": 1})
    build.ready_order(db, "two", {"TEH": 2})
    build.ready_order(db, "mixed", {"TEH": 1, "KOPI": 1})
    taken = build.ready_order(db, "taken", {"TEH": 1})
    with writing(db) as tx:
        hold_claim(tx, shop, taken, 60_000)
        build.order(tx, "short", {"TEH": 1})
    with reading(db) as tx:
        assert next_singles(tx, shop.warehouse, shop.products["TEH"]) == [first, later]
        assert next_singles(tx, shop.warehouse, shop.products["KOPI"]) == []
