"""What every provider of e-invoices offers, and what can come of asking it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from core.einvoice.document import Stamped
from core.einvoice.states import FileKind
from core.trying import Later


class Authority(StrEnum):
    """What the tax authority says of an e-invoice, as far as the provider knows."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Issued:
    """The provider has it; `number` is empty while it comes later."""

    number: str = ""
    provider_id: str = ""
    lookup_code: str = ""
    """By which the buyer finds it."""
    issued_at: datetime | None = None
    authority: Authority = Authority.WAITING
    authority_code: str = ""
    said: str = ""
    """What the authority says, where it refused."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """It certainly was not issued, and will not be as it is."""

    reason: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been issued: only a look-up tells."""

    reason: str
    said_no: bool = False
    """The provider said that it failed, though it might be there."""


@dataclass(frozen=True, slots=True)
class Absent:
    """Looked up: it is not there."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file."""

    data: bytes


@dataclass(frozen=True, slots=True)
class NotYet:
    """The file is not there (yet), or could not be fetched now."""

    reason: str


@dataclass(frozen=True, slots=True)
class Series:
    """A series that is registered at the provider."""

    series: str
    """As in ``1C26TAA``."""
    template: str
    name: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an e-invoice that was issued, to ask for its files."""

    key: str
    series: str
    number: str
    provider_id: str
    template: str


Issue = Issued | Rejected | Later | Unknown
Found = Issued | Absent | Unknown


@runtime_checkable
class ManyAtOnce(Protocol):
    """What a provider has that takes several invoices of a series in one question."""

    @property
    def at_once(self) -> int:
        """So many; 1 while each is asked for alone."""

    def issue_many(self, documents: Sequence[Stamped]) -> tuple[Issue, ...]:
        """Ask to issue all of them; what came of each, in their order."""


class Provider(Protocol):
    """One provider. Never raises for what the other side does; never asked in a transaction."""

    @property
    def code(self) -> str:
        """Its name in the configuration."""

    @property
    def name(self) -> str:
        """Its name for people."""

    @property
    def series(self) -> str:
        """The series of the configuration, as in ``1C26TAA``."""

    @property
    def template(self) -> str:
        """The template that goes with it, where the provider has such."""

    @property
    def seller(self) -> str:
        """The tax number that is registered there."""

    def issue(self, document: Stamped) -> Issue:
        """Ask to issue it, under its key."""

    def lookup(self, key: str, series: str) -> Found:
        """Ask what became of a key."""

    def preview(self, document: Stamped) -> Fetched | Rejected | NotYet:
        """Ask how it would look; nothing is kept there."""

    def fetch(self, known: Known, kind: FileKind) -> Fetched | NotYet:
        """Ask for the PDF or the XML of an e-invoice."""

    def all_series(self) -> tuple[Series, ...] | NotYet:
        """Ask which series are registered."""
