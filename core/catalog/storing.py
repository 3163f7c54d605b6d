"""Products are made new or brought up to date, with exactly the barcodes that were given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, insert, select, update

from core.catalog.intake import ProductDraft
from core.catalog.models import barcodes, products
from core.text import fold
from core.transaction import Transaction

_SEARCH_LIMIT = 400

Codes = dict[str, int]
"""The barcodes of a product, each with its units."""


@dataclass(frozen=True, slots=True)
class Update:
    """What differs between a kept product and what is told of it; `codes` None: as they are."""

    product_id: int
    columns: dict[str, Any]
    codes: Codes | None

    @property
    def is_empty(self) -> bool:
        """Whether all is known already."""
        return not self.columns and self.codes is None


def stored(tx: Transaction, skus: Sequence[str]) -> dict[str, RowMapping]:
    """The products of these SKUs as they are kept."""
    rows = tx.execute(_by_sku, {"wanted": list(skus)}).mappings()
    return {row["sku"]: row for row in rows}


def stored_codes(tx: Transaction, ids: Iterable[int]) -> dict[int, Codes]:
    """The barcodes of these products, in the order in which they were added."""
    found: dict[int, Codes] = defaultdict(dict)
    wanted = list(ids)
    for product_id, code, units in tx.execute(_codes, {"wanted": wanted}) if wanted else ():
        found[product_id][code] = units
    return found


def owners(tx: Transaction, codes: Iterable[str]) -> dict[str, list[tuple[int, str, str]]]:
    """Who carries these codes, as a barcode or as SKU: (id, SKU, name) by code."""
    wanted = {"wanted": list(dict.fromkeys(codes))}
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for query in (_owners, _called):
        for code, product_id, sku, name in tx.execute(query, wanted):
            found[code].append((product_id, sku, name))
    return found


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


def compare(
    row: RowMapping, codes: Codes, draft: ProductDraft, currency: str, now: datetime
) -> Update:
    """What of a draft is new for a kept product with these barcodes."""
    changed = {name: new for name, new in draft.columns.items() if row[name] != new}
    priced = {"unit_price", "cost", "list_price"} & draft.columns.keys()
    if priced and row["currency"] != currency:
        changed["currency"] = currency
    if draft.active is not None and draft.active == (row["archived_at"] is not None):
        changed["archived_at"] = None if draft.active else now
    after = None if draft.codes is None or dict(draft.codes) == codes else dict(draft.codes)
    return Update(row["id"], changed, after)


def bring_up_to_date(
    tx: Transaction, known: Mapping[int, RowMapping], updates: Sequence[Update]
) -> None:
    """Make kept products what their updates say; `known` are their rows by id."""
    alike: dict[frozenset[str], list[dict[str, Any]]] = defaultdict(list)
    for one in updates:
        if one.is_empty:
            continue
        row = known[one.product_id]
        values = one.columns | {"updated_at": tx.now}
        if "name" in one.columns:
            values["search"] = _search(row["sku"], one.columns["name"])
        alike[frozenset(values)].append({"p": one.product_id, "v": values})
    for names, some in alike.items():
        statement = (
            update(products)
            .where(products.c.id == bindparam("p_id"))
            .values({name: bindparam(f"v_{name}") for name in sorted(names)})
        )
        tx.execute(
            statement,
            [{"p_id": one["p"]} | {f"v_{n}": v for n, v in one["v"].items()} for one in some],
        )
    changed = {one.product_id: one.codes for one in updates if one.codes is not None}
    if changed:
        _set_codes(tx, changed)


def _set_codes(tx: Transaction, wanted: Mapping[int, Codes]) -> None:
    """Make the codes of products those that were given."""
    before = stored_codes(tx, wanted)
    gone, new, other = [], [], []
    for product_id, after in wanted.items():
        had = before.get(product_id, {})
        gone += [{"p": product_id, "c": code} for code in had.keys() - after.keys()]
        for code, units in after.items():
            if code not in had:
                new.append({"product_id": product_id, "code": code, "quantity": units})
            elif had[code] != units:
                other.append({"p": product_id, "c": code, "q": units})
    for statement, rows in ((_drop_code, gone), (_insert_code, new), (_change_code, other)):
        if rows:
            tx.execute(statement, rows)


def _common(tx: Transaction, draft: ProductDraft, currency: str) -> dict[str, Any]:
    return {
        "sku": draft.sku,
        "search": _search(draft.sku, str(draft.columns["name"])),
        "currency": currency,
        "created_at": tx.now,
        "updated_at": tx.now,
        "archived_at": tx.now if draft.active is False else None,
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
    "list_price": 0,
    "unit": "",
    "description": "",
    "specification": "",
    "pictures": "",
    "videos": "",
    "reorder_point": 0,
}
_by_sku = select(products).where(products.c.sku.in_(bindparam("wanted", expanding=True)))
_insert = insert(products).returning(products.c.id, sort_by_parameter_order=True)
_insert_code = insert(barcodes)
_codes = (
    select(barcodes.c.product_id, barcodes.c.code, barcodes.c.quantity)
    .where(barcodes.c.product_id.in_(bindparam("wanted", expanding=True)))
    .order_by(barcodes.c.id)
)
_this_code = (barcodes.c.product_id == bindparam("p"), barcodes.c.code == bindparam("c"))
_drop_code = delete(barcodes).where(*_this_code)
_change_code = update(barcodes).where(*_this_code).values(quantity=bindparam("q"))
_owners = (
    select(barcodes.c.code, products.c.id, products.c.sku, products.c.name)
    .join(products, products.c.id == barcodes.c.product_id)
    .where(barcodes.c.code.in_(bindparam("wanted", expanding=True)))
    .order_by(products.c.id)
)
_called = select(products.c.sku, products.c.id, products.c.sku, products.c.name).where(
    products.c.sku.in_(bindparam("wanted", expanding=True))
)
