"""Takes out of text what a helper must not see: secrets, addresses of mail, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from core.config import Config

HIDDEN = "***"
_SHORTEST = 4
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONG_NUMBER = re.compile(r"\+?\d[\d .()/-]{6,}\d")
_FEWEST_DIGITS = 8
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}")


def secrets_of(config: Config) -> tuple[str, ...]:
    """Every secret of a configuration, the longest first; the database's password among them."""
    found = set(_secrets(config))
    url = config.database.engine_url
    found |= {urlsplit(url).password or "", url if "@" in url else ""}
    return tuple(sorted((one for one in found if len(one) >= _SHORTEST), key=len, reverse=True))


def _secrets(value: object) -> Iterator[str]:
    if isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _secrets(getattr(value, name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from _secrets(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _secrets(one)


def hide(text: str, secrets: tuple[str, ...]) -> str:
    """A text in which none of these secrets, no mail address and no long number is left.

    Order and parcel numbers of many digits go too: they lead to buyers.
    """
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    text = _MAIL.sub(HIDDEN, text)
    return _LONG_NUMBER.sub(_hidden_number, text)


def hidden(value: Any, secrets: tuple[str, ...]) -> Any:
    """The same for all that a value of JSON says; numbers stay numbers."""
    if isinstance(value, dict):
        return {str(name): hidden(one, secrets) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [hidden(one, secrets) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return hide(str(value), secrets)


def _hidden_number(found: re.Match[str]) -> str:
    said = found[0]
    if _MOMENT.match(said) or sum(letter.isdigit() for letter in said) < _FEWEST_DIGITS:
        return said
    return HIDDEN
