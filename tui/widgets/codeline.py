"""The code line: what has been typed or is being received, before Enter."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from tui.keys import BY_NAME, key_name
from tui.speech import _, ngettext
from tui.text import cells, join, plain

_ROOMY = 70
_LONG = 0.7
"""Seconds after which a packer would wonder whether the scan was heard."""


class CodeLine(Widget):
    """Shows the end of the code when it is longer than the line."""

    code: reactive[str] = reactive("")
    pending: reactive[int] = reactive(0)
    """How many codes wait for their verdict."""
    secret: reactive[bool] = reactive(False)
    """Whether a PIN is typed, of which only the dots are shown."""
    slow: reactive[bool] = reactive(False)
    """Whether the verdict that is awaited takes long."""
    demo: reactive[bool] = reactive(False)
    """Whether the keys of the simulated scanner are named while nothing is typed."""

    _patience: Timer | None = None

    def watch_pending(self, pending: int) -> None:
        """One code that waits is not worth a word unless it waits long."""
        if self._patience is not None:
            self._patience.stop()
        self.slow = False
        self._patience = self.set_timer(_LONG, self._is_slow) if pending else None

    def _is_slow(self) -> None:
        self.slow = True

    def render(self) -> Content:
        """The code with a cursor, or a hint."""
        width = self.size.width
        label = " " + (_("PIN") if self.secret else _("Code")) + " › "
        wait, ink = "", "$warning bold"
        if self.pending > 1 or (self.pending and self.slow):
            said = ngettext("{count} scan waiting", "{count} scans waiting", self.pending)
            wait = " " + said.format(count=self.pending) + " "
        elif self.demo and not self.code and width >= _ROOMY:
            right, wrong = (key_name(BY_NAME[name].key) for name in ("sim_right", "sim_wrong"))
            wait = _("{right} scans the right thing, {wrong} a wrong one").format(
                right=right, wrong=wrong
            )
            wait, ink = f" {wait} ", "$quiet"
        room = max(4, width - cells(label) - cells(wait) - 2)
        shown = "•" * len(self.code) if self.secret else plain(self.code)
        while cells(shown) > room:
            shown = shown[1:]
        gap = " " * max(0, room - cells(shown))
        cursor = (" ", "reverse") if self.code else (" ", "$accent reverse")
        return join((label, "$accent bold"), (shown, "bold"), cursor, (gap, ""), (wait, ink))
