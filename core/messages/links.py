"""Click-to-chat links: they open a draft on a phone; nobody learns whether it was sent."""

from __future__ import annotations

from urllib.parse import quote

# WhatsApp Help Centre, "How to use click to chat": the number in international form, digits only.
_BASE = "https://wa.me/"


def chat_link(phone: str, text: str = "") -> str:
    """The link for a phone number (E.164) and a text; spaces are ``%20``, line ends ``%0A``."""
    link = _BASE + phone.lstrip("+")
    return f"{link}?text={quote(text, safe='')}" if text else link


def shorter_links(phone: str, subject: str, body: str) -> tuple[str, ...]:
    """Links with ever less text: all of it, its subject, none; for codes with little room."""
    return tuple(chat_link(phone, text) for text in (body, subject, ""))
