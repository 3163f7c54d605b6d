"""Checks of tracked goods: each unit of a lot that is known, each serial number there once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Date, bindparam, case, cast, func, or_, select

from core.catalog.models import products
from core.catalog.tracking import Tracking
from core.doctor.findings import Level
from core.doctor.looking import Look, by, named, told, within
from core.doctor.stock import GOODS
from core.stock.choosing import with_lot
from core.stock.lot_models import lots
from core.stock.models import BinKind, bins, levels
from core.stock.queries import KEPT_KINDS

_units: Any = cast(func.sum(levels.c.on_hand), BigInteger)
_twice = (
    select(levels.c.product_id, products.c.sku, levels.c.lot, _units.label("units"))
    .join(products, products.c.id == levels.c.product_id)
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        within(levels.c.product_id),
        products.c.tracking == Tracking.SERIAL.value,
        levels.c.lot != "",
        bins.c.kind.in_(KEPT_KINDS),
    )
    .group_by(levels.c.product_id, products.c.sku, levels.c.lot)
    .having(func.sum(levels.c.on_hand) > 1)
)
_there = (
    with_lot(
        select(
            levels.c.product_id,
            levels.c.bin_id,
            levels.c.lot,
            levels.c.on_hand,
            products.c.sku,
            bins.c.code.label("bin"),
        )
        .select_from(levels)
        .join(products, products.c.id == levels.c.product_id)
        .join(bins, bins.c.id == levels.c.bin_id)
    )
).where(within(levels.c.product_id), levels.c.on_hand > 0, bins.c.kind.in_(KEPT_KINDS))
_dateless = (products.c.tracking == Tracking.EXPIRY.value) & lots.c.expires_on.is_(None)
_untold = _there.add_columns(
    case(
        (levels.c.lot == "", "lot_missing"),
        (lots.c.id.is_(None), "lot_not_known"),
        else_="lot_without_day",
    ).label("code")
).where(
    products.c.tracking != Tracking.NONE.value,
    or_(levels.c.lot == "", lots.c.id.is_(None), _dateless),
)
_expired = _there.add_columns(lots.c.expires_on.label("day")).where(
    bins.c.kind == BinKind.SHELF.value,
    lots.c.expires_on < bindparam("today", type_=Date()),
)
_PLACE = ("product_id", "bin_id", "lot")

LOOKS = (
    Look("lots", GOODS, by(_twice, named("serial_over", "product_id", "lot"))),
    Look("lots", GOODS, by(_untold, told(*_PLACE))),
    Look(
        "lots",
        GOODS,
        by(
            _expired,
            named("expired_on_shelf", *_PLACE, level=Level.HINT),
            lambda tx, _means: {"today": tx.today},
        ),
    ),
)
"""Serial numbers, lots of tracked goods, and what expired where it could be packed."""
