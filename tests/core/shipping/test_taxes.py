"""Tax within prices: whole minor units, once rounded per rate, and everything adds up."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.paper.documents import TaxLine
from core.shipping.taxes import tax_lines

RATES = ["0", "5", "7.5", "8", "10", "11", "12", "11.00", "0.5"]


def test_prices_include_the_tax() -> None:
    assert tax_lines([("11", 111_000)]) == (TaxLine("11", 100_000, 11_000),)
    assert tax_lines([("10", 60_000), ("8", 10_800), ("10", 50_000)]) == (
        TaxLine("10", 100_000, 10_000),
        TaxLine("8", 10_000, 800),
    )


@pytest.mark.parametrize("rate", ["0", "", "0.00", "abc", "-11", "NaN", "Infinity"])
def test_without_a_rate_there_is_no_line(rate: str) -> None:
    assert tax_lines([(rate, 50_000)]) == ()
    assert tax_lines([]) == ()


def test_equal_rates_written_otherwise_are_one() -> None:
    assert tax_lines([("11", 55_500), ("11.0", 55_500)]) == (TaxLine("11", 100_000, 11_000),)


def test_it_is_rounded_half_up_once_a_rate_not_once_a_line() -> None:
    # 5 * 10 / 110 = 0.4545 each: ten lines rounded one by one would make no tax at all.
    assert tax_lines([("10", 5)] * 10) == (TaxLine("10", 45, 5),)
    assert tax_lines([("100", 3)]) == (TaxLine("100", 1, 2),)


def test_a_discount_lowers_every_rate_in_proportion() -> None:
    lines = [("11", 111_000), ("0", 111_000)]
    assert tax_lines(lines, 22_200) == (TaxLine("11", 90_000, 9_900),)
    assert tax_lines(lines, -22_200) == tax_lines(lines, 22_200)
    assert tax_lines(lines, 999_999_999) == ()


amounts = st.lists(st.tuples(st.sampled_from(RATES), st.integers(0, 10**11)), max_size=12)


@given(amounts, st.integers(0, 10**11))
def test_base_and_tax_are_what_was_paid(lines: list[tuple[str, int]], discount: int) -> None:
    found = tax_lines(lines, discount)
    paid = max(0, sum(amount for _rate, amount in lines) - discount)
    assert sum(line.base + line.tax for line in found) <= paid
    if lines and all(Fraction(rate) for rate, _amount in lines):
        assert sum(line.base + line.tax for line in found) == paid
    for line in found:
        exact = Fraction(line.base + line.tax) * Fraction(line.rate) / (100 + Fraction(line.rate))
        assert abs(line.tax - exact) <= Fraction(1, 2)
    assert len({line.rate for line in found}) == len(found)
