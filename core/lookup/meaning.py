"""What a code can mean, of everything that has a code: the likeliest first."""

from __future__ import annotations

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    String,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from core import barcodes
from core.barcodes import Code
from core.barcodes import Kind as CodeKind
from core.counting.models import counts
from core.errors import NotFound, Refusal
from core.fulfilment.models import parcels
from core.fulfilment.packing.meaning import find_products
from core.fulfilment.walks.models import walks
from core.fulfilment.walks.walk import number_of
from core.lookup.found import Ref, Thing
from core.orders.models import orders
from core.people.models import operators, stations
from core.purchasing.models import purchase_orders, receipts
from core.returns.models import returns
from core.shipping.models import shipments
from core.stock.lot_models import lots
from core.stock.models import bins
from core.text import clean
from core.transaction import Transaction
from core.transfers.models import transfers

_MOST = 12


def things_of(tx: Transaction, warehouse: int, raw: str) -> list[Ref]:
    """Everything that goes by a code, scanned or typed; those of this warehouse first.

    Raises NotFound ``lookup_nothing``, Refusal ``lookup_unreadable`` or ``lookup_command``.
    """
    code = barcodes.read(raw)
    shown = clean(raw, 60)
    match code.kind:
        case CodeKind.UNREADABLE | CodeKind.QUANTITY:
            raise Refusal("lookup_unreadable", looked_up=shown)
        case CodeKind.COMMAND | CodeKind.UNKNOWN_COMMAND:
            raise Refusal("lookup_command", looked_up=shown)
        case CodeKind.OPERATOR:
            shown = f"{barcodes.PREFIX}OP"  # a badge is nobody's to read
            found = _ids(tx, Thing.OPERATOR, _badge, code)
        case CodeKind.STATION:
            found = _ids(tx, Thing.STATION, _station, code)
        case CodeKind.BIN | CodeKind.TOTE:
            found = _bins(tx, warehouse, code)
        case CodeKind.PARCEL:
            found = _ids(tx, Thing.PARCEL, _parcel, code)
        case _:
            found = _any(tx, warehouse, code)
    if not found:
        raise NotFound("lookup_nothing", looked_up=shown)
    return found[:_MOST]


def _any(tx: Transaction, warehouse: int, code: Code) -> list[Ref]:
    lot = code.serial or code.lot
    found = [Ref(Thing.PRODUCT, each.product_id, lot) for each in find_products(tx, code)]
    texts = list(dict.fromkeys((*code.candidates, code.value, code.value.upper())))
    asked = {"texts": texts, "upper": code.value.upper()}
    rows = tx.execute(_numbers, asked).all()
    channel, slash, number = code.value.partition("/")
    if slash and not rows:
        place = {"number": number, "channel": channel.casefold()}
        rows = tx.execute(_of_channel, place).all()
    found += [Ref(Thing(thing), int(number)) for thing, number in rows]
    walk = {"walk": number_of(code.value) or 0}
    found += [Ref(Thing.WALK, one) for one in tx.execute(_walk, walk).scalars()]
    found += _bins(tx, warehouse, code)
    found += [Ref(Thing.PRODUCT, *row) for row in tx.execute(_lots, asked)]
    return list(dict.fromkeys(found))


def _bins(tx: Transaction, warehouse: int, code: Code) -> list[Ref]:
    spellings = list(dict.fromkeys((code.value, code.value.upper())))
    asked = {"codes": spellings, "warehouse": warehouse}
    return [Ref(Thing.BIN, bin_id) for bin_id in tx.execute(_bin, asked).scalars()]


def _ids(tx: Transaction, thing: Thing, query: Executable, code: Code) -> list[Ref]:
    rows = tx.execute(query, {"code": code.value, "folded": code.value.casefold()})
    return [Ref(thing, int(found)) for found in rows.scalars()]


_texts: BindParameter[str] = bindparam("texts", expanding=True)
_upper: BindParameter[str] = bindparam("upper")


def _as(thing: Thing) -> ColumnElement[str]:
    return literal_column(f"'{thing.value}'", String).label("thing")


_numbers = union_all(
    select(_as(Thing.ORDER), orders.c.id).where(orders.c.order_no.in_(_texts)),
    select(_as(Thing.PARCEL), shipments.c.parcel_id).where(shipments.c.waybill.in_(_texts)),
    select(_as(Thing.PARCEL), shipments.c.parcel_id).where(shipments.c.own_code.in_(_texts)),
    select(_as(Thing.PARCEL), parcels.c.id).where(parcels.c.code == _upper),
    select(_as(Thing.PURCHASE), purchase_orders.c.id).where(purchase_orders.c.number == _upper),
    select(_as(Thing.PURCHASE), receipts.c.purchase_id).where(receipts.c.number == _upper),
    select(_as(Thing.TRANSFER), transfers.c.id).where(transfers.c.number == _upper),
    select(_as(Thing.RETURN), returns.c.id).where(returns.c.code == _upper),
    select(_as(Thing.COUNT), counts.c.id).where(counts.c.number == _upper),
)
_of_channel = select(_as(Thing.ORDER), orders.c.id).where(
    orders.c.order_no == bindparam("number"), func.lower(orders.c.channel) == bindparam("channel")
)
_lots = select(lots.c.product_id, lots.c.lot).where(lots.c.lot.in_(_texts)).limit(_MOST)
_bin = (
    select(bins.c.id)
    .where(bins.c.code.in_(bindparam("codes", expanding=True)))
    .order_by(bins.c.warehouse_id != bindparam("warehouse"), bins.c.id)
)
_badge = select(operators.c.id).where(operators.c.badge == bindparam("code"))
_station = select(stations.c.id).where(func.lower(stations.c.name) == bindparam("folded"))
_parcel = select(parcels.c.id).where(parcels.c.code == bindparam("code"))
_walk = select(walks.c.id).where(walks.c.id == bindparam("walk"))
