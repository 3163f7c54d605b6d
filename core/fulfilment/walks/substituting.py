"""Something else is sent instead: scanned twice, by those who may, and recorded on the line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from core.audit import record
from core.catalog.queries import product_by_id
from core.errors import Refusal
from core.fulfilment.packing.meaning import Product
from core.fulfilment.packing.shorting import Reason
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks import tasks
from core.fulfilment.walks.ending import cart_of, conclude
from core.fulfilment.walks.hand import Hand, ahead, keep
from core.fulfilment.walks.membership import is_fetched
from core.fulfilment.walks.missing import in_batch, take_off
from core.fulfilment.walks.models import pick_tasks, substitutions
from core.fulfilment.walks.picking import needs_tote, tied
from core.fulfilment.walks.renewing import renew
from core.fulfilment.walks.settling import settle
from core.fulfilment.walks.states import TO_DO, TaskState
from core.fulfilment.walks.tasks import Task
from core.orders.found_by import find_anew
from core.orders.models import order_lines, orders
from core.people.permissions import Permission, require
from core.stock.models import BinKind
from core.stock.places import special_bin
from core.stock.queries import bin_codes
from core.stock.reservations import Want, carry, of_order, promise

TOTE = "replace_tote"
"""What is asked after the second scan of what goes instead, where the order needs a tote."""


def replace(bench: Bench, hand: Hand, product: Product) -> Answer:
    """The first scan says what goes instead, the second one of the same means it."""
    require(bench.tx, Permission.SUBSTITUTE)
    task = tasks.one(bench.tx, hand.ask["task"])
    about: dict[str, Any] = {
        "sku": task.sku,
        "name": task.name,
        "order": task.order_no,
        "instead": product.sku,
    }
    if task.state not in TO_DO:
        keep(bench, hand)
        said = {"order": task.order_no, "orders": task.order_no}
        return Answer(Kind.CHANGED, "walk_tasks", said | ahead(bench, hand))
    if product.product_id == task.product_id:
        return Answer(Kind.WRONG_ITEM, "walk_replace_same", about)
    if hand.ask.get("product") != product.product_id:
        typed = product.units if product.typed else bench.work.quantity
        units = typed or hand.ask.get("units") or task.left
        bench.change(quantity=None)
        if units > task.left:
            more = about | {"units": units, "room": task.left}
            return Answer(Kind.OVER_QUANTITY, "walk_short", more | {"bin": task.bin})
        asked = {"what": "replace", "task": task.id, "product": product.product_id}
        keep(bench, hand, ask=asked | {"units": units})
        return Answer(Kind.NEEDS_CONFIRMATION, "walk_replace_again", about | {"units": units})
    units = min(hand.ask["units"], task.left)
    if needs_tote(bench, hand, task):
        asked = {"what": TOTE, "task": task.id, "product": product.product_id, "units": units}
        keep(bench, hand, ask=asked)
        return asks_tote(bench, asked)
    return _done(bench, hand, task, product.product_id, product.sku, units)


def into_tote(bench: Bench, hand: Hand, code: str) -> Answer:
    """The tote of the order is scanned: what was scanned twice goes into it."""
    require(bench.tx, Permission.SUBSTITUTE)
    asked = hand.ask
    task = tasks.one(bench.tx, asked["task"])
    if task.state not in TO_DO or task.left < asked["units"]:
        keep(bench, hand)
        said = {"order": task.order_no, "orders": task.order_no}
        return Answer(Kind.CHANGED, "walk_tasks", said | ahead(bench, hand))
    wrong = tied(bench, hand, task, code)
    if wrong is not None:
        return wrong
    goods = product_by_id(bench.tx, asked["product"])
    task = tasks.one(bench.tx, task.id)
    return _done(bench, hand, task, goods.id, goods.sku, asked["units"])


def asks_tote(bench: Bench, asked: Mapping[str, Any]) -> Answer:
    """Where what goes instead is put: nothing is done before the tote is scanned."""
    task = tasks.one(bench.tx, asked["task"])
    goods = product_by_id(bench.tx, asked["product"])
    about = {"sku": goods.sku, "name": goods.name, "units": asked["units"]}
    about |= {"order": task.order_no, "to": task.tote or f"#{task.slot}"}
    return Answer(Kind.NEEDS_CONFIRMATION, "walk_tote" if task.tote else "walk_tie", about)


def _done(bench: Bench, hand: Hand, task: Task, product_id: int, sku: str, units: int) -> Answer:
    """Send the other goods, and say what comes next."""
    about: dict[str, Any] = {
        "sku": task.sku,
        "name": task.name,
        "order": task.order_no,
        "instead": sku,
    }
    tote = _replaced(bench, hand, task, product_id, sku, units)
    about["to"] = bin_codes(bench.tx, [tote])[tote]
    bench.effect = {"kind": "walk_replace", "walk": hand.walk.id}
    bench.order_no = task.order_no
    keep(bench, hand)
    if is_fetched(bench.tx, hand.walk.id, task.order_id) and not in_batch(hand):
        settle(bench.tx, hand.walk.id, task.order_id)
    about |= {"units": units, "walk": hand.walk.code}
    rest = ahead(bench, hand)
    if conclude(bench, hand):
        return Answer(Kind.OK_LINE_DONE, "walk_replaced_over", about)
    return Answer(Kind.OK_LINE_DONE, "walk_replaced", about | rest)


def _replaced(bench: Bench, hand: Hand, task: Task, product_id: int, sku: str, units: int) -> int:
    """Give up the goods that are not there, order the others, and put them into the tote.

    Gives the tote.
    """
    tx, walk = bench.tx, hand.walk
    take_off(bench, hand, task, units, Reason.OUT)
    line = _line_for(bench, task, product_id, units)
    want = Want(task.order_id, line, product_id, units)
    missing = promise(tx, walk.warehouse_id, [[want]])
    if missing:
        raise Refusal("replacement_short", sku=sku, units=missing[0].quantity)
    batch = in_batch(hand)
    tote = cart_of(tx, walk) if batch else task.tote_id
    tote = tote or special_bin(tx, walk.warehouse_id, BinKind.TOTE)
    for held in of_order(tx, task.order_id):
        if held.line_id != line or held.bin_id == tote:
            continue
        carry(tx, walk.warehouse_id, held, held.quantity, tote, reference=task.order_no)
        row = {
            "walk_id": walk.id,
            "order_id": task.order_id,
            "order_line_id": line,
            "product_id": product_id,
            "bin_id": held.bin_id,
            "lot": held.lot,
            "place": task.place,
            "quantity": held.quantity,
            "picked": held.quantity,
            "state": TaskState.DONE.value,
            "tote_id": tote,
            "operator_id": tx.actor.operator_id,
            "changed_at": tx.now,
        }
        tx.execute(_new_task, row)
    tx.execute(_picked, {"line": line, "q": units})
    tx.execute(
        _record,
        {
            "order_id": task.order_id,
            "order_line_id": line,
            "product_id": task.product_id,
            "by_product_id": product_id,
            "quantity": units,
            "at": tx.now,
            "operator_id": tx.actor.operator_id,
            "station_id": tx.actor.station_id,
        },
    )
    record(tx, "substituted", order_id=task.order_id, sku=task.sku, instead=sku, units=units)
    renew(tx, walk, task.order_id, TaskState.CLAIMED)
    find_anew(tx, task.order_id)
    return tote


def _line_for(bench: Bench, task: Task, product_id: int, units: int) -> int:
    """The line of the goods that go instead, at the price of those that were ordered."""
    tx = bench.tx
    line = tx.execute(_line, {"line": task.line_id}).one()
    tx.execute(_newer, {"o": task.order_id, "more": 0 if units == line.quantity else 1})
    if units == line.quantity:
        tx.execute(_other_product, {"line": line.id, "p": product_id})
        return int(line.id)
    off = line.discount * units // line.quantity
    tx.execute(_smaller, {"line": line.id, "q": units, "off": off})
    row = {
        "order_id": task.order_id,
        "line_no": int(tx.execute(_last_line, {"o": task.order_id}).scalar_one()) + 1,
        "product_id": product_id,
        "quantity": units,
        "unit_price": line.unit_price,
        "discount": off,
    }
    return int(tx.execute(_new_line, row).scalar_one())


_line = select(
    order_lines.c.id, order_lines.c.quantity, order_lines.c.unit_price, order_lines.c.discount
).where(order_lines.c.id == bindparam("line"))
_last_line = select(func.max(order_lines.c.line_no)).where(order_lines.c.order_id == bindparam("o"))
_this_line = update(order_lines).where(order_lines.c.id == bindparam("line"))
_other_product = _this_line.values(product_id=bindparam("p"))
_smaller = _this_line.values(
    quantity=order_lines.c.quantity - bindparam("q"),
    discount=order_lines.c.discount - bindparam("off"),
)
_picked = _this_line.values(picked=order_lines.c.picked + bindparam("q"))
_new_line = insert(order_lines).returning(order_lines.c.id)
_newer = (
    update(orders)
    .where(orders.c.id == bindparam("o"))
    .values(version=orders.c.version + 1, lines=orders.c.lines + bindparam("more"))
)
_new_task = insert(pick_tasks)
_record = insert(substitutions)
