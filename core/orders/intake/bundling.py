"""Bundles that come in with orders are taken apart: packers verify part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.catalog.bundles import Part, parts_of, shared
from core.catalog.lookup import Priced
from core.orders.intake.drafts import Draft, DraftLine, Group, content_hash
from core.orders.intake.rules import Desk
from core.orders.intake.worth import catalogue_price


def taken_apart(desk: Desk, groups: Sequence[Group]) -> tuple[Desk, Sequence[Group]]:
    """The groups with the parts of bundles in place of them, and the desk that knows the parts.

    What makes an order the same as before is what its file says: a bundle that is made of other
    things by now does not change the orders that are there.
    """
    drafts = [group.draft for group in groups if group.draft is not None]
    named = {line.sku for draft in drafts for line in draft.lines}
    known = [desk.products[sku] for sku in named if sku in desk.products]
    parts = parts_of(desk.tx, [one.id for one in known])
    if not parts:
        return desk, groups
    bundles = {one.sku: parts[one.id] for one in known if one.id in parts}
    every = (part for some in bundles.values() for part in some)
    more = {
        part.sku: Priced(part.product_id, part.sku, part.currency, part.unit_price)
        for part in every
    }
    apart = [
        group if group.draft is None else replace(group, draft=_apart(desk, group.draft, bundles))
        for group in groups
    ]
    return replace(desk, products={**desk.products, **more}), apart


def _apart(desk: Desk, draft: Draft, bundles: Mapping[str, Sequence[Part]]) -> Draft:
    if not any(line.sku in bundles for line in draft.lines):
        return draft
    lines: list[DraftLine] = []
    for line in draft.lines:
        parts = bundles.get(line.sku)
        if parts is None:
            lines.append(line)
            continue
        price = line.unit_price
        if price is None:
            price = catalogue_price(desk.products[line.sku], draft.currency)
        off = min(line.discount, price * line.quantity)
        lines += [
            DraftLine(
                line.line,
                share.part.sku,
                share.quantity,
                share.unit_price,
                # What a line gives off beyond its worth is off the whole order: the first has it.
                share.discount + (line.discount - off if at == 0 else 0),
                line.sku,
            )
            for at, share in enumerate(shared(parts, line.quantity, price, off, draft.currency))
        ]
    return replace(draft, lines=tuple(lines), told=content_hash(draft))
