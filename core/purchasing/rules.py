"""What a shop has settled about buying, as commands need it."""

from __future__ import annotations

from dataclasses import dataclass

from core.config import Config


@dataclass(frozen=True, slots=True)
class BuyingRules:
    """The shop's currency and clock, and how goods are received."""

    currency: str
    zone: str
    over_percent: int
    """How much more than was ordered may come without a word."""
    receiving_bin: str
    """Where goods go that lie nowhere yet; made on first use."""


def buying_rules(config: Config) -> BuyingRules:
    """The rules of a configuration."""
    return BuyingRules(
        config.shop.currency,
        config.shop.timezone,
        config.purchasing.over_percent,
        config.purchasing.receiving_bin,
    )
