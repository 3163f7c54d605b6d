"""Takes out of text what a helper must not see: secrets, addresses of mail, telephone numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus, unquote, urlsplit

from pydantic import BaseModel, SecretStr

from core.config import Config

HIDDEN = "***"
_SHORTEST = 4
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONG_NUMBER = re.compile(r"\+?\d[\d .()/-]{6,}\d")
_FEWEST_DIGITS = 8
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}")
_ASKED = re.compile(r"(courier [^\n]{1,80}?: [A-Z]{3,7} [^\s?]+)([^\n]*)")
"""A question to a server outside: what was said and answered is about a buyer."""
_STATUS = re.compile(r" -> \d{3}\b")
_HEAD = re.compile(r"\d{4}-\d{2}-\d{2} [\d:,]+ [A-Z]+ ")
_FRAME = re.compile(r"(?:Traceback \(|  File \"| {4}).*")
_CLASS = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception|Refusal)\b")


def secrets_of(config: Config) -> tuple[str, ...]:
    """Every secret of a configuration, the longest first; the database's password among them."""
    url = config.database.engine_url
    password = urlsplit(url).password or ""
    told = {*_secrets(config), password, unquote(password), url if "@" in url else ""}
    found = {form for one in told for form in written(one)}
    return tuple(sorted(found, key=len, reverse=True))


def written(secret: str) -> set[str]:
    """How a secret may be written: as it is, in JSON, in an address; nothing that is too short."""
    if len(secret) < _SHORTEST:
        return set()
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
    }


def without_talk(text: str) -> str:
    """A log in which nothing is left of what was said to servers outside and by them."""
    return _ASKED.sub(_asked_alone, text)


def _asked_alone(found: re.Match[str]) -> str:
    answered = _STATUS.search(found[2])
    return f"{found[1]} {HIDDEN}{answered[0] if answered else ''}"


def heads(text: str) -> str:
    """What is left of a log where nobody can tell who is a buyer: when, how bad, and where."""
    told = []
    for line in text.splitlines():
        if (head := _HEAD.match(line)) is not None:
            told.append(head[0] + HIDDEN)
        elif _FRAME.fullmatch(line):
            told.append(line)
        elif (found := _CLASS.match(line)) is not None:
            told.append(found[0])
    return "\n".join([*told, ""])


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


def hidden(value: Any, hide_all: Callable[[str], str]) -> Any:
    """The same for all that a value of JSON says; numbers stay numbers."""
    if isinstance(value, dict):
        return {str(name): hidden(one, hide_all) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [hidden(one, hide_all) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return hide_all(str(value))


def _hidden_number(found: re.Match[str]) -> str:
    said = found[0]
    if _MOMENT.match(said) or sum(letter.isdigit() for letter in said) < _FEWEST_DIGITS:
        return said
    return HIDDEN
