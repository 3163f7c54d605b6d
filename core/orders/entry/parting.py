"""One order becomes two, or two orders of one buyer become one; before anything is packed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update

from core.audit import record
from core.errors import Refusal
from core.money import Money
from core.orders.commands import head, set_status, step
from core.orders.entry.contents import EntryLine
from core.orders.entry.editing import OURS
from core.orders.entry.numbers import with_suffix
from core.orders.entry.reading import line_of, own_discount, stored_lines, stored_row
from core.orders.entry.rules import EntryRules
from core.orders.entry.writing import SUMS, TOLD, insert_lines, set_values
from core.orders.intake.rules import IsClaimed
from core.orders.models import order_lines, orders
from core.orders.payments.models import order_payments
from core.orders.payments.moving import move_along
from core.orders.promise import promise_orders
from core.orders.search import forget_text, goods_names, put_search, search_row
from core.orders.states import PLACED, Fulfilment, OrderStatus, Origin, Source
from core.orders.status import follow_money
from core.people.permissions import Permission, require
from core.stock import reservations
from core.text import fold
from core.transaction import Transaction

_WAITING = frozenset({Fulfilment.SHORT, Fulfilment.READY})
_SAME_PLACE = ("customer", "address", "district", "city", "postcode")


@dataclass(frozen=True, slots=True)
class Parted:
    """The two orders that a split left; amounts in minor units of `currency`."""

    first_id: int
    first_no: str
    second_id: int
    second_no: str
    first_total: int
    second_total: int
    balance: int
    """What the first is still owed; below zero: it was paid more than it costs now."""
    currency: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The order that two became."""

    order_id: int
    order_no: str
    gone_id: int
    gone_no: str
    total: int
    currency: str


