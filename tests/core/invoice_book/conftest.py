"""A shop with an invoice in every state."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from invoice_shop import make

from core.database import Database


@pytest.fixture
def ids(db: Database, build: ModuleType) -> dict[str, int]:
    return make(db, build)
