"""What billing needs of the configuration."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from core.settings import Config


@dataclass(frozen=True, slots=True)
class BillingRules:
    """How invoices are numbered, and what the shop says of itself on them."""

    pattern: str = "INV/{year}/{month}/{n:04}"
    zone: str = "UTC"
    language: str = "en"
    due_days: int = 0
    shipping_tax: str = ""
    payment: str = ""
    seller: dict[str, str] = field(default_factory=dict)
    """Name, address and tax number as they stand on an invoice from now on."""


def billing_rules(config: Config) -> BillingRules:
    """Billing's part of the configuration."""
    shop, invoices = config.shop, config.invoices
    seller = Sides(
        shop.name,
        shop.phone,
        shop.address,
        shop.district,
        shop.city,
        shop.province,
        shop.postcode,
        shop.country,
        tax_number=shop.tax_id,
    )
    return BillingRules(
        pattern=invoices.number,
        zone=shop.timezone,
        language=shop.language,
        due_days=invoices.due_days,
        shipping_tax=invoices.shipping_tax,
        payment=invoices.payment,
        seller=asdict(seller),
    )


@dataclass(frozen=True, slots=True)
class Sides:
    """One side of an invoice, as it was when the invoice was made."""

    name: str
    phone: str = ""
    address: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postcode: str = ""
    country: str = ""
    email: str = ""
    tax_number: str = ""

    @property
    def place(self) -> str:
        """Its address in one line."""
        parts = (self.address, self.district, self.city, self.province, self.postcode)
        return ", ".join(part for part in parts if part)
