"""Who is there? The first thing that a station asks: a badge, a number or a name."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.keys import Action, Where
from tui.screens.pane import Pane
from tui.speech import _
from tui.text import content, join
from tui.views import Choice
from tui.widgets.modals import Options

COMMAND = "KEMAS:"


class SignInPane(Pane):
    """Names to choose from; a badge that is scanned needs none of it."""

    WHERE: ClassVar[Where] = Where.SIGN_IN

    def __init__(self) -> None:
        super().__init__(id="sign_in")
        self._hint = Static(markup=False, classes="lead")
        self._people = Options(())

    def compose(self) -> ComposeResult:
        """What to do, and the names."""
        with Vertical(classes="card"):
            yield Static(_wordmark(), markup=False, classes="brand")
            yield self._hint
            with VerticalScroll(can_focus=False):
                yield self._people

    def shown(self) -> None:
        """Load the names; the arrows move among them."""
        self.speak()
        self.screen.set_focus(self._people)
        self.run_worker(self._load(), group="people", exclusive=True, exit_on_error=False)

    def speak(self) -> None:
        """The hint in the current language."""
        first = content(_("Scan your badge."), "bold")
        then = content(_("Or choose your name, or type it, and press Enter."), "$quiet")
        self._hint.update(Content("\n").join([first, then]))

    async def _load(self) -> None:
        backend = self.station.backend
        found = await self.station.deeds.fetch(backend.choices, "sign_in")
        self._people.choices = found or ()
        self._people.refresh(layout=True)

    def act(self, action: Action) -> bool:
        """Enter takes the name under the cursor."""
        if action.name == "sign_in":
            if self._people.choices:
                self._come(self._people.choices[self._people.cursor])
            return True
        return False

    def typed(self, code: str) -> bool:
        """A number or a name that was typed; badges and other commands are judged as codes."""
        if code.upper().startswith(COMMAND):
            return False
        people = self._people.choices
        if code.isascii() and code.isdigit() and 1 <= int(code) <= len(people):
            self._come(people[int(code) - 1])
        else:
            self.station.command("sign_in", {"choice": code})
        return True

    def _come(self, who: Choice) -> None:
        self.station.command("sign_in", {"choice": who.value})


def _wordmark() -> Content:
    return join((" KEMAS ", "$accent-ink on $accent bold"))
