"""Goods come out of parcels again: reopened, given up, or taken apart beside the tables."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.fulfilment.parcels import Parcel, add_units, load_parcel, lots_in, step_parcel, units_in
from core.fulfilment.states import ParcelState
from core.orders.models import order_lines
from core.stock.commands import Move, post
from core.stock.models import moves
from core.stock.reservations import Held, restore
from core.transaction import Transaction


def reopen_parcel(tx: Transaction, parcel_id: int) -> Parcel:
    """Take the completion back: goods return to the bins they came from, promised again."""
    parcel = load_parcel(tx, parcel_id, lock=True)
    _unpack(tx, parcel, keep_promise=True)
    step_parcel(tx, parcel, ParcelState.OPEN, completed_at=None)
    record(tx, "parcel_reopened", order_id=parcel.order_id, parcel_id=parcel.id)
    return load_parcel(tx, parcel_id)


def void_parcel(tx: Transaction, parcel_id: int) -> None:
    """Give a parcel up: its goods go back to their bins and can be promised to others."""
    parcel = load_parcel(tx, parcel_id, lock=True)
    if parcel.state is not ParcelState.OPEN:
        _unpack(tx, parcel, keep_promise=False)
    for line_id, quantity in units_in(tx, parcel_id).items():
        add_units(tx, parcel_id, line_id, -quantity)
    step_parcel(tx, parcel, ParcelState.VOID)
    record(tx, "parcel_void", order_id=parcel.order_id, parcel_id=parcel.id)


def take_apart(tx: Transaction, parcel_id: int, place: int) -> list[Move]:
    """Give a complete parcel up, its goods laid in `place`; gives from where each had come.

    The moves that it gives lead from *packed* back to the bins that the goods were packed from.
    """
    parcel = load_parcel(tx, parcel_id, lock=True)
    came = packed_from(tx, parcel)
    aside = [replace(move, to_bin=place) for move in came]
    post(tx, parcel.warehouse_id, aside, reason="unpack", reference=f"parcel:{parcel.id}")
    for line_id, quantity in units_in(tx, parcel_id).items():
        tx.execute(_box_units, {"line": line_id, "q": -quantity})
        add_units(tx, parcel_id, line_id, -quantity)
    step_parcel(tx, parcel, ParcelState.VOID)
    record(tx, "parcel_void", order_id=parcel.order_id, parcel_id=parcel.id)
    return came


def packed_from(tx: Transaction, parcel: Parcel) -> list[Move]:
    """What lies in a complete parcel, as moves from *packed* back to the bins it came from."""
    reference = f"parcel:{parcel.id}"
    net: dict[tuple[int, int, int, str], int] = {}
    rows = tx.execute(
        select(
            moves.c.product_id,
            moves.c.from_bin_id,
            moves.c.to_bin_id,
            moves.c.lot,
            moves.c.quantity,
            moves.c.reason,
        ).where(
            moves.c.product_id.in_(_products_of.where(order_lines.c.order_id == parcel.order_id)),
            moves.c.warehouse_id == parcel.warehouse_id,
            moves.c.reference == reference,
            moves.c.reason.in_(["pack", "unpack"]),
        )
    )
    for product, source, target, lot, quantity, reason in rows:
        if reason == "pack":
            key = (product, source, target, lot)
            net[key] = net.get(key, 0) + quantity
        else:
            key = (product, target, source, lot)
            net[key] = net.get(key, 0) - quantity
    return [
        Move(product, packed, shelf, quantity, lot)
        for (product, shelf, packed, lot), quantity in net.items()
        if quantity > 0
    ]


def _unpack(tx: Transaction, parcel: Parcel, *, keep_promise: bool) -> None:
    """Post the moves of the last completion the other way round."""
    reference = f"parcel:{parcel.id}"
    back = packed_from(tx, parcel)
    post(tx, parcel.warehouse_id, back, reason="unpack", reference=reference)
    product_of: dict[int, int] = dict(tx.execute(_line_products, {"o": parcel.order_id}))
    for (line_id, lot), quantity in lots_in(tx, parcel.id).items():
        tx.execute(_box_units, {"line": line_id, "q": -quantity})
        if keep_promise:
            left = quantity
            for at, move in enumerate(back):
                mine = move.product_id == product_of[line_id] and lot in {"", move.lot}
                taken = min(left, move.quantity) if mine else 0
                if taken:
                    restore(
                        tx,
                        Held(
                            0,
                            parcel.order_id,
                            line_id,
                            move.product_id,
                            move.to_bin,
                            move.lot,
                            0,
                        ),
                        taken,
                    )
                    back[at] = Move(
                        move.product_id, move.from_bin, move.to_bin, move.quantity - taken, move.lot
                    )
                    left -= taken


_box_units = (
    update(order_lines)
    .where(order_lines.c.id == bindparam("line"))
    .values(boxed=order_lines.c.boxed + bindparam("q"))
)


_line_products = select(order_lines.c.id, order_lines.c.product_id).where(
    order_lines.c.order_id == bindparam("o")
)
_products_of = select(order_lines.c.product_id)
"""Moves are found by their product, of which there is an index."""
