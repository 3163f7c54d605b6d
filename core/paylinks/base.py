"""What every gateway offers, and what can come of asking it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from core.money import Money
from core.trying import Later

if TYPE_CHECKING:  # words are told without a database
    from core.billing.pay_links.queries import PayLink


class Can(StrEnum):
    """What a gateway can do beside making a link."""

    FIND = "find"
    """Tell for certain by our key whether it has a link; else a link that nobody began to pay by
    is not seen there."""
    REPEAT = "repeat"
    """Our key is taken once: the same question again never makes a second link."""
    CLOSE = "close"
    """Close a link that nobody began to pay by; else it lasts until it expires by itself."""
    PARTS = "parts"
    """Take several payments for one link."""
    FEES = "fees"
    """Tell what it keeps of a payment."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who pays, as far as a gateway wants to know."""

    name: str
    email: str = ""


class Stage(StrEnum):
    """Where a link stands at the gateway."""

    OPEN = "open"
    PARTLY = "partly"
    PAID = "paid"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True, slots=True)
class Came:
    """Money that came through a link."""

    transaction_id: str
    money: Money
    paid_at: datetime | None = None
    fee: int | None = None
    """What the gateway keeps of it, in minor units; None: it does not say."""
    payer: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """There is a link."""

    url: str
    gateway_id: str = ""
    code: str = ""
    """What a banking app scans, where it gives such."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A link as it stands at the gateway."""

    stage: Stage
    url: str = ""
    """Empty where it does not tell it again."""
    gateway_id: str = ""
    code: str = ""
    said: str = ""
    """Its state in the gateway's own words."""
    came: tuple[Came, ...] = ()
    others: tuple[str, ...] = ()
    """What else can be paid under the same key, by the gateway's id; there ought to be none."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """It certainly made no link, and will not as it is."""

    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Our key is used there, and the link that goes with it cannot be learnt any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have done it: only a look-up tells."""

    reason: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Looked up: there is nothing under our key."""


Creation = Made | Rejected | Taken | Later | Unknown
Look = Seen | Absent | Rejected | Later | Unknown
Closing = Seen | Absent | Rejected | Later | Unknown


class Gateway(Protocol):
    """One gateway. Never raises for what the other side does; never asked in a transaction."""

    @property
    def code(self) -> str:
        """Its name in the configuration."""

    @property
    def name(self) -> str:
        """Its name for people."""

    @property
    def abilities(self) -> frozenset[Can]:
        """What it can do."""

    def create(self, link: PayLink, buyer: Buyer, now: datetime) -> Creation:
        """Ask for a link under its key."""

    def look(self, link: PayLink) -> Look:
        """Ask how the link of a key stands."""

    def close(self, link: PayLink, gateway_id: str = "") -> Closing:
        """Ask that nobody can pay by it any more; gives how it stands then.

        With a `gateway_id` another one under the same key is meant.
        """
