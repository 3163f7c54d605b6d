"""Parcels: opened with the first unit, completed with the ledger, reopened by taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, String, bindparam, cast, exists, func, insert, select, update

from core.audit import record
from core.catalog.models import products
from core.errors import NotFound, Refusal
from core.frozen import changer
from core.fulfilment.models import parcel_lines, parcels
from core.fulfilment.states import PARCEL_STEPS, ParcelState
from core.lifecycle import check_step
from core.orders.models import order_lines
from core.rows import maker
from core.stock.commands import Move, post
from core.stock.models import BinKind
from core.stock.places import special_bin_of
from core.stock.reservations import of_order, use_up
from core.transaction import Transaction
from core.upsert import Upsert


@dataclass(frozen=True, slots=True)
class Parcel:
    """A box with goods of one order; lengths in millimetres, weight in grams."""

    id: int
    warehouse_id: int
    order_id: int
    number: int
    code: str
    state: ParcelState
    box: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int


def load_parcel(tx: Transaction, parcel_id: int, *, lock: bool = False) -> Parcel:
    """A parcel; raises NotFound."""
    row = tx.execute(_locked_parcel if lock else _parcel, {"id": parcel_id}).first()
    if row is None:
        raise NotFound("parcel_not_found", parcel=parcel_id)
    return parcel_of(row)


def find_parcel(tx: Transaction, code: str) -> Parcel | None:
    """The parcel of a code, or None."""
    row = tx.execute(_by_code, {"code": code}).first()
    return None if row is None else parcel_of(row)


def of_order_parcels(tx: Transaction, order_id: int) -> list[Parcel]:
    """An order's parcels that were not given up, by number."""
    return [parcel_of(row) for row in tx.execute(_alive, {"o": order_id})]


parcel_of = maker(Parcel, state=ParcelState)
"""A row of `any_parcel` as it leaves core."""
_parcel_with = changer(Parcel)


def open_parcel(tx: Transaction, warehouse: int, order_id: int) -> Parcel:
    """Begin the next parcel of an order."""
    row = {
        "warehouse_id": warehouse,
        "order_id": order_id,
        "o": order_id,
        "prefix": f"{order_id}-",
        "state": ParcelState.OPEN,
        "station_id": tx.actor.station_id,
        "operator_id": tx.actor.operator_id,
        "opened_at": tx.now,
    }
    made, number, code = tx.execute(_insert_parcel, row).one()
    return Parcel(made, warehouse, order_id, number, code, ParcelState.OPEN, "", 0, 0, 0, 0)


def add_units(
    tx: Transaction, parcel_id: int, line_id: int, quantity: int, lot: str | None = None
) -> list[tuple[str, int]]:
    """Count units of a line into (or, below zero, out of) a parcel; without a lot, out of any.

    Gives the lots that were taken out, with their units.
    Raises Refusal ``over_quantity`` where the line has no room: the database says so, not a read.
    """
    done = tx.execute(_count_line, {"line": line_id, "q": quantity})
    if done.rowcount != 1:
        raise Refusal("over_quantity", line=line_id)
    if quantity > 0:
        row = {"parcel_id": parcel_id, "order_line_id": line_id, "quantity": quantity}
        tx.execute(_put(tx), row | {"lot": lot or ""})
        return []
    taken = _out_of(tx, parcel_id, line_id, -quantity, lot)
    for one, units in taken:
        row = {"parcel": parcel_id, "line": line_id, "q": units}
        tx.execute(_take_out, row | {"of": one})
    return taken


def _out_of(
    tx: Transaction, parcel_id: int, line_id: int, units: int, lot: str | None
) -> list[tuple[str, int]]:
    """Of which lots units of a line leave a parcel."""
    if lot is not None:
        return [(lot, units)]
    taken = []
    for (line, one), inside in lots_in(tx, parcel_id).items():
        if line == line_id and units:
            taken.append((one, min(units, inside)))
            units -= taken[-1][1]
    return taken


