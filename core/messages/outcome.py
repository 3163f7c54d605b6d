"""What is handed to a way out, and what can come of it: the same four answers for every way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class File:
    """A text that goes along with a message, or a file that is kept in the database."""

    name: str
    text: str = ""
    kind: str = "csv"
    """The subtype of its media type: ``text/csv``, or ``application/pdf`` of a kept file."""
    ref: str = ""
    """Where a kept file is: its bytes are read when the message goes out."""
    data: bytes = b""
    """The bytes of a kept file, once they are read."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes out; `key` is ours and stays the same however often it is tried."""

    key: str
    recipient: str
    """An e-mail address, or a phone number as E.164."""
    subject: str
    body: str
    language: str
    written_at: datetime
    text: str = ""
    """The name of the shop's text, for ways that know approved templates."""
    values: dict[str, str] = field(default_factory=dict)
    """What filled the gaps of the text."""
    files: tuple[File, ...] = ()
    """What goes along, by ways that can carry it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side took it over."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The other side will never take it; nothing went out."""

    code: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing went out; it may be tried again."""

    code: str
    said: str = ""
    whole_way: bool = False
    """Whether nothing at all can go this way for now."""
    wait: timedelta | None = None
    """At least so long; None leaves it to the usual back-off."""


@dataclass(frozen=True, slots=True)
class Lost:
    """It was handed over and nobody answered: it may have arrived."""

    code: str
    said: str = ""


Outcome = Sent | Refused | Later | Lost


class Sender(Protocol):
    """One way out. Calls outside and raises nothing that the other side can cause."""

    def send(self, letter: Letter) -> Outcome:
        """Hand a message over, once."""
