"""What came of many orders: every sentence can be read and the keys stay in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from station_fake import FakeBackend
from station_hand import station

from tui.book_views import BulkDone
from tui.runs import Run
from tui.widgets.runmodal import RunModal


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
@pytest.mark.parametrize("many", [1, 3, 200])
async def test_the_keys_stay_in_sight_however_many_failed(size: tuple[int, int], many: int) -> None:
    failed = tuple((f"WEB-{n:05d}", "It is handed over; this cannot be done.") for n in range(many))

    def work(_hear: Callable[[int, int], bool]) -> BulkDone:
        return BulkDone(f"Done: 0. Failed: {many}.", failed, tuple(range(many)))

    run = Run("Hold", work)
    async with station(FakeBackend(), size) as hand:
        await run.go(hand.app.reader)
        await hand.app.push_screen(RunModal(run))
        await hand.shows("Try these again", "Esc", "WEB-00000", f"Failed: {many}.")
        await hand.complete()
        hand.press(*["down"] * (2 * many), "home", "end", *["up"] * 2, "pagedown")
        await hand.shows(f"WEB-{many - 1:05d}", "Try these again")
