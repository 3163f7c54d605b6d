"""Which orders a wave takes: ready, nobody's, in no walk yet, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select, text

from core.errors import NotFound, Refusal
from core.fulfilment import queue_counts
from core.fulfilment.models import claims
from core.fulfilment.walks.aisles import Spot
from core.fulfilment.walks.models import walk_orders
from core.fulfilment.walks.states import Mode, Place
from core.orders.commands import find
from core.orders.models import WORK_SQL, orders
from core.orders.states import Fulfilment
from core.stock.models import BinKind, bins, reservations, zones
from core.stock.zones import find_zone
from core.tables import db_now_ms
from core.text import clean
from core.transaction import Transaction

MOST = 2_000
"""More orders than one wave may have."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a wave is made of; what is empty lets every order through."""

    mode: Mode = Mode.CLUSTER
    limit: int = 500
    """At most so many orders."""
    size: int = 12
    """At most so many orders to a walk."""
    units: int = 80
    """At most so many units to a walk, unless one order alone has more."""
    courier: str = ""
    channel: str = ""
    before: datetime | None = None
    """Only orders whose courier leaves until then (UTC)."""
    zone: str = ""
    """Only orders of which all goods lie in this zone."""
    singles: bool = False
    """Only orders of exactly one unit."""
    numbers: tuple[str, ...] = ()
    """These orders and no others."""

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the wave."""
        found = {
            "mode": self.mode.value,
            "courier": self.courier,
            "channel": self.channel,
            "before": self.before.isoformat() if self.before else "",
            "zone": self.zone,
            "singles": self.singles,
            "orders": list(self.numbers),
        }
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Goods:
    """Units of one order line that wait in one bin."""

    line_id: int
    product_id: int
    spot: Spot
    lot: str
    quantity: int
    zone: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order that can be picked, with all that is to be fetched for it."""

    order_id: int
    order_no: str
    version: int
    due_at: datetime
    goods: tuple[Goods, ...]

    @property
    def units(self) -> int:
        """Units to fetch."""
        return sum(one.quantity for one in self.goods)


def known(tx: Transaction, warehouse: int, wanted: Wanted) -> Wanted:
    """The same with zone, courier and channel as they are written in the books.

    Raises NotFound ``zone_unknown``, ``walk_courier_unknown`` or ``walk_channel_unknown``: a name
    that no order in the queue has is told apart from orders that cannot be picked now.
    """
    if wanted.zone:
        wanted = replace(wanted, zone=find_zone(tx, warehouse, wanted.zone).code)
    if wanted.courier:
        couriers = _names(queue_counts.couriers(tx, warehouse))
        said = clean(wanted.courier, 40)
        if said.casefold() not in couriers:
            shown = ", ".join(couriers.values()) or "-"
            raise NotFound("walk_courier_unknown", courier=said, known=shown)
        wanted = replace(wanted, courier=couriers[said.casefold()])
    if wanted.channel:
        channels = _names(queue_counts.channels(tx, warehouse))
        said = clean(wanted.channel, 40)
        if said.casefold() not in channels:
            shown = ", ".join(channels.values()) or "-"
            raise NotFound("walk_channel_unknown", channel=said, known=shown)
        wanted = replace(wanted, channel=channels[said.casefold()])
    return wanted


def _names(there: Iterable[str]) -> dict[str, str]:
    """Names by how they are written in small letters."""
    return {name.casefold(): name for name in sorted(there) if name}


def candidates(tx: Transaction, warehouse: int, wanted: Wanted) -> list[Candidate]:
    """The orders for a wave, by courier cut-off, ship-by and order time.

    Raises NotFound ``order_not_found``, and Refusal ``walk_order_not_ready`` where an order that
    was named cannot be picked now.
    """
    heads = _named(tx, warehouse, wanted) if wanted.numbers else _chosen(tx, warehouse, wanted)
    goods = goods_of(tx, [row.id for row in heads])
    found = []
    for row in heads:
        mine = goods.get(row.id, ())
        fits = not wanted.zone or all(one.zone == wanted.zone for one in mine)
        if mine and fits:
            found.append(Candidate(row.id, row.order_no, row.version, row.due_at, mine))
    return found[: wanted.limit]


def goods_of(tx: Transaction, order_ids: Sequence[int]) -> dict[int, tuple[Goods, ...]]:
    """What lies on shelves for these orders."""
    found: dict[int, list[Goods]] = {}
    for start in range(0, len(order_ids), 500):
        for row in tx.execute(_on_shelves, {"wanted": list(order_ids[start : start + 500])}):
            order_id, line, product, bin_id, walk, code, lot, quantity, zone = row
            one = Goods(line, product, Spot(bin_id, walk, code), lot, quantity, zone)
            found.setdefault(order_id, []).append(one)
    return {order_id: tuple(many) for order_id, many in found.items()}


