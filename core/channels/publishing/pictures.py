"""Pictures of products, fetched from where the shop keeps them: looked at before they go on."""

from __future__ import annotations

from core.channels.adapter import Fault, Trouble
from core.channels.papers import fetched
from core.channels.registry import Shop

_MOST = 5 * 1024 * 1024
_KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def picture(shop: Shop, link: str) -> tuple[bytes, str] | Trouble:
    """A picture and its media type; `Fault.REFUSED` for what is none, or is too big."""
    told = fetched(shop.channel, link, shop.settings.timeout_seconds, lambda: None)
    if isinstance(told, Trouble):
        # A page in its place, or nothing: the same again brings the same.
        wrong = told.fault in {Fault.GARBLED, Fault.REFUSED}
        return Trouble(Fault.REFUSED, told.said) if wrong else told
    if len(told.data) > _MOST:
        return Trouble(Fault.REFUSED, f"{len(told.data)} > {_MOST}")
    for start, kind in _KINDS:
        if told.data.startswith(start):
            return told.data, kind
    return Trouble(Fault.REFUSED, "not_png_or_jpeg")
