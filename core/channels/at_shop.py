"""How one order stands at the marketplace that it came from, for those who look at the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.audit import events
from core.channels.contents import Contents, open_ones, sold_lines
from core.channels.contents import ordered as ordered_units
from core.channels.left_open import is_open_there
from core.channels.models import channel_orders
from core.channels.records import PackageState, RemotePackage
from core.channels.registry import Shop
from core.channels.ways import ParcelWay, way_of
from core.fulfilment.parcels import of_order_parcels
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.shipping.models import shipments
from core.shipping.states import LIVE
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Package:
    """One of several packages that an order goes out in, as its platform told it last."""

    number: str
    raw_state: str
    tracking: str
    goods: tuple[tuple[str, int], ...]
    """SKUs with their units."""


@dataclass(frozen=True, slots=True)
class AtShop:
    """How an order stands there."""

    shop: str
    kind: str
    cancel_asked: bool
    packages: tuple[Package, ...]
    """Where there are several: what belongs into which."""
    ways: tuple[tuple[str, ParcelWay], ...]
    """How its boxes leave, by their codes."""
    still_arranged: str
    """A package that a courier comes for, though nobody sends it any more."""
    open_there: bool = False
    """It is cancelled here, and the shop still waits for it."""


def at_shop(tx: Transaction, shops: Sequence[Shop], order_id: int) -> AtShop | None:
    """How an order stands at its marketplace; None for an order of none."""
    row = tx.execute(_order, {"b_order": order_id}).one()
    shop = next((one for one in shops if one.channel == row.channel), None)
    if shop is None or not shop.settings.arranges:
        return None
    told = tx.execute(_told, {"b_shop": shop.name, "b_no": row.order_no}).first()
    known = [_package(one) for one in told.packages] if told is not None else []
    boxes = [(one.code, way_of(tx, one.id)) for one in of_order_parcels(tx, order_id)]
    return AtShop(
        shop.name,
        shop.settings.kind,
        told is not None and bool(told.cancel_asked),
        _packages(tx, shop, row.order_no, order_id, open_ones(known)),
        tuple((code, way) for code, way in boxes if way is not None),
        _left_behind(tx, order_id, known),
        told is not None
        and row.status == OrderStatus.CANCELLED.value
        and is_open_there(row.channel, told.raw_status),
    )


def _packages(
    tx: Transaction, shop: Shop, order_no: str, order_id: int, known: Sequence[RemotePackage]
) -> tuple[Package, ...]:
    if len(known) < 2:
        return ()
    order = Contents(
        ordered_units(tx, order_id), ordered_units(tx, order_id), sold_lines(tx, shop, order_no)
    )
    return tuple(
        Package(
            one.number,
            one.raw_state,
            one.tracking,
            tuple((sku, units) for (_sold, sku), units in order.of(one).items()),
        )
        for one in known
    )


def _left_behind(tx: Transaction, order_id: int, known: Sequence[RemotePackage]) -> str:
    """The last package that was taken back here and not there, unless it goes out after all."""
    row = tx.execute(_still, {"b_order": order_id}).first()
    if row is None:
        return ""
    number = str(row.data.get("package", ""))
    over = {PackageState.CANCELLED, PackageState.GONE, PackageState.TO_ARRANGE}
    if any(one.number == number and one.state in over for one in known):
        return ""
    live = {"b_order": order_id, "b_package": number}
    return "" if tx.execute(_live, live).first() is not None else number


def _package(told: dict[str, object]) -> RemotePackage:
    ids = told.get("line_ids") or ()
    return RemotePackage(
        str(told.get("number", "")),
        PackageState(str(told.get("state", "held"))),
        str(told.get("raw_state", "")),
        str(told.get("tracking", "")),
        str(told.get("carrier", "")),
        tuple(str(one) for one in ids) if isinstance(ids, list | tuple) else (),
    )


_order = select(orders.c.channel, orders.c.order_no, orders.c.status).where(
    orders.c.id == bindparam("b_order")
)
_o = channel_orders.c
_told = select(_o.cancel_asked, _o.packages, _o.raw_status).where(
    _o.shop == bindparam("b_shop"), _o.order_no == bindparam("b_no")
)
_still = (
    select(events.c.data)
    .where(events.c.order_id == bindparam("b_order"), events.c.kind == "still_arranged")
    .order_by(events.c.id.desc())
    .limit(1)
)
_live = select(shipments.c.id).where(
    shipments.c.order_id == bindparam("b_order"),
    shipments.c.reference == bindparam("b_package"),
    shipments.c.state.in_(sorted(state.value for state in LIVE)),
)
