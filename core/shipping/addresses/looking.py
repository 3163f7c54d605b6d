"""Looks at orders' addresses before they are packed: what nobody can place is asked early."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, select, text

from core import outbox
from core.couriers.base import Courier
from core.couriers.quotes import Destination
from core.database import Database
from core.orders.models import LIVE, WORK_SQL, orders
from core.shipping.addresses.deciding import ask
from core.shipping.addresses.matching import match
from core.shipping.addresses.models import order_places
from core.shipping.addresses.results import Match, Matched, NoList, Unsure
from core.shipping.models import shipments
from core.shipping.shipments import BOOK
from core.shipping.states import ShipmentState
from core.transaction import SYSTEM, Transaction, reading, run
from core.upsert import Upsert

_AT_ONCE = 25
"""Orders that one transaction looks at."""


def look_at(tx: Transaction, courier: Courier, order_id: int) -> Match:
    """Where an order goes with a courier; what is unsure is written down for people to say."""
    row = tx.execute(_order, {"wanted": order_id}).one()
    return _look(tx, courier.maps, row) if courier.maps else Matched()


def look(database: Database, maps: str, codes: tuple[str, ...]) -> int:
    """Look at orders of these couriers that nobody looked at since they changed; some at once.

    Gives how many were looked at.
    """
    with reading(database) as tx:
        waiting = list(tx.execute(_unseen, {"of": maps, "codes": codes}).scalars())
    if not waiting:
        return 0

    def some(tx: Transaction) -> int:
        rows = tx.execute(_several, {"wanted": waiting}).all()
        return sum(not isinstance(_look(tx, maps, row), NoList) for row in rows)

    return run(database, SYSTEM, some)


def look_again(tx: Transaction, maps: str, question_id: int | None = None) -> int:
    """Forget that addresses were looked at: of a courier, or only of those that wait for an answer.

    Those are looked at at once, and what waits to be booked for them is due now. Gives how many
    of them have their place now.
    """
    where: list[ColumnElement[bool]] = [order_places.c.maps == maps]
    if question_id is None:
        tx.execute(delete(order_places).where(*where))
        return 0
    where.append(order_places.c.question_id == question_id)
    waiting = list(tx.execute(select(order_places.c.order_id).where(*where)).scalars())
    tx.execute(delete(order_places).where(*where))
    done = 0
    for row in tx.execute(_several, {"wanted": waiting[:_AT_ONCE]}).all():
        if isinstance(_look(tx, maps, row), Matched):
            done += 1
            _hurry(tx, row.id)
    return done


def _look(tx: Transaction, maps: str, row: Any) -> Match:
    to = Destination(row.address, row.district, row.city, row.province, row.postcode, row.country)
    found = match(tx, maps, to)
    if not isinstance(found, NoList):
        question = ask(tx, found) if isinstance(found, Unsure) else None
        seen = {"order_id": row.id, "maps": maps, "version": row.version, "question_id": question}
        tx.execute(_seen(tx), seen)
    return found


def _hurry(tx: Transaction, order_id: int) -> None:
    """What waits to be booked of an order is due now."""
    for own_code in tx.execute(_requested, {"wanted": order_id}).scalars():
        known = outbox.latest(tx, [f"{BOOK}:{own_code}"])
        if known is not None:
            outbox.hurry(tx, known.id)


_columns = (
    orders.c.id,
    orders.c.version,
    orders.c.address,
    orders.c.district,
    orders.c.city,
    orders.c.province,
    orders.c.postcode,
    orders.c.country,
)
_order = select(*_columns).where(orders.c.id == bindparam("wanted"))
_several = (
    select(*_columns)
    .where(orders.c.id.in_(bindparam("wanted", expanding=True)), orders.c.fulfilment.in_(LIVE))
    .order_by(orders.c.id)
)
_unseen = (
    select(orders.c.id)
    .select_from(
        orders.outerjoin(
            order_places,
            and_(
                order_places.c.order_id == orders.c.id,
                order_places.c.version == orders.c.version,
                order_places.c.maps == bindparam("of"),
            ),
        )
    )
    .where(
        text(WORK_SQL),
        orders.c.courier.in_(bindparam("codes", expanding=True)),
        order_places.c.order_id.is_(None),
    )
    .order_by(orders.c.due_at, orders.c.id)
    .limit(_AT_ONCE)
)
_requested = select(shipments.c.own_code).where(
    shipments.c.order_id == bindparam("wanted"),
    shipments.c.state == ShipmentState.REQUESTED,
)
_seen = Upsert(
    lambda insert: (made := insert(order_places)).on_conflict_do_update(
        index_elements=["order_id"],
        set_={name: made.excluded[name] for name in ("maps", "version", "question_id")},
    )
)
