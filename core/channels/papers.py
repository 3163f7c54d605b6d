"""A label that a platform lays down at an address of its own, and is fetched from there."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from core.channels.adapter import Fault, Trouble
from core.channels.answers import failed
from core.channels.records import Document, NotYet
from core.wire import Answer, NotSent, Wire, is_address

_LINKS = 2
"""So many links are asked for: the first one may have ended before it is followed."""
_SPACE = b"\xef\xbb\xbf \t\r\n"


def from_link(
    link: Callable[[], str | Document | NotYet | Trouble],
    name: str,
    seconds: float,
    before: Callable[[], None],
) -> Document | NotYet | Trouble:
    """What lies where a platform says; a link that has ended is asked for anew."""
    found: Document | Trouble = Trouble(Fault.GARBLED, "doc_url")
    for _link in range(_LINKS):
        told = link()
        if not isinstance(told, str):
            return told
        found = fetched(name, told, seconds, before)
        if isinstance(found, Document) or found.fault is not Fault.GARBLED:
            break
    return found


def fetched(
    name: str, address: str, seconds: float, before: Callable[[], None]
) -> Document | Trouble:
    """What lies at an address; asked without any key of the shop, and in no log with its query."""
    if not is_address(address):
        return Trouble(Fault.REFUSED, "doc_url")
    parts = urlsplit(address)
    wire = Wire(name, f"{parts.scheme}://{parts.netloc}", seconds, before=before)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) or None
    heard = wire.ask("GET", parts.path, query=query, headers={"Accept": "*/*"})
    if not isinstance(heard, Answer):
        said = heard.reason
        return Trouble(Fault.AWAY if isinstance(heard, NotSent) else failed(acts=False), said)
    if heard.status == 429:  # another server than the shop's: nothing else has to wait for it
        return Trouble(Fault.HELD, "HTTP 429", heard.wait)
    if heard.status >= 300 or heard.body.lstrip(_SPACE)[:1] in b"<{":
        return Trouble(Fault.AWAY if heard.status >= 500 else Fault.GARBLED, f"HTTP {heard.status}")
    kind = heard.headers.get("content-type", "").partition(";")[0]
    return Document(heard.body, "application/pdf" if heard.body[:4] == b"%PDF" else kind)
