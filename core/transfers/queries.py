"""Reading transfers: pages of them, one with its lines and steps, and what is on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from core.catalog.models import products
from core.errors import NotFound
from core.stock.models import bins, warehouses
from core.text import clean
from core.transaction import Transaction
from core.transfers.models import transfer_lines, transfer_steps, transfers
from core.transfers.states import ON_ITS_WAY, OPEN, StepKind, TransferState


@dataclass(frozen=True, slots=True)
class Transfer:
    """Goods that go from one warehouse to another; units are those of all lines."""

    id: int
    number: str
    from_id: int
    source: str
    """The code of the warehouse that sends."""
    to_id: int
    target: str
    """The code of the warehouse that receives."""
    state: TransferState
    note: str
    reason: str
    expected_on: date | None
    created_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    lines: int
    wanted: int
    sent: int
    received: int
    missing: int

    @property
    def on_its_way(self) -> int:
        """Units that were sent and have not arrived."""
        return self.sent - self.received - self.missing


@dataclass(frozen=True, slots=True)
class TransferLine:
    """A product of a transfer, in units."""

    id: int
    line_no: int
    product_id: int
    sku: str
    name: str
    quantity: int
    sent: int
    received: int
    """Damaged ones too."""
    damaged: int
    missing: int

    @property
    def left(self) -> int:
        """Units that are on their way still."""
        return self.sent - self.received - self.missing


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to units of a line, and in which bin beside that of transit."""

    id: int
    transfer_id: int
    line_id: int
    key: str
    kind: StepKind
    product_id: int
    sku: str
    bin_id: int
    bin: str
    lot: str
    quantity: int
    note: str
    takes_back: int | None
    at: datetime


def page(
    tx: Transaction,
    *,
    states: Sequence[TransferState] = (),
    warehouse: int | None = None,
    text: str = "",
    offset: int = 0,
    limit: int = 100,
) -> list[Transfer]:
    """Transfers, the newest first; those from or to a warehouse, and by number, code or SKU."""
    query = _narrowed(_transfer, states, warehouse, text)
    rows = tx.execute(query.order_by(transfers.c.id.desc()).offset(offset).limit(limit))
    return [_made(row) for row in rows]


def count(
    tx: Transaction,
    *,
    states: Sequence[TransferState] = (),
    warehouse: int | None = None,
    text: str = "",
) -> int:
    """How many there are of them."""
    return int(tx.execute(_narrowed(_how_many, states, warehouse, text)).scalar_one())


def how_many(tx: Transaction, warehouse: int) -> int:
    """How many transfers from or to a warehouse are to be sent or received still."""
    row = {"w": warehouse, "states": [each.value for each in OPEN]}
    return int(tx.execute(_open_count, row).scalar_one())


def one_transfer(tx: Transaction, transfer_id: int, *, lock: bool = False) -> Transfer:
    """A transfer; NotFound ``transfer_unknown``. Who locks it acts on it alone."""
    if lock:
        tx.execute(_lock, {"t": transfer_id})
    row = tx.execute(_by_id, {"t": transfer_id}).first()
    if row is None:
        raise NotFound("transfer_unknown", transfer=transfer_id)
    return _made(row)


def by_number(tx: Transaction, number: str) -> Transfer:
    """A transfer by its number, in any case; NotFound ``transfer_unknown``."""
    row = tx.execute(_by_number, {"number": number.strip().upper()}).first()
    if row is None:
        raise NotFound("transfer_unknown", transfer=clean(number, 40))
    return _made(row)


def lines_of(tx: Transaction, transfer_id: int) -> list[TransferLine]:
    """The lines of a transfer."""
    return [TransferLine(*row) for row in tx.execute(_lines, {"t": transfer_id})]


def steps_of(tx: Transaction, transfer_id: int) -> list[Step]:
    """What happened to its goods, the oldest first."""
    return [_step(row) for row in tx.execute(_steps, {"t": transfer_id})]


def step_by_key(tx: Transaction, key: str) -> Step | None:
    """What was done with this key, or None."""
    row = tx.execute(_by_key, {"key": key}).first()
    return None if row is None else _step(row)


def last_arrival(tx: Transaction, transfer_id: int) -> Step | None:
    """The last step of receiving that counts still."""
    steps = steps_of(tx, transfer_id)
    gone = {step.takes_back for step in steps}
    kept = [
        step
        for step in steps
        if step.takes_back is None and step.id not in gone and step.kind in ARRIVALS
    ]
    return kept[-1] if kept else None


def lots_left(tx: Transaction, transfer_id: int) -> dict[tuple[int, str], int]:
    """Units on their way by (product, lot); those of lots that were sent first come first."""
    found: dict[tuple[int, str], int] = {}
    for step in steps_of(tx, transfer_id):
        sign = 1 if step.kind is StepKind.SENT else -1
        if step.takes_back is not None and step.kind is not StepKind.RETURNED:
            sign = -sign
        place = (step.product_id, step.lot)
        found[place] = found.get(place, 0) + sign * step.quantity
    return {place: units for place, units in found.items() if units}


def coming(tx: Transaction, product_id: int, warehouse: int) -> list[tuple[Transfer, int]]:
    """Transfers that bring units of a product to a warehouse, and how many of them."""
    row = {"p": product_id, "w": warehouse, "states": [each.value for each in ON_ITS_WAY]}
    found = tx.execute(_coming, row).all()
    return [(one_transfer(tx, transfer), int(units)) for transfer, units in found]


