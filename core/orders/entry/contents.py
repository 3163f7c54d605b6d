"""What is typed in of an order: every field as text, the lines as products and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from core.money import Money, plain

BUYER = (
    "phone",
    "customer",
    "address",
    "district",
    "city",
    "province",
    "postcode",
    "country",
    "email",
)
"""Who it goes to and where."""
TEXTS = (
    *BUYER,
    "courier",
    "service",
    "shipping_fee",
    "discount",
    "cod",
    "paid",
    "method",
    "reference",
    "ship_by",
    "note",
)
"""Fields that hold text as it was typed, in the order in which they are asked."""
FLAGS = ("received", "must_read", "gift", "fragile")
"""Fields that are yes or no."""
PAYMENT = frozenset({"paid", "method", "reference", "received"})
"""What is told of a payment; payments have a place of their own once the order is there."""
FIELDS = tuple(name for name in (*TEXTS, *FLAGS) if name not in PAYMENT)
"""What can be edited of an order beside its lines."""
MOST_LINES = 200
"""Lines of one order that is typed in."""
REST = "="
"""As an amount of COD: all that is not paid yet."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line; money in minor units, `discount` for all its units together."""

    product_id: int
    sku: str
    name: str
    quantity: int
    unit_price: int
    discount: int = 0
    bundle: str = ""
    """The SKU of the bundle that these goods are part of."""

    @property
    def amount(self) -> int:
        """What the line costs, its discount taken off."""
        return self.quantity * self.unit_price - self.discount


@dataclass(frozen=True, slots=True)
class Contents:
    """An order while it is typed in; nothing of it is checked yet."""

    phone: str = ""
    customer: str = ""
    address: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postcode: str = ""
    country: str = ""
    email: str = ""
    courier: str = ""
    service: str = ""
    shipping_fee: str = ""
    discount: str = ""
    """Off the whole order, beside what its lines give."""
    cod: str = ""
    paid: str = ""
    """What the buyer paid or says to have paid already."""
    method: str = ""
    reference: str = ""
    ship_by: str = ""
    note: str = ""
    received: bool = False
    """Whether whoever types has seen the money."""
    must_read: bool = False
    gift: bool = False
    fragile: bool = False
    customer_id: int | None = None
    origin: str = "none"
    origin_id: int | None = None
    currency: str = ""
    weight: str = ""
    """In grams, where somebody says it; else the products tell."""
    quoted: str = ""
    """Which courier's answer the shipping fee is; empty where it was typed."""
    lines: tuple[EntryLine, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed that somebody could miss."""
        told = [name for name in TEXTS if name not in {"country", "courier", "service", "method"}]
        return not self.lines and not any(getattr(self, name).strip() for name in told)

    def with_values(self, values: Mapping[str, str]) -> Contents:
        """The same with some fields filled in by name; flags are ``yes`` or anything else."""
        changed: dict[str, Any] = {name: values[name] for name in TEXTS if name in values}
        changed |= {name: values[name] == "yes" for name in FLAGS if name in values}
        return replace(self, **changed)

    def add(self, line: EntryLine) -> Contents:
        """One more line, or more units of a line of the same product and price."""
        for at, one in enumerate(self.lines):
            same = (one.product_id, one.unit_price, one.bundle)
            if same == (line.product_id, line.unit_price, line.bundle):
                more = replace(
                    one,
                    quantity=one.quantity + line.quantity,
                    discount=one.discount + line.discount,
                )
                return replace(self, lines=(*self.lines[:at], more, *self.lines[at + 1 :]))
        return replace(self, lines=(*self.lines, line))

    def as_json(self) -> dict[str, Any]:
        """What is kept of it."""
        return asdict(self)

    @property
    def wanted(self) -> dict[int, int]:
        """Units by product id."""
        found: dict[int, int] = {}
        for line in self.lines:
            found[line.product_id] = found.get(line.product_id, 0) + line.quantity
        return found


def from_json(kept: Mapping[str, Any]) -> Contents:
    """What was kept, read again; fields that an older program did not know keep their default."""
    names = {each.name for each in fields(Contents)} - {"lines"}
    lines = tuple(EntryLine(**one) for one in kept.get("lines", ()))
    return Contents(**{n: v for n, v in kept.items() if n in names}, lines=lines)


def plain_amount(minor: int, currency: str) -> str:
    """An amount as it is typed: no symbol, no thousands, empty for nothing."""
    return plain(Money(minor, currency)) if minor else ""
