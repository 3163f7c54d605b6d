"""Which units of which lines of an order a marketplace means, where it says what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import bindparam, select

from core.channels.models import channel_orders
from core.channels.registry import Shop
from core.channels.taking import skus_of
from core.orders.models import order_lines
from core.returns.queries import returnable
from core.transaction import Transaction


class Unknown(LookupError):
    """What comes back is not in the order."""


def units_of(
    tx: Transaction, shop: Shop, order_id: int, number: str, told: Sequence[Mapping[str, Any]]
) -> dict[int, int] | None:
    """Units by order line; None where nothing is said, which is all. Raises `Unknown`.

    Goods are known by what the seller wrote, by what a person said which product a listing is, and
    by the line of the order that is meant.
    """
    if not told:
        return None
    lines = returnable(tx, order_id)
    bundles = _bundles(tx, order_id)
    apart = {at for some in bundles.values() for at in some}
    sold = tx.execute(_lines, {"b_shop": shop.name, "b_number": number}).scalar() or []
    known = skus_of(tx, shop, sorted({str(line[2]) for line in sold}))
    ours = {line.sku for line in lines} | set(bundles)
    units: dict[int, int] = {}
    for one in told:
        sku = _sku(one, ours, sold, known)
        left = max(1, int(one["quantity"]))
        if sku in bundles:
            # All of its parts come back, as many as one of it has.
            whole = sum(int(line[4]) for line in sold if _called(line, known) == sku) or left
            for at, count in bundles[sku].items():
                units[at] = units.get(at, 0) + count * min(left, whole) // whole
            continue
        mine = [line for line in lines if line.sku == sku and line.line_id not in apart]
        mine = mine or [line for line in lines if line.sku == sku]
        for line in mine:
            room = left if line is mine[-1] else max(0, line.left - units.get(line.line_id, 0))
            units[line.line_id] = units.get(line.line_id, 0) + min(room, left)
            left -= min(room, left)
    return {at: count for at, count in units.items() if count}


def _bundles(tx: Transaction, order_id: int) -> dict[str, dict[int, int]]:
    """The lines of each bundle of an order, with how many units of its part it has in all."""
    found: dict[str, dict[int, int]] = {}
    for row in tx.execute(_parts, {"b_order": order_id}):
        found.setdefault(row.bundle, {})[row.id] = row.quantity
    return found


def _called(line: Sequence[Any], known: Mapping[tuple[str, str], str]) -> str:
    """What the seller calls a line of an order, or what a person said it is."""
    return known.get((line[2], line[3])) or str(line[1])


def _sku(
    one: Mapping[str, Any],
    ours: AbstractSet[str],
    sold: Sequence[Sequence[Any]],
    known: Mapping[tuple[str, str], str],
) -> str:
    for line in sold:
        line_id, _seller_sku, listing, variant = line[:4]
        ids = set(str(line_id).split(","))
        is_it = bool(ids & set(filter(None, str(one["line_id"]).split(","))))
        is_it = is_it or (one["listing_id"] == listing != "" and one["variant_id"] == variant)
        is_it = is_it or (not one["listing_id"] and one["variant_id"] == variant != "")
        if is_it and _called(line, known) in ours:
            return _called(line, known)
    if one["seller_sku"] in ours:
        return str(one["seller_sku"])
    raise Unknown(one["seller_sku"])


_parts = (
    select(order_lines.c.id, order_lines.c.bundle, order_lines.c.quantity)
    .where(order_lines.c.order_id == bindparam("b_order"), order_lines.c.bundle != "")
    .order_by(order_lines.c.line_no)
)
_lines = select(channel_orders.c.lines).where(
    channel_orders.c.shop == bindparam("b_shop"),
    (channel_orders.c.order_no == bindparam("b_number"))
    | (channel_orders.c.remote_id == bindparam("b_number")),
)
