"""Where all rules hold the doctor says so, also while people work."""

from __future__ import annotations

from busy_shop import found

from core.config import Config
from core.database import Database


def test_a_busy_shop_has_no_finding(busy: Database, config: Config) -> None:
    assert found(busy, config) == []
