"""A counted bin: the difference goes into the ledger, and whoever asked for the count is done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, update

from core.catalog.lookup import by_sku
from core.errors import NotFound, Refusal
from core.people.permissions import Permission, require
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


def count_bin(tx: Transaction, warehouse: int, sku: str, bin_code: str, counted: int) -> Counted:
    """Write down how many units of a product lie in a bin.

    Raises NotFound ``product_not_found`` or ``bin_unknown``, Refusal ``count_impossible`` or
    ``stock_reserved`` where orders hold more than were counted.
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
    difference = adjust_to(tx, warehouse, product.id, found.id, counted, reason="count")
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
