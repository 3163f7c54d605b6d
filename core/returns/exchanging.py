"""The order of an exchange: like the first one, with other goods, paid for by what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.catalog.lookup import by_sku
from core.errors import NotFound, Refusal
from core.orders.entry.contents import EntryLine, plain_amount
from core.orders.entry.making import make_at_once
from core.orders.entry.reading import copy_of
from core.orders.entry.rules import EntryRules
from core.orders.payments.commands import Paid, refund
from core.orders.payments.states import Method
from core.orders.states import Origin
from core.returns.queries import Return
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The order that was made; money in minor units."""

    order_id: int
    order_no: str
    total: int
    credit: int
    """How much of it is paid for by the goods that came back."""
    missing: int = 0
    """Units of it that lie free on no shelf."""

    @property
    def due(self) -> int:
        """What the buyer still has to pay."""
        return self.total - self.credit


def goods_of(tx: Transaction, wanted: Mapping[str, int]) -> tuple[EntryLine, ...]:
    """Lines for products by SKU and units, at today's prices; raises NotFound."""
    known = by_sku(tx, list(wanted))
    lines = []
    for sku, units in wanted.items():
        product = known.get(sku)
        if product is None:
            raise NotFound("product_not_found", sku=sku)
        if units < 1:
            raise Refusal("quantity_out_of_range", value=units, limit=1_000_000)
        lines.append(EntryLine(product.id, sku, sku, units, product.unit_price))
    return tuple(lines)


def exchange(
    tx: Transaction, rules: EntryRules, found: Return, goods: Sequence[EntryLine], credit: int
) -> Exchanged:
    """Make the order, once for each return; what was paid for the goods that came back moves over.

    Raises what making an order refuses.
    """
    contents = copy_of(tx, found.order_id, rules.zone)
    total = sum(line.amount for line in goods)
    moved = min(credit, total)
    contents = replace(
        contents,
        lines=tuple(goods),
        origin=Origin.EXCHANGE.value,
        origin_id=found.order_id,
        shipping_fee="",
        cod="",
        note="",
        paid=plain_amount(moved, found.currency) if moved else "",
        method=Method.OTHER.value,
        reference=found.code if moved else "",
        received=bool(moved),
    )
    made = make_at_once(tx, rules, contents, f"exchange:{found.code}")
    if moved and made.is_new:
        over = Paid(moved, Method.OTHER, reference=made.order_no)
        refund(tx, rules.policy, found.order_id, over, found.code)
    missing = sum(one.quantity for one in made.missing)
    return Exchanged(made.order_id, made.order_no, total, moved, missing)
