"""Returns are registered, arrive, and may be refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.audit import record
from core.errors import Refusal
from core.fulfilment.parcels import load_parcel, units_in
from core.lifecycle import check_step
from core.numbering import draw
from core.orders.commands import head
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.people.permissions import Permission, require
from core.returns.models import return_lines, returns
from core.returns.queries import Return, Returnable, one_return, returnable
from core.returns.states import RETURN_STEPS, BillingLink, ReturnState, Wish
from core.shipping.models import shipments
from core.shipping.shipments import load_shipment, step_shipment
from core.shipping.states import ShipmentState
from core.shipping.tracking.steps import came_home
from core.stock.commands import Move, post
from core.stock.models import BinKind, moves
from core.stock.places import special_bin
from core.text import clean
from core.transaction import Transaction

REASON = "return"
"""The reason of moves from outside back into the house."""
UNDONE = "return_back"
"""The reason of moves that take such a move back, or give the goods to the buyer again."""


def register(
    tx: Transaction,
    order_id: int,
    *,
    wanted: Mapping[int, int] | None = None,
    parcel_id: int | None = None,
    reason: str = "",
    wish: Wish | None = None,
    undelivered: bool | None = None,
    arrived: bool = False,
) -> Return:
    """Write down that goods of an order come back, or are there.

    `wanted` says how many units of which order line; else it is all that may come back, of one
    parcel where one is named. Where nobody says whether the parcel was ever delivered, one whose
    order was neither delivered nor paid was not. Raises Refusal ``return_not_shipped``,
    ``return_nothing_left``, ``return_too_many`` or ``return_line_unknown``.
    """
    require(tx, Permission.RETURN_REGISTER)
    order = head(tx, order_id, lock=True)  # two who register for one order do so one by one
    can = {line.line_id: line for line in returnable(tx, order_id)}
    if not any(line.shipped for line in can.values()):
        raise Refusal("return_not_shipped", order=order.order_no)
    if not any(line.left > 0 for line in can.values()):
        raise Refusal("return_nothing_left", order=order.order_no)
    units = _checked(
        order.order_no, can, wanted, None if parcel_id is None else units_in(tx, parcel_id)
    )
    paid, delivered = tx.execute(_standing, {"o": order_id}).one()
    if undelivered is None:
        undelivered = paid == 0 and delivered is None and order.status is not OrderStatus.DONE
    if wish is None:
        wish = Wish.NOTHING if paid == 0 else Wish.REFUND
    row = {
        "warehouse_id": order.warehouse_id,
        "order_id": order_id,
        "code": f"R{draw(tx, 'return'):06d}",
        "state": ReturnState.ANNOUNCED.value,
        "wish": wish.value,
        "reason": clean(reason, 200),
        "billing": BillingLink.NONE.value,
        "created_at": tx.now,
        "operator_id": tx.actor.operator_id,
    }
    made = int(tx.execute(_insert, row).scalar_one())
    lines = [{"return_id": made, "order_line_id": at, "expected": n} for at, n in units.items()]
    tx.execute(_insert_lines, lines)
    if undelivered:
        _turn_round(tx, order_id, parcel_id)
    record(
        tx,
        "return_registered",
        order_id=order_id,
        parcel_id=parcel_id,
        code=row["code"],
        units=sum(units.values()),
        reason=row["reason"] or "-",
    )
    return arrive(tx, made) if arrived else one_return(tx, made)


def _checked(
    order_no: str,
    can: Mapping[int, Returnable],
    wanted: Mapping[int, int] | None,
    boxed: Mapping[int, int] | None,
) -> dict[int, int]:
    """Units by order line; never more than left the house and did not come back."""
    if wanted is None:
        most = {at: line.left if boxed is None else boxed.get(at, 0) for at, line in can.items()}
        units = {at: min(n, can[at].left) for at, n in most.items()}
    else:
        units = dict(wanted)
    for at, n in units.items():
        if at not in can:
            raise Refusal("return_line_unknown", order=order_no, line=at)
        if n < 0 or n > can[at].left:
            raise Refusal(
                "return_too_many", order=order_no, sku=can[at].sku, units=n, left=can[at].left
            )
    units = {at: n for at, n in units.items() if n}
    if not units:
        raise Refusal("return_nothing_left", order=order_no)
    return units


def arrive(tx: Transaction, return_id: int) -> Return:
    """The goods of an announced return are in the house."""
    require(tx, Permission.RETURN_REGISTER)
    found = one_return(tx, return_id, lock=True)
    step(tx, found, ReturnState.ARRIVED, arrived_at=tx.now)
    back = {"o": found.order_id, "states": [ShipmentState.RETURNING.value]}
    for shipment_id in tx.execute(_shipments, back).scalars():
        step_shipment(tx, load_shipment(tx, shipment_id, lock=True), ShipmentState.RETURNED)
    came_home(tx, found.order_id)
    record(tx, "return_arrived", order_id=found.order_id, code=found.code)
    return one_return(tx, return_id)


def refuse(tx: Transaction, return_id: int, reason: str, *, goods_back: bool) -> Return:
    """Refuse a return with a reason: what was inspected goes back to the buyer, or stays here.

    Raises Refusal ``reason_needed``, IllegalTransition, and ``stock_not_enough`` where goods that
    shall go back are promised to others by now.
    """
    reason = clean(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    found = one_return(tx, return_id, lock=True)
    inspected = found.good + found.damaged
    require(tx, Permission.RETURN_SETTLE if inspected else Permission.RETURN_REGISTER)
    step(tx, found, ReturnState.REFUSED, ended_at=tx.now)
    if goods_back or not inspected:
        _send_back(tx, found)
        tx.execute(_nothing_came, {"r": return_id})
    stays = bool(inspected) and not goods_back
    told: dict[str, Any] = {
        "code": found.code,
        "reason": reason,
        "goods": "stay" if stays else "back",
    }
    record(tx, "return_refused", order_id=found.order_id, **told)
    return one_return(tx, return_id)


def step(tx: Transaction, found: Return, then: ReturnState, **values: Any) -> None:
    """Take one step of the life cycle of a return."""
    check_step(RETURN_STEPS, found.state, then, returned=found.code)
    row = {"r": found.id, "before": found.state.value, "state": then.value, **values}
    if tx.execute(_step, row).rowcount != 1:
        raise Refusal("return_moved", returned=found.code)


def _send_back(tx: Transaction, found: Return) -> None:
    """Goods that were put away leave the house again, from wherever they were put."""
    out = special_bin(tx, found.warehouse_id, BinKind.OUT)
    net: dict[tuple[int, str, int], int] = {}
    rows = tx.execute(_moved, {"w": found.warehouse_id, "code": found.code})
    for product, source, target, lot, quantity, reason in rows:
        if reason == REASON:
            key = (product, lot, target)
            net[key] = net.get(key, 0) + quantity
        else:
            key = (product, lot, source)
            net[key] = net.get(key, 0) - quantity
    goods = [Move(p, place, out, units, lot) for (p, lot, place), units in net.items() if units > 0]
    post(tx, found.warehouse_id, goods, reason=UNDONE, reference=found.code)


def _turn_round(tx: Transaction, order_id: int, parcel_id: int | None) -> None:
    """The courier brings back what it could not deliver."""
    away = [ShipmentState.IN_TRANSIT.value, ShipmentState.FAILED.value]
    for shipment_id in tx.execute(_shipments, {"o": order_id, "states": away}).scalars():
        shipment = load_shipment(tx, shipment_id, lock=True)
        if parcel_id in {None, shipment.parcel_id}:
            step_shipment(tx, shipment, ShipmentState.RETURNING)
            parcel = load_parcel(tx, shipment.parcel_id).code
            record(
                tx,
                "shipment_returning",
                order_id=order_id,
                parcel_id=shipment.parcel_id,
                parcel=parcel,
            )


_insert = insert(returns).returning(returns.c.id)
_insert_lines = insert(return_lines)
_standing = select(orders.c.paid, orders.c.delivered_at).where(orders.c.id == bindparam("o"))
_step = update(returns).where(
    returns.c.id == bindparam("r"), returns.c.state == bindparam("before")
)
_nothing_came = (
    update(return_lines)
    .where(return_lines.c.return_id == bindparam("r"))
    .values(good=0, damaged=0, bin_id=None)
)
_moved = select(
    moves.c.product_id,
    moves.c.from_bin_id,
    moves.c.to_bin_id,
    moves.c.lot,
    moves.c.quantity,
    moves.c.reason,
).where(
    moves.c.warehouse_id == bindparam("w"),
    moves.c.reference == bindparam("code"),
    moves.c.reason.in_([REASON, UNDONE]),
)
_shipments = (
    select(shipments.c.id)
    .where(
        shipments.c.order_id == bindparam("o"),
        shipments.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(shipments.c.id)
)
