"""What the lines of an invoice come to: rounded line by line, and never a unit lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.billing.amounts import Priced, amounts_of
from core.shares import shared

RATES = st.sampled_from(["", "0", "5", "8", "10", "11", "12", "7.5", "nan", "x"])
LINES = st.lists(st.builds(Priced, st.integers(0, 10**12), RATES), min_size=1, max_size=8)


def test_tax_within_a_price_is_rounded_half_up() -> None:
    (one,) = amounts_of([Priced(111_000, "11")])
    assert (one.net, one.tax, one.total) == (100_000, 11_000, 111_000)
    (two,) = amounts_of([Priced(999, "8")])
    assert (two.net, two.tax) == (925, 74)


def test_a_discount_on_the_whole_is_shared_by_weight_to_the_last_unit() -> None:
    assert shared([100, 100, 100], 100) == [34, 33, 33]
    assert shared([10, 0, 30], 10**6) == [10, 0, 30]
    assert shared([], 5) == []


@given(LINES, st.integers(0, 10**12))
def test_lines_add_up_to_what_is_paid(lines: list[Priced], discount: int) -> None:
    amounts = amounts_of(lines, discount)
    whole = sum(line.gross for line in lines)
    assert sum(each.total for each in amounts) == whole - min(discount, whole)
    for line, each in zip(lines, amounts, strict=True):
        assert each.net + each.tax == each.total == line.gross - each.off
        assert 0 <= each.off <= line.gross
        assert 0 <= each.tax <= each.total