def split(tx: Transaction, rules: EntryRules, order_id: int, parts: Mapping[int, int]) -> Parted:
    """Put units of some lines (units by line id) into a second order of the same buyer.

    Goods follow their lines, and what a line gives off its units; what the order gives off beside
    them follows what they cost. Of each the rest stays with the first, as does the shipping fee.
    Payments stay with it too, as far as it still costs that much; what is more goes along. Raises
    Refusal ``part_nothing``, ``part_everything``, ``part_too_many``, ``part_marketplace``,
    ``part_begun``.
    """
    require(tx, Permission.ORDER_EDIT)
    row = stored_row(tx, order_id, lock=True)
    lines = stored_lines(tx, order_id)
    _check_free(tx, rules.intake.is_claimed, row, lines)
    moved = _chosen(row, lines, parts)
    parts_moved = [line_of(line, units) for line, units in moved]
    second_goods = sum(one.quantity * one.unit_price for one in parts_moved)
    second_worth = sum(one.amount for one in parts_moved)
    own = own_discount(row, lines)
    worth = row.goods - row.discount + own
    second_total = second_worth - (own * second_worth // worth if worth else 0)
    second_discount = second_goods - second_total
    first_total = row.total - second_total
    first_cod = min(row.cod, max(0, first_total - row.paid))
    second_cod = min(row.cod - first_cod, second_total)
    reservations.release(tx, reservations.of_order(tx, order_id))
    number = with_suffix(tx, row.channel, row.order_no)
    second = {name: getattr(row, name) for name in _COPIED} | {
        "order_no": number,
        "status": _status_of_part(row),
        "fulfilment": Fulfilment.SHORT.value,
        "version": 1,
        "goods": second_goods,
        "discount": second_discount,
        "total": second_total,
        "cod": second_cod,
        "units": sum(units for _line, units in moved),
        "lines": len(moved),
        "origin": Origin.SPLIT.value,
        "origin_id": order_id,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    made = int(tx.execute(insert(orders).returning(orders.c.id), second).scalar_one())
    _take_units(tx, moved)
    insert_lines(tx, made, parts_moved)
    values = {
        "goods": row.goods - second_goods,
        "discount": row.discount - second_discount,
        "total": first_total,
        "cod": first_cod,
        "units": row.units - second["units"],
        "lines": len(lines) - sum(units == line.quantity for line, units in moved),
        "fulfilment": Fulfilment.SHORT.value,
    }
    if not set_values(tx, order_id, row.version, values):
        raise Refusal("order_moved", order=row.order_no)
    for one in (order_id, made):
        _find_by(tx, one)
    promise_orders(tx, row.warehouse_id, [order_id, made], partial=rules.intake.partial)
    what = ", ".join(f"{units} × {line.sku}" for line, units in moved)
    record(tx, "split", order_id=order_id, into=number, lines=what)
    record(tx, "split_from", order_id=made, order=row.order_no, lines=what)
    _follow(tx, rules, row, order_id)
    balance = first_total - first_cod - row.paid
    along = min(-balance, second_total - second_cod)
    if along > 0:
        money = Money(along, row.currency)
        move_along(tx, rules.policy, (order_id, row.order_no), (made, number), money)
        balance += along
    return Parted(
        order_id, row.order_no, made, number, first_total, second_total, balance, row.currency
    )


def merge(tx: Transaction, rules: EntryRules, keep_id: int, gone_id: int) -> Joined:
    """Move all lines and payments of one order to another of the same buyer and place.

    The other ends cancelled and says into which it went. Raises Refusal ``merge_same``,
    ``part_marketplace``, ``part_begun``, ``merge_differs`` (with what), ``merge_status``.
    """
    require(tx, Permission.ORDER_EDIT)
    if keep_id == gone_id:
        raise Refusal("merge_same")
    # Locked in one order by everybody, so that two merges never wait in a ring.
    rows = {one: stored_row(tx, one, lock=True) for one in sorted((keep_id, gone_id))}
    keep, gone = rows[keep_id], rows[gone_id]
    kept_lines, gone_lines = stored_lines(tx, keep_id), stored_lines(tx, gone_id)
    _check_free(tx, rules.intake.is_claimed, keep, kept_lines)
    _check_free(tx, rules.intake.is_claimed, gone, gone_lines)
    _check_alike(keep, gone)
    for one in (keep_id, gone_id):
        reservations.release(tx, reservations.of_order(tx, one))
    count = _add_lines(tx, keep_id, kept_lines, gone_lines)
    values = {name: getattr(keep, name) + getattr(gone, name) for name in (*SUMS, "paid", "units")}
    values |= {
        "lines": count,
        "note": _joined_note(keep.note, gone.note),
        "must_read": keep.must_read or gone.must_read,
        "gift": keep.gift or gone.gift,
        "fragile": keep.fragile or gone.fragile,
        "ship_by": _first(keep.ship_by, gone.ship_by),
        "due_at": min(keep.due_at, gone.due_at),
        "fulfilment": Fulfilment.SHORT.value,
    }
    if not set_values(tx, keep_id, keep.version, values):
        raise Refusal("order_moved", order=keep.order_no)
    tx.execute(_move_payments, {"from": gone_id, "to": keep_id})
    _end(tx, gone, keep)
    _find_by(tx, keep_id)
    promise_orders(tx, keep.warehouse_id, [keep_id], partial=rules.intake.partial)
    what = ", ".join(f"{line.quantity} × {line.sku}" for line in gone_lines)
    record(tx, "merged", order_id=keep_id, order=gone.order_no, lines=what)
    record(tx, "merged_into", order_id=gone_id, order=keep.order_no)
    _follow(tx, rules, keep, keep_id)
    return Joined(
        keep_id, keep.order_no, gone_id, gone.order_no, keep.total + gone.total, keep.currency
    )


def alike(tx: Transaction, order_id: int) -> list[Any]:
    """Orders that nobody has begun and that `merge` would take into this one, the oldest first."""
    row = stored_row(tx, order_id)
    found = tx.execute(_of_buyer, {"o": order_id, "c": row.customer_id, "p": row.phone}).all()
    return [one for one in found if not _differ(row, one)]


def check_parting(tx: Transaction, is_claimed: IsClaimed, order_id: int) -> None:
    """Refuse, before anything is asked, what `split` and `merge` refuse of one order."""
    _check_free(tx, is_claimed, stored_row(tx, order_id), stored_lines(tx, order_id))


def _check_free(tx: Transaction, is_claimed: IsClaimed, row: Any, lines: Sequence[Any]) -> None:
    """Only the shop's own orders, of which nobody has begun anything, come apart or together."""
    if Source(row.source) not in OURS:
        raise Refusal("part_marketplace", order=row.order_no, channel=row.channel)
    begun = any(x.picked or x.packed or x.boxed or x.excepted for x in lines)
    if Fulfilment(row.fulfilment) not in _WAITING or begun:
        raise Refusal("part_begun", order=row.order_no, state=row.fulfilment)
    if is_claimed(tx, row.id):
        raise Refusal("part_begun", order=row.order_no, state="claimed")
    if OrderStatus(row.status) not in {*PLACED, OrderStatus.PROCESSING}:
        raise Refusal("part_begun", order=row.order_no, state=row.status)


def _chosen(row: Any, lines: Sequence[Any], parts: Mapping[int, int]) -> list[tuple[Any, int]]:
    moved = [(line, parts[line.id]) for line in lines if parts.get(line.id)]
    if not moved or set(parts) - {line.id for line in lines}:
        raise Refusal("part_nothing", order=row.order_no)
    for line, units in moved:
        if not 0 < units <= line.quantity:
            raise Refusal("part_too_many", sku=line.sku, units=units, quantity=line.quantity)
    if sum(units for _line, units in moved) == sum(line.quantity for line in lines):
        raise Refusal("part_everything", order=row.order_no)
    return moved


def _take_units(tx: Transaction, moved: Sequence[tuple[Any, int]]) -> None:
    for line, units in moved:
        mine = order_lines.c.id == line.id
        if units == line.quantity:
            tx.execute(delete(order_lines).where(mine))
        else:
            left = line.quantity - units
            off = line.discount - line_of(line, units).discount
            tx.execute(update(order_lines).where(mine).values(quantity=left, discount=off, short=0))


def _differ(keep: Any, gone: Any) -> list[str]:
    """In what two orders differ that only those of one buyer and place may come together."""
    same_buyer = (
        keep.customer_id == gone.customer_id
        if keep.customer_id and gone.customer_id
        else bool(keep.phone) and keep.phone == gone.phone
    )
    differ = [] if same_buyer else ["customer"]
    differ += [
        name for name in _SAME_PLACE if fold(getattr(keep, name)) != fold(getattr(gone, name))
    ]
    differ += [
        name
        for name in ("warehouse_id", "currency", "source")
        if getattr(keep, name) != getattr(gone, name)
    ]
    return differ


def _check_alike(keep: Any, gone: Any) -> None:
    differ = _differ(keep, gone)
    if differ:
        fields = ", ".join(dict.fromkeys(differ))
        raise Refusal("merge_differs", order=keep.order_no, other=gone.order_no, fields=fields)
    confirmed = OrderStatus.PROCESSING.value
    if (keep.status == confirmed) != (gone.status == confirmed):
        raise Refusal("merge_status", order=keep.order_no, other=gone.order_no)


def _add_lines(tx: Transaction, keep_id: int, kept: Sequence[Any], gone: Sequence[Any]) -> int:
    """Units of the same product and price go to the line that is there; gives how many lines."""
    more: dict[int, tuple[int, int]] = {}
    new: list[EntryLine] = []
    for line in gone:
        same = next(
            (
                one
                for one in kept
                if (one.product_id, one.unit_price) == (line.product_id, line.unit_price)
            ),
            None,
        )
        if same is None:
            new.append(line_of(line))
        else:
            units, off = more.get(same.id, (0, 0))
            more[same.id] = (units + line.quantity, off + line.discount)
    for line_id, (units, off) in more.items():
        tx.execute(_more, {"line": line_id, "units": units, "off": off})
    insert_lines(tx, keep_id, new, max(line.line_no for line in kept) + 1)
    return len(kept) + len(new)


def _end(tx: Transaction, gone: Any, keep: Any) -> None:
    """The order that went into another: cancelled, its lines kept to be read, nothing owed."""
    order = head(tx, gone.id, lock=True)
    set_status(tx, order, OrderStatus.CANCELLED)
    step(
        tx,
        order,
        Fulfilment.CANCELLED,
        merged_into=keep.id,
        cancel_reason=f"→ {keep.order_no}",
        version=gone.version + 1,
        paid=0,
        cod=0,
    )
    forget_text(tx, gone.id)


def _find_by(tx: Transaction, order_id: int) -> None:
    row, lines = stored_row(tx, order_id), stored_lines(tx, order_id)
    made = search_row(
        order_no=row.order_no,
        customer=row.customer,
        phone=row.phone,
        skus=goods_names((line.sku, line.bundle) for line in lines),
        email=row.email,
        address=row.address,
        city=row.city,
        note=row.note,
    )
    put_search(tx, order_id, made)


def _follow(tx: Transaction, rules: EntryRules, row: Any, order_id: int) -> None:
    """An order that waits for money may wait no longer, now that it costs something else."""
    ours = row.source == Source.MANUAL.value or not row.paid
    if OrderStatus(row.status) in PLACED and ours:
        follow_money(tx, rules.policy, order_id)


def _status_of_part(row: Any) -> str:
    """Money that was settled is settled for both; who waits for money waits with both."""
    confirmed = OrderStatus(row.status) is OrderStatus.PROCESSING
    return (OrderStatus.PROCESSING if confirmed else OrderStatus.UNPAID).value


def _joined_note(one: str, other: str) -> str:
    return " / ".join(dict.fromkeys(part for part in (one, other) if part))[:1000]


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (one, other) if each is not None), default=None)


_COPIED = (
    *TOLD,
    "warehouse_id",
    "channel",
    "ordered_at",
    "due_at",
    "courier_wish",
    "service_wish",
    "source",
    "customer_id",
    "confirmed_at",
)
_more = (
    update(order_lines)
    .where(order_lines.c.id == bindparam("line"))
    .values(
        quantity=order_lines.c.quantity + bindparam("units"),
        discount=order_lines.c.discount + bindparam("off"),
        short=0,
    )
)
_move_payments = (
    update(order_payments)
    .where(order_payments.c.order_id == bindparam("from"))
    .values(order_id=bindparam("to"))
)
_of_buyer = (
    select(orders)
    .where(
        orders.c.id != bindparam("o"),
        or_(
            orders.c.customer_id == bindparam("c"),
            and_(orders.c.customer_id.is_(None), orders.c.phone == bindparam("p")),
        ),
        orders.c.fulfilment.in_([one.value for one in _WAITING]),
        orders.c.status.in_([*(one.value for one in PLACED), OrderStatus.PROCESSING.value]),
    )
    .order_by(orders.c.ordered_at, orders.c.id)
    .limit(50)
)
