"""Labels for shelves and goods, drawn up from the places and products that there are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from core.catalog.queries import Product, product
from core.errors import NotFound, Refusal
from core.paper.documents import BinLabels, Item, ProductLabels
from core.shipping.settings import ShippingSettings
from core.stock.models import BinKind, bins, warehouses
from core.text import clean
from core.transaction import Transaction

MOST = 500
"""Labels of one print job."""


def bin_labels_of(
    tx: Transaction,
    settings: ShippingSettings,
    warehouse_id: int,
    codes: Sequence[str] = (),
    copies: int = 1,
) -> BinLabels:
    """Labels for these shelves, else for all of a warehouse, in walking order.

    Raises NotFound ``bin_unknown`` or Refusal ``labels_too_many``.
    """
    known = tx.execute(_shelves, {"w": warehouse_id}).scalars().all()
    for code in codes:
        if clean(code) not in known:
            raise NotFound("bin_unknown", bin=clean(code, 40))
    chosen = list(dict.fromkeys(map(clean, codes))) or list(known)
    _bound(len(chosen) * copies)
    return BinLabels(
        language=settings.language,
        warehouse=str(tx.execute(_warehouse, {"w": warehouse_id}).scalar_one()),
        bins=tuple(chosen),
        copies=copies,
    )


def product_labels_of(
    tx: Transaction,
    settings: ShippingSettings,
    skus: Sequence[str],
    copies: int = 1,
    *,
    prices: bool = False,
    qr: bool = False,
) -> ProductLabels:
    """Labels for these products, by SKU or barcode.

    Raises NotFound ``product_not_found``, Refusal ``labels_too_many`` or ``currency_mix``.
    """
    _bound(len(skus) * copies)
    found = [product(tx, sku) for sku in skus]
    currency = found[0].price.currency if found else ""
    for one in found if prices else ():
        if one.price.currency != currency:
            raise Refusal("currency_mix", one=currency, other=one.price.currency)
    return ProductLabels(
        language=settings.language,
        shop=settings.sender.name,
        currency=currency,
        items=tuple(_item(one, copies) for one in found),
        prices=prices,
        qr=qr,
    )


def _item(one: Product, copies: int) -> Item:
    """The code of a single unit where there is one; a case's code says something else."""
    single = [code.code for code in one.barcodes if code.quantity == 1]
    code = single[0] if single else ""
    return Item(one.sku, one.name, copies, unit_price=one.price.minor, barcode=code)


def _bound(count: int) -> None:
    if count > MOST:
        raise Refusal("labels_too_many", count=count, limit=MOST)


_shelves = (
    select(bins.c.code)
    .where(
        bins.c.warehouse_id == bindparam("w"),
        bins.c.kind == BinKind.SHELF.value,
        bins.c.active,
    )
    .order_by(bins.c.walk, bins.c.code)
)
_warehouse = select(warehouses.c.code).where(warehouses.c.id == bindparam("w"))
