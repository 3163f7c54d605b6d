"""Drawing transfers up: what goes from one warehouse to another, before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from core.audit import record
from core.catalog.models import products
from core.errors import NotFound, Refusal
from core.files import values
from core.lifecycle import check_step
from core.numbering import draw
from core.people.permissions import Permission, require
from core.stock import warehouses
from core.transaction import Transaction
from core.transfers.models import transfer_lines, transfers
from core.transfers.queries import Transfer, lines_of, one_transfer
from core.transfers.states import TRANSFER_STEPS, TransferState

MOST_UNITS = 1_000_000
"""Units of one line."""
MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Going:
    """Units of a product that shall go; none takes the product off the transfer."""

    product_id: int
    units: int


@dataclass(frozen=True, slots=True)
class About:
    """What else is told about a transfer; None leaves what is known."""

    note: str | None = None
    expected_on: date | None = None


def make(
    tx: Transaction,
    source: int,
    target: int,
    goods: Sequence[Going] = (),
    about: About | None = None,
) -> Transfer:
    """A draft of a transfer between two warehouses.

    Raises Refusal ``transfer_to_itself``, ``warehouse_closed`` and those of `put`.
    """
    require(tx, Permission.TRANSFER)
    ends = [warehouses.one(tx, each) for each in (source, target)]
    for each in ends:
        if not each.active:
            raise Refusal("warehouse_closed", warehouse=each.code)
    if source == target:
        raise Refusal("transfer_to_itself", warehouse=ends[0].code)
    told = about or About()
    row = {
        "number": f"T{draw(tx, 'transfer'):06d}",
        "from_id": source,
        "to_id": target,
        "state": TransferState.DRAFT.value,
        "note": values.text(told.note or "", 400),
        "expected_on": told.expected_on,
        "created_at": tx.now,
        "created_by": tx.actor.operator_id,
    }
    made = int(tx.execute(_insert, row).scalar_one())
    record(tx, "transfer_made", transfer=row["number"], to=ends[1].code)
    return put(tx, made, goods)


def put(tx: Transaction, transfer_id: int, goods: Sequence[Going]) -> Transfer:
    """Put products on a draft, or other quantities of those that are on it.

    Raises Refusal ``transfer_not_draft``, ``transfer_quantity``, ``transfer_lines``.
    """
    require(tx, Permission.TRANSFER)
    found = draft(tx, transfer_id)
    lines = {line.product_id: line for line in lines_of(tx, transfer_id)}
    number = max((line.line_no for line in lines.values()), default=0)
    for one in goods:
        sku = tx.execute(_sku, {"p": one.product_id}).scalar()
        if sku is None:
            raise NotFound("product_not_found", sku=one.product_id)
        if not 0 <= one.units <= MOST_UNITS:
            raise Refusal("transfer_quantity", sku=sku, quantity=one.units, most=MOST_UNITS)
        known = lines.get(one.product_id)
        if known is not None and one.units:
            tx.execute(_set_units, {"line": known.id, "units": one.units})
        elif known is not None:
            tx.execute(delete(transfer_lines).where(transfer_lines.c.id == known.id))
            del lines[one.product_id]
        elif one.units:
            number += 1
            row = {"transfer_id": transfer_id, "line_no": number}
            row |= {"product_id": one.product_id, "quantity": one.units}
            tx.execute(insert(transfer_lines), row)
            lines = {line.product_id: line for line in lines_of(tx, transfer_id)}
    if len(lines) > MOST_LINES:
        raise Refusal("transfer_lines", count=len(lines), most=MOST_LINES)
    return one_transfer(tx, found.id)


def edit(tx: Transaction, transfer_id: int, about: About) -> Transfer:
    """Change the note and the expected day of a draft."""
    require(tx, Permission.TRANSFER)
    draft(tx, transfer_id)
    row: dict[str, Any] = {}
    if about.note is not None:
        row["note"] = values.text(about.note, 400)
    if about.expected_on is not None:
        row["expected_on"] = about.expected_on
    if row:
        tx.execute(update(transfers).where(transfers.c.id == transfer_id).values(**row))
    return one_transfer(tx, transfer_id)


def draft(tx: Transaction, transfer_id: int) -> Transfer:
    """A transfer that can still be changed, locked; Refusal ``transfer_not_draft``."""
    found = one_transfer(tx, transfer_id, lock=True)
    if found.state is not TransferState.DRAFT:
        raise Refusal("transfer_not_draft", transfer=found.number, state=found.state.value)
    return found


def move_on(tx: Transaction, before: Transfer, then: TransferState, **columns: Any) -> None:
    """One step of the life cycle; raises IllegalTransition."""
    check_step(TRANSFER_STEPS, before.state, then, transfer=before.number)
    ended = {TransferState.RECEIVED, TransferState.CANCELLED}
    row = {"state": then.value, "ended_at": tx.now if then in ended else None} | columns
    mine = (transfers.c.id == before.id, transfers.c.state == before.state.value)
    if tx.execute(update(transfers).where(*mine).values(**row)).rowcount != 1:
        raise Refusal("transfer_moved", transfer=before.number)


_insert = insert(transfers).returning(transfers.c.id)
_sku = select(products.c.sku).where(products.c.id == bindparam("p"))
_set_units = (
    update(transfer_lines)
    .where(transfer_lines.c.id == bindparam("line"))
    .values(quantity=bindparam("units"))
)
