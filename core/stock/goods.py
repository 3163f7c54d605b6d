"""Products by hand: added, changed, put away and brought back, and their barcodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from core.audit import record
from core.catalog import fields, storing
from core.catalog.intake import ProductDraft
from core.catalog.models import products
from core.errors import NotFound, Refusal
from core.files import values
from core.people.permissions import Permission, require
from core.stock.commands import Move, post
from core.stock.goods_rules import Sharing, check, on_hand_of, others_with, refuse_taken
from core.stock.models import BinKind
from core.stock.places import DEFAULT_SHELF, shelf, special_bin
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a product, as it was typed; what is left out stays as it is."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """By the names of `core.catalog.fields.FIELDS`."""
    barcode: str | None = None
    """All barcodes: ``A|B*12``; None leaves them."""
    stock: str | None = None
    """Units that there are of a new product."""
    bin: str = ""


def add(
    tx: Transaction,
    warehouse: int,
    sku: str,
    told: Told,
    currency: str,
    sharing: Sharing = Sharing.REFUSE,
) -> int:
    """A new product with what there is of it; gives its id.

    Raises Refusal ``sku_needed``, ``sku_exists``, ``product_name_needed``, ``barcode_taken``,
    ``bin_special`` and those of a field that is not right.
    """
    require(tx, Permission.PRODUCT_EDIT)
    sku = values.code(sku, 80)
    if not sku:
        raise Refusal("sku_needed")
    draft = _draft(sku, told, currency)
    if not draft.columns.get("name"):
        raise Refusal("product_name_needed", sku=sku)
    if sku in storing.stored(tx, [sku]):
        raise Refusal("sku_exists", sku=sku)
    for code, owner, _owner_sku, name in others_with(tx, None, [sku]):
        raise Refusal("sku_is_barcode", sku=code, owner=_sku(tx, owner), name=name)
    _settle(tx, None, dict(draft.codes or ()), sharing)
    made = storing.create(tx, [draft], currency)[sku]
    record(tx, "product_added", sku=sku)
    if draft.stock:
        _open(tx, warehouse, made, draft.stock, draft.bin)
    return made


def change(
    tx: Transaction,
    product_id: int,
    told: Told,
    currency: str,
    *,
    seen: datetime | None = None,
    sharing: Sharing = Sharing.REFUSE,
    active: bool | None = None,
) -> bool:
    """Change what is told anew about a product; False where all of it was known.

    With `seen`, when what was changed last, it is done only if nobody changed it since. Raises
    NotFound ``product_not_found``, Refusal ``product_changed_meanwhile``,
    ``product_name_needed``, ``barcode_taken``, ``unit_has_stock``, ``pack_has_stock``,
    ``archive_has_stock`` and those of a field that is not right.
    """
    require(tx, Permission.PRODUCT_EDIT)
    row = _locked(tx, product_id)
    sku = row["sku"]
    if seen is not None and row["updated_at"] != seen:
        raise Refusal("product_changed_meanwhile", sku=sku)
    draft = _draft(sku, told, currency, active)
    if draft.columns.get("name") == "":
        raise Refusal("product_name_needed", sku=sku)
    codes = storing.stored_codes(tx, [product_id])[product_id]
    wanted = storing.compare(row, codes, draft, currency, tx.now)
    if wanted.is_empty:
        return False
    check(row, codes, wanted, on_hand_of(tx, [product_id]).get(product_id, 0))
    new = {code: units for code, units in (wanted.codes or {}).items() if code not in codes}
    _settle(tx, product_id, new, sharing)
    storing.bring_up_to_date(tx, {product_id: row}, [wanted])
    names = sorted(wanted.columns) + (["barcode"] if wanted.codes is not None else [])
    record(tx, "product_changed", sku=sku, changed=names)
    return True


def add_barcode(
    tx: Transaction,
    product_id: int,
    text: str,
    units: int = 1,
    sharing: Sharing = Sharing.REFUSE,
) -> bool:
    """Give a product one more barcode, that stands for so many units; False where it had it.

    Raises what `change` does, ``barcode_needed``, ``barcode_reserved`` and, where it should move
    and is the SKU of another, ``barcode_is_sku``.
    """
    require(tx, Permission.PRODUCT_EDIT)
    given, _doubtful = fields.codes(f"{text}*{units}" if text.strip() else "")
    if len(given) != 1:
        raise Refusal("barcode_needed")
    before = storing.stored_codes(tx, [product_id])[product_id]
    return _codes(tx, product_id, before | dict(given), sharing)


def remove_barcode(tx: Transaction, product_id: int, text: str) -> None:
    """Take a barcode off a product; raises NotFound ``barcode_unknown``."""
    require(tx, Permission.PRODUCT_EDIT)
    before = storing.stored_codes(tx, [product_id])[product_id]
    named = {code for code, _units in fields.codes(text)[0]} if text.strip() else set()
    after = {code: units for code, units in before.items() if code not in named}
    if len(after) == len(before):
        raise NotFound("barcode_unknown", barcode=text, sku=_sku(tx, product_id))
    _codes(tx, product_id, after, Sharing.REFUSE)


def _codes(tx: Transaction, product_id: int, after: Mapping[str, int], sharing: Sharing) -> bool:
    written = fields.codes_written(after) or fields.NOTHING
    return change(tx, product_id, Told(barcode=written), "", sharing=sharing)


def _draft(sku: str, told: Told, currency: str, active: bool | None = None) -> ProductDraft:
    columns: dict[str, Any] = {}
    for name, raw in told.fields.items():
        columns[fields.FIELDS[name].column] = fields.read(name, raw, currency)
    codes: tuple[tuple[str, int], ...] | None = None
    if told.barcode is not None:
        empty = told.barcode.strip() in {"", fields.NOTHING}
        codes = () if empty else fields.codes(told.barcode)[0]
    stock = fields.whole(told.stock, fields.STOCK_LIMIT) if told.stock else None
    return ProductDraft(0, sku, columns, codes, stock, values.code(told.bin, 40), active)


def _settle(
    tx: Transaction, product_id: int | None, new: Mapping[str, int], sharing: Sharing
) -> None:
    """Refuse barcodes that others have, or take them off there."""
    if not new or sharing is Sharing.SHARE:
        return
    for code, owner, sku, name in others_with(tx, product_id, new):
        theirs = storing.stored_codes(tx, [owner])[owner]
        moving = sharing is Sharing.MOVE
        if not moving or code not in theirs:  # what another is called stays there
            raise refuse_taken(code, sku, name, moving=moving)
        after = {one: units for one, units in theirs.items() if one != code}
        _codes(tx, owner, after, Sharing.REFUSE)


def _open(tx: Transaction, warehouse: int, product_id: int, units: int, bin_code: str) -> None:
    """What there is of a new product, as a move from outside."""
    place = shelf(tx, warehouse, bin_code or DEFAULT_SHELF)
    if place.kind is not BinKind.SHELF:
        raise Refusal("bin_special", bin=bin_code)
    if not place.active:
        raise Refusal("bin_closed", bin=place.code)
    outside = special_bin(tx, warehouse, BinKind.SUPPLIER)
    post(tx, warehouse, [Move(product_id, outside, place.id, units)], reason="opening")


def _locked(tx: Transaction, product_id: int) -> RowMapping:
    row = next(iter(tx.execute(_lock, {"p": product_id}).mappings()), None)
    if row is None:
        raise NotFound("product_not_found", sku=product_id)
    return row


def _sku(tx: Transaction, product_id: int) -> str:
    return str(_locked(tx, product_id)["sku"])


_lock = select(products).where(products.c.id == bindparam("p")).with_for_update()
