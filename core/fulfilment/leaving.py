"""A parcel leaves: the courier took it, and the order follows its last one."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import bindparam, func, select

from core.audit import record
from core.errors import NotFound, Refusal
from core.fulfilment.models import parcel_lines, parcels
from core.fulfilment.parcels import Parcel, any_parcel, of_order_parcels, parcel_of, step_parcel
from core.fulfilment.states import ParcelState
from core.fulfilment.unpacking import packed_from
from core.orders.commands import head, step
from core.orders.models import order_lines
from core.orders.states import Fulfilment
from core.people.permissions import Permission, require
from core.stock.commands import Move, post
from core.stock.models import BinKind, levels
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
        reason="hand_over",
        reference=f"parcel:{parcel.id}",
        kinds={packed: BinKind.PACKED, out: BinKind.OUT},
    )
    record(tx, "handed_over", order_id=parcel.order_id, parcel_id=parcel.id)
    parcels_left = of_order_parcels(tx, parcel.order_id)
    everything = all(p.state is ParcelState.HANDED_OVER for p in parcels_left)
    if everything and order.fulfilment is Fulfilment.PACKED:
        step(tx, order, Fulfilment.HANDED_OVER)


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
