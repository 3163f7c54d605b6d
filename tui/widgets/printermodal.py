"""One printer over the screen: everything about it, and its last jobs to choose from."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from tui.speech import _
from tui.text import content
from tui.views import Choice, Detail, JobRow
from tui.widgets.detail import paint
from tui.widgets.modals import ChoiceModal, Options, keys_line
from tui.widgets.question import Question


class PrinterModal(Question[JobRow | None]):
    """Answers the job that was chosen, or nothing."""

    KEYS = ChoiceModal.KEYS

    def __init__(self, detail: Detail) -> None:
        super().__init__()
        self._detail = detail
        self._facts = Static(markup=False)
        self._options = Options(tuple(map(_choice, detail.jobs)))

    def compose(self) -> ComposeResult:
        """Facts, jobs, keys."""
        with Vertical(classes="box tall"):
            with VerticalScroll(classes="options", can_focus=False):
                yield self._facts
                yield Static(content(self._jobs_title(), "$accent bold"), classes="jobs")
                with Vertical(classes="list"):
                    yield self._options
            open_it = [("Enter", _("Open"))] if self._detail.jobs else []
            yield Static(keys_line(("↑↓", ""), *open_it, ("Esc", _("Back"))), classes="keys")

    def _jobs_title(self) -> str:
        return _("Last print jobs") if self._detail.jobs else _("Nothing was printed here yet.")

    def on_mount(self) -> None:
        """The options take the arrows."""
        self._options.display = bool(self._detail.jobs)

    def focus_first(self) -> None:
        """The options take the arrows."""
        if self._detail.jobs:
            self.set_focus(self._options, scroll_visible=False)

    def on_resize(self) -> None:
        """Lay the facts out anew."""
        self._facts.update(paint(self._detail, max(10, min(self.app.size.width, 76) - 5)))

    def do_move(self, step: int) -> None:
        """Along the jobs; above the first one stand the facts."""
        scroll, before = self.query_one(VerticalScroll), self._options.cursor
        self._options.cursor += step
        if self._options.cursor == before:
            scroll.scroll_relative(y=step, animate=False)
            return
        top = self.query_one(".list").virtual_region.y
        scroll.scroll_to_region(Region(0, top + self._options.cursor, 1, 1), animate=False)

    def do_choose(self, step: int) -> None:
        """Open the job under the cursor."""
        if self._detail.jobs:
            self.dismiss(self._detail.jobs[self._options.cursor])


def _choice(row: JobRow) -> Choice:
    said = " · ".join(part for part in (row.state, row.problem) if part)
    return Choice(row.id, " ".join(p for p in (row.made, row.document, row.order) if p), said)
