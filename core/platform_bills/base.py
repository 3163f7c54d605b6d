"""What a platform is asked for its bills, and what it may answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.platform_bills.states import BillKind, PayState, Standing


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill as the platform tells it; money in minor units, a credit note's too above zero."""

    remote_id: str
    """What its paper is asked for by."""
    number: str
    """What stands on it."""
    kind: BillKind
    organisation: str
    """Who is billed."""
    group_id: str
    raw_state: str
    pay_state: PayState
    raw_pay_state: str
    overdue: bool
    sent_on: date | None
    due_on: date | None
    currency: str
    net: int
    tax: int
    unpaid: int

    @property
    def total(self) -> int:
        """What is to be paid for it in all."""
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Group:
    """What bills are gathered by."""

    remote_id: str
    name: str
    billed_to: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that an account has told of a span of days."""

    bills: tuple[Bill, ...]
    groups: tuple[Group, ...]
    unpaid: int | None = None
    """All that is unpaid as the platform adds it up, in minor units of `currency`."""
    currency: str = ""
    unread: int = 0
    """Bills that could not be understood; the log has them."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not tell, and why."""

    standing: Standing
    said: str = ""
    """Its own words, cleaned."""


class Platform(Protocol):
    """One account at a platform; asks outside, so never within a transaction."""

    def account(self, since: date, until: date) -> Account | Refused:
        """All bills that were sent from `since` to `until`, and the billing groups."""

    def paper(self, remote_id: str) -> bytes | Refused:
        """The PDF of a bill."""
