"""What was told of printers, the post and by leads: each thing once, with one sound, until seen."""

from __future__ import annotations

from collections.abc import Callable

from tui.sound import Bells
from tui.state import Alert
from tui.tones import Tone
from tui.widgets.alertline import AlertLine


class Alerts:
    """Keeps in mind what was told and what was seen; what ended may be told again."""

    def __init__(self, line: AlertLine, bells: Bells) -> None:
        self._line, self._bells = line, bells
        self._told: set[str] = set()
        self._seen: set[str] = set()
        self._needs: tuple[Alert, ...] = ()
        self._said: tuple[Alert, ...] = ()
        self.on_read: Callable[[int], None] = _nobody
        """Told of the number of a line that somebody said and that was seen here."""

    def show(self, alerts: tuple[Alert, ...]) -> None:
        """Show what was not seen yet; ring once for what is new."""
        self._needs = alerts
        self._show((*self._said, *alerts))

    def hear(self, lines: tuple[Alert, ...]) -> None:
        """The same for what leads say: it comes first, and goes once it counts as read."""
        if lines != self._said:
            self._said = lines
            self._show((*lines, *self._needs))

    def _show(self, alerts: tuple[Alert, ...]) -> None:
        new = [alert for alert in alerts if alert.key not in self._told]
        self._told = {alert.key for alert in alerts}
        self._seen &= self._told
        self._line.alerts = tuple(alert for alert in alerts if alert.key not in self._seen)
        if new:
            good = all(alert.good for alert in new)
            self._bells.ring(Tone.DONE if good else Tone.WARN)

    def seen(self) -> bool:
        """Put away what is shown; False where nothing was."""
        if not self._line.alerts:
            return False
        first, *rest = self._line.alerts
        self._seen.add(first.key)
        self._line.alerts = tuple(rest)
        if first.line:
            self.on_read(first.line)
        return True


def _nobody(line: int) -> None:
    pass