def step_parcel(
    tx: Transaction,
    parcel: Parcel,
    then: ParcelState,
    *,
    through: ParcelState | None = None,
    **values: Any,
) -> None:
    """Take one step of the parcel's life cycle, or two where it passes `through` a state."""
    between = parcel.state if through is None else through
    if through is not None:
        check_step(PARCEL_STEPS, parcel.state, through, parcel=parcel.code)
    check_step(PARCEL_STEPS, between, then, parcel=parcel.code)
    row = {"parcel": parcel.id, "before": parcel.state.value, "state": then.value, **values}
    done = tx.execute(_step, row)
    if done.rowcount != 1:
        raise Refusal("parcel_moved", parcel=parcel.code)


def complete_parcel(tx: Transaction, parcel_id: int) -> Parcel:
    """Close the contents: goods move to *packed*, their reservations are used up."""
    *row, packed = tx.execute(_to_complete, {"id": parcel_id}).one()
    parcel = parcel_of(row)
    held = of_order(tx, parcel.order_id)
    goods: list[Move] = []
    used: dict[int, int] = {}
    weight = 0
    contents = tx.execute(_contents, {"p": parcel_id}).all()
    for line_id, quantity, grams, lot in contents:
        weight += quantity * grams
        left = quantity
        for one in [h for h in held if h.line_id == line_id and lot in {"", h.lot}]:
            before = used.get(one.id, 0)
            taken = min(left, one.quantity - before)
            if taken:
                goods.append(
                    Move(one.product_id, one.bin_id, packed, taken, one.lot, consume=taken)
                )
                used[one.id] = before + taken
                left -= taken
        if left:
            raise Refusal("parcel_not_promised", parcel=parcel.code, units=left)
    if not goods:
        raise Refusal("parcel_empty", parcel=parcel.code)
    use_up(tx, [(one, used[one.id]) for one in held if one.id in used])
    tx.execute(_box_all, {"p": parcel_id})
    post(
        tx,
        parcel.warehouse_id,
        goods,
        reason="pack",
        reference=f"parcel:{parcel.id}",
        kinds={packed: BinKind.PACKED},
    )
    weight = parcel.weight_g or weight
    step_parcel(tx, parcel, ParcelState.COMPLETE, completed_at=tx.now, weight_g=weight)
    record(tx, "parcel_complete", order_id=parcel.order_id, parcel_id=parcel.id)
    return _parcel_with(parcel, {"state": ParcelState.COMPLETE, "weight_g": weight})


def empty_parcels(tx: Transaction, order_id: int) -> list[Parcel]:
    """Parcels of an order that were begun and hold nothing."""
    return [parcel_of(row) for row in tx.execute(_empty, {"o": order_id}).all()]


def is_empty(tx: Transaction, parcel_id: int) -> bool:
    """Whether nothing was counted into a parcel, or all of it was taken out again."""
    return tx.execute(_contents, {"p": parcel_id}).first() is None


def units_in(tx: Transaction, parcel_id: int) -> dict[int, int]:
    """What was counted into a parcel: units by order line."""
    units: dict[int, int] = {}
    for (line_id, _lot), quantity in lots_in(tx, parcel_id).items():
        units[line_id] = units.get(line_id, 0) + quantity
    return units


def lots_in(tx: Transaction, parcel_id: int) -> dict[tuple[int, str], int]:
    """What was counted into a parcel: units by order line and lot, an empty one of any lot."""
    rows = tx.execute(_contents, {"p": parcel_id})
    return {(line_id, lot): int(quantity) for line_id, quantity, _grams, lot in rows}


def lots_begun(tx: Transaction, order_id: int) -> dict[tuple[int, str], int]:
    """The same of all parcels of an order that are still being packed."""
    found: dict[tuple[int, str], int] = {}
    for line_id, lot, quantity in tx.execute(_begun, {"o": order_id}):
        found[line_id, lot] = found.get((line_id, lot), 0) + int(quantity)
    return found


def set_box(
    tx: Transaction, parcel_id: int, *, box: str, length: int, width: int, height: int, weight: int
) -> None:
    """Write down which box a parcel is in; lengths in millimetres, weight in grams, 0 unknown."""
    tx.execute(
        update(parcels)
        .where(parcels.c.id == parcel_id)
        .values(
            box=box,
            length_mm=length,
            width_mm=width,
            height_mm=height,
            weight_g=weight if weight > 0 else parcels.c.weight_g,
        )
    )


