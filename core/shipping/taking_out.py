"""An edit wants other goods than an order's boxes hold: they are opened, the rest goes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import bindparam, delete, select, update

from core.audit import record
from core.fulfilment.models import parcel_lines, parcels, scans
from core.fulfilment.parcels import Parcel, add_units, lots_begun, of_order_parcels, units_in
from core.fulfilment.states import ParcelState
from core.fulfilment.unpacking import reopen_parcel
from core.orders.commands import OrderHead, head, step
from core.orders.models import order_lines
from core.orders.states import Fulfilment
from core.shipping.relabelling import PLANNED, take_back
from core.stock import put_away
from core.stock.commands import Move, post
from core.stock.models import BinKind
from core.stock.places import put_back_place
from core.stock.put_away import Loose, came_from
from core.stock.queries import bin_kinds
from core.stock.reservations import of_order, shrink
from core.transaction import Transaction


def reopen(tx: Transaction, order_id: int) -> tuple[str, ...]:
    """Open an order's finished parcels again, labels and shipments void; gives their codes."""
    opened = []
    for parcel in of_order_parcels(tx, order_id):
        begun = parcel.state is ParcelState.OPEN  # what was planned of it by hand stays planned
        take_back(tx, parcel, frozenset() if begun else PLANNED)
        if not begun:
            reopen_parcel(tx, parcel.id)
            tx.execute(_weighed_anew, {"parcel": parcel.id})
            opened.append(parcel.code)
    order = head(tx, order_id)
    if opened and order.fulfilment is Fulfilment.PACKED:
        step(tx, order, Fulfilment.PACKING)
    return tuple(opened)


def take_out(tx: Transaction, order_id: int, stays: Mapping[int, int]) -> int:
    """Take what is over out of open parcels and totes; `stays` are units by line.

    It is put back by tasks of their own; gives how many units that is. What nobody has touched
    yet is merely no longer promised. No scan from before can be taken back any more.
    """
    order = head(tx, order_id)
    touched = {
        line: max(packed, picked) for line, packed, picked in tx.execute(_counts, {"o": order_id})
    }
    over = Counter({line: units - stays[line] for line, units in touched.items()})
    taken: Counter[tuple[int, str]] = Counter()
    for parcel in reversed(of_order_parcels(tx, order_id)):
        taken += _unpack(tx, parcel, stays)
    loose = _released(tx, order, stays, over, taken)
    units = put_away.ask(
        tx,
        order.warehouse_id,
        loose,
        reason="edit",
        reference=order.order_no,
        order_id=order_id,
    )
    gone = [line for line, units in stays.items() if units == 0]
    tx.execute(_forget, {"lines": gone})
    tx.execute(_no_undo, {"o": order_id})
    if units:
        record(tx, "taken_out", order_id=order_id, units=units)
    return units


def _unpack(tx: Transaction, parcel: Parcel, stays: Mapping[int, int]) -> Counter[tuple[int, str]]:
    """Count out of a parcel what is packed beyond what stays; gives units by line and lot."""
    taken: Counter[tuple[int, str]] = Counter()
    inside = units_in(tx, parcel.id)
    packed = {line: packed for line, packed, _picked in tx.execute(_counts, {"o": parcel.order_id})}
    for line, units in inside.items():
        beyond = min(units, packed[line] - stays[line])
        if beyond > 0:
            for lot, gone in add_units(tx, parcel.id, line, -beyond):
                taken[line, lot] += gone
    return taken


def _released(
    tx: Transaction,
    order: OrderHead,
    stays: Mapping[int, int],
    over: Counter[int],
    taken: Counter[tuple[int, str]],
) -> list[Loose]:
    """Give back what is promised beyond what stays; what was touched of it lies loose now."""
    held = of_order(tx, order.id)
    kinds = bin_kinds(tx, sorted({one.bin_id for one in held}))
    in_box = Counter(lots_begun(tx, order.id))
    lotted = {line for line, lot in (*taken, *in_box) if lot}
    promised = Counter[int]()
    for one in held:
        promised[one.line_id] += one.quantity
    loose: list[Loose] = []
    goods: list[Move] = []
    # What was touched of a line lies in totes first; what nobody touched is on the shelves.
    for one in sorted(held, key=lambda one: kinds[one.bin_id] is not BinKind.TOTE):
        line, is_tote = one.line_id, kinds[one.bin_id] is BinKind.TOTE
        named = (line, one.lot)
        # Where lots were counted, what stays in the box stays promised as what it is.
        kept = min(in_box[named], one.quantity) if one.lot else 0
        in_box[named] -= kept
        room = one.quantity - kept
        if line in lotted and not is_tote:
            room = min(room, taken[named])
        touched = max(0, min(room, over[line]))
        taken[named] -= touched
        beyond = promised[line] - stays[line] - max(0, over[line])
        rest = 0 if is_tote else max(0, min(one.quantity - kept - touched, beyond))
        if touched + rest == 0:
            continue
        promised[line] -= touched + rest
        over[line] -= touched
        shrink(tx, one, touched + rest)
        if touched and is_tote:
            shelf = came_from(tx, one.product_id, one.bin_id)
            loose.append(Loose(one.product_id, one.lot, touched, one.bin_id, shelf))
        elif touched:
            place = put_back_place(tx, order.warehouse_id)
            goods.append(Move(one.product_id, one.bin_id, place, touched, one.lot))
            loose.append(Loose(one.product_id, one.lot, touched, place, one.bin_id))
    post(tx, order.warehouse_id, goods, reason="pick", reference=order.order_no)
    return loose


_counts = select(order_lines.c.id, order_lines.c.packed, order_lines.c.picked).where(
    order_lines.c.order_id == bindparam("o")
)
_weighed_anew = update(parcels).where(parcels.c.id == bindparam("parcel")).values(weight_g=0)
_forget = delete(parcel_lines).where(
    parcel_lines.c.order_line_id.in_(bindparam("lines", expanding=True)),
    parcel_lines.c.quantity == 0,
)
_no_undo = (
    update(scans)
    .where(scans.c.order_id == bindparam("o"), scans.c.effect.is_not(None))
    .values(undone=True)
)
