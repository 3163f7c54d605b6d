"""An order that is not paid yet, and a mail server to write to its buyer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from core.database import Database
from core.orders.follow_up import FollowUps
from core.shipping.letters import follow_ups_of
from core.transaction import writing

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[3]))

from fakes.mail_server import MailServer
from letters_at_hand import UNPAID, config


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def settings(mail: MailServer) -> FollowUps:
    return follow_ups_of(config(mail.port))


@pytest.fixture
def unpaid(db: Database, build: ModuleType) -> int:
    """An unpaid order of two units."""
    build.shop(db, {"KOPI": 5})
    with writing(db) as tx:
        made: int = build.order(tx, "W-1", {"KOPI": 2}, **UNPAID)
    return made