any_parcel = select(
    parcels.c.id,
    parcels.c.warehouse_id,
    parcels.c.order_id,
    parcels.c.number,
    parcels.c.code,
    parcels.c.state,
    parcels.c.box,
    parcels.c.weight_g,
    parcels.c.length_mm,
    parcels.c.width_mm,
    parcels.c.height_mm,
)
_parcel = any_parcel.where(parcels.c.id == bindparam("id"))
_locked_parcel = _parcel.with_for_update()
_to_complete = _parcel.add_columns(
    special_bin_of(parcels.c.warehouse_id, BinKind.PACKED)
).with_for_update()
_by_code = any_parcel.where(parcels.c.code == bindparam("code"))
_alive = any_parcel.where(
    parcels.c.order_id == bindparam("o"), parcels.c.state != ParcelState.VOID.value
).order_by(parcels.c.number)
_empty = _alive.where(
    parcels.c.state == ParcelState.OPEN.value,
    ~exists().where(parcel_lines.c.parcel_id == parcels.c.id, parcel_lines.c.quantity > 0),
)
_step = update(parcels).where(
    parcels.c.id == bindparam("parcel"), parcels.c.state == bindparam("before")
)
_next_number = (
    select(func.coalesce(func.max(parcels.c.number), 0) + 1)
    .where(parcels.c.order_id == bindparam("o"))
    .scalar_subquery()
)
_insert_parcel = (
    insert(parcels)
    .values(
        number=_next_number,
        code=bindparam("prefix", type_=String) + cast(_next_number, String),
    )
    .returning(parcels.c.id, parcels.c.number, parcels.c.code)
)
_count_line = (
    update(order_lines)
    .where(
        order_lines.c.id == bindparam("line"),
        order_lines.c.packed + order_lines.c.short + order_lines.c.excepted + bindparam("q")
        <= order_lines.c.quantity,
        order_lines.c.packed + bindparam("q") >= 0,
    )
    .values(packed=order_lines.c.packed + bindparam("q"))
)
_inside = select(parcel_lines).where(
    parcel_lines.c.parcel_id == bindparam("p"), parcel_lines.c.quantity > 0
)
_box_all = (
    update(order_lines)
    .where(order_lines.c.id.in_(_inside.with_only_columns(parcel_lines.c.order_line_id)))
    .values(
        boxed=order_lines.c.boxed
        + _inside.with_only_columns(func.sum(parcel_lines.c.quantity))
        .where(parcel_lines.c.order_line_id == order_lines.c.id)
        .scalar_subquery()
    )
)


@Upsert
def _put(insert: Any) -> Executable:
    new = insert(parcel_lines)
    added: Executable = new.on_conflict_do_update(
        index_elements=["parcel_id", "order_line_id", "lot"],
        set_={"quantity": parcel_lines.c.quantity + new.excluded.quantity},
    )
    return added


_take_out = (
    update(parcel_lines)
    .where(
        parcel_lines.c.parcel_id == bindparam("parcel"),
        parcel_lines.c.order_line_id == bindparam("line"),
        parcel_lines.c.lot == bindparam("of"),
    )
    .values(quantity=parcel_lines.c.quantity - bindparam("q"))
)
_contents = (
    select(
        parcel_lines.c.order_line_id,
        parcel_lines.c.quantity,
        products.c.weight_g,
        parcel_lines.c.lot,
    )
    .join(order_lines, order_lines.c.id == parcel_lines.c.order_line_id)
    .join(products, products.c.id == order_lines.c.product_id)
    .where(parcel_lines.c.parcel_id == bindparam("p"), parcel_lines.c.quantity > 0)
    .order_by(order_lines.c.line_no, parcel_lines.c.lot.desc())
)
_begun = (
    select(parcel_lines.c.order_line_id, parcel_lines.c.lot, parcel_lines.c.quantity)
    .join(parcels, parcels.c.id == parcel_lines.c.parcel_id)
    .where(
        parcels.c.order_id == bindparam("o"),
        parcels.c.state == ParcelState.OPEN.value,
        parcel_lines.c.quantity > 0,
    )
    .order_by(parcel_lines.c.order_line_id, parcel_lines.c.lot)
)
