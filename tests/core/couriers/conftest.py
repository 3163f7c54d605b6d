"""The simulated couriers that their adapters are tested against."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.demo.couriers.biteship import SimulatedBiteship
from tui.demo.couriers.ghn import SimulatedGhn
from tui.demo.couriers.viettelpost import SimulatedViettelPost

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def far() -> Iterator[SimulatedGhn]:
    with SimulatedGhn() as server:
        yield server


@pytest.fixture
def post() -> Iterator[SimulatedViettelPost]:
    with SimulatedViettelPost() as server:
        yield server


@pytest.fixture
def ship() -> Iterator[SimulatedBiteship]:
    with SimulatedBiteship() as server:
        yield server
