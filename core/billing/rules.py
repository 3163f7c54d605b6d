"""What billing needs of the configuration."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date

from core.billing.profiles.states import Point
from core.billing.sending.rules import SendingRules, sending_rules
from core.billing.states import InvoiceKind
from core.money import digits
from core.receivable_settings import PaymentsSettings
from core.settings import Config


@dataclass(frozen=True, slots=True)
class BillingRules:
    """How invoices are numbered, and what the shop says of itself on them."""

    pattern: str = "INV/{year}/{month}/{n:04}"
    credit_pattern: str = "CN/{year}/{month}/{n:04}"
    adjustment_pattern: str = "ADJ/{year}/{month}/{n:04}"
    replacement_pattern: str = "RPL/{year}/{month}/{n:04}"
    zone: str = "UTC"
    country: str = ""
    currency: str = "IDR"
    language: str = "en"
    due_days: int = 0
    shipping_tax: str = ""
    payment: str = ""
    seller: dict[str, str] = field(default_factory=dict)
    """Name, address and tax number as they stand on an invoice from now on."""
    point: Point = Point.NEVER
    since: date | None = None
    receipt_below: int = 0
    """Minor units of `currency`."""
    review_new: bool = True
    review_far: int = 100
    e_invoice: bool = False
    holidays: frozenset[date] = frozenset()
    pay: PaymentsSettings = field(default_factory=PaymentsSettings)
    """The codes that invoices are paid by."""
    sending: SendingRules = field(default_factory=SendingRules)
    """How they go out."""

    def pattern_of(self, kind: InvoiceKind) -> str:
        """How numbers of a kind of document are written: each has a series of its own."""
        return {
            InvoiceKind.INVOICE: self.pattern,
            InvoiceKind.CREDIT: self.credit_pattern,
            InvoiceKind.ADJUSTMENT: self.adjustment_pattern,
            InvoiceKind.REPLACEMENT: self.replacement_pattern,
        }[kind]


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
        credit_pattern=invoices.credit_number,
        adjustment_pattern=invoices.adjustment_number,
        replacement_pattern=invoices.replacement_number,
        zone=shop.timezone,
        country=shop.country,
        currency=shop.currency,
        language=shop.language,
        due_days=invoices.due_days,
        shipping_tax=invoices.shipping_tax,
        payment=invoices.payment,
        seller=asdict(seller),
        point=Point(invoices.make_at),
        since=invoices.since,
        receipt_below=invoices.receipt_below * 10 ** digits(shop.currency),
        review_new=invoices.review_new,
        review_far=invoices.review_far,
        e_invoice=invoices.e_invoice,
        holidays=frozenset(invoices.holidays),
        pay=config.payments,
        sending=sending_rules(invoices.sending),
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
    contact: str = ""
    """Who reads it there."""

    @property
    def place(self) -> str:
        """Its address in one line."""
        parts = (self.address, self.district, self.city, self.province, self.postcode)
        return ", ".join(part for part in parts if part)
