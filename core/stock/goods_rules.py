"""What may not change on a product while it has stock, and whose barcode is whose."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, select

from core.catalog import storing
from core.catalog.storing import Codes, Update
from core.errors import Refusal
from core.stock.models import levels
from core.transaction import Transaction


class Sharing(StrEnum):
    """What becomes of a barcode that another product has."""

    REFUSE = "refuse"
    MOVE = "move"
    """It is taken off the other."""
    SHARE = "share"
    """It stays on both, and a scan asks which is meant."""


def on_hand_of(tx: Transaction, ids: Iterable[int]) -> dict[int, int]:
    """Units of these products in all bins of all warehouses; those without any are left out."""
    wanted = list(ids)
    rows = tx.execute(_on_hand, {"wanted": wanted}) if wanted else ()
    return {product: int(units) for product, units in rows if units}


def check(row: RowMapping, codes: Codes, wanted: Update, units: int) -> None:
    """Refuse what would make the stock of a product mean something else.

    `row` and `codes` are what is kept, `units` what there is of it. Raises Refusal
    ``unit_has_stock``, ``pack_has_stock`` or ``archive_has_stock``.
    """
    if not units:
        return
    told: dict[str, Any] = {"sku": row["sku"], "units": units}
    if "unit" in wanted.columns and row["unit"]:
        after = wanted.columns["unit"] or "-"
        raise Refusal("unit_has_stock", before=row["unit"], after=after, **told)
    for code, count in (wanted.codes or {}).items():
        if codes.get(code, count) != count:
            raise Refusal("pack_has_stock", barcode=code, before=codes[code], after=count, **told)
    if wanted.columns.get("archived_at") is not None:
        raise Refusal("archive_has_stock", **told)


def others_with(
    tx: Transaction, product_id: int | None, codes: Iterable[str]
) -> list[tuple[str, int, str, str]]:
    """Which of these codes other products carry or are called: (code, id, SKU, name)."""
    found = storing.owners(tx, codes)
    return [
        (code, owner, sku, name)
        for code, some in found.items()
        for owner, sku, name in some
        if owner != product_id
    ]


def refuse_taken(barcode: str, sku: str, name: str, *, moving: bool = False) -> Refusal:
    """The refusal of a barcode that another product has, or is called: that cannot be moved."""
    code = "barcode_is_sku" if moving else "barcode_taken"
    return Refusal(code, barcode=barcode, owner=sku, name=name)


def can_move(tx: Transaction, product_id: int, code: str) -> bool:
    """Whether all others that have a code carry it as a barcode: what one is called stays there."""
    others = [owner for _code, owner, _sku, _name in others_with(tx, product_id, [code])]
    kept = storing.stored_codes(tx, others)
    return all(code in kept[owner] for owner in others)


_on_hand = (
    select(levels.c.product_id, func.sum(levels.c.on_hand))
    .where(levels.c.product_id.in_(bindparam("wanted", expanding=True)))
    .group_by(levels.c.product_id)
)