def _narrowed(
    query: Select[Any], states: Sequence[TransferState], warehouse: int | None, text: str
) -> Select[Any]:
    if states:
        query = query.where(transfers.c.state.in_([each.value for each in states]))
    if warehouse is not None:
        query = query.where(or_(transfers.c.from_id == warehouse, transfers.c.to_id == warehouse))
    return query.where(_named(clean(text, 80))) if text.strip() else query


def _made(row: Any) -> Transfer:
    values = list(row)
    values[6] = TransferState(values[6])
    values[13:] = [int(value or 0) for value in values[13:]]
    return Transfer(*values)


def _step(row: Any) -> Step:
    values = list(row)
    values[4] = StepKind(values[4])
    return Step(*values)


def _named(text: str) -> Any:
    begins = text.upper().replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"
    goods = (
        select(transfer_lines.c.transfer_id)
        .join(products, products.c.id == transfer_lines.c.product_id)
        .where(func.upper(products.c.sku).like(begins, escape="/"))
    )
    return or_(
        transfers.c.number.like(begins, escape="/"),
        func.upper(_from.c.code).like(begins, escape="/"),
        func.upper(_to.c.code).like(begins, escape="/"),
        transfers.c.id.in_(goods),
    )


ARRIVALS = frozenset({StepKind.RECEIVED, StepKind.DAMAGED, StepKind.MISSING})
"""Steps that end the way of goods."""

_from = warehouses.alias("source")
_to = warehouses.alias("target")


def _sum(column: Any) -> Any:
    mine = transfer_lines.c.transfer_id == transfers.c.id
    return select(func.sum(column)).where(mine).scalar_subquery()


_transfer = (
    select(
        transfers.c.id,
        transfers.c.number,
        transfers.c.from_id,
        _from.c.code.label("source"),
        transfers.c.to_id,
        _to.c.code.label("target"),
        transfers.c.state,
        transfers.c.note,
        transfers.c.reason,
        transfers.c.expected_on,
        transfers.c.created_at,
        transfers.c.sent_at,
        transfers.c.ended_at,
        select(func.count())
        .select_from(transfer_lines)
        .where(transfer_lines.c.transfer_id == transfers.c.id)
        .scalar_subquery(),
        _sum(transfer_lines.c.quantity),
        _sum(transfer_lines.c.sent),
        _sum(transfer_lines.c.received),
        _sum(transfer_lines.c.missing),
    )
    .select_from(transfers)
    .join(_from, _from.c.id == transfers.c.from_id)
    .join(_to, _to.c.id == transfers.c.to_id)
)
_how_many = (
    select(func.count())
    .select_from(transfers)
    .join(_from, _from.c.id == transfers.c.from_id)
    .join(_to, _to.c.id == transfers.c.to_id)
)
_by_id = _transfer.where(transfers.c.id == bindparam("t"))
_by_number = _transfer.where(transfers.c.number == bindparam("number"))
_lock = select(transfers.c.id).where(transfers.c.id == bindparam("t")).with_for_update()
_open_count = (
    select(func.count())
    .select_from(transfers)
    .where(
        or_(transfers.c.from_id == bindparam("w"), transfers.c.to_id == bindparam("w")),
        transfers.c.state.in_(bindparam("states", expanding=True)),
    )
)
_lines = (
    select(
        transfer_lines.c.id,
        transfer_lines.c.line_no,
        transfer_lines.c.product_id,
        products.c.sku,
        products.c.name,
        transfer_lines.c.quantity,
        transfer_lines.c.sent,
        transfer_lines.c.received,
        transfer_lines.c.damaged,
        transfer_lines.c.missing,
    )
    .join(products, products.c.id == transfer_lines.c.product_id)
    .where(transfer_lines.c.transfer_id == bindparam("t"))
    .order_by(transfer_lines.c.line_no)
)
_any_step = (
    select(
        transfer_steps.c.id,
        transfer_steps.c.transfer_id,
        transfer_steps.c.line_id,
        transfer_steps.c.key,
        transfer_steps.c.kind,
        transfer_steps.c.product_id,
        products.c.sku,
        transfer_steps.c.bin_id,
        bins.c.code,
        transfer_steps.c.lot,
        transfer_steps.c.quantity,
        transfer_steps.c.note,
        transfer_steps.c.takes_back,
        transfer_steps.c.at,
    )
    .select_from(transfer_steps)
    .join(products, products.c.id == transfer_steps.c.product_id)
    .join(bins, bins.c.id == transfer_steps.c.bin_id)
)
_steps = _any_step.where(transfer_steps.c.transfer_id == bindparam("t")).order_by(
    transfer_steps.c.id
)
_by_key = _any_step.where(transfer_steps.c.key == bindparam("key"))
_coming = (
    select(
        transfers.c.id,
        transfer_lines.c.sent - transfer_lines.c.received - transfer_lines.c.missing,
    )
    .join(transfer_lines, transfer_lines.c.transfer_id == transfers.c.id)
    .where(
        transfer_lines.c.product_id == bindparam("p"),
        transfers.c.to_id == bindparam("w"),
        transfers.c.state.in_(bindparam("states", expanding=True)),
        transfer_lines.c.sent > transfer_lines.c.received + transfer_lines.c.missing,
    )
    .order_by(transfers.c.id)
)
