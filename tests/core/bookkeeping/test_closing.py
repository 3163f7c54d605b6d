"""Periods that are closed keep their bytes; what changes later is told in the next one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core.bookkeeping.closing import close, closings
from core.bookkeeping.entries import Journal
from core.bookkeeping.exporting import export, last_exports
from core.bookkeeping.files import HEAD, rows_of
from core.bookkeeping.periods import Period
from core.errors import Refusal
from core.fulfilment.models import parcels
from core.orders.models import orders
from core.orders.payments.commands import Paid, confirm, report
from core.orders.payments.commands import reverse as reverse_payment
from core.stock.models import moves
from core.transaction import SYSTEM, reading, writing

FIRST = Period(date(2026, 3, 1), date(2026, 3, 31))
NEXT = Period(date(2026, 4, 1), date(2026, 4, 30))


def pay(shop: Any, order_id: int, amount: int, day: date) -> int:
    with writing(shop.db, shop.made.actor) as tx:
        made = report(tx, shop.policy, order_id, Paid(amount, paid_on=day), sure=True)
        return int(confirm(tx, shop.policy, made.payment.id, sure=True).payment.id)


def shut(shop: Any, period: Period) -> Any:
    return close(shop.db, SYSTEM, shop.rules, period)


def made(shop: Any, period: Period) -> Any:
    return export(shop.db, SYSTEM, shop.rules, period)


def test_the_same_period_is_the_same_bytes_and_a_change_is_named(shop: Any) -> None:
    order_id = shop.send("A1", {"TEH": 1})
    pay(shop, order_id, 5_000_00, date(2026, 3, 9))
    first = made(shop, FIRST)
    again = made(shop, FIRST)
    assert first.data == again.data
    assert (first.before, again.changed) == (None, ())
    assert again.before is not None
    assert first.data.decode("utf-8-sig").splitlines()[0] == ",".join(HEAD)
    shop.configure('[books.accounts]\nbank = "1121 BCA"\n')
    moved = made(shop, FIRST)
    assert [one.what for one in moved.changed] == ["changed"]
    assert "1121,BCA" in moved.data.decode()
    number = pay(shop, order_id, 7_000_00, date(2026, 3, 10))
    (change,) = made(shop, FIRST).changed
    assert (change.what, change.document) == ("new", f"OPAY-{number}")
    with reading(shop.db, SYSTEM) as tx:
        assert [one.period for one in last_exports(tx)] == [FIRST]


def test_what_moves_nothing_in_a_chart_is_not_counted(shop: Any) -> None:
    shop.configure('[books.accounts]\nadvance = "131"\nreceivable = "131"\n')
    order_id = shop.send("A1", {"TEH": 1}, paid=0)
    pay(shop, order_id, 25_000_00, shop.today - timedelta(days=1))
    keys = {one.key for one in shop.journal().entries}
    assert f"advance:{order_id}" in keys
    found = made(shop, Period(date(2026, 1, 1), shop.today))
    written = {row["entry"] for row in rows_of(found.data)}
    assert f"advance:{order_id}" not in written
    assert found.entries == len(written)


def test_what_changes_in_a_closed_period_is_corrected_once_in_the_next(shop: Any) -> None:
    order_id = shop.send("A1", {"TEH": 1})
    first = pay(shop, order_id, 5_000_00, date(2026, 3, 9))
    before = made(shop, FIRST)
    closed = shut(shop, FIRST)
    assert closed.sha256 == before.sha256
    pay(shop, order_id, 7_000_00, date(2026, 3, 10))
    with writing(shop.db, shop.made.actor) as tx:
        reverse_payment(tx, shop.policy, first, "never came")
    assert made(shop, FIRST).data == before.data
    assert made(shop, FIRST).closed
    found = made(shop, NEXT).data.decode("utf-8-sig").splitlines()[1:]
    rows = [line.split(",") for line in found]
    assert {row[2] for row in rows} == {Journal.CORRECTION.value}
    assert {row[0] for row in rows} == {"2026-04-01"}
    assert sorted(row[7] for row in rows if row[7]) == ["7000.00"]
    shut(shop, NEXT)
    later = Period(date(2026, 5, 1), date(2026, 5, 31))
    assert made(shop, later).entries == 0, "a correction is told once"
    with reading(shop.db, SYSTEM) as tx:
        assert [one.period for one in closings(tx)] == [FIRST, NEXT]


def test_goods_that_turn_up_in_a_closed_period_are_corrected_and_add_up(shop: Any) -> None:
    order_id = shop.send("A1", {"TEH": 2}, paid=0)
    with writing(shop.db, SYSTEM) as tx:
        day = tx.now - timedelta(days=40)
        tx.execute(update(parcels).values(handed_over_at=day))
    with reading(shop.db, SYSTEM) as tx:
        past = Period(tx.today - timedelta(days=60), tx.today - timedelta(days=20))
    told = shop.balance(past)
    shut(shop, past)
    with writing(shop.db, SYSTEM) as tx:
        tx.execute(update(orders).where(orders.c.id == order_id).values(customer="Ganti"))
    with reading(shop.db, SYSTEM) as tx:
        rest = Period(past.until + timedelta(days=1), tx.today - timedelta(days=1))
        assert tx.execute(moves.select().limit(1)).first() is not None
    assert made(shop, rest).entries == 0, "a name that changes is no correction"
    assert told["receivable"] == 50_000


def test_what_cannot_be_closed_is_refused(shop: Any) -> None:
    with reading(shop.db, SYSTEM) as tx:
        now = Period(tx.today.replace(day=1), tx.today)
    for period, code in ((now, "books_not_over"),):
        with pytest.raises(Refusal, match=code):
            shut(shop, period)
    shut(shop, FIRST)
    for period, code in (
        (FIRST, "books_closed"),
        (Period(date(2026, 3, 15), date(2026, 4, 15)), "books_closed"),
        (Period(date(2026, 5, 1), date(2026, 5, 31)), "books_gap"),
        (Period(date(2026, 1, 1), date(2026, 1, 31)), "books_gap"),
    ):
        with pytest.raises(Refusal, match=code):
            shut(shop, period)
    with pytest.raises(Refusal, match="books_closed"):
        made(shop, Period(date(2026, 3, 15), date(2026, 4, 15)))
