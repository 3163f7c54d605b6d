"""Pick bins filled up by scans: the bulk bin, the goods, then the pick bin they go into."""

from __future__ import annotations

from typing import Any

from core.barcodes import Kind as CodeKind
from core.barcodes import read
from core.errors import NotFound, Refusal
from core.fulfilment.packing.arriving import names_bin
from core.fulfilment.packing.meaning import Product, meaning_of
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.replenishing import doing, planning, tasks
from core.fulfilment.replenishing.tasks import Task
from core.people.permissions import Permission, require
from core.stock import pick_homes
from core.stock.places import Bin, find_bin
from core.text import clean

_HAND = "replenish"
_AT_ONCE = 50
"""Pick bins that a key looks at: the worker looks at all of them."""


def scanned(raw: str) -> Deed:
    """Judge a code in the list of pick bins to fill; what has no meaning there is packing's."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        try:
            return _judged(bench, raw)
        except Refusal as refusal:
            return _told(bench, refusal)

    return do


def _judged(bench: Bench, raw: str) -> Answer:
    code = read(raw)
    if code.kind is CodeKind.COMMAND and code.value == "SHORT" and _task(bench):
        return _rest_is_gone(bench, _task(bench))
    if code.kind is CodeKind.BIN or names_bin(bench, code):
        return _at(bench, _bin(bench, code.value))
    if code.kind in {CodeKind.TEXT, CodeKind.GTIN}:
        found = meaning_of(bench, code, None)
        if isinstance(found, Product):
            return _product(bench, found, code.lot)
    return as_usual(bench, raw)


def _told(bench: Bench, refusal: Refusal) -> Answer:
    """What was refused before anything was written, in the words of this list."""
    about = dict(refusal.params)
    match refusal.code:
        case "replenish_done":
            one = tasks.task(bench.tx, _task(bench))
            bench.lay_aside(_HAND, None)
            return Answer(Kind.WRONG_ITEM, "replenish_over", _about(one))
        case "replenish_none_there":
            return Answer(Kind.WRONG_ITEM, "replenish_none_there", about)
        case "replenish_too_many":
            return Answer(Kind.OVER_QUANTITY, "replenish_too_many", about)
        case "bin_not_shelf":
            return Answer(Kind.WRONG_ITEM, "replenish_no_shelf", about)
    raise refusal


def choose(task_id: int) -> Deed:
    """Take the goods of a task in hand, chosen from the list."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _in_hand(bench, doing.open_task(bench.tx, task_id), None)

    return do


def bring(task_id: int, bin_code: str, quantity: int | None) -> Deed:
    """Bring goods of a task at once, without scans."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _brought(bench, task_id, bin_code, quantity)

    return do


def not_there(task_id: int) -> Deed:
    """Say that the rest of a task is not in the bulk bin."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _rest_is_gone(bench, task_id)

    return do


def plan(bench: Bench, order: OpenOrder | None) -> Answer:
    """Look at once which pick bins run low."""
    require(bench.tx, Permission.PUT_AWAY)
    done = planning.plan_homes(bench.tx, planning.needy(bench.tx, bench.warehouse_id)[:_AT_ONCE])
    waiting = tasks.how_many(bench.tx, bench.warehouse_id)
    about = {"tasks": done.tasks, "units": done.units, "waiting": waiting}
    return Answer(Kind.INFO, "replenish_planned" if done.tasks else "replenish_nothing_new", about)


def set_home(sku: str, bin_code: str, least: int, most: int) -> Deed:
    """Say which bin a product is picked from, and how full it is kept."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        home = pick_homes.set_home(bench.tx, bench.warehouse_id, sku, bin_code, least, most)
        about = {"sku": home.sku, "bin": home.bin, "least": home.least, "most": home.most}
        return Answer(Kind.INFO, "home_set", about)

    return do


def drop_home(sku: str) -> Deed:
    """A product has no pick bin of its own any more."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        pick_homes.drop_home(bench.tx, bench.warehouse_id, sku)
        return Answer(Kind.INFO, "home_gone", {"sku": sku})

    return do


def goes_on(bench: Bench) -> Answer | None:
    """Where the goods in hand go; None where none are."""
    task_id = _task(bench)
    if not task_id:
        return None
    one = tasks.task(bench.tx, task_id)
    if one.done_at is not None:
        return None
    units = bench.work.aside[_HAND]["units"] or one.quantity
    return Answer(Kind.INFO, "replenish_goes_on", _about(one) | {"units": units})


