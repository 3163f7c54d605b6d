"""That a payout arrived at the bank: which line brought it, and which ones are missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    bindparam,
    cast,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from core.audit import record
from core.errors import NotFound, Refusal
from core.money import Money
from core.payouts.models import payout_arrivals, payout_lines, payouts
from core.payouts.states import PayoutState
from core.people.permissions import Permission, require
from core.transaction import Transaction

_p, _l, _a = payouts.c, payout_lines.c, payout_arrivals.c
comes_to = (
    select(cast(func.coalesce(func.sum(_l.amount), 0), BigInteger))
    .where(_l.payout_id == _p.id)
    .correlate(payouts)
    .scalar_subquery()
)
"""What the lines of a payout come to."""
amount_of = func.coalesce(_p.amount, comes_to)
"""What a payout comes to: as told, else by its lines."""
when_paid = func.coalesce(_p.paid_at, _p.at)
"""When its platform sent it, as far as that says so."""
has_arrived = (
    select(_a.id).where(_a.payout_id == _p.id, _a.undone_at.is_(None)).correlate(payouts).exists()
)
"""Whether a line of a bank brought it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """The line of a bank that brought payouts; the amount in minor units."""

    line_id: int
    account: str
    booked_on: date
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """From which day on statements of banks were read, and how many days each shop's money has."""

    since: date | None
    days: Mapping[str, int]

    def missed(self, now: datetime, zone: str) -> ColumnElement[bool]:
        """Of a payout: it was paid, no line brought it, and it is too late for that.

        Nobody can miss what came before statements were read at all.
        """
        late = [
            and_(_p.shop == shop, when_paid < now - timedelta(days=days))
            for shop, days in sorted(self.days.items())
            if days
        ]
        if self.since is None or not late:
            return false()
        first = datetime.combine(self.since, time(), ZoneInfo(zone))
        paid = _p.state == PayoutState.PAID.value
        known = or_(_p.amount.is_not(None), _p.whole)
        return and_(paid, known, when_paid >= first, or_(*late), amount_of > 0, ~has_arrived)


def missed_days(tx: Transaction, awaited: Awaited, payout_ids: Sequence[int]) -> dict[int, int]:
    """Which of these payouts no bank had in time, with the days since they were sent."""
    mine = _p.id.in_(sorted(payout_ids))
    query = select(_p.id, when_paid.label("paid_on")).where(mine, awaited.missed(tx.now, tx.zone))
    rows: Any = tx.execute(query)
    return {int(row.id): (tx.now - row.paid_on).days for row in rows}


def payout_named(tx: Transaction, number: str) -> int:
    """Which payout is meant by its number there, or by ours; NotFound ``payout_unknown``."""
    said = _p.payout_no == number
    if number.isascii() and number.isdecimal() and len(number) < 19:
        said = or_(said, _p.id == int(number))
    query = select(_p.id).where(said).order_by(_p.payout_no != number, _p.id).limit(1)
    found = tx.execute(query).scalar()
    if found is None:
        raise NotFound("payout_unknown", number=number)
    return int(found)


def arrive(tx: Transaction, line: Brought, payout_ids: Sequence[int]) -> str:
    """Write down that a line brought payouts; gives what a person calls them.

    One may come otherwise than its platform said, several only as they are. Raises Refusal
    ``payout_arrived``, ``payout_currency``, ``payouts_sum``.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    rows: list[Any] = tx.execute(_locked, {"ids": sorted(payout_ids)}).all()
    for row in rows:
        live = tx.execute(_live, {"payout": row.id}).first()
        if live is not None:
            raise Refusal("payout_arrived", number=row.payout_no, day=live.booked_on.isoformat())
        if row.currency != line.currency:
            raise Refusal(
                "payout_currency", number=row.payout_no, currency=row.currency, other=line.currency
            )
    if len(rows) > 1 and sum(row.amount for row in rows) != line.amount:
        raise Refusal("payouts_sum", line=line.line_id)
    for row in rows:
        came = line.amount if len(rows) == 1 else int(row.amount)
        values: dict[str, Any] = {"payout_id": row.id, "bank_line_id": line.line_id}
        values |= {"account": line.account, "booked_on": line.booked_on, "came": came}
        values |= {"expected": int(row.amount), "at": tx.now, "by_id": tx.actor.operator_id}
        tx.execute(insert(payout_arrivals), values)
        told = {"amount": f"{Money(came, row.currency).decimal:f}", "currency": row.currency}
        about = {"shop": row.shop, "number": row.payout_no, "line": line.line_id}
        record(tx, "payout_arrived", **about, **told)
    return called(rows)


def took_back(tx: Transaction, line_id: int, reason: str) -> None:
    """The line brought none of what was said of it: its payouts are waited for again."""
    require(tx, Permission.PAYMENT_CONFIRM)
    by = {"line": line_id, "now": tx.now, "by": tx.actor.operator_id, "why": reason}
    tx.execute(_undo, by)
    record(tx, "payout_arrival_undone", line=line_id, reason=reason)


def called(found: Iterable[Any]) -> str:
    """What payouts are called: their shop and numbers, the first ones of many."""
    rows = list(found)
    numbers = ", ".join(row.payout_no for row in rows[:3])
    more = f" +{len(rows) - 3}" if len(rows) > 3 else ""
    shops = ", ".join(sorted({row.shop for row in rows}))
    return f"{shops}: {numbers}{more}"[:200]


_locked = (
    select(_p.id, _p.shop, _p.payout_no, _p.currency, amount_of.label("amount"))
    .where(_p.id.in_(bindparam("ids", expanding=True)))
    .order_by(_p.id)
    .with_for_update(of=payouts)
)
_live = select(_a.booked_on).where(_a.payout_id == bindparam("payout"), _a.undone_at.is_(None))
_undo = (
    update(payout_arrivals)
    .where(_a.bank_line_id == bindparam("line"), _a.undone_at.is_(None))
    .values(undone_at=bindparam("now"), undone_by=bindparam("by"), reason=bindparam("why"))
)
