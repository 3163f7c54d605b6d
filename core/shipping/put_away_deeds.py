"""Goods that go back to the shelf by scans: first what it is, then the bin it goes into."""

from __future__ import annotations

from typing import Any

from core.barcodes import Kind as CodeKind
from core.barcodes import read
from core.errors import Refusal
from core.fulfilment.packing.arriving import names_bin
from core.fulfilment.packing.meaning import Product, meaning_of
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.stock import put_away
from core.stock.put_away import Task
from core.text import clean

_HAND = "put_back"


def scanned(raw: str) -> Deed:
    """Judge a code in the list of goods to put back; what has no meaning there is packing's."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        code = read(raw)
        if code.kind is CodeKind.BIN or names_bin(bench, code):
            return _into(bench, code.value)
        if code.kind in {CodeKind.TEXT, CodeKind.GTIN}:
            found = meaning_of(bench, code, None)
            if isinstance(found, Product):
                return _product(bench, found)
        return as_usual(bench, raw)

    return do


def choose(task_id: int) -> Deed:
    """Take the goods of a task in hand, chosen from the list."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _in_hand(bench, put_away.task(bench.tx, task_id), None)

    return do


def goes_on(bench: Bench) -> Answer | None:
    """Where the goods in hand go; None where none are."""
    hand = bench.work.aside.get(_HAND)
    if hand is None:
        return None
    one = put_away.task(bench.tx, hand["task"])
    if one.done_at is not None:
        return None
    about = _about(one) | {"units": hand["units"] or one.quantity, "bin": one.to_bin or "-"}
    return Answer(Kind.INFO, "put_back_goes_on" if one.to_bin else "put_back_any_goes_on", about)


def not_there(task_id: int, why: str) -> Deed:
    """Say that the goods of a task are gone."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        one = put_away.task(bench.tx, task_id)
        units = put_away.write_off(bench.tx, task_id, why)
        bench.lay_aside(_HAND, None)
        return Answer(Kind.INFO, "put_back_lost", _about(one) | {"units": units})

    return do


def _product(bench: Bench, product: Product) -> Answer:
    tasks = put_away.of_product(bench.tx, bench.warehouse_id, product.product_id)
    if not tasks:
        about = {"sku": product.sku, "name": product.name}
        return Answer(Kind.WRONG_ITEM, "put_back_none", about)
    before = product.units if product.typed else bench.work.quantity
    bench.change(quantity=None)
    held = bench.work.aside.get(_HAND, {}).get("task")
    one = next((task for task in tasks if task.id == held), tasks[0])
    if before is not None and before > one.quantity:
        about = _about(one) | {"units": before, "left": one.quantity}
        return Answer(Kind.OVER_QUANTITY, "put_back", about)
    return _in_hand(bench, one, before)


def _in_hand(bench: Bench, one: Task, units: int | None) -> Answer:
    if one.done_at is not None:
        raise Refusal("put_away_done", task=one.id, sku=one.sku)
    bench.lay_aside(_HAND, {"task": one.id, "units": units})
    about = _about(one) | {"units": units or one.quantity, "bin": one.to_bin or "-"}
    return Answer(Kind.OK, "put_back_in_hand" if one.to_bin else "put_back_any", about)


def _into(bench: Bench, code: str) -> Answer:
    hand = bench.work.aside.get(_HAND)
    if hand is None:
        return Answer(Kind.NEEDS_CONFIRMATION, "put_back_first", {"bin": clean(code, 40)})
    done = put_away.put_away(bench.tx, hand["task"], code, hand["units"])
    bench.lay_aside(_HAND, None)
    about = _about(done.task) | {
        "units": done.quantity,
        "bin": done.bin,
        "meant": done.task.to_bin or "-",
        "left": done.left,
    }
    if done.damaged:
        return Answer(Kind.OK, "put_back_damaged", about)
    if done.elsewhere:
        return Answer(Kind.OK, "put_back_elsewhere", about)
    return Answer(Kind.OK, "put_back_part" if done.left else "put_back_done", about)


def _about(one: Task) -> dict[str, Any]:
    return {"sku": one.sku, "name": one.name, "from": one.from_bin, "order": one.reference}
