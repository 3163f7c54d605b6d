"""Which units of which lines of an order a marketplace means, where it says what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from core.channels.models import channel_orders
from core.channels.registry import Shop
from core.channels.taking import skus_of
from core.returns.queries import Returnable, returnable
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
    sold = tx.execute(_lines, {"b_shop": shop.name, "b_number": number}).scalar() or []
    known = skus_of(tx, shop, sorted({str(line[2]) for line in sold}))
    units: dict[int, int] = {}
    for one in told:
        sku = _sku(one, lines, sold, known)
        left = max(1, int(one["quantity"]))
        mine = [line for line in lines if line.sku == sku]
        for line in mine:
            room = left if line is mine[-1] else max(0, line.left - units.get(line.line_id, 0))
            units[line.line_id] = units.get(line.line_id, 0) + min(room, left)
            left -= min(room, left)
    return {at: count for at, count in units.items() if count}


def _sku(
    one: Mapping[str, Any],
    lines: Sequence[Returnable],
    sold: Sequence[Sequence[Any]],
    known: Mapping[tuple[str, str], str],
) -> str:
    ours = {line.sku for line in lines}
    for line_id, seller_sku, listing, variant, _count in sold:
        ids = set(str(line_id).split(","))
        is_it = bool(ids & set(filter(None, str(one["line_id"]).split(","))))
        is_it = is_it or (one["listing_id"] == listing != "" and one["variant_id"] == variant)
        is_it = is_it or (not one["listing_id"] and one["variant_id"] == variant != "")
        sku = known.get((listing, variant)) or seller_sku
        if is_it and sku in ours:
            return str(sku)
    if one["seller_sku"] in ours:
        return str(one["seller_sku"])
    raise Unknown(one["seller_sku"])


_lines = select(channel_orders.c.lines).where(
    channel_orders.c.shop == bindparam("b_shop"),
    (channel_orders.c.order_no == bindparam("b_number"))
    | (channel_orders.c.remote_id == bindparam("b_number")),
)
