"""What stands on a customer's statement of account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.paper.goods_documents import Party


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One line of it; amounts in minor units, `amount` below zero lowers what is owed."""

    day: str
    event: str
    """What it is, as a code: ``invoice``, ``payment`` …"""
    name: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice that is not paid; `open` in minor units."""

    number: str
    due: str
    open: int
    days_late: int


@dataclass(frozen=True, slots=True)
class AccountPaper:
    """A statement of account over a time; amounts in minor units of one currency."""

    kind: ClassVar[str] = "account"
    role: ClassVar[str] = "document"
    language: str
    shop: Party
    recipient: Party
    since: str
    until: str
    currency: str
    opening: int
    lines: tuple[AccountLine, ...]
    closing: int
    unpaid: tuple[OpenInvoice, ...]
    payment: str = ""
    """Where to pay."""
