"""Products are made new or brought up to date, with exactly the barcodes that were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, insert, select, update

from core.catalog.intake import ProductDraft
from core.catalog.models import barcodes, products
from core.text import fold
from core.transaction import Transaction

_SEARCH_LIMIT = 400


def stored(tx: Transaction, skus: Sequence[str]) -> dict[str, RowMapping]:
    """The products of these SKUs as they are kept."""
    rows = tx.execute(_by_sku, {"wanted": list(skus)}).mappings()
    return {row["sku"]: row for row in rows}


def create(tx: Transaction, drafts: Sequence[ProductDraft], currency: str) -> dict[str, int]:
    """Make new products; gives their ids by SKU."""
    if not drafts:
        return {}
    rows = [_EMPTY | draft.columns | _common(tx, draft, currency) for draft in drafts]
    ids = list(tx.execute(_insert, rows).scalars())
    made = {draft.sku: number for draft, number in zip(drafts, ids, strict=True)}
    codes = [
        {"product_id": made[draft.sku], "code": code, "quantity": units}
        for draft in drafts
        for code, units in draft.codes or ()
    ]
    if codes:
        tx.execute(_insert_code, codes)
    return made


def bring_up_to_date(tx: Transaction, row: RowMapping, draft: ProductDraft, currency: str) -> bool:
    """Change a product to what its draft says; False where nothing differs."""
    changed = {name: new for name, new in draft.columns.items() if row[name] != new}
    if {"unit_price", "cost"} & draft.columns.keys() and row["currency"] != currency:
        changed["currency"] = currency
    if changed:
        changed["search"] = _search(draft.sku, str(draft.columns["name"]))
        changed["updated_at"] = tx.now
        tx.execute(update(products).where(products.c.id == row["id"]).values(**changed))
    return _set_codes(tx, row["id"], draft.codes) or bool(changed)


def _set_codes(tx: Transaction, product: int, given: Sequence[tuple[str, int]] | None) -> bool:
    """Make the codes of a product those that were given; None leaves them as they are."""
    if given is None:
        return False
    before: dict[str, int] = dict(tx.execute(_codes, {"p": product}))
    after = dict(given)
    if before == after:
        return False
    for code in before.keys() - after.keys():
        tx.execute(delete(barcodes).where(*_this_code(product, code)))
    for code, units in after.items():
        if code not in before:
            row = {"product_id": product, "code": code, "quantity": units}
            tx.execute(_insert_code, row)
        elif before[code] != units:
            tx.execute(update(barcodes).where(*_this_code(product, code)).values(quantity=units))
    return True


def _this_code(product: int, code: str) -> tuple[Any, Any]:
    return (barcodes.c.product_id == product, barcodes.c.code == code)


def _common(tx: Transaction, draft: ProductDraft, currency: str) -> dict[str, Any]:
    return {
        "sku": draft.sku,
        "search": _search(draft.sku, str(draft.columns["name"])),
        "currency": currency,
        "created_at": tx.now,
        "updated_at": tx.now,
    }


def _search(sku: str, name: str) -> str:
    return fold(f"{sku} {name}")[:_SEARCH_LIMIT]


_EMPTY: dict[str, Any] = {
    "brand": "",
    "category": "",
    "unit_price": 0,
    "cost": 0,
    "tax_rate": "0",
    "weight_g": 0,
    "length_mm": 0,
    "width_mm": 0,
    "height_mm": 0,
}
_by_sku = select(products).where(products.c.sku.in_(bindparam("wanted", expanding=True)))
_insert = insert(products).returning(products.c.id, sort_by_parameter_order=True)
_insert_code = insert(barcodes)
_codes = select(barcodes.c.code, barcodes.c.quantity).where(barcodes.c.product_id == bindparam("p"))
