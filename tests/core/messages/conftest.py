"""Makes the fakes importable, and gives letters to send."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from fakes.mail_server import MailServer
from fakes.meta_server import MetaServer


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server on loopback."""
    with MailServer() as server:
        yield server


@pytest.fixture
def meta() -> Iterator[MetaServer]:
    """What answers like Meta's Cloud API, on loopback."""
    with MetaServer() as server:
        yield server
