"""Looking over somebody's shoulder: the text of another station's screen, live and read-only."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from tui.speech import _
from tui.text import cells, content, join, plain
from tui.views import Shoulder
from tui.widgets.modals import keys_line, pad_line
from tui.widgets.question import Question

if TYPE_CHECKING:
    from tui.app import KemasApp

LOOK_EVERY = 0.4
"""Seconds between two looks."""


class Lines(Widget):
    """Lines of text as they are, moved about where they are larger than the room for them."""

    lines: reactive[tuple[str, ...]] = reactive(())
    at: reactive[tuple[int, int]] = reactive((0, 0))
    """The column and row that stand at the top left."""

    def render(self) -> Content:
        """The part of the lines that there is room for."""
        width, height = self.size
        x, y = self.at
        shown = [plain(line)[x:] for line in self.lines[y : y + height]]
        return Content("\n").join([join((pad_line(line, width), "")) for line in shown])

    def move(self, columns: int, rows: int) -> None:
        """Show what lies beside, but never beyond the lines."""
        widest = max((cells(line) for line in self.lines), default=0)
        x = max(0, min(self.at[0] + columns, widest - self.size.width))
        y = max(0, min(self.at[1] + rows, len(self.lines) - self.size.height))
        self.at = (x, y)


class ShoulderModal(Question[None]):
    """Shows what `shoulder` of the backend gives, again and again; nothing typed goes there."""

    KEYS: ClassVar[dict[str, tuple[str, int]]] = {
        "up": ("row", -1),
        "down": ("row", 1),
        "pageup": ("row", -10),
        "pagedown": ("row", 10),
        "left": ("column", -8),
        "right": ("column", 8),
    }

    def __init__(self, station: KemasApp, other: str) -> None:
        super().__init__()
        self._station, self._other = station, other
        self._head = Static("", markup=False, classes="head")
        self._lines = Lines(classes="lines")
        self._foot = Static("", markup=False, classes="foot")

    def compose(self) -> ComposeResult:
        """Whose screen it is, the screen, the keys."""
        with Vertical(classes="page"):
            yield self._head
            yield self._lines
            yield self._foot

    def on_mount(self) -> None:
        """Begin to look."""
        self.run_worker(self._watch(), name="shoulder", exit_on_error=False)

    async def _watch(self) -> None:
        app = self._station
        try:
            while True:
                try:
                    self._show(await app.ask(app.backend.shoulder, self._other))
                except Exception as error:  # noqa: BLE001 - said; the next look may go well
                    app.fail(error, held=False)
                    self.dismiss(None)
                    return
                await asyncio.sleep(LOOK_EVERY)
        finally:
            with contextlib.suppress(RuntimeError):  # the app ends
                app.asker.begin(app.backend.look_away, self._other).add_done_callback(_over)

    def _show(self, seen: Shoulder) -> None:
        who = " · ".join(part for part in (seen.station, seen.operator) if part)
        size = f"{seen.width}×{seen.height}" if seen.width else ""
        state = seen.said or _("live, read-only")
        said = " · ".join(part for part in (who, size, state) if part)
        self._head.update(content(said, "bold"))
        rings = [one for one in self._station.frame.alert_line.alerts if not one.good]
        called = content(f" ! {rings[0].text}", "bold") if rings else Content("")
        self._foot.update(keys_line(("↑↓←→", ""), ("Esc", _("Back"))) + called)
        self._lines.lines = seen.lines

    def do_row(self, step: int) -> None:
        """Up or down."""
        self._lines.move(0, step)

    def do_column(self, step: int) -> None:
        """Left or right."""
        self._lines.move(step, 0)


def _over(told: asyncio.Future[None]) -> None:
    """A wish that could not be taken back ends by itself."""
    if not told.cancelled():
        told.exception()
