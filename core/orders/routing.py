"""Which warehouse an order goes to: rules narrow the open warehouses down, one after the other.

``channel`` is a warehouse that its channel is tied to, ``in_stock`` keeps those that have all of
it free, ``nearest`` those that are nearest to the buyer. Where several are left it is the
warehouse of the station that takes the order in, else the one of the lowest rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import BigInteger, bindparam, cast, func, select

from core.errors import Refusal
from core.orders.intake.channels import source_of
from core.orders.nearness import WHY, Spot, nearness
from core.stock import warehouses
from core.stock.choosing import sendable, with_lot
from core.stock.models import BinKind, bins, levels
from core.stock.warehouses import Warehouse
from core.transaction import Transaction

if TYPE_CHECKING:
    from core.settings import Config


class Addressed(Protocol):
    """What routing looks at of an order: where it comes from and where it goes."""

    @property
    def channel(self) -> str:
        """The channel."""

    @property
    def city(self) -> str:
        """The buyer's city."""

    @property
    def province(self) -> str:
        """The buyer's province."""

    @property
    def postcode(self) -> str:
        """The buyer's postcode."""


@dataclass(frozen=True, slots=True)
class Going:
    """The same, said outright."""

    channel: str
    city: str
    province: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Routing:
    """What a shop has settled about it."""

    rules: tuple[str, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)
    """The code of a warehouse by channel or source, in small letters."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One open warehouse as the rules see it for an order."""

    warehouse: Warehouse
    missing: int
    """Units of the order that are not free there."""
    near: tuple[int, int]
    """How near the buyer is, see `core.orders.nearness.nearness`."""

    @property
    def same(self) -> str:
        """What of the address is the same: city, province, postcode or nothing."""
        return WHY[self.near[0]]


@dataclass(frozen=True, slots=True)
class Route:
    """Where an order goes, which rule had the last word, and what was looked at."""

    warehouse: Warehouse
    why: str
    """``channel``, ``in_stock``, ``city``, ``province``, ``postcode``, ``home``, ``rank``,
    ``only``."""
    looked: tuple[Looked, ...] = ()

    @property
    def told(self) -> dict[str, str]:
        """What an order's history says of it."""
        return {"warehouse": self.warehouse.code, "why": self.why}


Free = dict[tuple[int, int], int]
"""Free units by (warehouse, product)."""


def routing_of(config: Config) -> Routing:
    """The rules of a configuration."""
    told = config.routing
    channels = {name.casefold(): code for name, code in told.channels.items()}
    return Routing(tuple(told.rules), channels)


class Router:
    """Routes orders one after the other; what one takes is not there for the next."""

    def __init__(
        self, tx: Transaction, routing: Routing, home: int, product_ids: Sequence[int]
    ) -> None:
        """Read what the rules need; raises NotFound ``warehouse_unknown``, Refusal
        ``warehouse_closed`` for a channel that is tied to such a one."""
        self._routing = routing
        self._home = home
        self._houses = warehouses.all_warehouses(tx, active=True)
        self._fixed = {
            channel: warehouses.open_one(tx, code) for channel, code in routing.channels.items()
        }
        several = len(self._houses) > 1
        self._free = free_units(tx, product_ids) if several else {}
        self._near: dict[Spot, list[tuple[int, int]]] = {}
        """How near each warehouse is, by where buyers are."""

    def give_back(self, warehouse_id: int, units: Mapping[int, int]) -> None:
        """Count units by product as free in a warehouse: those of an order that may move."""
        for product, many in units.items():
            place = (warehouse_id, product)
            self._free[place] = self._free.get(place, 0) + many

    def route(self, order: Addressed, wants: Mapping[int, int]) -> Route:
        """Where an order of these units by product goes; they are counted as taken there."""
        if not self._houses:
            raise Refusal("warehouse_closed", warehouse="-")
        looked = self._look(order, wants)
        found = self._choose(order, looked)
        for product, units in wants.items():
            place = (found.warehouse.id, product)
            self._free[place] = self._free.get(place, 0) - units
        return found

    def _look(self, order: Addressed, wants: Mapping[int, int]) -> tuple[Looked, ...]:
        buyer = Spot(order.city, order.province, order.postcode)
        ways = self._near.get(buyer)
        if ways is None:
            ways = self._near[buyer] = [nearness(buyer, _spot(house)) for house in self._houses]
        looked = []
        for house, way in zip(self._houses, ways, strict=True):
            missing = 0
            for product, units in wants.items():
                free = self._free.get((house.id, product), 0)
                if free < units:
                    missing += units - max(0, free)
            looked.append(Looked(house, missing, way))
        return tuple(looked)

    def _choose(self, order: Addressed, looked: tuple[Looked, ...]) -> Route:
        left = list(looked)
        if len(left) == 1:
            return Route(left[0].warehouse, "only", looked)
        for rule in self._routing.rules:
            if rule == "channel":
                tied = self._tied(order.channel)
                if tied is not None:
                    return Route(tied, "channel", looked)
                continue
            kept, why = _nearest(left) if rule == "nearest" else _in_stock(left)
            if len(kept) == 1 and len(left) > 1:
                return Route(kept[0].warehouse, why, looked)
            left = kept
        for one in left:
            if one.warehouse.id == self._home:
                return Route(one.warehouse, "home", looked)
        return Route(left[0].warehouse, "rank", looked)

    def _tied(self, channel: str) -> Warehouse | None:
        found = self._fixed.get(channel.casefold())
        return found or self._fixed.get(source_of(channel).value)


def _in_stock(left: list[Looked]) -> tuple[list[Looked], str]:
    """Those that have all of it; where none has, all of them."""
    return [one for one in left if not one.missing] or left, "in_stock"


def _nearest(left: list[Looked]) -> tuple[list[Looked], str]:
    best = min(one.near for one in left)
    return [one for one in left if one.near == best], WHY[best[0]]


def _spot(house: Warehouse) -> Spot:
    return Spot(house.city, house.province, house.postcode)


def sums(lines: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Units by product, of (product, units)."""
    found: dict[int, int] = {}
    for product, units in lines:
        found[product] = found.get(product, 0) + units
    return found


def free_units(tx: Transaction, product_ids: Sequence[int]) -> Free:
    """Units of products that can be promised, in each warehouse."""
    ids = sorted(set(product_ids))
    found: Free = {}
    for start in range(0, len(ids), 500):
        row = {"wanted": ids[start : start + 500], "today": tx.today}
        for house, product, units in tx.execute(_free, row):
            found[house, product] = int(units)
    return found


_free = (
    with_lot(
        select(
            bins.c.warehouse_id,
            levels.c.product_id,
            # PostgreSQL sums whole numbers into decimals.
            cast(func.sum(levels.c.on_hand - levels.c.reserved), BigInteger),
        )
        .select_from(levels)
        .join(bins, bins.c.id == levels.c.bin_id)
    )
    .where(
        levels.c.product_id.in_(bindparam("wanted", expanding=True)),
        bins.c.kind == BinKind.SHELF.value,
        levels.c.on_hand > levels.c.reserved,
        sendable(),
    )
    .group_by(bins.c.warehouse_id, levels.c.product_id)
)
