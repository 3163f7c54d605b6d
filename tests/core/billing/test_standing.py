"""Standing orders: days that never drift, one invoice a period, and a person asked about more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import ModuleType

import pytest
from sqlalchemy import insert, text

from core import clock
from core.billing.automatic.making import Outcome
from core.billing.queries import one_invoice
from core.billing.rates.commands import NewRate, add_rate
from core.billing.rounds import bill_all
from core.billing.rules import BillingRules
from core.billing.standing.calendar import checked, days_from
from core.billing.standing.commands import NewLine, NewStanding, add, end, pause, planned, start
from core.billing.standing.queries import runs_of, standing, waiting
from core.billing.standing.running import CatchUp, catch_up
from core.billing.standing.states import Auto, RunState, Shift, StandingState
from core.billing.states import Reason
from core.customers.models import Trust, customers
from core.database import Database
from core.errors import IllegalTransition, Refusal
from core.transaction import Transaction, reading, writing

RULES = BillingRules(zone="Asia/Jakarta", country="ID", seller={"name": "Toko"}, review_new=False)


def on(year: int, month: int, day: int) -> datetime:
    """Ten o'clock in Jakarta."""
    return datetime(year, month, day, 3, 0, tzinfo=UTC)


def new(tx: Transaction, **more: object) -> NewStanding:
    row = {"name": "PT Contoh", "folded": "pt contoh", "trust": Trust.NONE.value}
    row |= {"created_at": tx.now, "updated_at": tx.now}
    who = int(tx.execute(insert(customers).returning(customers.c.id), row).scalar_one())
    line = NewLine("TEH", 2, 10_000_00, "11")
    made = NewStanding(who, "Sewa", "monthly", date(2026, 1, 31), [line], "IDR", auto=Auto.ISSUE)
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "anchor", "days"),
    [
        ("monthly", "2026-01-31", "2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31"),
        ("yearly", "2024-02-29", "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
        ("FREQ=MONTHLY;BYMONTHDAY=30", "2026-01-30", "2026-01-30 2026-02-28 2026-03-30"),
        ("month-end", "2026-01-15", "2026-01-31 2026-02-28 2026-03-31"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-01-31", "2026-02-09 2026-02-23"),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "2026-01-31", "2026-02-27 2026-03-27"),
        ("FREQ=MONTHLY;UNTIL=20260301", "2026-01-31", "2026-01-31 2026-02-28"),
    ],
)
def test_a_day_that_a_month_lacks_is_its_last_one_and_nothing_drifts(
    rule: str, anchor: str, days: str
) -> None:
    start_day, wanted = date.fromisoformat(anchor), days.split()
    found = days_from(checked(rule), start_day, 0, len(wanted))
    assert [day.isoformat() for day in found] == wanted
    for at, day in enumerate(wanted):
        (alone,) = days_from(checked(rule), start_day, at, 1)
        assert alone.isoformat() == day


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=MONTHLY;BYDAY=9MO",
        "FREQ=DAILY;COUNT=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=15,31",
        "FREQ=YEARLY;BYMONTH=2,6",
        "FREQ=DAILY;UNTIL=20261341",
        "FREQ=DAILY;COUNT=2;UNTIL=20260101",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;BYEASTER=0",
    ],
)
def test_a_rule_that_means_nothing_here_is_refused(rule: str) -> None:
    with pytest.raises(Refusal, match="standing_rule"):
        checked(rule)


def test_each_period_has_one_invoice_and_a_failing_one_stops_no_other(
    db: Database, build: ModuleType
) -> None:
    build.shop(db, {"TEH": 9})
    with clock.frozen(on(2026, 1, 30)):
        with writing(db) as tx:
            good = start(tx, add(tx, RULES, new(tx)).id)
            bad = start(tx, add(tx, RULES, new(tx, name="Rusak")).id)
            tx.execute(text(f"UPDATE customers SET name = '' WHERE id = {bad.customer_id}"))
            tx.execute(text(f"UPDATE standing_lines SET item = ' ' WHERE standing_id = {bad.id}"))
        assert bill_all(db, RULES).counts == {}, "its day is to come"
    with clock.frozen(on(2026, 1, 31)):
        done = bill_all(db, RULES)
        assert done.count(Outcome.ISSUED) == 1
        assert [name for name, _refusal in done.refused] == ["Rusak"]
        assert bill_all(db, RULES).counts == {}
        with reading(db) as tx:
            one = one_invoice(tx, done.ids[0])
            assert (one.total, one.reference) == (20_000_00, "Sewa 31/01/2026")
            assert standing(tx, good.id).next_day == date(2026, 2, 28)
            assert standing(tx, bad.id).error == "invoice_buyer_missing"


def test_periods_that_were_missed_wait_for_an_answer_and_are_looked_at(
    db: Database, build: ModuleType
) -> None:
    build.shop(db, {"TEH": 9})
    with clock.frozen(on(2026, 1, 1)), writing(db) as tx:
        one = start(tx, add(tx, RULES, new(tx)).id)
        ended = start(tx, add(tx, RULES, new(tx, rule="FREQ=MONTHLY;COUNT=2")).id)
        end(tx, ended.id)
        with pytest.raises(IllegalTransition):
            start(tx, ended.id)
    with clock.frozen(on(2026, 3, 31)):
        done = bill_all(db, RULES)
        assert [refusal.code for _name, refusal in done.refused] == ["standing_waits"]
        with writing(db) as tx:
            days = waiting(standing(tx, one.id), RULES, date(2026, 3, 31))
            assert [day.isoformat() for day in days] == ["2026-01-31", "2026-02-28", "2026-03-31"]
            ((outcome, made),) = catch_up(tx, RULES, one.id, CatchUp.LAST)
            assert outcome is Outcome.REVIEW
            assert made is not None
            assert one_invoice(tx, made).reasons == (Reason.LATE,)
            states = [run.state for run in runs_of(tx, one.id)]
            assert states == [RunState.MADE, RunState.SKIPPED, RunState.SKIPPED]
            assert standing(tx, one.id).next_day == date(2026, 4, 30)
            with pytest.raises(Refusal, match="standing_not_due"):
                catch_up(tx, RULES, one.id, CatchUp.ALL)


def test_prices_are_those_of_the_day_and_it_ends_by_itself(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 9})
    rules = replace(RULES, holidays=frozenset({date(2026, 1, 31), date(2026, 2, 1)}))
    with clock.frozen(on(2026, 1, 1)), writing(db) as tx:
        told = new(tx, rule="FREQ=MONTHLY;COUNT=1", shift=Shift.AFTER, lead_days=3)
        told = replace(told, lines=[NewLine("SEWA", 1)])
        rate = NewRate("SEWA", 50_000_00, "IDR", date(2026, 1, 1), date(2026, 1, 31))
        add_rate(tx, replace(rate, customer_id=told.customer_id, description="Sewa gudang"))
        later = replace(rate, valid_from=date(2026, 2, 1), valid_to=None, unit_price=60_000_00)
        add_rate(tx, replace(later, customer_id=told.customer_id, tax_rate="11"))
        assert planned(rules, told) == [date(2026, 2, 2)]
        one = add(tx, rules, told)
        with pytest.raises(IllegalTransition):
            pause(tx, one.id)
        start(tx, one.id)
    with clock.frozen(on(2026, 1, 30)):
        done = bill_all(db, rules)
        with reading(db) as tx:
            assert one_invoice(tx, done.ids[0]).total == 60_000_00
            after = standing(tx, one.id)
            assert (after.state, after.next_day) == (StandingState.ENDED, None)
