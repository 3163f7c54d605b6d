"""The shops of the configuration, each with the adapter of its channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.channel_settings import ChannelSettings
from core.channels.adapter import Adapter
from core.channels.lazada.adapter import Lazada
from core.channels.meter import Meter
from core.channels.shopee.adapter import Shopee
from core.channels.tiktok.adapter import TikTok
from core.channels.vault import Vault
from core.channels.woocommerce import WooCommerce
from core.errors import NotFound, Refusal
from core.settings import Config

Maker = Callable[[ChannelSettings, Callable[[], None]], Adapter]
MAKERS: dict[str, Maker] = {
    "shopee": Shopee,
    "lazada": Lazada,
    "tiktok": TikTok,
    "woocommerce": WooCommerce,
}
"""What makes the adapter of each channel."""


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop, and how it is asked."""

    settings: ChannelSettings
    adapter: Adapter
    meter: Meter
    vault: Vault

    @property
    def name(self) -> str:
        """What people call it, and its key in the database."""
        return self.settings.called

    @property
    def channel(self) -> str:
        """What its orders have as their channel."""
        return self.settings.channel


def shops_of(config: Config) -> tuple[Shop, ...]:
    """All of them, in the order of the configuration."""
    vault = Vault(config.tokens.key.get_secret_value())
    return tuple(shop_from(one, vault) for one in config.channels if one.kind in MAKERS)


def shop_from(settings: ChannelSettings, vault: Vault) -> Shop:
    """One shop with its adapter; its calls are spaced as the channel wants it."""
    maker = MAKERS[settings.kind]
    meter = Meter(maker(settings, lambda: None).limits.per_second)
    return Shop(settings, maker(settings, meter), meter, vault)


def shop_named(config: Config, name: str) -> Shop:
    """The shop of this name in any case; NotFound ``channel_unknown``."""
    found = shops_of(config)
    if not found:
        raise Refusal("channels_none_set_up")
    for one in found:
        if one.name.casefold() == name.strip().casefold():
            return one
    raise NotFound("channel_unknown", shop=name, known=", ".join(one.name for one in found))
