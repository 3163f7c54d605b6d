"""Which package of a platform a box is: by what is in it, where an order has several packages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, func, select

from core.catalog.models import products
from core.channels.models import channel_orders
from core.channels.records import PackageState, RemotePackage
from core.channels.registry import Shop
from core.channels.taking import skus_of
from core.fulfilment.models import parcel_lines
from core.orders.models import order_lines
from core.transaction import Transaction

Units = Counter[tuple[str, str]]
"""Pieces by what was sold (a product, or a bundle) and which product it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order, as its platform asks for it."""

    ids: tuple[str, ...]
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a box holds, and what the whole order is made of."""

    box: Units
    ordered: Units
    lines: tuple[Line, ...]

    def package(self, known: Sequence[RemotePackage]) -> RemotePackage | None:
        """The one of these packages whose goods are in the box; None where none is.

        A box may lack what was sent without; it never holds what belongs into another package.
        """
        alike = [one for one in known if self.of(one) == self.box]
        if not alike:
            alike = [one for one in known if one.number and self._holds(one)]
            alike = alike if len(alike) == 1 else []
        found = next(iter(alike), None)
        if found is None:
            unpacked = [one for one in known if not one.number and self._holds(one)]
            return self._part(unpacked[0]) if unpacked else None
        return found

    def of(self, package: RemotePackage) -> Units:
        """What belongs into a package."""
        found: Units = Counter()
        for sold, share in self._shares(package).items():
            whole = sum(line.quantity for line in self.lines if line.sku == sold)
            for (each, sku), units in self.ordered.items():
                if each == sold:
                    found[each, sku] += units * share // whole
        return found

    def said(self, known: Sequence[RemotePackage]) -> str:
        """What belongs into which package: ``1: 2 × KG-250 | 2: 1 × AT-01-L``."""
        told = []
        for at, one in enumerate(known, 1):
            goods = ", ".join(f"{units} × {sku}" for (_sold, sku), units in self.of(one).items())
            told.append(f"{at}: {goods}")
        return " | ".join(told)

    def _holds(self, package: RemotePackage) -> bool:
        return bool(self.box) and self.box <= self.of(package)

    def _shares(self, package: RemotePackage) -> Counter[str]:
        """How many of what was sold are in a package."""
        inside, found = set(package.line_ids), Counter[str]()
        for line in self.lines:
            if not inside:
                found[line.sku] += line.quantity
            elif len(line.ids) > 1 or line.quantity == 1:
                found[line.sku] += len(inside & set(line.ids))
            elif inside & set(line.ids):
                found[line.sku] += line.quantity
        return +found

    def _part(self, package: RemotePackage) -> RemotePackage:
        """So many units of a package that is not packed yet as are in the box."""
        wanted: list[str] = []
        for sold in dict.fromkeys(each for each, _sku in self.box):
            units = max(
                -(-self.box[key] * self._sold(sold) // self.ordered[key])
                for key in self.box
                if key[0] == sold
            )
            ids = [one for line in self.lines if line.sku == sold for one in line.ids]
            wanted += [one for one in ids if one in package.line_ids][:units]
        return replace(package, line_ids=tuple(wanted))

    def _sold(self, sku: str) -> int:
        return sum(line.quantity for line in self.lines if line.sku == sku)


def contents_of(tx: Transaction, shop: Shop, order_no: str, parcel_id: int) -> Contents:
    """What a box holds, in the words of the shop that sold it."""
    order_id = tx.execute(_order_of, {"b_parcel": parcel_id}).scalar_one()
    return Contents(
        Counter({(row.sold, row.sku): int(row.units) for row in tx.execute(_box, _p(parcel_id))}),
        ordered(tx, order_id),
        sold_lines(tx, shop, order_no),
    )


def ordered(tx: Transaction, order_id: int) -> Units:
    """What a whole order is made of."""
    rows = tx.execute(_all, _o(order_id))
    return Counter({(row.sold, row.sku): int(row.units) for row in rows})


def sold_lines(tx: Transaction, shop: Shop, order_no: str) -> tuple[Line, ...]:
    """The lines of an order as its platform told them, with what people said they are."""
    told = tx.execute(_lines, {"b_shop": shop.name, "b_no": order_no}).scalar() or []
    skus = skus_of(tx, shop, sorted({one[2] for one in told}))
    return tuple(
        Line(
            tuple(one[0].split(",")),
            skus.get((one[2], one[3])) or one[1] or "/".join(filter(None, one[2:4])),
            int(one[4]),
        )
        for one in told
    )


def open_ones(known: Sequence[RemotePackage]) -> list[RemotePackage]:
    """Those that are not cancelled."""
    return [one for one in known if one.state is not PackageState.CANCELLED]


def _p(parcel_id: int) -> dict[str, object]:
    return {"b_parcel": parcel_id}


def _o(order_id: int) -> dict[str, object]:
    return {"b_order": order_id}


_sold = func.coalesce(func.nullif(order_lines.c.bundle, ""), products.c.sku)
_told = (_sold.label("sold"), products.c.sku)
_box = (
    select(*_told, func.sum(parcel_lines.c.quantity).label("units"))
    .select_from(parcel_lines)
    .join(order_lines, order_lines.c.id == parcel_lines.c.order_line_id)
    .join(products, products.c.id == order_lines.c.product_id)
    .where(parcel_lines.c.parcel_id == bindparam("b_parcel"), parcel_lines.c.quantity > 0)
    .group_by(_sold, products.c.sku)
)
_all = (
    select(*_told, func.sum(order_lines.c.quantity).label("units"))
    .select_from(order_lines)
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id == bindparam("b_order"))
    .group_by(_sold, products.c.sku)
)
_order_of = (
    select(order_lines.c.order_id)
    .join(parcel_lines, parcel_lines.c.order_line_id == order_lines.c.id)
    .where(parcel_lines.c.parcel_id == bindparam("b_parcel"))
    .limit(1)
)
_lines = select(channel_orders.c.lines).where(
    channel_orders.c.shop == bindparam("b_shop"), channel_orders.c.order_no == bindparam("b_no")
)
