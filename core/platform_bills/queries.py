"""Reads what platforms billed: lists with their filters, totals, groups and papers.

Only who was given the shop's finances may: all of it raises NotAllowed for others.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from core.errors import NotFound
from core.people.permissions import Permission, require
from core.platform_bills.models import (
    platform_accounts,
    platform_bill_files,
    platform_bills,
    platform_groups,
)
from core.platform_bills.states import OPEN, BillKind, PayState, Standing
from core.text import fold
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bills are looked for; what is empty does not matter."""

    account: str = ""
    number: str = ""
    """The beginning of what stands on it, in any case."""
    organisation: str = ""
    """A part of who is billed."""
    group: str = ""
    """The billing group, by its number."""
    since: date | None = None
    until: date | None = None
    pay: Collection[PayState] = ()
    overdue: bool = False
    unbooked: bool = False
    text: str = ""
    """The beginning of a number, or a part of who is billed."""


@dataclass(frozen=True, slots=True)
class PlatformBill:
    """A bill as it is known; money in minor units."""

    id: int
    account: str
    remote_id: str
    number: str
    kind: BillKind
    organisation: str
    group_id: str
    group: str
    """The name of its group; empty where that is not known."""
    raw_state: str
    pay_state: PayState
    raw_pay_state: str
    overdue: bool
    sent_on: date | None
    due_on: date | None
    currency: str
    net: int
    tax: int
    total: int
    unpaid: int
    has_file: bool
    file_wanted: bool
    booked_at: datetime | None
    booked_by: str
    booked_net: int | None
    booked_tax: int | None

    @property
    def changed(self) -> bool:
        """Whether the platform says another amount than was booked."""
        return self.booked_at is not None and (self.booked_net, self.booked_tax) != (
            self.net,
            self.tax,
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """What is to be paid in one currency; minor units."""

    currency: str
    bills: int
    unpaid: int
    overdue: int


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """How an account stands."""

    name: str
    standing: Standing
    said: str
    asked_at: datetime | None
    heard_at: datetime | None
    wanted: bool
    unpaid: int | None
    currency: str


def bills(
    tx: Transaction, wanted: Wanted, *, offset: int = 0, limit: int = 200
) -> tuple[PlatformBill, ...]:
    """Those that fit, the newest first."""
    require(tx, Permission.PLATFORM_BILLS)
    query = _bills.where(*_fit(wanted)).order_by(
        platform_bills.c.sent_on.desc(), platform_bills.c.id.desc()
    )
    return tuple(_bill(row) for row in tx.execute(query.offset(offset).limit(limit)))


def one_bill(tx: Transaction, number: str) -> PlatformBill:
    """By what stands on it, by its number at the platform or by ours.

    Raises NotFound ``platform_bill_unknown``.
    """
    require(tx, Permission.PLATFORM_BILLS)
    said = or_(platform_bills.c.number == number, platform_bills.c.remote_id == number)
    if number.isascii() and number.isdecimal() and len(number) < 19:
        said = or_(said, platform_bills.c.id == int(number))
    row = tx.execute(_bills.where(said).order_by(platform_bills.c.id).limit(1)).first()
    if row is None:
        raise NotFound("platform_bill_unknown", number=number)
    return _bill(row)


def totals(tx: Transaction, wanted: Wanted) -> tuple[Totals, ...]:
    """What is unpaid and overdue among those that fit, by currency; credit notes take from it."""
    require(tx, Permission.PLATFORM_BILLS)
    of = platform_bills.c
    sign = case((of.kind == BillKind.CREDIT.value, -1), else_=1)
    rest = case((of.pay_state.in_([one.value for one in OPEN]), of.unpaid * sign), else_=0)
    late = case((of.overdue, rest), else_=0)
    query = (
        select(of.currency, func.count(), func.sum(rest), func.sum(late))
        .where(*_fit(wanted))
        .group_by(of.currency)
        .order_by(of.currency)
    )
    return tuple(Totals(row[0], row[1], int(row[2]), int(row[3])) for row in tx.execute(query))


def groups(tx: Transaction, account: str = "") -> tuple[tuple[str, str, str], ...]:
    """The billing groups to choose from: account, number and name."""
    require(tx, Permission.PLATFORM_BILLS)
    of = platform_groups.c
    query = select(of.account, of.remote_id, of.name).order_by(of.account, of.name, of.remote_id)
    if account:
        query = query.where(of.account == account)
    return tuple((row[0], row[1], row[2]) for row in tx.execute(query))


def standings(tx: Transaction, names: Collection[str]) -> tuple[AccountStanding, ...]:
    """How these accounts stand, in their order."""
    require(tx, Permission.PLATFORM_BILLS)
    known = {row.name: row for row in tx.execute(select(platform_accounts))}
    return tuple(_standing(name, known.get(name)) for name in names)


def due(tx: Transaction, name: str, hours: int) -> bool:
    """Whether an account is to be asked now: a person waits, or the last time is long ago."""
    row = tx.execute(select(platform_accounts).where(platform_accounts.c.name == name)).first()
    if row is None or row.wanted or row.asked_at is None:
        return True
    rest = hours * 3600 if row.standing in {"fine", "empty"} else min(hours * 3600, 900)
    return bool((tx.now - row.asked_at).total_seconds() >= rest)


def paper_of(tx: Transaction, bill_id: int) -> bytes | None:
    """The PDF of a bill; None where it was not fetched yet."""
    require(tx, Permission.PLATFORM_BILLS)
    file = platform_bill_files.c
    data = tx.execute(select(file.data).where(file.bill_id == bill_id)).scalar()
    return None if data is None else bytes(data)


def papers_wanted(tx: Transaction, account: str) -> tuple[tuple[int, str], ...]:
    """Bills whose PDF somebody waits for: ours and the platform's number."""
    of = platform_bills.c
    query = select(of.id, of.remote_id).where(of.account == account, of.file_wanted)
    return tuple((row.id, row.remote_id) for row in tx.execute(query.order_by(of.id).limit(50)))


def _fit(wanted: Wanted) -> list[ColumnElement[bool]]:
    of = platform_bills.c
    fit: list[ColumnElement[bool]] = []
    if wanted.account:
        fit.append(of.account == wanted.account)
    if wanted.number:
        fit.append(_numbered(wanted.number))
    if wanted.organisation:
        fit.append(_named(wanted.organisation))
    if wanted.text:
        fit.append(or_(_numbered(wanted.text), _named(wanted.text)))
    if wanted.group:
        fit.append(of.group_id == wanted.group)
    if wanted.since:
        fit.append(of.sent_on >= wanted.since)
    if wanted.until:
        fit.append(of.sent_on <= wanted.until)
    if wanted.pay:
        fit.append(of.pay_state.in_([one.value for one in wanted.pay]))
    if wanted.overdue:
        fit.append(of.overdue)
    if wanted.unbooked:
        fit.append(of.booked_at.is_(None))
    return fit


def _numbered(text: str) -> ColumnElement[bool]:
    return func.upper(platform_bills.c.number).startswith(text.upper(), autoescape=True)


def _named(text: str) -> ColumnElement[bool]:
    return platform_bills.c.folded.contains(fold(text)[:80], autoescape=True)


def _bill(row: Any) -> PlatformBill:
    values = dict(row._mapping)
    values |= {"kind": BillKind(row.kind), "pay_state": PayState(row.pay_state)}
    return PlatformBill(**values)


def _standing(name: str, row: Any) -> AccountStanding:
    if row is None:
        return AccountStanding(name, Standing.NEVER, "", None, None, False, None, "")
    return AccountStanding(
        name,
        Standing(row.standing),
        row.said,
        row.asked_at,
        row.heard_at,
        row.wanted,
        row.unpaid,
        row.currency,
    )


_SHOWN = (
    *("id", "account", "remote_id", "number", "kind", "organisation", "group_id", "raw_state"),
    *("pay_state", "raw_pay_state", "overdue", "sent_on", "due_on", "currency", "net", "tax"),
    *("total", "unpaid", "file_wanted", "booked_at", "booked_by", "booked_net", "booked_tax"),
)
_bills = select(
    *(platform_bills.c[name] for name in _SHOWN),
    func.coalesce(platform_groups.c.name, "").label("group"),
    exists().where(platform_bill_files.c.bill_id == platform_bills.c.id).label("has_file"),
).outerjoin(
    platform_groups,
    and_(
        platform_groups.c.account == platform_bills.c.account,
        platform_groups.c.remote_id == platform_bills.c.group_id,
    ),
)
