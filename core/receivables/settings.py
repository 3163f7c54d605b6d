"""What receivables need of the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from core.money import to_minor
from core.payouts.recognising import Coming
from core.receivables.awaiting import coming_of
from core.settings import Config


@dataclass(frozen=True, slots=True)
class Terms:
    """How small a rest may be written off, and when customers are reminded; minor units."""

    currency: str = "IDR"
    zone: str = "UTC"
    write_off: int = 0
    """A rest up to this may be written off; 0: none."""
    small: int = 0
    """Nobody is reminded of less."""
    levels: tuple[int, ...] = (3, 10, 21)
    """Days beyond the due day at which each reminder goes."""
    fees: tuple[int, ...] = ()
    """What each of them costs, in the shop's currency."""
    remind_at: time | None = None
    """From when on they go by themselves; None: a person sends them."""
    shops: tuple[Coming, ...] = ()
    """Marketplaces that pay out to the bank."""

    def fee_of(self, level: int, currency: str) -> int:
        """What a reminder of a level costs; nothing in another currency than the shop's."""
        charged = currency == self.currency and 0 < level <= len(self.fees)
        return self.fees[level - 1] if charged else 0


def terms_of(config: Config) -> Terms:
    """The receivables' part of the configuration."""
    said, shop = config.receivables, config.shop
    return Terms(
        currency=shop.currency,
        zone=shop.timezone,
        write_off=to_minor(said.write_off, shop.currency),
        small=to_minor(said.remind_from, shop.currency),
        levels=said.remind_after,
        fees=tuple(to_minor(fee, shop.currency) for fee in said.remind_fees),
        remind_at=said.remind_at,
        shops=coming_of(config),
    )