def _chosen(tx: Transaction, warehouse: int, wanted: Wanted) -> list[Any]:
    query = _ready
    row: dict[str, object] = {"warehouse": warehouse, "n": min(wanted.limit, MOST)}
    if wanted.zone:  # where the goods lie is looked at afterwards
        row["n"] = MOST
    if wanted.courier:
        query, row["courier"] = _WITH["courier"](query), wanted.courier
    if wanted.channel:
        query, row["channel"] = _WITH["channel"](query), wanted.channel
    if wanted.before is not None:
        query, row["before"] = _WITH["before"](query), wanted.before
    if wanted.singles:
        query = query.where(orders.c.units == 1)
    return tx.execute(query, row).all()


def _named(tx: Transaction, warehouse: int, wanted: Wanted) -> list[Any]:
    heads = [find(tx, number) for number in dict.fromkeys(wanted.numbers)]
    rows = {row.id: row for row in tx.execute(_among, {"wanted": [one.id for one in heads]})}
    for one in heads:
        if one.id not in rows or one.warehouse_id != warehouse:
            raise Refusal(
                "walk_order_not_ready",
                order=one.order_no,
                why_not="",  # in words where it is said
                why=_why_not(tx, one.id, one.fulfilment, elsewhere=one.warehouse_id != warehouse),
                state=one.fulfilment.value,
            )
    return sorted(rows.values(), key=lambda row: (row.due_at, row.ship_rank, row.ordered_at))


def _why_not(tx: Transaction, order_id: int, now: Fulfilment, *, elsewhere: bool) -> str:
    if elsewhere:
        return "warehouse"
    if now is not Fulfilment.READY:
        return "state"
    inside = tx.execute(_in_walk, {"o": order_id}).scalar()
    return "claimed" if inside is None else f"W{inside}"


def _free(query: Select[Any]) -> Select[Any]:
    """Only orders that nobody works on and no walk has."""
    held = exists().where(claims.c.order_id == orders.c.id, claims.c.lease_until_ms >= db_now_ms())
    return query.where(
        text(WORK_SQL),  # literal, so that both engines see that the partial index has these rows
        orders.c.fulfilment == Fulfilment.READY.value,
        ~held,
        ~planned(),
    ).order_by(orders.c.due_at, orders.c.ship_rank, orders.c.ordered_at, orders.c.id)


def planned() -> Any:
    """The condition that an order is part of a walk."""
    return exists().where(
        walk_orders.c.order_id == orders.c.id, walk_orders.c.state == Place.IN.value
    )


_head = select(
    orders.c.id,
    orders.c.order_no,
    orders.c.version,
    orders.c.due_at,
    orders.c.ship_rank,
    orders.c.ordered_at,
)
_ready = _free(_head.where(orders.c.warehouse_id == bindparam("warehouse"))).limit(bindparam("n"))
_among = _free(_head.where(orders.c.id.in_(bindparam("wanted", expanding=True))))
_WITH = {
    "courier": lambda query: query.where(orders.c.courier == bindparam("courier")),
    "channel": lambda query: query.where(orders.c.channel == bindparam("channel")),
    "before": lambda query: query.where(orders.c.due_at <= bindparam("before")),
}
_in_walk = select(walk_orders.c.walk_id).where(
    walk_orders.c.order_id == bindparam("o"), walk_orders.c.state == Place.IN.value
)


_on_shelves = (
    select(
        reservations.c.order_id,
        reservations.c.order_line_id,
        reservations.c.product_id,
        bins.c.id,
        bins.c.walk,
        bins.c.code,
        reservations.c.lot,
        reservations.c.quantity,
        func.coalesce(zones.c.code, ""),
    )
    .join(bins, bins.c.id == reservations.c.bin_id)
    .outerjoin(zones, zones.c.id == bins.c.zone_id)
    .where(
        reservations.c.order_id.in_(bindparam("wanted", expanding=True)),
        bins.c.kind == BinKind.SHELF.value,
    )
    .order_by(reservations.c.order_id, bins.c.walk, bins.c.code, reservations.c.id)
)


def classes(found: Iterable[Candidate], now: datetime) -> list[list[Candidate]]:
    """Orders by priority: each cut-off for itself, the late ones together before all others."""
    made: dict[datetime, list[Candidate]] = {}
    for one in found:
        made.setdefault(max(one.due_at, now), []).append(one)
    return [made[due] for due in sorted(made)]
