"""A process that is killed in the middle of a command leaves nothing half done, on each engine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from fakes.processes import killed_after

from core.customers.commands import make
from core.customers.records import Details
from core.database import Database
from core.orders import buyers
from core.orders.commands import find
from core.orders.entry.reading import contents_of
from core.orders.payments.queries import payments_of
from core.returns import commands, inspecting, queries
from core.returns.exchanging import goods_of
from core.returns.settling import Settlement, settle
from core.schema import metadata
from core.shipping.cancelling import cancel_order
from core.shipping.editing import edit_order, merge_orders, split_order
from core.shipping.settings import settings_of
from core.stock.checks import differences
from core.transaction import Transaction, reading, writing

Made = Callable[[Any], Callable[[Transaction], object]]


def split(shop: Any) -> Callable[[Transaction], object]:
    order = shop.build.ready_order(shop.db, "A1", {"TEH": 3, "KOPI": 2}, source="manual")
    return lambda tx: split_order(tx, shop.rules, order, {"TEH": 1, "KOPI": 1})


def merge(shop: Any) -> Callable[[Transaction], object]:
    same = {"source": "manual", "phone": "+62 000 1234567"}
    keep, gone = (
        shop.build.ready_order(shop.db, number, {"TEH": 2, "KOPI": 1}, **same)
        for number in ("A1", "A2")
    )
    return lambda tx: merge_orders(tx, shop.rules, keep, gone)


def edit(shop: Any) -> Callable[[Transaction], object]:
    order = shop.pack("A1", {"TEH": 3, "KOPI": 2}, source="manual")

    def work(tx: Transaction) -> object:
        base = contents_of(tx, order, shop.rules.zone, lock=True)
        fewer = tuple(replace(one, quantity=1) for one in base.lines)
        wanted = replace(base.with_values({"address": "Jl. Melati 6"}), lines=fewer)
        return edit_order(tx, settings_of(shop.config), shop.rules, order, base, wanted)

    return work


def cancel(shop: Any) -> Callable[[Transaction], object]:
    order = shop.pack("A1", {"TEH": 3, "KOPI": 2}, source="manual")
    return lambda tx: cancel_order(tx, order, "buyer")


def settle_return(shop: Any) -> Callable[[Transaction], object]:
    order = shop.send("A1", {"TEH": 3}, source="manual", paid=75_000_00)
    with writing(shop.db, shop.actor) as tx:
        (line,) = queries.returnable(tx, order)
        back = commands.register(tx, order, wanted={line.line_id: 2}, reason="x", arrived=True)
        inspecting.inspect(tx, back.id, shop.made.products["TEH"], 2, "MAIN")
        inspecting.finish(tx, back.id)

    def work(tx: Transaction) -> object:
        goods = goods_of(tx, {"KOPI": 1})
        return settle(tx, shop.rules, back.id, Settlement(refund=10_000_00, goods=goods))

    return work


def merge_customers(shop: Any) -> Callable[[Transaction], object]:
    with writing(shop.db, shop.actor) as tx:
        keep = make(tx, Details("Siti", ("+62 000 1234567",))).id
        gone = make(tx, Details("Ibu Siti", ("+62 000 7654321",), note="pagar hijau")).id
        shop.build.order(tx, "A1", {"TEH": 1}, customer_id=gone)
    return lambda tx: buyers.merge(tx, keep, gone)


@pytest.mark.parametrize(
    "made",
    [split, merge, edit, cancel, settle_return, merge_customers],
    ids=lambda one: one.__name__,
)
def test_what_is_killed_in_the_middle_changes_nothing_and_can_be_done_again(
    shop: Any, database_url: str, made: Made
) -> None:
    work = made(shop)
    before = everything(shop.db)
    killed = 0
    for statements in (1, 4, 10, 22, 45, 90, 200, 500):
        if not killed_after(database_url, shop.actor, work, statements):
            break
        killed += 1
        assert everything(shop.db) == before
    else:
        pytest.fail("it has more statements than were tried")
    assert killed >= 3
    assert everything(shop.db) != before  # the last one came to its end
    with reading(shop.db) as tx:
        assert differences(tx) == []


def test_what_was_settled_before_the_kill_is_settled_once(shop: Any, database_url: str) -> None:
    work = settle_return(shop)
    assert killed_after(database_url, shop.actor, work, 10)
    assert not killed_after(database_url, shop.actor, work, 1_000)
    with reading(shop.db) as tx:
        order = find(tx, "A1")
        refunds = [one for one in payments_of(tx, order.id) if one.kind == "refund"]
    assert len(refunds) == 2  # what paid for the exchange, and what went back


def everything(db: Database) -> dict[str, list[str]]:
    """All rows of all tables."""
    with reading(db) as tx:
        return {
            table.name: sorted(repr(tuple(row)) for row in tx.execute(table.select()))
            for table in metadata.sorted_tables
        }
