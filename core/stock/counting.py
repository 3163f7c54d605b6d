"""A counted bin: the difference goes into the ledger, and whoever asked for the count is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, update

from core.catalog.bundles import no_bundle
from core.catalog.lookup import by_sku
from core.catalog.tracking import Tracking
from core.errors import NotFound, Refusal
from core.people.permissions import Permission, require
from core.stock import lots
from core.stock.commands import adjust_to
from core.stock.models import BinKind, count_requests
from core.stock.places import find_bin
from core.transaction import Transaction

MOST = 1_000_000_000
"""More units than any bin holds."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count changed, in units."""

    sku: str
    bin: str
    counted: int
    difference: int


def count_bin(
    tx: Transaction,
    warehouse: int,
    sku: str,
    bin_code: str,
    counted: int,
    lot: str = "",
    expires_on: date | None = None,
) -> Counted:
    """Write down how many units of a product, and of which lot, lie in a bin.

    Raises NotFound ``product_not_found``, ``bin_unknown`` or ``lot_unknown``, Refusal
    ``count_impossible``, ``stock_reserved`` where orders hold more than were counted,
    ``bundle_no_stock`` for what is sold as one, ``lot_needed`` for tracked goods,
    ``lot_not_kept`` for others of which no such lot came in, and those of `lots.lot_text` and
    `lots.learn`.
    """
    require(tx, Permission.STOCK_ADJUST)
    if not 0 <= counted <= MOST:
        raise Refusal("count_impossible", counted=counted)
    product = by_sku(tx, [sku]).get(sku)
    if product is None:
        raise NotFound("product_not_found", sku=sku)
    found = find_bin(tx, warehouse, bin_code)
    if found is None or found.kind not in {BinKind.SHELF, BinKind.DAMAGED}:
        raise NotFound("bin_unknown", bin=bin_code)
    if counted:
        no_bundle(tx, product.id, sku)
    lot = lots.lot_text(lot)
    tracking = lots.tracking_of(tx, product.id)
    if not lot and counted and tracking is not Tracking.NONE:
        raise Refusal("lot_needed", sku=sku, tracking=tracking.value)
    if lot:
        known = lots.find(tx, product.id, lot)
        if known is None and tracking is Tracking.NONE:
            raise Refusal("lot_not_kept", sku=sku, lot=lot, bin=found.code, units=counted)
        if known is None and not counted:
            raise NotFound("lot_unknown", sku=sku, lot=lot)
        lot = known.lot if known else lot
        lots.learn(tx, product.id, lot, expires_on)
    place = (product.id, found.id, counted)
    difference = adjust_to(tx, warehouse, *place, lot=lot, reason="count")
    request_done(tx, found.id, product.id)
    return Counted(sku, found.code, counted, difference)


def request_done(tx: Transaction, bin_id: int, product: int) -> None:
    """Whoever asked for a product in a bin to be counted has an answer."""
    tx.execute(_done, {"b": bin_id, "p": product, "now": tx.now})


_done = (
    update(count_requests)
    .where(
        count_requests.c.bin_id == bindparam("b"),
        count_requests.c.product_id == bindparam("p"),
        count_requests.c.done_at.is_(None),
    )
    .values(done_at=bindparam("now"))
)
