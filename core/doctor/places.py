"""Checks of goods on their way between warehouses, and of bins that are closed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, case, cast, func, literal, select, union_all

from core.catalog.models import products
from core.doctor.looking import Look, Rows, by, named, within
from core.doctor.stock import GOODS
from core.stock.models import BinKind, bins, levels, warehouses
from core.transfers.models import transfer_lines, transfer_steps, transfers
from core.transfers.states import StepKind

LINES = Rows("transfers", transfer_lines.c.id)
BINS = Rows("bins", bins.c.id)

_s = transfer_steps.c
# Goods come into transit when they are sent; all else takes them out, unless it is taken back.
_on_its_way = case(
    (_s.kind == StepKind.SENT.value, _s.quantity),
    (_s.kind == StepKind.RETURNED.value, -_s.quantity),
    (_s.takes_back.is_(None), -_s.quantity),
    else_=_s.quantity,
)
_both = union_all(
    select(
        levels.c.product_id,
        levels.c.bin_id,
        levels.c.lot,
        levels.c.on_hand.label("kept"),
        literal(0).label("rebuilt"),
    )
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(within(levels.c.product_id), bins.c.kind == BinKind.TRANSIT.value),
    select(_s.product_id, bins.c.id, _s.lot, literal(0), _on_its_way)
    .join(transfers, transfers.c.id == _s.transfer_id)
    .join(
        bins,
        (bins.c.warehouse_id == transfers.c.from_id) & (bins.c.kind == BinKind.TRANSIT.value),
    )
    .where(within(_s.product_id)),
).subquery()


def _whole(total: Any) -> Any:
    return cast(total, BigInteger)  # PostgreSQL sums whole numbers into decimals


_sums = (
    select(
        _both.c.product_id,
        _both.c.bin_id,
        _both.c.lot,
        _whole(func.sum(_both.c.kept)).label("kept"),
        _whole(func.sum(_both.c.rebuilt)).label("rebuilt"),
    )
    .group_by(_both.c.product_id, _both.c.bin_id, _both.c.lot)
    .having(func.sum(_both.c.kept) != func.sum(_both.c.rebuilt))
    .subquery()
)
_in_transit = (
    select(*_sums.c, products.c.sku, bins.c.code.label("bin"), warehouses.c.code.label("warehouse"))
    .join(products, products.c.id == _sums.c.product_id)
    .join(bins, bins.c.id == _sums.c.bin_id)
    .join(warehouses, warehouses.c.id == bins.c.warehouse_id)
)
_l = transfer_lines.c
_left = _l.sent - _l.received - _l.missing
_stepped = (
    select(_whole(func.coalesce(func.sum(_on_its_way), 0)))
    .where(_s.line_id == _l.id)
    .correlate(transfer_lines)
    .scalar_subquery()
)
_by_line = (
    select(
        _l.id.label("line"),
        transfers.c.number.label("transfer"),
        products.c.sku,
        _left.label("kept"),
        _stepped.label("rebuilt"),
    )
    .join(transfers, transfers.c.id == _l.transfer_id)
    .join(products, products.c.id == _l.product_id)
    .where(within(_l.id), _left != _stepped)
)
_inside = (
    select(_whole(func.sum(levels.c.on_hand)))
    .where(levels.c.bin_id == bins.c.id)
    .correlate(bins)
    .scalar_subquery()
)
_closed = (
    select(
        bins.c.id.label("number"),
        bins.c.code.label("bin"),
        warehouses.c.code.label("warehouse"),
        _inside.label("units"),
    )
    .join(warehouses, warehouses.c.id == bins.c.warehouse_id)
    .where(within(bins.c.id), ~bins.c.active, _inside > 0)
)

LOOKS = (
    Look(
        "transfers", GOODS, by(_in_transit, named("transit_differs", "product_id", "bin_id", "lot"))
    ),
    Look("transfers", LINES, by(_by_line, named("transfer_line_differs", "line"))),
    Look("bins", BINS, by(_closed, named("bin_closed_full", "number"))),
)
"""What lies in transit, what transfers say of it, and goods in closed bins."""
