"""Plans of counts: stock-takes every so many months, and some bins each day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.audit import record
from core.counting.choosing import by_class, oldest
from core.counting.commands import Wanted, add_tasks, all_bins, begin, zone_id
from core.counting.models import count_plans, counts
from core.counting.queries import one_count
from core.counting.rules import CountingRules
from core.counting.states import OPEN, Kind
from core.database import Database
from core.errors import NotFound, Refusal
from core.files import values
from core.people.permissions import Permission, require
from core.transaction import SYSTEM, Transaction, reading, run

MOST_DAYS = 3650
"""Days between two counts of a bin at most."""
MOST_BINS = 10_000
"""Bins of one day at most."""


class Rule(StrEnum):
    """What a plan has counted."""

    FULL = "full"
    """All bins, every so many months."""
    BINS = "bins"
    """Each day some, so that every bin is counted within so many days."""
    ABC = "abc"
    """Each day some; bins of goods that go or are worth most oftener than the others."""


class RankedBy(StrEnum):
    """What makes goods an A, a B or a C."""

    TURNOVER = "turnover"
    """Units that left."""
    VALUE = "value"
    """What the units that left are worth."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a plan says; numbers that its rule does not look at are 0."""

    rule: Rule
    zone: str = ""
    months: int = 0
    within_days: int = 0
    a_days: int = 0
    b_days: int = 0
    c_days: int = 0
    ranked_by: RankedBy | str = ""
    per_day: int = 0
    blind: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan, and when it has something counted next."""

    id: int
    warehouse_id: int
    name: str
    scheme: Scheme
    active: bool
    next_on: date


def put(
    tx: Transaction, warehouse: int, name: str, scheme: Scheme, first_on: date | None = None
) -> Plan:
    """Make a plan, or change the one of this name; it begins on `first_on`, else today.

    Raises Refusal ``count_plan_name``, ``count_plan_number``; NotFound ``zone_unknown``.
    """
    require(tx, Permission.COUNT_POST)
    name = values.text(name, 40)
    if not name:
        raise Refusal("count_plan_name")
    _check(scheme)
    if scheme.zone:
        zone_id(tx, warehouse, scheme.zone)
    row: dict[str, Any] = {field: getattr(scheme, field) for field in _FIELDS}
    row |= {"rule": scheme.rule.value, "ranked_by": str(scheme.ranked_by), "active": True}
    known = tx.execute(_by_name, {"warehouse": warehouse, "called": name}).first()
    if known is None:
        row |= {"next_on": first_on or tx.today, "created_at": tx.now}
        tx.execute(insert(count_plans), row | {"warehouse_id": warehouse, "name": name})
    else:
        if first_on is not None:
            row["next_on"] = first_on
        tx.execute(update(count_plans).where(count_plans.c.id == known[0]).values(**row))
    record(tx, "count_plan", plan=name, rule=scheme.rule.value)
    return by_name(tx, warehouse, name)


def end(tx: Transaction, warehouse: int, name: str) -> Plan:
    """Nothing more is counted by this plan; raises NotFound ``count_plan_unknown``."""
    require(tx, Permission.COUNT_POST)
    found = by_name(tx, warehouse, name)
    tx.execute(update(count_plans).where(count_plans.c.id == found.id).values(active=False))
    record(tx, "count_plan_ended", plan=found.name)
    return by_name(tx, warehouse, name)


def by_name(tx: Transaction, warehouse: int, name: str) -> Plan:
    """A plan by its name; raises NotFound ``count_plan_unknown``."""
    row = tx.execute(_by_name, {"warehouse": warehouse, "called": name.strip()}).first()
    if row is None:
        known = ", ".join(one.name for one in plans(tx, warehouse)) or "-"
        raise NotFound("count_plan_unknown", plan=name, known=known)
    return _plan(row)


def plans(tx: Transaction, warehouse: int) -> list[Plan]:
    """The plans of a warehouse that are in use, by name."""
    return [_plan(row) for row in tx.execute(_active, {"warehouse": warehouse})]


def due_plans(tx: Transaction, warehouse: int) -> list[Plan]:
    """The plans that have something counted today and whose last count is over."""
    rows = tx.execute(_due, {"warehouse": warehouse, "today": tx.today})
    return [_plan(row) for row in rows]


def make_due(database: Database, rules: CountingRules, warehouse: int) -> list[str]:
    """Make the counts that are due by plan; gives their numbers. Writes only if there are any."""
    with reading(database, SYSTEM) as tx:
        todo = due_plans(tx, warehouse)
    made = [run(database, SYSTEM, partial(make_one, rules=rules, plan_id=one.id)) for one in todo]
    return [number for number in made if number]


def make_one(tx: Transaction, rules: CountingRules, plan_id: int) -> str:
    """Make the count of one plan that is due; gives its number, empty where nothing is to count."""
    row = tx.execute(_locked, {"plan": plan_id}).first()
    if row is None:
        return ""
    plan = _plan(row)
    scheme = plan.scheme
    if plan.id not in {one.id for one in due_plans(tx, plan.warehouse_id)}:
        return ""  # somebody else was first
    then = {"plan": plan.id, "next": _after(plan, tx.today)}
    tx.execute(_set_next, then)
    if tx.execute(_on_day, {"plan": plan.id, "today": tx.today}).first() is not None:
        return ""
    zone = zone_id(tx, plan.warehouse_id, scheme.zone) if scheme.zone else None
    everything = all_bins(tx, plan.warehouse_id, zone)
    match scheme.rule:
        case Rule.FULL:
            chosen = everything
        case Rule.BINS:
            chosen = oldest(tx, everything, scheme.within_days, scheme.per_day)
        case Rule.ABC:
            days = (scheme.a_days, scheme.b_days, scheme.c_days)
            chosen = by_class(
                tx,
                plan.warehouse_id,
                everything,
                days,
                currency=rules.currency,
                by_value=scheme.ranked_by == RankedBy.VALUE,
                per_day=scheme.per_day,
            )
    if not chosen:
        return ""
    kind = Kind.FULL if scheme.rule is Rule.FULL else Kind.CYCLE
    wanted = Wanted(kind, zone=scheme.zone, blind=scheme.blind, note=plan.name, plan_id=plan.id)
    made = begin(tx, plan.warehouse_id, wanted)
    add_tasks(tx, made, [(bin_id, True) for bin_id in chosen])
    count = one_count(tx, made)
    record(tx, "count_made", count=count.number, what=kind.value, bins=len(chosen))
    return count.number


def _check(scheme: Scheme) -> None:
    match scheme.rule:
        case Rule.FULL:
            numbers = {"months": (scheme.months, 24)}
        case Rule.BINS:
            numbers = {"within_days": (scheme.within_days, MOST_DAYS)}
        case Rule.ABC:
            numbers = {
                name: (getattr(scheme, name), MOST_DAYS) for name in ("a_days", "b_days", "c_days")
            }
    for value, most in numbers.values():
        if not 1 <= value <= most:
            raise Refusal("count_plan_number", value=value, most=most)
    if not 0 <= scheme.per_day <= MOST_BINS:
        raise Refusal("count_plan_number", value=scheme.per_day, most=MOST_BINS)


def _after(plan: Plan, today: date) -> date:
    """When a plan has something counted again."""
    if plan.scheme.rule is not Rule.FULL:
        return today + timedelta(days=1)
    then = plan.next_on
    while then <= today:
        then = _months_later(then, plan.scheme.months)
    return then


def _months_later(day: date, months: int) -> date:
    """The same day of a later month; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _plan(row: Any) -> Plan:
    fields = {field: getattr(row, field) for field in _FIELDS}
    scheme = Scheme(**(fields | {"rule": Rule(row.rule)}))
    return Plan(row.id, row.warehouse_id, row.name, scheme, row.active, row.next_on)


_FIELDS = tuple(Scheme.__dataclass_fields__)
_by_name = select(count_plans).where(
    count_plans.c.warehouse_id == bindparam("warehouse"), count_plans.c.name == bindparam("called")
)
_active = (
    select(count_plans)
    .where(count_plans.c.warehouse_id == bindparam("warehouse"), count_plans.c.active)
    .order_by(count_plans.c.name)
)
_open_count = (
    select(counts.c.id)
    .where(
        counts.c.plan_id == count_plans.c.id, counts.c.state.in_([state.value for state in OPEN])
    )
    .exists()
)
_due = _active.where(count_plans.c.next_on <= bindparam("today"), ~_open_count)
_locked = select(count_plans).where(count_plans.c.id == bindparam("plan")).with_for_update()
_set_next = (
    update(count_plans)
    .where(count_plans.c.id == bindparam("plan"))
    .values(next_on=bindparam("next"))
)
_on_day = select(counts.c.id).where(
    counts.c.plan_id == bindparam("plan"), counts.c.due_on == bindparam("today")
)
