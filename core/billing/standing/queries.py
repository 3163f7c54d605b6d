"""Reads standing orders, their lines and what became of their periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, func, select

from core.billing.models import invoices
from core.billing.rules import BillingRules
from core.billing.standing.calendar import days_from
from core.billing.standing.models import standing_lines, standing_orders, standing_runs
from core.billing.standing.states import Auto, RunState, Shift, StandingState
from core.customers.models import customers
from core.errors import NotFound
from core.transaction import Transaction

MOST_PERIODS = 400
"""Periods that are counted as waiting: a year of days and some."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing order without its lines."""

    id: int
    customer_id: int
    customer: str
    name: str
    state: StandingState
    rule: str
    anchor: date
    shift: Shift
    auto: Auto
    lead_days: int
    currency: str
    next_period: int
    next_day: date | None
    error: str
    """The code of what kept the last run from making anything of it."""
    version: int


@dataclass(frozen=True, slots=True)
class StandingLine:
    """What stands on it; minor units with tax, None where the price list says it."""

    line_no: int
    item: str
    description: str
    quantity: int
    unit_price: int | None
    tax_rate: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a period."""

    period: int
    day: date
    state: RunState
    invoice_id: int | None
    invoice: str
    """Its number; empty where it has none."""


def standing(tx: Transaction, standing_id: int, *, lock: bool = False) -> Standing:
    """One standing order; raises NotFound ``standing_not_found``."""
    if lock:
        tx.execute(_lock, {"s": standing_id})
    row = tx.execute(_one, {"s": standing_id}).first()
    if row is None:
        raise NotFound("standing_not_found", standing=standing_id)
    return _standing(row)


def listed_standing(
    tx: Transaction, *, customer_id: int | None = None, offset: int = 0, limit: int = 200
) -> tuple[Standing, ...]:
    """Standing orders: those that are due first, those that ended last."""
    wanted = _all
    if customer_id is not None:
        wanted = wanted.where(standing_orders.c.customer_id == customer_id)
    ended = standing_orders.c.state == StandingState.ENDED.value
    by_day = wanted.order_by(
        ended, func.coalesce(standing_orders.c.next_day, date(9999, 12, 31)), standing_orders.c.id
    )
    return tuple(_standing(row) for row in tx.execute(by_day.limit(limit).offset(offset)))


def count_standing(tx: Transaction) -> int:
    """How many there are."""
    return int(tx.execute(select(func.count()).select_from(standing_orders)).scalar_one())


def lines_of(tx: Transaction, standing_id: int) -> tuple[StandingLine, ...]:
    """What stands on a standing order."""
    return tuple(StandingLine(*row) for row in tx.execute(_lines, {"s": standing_id}))


def runs_of(tx: Transaction, standing_id: int, limit: int = 24) -> tuple[Run, ...]:
    """What became of its periods, the newest first."""
    rows = tx.execute(_runs, {"s": standing_id, "n": limit})
    return tuple(
        Run(row.period, row.day, RunState(row.state), row.invoice_id, row.internal_no or "")
        for row in rows
    )


def next_days(one: Standing, rules: BillingRules, count: int = 5) -> list[date]:
    """The days of its next periods."""
    return days_from(
        one.rule, one.anchor, one.next_period, count, shift=one.shift, holidays=rules.holidays
    )


def waiting(one: Standing, rules: BillingRules, today: date) -> list[date]:
    """The days of the periods that are due and not billed; more than one needs an answer."""
    if one.state is not StandingState.ACTIVE or one.next_day is None:
        return []
    until = today + timedelta(days=one.lead_days)
    if one.next_day > until:
        return []
    return [day for day in next_days(one, rules, MOST_PERIODS) if day <= until]


def due_standing(tx: Transaction, today: date) -> tuple[Standing, ...]:
    """Those that may have a period to bill: the days that they are made before are looked at too.

    The longest of those is `core.billing.standing.commands.MOST_LEAD`.
    """
    rows = tx.execute(_due, {"day": today + timedelta(days=60)})
    found = (_standing(row) for row in rows)
    return tuple(
        one
        for one in found
        if one.next_day is not None and one.next_day - timedelta(days=one.lead_days) <= today
    )


def _standing(row: Any) -> Standing:
    values = dict(row._mapping)
    for name, kind in (("state", StandingState), ("shift", Shift), ("auto", Auto)):
        values[name] = kind(values[name])
    if values["state"] is StandingState.ENDED:
        values["next_day"] = None  # the day on which it would have gone on
    return Standing(**values)


_s = standing_orders.c
_all = select(
    _s.id,
    _s.customer_id,
    customers.c.name.label("customer"),
    *(_s[name] for name in list(Standing.__dataclass_fields__)[3:]),
).join(customers, customers.c.id == _s.customer_id)
_one = _all.where(_s.id == bindparam("s"))
_lock = select(_s.id).where(_s.id == bindparam("s")).with_for_update()
_due = _all.where(_s.state == StandingState.ACTIVE.value, _s.next_day <= bindparam("day")).order_by(
    _s.next_day, _s.id
)
_lines = (
    select(*(standing_lines.c[name] for name in StandingLine.__dataclass_fields__))
    .where(standing_lines.c.standing_id == bindparam("s"))
    .order_by(standing_lines.c.line_no)
)
_runs = (
    select(
        standing_runs.c.period,
        standing_runs.c.day,
        standing_runs.c.state,
        standing_runs.c.invoice_id,
        invoices.c.internal_no,
    )
    .outerjoin(invoices, invoices.c.id == standing_runs.c.invoice_id)
    .where(standing_runs.c.standing_id == bindparam("s"))
    .order_by(standing_runs.c.period.desc())
    .limit(bindparam("n", type_=Integer()))
)
