"""Returns as marketplaces tell them, each with the return of the house that it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, select

from core.channels.calm import What
from core.channels.models import channel_reads, channel_returns
from core.channels.return_states import FOR_PEOPLE, Waits
from core.money import Money
from core.orders.models import orders
from core.people.permissions import Permission, require
from core.returns.models import returns
from core.returns.states import ReturnState
from core.rows import AnyRow
from core.transaction import Transaction

_NEW = timedelta(days=30)
"""So long what waits is told to people."""


@dataclass(frozen=True, slots=True)
class ToldReturn:
    """One return there."""

    shop: str
    return_no: str
    order_no: str
    raw_status: str
    """The platform's own word."""
    why: Waits
    code: str | None
    """Of the return of the house; None where there is none."""
    state: ReturnState | None
    ended: bool
    refund: Money | None
    """As the platform says; None where that is no amount."""
    reason: str
    tracking: str
    changed_at: datetime


def told_returns(
    tx: Transaction, shops: Sequence[str], *, waiting: bool = False, limit: int = 1000
) -> tuple[ToldReturn, ...]:
    """Returns of these shops, those first that wait for somebody, then what changed last."""
    require(tx, Permission.ORDER_VIEW)
    query = _waiting if waiting else _all
    put = _waits_for(tx) | {"b_shops": list(shops), "b_most": limit}
    return tuple(_told(row) for row in tx.execute(query, put))


def told_of(tx: Transaction, return_code: str) -> ToldReturn | None:
    """What a marketplace says of a return of the house; None where none told of it."""
    row = tx.execute(_one, {"b_code": return_code}).first()
    return None if row is None else _told(row)


def waiting_counts(tx: Transaction) -> dict[str, int]:
    """How many returns of each shop somebody has to look at."""
    return {row[0]: int(row[1]) for row in tx.execute(_counts, _waits_for(tx))}


def reading_troubles(tx: Transaction, what: What = What.RETURNS) -> dict[str, tuple[str, str]]:
    """What was wrong when returns, or other things, were read last: fault and words, by shop."""
    return {row.shop: (row.fault, row.said) for row in tx.execute(_troubles, {"b_what": what})}


def _waits_for(tx: Transaction) -> dict[str, object]:
    return {"b_why": sorted(FOR_PEOPLE), "b_since": tx.now - _NEW}


def _told(row: AnyRow) -> ToldReturn:
    shop, return_no, order_no, raw, why, code, state, ended, refund, currency, *more = row
    known = ReturnState(state) if state else None
    money = Money(refund, currency) if refund is not None and currency else None
    told = (shop, return_no, order_no, raw, Waits(why), code, known, ended, money)
    return ToldReturn(*told, *more)


_r = channel_returns.c
_any = (
    select(
        *(_r.shop, _r.return_no),
        func.coalesce(orders.c.order_no, func.nullif(_r.order_no, ""), _r.remote_id),
        *(_r.raw_status, _r.why, returns.c.code, returns.c.state, _r.ended),
        *(_r.refund, _r.currency, _r.reason, _r.tracking, _r.changed_at),
    )
    .select_from(channel_returns)
    .outerjoin(returns, returns.c.id == _r.return_id)
    .outerjoin(orders, orders.c.id == _r.order_id)
)
_waits = _r.why.in_(bindparam("b_why", expanding=True)) & (_r.changed_at > bindparam("b_since"))
_all = (
    _any.where(_r.shop.in_(bindparam("b_shops", expanding=True)))
    .order_by(case((_waits, 0), else_=1), _r.changed_at.desc(), _r.return_no)
    .limit(bindparam("b_most"))
)
_waiting = _all.where(_waits)
_one = _any.where(returns.c.code == bindparam("b_code")).order_by(_r.changed_at.desc()).limit(1)
_counts = select(_r.shop, func.count()).where(_waits).group_by(_r.shop)
_troubles = select(channel_reads.c.shop, channel_reads.c.fault, channel_reads.c.said).where(
    channel_reads.c.fault != "", channel_reads.c.what == bindparam("b_what")
)
