"""When an order is due: the last courier cut-off before its ship-by time."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from core.orders.due import due_at

ORDERED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # eight in the morning in Jakarta


@pytest.mark.parametrize(
    ("ship_by", "cutoff", "due"),
    [
        (datetime(2026, 3, 3, 12, tzinfo=UTC), time(17), datetime(2026, 3, 3, 10, tzinfo=UTC)),
        (datetime(2026, 3, 3, 9, tzinfo=UTC), time(17), datetime(2026, 3, 2, 10, tzinfo=UTC)),
        (datetime(2026, 3, 2, 3, tzinfo=UTC), time(17), datetime(2026, 3, 2, 3, tzinfo=UTC)),
        (datetime(2026, 3, 3, 9, tzinfo=UTC), None, datetime(2026, 3, 3, 9, tzinfo=UTC)),
        (None, None, datetime(2026, 3, 3, 1, tzinfo=UTC)),
        (None, time(17), datetime(2026, 3, 2, 10, tzinfo=UTC)),
    ],
)
def test_due_is_the_last_cut_off_that_makes_it(ship_by, cutoff, due):
    assert due_at(ORDERED, ship_by, cutoff, "Asia/Jakarta") == due
