"""The frame of the station: status on top, a pane, the verdict, the code line, the keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from tui import screens
from tui.keys import Where, in_bar
from tui.screens.pane import Pane
from tui.speech import N_
from tui.state import Verdict
from tui.widgets.banner import READY, VerdictBanner
from tui.widgets.codeline import CodeLine
from tui.widgets.keybar import KeyBar
from tui.widgets.statusbar import StatusBar

LEADS = {Where.SIGN_IN: N_("Scan your badge, or choose your name and press Enter.")}
"""What to do first, where that is not to scan an order."""


class StationScreen(Screen[None]):
    """One screen for the whole shift; panes are kept and swapped, never torn down."""

    AUTO_FOCUS = ""
    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.status_bar = StatusBar()
        self.banner = VerdictBanner(classes="idle")
        self.code_line = CodeLine()
        self.key_bar = KeyBar()
        self._holder = Container(id="panes")
        self._panes: dict[Where, Pane] = {}
        self.where = Where.WORK
        self.demo = False

    def compose(self) -> ComposeResult:
        """The frame; it is painted before anything heavy is imported."""
        yield self.status_bar
        yield self._holder
        yield self.banner
        yield self.code_line
        yield self.key_bar

    @property
    def pane(self) -> Pane | None:
        """The pane in front."""
        return self._panes.get(self.where)

    async def go(self, where: Where, target: dict[str, str] | None = None) -> None:
        """Bring a pane to the front; when this returns it takes the next key.

        `target` is what the pane before it pointed at: the detail pane shows that.
        """
        before = self.where
        if where not in self._panes:
            pane = screens.make(where)
            self._panes[where] = pane
            await self._holder.mount(pane)
        self.where = where
        self.banner.lead = LEADS.get(where, READY.message)
        for place, each in self._panes.items():
            each.display = place is where
        self._panes[where].aim(target or {}, before)
        self._panes[where].shown()
        self.show_keys()

    def on_screen_suspend(self) -> None:
        """A question hides the work: the banner then names what is needed as well."""
        self.add_class("asked")

    def on_screen_resume(self) -> None:
        """The work is in sight again."""
        self.remove_class("asked")

    def show_keys(self) -> None:
        """The keys of this pane."""
        self.key_bar.actions = in_bar(self.where, demo=self.demo)
        self.key_bar.refresh()
        self.code_line.demo = self.demo

    def judge(self, verdict: Verdict) -> None:
        """Show a verdict in the banner and in the panes."""
        self.banner.verdict = verdict
        for pane in self._panes.values():
            pane.verdict(verdict)

    def speak(self) -> None:
        """Say everything anew after the language has changed."""
        self.show_keys()
        for widget in (self.status_bar, self.banner, self.code_line):
            widget.refresh()
        for pane in self._panes.values():
            pane.speak()

    def clear_verdict(self) -> None:
        """The message was seen."""
        self.banner.verdict = READY
