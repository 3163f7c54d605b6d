"""What is told about customers: the customer, an address, a group, and how the shop stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.customers.models import Trust
from core.errors import Refusal


@dataclass(frozen=True, slots=True)
class Standing:
    """What the shop thinks of a buyer, the group included; a block outweighs the group."""

    trust: Trust = Trust.NONE
    reason: str = ""
    by_group: bool = False
    """Whether only the group makes them trusted."""

    @property
    def trusted(self) -> bool:
        """Whether orders may go to the queue before they are paid."""
        return self.trust is Trust.TRUSTED

    @property
    def blocked(self) -> bool:
        """Whether orders wait for a person."""
        return self.trust is Trust.BLOCKED


@dataclass(frozen=True, slots=True)
class Customer:
    """A buyer; phones are E.164."""

    id: int
    name: str
    phone: str
    """The number that is shown; `phones` of the queries gives all."""
    email: str
    country: str
    language: str
    group_id: int | None
    group: str
    standing: Standing
    own_trust: Trust
    """What was said of this customer alone."""
    note: str
    must_read: bool
    """Whether packers must acknowledge the note before the first scan."""
    merged_into: int | None
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parcel goes, not yet stored."""

    address: str
    name: str = ""
    """Who takes the parcel; empty for the customer."""
    phone: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postcode: str = ""
    country: str = ""
    label: str = ""
    """What people call it, such as ``kantor``."""


@dataclass(frozen=True, slots=True)
class Address(Place):
    """A stored address of a customer."""

    id: int = 0
    customer_id: int = 0
    is_default: bool = False
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of customers; of a `trusted` one every member is."""

    id: int
    name: str
    trusted: bool
    members: int


@dataclass(frozen=True, slots=True)
class Details:
    """What a person fills in about a customer; the first phone is the one that is shown."""

    name: str
    phones: tuple[str, ...] = ()
    email: str = ""
    country: str = ""
    language: str = ""
    group_id: int | None = None
    note: str = ""
    must_read: bool = False


class CustomerMoved(Refusal):
    """Somebody else changed the customer first: `changes` says what, field by field."""

    def __init__(self, name: str, version: int, changes: Mapping[str, tuple[str, str]]) -> None:
        told = "; ".join(
            f"{one}: {old or '-'} → {new or '-'}" for one, (old, new) in changes.items()
        )
        super().__init__("customer_moved", customer=name, changes=told or "-")
        self.version = version
        """The version that the next attempt has to name."""
        self.changes = changes
