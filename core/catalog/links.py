"""Links to pictures and videos: checked to be web addresses, kept as text, never opened."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from core.errors import Refusal
from core.text import clean

LONGEST = 390
"""Characters of one link."""
_BETWEEN = re.compile(r"[\s|]+")
_HOST = re.compile(r"[^\s/?#@\\<>\"'`{}]+")
_NEVER = re.compile(r"[\\<>\"'`{}^\u0000-\u0020\u007f]")


def read(text: str, most: int) -> str:
    """The links in a text, apart by spaces, line ends or ``|``, one a line and each once.

    Raises Refusal ``link_wrong`` or ``links_too_many``.
    """
    found = list(dict.fromkeys(one for one in _BETWEEN.split(text.strip()) if one))
    if len(found) > most:
        raise Refusal("links_too_many", count=len(found), limit=most)
    for one in found:
        _check(one)
    return "\n".join(found)


def split(kept: str) -> tuple[str, ...]:
    """The links that `read` put together."""
    return tuple(kept.split("\n")) if kept else ()


def _check(link: str) -> None:
    """Only http and https to a host, without a name or password in it."""
    wrong = Refusal("link_wrong", link=clean(link, 80))
    if len(link) > LONGEST or clean(link) != link or _NEVER.search(link):
        raise wrong
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError as error:  # a bracket that is not closed, a port that is no number
        raise wrong from error
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or port == 0:
        raise wrong
    if "@" in parts.netloc or host.startswith(".") or ".." in host:
        raise wrong