def _task(bench: Bench) -> int:
    return int(bench.work.aside.get(_HAND, {}).get("task") or 0)


def _bin(bench: Bench, code: str) -> Bin:
    found = find_bin(bench.tx, bench.warehouse_id, clean(code, 40))
    if found is None:
        raise NotFound("bin_unknown", bin=clean(code, 40))
    return found


def _at(bench: Bench, place: Bin) -> Answer:
    """A bin is scanned: that goods come from it, or that those in hand go into it."""
    if _task(bench):
        return _into(bench, place)
    here = tasks.of_bin(bench.tx, bench.warehouse_id, place.id)
    if not here:
        first = tasks.waiting(bench.tx, bench.warehouse_id, limit=1)
        about = {"bin": place.code, "from": first[0].from_bin if first else "-"}
        return Answer(Kind.WRONG_ITEM, "replenish_no_task", about)
    bench.lay_aside(_HAND, {"bin": place.id})
    about = _about(here[0]) | {"units": here[0].quantity, "count": len(here)}
    return Answer(Kind.OK, "replenish_at", about)


def _product(bench: Bench, product: Product, lot: str) -> Answer:
    every = tasks.of_product(bench.tx, bench.warehouse_id, product.product_id)
    about = {"sku": product.sku, "name": product.name}
    if not every:
        return Answer(Kind.WRONG_ITEM, "replenish_none", about)
    hand = bench.work.aside.get(_HAND, {})
    at_bin = hand.get("bin")
    here = [one for one in every if at_bin in {None, one.from_bin_id}]
    if not here:
        return Answer(Kind.WRONG_ITEM, "replenish_other_bin", _about(every[0]))
    same = [one for one in here if lot in {"", one.lot}]
    if not same:
        return Answer(Kind.WRONG_ITEM, "replenish_lot", _about(here[0]) | {"lot": lot})
    one = next((task for task in same if task.id == hand.get("task")), same[0])
    before = product.units if product.typed else bench.work.quantity
    bench.change(quantity=None)
    there = doing.movable(bench.tx, one)
    if before is not None and before > there:
        return Answer(
            Kind.OVER_QUANTITY, "replenish", _about(one) | {"units": before, "left": there}
        )
    return _in_hand(bench, one, before)


def _in_hand(bench: Bench, one: Task, units: int | None) -> Answer:
    require(bench.tx, Permission.PUT_AWAY)
    bench.lay_aside(_HAND, {"bin": one.from_bin_id, "task": one.id, "units": units})
    return Answer(Kind.OK, "replenish_in_hand", _about(one) | {"units": units or one.quantity})


def _into(bench: Bench, place: Bin) -> Answer:
    hand = bench.work.aside[_HAND]
    one = tasks.task(bench.tx, hand["task"])
    if place.id == one.from_bin_id:
        bench.lay_aside(_HAND, {"bin": place.id})
        return Answer(Kind.INFO, "replenish_laid_back", _about(one))
    doing.target(bench.tx, one, place.code)
    if place.id not in {one.to_bin_id, hand.get("other")}:
        bench.lay_aside(_HAND, hand | {"other": place.id})
        return Answer(Kind.WRONG_ITEM, "replenish_wrong_bin", _about(one) | {"other": place.code})
    return _brought(bench, one.id, place.code, hand["units"])


def _brought(bench: Bench, task_id: int, bin_code: str, units: int | None) -> Answer:
    done = doing.bring(bench.tx, task_id, bin_code, units)
    bench.lay_aside(_HAND, {"bin": done.task.from_bin_id})
    about = _about(done.task) | {"units": done.units, "other": done.bin, "left": done.left}
    if done.elsewhere:
        return Answer(Kind.OK, "replenish_elsewhere", about)
    return Answer(Kind.OK, "replenish_part" if done.left else "replenish_done", about)


def _rest_is_gone(bench: Bench, task_id: int) -> Answer:
    one = doing.not_there(bench.tx, task_id)
    bench.lay_aside(_HAND, None)
    return Answer(Kind.INFO, "replenish_gone", _about(one) | {"units": one.quantity})


def _about(one: Task) -> dict[str, Any]:
    return {"sku": one.sku, "name": one.name, "from": one.from_bin, "bin": one.to_bin,
            "meant": one.lot}  # fmt: skip
