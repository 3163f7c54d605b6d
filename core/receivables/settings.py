"""What receivables need of the configuration."""

from __future__ import annotations

from dataclasses import dataclass

from core.money import to_minor
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


def terms_of(config: Config) -> Terms:
    """The receivables' part of the configuration."""
    said, shop = config.receivables, config.shop
    return Terms(
        currency=shop.currency,
        zone=shop.timezone,
        write_off=to_minor(said.write_off, shop.currency),
        small=to_minor(said.remind_from, shop.currency),
        levels=said.remind_after,
    )
