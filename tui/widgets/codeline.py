"""The code line: what has been typed or is being received, before Enter."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.keys import BY_NAME, key_name
from tui.speech import _
from tui.text import cells, join, plain

_ROOMY = 70


class CodeLine(Widget):
    """Shows the end of the code when it is longer than the line."""

    code: reactive[str] = reactive("")
    pending: reactive[int] = reactive(0)
    """How many codes wait for their verdict."""
    demo: reactive[bool] = reactive(False)
    """Whether the keys of the simulated scanner are named while nothing is typed."""

    def render(self) -> Content:
        """The code with a cursor, or a hint."""
        width = self.size.width
        label = f" {_('Code')} › "
        wait, ink = "", "$warning bold"
        if self.pending > 1:
            wait = " " + _("{count} scans waiting").format(count=self.pending) + " "
        elif self.demo and not self.code and width >= _ROOMY:
            right, wrong = (key_name(BY_NAME[name].key) for name in ("sim_right", "sim_wrong"))
            wait = _("{right} scans the right thing, {wrong} a wrong one").format(
                right=right, wrong=wrong
            )
            wait, ink = f" {wait} ", "$quiet"
        room = max(4, width - cells(label) - cells(wait) - 2)
        shown = plain(self.code)
        while cells(shown) > room:
            shown = shown[1:]
        gap = " " * max(0, room - cells(shown))
        cursor = (" ", "reverse") if self.code else (" ", "$accent reverse")
        return join((label, "$accent bold"), (shown, "bold"), cursor, (gap, ""), (wait, ink))
