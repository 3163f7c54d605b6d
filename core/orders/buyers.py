"""What a customer ordered: history, sums, and the orders that move when two become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select, update

from core.audit import events, record
from core.customers import following, merging
from core.customers.merging import Moving
from core.money import Money
from core.orders.models import orders
from core.orders.queries import OrderInfo, orders_of
from core.orders.states import Fulfilment, OrderStatus
from core.people.models import operators
from core.people.permissions import Permission, require
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Bought:
    """What a customer ordered in one currency, cancelled orders only counted."""

    orders: int
    open: int
    """Not handed over yet."""
    cancelled: int
    total: Money
    """Of what was not cancelled; so are the next two."""
    paid: Money
    cod: Money
    """Still to be collected when delivered."""
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Merger:
    """What a merge of two customers moves, or moved."""

    moving: Moving
    orders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JoinedIn:
    """What came to a customer when another one was merged into them."""

    gone: int
    name: str
    at: datetime
    who: str
    """Who merged them."""
    orders: int
    phones: tuple[str, ...]
    addresses: int
    email: str
    note: str


def history(
    tx: Transaction, customer_id: int, *, limit: int = 50, offset: int = 0
) -> tuple[OrderInfo, ...]:
    """The orders of a customer, the latest first."""
    row = {"c": customer_id, "n": limit, "skip": offset}
    return orders_of(tx, tx.execute(_latest, row).scalars().all())


def bought(tx: Transaction, customer_id: int) -> tuple[Bought, ...]:
    """What a customer ordered, one sum a currency."""
    return bought_by(tx, [customer_id]).get(customer_id, ())


def bought_by(tx: Transaction, ids: Iterable[int]) -> dict[int, tuple[Bought, ...]]:
    """`bought` of many customers at once; those without orders are left out."""
    wanted = sorted(set(ids))
    found: dict[int, tuple[Bought, ...]] = {}
    if not wanted:
        return found
    for row in tx.execute(_sums, {"wanted": wanted}):
        one = Bought(
            orders=int(row.orders),
            open=int(row.open),
            cancelled=int(row.cancelled),
            total=Money(int(row.total), row.currency),
            paid=Money(int(row.paid), row.currency),
            cod=Money(int(row.cod), row.currency),
            first=row.first,
            last=row.last,
        )
        found[row.customer_id] = (*found.get(row.customer_id, ()), one)
    return found


def merger(tx: Transaction, keep: int, gone: int) -> Merger:
    """What merging would move; changes nothing. Raises what `merging.moving` does."""
    return Merger(merging.moving(tx, keep, gone), _ids(tx, gone))


def merge(tx: Transaction, keep: int, gone: int) -> Merger:
    """Make one customer of two: phones, addresses and orders go to `keep`.

    The other stays on record, points there and is found no more. The trail names all that moved.
    """
    require(tx, Permission.CUSTOMER_EDIT)
    done = merging.move(tx, keep, gone)
    moved = _ids(tx, gone)
    tx.execute(_move, {"gone": gone, "into": keep})
    record(
        tx,
        "customer_merged",
        customer=keep,
        merged=gone,
        names=[done.keep.name, done.gone.name],
        orders=list(moved),
        phones=list(done.phones),
        addresses=[one.id for one in done.addresses],
        group=done.gone.group_id,
        note=done.gone.note,
        email=done.gone.email,
    )
    return Merger(done, moved)


def joined(tx: Transaction, customer_id: int) -> tuple[JoinedIn, ...]:
    """What was merged into a customer, by whom and when, as the trail has it; the latest first."""
    found = []
    for row in tx.execute(_mergers):
        if row.data.get("customer") == customer_id:
            data = row.data
            found.append(
                JoinedIn(
                    data["merged"],
                    data["names"][1],
                    row.at,
                    row.name or "",
                    len(data["orders"]),
                    tuple(data["phones"]),
                    len(data["addresses"]),
                    data.get("email", ""),
                    data["note"],
                )
            )
    return tuple(found)


def assign(tx: Transaction, order_id: int, customer_id: int | None) -> None:
    """Say whose order it is; put on the order's trail."""
    tx.execute(_assign, {"o": order_id, "into": customer_id})
    record(tx, "customer_linked", order_id=order_id, customer=customer_id)


def follow(tx: Transaction, order_id: int) -> tuple[str, ...]:
    """Bring an order's customer to the phone and address of the order; gives what changed."""
    row: Any = tx.execute(select(orders).where(orders.c.id == order_id)).one()
    return () if row.customer_id is None else following.follow(tx, row.customer_id, row)


def _ids(tx: Transaction, customer_id: int) -> tuple[int, ...]:
    return tuple(tx.execute(_all, {"c": customer_id}).scalars())


_mergers = (
    select(events.c.data, events.c.at, operators.c.name)
    .outerjoin(operators, operators.c.id == events.c.operator_id)
    .where(events.c.kind == "customer_merged")
    .order_by(events.c.id.desc())
)
_mine = orders.c.customer_id == bindparam("c")
_all = select(orders.c.id).where(_mine).order_by(orders.c.id)
_latest = (
    select(orders.c.id)
    .where(_mine)
    .order_by(orders.c.ordered_at.desc(), orders.c.id.desc())
    .limit(bindparam("n"))
    .offset(bindparam("skip"))
)
_cancelled = orders.c.status == OrderStatus.CANCELLED.value
_over = orders.c.fulfilment.in_([Fulfilment.HANDED_OVER.value, Fulfilment.CANCELLED.value])
_sums = (
    select(
        orders.c.customer_id,
        orders.c.currency,
        func.count().label("orders"),
        func.sum(case((_over, 0), else_=1)).label("open"),
        func.sum(case((_cancelled, 1), else_=0)).label("cancelled"),
        func.sum(case((_cancelled, 0), else_=orders.c.total)).label("total"),
        func.sum(case((_cancelled, 0), else_=orders.c.paid)).label("paid"),
        func.sum(case((_cancelled | _over, 0), else_=orders.c.cod)).label("cod"),
        func.min(orders.c.ordered_at).label("first"),
        func.max(orders.c.ordered_at).label("last"),
    )
    .where(orders.c.customer_id.in_(bindparam("wanted", expanding=True)))
    .group_by(orders.c.customer_id, orders.c.currency)
    .order_by(orders.c.customer_id, orders.c.currency)
)
_move = (
    update(orders)
    .where(orders.c.customer_id == bindparam("gone"))
    .values(customer_id=bindparam("into"))
)
_assign = update(orders).where(orders.c.id == bindparam("o")).values(customer_id=bindparam("into"))
