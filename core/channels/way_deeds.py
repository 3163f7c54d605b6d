"""How a package leaves is asked of its platform, and chosen by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select

from core.channels import ways
from core.channels.adapter import Access, Can, Fault, Trouble
from core.channels.asking import ask
from core.channels.contents import Contents, contents_of, open_ones
from core.channels.models import channel_orders
from core.channels.records import PackageState, Parcel, RemotePackage, Way
from core.channels.registry import Shop
from core.database import Database
from core.errors import Refusal
from core.fulfilment.packing.opened import OpenOrder, load_order
from core.fulfilment.packing.opening import needed
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import load_parcel, open_parcel
from core.orders.commands import head
from core.orders.models import orders
from core.people.permissions import Permission, require
from core.shipping.creating import create_shipment, waiting_parcels
from core.shipping.models import shipments
from core.shipping.settings import ShippingSettings
from core.shipping.states import LIVE
from core.transaction import Transaction, reading


@dataclass(frozen=True, slots=True)
class Offered:
    """What a platform offers for a package, and what was chosen before."""

    offered: tuple[Way, ...]
    chosen: ways.ParcelWay | None
    zone: str


@dataclass(frozen=True, slots=True)
class _Asked:
    parcel: Parcel
    taken: tuple[str, ...]
    contents: Contents | None
    chosen: ways.ParcelWay | None
    zone: str


def ask_ways(
    database: Database, shop: Shop, order_id: int, parcel_id: int | None = None
) -> Offered:
    """Every way that is offered now; asked outside of any transaction.

    Refusal ``ways_none`` where there is nothing to choose, ``ways_arranged`` where it is arranged,
    ``ways_not_told`` with what the platform said, ``channel_not_connected``.
    """
    if Can.WAYS not in shop.adapter.can:
        raise Refusal("ways_none", shop=shop.name)
    with reading(database) as tx:
        asked = _asked(tx, shop, order_id, parcel_id)
    told = ask(database, shop, lambda access: shop.adapter.packages(access, asked.parcel))
    if isinstance(told, Trouble):
        raise _refused(shop, told)
    package = _meant(asked, told)
    if package is None or package.state is not PackageState.TO_ARRANGE:
        state = package.raw_state if package else "-"
        raise Refusal("ways_arranged", shop=shop.name, order=asked.parcel.order_no, state=state)
    parcel = replace(asked.parcel, package=package.number, line_ids=package.line_ids)

    def call(access: Access) -> tuple[Way, ...] | Trouble:
        return shop.adapter.ways(access, parcel)

    offered = ask(database, shop, call)
    if isinstance(offered, Trouble):
        raise _refused(shop, offered)
    if not offered:
        raise Refusal("ways_none", shop=shop.name)
    return Offered(offered, asked.chosen, asked.zone)


def choose_way(
    settings: ShippingSettings, shop: str, parcel_id: int | None, way: Way, *, opened: bool
) -> Deed:
    """Keep how a parcel leaves; one that is packed and waits is booked with it at once."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        require(bench.tx, Permission.SHIPMENT_CREATE)
        if not opened:
            return _send(bench, settings, shop, parcel_id or 0, way)
        if order is None:
            return Answer(Kind.INFO, "nothing_open")
        if bench.work.parcel_id is None:
            made = open_parcel(bench.tx, order.warehouse_id, order.id)
            bench.change(parcel_id=made.id, parcel=made.code)
        kept = ways.choose(bench.tx, shop, bench.work.parcel_id or 0, order.id, way)
        still = needed(bench, load_order(bench.tx, order.id, lock=False))
        return Answer(Kind.INFO, "way_chosen", _told(order.order_no, shop, kept) | still)

    return do


def choose_for_waiting(
    tx: Transaction, settings: ShippingSettings, shop: str, parcel_id: int, way: Way
) -> ways.ParcelWay:
    """The same for a packed parcel that waits, without a station."""
    require(tx, Permission.SHIPMENT_CREATE)
    parcel = load_parcel(tx, parcel_id, lock=True)
    kept = ways.choose(tx, shop, parcel_id, parcel.order_id, way)
    create_shipment(tx, settings, parcel_id, {})
    return kept


def courier_of(tx: Transaction, order_id: int) -> str:
    """Who carries an order: the name of its channel, where the marketplace arranges it."""
    return str(tx.execute(_courier, {"b_order": order_id}).scalar_one())


def waiting_of(tx: Transaction, order_id: int) -> int | None:
    """The packed parcel of an order that waits for its booking, if any."""
    found = waiting_parcels(tx, order_id)
    return found[0].id if found else None


def _send(bench: Bench, settings: ShippingSettings, shop: str, parcel_id: int, way: Way) -> Answer:
    parcel = load_parcel(bench.tx, parcel_id)
    wanted = head(bench.tx, parcel.order_id)
    bench.about(wanted.id, wanted.order_no)
    kept = choose_for_waiting(bench.tx, settings, shop, parcel_id, way)
    return Answer(Kind.INFO, "way_sent", _told(wanted.order_no, shop, kept))


def _told(order_no: str, shop: str, kept: ways.ParcelWay) -> dict[str, Any]:
    return {"order": order_no, "shop": shop, "way": kept.kind, "said": kept.said}


def _asked(tx: Transaction, shop: Shop, order_id: int, parcel_id: int | None) -> _Asked:
    row = tx.execute(_order, {"b_order": order_id, "b_shop": shop.name}).one()
    others = tx.execute(_others, {"b_order": order_id, "b_parcel": parcel_id or 0}).scalars()
    filled = parcel_id is not None and waiting_of(tx, order_id) == parcel_id
    return _Asked(
        Parcel(row.order_no, row.remote_id or ""),
        tuple(one for one in others if one),
        contents_of(tx, shop, row.order_no, parcel_id) if filled and parcel_id else None,
        ways.way_of(tx, parcel_id) if parcel_id else None,
        tx.zone,
    )


def _meant(asked: _Asked, told: tuple[RemotePackage, ...]) -> RemotePackage | None:
    live = [one for one in open_ones(told) if one.number not in asked.taken or not one.number]
    if asked.contents is not None and len(live) > 1:
        return asked.contents.package(live)
    waiting = (one for one in live if one.state is PackageState.TO_ARRANGE)
    return next(waiting, None) or next(iter(live), None)


def _refused(shop: Shop, told: Trouble) -> Refusal:
    if told.fault is Fault.DONE:
        return Refusal("ways_arranged", shop=shop.name, order="", state=told.said)
    return Refusal("ways_not_told", shop=shop.name, fault=told.fault.value, said=told.said)


def way_from(told: Mapping[str, Any]) -> Way:
    """A way that was offered before, as it was kept meanwhile."""
    data = told.get("data")
    return Way(
        str(told.get("kind", "")),
        str(told.get("label", "")),
        told.get("at"),
        told.get("until"),
        str(told.get("hours", "")),
        data={str(k): str(v) for k, v in data.items()} if isinstance(data, Mapping) else {},
    )


_s = shipments.c
_order = (
    select(orders.c.order_no, channel_orders.c.remote_id)
    .select_from(orders)
    .outerjoin(
        channel_orders,
        (channel_orders.c.order_no == orders.c.order_no)
        & (channel_orders.c.shop == bindparam("b_shop")),
    )
    .where(orders.c.id == bindparam("b_order"))
)
_courier = select(orders.c.courier).where(orders.c.id == bindparam("b_order"))
_others = select(_s.reference).where(
    _s.order_id == bindparam("b_order"),
    _s.parcel_id != bindparam("b_parcel"),
    _s.state.in_(sorted(state.value for state in LIVE)),
)
