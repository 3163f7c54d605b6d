"""What core answers as JSON values: money with its text, moments on the shop's clock."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.clock import local
from core.config import Config
from core.i18n import language
from core.money import Money, show


def shape(value: Any, config: Config) -> Any:
    """Dataclasses become objects; money ``{minor, currency, text}``; moments ISO 8601 with zone.

    Days are ISO 8601 too.
    """
    if isinstance(value, Money):
        text = show(value, language())
        return {"minor": value.minor, "currency": value.currency, "text": text}
    if isinstance(value, datetime):
        return local(value, config.shop.timezone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in dataclasses.fields(value))
        return {name: shape(getattr(value, name), config) for name in names}
    if isinstance(value, Mapping):
        return {str(key): shape(one, config) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [shape(one, config) for one in value]
    return value
