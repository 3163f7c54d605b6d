"""The order detail: everything about one order, to be scrolled and read, and what can be done."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from tui.keys import Action, Where
from tui.problems import OWN
from tui.screens import wish
from tui.screens.pane import Pane
from tui.speech import _
from tui.state import Verdict
from tui.views import Detail
from tui.widgets.detail import DetailView


class OrderPane(Pane):
    """Shows the order that the pane before it pointed at; Esc goes back there."""

    WHERE: ClassVar[Where] = Where.ORDER

    def __init__(self) -> None:
        super().__init__(id="order")
        self._view = DetailView()
        self._target: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """One page."""
        yield self._view

    def aim(self, target: dict[str, str]) -> None:
        """Show this order."""
        if target != self._target:
            self._target = target
            self._view.show(None)

    def target(self) -> dict[str, str]:
        """The order on the page."""
        return self._target

    def act(self, action: Action) -> bool:
        """A new parcel is one of the open order; of any other the key means its buyer's wish."""
        work, order = self.station.work, self._target.get("order", "")
        if action.name != "parcel":
            return False
        if work and work.order == order and not wish.is_stopped(self.station, order):
            return False
        return wish.decide(self.station)

    def shown(self) -> None:
        """Load it anew; the arrows scroll."""
        self.screen.set_focus(self._view)
        self._load()

    def verdict(self, verdict: Verdict) -> None:
        """It may have changed, but not by what the terminal itself could not do."""
        if self.display and verdict.kind not in OWN:
            self._load()

    def speak(self) -> None:
        """The words of the page come in the new language."""
        if self.display:
            self._load()

    def _load(self) -> None:
        self.run_worker(self._fill(), group="order", exclusive=True, exit_on_error=False)

    async def _fill(self) -> None:
        number = self._target.get("order", "")
        if not number:
            self._view.show(Detail(_("No order is chosen.")))
            return
        backend, channel = self.station.backend, self._target.get("channel", "")
        try:
            found = await self.station.read(backend.order, number, channel)
        except Exception as error:  # noqa: BLE001 - said in the banner; the pane goes on
            self.station.fail(error)
            return
        self._view.show(found, keep=True)
