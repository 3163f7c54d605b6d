"""The tests of sales channels use the fakes that all tests share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # the fakes

from fakes.markets import KINDS, Shop, shop


@pytest.fixture(params=list(KINDS))
def remote(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A connected shop at each simulated marketplace."""
    with KINDS[request.param].server() as market:
        yield shop(request.param, market)
