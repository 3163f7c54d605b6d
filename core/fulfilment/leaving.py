"""A parcel leaves, and the order follows its last one; or it stays, scanned out by mistake."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import bindparam, func, select

from core.audit import record
from core.errors import NotFound, Refusal
from core.fulfilment.models import parcel_lines, parcels
from core.fulfilment.parcels import Parcel, any_parcel, of_order_parcels, parcel_of, step_parcel
from core.fulfilment.sent_lots import LEFT, PARCEL, STAYED, units_out
from core.fulfilment.states import ParcelState
from core.fulfilment.unpacking import packed_from
from core.orders.commands import head, step
from core.orders.found_by import refind
from core.orders.models import order_lines
from core.orders.states import Fulfilment
from core.people.permissions import Permission, require
from core.stock.commands import Move, post
from core.stock.models import BinKind, levels, moves
from core.stock.places import special_bin_of
from core.transaction import Transaction


def hand_over(tx: Transaction, parcel_id: int) -> None:
    """The courier took the parcel: goods leave *packed*, the order follows its last parcel."""
    require(tx, Permission.HAND_OVER)
    row = tx.execute(_to_hand_over, {"id": parcel_id}).first()
    if row is None:
        raise NotFound("parcel_not_found", parcel=parcel_id)
    *row_of_parcel, packed, out = row
    parcel = parcel_of(row_of_parcel)
    order = head(tx, parcel.order_id, lock=True)
    if order.fulfilment in {Fulfilment.CANCELLED, Fulfilment.HELD}:
        raise Refusal("hand_over_stopped", order=order.order_no, state=order.fulfilment.value)
    step_parcel(tx, parcel, ParcelState.HANDED_OVER, handed_over_at=tx.now)
    units = _goods_in(tx, parcel, packed)
    goods = [Move(product, packed, out, n, lot) for (product, lot), n in units.items()]
    post(
        tx,
        parcel.warehouse_id,
        goods,
        reason=LEFT,
        reference=f"parcel:{parcel.id}",
        kinds={packed: BinKind.PACKED, out: BinKind.OUT},
    )
    record(tx, "handed_over", order_id=parcel.order_id, parcel_id=parcel.id)
    parcels_left = of_order_parcels(tx, parcel.order_id)
    everything = all(p.state is ParcelState.HANDED_OVER for p in parcels_left)
    if everything and order.fulfilment is Fulfilment.PACKED:
        step(tx, order, Fulfilment.HANDED_OVER)


def stay(tx: Transaction, parcel_id: int) -> None:
    """A parcel was handed over by mistake and is in the house: its goods are *packed* again.

    Raises NotFound ``parcel_not_found``, IllegalTransition for a parcel that did not leave.
    """
    require(tx, Permission.HAND_OVER)
    row = tx.execute(_to_hand_over, {"id": parcel_id}).first()
    if row is None:
        raise NotFound("parcel_not_found", parcel=parcel_id)
    *row_of_parcel, packed, out = row
    parcel = parcel_of(row_of_parcel)
    order = head(tx, parcel.order_id, lock=True)
    step_parcel(tx, parcel, ParcelState.CLOSED, handed_over_at=None)
    reference = f"{PARCEL}{parcel.id}"
    left = tx.execute(_gone, {"reference": reference, "o": parcel.order_id}).all()
    goods = [Move(product, out, packed, int(units), lot) for product, lot, units in left]
    post(
        tx,
        parcel.warehouse_id,
        goods,
        reason=STAYED,
        reference=reference,
        kinds={packed: BinKind.PACKED, out: BinKind.OUT},
    )
    record(tx, "parcel_stayed", order_id=parcel.order_id, parcel_id=parcel.id)
    if order.fulfilment is Fulfilment.HANDED_OVER:
        step(tx, order, Fulfilment.PACKED)
        refind(tx, order.id)


def _goods_in(tx: Transaction, parcel: Parcel, packed: int) -> dict[tuple[int, str], int]:
    """Units in a parcel by product and lot: the box counts units, the ledger knows their lots."""
    counted = tx.execute(_counted, {"p": parcel.id}).all()
    products = [product for product, _units in counted]
    if not tx.execute(_has_lots, {"packed": packed, "products": products}).first():
        return {(product, ""): int(units) for product, units in counted}
    found: Counter[tuple[int, str]] = Counter()
    for move in packed_from(tx, parcel):
        found[move.product_id, move.lot] += move.quantity
    return dict(found)


_to_hand_over = (
    any_parcel.where(parcels.c.id == bindparam("id"))
    .add_columns(
        special_bin_of(parcels.c.warehouse_id, BinKind.PACKED),
        special_bin_of(parcels.c.warehouse_id, BinKind.OUT),
    )
    .with_for_update()
)
_counted = (
    select(order_lines.c.product_id, func.sum(parcel_lines.c.quantity))
    .join(order_lines, order_lines.c.id == parcel_lines.c.order_line_id)
    .where(parcel_lines.c.parcel_id == bindparam("p"), parcel_lines.c.quantity > 0)
    .group_by(order_lines.c.product_id)
)
_has_lots = select(levels.c.product_id).where(
    levels.c.bin_id == bindparam("packed"),
    levels.c.product_id.in_(bindparam("products", expanding=True)),
    levels.c.lot != "",
    levels.c.on_hand > 0,
)
_gone = (
    select(moves.c.product_id, moves.c.lot, units_out)
    .where(
        # By product first: the ledger is found by that.
        moves.c.product_id.in_(
            select(order_lines.c.product_id).where(order_lines.c.order_id == bindparam("o"))
        ),
        moves.c.reference == bindparam("reference"),
        moves.c.reason.in_([LEFT, STAYED]),
    )
    .group_by(moves.c.product_id, moves.c.lot)
    .having(units_out > 0)
)
