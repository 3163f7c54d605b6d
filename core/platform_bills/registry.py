"""The accounts of the configuration, each with what asks its platform."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import NotFound
from core.platform_bills.base import Platform
from core.platform_bills.tiktok import TikTokBills
from core.settings import Config


@dataclass(frozen=True, slots=True)
class Configured:
    """An account and how it is asked."""

    name: str
    platform: Platform
    months: int
    """How far back its bills are looked at."""
    hours: int
    """How long it is left alone."""


def configured(config: Config) -> tuple[Configured, ...]:
    """All of them, in the order of the configuration."""
    return tuple(
        Configured(
            one.called,
            TikTokBills(
                one.base_url, one.access_token.get_secret_value(), one.bc_id, one.timeout_seconds
            ),
            one.months,
            one.hours,
        )
        for one in config.platform_bills
    )


def account_of(config: Config, name: str) -> Configured:
    """The account of this name in any case; NotFound ``bills_account_unknown``."""
    found = configured(config)
    for one in found:
        if one.name.casefold() == name.casefold():
            return one
    raise NotFound("bills_account_unknown", name=name, known=", ".join(one.name for one in found))
