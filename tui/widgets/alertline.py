"""The alert line: what a printer needs of a person, beside the verdict and never over it."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.state import Alert
from tui.text import join, wrap

_LINES, _TALL_LINES = 2, 3
_TALL = 20
"""Lines of a screen from which on there is room for a third: sentences end with what to do."""
_SAID_LINES = 4
"""Lines that somebody's words may take: all of them fit on 40 columns."""


class AlertLine(Widget):
    """A few lines that are there only while there is something to tell."""

    alerts: reactive[tuple[Alert, ...]] = reactive((), layout=True)
    """What was not seen yet; the first is shown, the others are counted."""

    def watch_alerts(self, alerts: tuple[Alert, ...]) -> None:
        """Come, go, and take the colour of what is told."""
        self.display = bool(alerts)
        self.set_class(bool(alerts) and alerts[0].good, "good")
        self.set_class(bool(alerts) and bool(alerts[0].line), "said")

    def render(self) -> Content:
        """The sentence in as many lines as it needs and may have."""
        return Content("\n").join([join((line, "bold")) for line in self._said(self.size.width)])

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as the sentence takes."""
        return len(self._said(width))

    def _said(self, width: int) -> list[str]:
        if not self.alerts:
            return []
        first, others = self.alerts[0], len(self.alerts) - 1
        sign = "›" if first.line else "●" if first.good else "!"
        more = f" (+{others})" if others else ""
        usual = _TALL_LINES if self.app.size.height >= _TALL else _LINES
        most = _SAID_LINES if first.line else usual
        lines = wrap(first.text, max(1, width - 3 - len(more)), most)
        lead = [f" {sign} {lines[0]}", *(f"   {line}" for line in lines[1:])]
        return [*lead[:-1], lead[-1] + more]
