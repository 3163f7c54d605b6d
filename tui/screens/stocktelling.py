"""What a shop would be told of the stock, looked at closely; only then is it told."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from tui.goods_views import FileDiff
from tui.screens.productfile import BoardFile
from tui.speech import N_, _


class StockTelling(BoardFile):
    """The shop under the cursor; the figures that were shown go with the yes."""

    LANE = "stock-telling"
    YES: ClassVar[str] = N_("Tell it so")

    async def begin(self) -> None:
        """Work it out and show it."""
        if self._run is not None:
            await self._look()
            return
        self._path = self._pane.target().get("id", "")
        telling = self._pane.station.backend.stock_telling()
        await self._start(_("Comparing the stock …"), partial(telling.look, self._path))

    async def _apply(self, diff: FileDiff) -> None:
        """The worker tells it what was shown, as it is by then."""
        self._pane.station.command("channel_tell", {"id": self._path, "seen": str(diff.plan)})
