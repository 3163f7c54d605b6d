"""The tests of payouts use the fakes that all tests share."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # the fakes

from fakes.market_ground import Ground
from fakes.markets import KINDS, goods

from core.database import Database


@pytest.fixture(params=list(KINDS))
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Ground]:
    """A house that packs for one shop at each simulated marketplace."""
    with KINDS[request.param].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        yield Ground(db, build, market, request.param)
