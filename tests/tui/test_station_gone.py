"""A database that is gone is said once; nobody asks it again and again."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from station_fake import FakeBackend
from station_hand import station

from core.errors import DatabaseRefusal
from tui.entry_views import EntrySheet
from tui.views import Detail, Filter, Page, QueueRow

AT_MOST = 4
"""Questions of a pane within the second after one that failed, its own beat among them."""


class Gone(FakeBackend):
    """Answers until its database goes."""

    def __init__(self) -> None:
        super().__init__()
        self.gone, self.asked = False, 0

    def _ask(self) -> None:
        self.asked += 1
        if self.gone:
            raise DatabaseRefusal("database_unreachable", where="gudang")

    def queue(self, wanted: Filter, offset: int, limit: int) -> Page[QueueRow]:
        self._ask()
        return super().queue(wanted, offset, limit)

    def entry(self, command: str, told: Mapping[str, str]) -> EntrySheet:
        self._ask()
        return super().entry(command, told)

    def order(self, number: str, channel: str = "") -> Detail:
        self._ask()
        return super().order(number, channel)


@pytest.mark.parametrize(
    "keys", [["f2"], ["f2", "alt+i"], ["alt+b", "f7"]], ids=["queue", "order", "entry"]
)
async def test_a_list_that_cannot_be_read_is_not_asked_for_without_end(keys: list[str]) -> None:
    backend = Gone()
    async with station(backend) as hand:
        await hand.do(*keys)
        backend.gone = True
        hand.app.fail(DatabaseRefusal("database_unreachable", where="gudang"))
        await hand.settle()
        asked = backend.asked
        await hand.pilot.pause(1.0)
        assert backend.asked - asked <= AT_MOST
