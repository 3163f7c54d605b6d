"""Products in words: what is earned with them, and what a file changes on them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from core.catalog.queries import Product
from core.i18n import N_, _, language
from core.money import Money, show
from core.stock.product_plan import Change

FIELD_NAMES: dict[str, str] = {
    "name": N_("Name"),
    "barcode": N_("Barcodes"),
    "unit_price": N_("Price"),
    "list_price": N_("List price"),
    "cost": N_("Cost"),
    "tax_rate": N_("VAT %"),
    "unit": N_("Unit"),
    "weight_g": N_("Weight (g)"),
    "length_cm": N_("Length (cm)"),
    "width_cm": N_("Width (cm)"),
    "height_cm": N_("Height (cm)"),
    "stock": N_("Stock"),
    "brand": N_("Brand"),
    "category": N_("Category"),
    "description": N_("Description"),
    "specification": N_("Specification"),
    "pictures": N_("Pictures"),
    "videos": N_("Videos"),
    "reorder_point": N_("Order again below"),
    "active": N_("For sale"),
    "currency": N_("Currency"),
}
"""What the fields of a product are called."""


def money_text(minor: Decimal | int, currency: str) -> str:
    """An amount that may have parts of a minor unit, rounded to be read."""
    whole = int(Decimal(minor).to_integral_value(ROUND_HALF_UP))
    return show(Money(whole, currency), language())


def profit_text(product: Product) -> str:
    """What one unit earns, and the margin; empty where no cost is known."""
    found = product.earnings
    if found.profit is None or found.margin is None:
        return ""
    earned = money_text(found.profit, product.price.currency)
    return _("{profit} ({margin} % of the price without VAT)").format(
        profit=earned, margin=f"{found.margin:f}"
    )


def change_lines(change: Change) -> list[str]:
    """A row of a file as lines: the product, then each field as it was and as it will be."""
    name = change.draft.columns.get("name", "")
    head = _("new: {sku}") if change.is_new else _("changed: {sku}")
    lines = [" ".join(filter(None, [head.format(sku=change.draft.sku), name]))]
    for one in change.differences:
        if change.is_new and one.field == "name":
            continue
        told = _(FIELD_NAMES[one.field])
        if change.is_new:
            lines.append(f"    {told}: {one.after}")
        else:
            lines.append(f"    {told}: {one.before or '-'} → {one.after or '-'}")
    return lines
