"""What an intake needs to know of the shop, the warehouse, the couriers and the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time

from core.catalog.lookup import Priced
from core.orders.intake.checking import Setting
from core.transaction import Transaction

IsClaimed = Callable[[Transaction, int], bool]
"""Whether somebody works on an order right now; asked before an order is changed."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How drafts become orders of one warehouse."""

    setting: Setting
    warehouse: int
    default_courier: str
    default_service: str
    services: Mapping[str, tuple[str, ...]]
    """The services of each configured courier; the first is its usual one."""
    cutoffs: Mapping[str, time | None]
    """When each courier leaves, on the shop's wall clock."""
    is_claimed: IsClaimed
    partial: bool = False
    """Whether an order may be promised in part."""

    def courier_for(self, wish: str, service: str) -> tuple[str, str]:
        """The courier and service that take an order, given what the buyer wished for."""
        if wish not in self.services:
            return self.default_courier, self.default_service
        offered = self.services[wish]
        return wish, service if service in offered else offered[0]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where orders are taken in: an open transaction, the rules, the products, and the source."""

    tx: Transaction
    rules: Rules
    products: Mapping[str, Priced]
    """By SKU: all that the orders at hand name, as far as they exist."""
    source: str
    """The file, as events and parked orders name it."""
