"""Refusals about shops at sales channels."""

from __future__ import annotations

from core.i18n import N_

CHANNELS: dict[str, str] = {
    "config_channel_keys": N_(
        "{path}, line {line}: {key} needs app_key and app_secret, as the channel gave them to you."
    ),
    "config_channel_url": N_(
        "{path}, line {line}: {key} needs base_url, the address of the shop's server."
    ),
    "config_channel_service": N_(
        "{path}, line {line}: {key} needs service_id, the number of the service at TikTok Shop."
    ),
    "config_channel_quiet": N_(
        "{path}, line {line}: {key} needs quiet_from and quiet_until both, or neither of them."
    ),
    "config_channel_twice": N_(
        "{path}, line {line}: two shops of {key} are named {shop}. Give each a name of its own."
    ),
    "config_tokens_key": N_(
        "{path}, line {line}: {key} is too short. Take 32 characters or more: openssl rand -hex 32"
    ),
}
"""Sentences by code; the placeholders are the parameters of the refusal."""
