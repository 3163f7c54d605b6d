"""What a product is made of that is sold as one: a part of its sheet, a form, and the deed."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalog import queries
from core.catalog.bundles import bundles_with, parts_of
from core.catalog.queries import Product
from core.files import values as cells
from core.fulfilment.packing.session import Deed
from core.i18n import _
from core.shipping import goods_deeds
from core.stock.bundling import free_bundles
from core.text import clean
from core.transaction import Transaction
from tui.live.boards import At
from tui.views import Form, FormField, Section

_LINES = 8


def bundle_section(tx: Transaction, at: At, one: Product) -> Section:
    """The parts of a bundle and how many can be had; the bundles that a product is part of."""
    parts = parts_of(tx, [one.id]).get(one.id, ())
    if parts:
        rows = [(part.sku, f"{part.quantity} × {part.name}") for part in parts]
        free = str(free_bundles(tx, at.warehouse, one.id))
        return Section(_("Bundle of"), ((_("Can be had"), free), *rows))
    rows = [(sku, "") for sku in bundles_with(tx, one.id)]
    return Section(_("Part of"), tuple(rows))


def bundle_form(tx: Transaction, one: Product) -> Form:
    """A line a part."""
    parts = [f"{part.sku}={part.quantity}" for part in parts_of(tx, [one.id]).get(one.id, ())]
    count = max(_LINES, len(parts) + 2)
    shown = [*parts, *[""] * (count - len(parts))]
    fields = tuple(
        FormField(f"part.{at}", str(at + 1), text, hint="SKU=2" if at == 0 else "")
        for at, text in enumerate(shown)
    )
    note = _("Without parts it is no bundle.")
    return Form(_("What is in {sku}?").format(sku=one.sku), fields, (note,), {"id": str(one.id)})


def bundle_deed(tx: Transaction, product: str, values: Mapping[str, str]) -> Deed:
    """What was filled in; the same part twice is so many together."""
    wanted: dict[int, int] = {}
    for name, typed in values.items():
        if not name.startswith("part.") or not typed.strip():
            continue
        text = clean(typed, 100)
        sku, equals, units = text.rpartition("=")
        if not equals:
            sku, units = text, "1"
        part = queries.product(tx, sku.strip()).id
        wanted[part] = wanted.get(part, 0) + cells.quantity(units)
    return goods_deeds.bundle(product, wanted)
