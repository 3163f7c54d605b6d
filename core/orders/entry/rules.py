"""What typing orders in needs to know of the shop: money, numbers, couriers, patience."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.orders.intake.rules import IsClaimed, Rules, rules_of
from core.orders.status import Policy, policy_of

if TYPE_CHECKING:
    from core.settings import Config


@dataclass(frozen=True, slots=True)
class EntryRules:
    """How orders of one warehouse are typed in."""

    intake: Rules
    policy: Policy
    country: str
    """Where a phone number without a country code is dialled (ISO 3166)."""
    number: str
    """The pattern of order numbers: ``{year}``, ``{month}`` and ``{n}`` with its digits."""
    hold_ms: int
    """How long units are held after the last key."""

    @property
    def currency(self) -> str:
        """The shop's own."""
        return self.intake.setting.currency

    @property
    def zone(self) -> str:
        """The shop's clock (IANA)."""
        return self.intake.setting.zone

    @property
    def warehouse(self) -> int:
        """Whose goods are promised."""
        return self.intake.warehouse


def entry_rules(config: Config, warehouse: int, is_claimed: IsClaimed) -> EntryRules:
    """The rules that a configuration sets for one warehouse (its id)."""
    return EntryRules(
        intake=rules_of(config, warehouse, is_claimed),
        policy=policy_of(config),
        country=config.shop.country,
        number=config.orders.number,
        hold_ms=config.orders.hold_minutes * 60_000,
    )
