"""Pure rules of the journal: debit is credit, whatever happened and in whatever order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.book_settings import BookAccounts
from core.bookkeeping.accounts import INDONESIA, VIETNAM, Role, chart_of
from core.bookkeeping.entries import Journal, Line, Partner, entry
from core.bookkeeping.facts import Applied, Paid, Returned, Sale, Sum
from core.bookkeeping.files import changes, written
from core.bookkeeping.journal import booked
from core.bookkeeping.of_orders import of_sale
from core.bookkeeping.periods import Period, month_named, month_of, period
from core.bookkeeping.rules import of_applied
from core.errors import Refusal
from core.orders.payments.states import Method

NOVEMBER = date(2026, 11, 10)
days = st.integers(0, 100).map(lambda n: NOVEMBER + timedelta(days=n))
amounts = st.integers(1, 10**9)


@given(
    left_on=st.none() | days,
    invoiced_on=st.none() | days,
    sums=st.lists(st.tuples(st.sampled_from(["", "8", "11"]), amounts, amounts), max_size=3),
    paid=st.lists(st.tuples(days, amounts, st.none() | days, st.booleans()), max_size=4),
    back=st.lists(st.tuples(days, amounts), max_size=2),
)
def test_of_an_order_customers_owe_what_was_sold_less_what_was_paid(
    left_on: date | None,
    invoiced_on: date | None,
    sums: list[tuple[str, int, int]],
    paid: list[tuple[date, int, date | None, bool]],
    back: list[tuple[date, int]],
) -> None:
    one = Sale(
        order_id=1,
        order_no="A1",
        currency="IDR",
        partner=Partner("Rini", "C1"),
        left_on=left_on,
        invoiced_on=invoiced_on,
        sums=tuple(Sum(*each) for each in sums),
        returns=tuple(
            Returned(f"R{at}", day, amount)
            for at, (day, amount) in enumerate(sorted(back, key=lambda each: each[0]))
        ),
        paid=tuple(
            Paid(at, day, Method.CASH, amount, "", reversed_on, forgone)
            for at, (day, amount, reversed_on, forgone) in enumerate(paid)
        ),
    )
    found = [each for each in of_sale(one) if each is not None]
    assert all(sum(line.amount for line in each.lines) == 0 for each in found)
    assert len({each.key for each in found}) == len(found)
    owed = dict.fromkeys(Role, 0)
    for each in found:
        for line in each.lines:
            owed[line.role] += line.amount
    money = sum(amount for _day, amount, reversed_on, _f in paid if reversed_on is None)
    assert owed[Role.CASH] + owed[Role.COURIER_LOSS] == money
    if invoiced_on is not None:  # its invoice says what was sold: nothing of it stays here
        assert owed[Role.SALES] == owed[Role.SALES_RETURNS] == owed[Role.OUTPUT_TAX] == 0
        assert owed[Role.RECEIVABLE] + owed[Role.ADVANCE] == -money
        assert owed[Role.ADVANCE] == 0
    elif left_on is not None:
        whole = sum(net + tax for _rate, net, tax in sums)
        gone = min(whole, sum(amount for _day, amount in back))
        assert owed[Role.RECEIVABLE] == whole - gone - money
        assert owed[Role.ADVANCE] == 0
    else:
        assert owed[Role.ADVANCE] == -money


def test_an_entry_that_is_not_balanced_is_never_made() -> None:
    with pytest.raises(ValueError, match="balanced"):
        entry("k", NOVEMBER, Journal.MONEY, "D", "IDR", [Line(Role.CASH, 1)])
    both = [Line(Role.CASH, 5), Line(Role.CASH, -5)]
    assert entry("k", NOVEMBER, Journal.MONEY, "D", "IDR", both) is None


def test_who_pays_for_another_has_an_entry_of_their_own() -> None:
    mine = Applied(1, NOVEMBER, "VND", 500, "INV/1", Partner("A", "C1"), 7, Partner("A", "C1"))
    other = Applied(2, NOVEMBER, "VND", 500, "INV/1", Partner("A", "C1"), 7, Partner("B", "C2"))
    chart = chart_of("VN", {})
    assert booked(chart, [one for one in of_applied(mine) if one]) == []
    lines = booked(chart, [one for one in of_applied(other) if one])
    assert [(one.entry.partner.number, one.account.number, one.credit) for one in lines] == [
        ("C1", "1388", 0),
        ("C1", "131", 500),
        ("C2", "131", 0),
        ("C2", "1388", 500),
    ]
    assert [one.account.number for one in booked(chart_of("ID", {}), of_applied(mine))] == [  # type: ignore[arg-type]
        "2-1300",
        "1-1400",
    ]


def test_every_account_of_both_charts_can_be_named_otherwise() -> None:
    assert set(VIETNAM) == set(INDONESIA) == set(Role)
    assert set(BookAccounts.model_fields) == {role.value for role in Role}
    chart = chart_of("VN", {"bank": "1121 Vietcombank", "cod": "1388C"})
    assert (chart[Role.BANK].number, chart[Role.BANK].name) == ("1121", "Vietcombank")
    assert (chart[Role.COD].number, chart[Role.COD].name) == ("1388C", VIETNAM[Role.COD].name)
    assert chart_of("ID", {})[Role.SALES].number == "4-1100"


def test_a_file_says_what_is_new_changed_and_gone_and_holds_no_formula() -> None:
    chart = chart_of("ID", {})

    def made(key: str, amount: int, note: str = "") -> object:
        lines = [Line(Role.CASH, amount), Line(Role.ADVANCE, -amount)]
        return entry(key, NOVEMBER, Journal.MONEY, key, "IDR", lines, note=note)

    first = written(booked(chart, [made("a", 100), made("b", 250)]))  # type: ignore[list-item]
    again = written(booked(chart, [made("a", 100), made("b", 250)]))  # type: ignore[list-item]
    assert first == again
    now = written(booked(chart, [made("b", 251), made("c", 5, "=HYPERLINK(1)")]))  # type: ignore[list-item]
    assert b"'=HYPERLINK(1)" in now
    assert [(one.entry, one.what) for one in changes(first, now)] == [
        ("b", "changed"),
        ("c", "new"),
        ("a", "gone"),
    ]
    assert b"2.51" in now
    assert changes(first, again) == ()
    noted = written(booked(chart, [made("a", 100, "TRF-1"), made("b", 250)]))  # type: ignore[list-item]
    (change,) = changes(first, noted)
    assert (change.entry, change.what) == ("a", "changed")
    assert "TRF-1" in change.now[0]
    assert "TRF-1" not in change.before[0]


def test_periods_are_months_or_any_days() -> None:
    assert month_named("2026-02") == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert month_of(NOVEMBER).name == "2026-11"
    assert period(NOVEMBER, NOVEMBER).name == "2026-11-10_2026-11-10"
    for wrong in ("2026-13", "26-11", "november", "", "2026-1"):
        with pytest.raises(Refusal, match="books_month"):
            month_named(wrong)
    with pytest.raises(Refusal, match="books_days"):
        period(NOVEMBER, NOVEMBER - timedelta(days=1))
