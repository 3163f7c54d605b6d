"""Profit and margin are computed from the price without its tax."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.catalog.pricing import earnings, tax_within
from core.shipping.taxes import tax_lines


def test_the_tax_is_within_the_price_and_the_cost_is_without() -> None:
    found = earnings(55_500_00, "11", 30_000_00)
    assert (found.tax, found.net) == (5_500_00, 50_000_00)
    assert (found.cost, found.profit) == (Decimal(30_000_00), Decimal(20_000_00))
    assert found.margin == Decimal("40.00")


def test_what_receipts_made_of_the_cost_counts_more_than_what_was_typed_in() -> None:
    found = earnings(10_000, "0", 9_000, "3333.3333")
    assert found.cost == Decimal("3333.3333")
    assert found.profit == Decimal("6666.6667")
    assert found.margin == Decimal("66.67")


def test_a_loss_is_said_and_nothing_is_guessed() -> None:
    assert earnings(1_000, "0", 1_500).margin == Decimal("-50.00")
    unknown = earnings(1_000, "0", 0)
    assert (unknown.cost, unknown.profit, unknown.margin) == (None, None, None)
    free = earnings(0, "11", 500)
    assert (free.profit, free.margin) == (None, None)


@given(st.integers(1, 10**12), st.sampled_from(["0", "5", "8", "10", "11", "12", "0.1", "7.5"]))
def test_the_tax_is_what_the_receipt_says(price: int, rate: str) -> None:
    said = sum(line.tax for line in tax_lines([(rate, price)]))
    assert tax_within(price, rate) == said
