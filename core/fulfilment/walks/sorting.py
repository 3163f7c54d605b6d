"""After a batch: each scanned product goes to the place of one order on the sorting wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from core.catalog.models import products
from core.catalog.tracking import Tracking
from core.fulfilment.packing.meaning import Product
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks.ending import cart_of, conclude, in_cart
from core.fulfilment.walks.hand import Hand, keep
from core.fulfilment.walks.membership import inside, tie
from core.fulfilment.walks.models import walk_orders
from core.fulfilment.walks.settling import Settled, settle
from core.fulfilment.walks.states import Place
from core.fulfilment.walks.totes import slot_of, wall_slot
from core.fulfilment.walks.traced import which
from core.fulfilment.walks.walk import Walk
from core.orders.models import orders
from core.people.permissions import Permission, require
from core.rows import maker
from core.stock import put_away
from core.stock.models import bins, reservations
from core.stock.queries import bin_codes
from core.stock.reservations import carry, of_order
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Unsorted:
    """Units of one order line that lie in the cart."""

    order_id: int
    order_no: str
    line_id: int
    product_id: int
    sku: str
    name: str
    lot: str
    quantity: int
    slot: int
    tote_id: int | None


@dataclass(frozen=True, slots=True)
class Slot:
    """One order on the wall: how much of what was fetched for it lies there."""

    order_no: str
    slot: str
    """The number on the wall; empty until its first unit comes."""
    there: int
    missing: int
    """Units that still lie in the cart."""
    whole: bool


_unsorted = maker(Unsorted)


def unsorted(tx: Transaction, walk: Walk) -> list[Unsorted]:
    """What lies in the cart of a batch, by order."""
    row = {"walk": walk.id, "b": cart_of(tx, walk)}
    return [_unsorted(one) for one in tx.execute(_in_cart, row)]


def wall(tx: Transaction, walk: Walk) -> list[Slot]:
    """The sorting wall of a batch, order by order."""
    waiting: dict[int, int] = {}
    for one in unsorted(tx, walk):
        waiting[one.order_id] = waiting.get(one.order_id, 0) + one.quantity
    found = []
    for row in tx.execute(_wall, {"walk": walk.id}):
        there = int(row.there or 0)
        left = waiting.get(row.order_id, 0)
        slot = slot_of(row.tote) if row.tote else ""
        found.append(Slot(row.order_no, slot, there, left, row.state == Place.DONE.value))
    return found


def sort(bench: Bench, hand: Hand, product: Product) -> Answer:
    """Say which place a product goes to, and write down that it is there."""
    require(bench.tx, Permission.PICK)
    tx, walk = bench.tx, hand.walk
    units = (1 if product.typed else bench.work.quantity or 1) * product.units
    bench.change(quantity=None)
    about: dict[str, Any] = {
        "sku": product.sku,
        "name": product.name,
        "units": units,
        "walk": walk.code,
        "left": in_cart(tx, walk),
    }
    mine = [one for one in unsorted(tx, walk) if one.product_id == product.product_id]
    if not mine:
        return _nobodys(bench, walk, product, about)
    if product.tracking != Tracking.NONE and len({one.lot for one in mine}) > 1:
        if not product.unit_lot:
            there = [(one.lot, one.quantity) for one in mine]
            return which(bench, hand, product, units, there)
        lot = product.unit_lot.casefold()
        mine = [one for one in mine if one.lot.casefold() == lot] or mine
    # An order that is on the wall already is filled first: its place comes free the sooner.
    first = min(mine, key=lambda one: (one.tote_id is None, one.slot))
    room = sum(one.quantity for one in mine if one.order_id == first.order_id)
    if units > room:
        return Answer(Kind.OVER_QUANTITY, "walk_slot", about | {"room": room})
    place = first.tote_id or wall_slot(tx, walk.warehouse_id, first.order_id)
    if first.tote_id is None:
        tie(tx, walk.id, first.order_id, place)
    sorted_: list[list[Any]] = []
    left = units
    cart = cart_of(tx, walk)
    lines = {(one.line_id, one.lot) for one in mine if one.order_id == first.order_id}
    for held in of_order(tx, first.order_id):
        here = held.bin_id == cart and (held.line_id, held.lot) in lines
        taken = min(left, held.quantity) if here else 0
        if taken:
            carry(tx, walk.warehouse_id, held, taken, place, reference=first.order_no)
            sorted_.append([held.line_id, held.lot, taken])
            left -= taken
    bench.effect = {
        "kind": "walk_sort",
        "walk": walk.id,
        "order": first.order_id,
        "place": place,
        "cart": cart,
        "sorted": sorted_,
    }
    keep(bench, hand)
    return _said(bench, hand, first, about | {"slot": slot_of(bin_codes(tx, [place])[place])})


def _said(bench: Bench, hand: Hand, one: Unsorted, about: dict[str, Any]) -> Answer:
    tx, walk = bench.tx, hand.walk
    bench.order_no = one.order_no
    rest = unsorted(tx, walk)
    about |= {"order": one.order_no, "left": sum(other.quantity for other in rest)}
    full = all(other.order_id != one.order_id for other in rest)
    settled = None
    still_in = {member.order_id for member in inside(tx, walk.id)}
    if full and one.order_id in still_in:
        settled = settle(tx, walk.id, one.order_id)
    if conclude(bench, hand):
        return Answer(Kind.ORDER_COMPLETE, "walk_sorted", about)
    if settled is Settled.WHOLE:
        return Answer(Kind.ORDER_COMPLETE, "walk_slot_full", about)
    if settled is Settled.SHORT:
        return Answer(Kind.OK_LINE_DONE, "walk_slot_short", about)
    return Answer(Kind.OK, "walk_slot", about)


def _nobodys(bench: Bench, walk: Walk, product: Product, about: dict[str, Any]) -> Answer:
    """Goods in the cart that no order of the walk wants any more go back to the shelf."""
    cart = cart_of(bench.tx, walk)
    tasks = put_away.of_product(bench.tx, bench.warehouse_id, product.product_id)
    mine = next((task for task in tasks if task.from_bin_id == cart), None)
    if mine is not None:
        about |= {"order": mine.reference, "bin": mine.to_bin or "-"}
        return Answer(Kind.CANCELLED, "walk_put_back", about)
    return Answer(Kind.WRONG_ITEM, "walk_sort", about)


_in_cart = (
    select(
        orders.c.id,
        orders.c.order_no,
        reservations.c.order_line_id,
        products.c.id.label("product"),
        products.c.sku,
        products.c.name,
        reservations.c.lot,
        reservations.c.quantity,
        walk_orders.c.slot,
        walk_orders.c.tote_id,
    )
    .select_from(reservations)
    .join(walk_orders, walk_orders.c.order_id == reservations.c.order_id)
    .join(orders, orders.c.id == reservations.c.order_id)
    .join(products, products.c.id == reservations.c.product_id)
    .where(walk_orders.c.walk_id == bindparam("walk"), reservations.c.bin_id == bindparam("b"))
    .order_by(walk_orders.c.slot, reservations.c.id)
)
_wall = (
    select(
        walk_orders.c.order_id,
        orders.c.order_no,
        walk_orders.c.state,
        bins.c.code.label("tote"),
        func.sum(reservations.c.quantity).label("there"),
    )
    .select_from(walk_orders)
    .join(orders, orders.c.id == walk_orders.c.order_id)
    .outerjoin(bins, bins.c.id == walk_orders.c.tote_id)
    .outerjoin(
        reservations,
        (reservations.c.order_id == walk_orders.c.order_id)
        & (reservations.c.bin_id == walk_orders.c.tote_id),
    )
    .where(walk_orders.c.walk_id == bindparam("walk"))
    .group_by(
        walk_orders.c.order_id,
        orders.c.order_no,
        walk_orders.c.state,
        bins.c.code,
        walk_orders.c.slot,
    )
    .order_by(walk_orders.c.slot)
)
