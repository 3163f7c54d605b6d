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
    """``vietqr``, ``qris`` or the gateway of a link; empty: no code."""
    pay_code: str = ""
    """What a banking app reads, drawn as a QR symbol."""
    pay_words: str = ""
    """Whose account the code leads to."""
    what: str = "invoice"
    """Or ``credit``, ``adjustment``, ``replacement``."""
    corrects: str = ""
    """The number of what it corrects."""
    pay_link: str = ""
    """Where it is paid on the web; empty: no gateway asks for it."""
    terms: str = ""
    """What the shop agrees with every buyer; stands at the foot."""
    place: str = "left"
    """Where the buyer's address stands, to be seen through a window: ``left`` or ``right``."""


@dataclass(frozen=True, slots=True)
class EnvelopePaper:
    """The envelopes of a batch of invoices, one each, in the order of the invoices."""

    kind: ClassVar[str] = "envelopes"
    role: ClassVar[str] = "document"
    language: str
    size: str
    """``dl``, ``c5``, ``c6``, ``c4`` or ``no10``."""
    window: str
    """Where what is inside is seen through: ``none``, ``left`` or ``right``."""
    left_mm: int
    """Where the address begins; 0: where the size has it."""
    top_mm: int
    sender: Party
    recipients: tuple[Party, ...]
    numbers: tuple[str, ...]
    """Of the invoices, in the same order."""
