"""What happened, as the journal needs to know it: plain values, read by `core.bookkeeping.reading`.

Amounts are minor units of `currency`; days are those of the shop's calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.bookkeeping.accounts import Role
from core.bookkeeping.entries import NOBODY, Partner
from core.orders.payments.states import Method


@dataclass(frozen=True, slots=True)
class Sum:
    """What lines of one tax rate come to; `fee`: for the way, not for goods."""

    rate: str
    net: int
    tax: int
    fee: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """An issued invoice or a correction."""

    id: int
    number: str
    legal_number: str
    day: date
    currency: str
    partner: Partner
    takes_back: bool
    """A credit: what is sold becomes less, in an account of its own."""
    sums: tuple[Sum, ...]
    replaced: tuple[tuple[bool, Sum], ...] = ()
    """Of a replacement: all that stood before it, each with whether it took back."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A settled return: what it took off an order."""

    code: str
    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Paid:
    """Money on an order; below zero: it went back."""

    id: int
    day: date
    method: Method
    amount: int
    reference: str
    reversed_on: date | None = None
    forgone: bool = False
    """Nobody has it: the courier will not pay it."""


@dataclass(frozen=True, slots=True)
class Sale:
    """An order as far as money goes: when it left, when it was invoiced, what was paid for it."""

    order_id: int
    order_no: str
    currency: str
    partner: Partner
    left_on: date | None
    """When all of it had left the house."""
    invoiced_on: date | None
    sums: tuple[Sum, ...] = ()
    """What it is sold for; only of those that left before the month of their invoice."""
    returns: tuple[Returned, ...] = ()
    paid: tuple[Paid, ...] = ()

    @property
    def by_receipt(self) -> bool:
        """Whether it counts as sold when it left: no invoice says so in the same month."""
        if self.left_on is None:
            return False
        on = self.invoiced_on
        return on is None or (on.year, on.month) > (self.left_on.year, self.left_on.month)

    @property
    def sold_on(self) -> date | None:
        """From when on the buyer owes something for it."""
        return self.left_on if self.by_receipt else self.invoiced_on


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of a customer, or money that went back (below zero)."""

    id: int
    day: date
    currency: str
    method: Method
    amount: int
    partner: Partner
    reference: str
    reversed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What a payment is for, or a rest that is written off; below zero: taken back."""

    id: int
    day: date
    currency: str
    amount: int
    invoice: str
    partner: Partner
    payment_id: int | None
    payer: Partner = NOBODY


@dataclass(frozen=True, slots=True)
class CourierFee:
    """The fee of a parcel as its courier said when it took it, or as a statement bills it."""

    key: str
    day: date
    currency: str
    partner: Partner
    waybill: str
    amount: int


@dataclass(frozen=True, slots=True)
class GatewayFee:
    """What a gateway kept of a payment that came through it."""

    id: int
    day: date
    currency: str
    gateway: Partner
    method: Method
    """How the payment was written down: the fee leaves the same account."""
    payment_id: int
    amount: int


@dataclass(frozen=True, slots=True)
class PlatformBill:
    """A booked bill; those of credit notes are below zero."""

    id: int
    day: date
    currency: str
    number: str
    partner: Partner
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class Payout:
    """What a marketplace paid out, or is about to: what it kept of it, and what came."""

    id: int
    day: date
    currency: str
    number: str
    shop: Partner
    kept: tuple[tuple[Role, int], ...]
    """What it took off, by account; above zero: it costs."""
    paid_on: date | None
    paid: int
    """What came on that day; below zero: the shop paid."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A payout that a line of a bank brought."""

    id: int
    day: date
    currency: str
    number: str
    shop: Partner
    account: str
    """Which of ours it came to."""
    expected: int
    came: int
    undone_on: date | None = None
    """When somebody said that it was not this one."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods of one receipt at cost; below zero: they went back."""

    key: str
    day: date
    currency: str
    number: str
    partner: Partner
    order: str
    amount: int


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods that left the house for good or came into it, at cost; above zero: they left."""

    key: str
    day: date
    currency: str
    against: Role
    document: str
    partner: Partner
    note: str
    amount: int


METHOD_ROLES: Mapping[Method, Role] = {
    Method.TRANSFER: Role.BANK,
    Method.CASH: Role.CASH,
    Method.CARD: Role.CARD,
    Method.WALLET: Role.WALLET,
    Method.QR: Role.QR,
    Method.COD: Role.COD,
    Method.CHANNEL: Role.CHANNEL,
    Method.OTHER: Role.OTHER_MONEY,
}
"""Where money is that came in some way."""
