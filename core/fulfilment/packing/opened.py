"""The open order as the session sees it: head, lines and where their units wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, or_, select

from core.catalog.models import products
from core.customers.models import customers
from core.frozen import changer, filler
from core.fulfilment.models import claims
from core.orders.commands import OrderHead
from core.orders.models import order_lines, orders
from core.orders.promise import short_by
from core.orders.states import Fulfilment, OrderStatus
from core.rows import maker
from core.stock.models import bins, reservations
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Line:
    """One order line; all quantities in units."""

    id: int
    product_id: int
    sku: str
    name: str
    quantity: int
    picked: int
    packed: int
    short: int
    excepted: int

    @property
    def open(self) -> int:
        """Units that are still to be packed and have not been given up."""
        return self.quantity - self.packed - self.short - self.excepted

    @property
    def to_pick(self) -> int:
        """Units that are still to be taken from the shelf."""
        return self.quantity - self.picked - self.short - self.excepted


@dataclass(frozen=True, slots=True)
class Place:
    """Reserved units of a line in one bin."""

    line_id: int
    bin_id: int
    bin: str
    lot: str
    quantity: int


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order with what packing it needs."""

    id: int
    warehouse_id: int
    order_no: str
    channel: str
    status: OrderStatus
    fulfilment: Fulfilment
    version: int
    customer: str
    note: str
    """The order's own and, where it must be read, the customer's."""
    must_read: bool
    gift: bool
    fragile: bool
    hold_reason: str
    courier: str
    units: int
    fence: int | None
    """The fencing number of the claim, None where nobody claims it."""
    claimed_by: int | None
    """The station that claims it."""
    lines: tuple[Line, ...]
    places: tuple[Place, ...]
    """Where its units wait; those of one line in walking order."""

    @property
    def head(self) -> OrderHead:
        """What commands need to know of it."""
        return _Head(
            self.id,
            self.warehouse_id,
            self.channel,
            self.order_no,
            self.status,
            self.fulfilment,
            self.version,
        )

    @property
    def packed(self) -> int:
        """Units packed so far."""
        return sum(line.packed for line in self.lines)

    @property
    def remaining(self) -> int:
        """Units still to be packed, without those given up."""
        return sum(line.open for line in self.lines)

    @property
    def short(self) -> int:
        """Units that were looked for and not found."""
        return sum(line.short for line in self.lines)

    def with_packed(self, line_id: int, quantity: int) -> OpenOrder:
        """The order with that many more units of a line packed."""
        lines = tuple(
            _line_with(line, {"packed": line.packed + quantity}) if line.id == line_id else line
            for line in self.lines
        )
        return _order_with(self, {"lines": lines})


_line = maker(Line)
_line_with = changer(Line)
_opened = maker(OpenOrder, status=OrderStatus, fulfilment=Fulfilment)
_order_with = changer(OpenOrder)
_place = maker(Place)
_Head = filler(OrderHead)
# What must be read of every order of this buyer joins the note of this one.
_buyers_note = case(
    (customers.c.id.is_(None), ""),
    (orders.c.note == "", customers.c.note),
    else_=" / " + customers.c.note,
)
_head = (
    select(
        orders.c.id,
        orders.c.warehouse_id,
        orders.c.order_no,
        orders.c.channel,
        orders.c.status,
        orders.c.fulfilment,
        orders.c.version,
        orders.c.customer,
        (orders.c.note + _buyers_note).label("note"),
        or_(orders.c.must_read, customers.c.id.is_not(None)).label("must_read"),
        orders.c.gift,
        orders.c.fragile,
        orders.c.hold_reason,
        orders.c.courier,
        orders.c.units,
        claims.c.fence,
        claims.c.station_id.label("claimed_by"),
    )
    .select_from(orders)
    .outerjoin(claims, claims.c.order_id == orders.c.id)
    .outerjoin(customers, (customers.c.id == orders.c.customer_id) & customers.c.must_read)
    .where(orders.c.id == bindparam("o"))
)
_locked_head = _head.with_for_update(of=orders)
_lines = (
    select(
        order_lines.c.id,
        order_lines.c.product_id,
        products.c.sku,
        products.c.name,
        order_lines.c.quantity,
        order_lines.c.picked,
        order_lines.c.packed,
        order_lines.c.short,
        order_lines.c.excepted,
        bins.c.id.label("bin_id"),
        bins.c.code,
        reservations.c.lot,
        reservations.c.quantity.label("held"),
    )
    .join(products, products.c.id == order_lines.c.product_id)
    .outerjoin(reservations, reservations.c.order_line_id == order_lines.c.id)
    .outerjoin(bins, bins.c.id == reservations.c.bin_id)
    .where(order_lines.c.order_id == bindparam("o"))
    .order_by(order_lines.c.line_no, bins.c.code, reservations.c.id)
)
"""Each line, once for each place where units of it wait."""
_places = (
    select(
        reservations.c.order_line_id,
        bins.c.id,
        bins.c.code,
        reservations.c.lot,
        reservations.c.quantity,
    )
    .join(bins, bins.c.id == reservations.c.bin_id)
    .where(reservations.c.order_id == bindparam("o"))
    .order_by(bins.c.code, reservations.c.id)
)


def load_order(tx: Transaction, order_id: int, *, lock: bool = True) -> OpenOrder:
    """The order as it stands now, its head locked for this transaction."""
    row: Any = tx.execute(_locked_head if lock else _head, {"o": order_id}).one()
    lines: dict[int, Line] = {}
    waiting = []
    for line_id, *line, bin_id, code, lot, held in tx.execute(_lines, {"o": order_id}):
        if line_id not in lines:
            lines[line_id] = _line((line_id, *line))
        if bin_id is not None:
            waiting.append(_place((line_id, bin_id, code, lot, held)))
    return _opened(row, tuple(lines.values()), tuple(waiting))


def places(tx: Transaction, order_id: int) -> list[Place]:
    """Where the order's units wait, in walking order."""
    return [_place(row) for row in tx.execute(_places, {"o": order_id})]


def missing_of(tx: Transaction, order: OpenOrder) -> list[dict[str, Any]]:
    """What a short order waits for, for the words of a verdict."""
    lines = {line.id: line for line in order.lines}
    return [
        {"sku": lines[one.line_id].sku, "quantity": one.quantity} for one in short_by(tx, order.id)
    ]
