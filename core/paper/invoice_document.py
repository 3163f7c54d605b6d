"""What stands on an invoice: all of it as it was issued, so that each copy is the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.paper.goods_documents import Item, Party


@dataclass(frozen=True, slots=True)
class TaxLine:
    """The tax of one rate that is within the prices; `rate` in percent, amounts in minor units."""

    rate: str
    base: int
    """What is left of the price without the tax."""
    tax: int


@dataclass(frozen=True, slots=True)
class InvoicePaper:
    """An issued invoice; amounts in minor units, prices with their tax."""

    kind: ClassVar[str] = "invoice"
    role: ClassVar[str] = "document"
    language: str
    shop: Party
    tax_id: str
    """The number under which the shop pays taxes."""
    recipient: Party
    recipient_tax: str
    number: str
    day: str
    """Of issue, ``2026-11-22``."""
    due: str
    order_no: str
    currency: str
    items: tuple[Item, ...]
    shipping_fee: int
    taxes: tuple[TaxLine, ...]
    net: int
    tax: int
    total: int
    payment: str = ""
    note: str = ""
    pay_reference: str = ""
    """What the buyer writes into the transfer; the bank's statement names the invoice by it."""
    pay_scheme: str = ""
    """``vietqr`` or ``qris``; empty: no code."""
    pay_code: str = ""
    """What a banking app reads, drawn as a QR symbol."""
    pay_words: str = ""
    """Whose account the code leads to."""
    what: str = "invoice"
    """Or ``credit``, ``adjustment``, ``replacement``."""
    corrects: str = ""
    """The number of what it corrects."""
