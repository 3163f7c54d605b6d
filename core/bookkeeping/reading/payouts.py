"""What marketplaces paid out, and what they kept of it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, or_, select

from core.bookkeeping.accounts import Role
from core.bookkeeping.entries import Partner
from core.bookkeeping.facts import Payout
from core.bookkeeping.periods import Period
from core.clock import local
from core.fee_kinds import FeeKind
from core.payouts.kinds import FEES
from core.payouts.models import payout_lines, payout_words, payouts
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
    first, after = period.moments(tx.zone)
    rows: list[Any] = tx.execute(_payouts, {"first": first, "after": after}).all()
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
    paid = row.state == PayoutState.PAID.value
    return Payout(
        id=row.id,
        day=local(row.at, tx.zone).date(),
        currency=row.currency,
        number=row.payout_no,
        shop=Partner(row.shop, row.shop),
        kept=tuple(sorted(kept.items())),
        paid_on=local(row.paid_at or row.at, tx.zone).date() if paid else None,
        paid=sum(sums.values()) if row.amount is None else row.amount,
    )


_p = payouts.c
_first: Any = bindparam("first")
_after: Any = bindparam("after")
_payouts = (
    select(_p.id, _p.shop, _p.payout_no, _p.currency, _p.amount, _p.state, _p.at, _p.paid_at)
    .where(
        _p.whole,
        or_(
            (_p.at >= _first) & (_p.at < _after),
            (_p.paid_at >= _first) & (_p.paid_at < _after),
        ),
    )
    .order_by(_p.id)
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
