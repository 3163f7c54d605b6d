"""Simulated marketplaces for tests: a shop with goods, its adapter, and its first access."""

from __future__ import annotations

from typing import Any

from core.channel_settings import ChannelSettings
from core.channels.adapter import Access, Adapter, Trouble
from tui.demo.channels.book import Listing
from tui.demo.channels.market import Market


def goods() -> list[Listing]:
    """A product with two variants and one without."""
    return [
        Listing(23_620_853, 2214, "AT-01-L", "Áo thun cotton", "Đỏ,L", 99_000, 40),
        Listing(23_620_853, 2215, "AT-01-XL", "Áo thun cotton", "Đỏ,XL", 99_000, 12),
        Listing(34_002_001, 0, "KG-250", "Kopi Gayo 250 g", "", 85_000, 120),
    ]


def settings(market: Market, kind: str, **more: Any) -> ChannelSettings:
    """What a configuration says of it."""
    told = {
        "kind": kind,
        "base_url": market.url,
        "auth_url": market.url,
        "page_url": market.url,
        "redirect_url": "https://example.com/kemas",
        "timeout_seconds": 1,
        **more,
    }
    return ChannelSettings.model_validate(told)


def connected(adapter: Adapter, answer: dict[str, str]) -> Access:
    """The first access, as it comes for what the seller brought back."""
    access = adapter.connect(answer)
    assert not isinstance(access, Trouble), access
    return access
