"""The frame of the station: status on top, a pane, the verdict, the code line, the keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from tui import screens
from tui.boards import BOARDS
from tui.keys import Where, in_bar
from tui.screens.pane import Pane
from tui.speech import N_
from tui.state import Verdict
from tui.widgets.alertline import AlertLine
from tui.widgets.banner import READY, VerdictBanner
from tui.widgets.codeline import CodeLine
from tui.widgets.keybar import KeyBar
from tui.widgets.statusbar import StatusBar

LEADS = {
    Where.SIGN_IN: N_("Scan your badge, or choose your name and press Enter."),
    Where.ENTRY: N_("Type the order in; a scan adds a product. F9 saves."),
    Where.RETURNS: N_("Scan the label or the order number of what came back."),
    Where.PUT_BACK: N_("Scan the goods, then the bin."),
} | {where: board.lead for where, board in BOARDS.items() if board.lead}
"""What to do first, where that is not to scan an order."""
FRONT = frozenset({Where.QUEUE, Where.WORK, Where.SIGN_IN})
"""Panes that Esc does not lead back from."""


class StationScreen(Screen[None]):
    """One screen for the whole shift; panes are kept and swapped, never torn down."""

    AUTO_FOCUS = ""
    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.status_bar = StatusBar()
        self.alert_line = AlertLine()
        self.banner = VerdictBanner(classes="idle")
        self.code_line = CodeLine()
        self.key_bar = KeyBar()
        self._holder = Container(id="panes")
        self._panes: dict[Where, Pane] = {}
        self.where = Where.WORK
        self._way: list[Where] = []
        """The panes that Esc leads back through, each of them once."""
        self.demo = False

    def compose(self) -> ComposeResult:
        """The frame; it is painted before anything heavy is imported."""
        yield self.status_bar
        yield self._holder
        yield self.alert_line
        yield self.banner
        yield self.code_line
        yield self.key_bar

    @property
    def pane(self) -> Pane | None:
        """The pane in front."""
        return self._panes.get(self.where)

    @property
    def untouched(self) -> bool:
        """Whether nobody has gone anywhere yet."""
        return not self._panes

    async def go(
        self, where: Where, target: dict[str, str] | None = None, *, returning: bool = False
    ) -> None:
        """Bring a pane to the front; when this returns it takes the next key.

        `target` is what the pane before it pointed at: the detail pane shows that. A pane that is
        returned to still points where it did.
        """
        before = self.where
        if where not in self._panes:
            pane = screens.make(where)
            self._panes[where] = pane
            await self._holder.mount(pane)
        self.where = where
        ends = before is where or where in FRONT
        self._way = [] if where in FRONT else [each for each in self._way if each is not where]
        self._way += [] if ends else [before]
        self.banner.lead = LEADS.get(where, READY.message)
        for place, each in self._panes.items():
            each.display = place is where
        if not returning:
            self._panes[where].aim(target or {})
        self._panes[where].shown()
        self.show_keys()

    async def go_back(self) -> None:
        """Bring the pane to the front that this one was reached from, as it was left."""
        way = self._way[:]
        await self.go(way.pop() if way else Where.QUEUE, returning=True)
        self._way = way

    def on_screen_suspend(self) -> None:
        """A question hides the work: the banner then names what is needed as well."""
        self.banner.add_class("asked")

    def on_screen_resume(self) -> None:
        """The work is in sight again."""
        self.banner.remove_class("asked")

    def show_keys(self) -> None:
        """The keys of this pane."""
        self.key_bar.actions = in_bar(self.where, demo=self.demo)
        self.key_bar.refresh()
        self.code_line.demo = self.demo

    def judge(self, verdict: Verdict) -> None:
        """Show a verdict in the banner and in the panes."""
        self.banner.judge(verdict)
        for pane in self._panes.values():
            pane.verdict(verdict)

    def speak(self) -> None:
        """Say everything anew after the language has changed."""
        self.show_keys()
        for widget in (self.status_bar, self.alert_line, self.banner, self.code_line):
            widget.refresh()
        for pane in self._panes.values():
            pane.speak()

    def clear_verdict(self) -> None:
        """The message was seen."""
        self.banner.verdict = READY
