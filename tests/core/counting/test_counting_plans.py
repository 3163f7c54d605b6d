"""Counts that come by themselves: by plan, and because somebody asked; and what became of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core import clock
from core.counting import asked, choosing, commands, plans
from core.counting.models import count_tasks, counts
from core.counting.plans import Plan, RankedBy, Rule, Scheme
from core.counting.queries import by_number, page, tasks_of, waiting_tasks
from core.counting.report import By, accuracy
from core.errors import NotAllowed, NotFound, Refusal
from core.stock.commands import Move, post, request_count, withdraw_count
from core.stock.counting import count_bin
from core.stock.models import BinKind, bins
from core.stock.places import shelf, special_bin
from core.transaction import Actor, reading, writing


def put(counter: Any, scheme: Scheme, name: str = "rutin", **more: Any) -> Plan:
    with writing(counter.db) as tx:
        return plans.put(tx, counter.shop.warehouse, name, scheme, **more)


def due(counter: Any) -> list[str]:
    return plans.make_due(counter.db, counter.rules, counter.shop.warehouse)


def bins_of(counter: Any, number: str) -> list[str]:
    with reading(counter.db) as tx:
        return [task.bin for task in tasks_of(tx, by_number(tx, number).id)]


def finish(counter: Any, number: str) -> None:
    with writing(counter.db) as tx:
        found = by_number(tx, number)
        waiting = [task.bin for task in tasks_of(tx, found.id)]
    for code in waiting:
        counter.scans(f"KEMAS:BIN:{code}", "KEMAS:DONE", "KEMAS:OK")
        counter.scans(f"KEMAS:BIN:{code}", "KEMAS:DONE", "KEMAS:OK")
    counter.post(found)


def test_a_monthly_count_comes_when_it_is_due_and_once(
    counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(counter.db) as tx:
        today = tx.today
    plan = put(counter, Scheme(Rule.FULL, months=1), first_on=today)
    (number,) = due(counter)
    assert due(counter) == []
    assert bins_of(counter, number) == ["A-1", "A-2", "A-3"]
    with reading(counter.db) as tx:
        then = plans.by_name(tx, counter.shop.warehouse, plan.name).next_on
        assert timedelta(27) < then - today < timedelta(32)
        (count,) = page(tx, counter.shop.warehouse)
        assert (count.kind.value, count.due_on, count.note) == ("full", today, "rutin")


@pytest.mark.parametrize(
    ("first", "today", "months", "then"),
    [
        (date(2026, 1, 31), date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 1), date(2026, 3, 15), 1, date(2026, 4, 1)),
        (date(2026, 11, 30), date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_plan_that_was_missed_does_not_pile_up(
    first: date, today: date, months: int, then: date
) -> None:
    plan = Plan(1, 1, "x", Scheme(Rule.FULL, months=months), active=True, next_on=first)
    assert plans._after(plan, today) == then


def test_nothing_new_comes_while_the_last_one_is_open(counter: Any) -> None:
    put(counter, Scheme(Rule.BINS, within_days=1))
    (number,) = due(counter)
    with writing(counter.db) as tx:
        tx.execute(update(plans.count_plans).values(next_on=tx.today - timedelta(3)))
        tx.execute(update(counts).values(due_on=tx.today - timedelta(3)))
    assert due(counter) == []
    finish(counter, number)
    # All its bins were counted today.
    assert due(counter) == []


def test_each_bin_is_counted_within_the_days(counter: Any) -> None:
    put(counter, Scheme(Rule.BINS, within_days=3))
    seen = []
    for _day in range(3):
        (number,) = due(counter)
        seen += bins_of(counter, number)
        finish(counter, number)
        with writing(counter.db) as tx:  # a day goes by
            tx.execute(update(plans.count_plans).values(next_on=tx.today))
            for one in tx.execute(select(count_tasks.c.id, count_tasks.c.counted_at)).all():
                earlier = one.counted_at - timedelta(1)
                tx.execute(
                    update(count_tasks).where(count_tasks.c.id == one.id).values(counted_at=earlier)
                )
            for one in tx.execute(select(counts.c.id, counts.c.due_on)).all():
                day = one.due_on - timedelta(1)
                tx.execute(update(counts).where(counts.c.id == one.id).values(due_on=day))
    assert sorted(seen) == ["A-1", "A-2", "A-3"]


def test_bins_of_goods_that_go_most_are_counted_oftener(counter: Any) -> None:
    with writing(counter.db) as tx:
        warehouse = counter.shop.warehouse
        packed = special_bin(tx, warehouse, BinKind.PACKED)
        first, second = (shelf(tx, warehouse, code).id for code in ("A-1", "A-2"))
        goods = [Move(counter.id("TEH"), first, packed, 9)]
        goods += [Move(counter.id("KOPI"), second, packed, 1)]
        post(tx, warehouse, goods, reason="pack")
        everything = commands.all_bins(tx, warehouse)
        classes = choosing.classes_of(tx, warehouse, everything)
        codes = dict(tx.execute(select(bins.c.id, bins.c.code)).all())
        assert {codes[one]: rank for one, rank in classes.items()} == {
            "A-1": 0,
            "A-2": 1,
            "A-3": 2,
        }
        days = (1, 7, 30)
        chosen = choosing.by_class(
            tx, warehouse, everything, days, currency="IDR", by_value=False, per_day=0
        )
        assert [codes[one] for one in chosen] == ["A-1", "A-2"]


def test_a_plan_is_checked_changed_and_ended(counter: Any) -> None:
    for scheme in (
        Scheme(Rule.FULL),
        Scheme(Rule.BINS, within_days=99_999),
        Scheme(Rule.ABC, a_days=1, b_days=7),
        Scheme(Rule.BINS, within_days=7, per_day=-1),
    ):
        with pytest.raises(Refusal, match="count_plan_number"):
            put(counter, scheme)
    with pytest.raises(Refusal, match="count_plan_name"):
        put(counter, Scheme(Rule.FULL, months=1), " ")
    with pytest.raises(NotFound, match="zone_unknown"):
        put(counter, Scheme(Rule.FULL, months=1, zone="Z"))
    put(counter, Scheme(Rule.FULL, months=1))
    abc = Scheme(Rule.ABC, a_days=7, b_days=30, c_days=90, ranked_by=RankedBy.VALUE)
    assert put(counter, abc).scheme == abc
    with writing(counter.db) as tx:
        assert len(plans.plans(tx, counter.shop.warehouse)) == 1
        assert not plans.end(tx, counter.shop.warehouse, "rutin").active
        with pytest.raises(NotFound, match="count_plan_unknown"):
            plans.end(tx, counter.shop.warehouse, "lain")
    assert due(counter) == []
    guest = Actor(operator_id=counter.shop.operator, name="Tamu")
    with writing(counter.db, guest) as tx, pytest.raises(NotAllowed):
        plans.put(tx, counter.shop.warehouse, "x", abc)


def test_a_short_pick_makes_a_task_of_just_its_goods(counter: Any) -> None:
    warehouse = counter.shop.warehouse
    with writing(counter.db) as tx:
        place = shelf(tx, warehouse, "A-2").id
        request_count(tx, warehouse, place, counter.id("KOPI"), "out")
    assert asked.gather(counter.db, counter.rules, warehouse) == 1
    assert asked.gather(counter.db, counter.rules, warehouse) == 0
    with reading(counter.db) as tx:
        (task,) = waiting_tasks(tx, warehouse)
        assert (task.bin, task.whole) == ("A-2", False)
        (count,) = page(tx, warehouse)
    assert counter.scan("KEMAS:BIN:A-2") == ("info", "count_only")
    assert counter.told["goods"] == ["KOPI"]
    assert counter.scan("GULA") == ("info", "count_not_asked")
    counter.scans("23*KOPI", "KEMAS:DONE")
    assert counter.post(count).less == 1
    assert asked.gather(counter.db, counter.rules, warehouse) == 0


def test_a_task_that_nobody_asks_for_any_more_goes(counter: Any) -> None:
    warehouse = counter.shop.warehouse
    with writing(counter.db) as tx:
        place = shelf(tx, warehouse, "A-2").id
        request, _new = request_count(tx, warehouse, place, counter.id("KOPI"), "out")
        request_count(tx, warehouse, place, counter.id("GULA"), "out")
    asked.gather(counter.db, counter.rules, warehouse)
    with writing(counter.db) as tx:
        withdraw_count(tx, request)
        count_bin(tx, warehouse, "GULA", "A-2", 5)
    asked.gather(counter.db, counter.rules, warehouse)
    with reading(counter.db) as tx:
        assert waiting_tasks(tx, warehouse) == []
        (count,) = page(tx, warehouse)
        assert count.state.value == "cancelled"


def test_a_task_that_is_cancelled_does_not_come_back(counter: Any) -> None:
    warehouse = counter.shop.warehouse
    with writing(counter.db) as tx:
        place = shelf(tx, warehouse, "A-2").id
        request_count(tx, warehouse, place, counter.id("KOPI"), "out")
    asked.gather(counter.db, counter.rules, warehouse)
    with writing(counter.db) as tx:
        (count,) = page(tx, warehouse)
        commands.cancel(tx, count.id, "sudah dilihat")
    assert asked.gather(counter.db, counter.rules, warehouse) == 0


def test_a_bin_that_is_counted_whole_answers_who_asks_for_goods_in_it(counter: Any) -> None:
    warehouse = counter.shop.warehouse
    counter.make("A-2")
    with writing(counter.db) as tx:
        place = shelf(tx, warehouse, "A-2").id
        request_count(tx, warehouse, place, counter.id("KOPI"), "out")
    assert asked.gather(counter.db, counter.rules, warehouse) == 0


def test_how_right_the_books_are_is_told_by_count_month_zone_and_bin(counter: Any) -> None:
    with writing(counter.db) as tx:
        month = f"{clock.local(tx.now, tx.zone):%Y-%m}"
    first = counter.make("A-1", "A-2")
    counter.scans("KEMAS:BIN:A-1", "9*TEH", "KEMAS:BIN:A-2", "20*KOPI", "5*GULA", "KEMAS:DONE")
    counter.scans("KEMAS:BIN:A-2", "24*KOPI", "KEMAS:DONE")
    counter.post(first)
    second = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "9*TEH", "KEMAS:DONE")
    counter.post(second)
    with reading(counter.db) as tx:
        rows = accuracy(tx, counter.shop.warehouse, By.COUNT)
        # What was right only when it was counted again was not right at first.
        assert [(one.name, one.lines, one.right, one.percent) for one in rows] == [
            (second.number, 1, 1, "100.0"),
            (first.number, 3, 1, "33.3"),
        ]
        (whole,) = accuracy(tx, counter.shop.warehouse, By.MONTH)
        assert (whole.name, whole.lines, whole.right, whole.less) == (month, 4, 2, 1)
        (zone,) = accuracy(tx, counter.shop.warehouse, By.ZONE)
        assert (zone.name, zone.lines) == ("-", 4)
        each = accuracy(tx, counter.shop.warehouse, By.BIN)
        assert [(one.name, one.lines, one.more, one.less) for one in each] == [
            ("A-1", 2, 0, 1),
            ("A-2", 2, 0, 0),
        ]
        later = tx.today + timedelta(1)
        assert accuracy(tx, counter.shop.warehouse, By.COUNT, first=later) == []
