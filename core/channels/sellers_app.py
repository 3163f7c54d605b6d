"""The shop's app at a platform, and the line to its servers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.channel_settings import ChannelSettings
from core.wire import Wire


@dataclass(frozen=True, slots=True)
class App:
    """The keys of the app."""

    key: str
    secret: str


def wire_of(
    settings: ChannelSettings, before: Callable[[], None], secrets: tuple[str, ...]
) -> Wire:
    """The line to the platform's server; its secrets stand in no log."""
    return Wire(
        settings.channel,
        settings.server,
        settings.timeout_seconds,
        secrets=lambda: secrets,
        before=before,
    )
