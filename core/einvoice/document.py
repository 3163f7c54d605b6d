"""What an e-invoice says, whoever issues it; kept as it is sent."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.einvoice.states import EKind
from core.money import digits

KCT, KKKNT = "KCT", "KKKNT"
"""Not subject to VAT; not declared."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys: a company by its legal name, a person, or a person for a company."""

    code: str = ""
    person: str = ""
    company: str = ""
    tax_number: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; amounts in minor units and never negative, `gross_...` before its discount."""

    code: str
    name: str
    unit: str
    quantity: int
    price: str
    """Of one unit without tax, in major units, as a decimal number."""
    gross_net: int
    gross_tax: int
    net: int
    tax: int
    rate: str
    """Per cent, or ``KCT`` or ``KKKNT``."""
    against: bool = False
    """Whether in an adjustment it goes the other way than the whole."""

    @property
    def sign(self) -> int:
        """With which sign it counts in the whole."""
        return -1 if self.against else 1

    @property
    def off_net(self) -> int:
        """Its discount without tax."""
        return self.gross_net - self.net

    @property
    def off_tax(self) -> int:
        """The tax that its discount saves."""
        return self.gross_tax - self.tax


@dataclass(frozen=True, slots=True)
class Original:
    """The e-invoice that one adjusts or replaces."""

    series: str
    """As in ``1C26TAA``."""
    number: str
    day: str
    """ISO."""
    issued_at: str
    """ISO, with the time zone."""
    template: str = ""

    @property
    def form(self) -> str:
        """Its form: the digit in front (``Mẫu số``)."""
        return self.series[:1]

    @property
    def sign(self) -> str:
        """Its series without the form (``ký hiệu``)."""
        return self.series[1:]


@dataclass(frozen=True, slots=True)
class Correction:
    """Why and by what agreement something is adjusted or replaced."""

    original: Original
    sentence: str
    """The one that the law wants on it."""
    reason: str = ""
    agreement: str = ""
    agreed_on: str = ""
    """ISO."""


@dataclass(frozen=True, slots=True)
class Document:
    """An e-invoice; amounts in minor units and never negative."""

    key: str
    kind: EKind
    series: str
    """As in ``1C26TAA``: the form, then six signs."""
    day: str
    """ISO, on the calendar of Vietnam."""
    currency: str
    payment: str
    paid: bool
    buyer: Buyer
    lines: tuple[Line, ...]
    total: int
    note: str = ""
    lowers: bool = False
    """Whether an adjustment takes its amounts away."""
    correction: Correction | None = None
    template: str = ""
    rate: str = "1"
    """What one unit of the currency is in đồng."""
    seller: str = ""
    """The tax number of the shop."""

    @property
    def form(self) -> str:
        """The digit of its form: 1 VAT, 2 sales."""
        return self.series[:1]

    @property
    def sign(self) -> str:
        """Its series without the form."""
        return self.series[1:]

    @property
    def net(self) -> int:
        """Without tax, discounts off."""
        return sum(line.sign * line.net for line in self.lines)

    @property
    def tax(self) -> int:
        """The tax of all lines."""
        return sum(line.sign * line.tax for line in self.lines)

    @property
    def by_rate(self) -> dict[str, tuple[int, int]]:
        """Net and tax of each rate: the sums of its rounded lines, never rates of sums."""
        found: dict[str, tuple[int, int]] = {}
        for line in self.lines:
            net, tax = found.get(line.rate, (0, 0))
            found[line.rate] = net + line.sign * line.net, tax + line.sign * line.tax
        return found

    def plain(self, minor: int) -> int | float:
        """An amount in major units, as a number of JSON; whole where the currency is."""
        if digits(self.currency) == 0:
            return minor
        amount = Decimal(minor).scaleb(-digits(self.currency))
        return int(amount) if amount == amount.to_integral_value() else float(amount)


def number(text: str) -> int | float:
    """A decimal number as one of JSON."""
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def packed(document: Document) -> dict[str, Any]:
    """A document as it is kept."""
    return asdict(document)


def unpacked(kept: dict[str, Any]) -> Document:
    """A document as it was kept."""
    values = dict(kept)
    values["kind"] = EKind(values["kind"])
    values["buyer"] = Buyer(**values["buyer"])
    values["lines"] = tuple(Line(**one) for one in values["lines"])
    correction = values["correction"]
    if correction is not None:
        original = Original(**correction["original"])
        values["correction"] = Correction(**{**correction, "original": original})
    return Document(**values)


@dataclass(frozen=True, slots=True)
class Stamped:
    """A document with the moment that its provider is told."""

    document: Document
    moment: datetime

    @property
    def on(self) -> date:
        """Its day."""
        return date.fromisoformat(self.document.day)
