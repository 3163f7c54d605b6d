"""What marketplaces paid out, what they kept of it, and when the bank had it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, or_, select

from core.bookkeeping.accounts import Role
from core.bookkeeping.entries import Partner
from core.bookkeeping.facts import Arrival, Payout
from core.bookkeeping.periods import Period
from core.bookkeeping.reading.days import taken_back_on
from core.clock import local
from core.fee_kinds import FeeKind
from core.payouts.kinds import FEES
from core.payouts.models import payout_arrivals, payout_lines, payout_words, payouts
from core.payouts.queries import WITH_WORDS
from core.payouts.states import PayoutState
from core.transaction import Transaction

_CHUNK = 400
_ROLES: dict[FeeKind, Role] = {
    **dict.fromkeys(FEES, Role.CHANNEL_FEES),
    FeeKind.SHIPPING_CHARGED: Role.DELIVERY,
    FeeKind.TAX: Role.TAX_WITHHELD,
}
"""Where it goes what a marketplace keeps; all else is what buyers paid, and stays with it."""


def payouts_in(tx: Transaction, period: Period) -> list[Payout]:
    """Those of the period, or paid in it, whose lines are all known."""
    given = period.given(tx.zone)
    rows: list[Any] = tx.execute(_payouts, given).all()
    sums: defaultdict[int, dict[FeeKind, int]] = defaultdict(dict)
    for start in range(0, len(rows), _CHUNK):
        ids = [row.id for row in rows[start : start + _CHUNK]]
        for line in tx.execute(_lines, {"ids": ids}):
            sums[line.payout_id][FeeKind(line.kind)] = int(line.amount)
    return [_payout(tx, row, sums[row.id]) for row in rows]


def _payout(tx: Transaction, row: Any, sums: dict[FeeKind, int]) -> Payout:
    kept: defaultdict[Role, int] = defaultdict(int)
    for kind, amount in sums.items():
        if kind in _ROLES:
            kept[_ROLES[kind]] -= amount
    paid_on: date | None = None
    if row.state == PayoutState.PAID.value:
        paid_on = local(row.paid_at or row.at, tx.zone).date()
    elif row.arrived_on is not None:  # its platform did not say so yet, and the bank has it
        paid_on = row.arrived_on
    return Payout(
        id=row.id,
        day=local(row.at, tx.zone).date(),
        currency=row.currency,
        number=row.payout_no,
        shop=Partner(row.shop, row.shop),
        kept=tuple(sorted(kept.items())),
        paid_on=paid_on,
        paid=sum(sums.values()) if row.amount is None else row.amount,
    )


def arrivals_in(tx: Transaction, period: Period) -> list[Arrival]:
    """Those that the bank booked in a period, or that were taken back in it."""
    given = period.given(tx.zone)
    found = []
    for row in tx.execute(_arrivals, given):
        found.append(
            Arrival(
                id=row.id,
                day=row.booked_on,
                currency=row.currency,
                number=row.payout_no,
                shop=Partner(row.shop, row.shop),
                account=row.account,
                expected=row.expected,
                came=row.came,
                undone_on=taken_back_on(tx, row.booked_on, row.undone_at),
            )
        )
    return found


_p, _a = payouts.c, payout_arrivals.c
_first: Any = bindparam("first")
_after: Any = bindparam("after")
_payouts = (
    select(
        _p.id,
        _p.shop,
        _p.payout_no,
        _p.currency,
        _p.amount,
        _p.state,
        _p.at,
        _p.paid_at,
        _a.booked_on.label("arrived_on"),
    )
    .select_from(
        payouts.outerjoin(payout_arrivals, (_a.payout_id == _p.id) & _a.undone_at.is_(None))
    )
    .where(
        _p.whole,
        or_(
            (_p.at >= _first) & (_p.at < _after),
            (_p.paid_at >= _first) & (_p.paid_at < _after),
            _a.booked_on.between(bindparam("since"), bindparam("until")),
        ),
    )
    .order_by(_p.id)
)
_arrivals = (
    select(
        _a.id,
        _a.booked_on,
        _a.account,
        _a.expected,
        _a.came,
        _a.undone_at,
        _p.shop,
        _p.payout_no,
        _p.currency,
    )
    .join(payouts, _p.id == _a.payout_id)
    .where(
        or_(
            _a.booked_on.between(bindparam("since"), bindparam("until")),
            (_a.undone_at >= _first) & (_a.undone_at < _after),
        )
    )
    .order_by(_a.id)
)
_lines = (
    select(
        payout_lines.c.payout_id,
        payout_words.c.kind,
        cast(func.sum(payout_lines.c.amount), BigInteger).label("amount"),
    )
    .select_from(WITH_WORDS)
    .where(payout_lines.c.payout_id.in_(bindparam("ids", expanding=True)))
    .group_by(payout_lines.c.payout_id, payout_words.c.kind)
)
