"""What scans share that bring goods into the house or back to a place: bins, numbers, promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.barcodes import Code
from core.barcodes import Kind as CodeKind
from core.fulfilment.packing.meaning import find_products
from core.fulfilment.packing.work import Bench
from core.orders.promise import promise_for
from core.stock.places import find_bin
from core.text import clean

_AT_ONCE = 50
"""Orders that one arrival promises by itself; the rest follow in the background."""


def names_bin(bench: Bench, code: Code) -> bool:
    """Whether a text that was typed or scanned is a bin of the warehouse."""
    if code.kind is not CodeKind.TEXT:
        return False
    return find_bin(bench.tx, bench.warehouse_id, clean(code.value, 40)) is not None


def names_only_bin(bench: Bench, code: Code) -> bool:
    """The same, where no product has this code too."""
    return names_bin(bench, code) and not find_products(bench.tx, code)


def with_number(bench: Bench, code: Code, raw: str) -> str:
    """Goods with the number that was typed or scanned before them, unless they have one."""
    before = bench.work.quantity
    is_goods = code.kind in {CodeKind.TEXT, CodeKind.GTIN}
    return f"{before}*{raw}" if is_goods and before is not None and not code.typed else raw


def number_used(bench: Bench, code: Code) -> None:
    """After goods the number counts no more."""
    if code.kind in {CodeKind.TEXT, CodeKind.GTIN}:
        bench.change(quantity=None)


def promised_now(bench: Bench, product_ids: Iterable[int]) -> int:
    """How many orders wait no longer for goods that just came."""
    return promise_for(
        bench.tx,
        bench.warehouse_id,
        list(product_ids),
        limit=_AT_ONCE,
        partial=bench.rules.partial_promise,
    )


def with_goods_named(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters with their goods, (units, SKU, bin) each, as one text."""
    if "goods" not in params:
        return dict(params)
    goods = ", ".join(f"{units} × {sku}" for units, sku, _bin in params["goods"])
    return {**params, "goods": goods}
