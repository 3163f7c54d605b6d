"""Refusals about suppliers, purchase orders, and goods that are received."""

from __future__ import annotations

from core.i18n import N_

PURCHASES: dict[str, str] = {
    "supplier_code_needed": N_("A supplier needs a code."),
    "supplier_name_needed": N_("The supplier {supplier} needs a name."),
    "supplier_exists": N_("There is a supplier {supplier} already."),
    "supplier_unknown": N_("There is no supplier {supplier}."),
    "supplier_good_unknown": N_("The supplier {supplier} does not sell {sku}."),
    "supplier_price_needed": N_("Say what {supplier} asks for {sku}."),
    "supplier_lead_days": N_("{days} days are not between 0 and {most}."),
    "purchase_quantity": N_("{quantity} × {sku} is not between 1 and {most}."),
}
