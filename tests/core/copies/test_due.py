"""When the worker makes the backup of the day."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from core.copies.due import is_due

ZONE = "Asia/Jakarta"  # seven hours ahead all year
AT = time(3)
NOON = datetime(2026, 3, 10, 5, tzinfo=UTC)
TODAY = datetime(2026, 3, 9, 20, tzinfo=UTC)
"""Three in the morning of the shop's tenth of March."""


def test_once_a_day_at_its_time() -> None:
    assert is_due(TODAY, AT, ZONE, good=TODAY - timedelta(days=1), tried=TODAY - timedelta(days=1))
    assert not is_due(NOON, AT, ZONE, good=TODAY + timedelta(seconds=5), tried=TODAY)
    early = TODAY - timedelta(minutes=1)
    assert not is_due(early, AT, ZONE, good=TODAY - timedelta(days=1), tried=None)


def test_a_machine_that_was_off_makes_up_for_it() -> None:
    assert is_due(NOON, AT, ZONE, good=TODAY - timedelta(days=3), tried=TODAY - timedelta(days=3))


def test_a_new_shop_has_one_at_once() -> None:
    assert is_due(NOON, AT, ZONE, good=None, tried=None)


def test_one_that_failed_is_tried_again_an_hour_later() -> None:
    assert not is_due(NOON, AT, ZONE, good=None, tried=NOON - timedelta(minutes=59))
    assert is_due(NOON, AT, ZONE, good=None, tried=NOON - timedelta(minutes=60))
