"""Messages to buyers as the screens show them: frozen pictures, already in words for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui.views import FormField

_SPARE_LINES = 3


@dataclass(frozen=True, slots=True)
class LetterView:
    """A message as it would go out."""

    title: str
    """Which text, by which way, to whom."""
    subject: str
    body: str
    language: str
    links: tuple[str, ...] = ()
    """For a chat link: with the whole text, with its subject only, and without any."""
    against: str = ""
    """Why it cannot be sent; empty where it can."""
    note: str = ""
    """What to know before it goes this way."""
    last: str = ""
    """What went for the same reason a short time ago; empty where nothing did."""
    last_id: str = ""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message that was written, and where it stands."""

    id: str
    title: str
    """Order, text and way."""
    state: str
    step: str
    """The state as core names it: ``shown``, ``queued``, ``sent``, ``failed`` or ``unknown``."""
    way: str
    subject: str
    body: str
    links: tuple[str, ...] = ()
    """As for a message that is not written yet."""


def lines_fields(label: str, subject: str, body: str) -> tuple[FormField, ...]:
    """A subject, under its label, and the lines of a text as fields, with a few to spare."""
    lines = [*body.split("\n"), *[""] * _SPARE_LINES]
    return (
        FormField("subject", label, subject),
        *(FormField(f"line{at}", str(at + 1), line) for at, line in enumerate(lines)),
    )


def joined_lines(values: Mapping[str, str]) -> str:
    """The text that the fields of lines hold."""
    names = sorted((name for name in values if name.startswith("line")), key=lambda n: int(n[4:]))
    return "\n".join(values[name] for name in names).strip("\n")
