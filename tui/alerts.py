"""What was told of printers and the post: each thing once, with one sound, until it was seen."""

from __future__ import annotations

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

    def show(self, alerts: tuple[Alert, ...]) -> None:
        """Show what was not seen yet; ring once for what is new."""
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
        return True
