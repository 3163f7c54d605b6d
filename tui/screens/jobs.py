"""The print jobs: what was printed, waits, failed, or nobody knows about; and the paper itself."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from tui.keys import BY_NAME, Action, Where, key_name
from tui.screens.jobpaper import open_job
from tui.screens.listing import ListPane
from tui.speech import N_, _
from tui.text import content
from tui.views import Detail, Filter, Ink, JobRow, Page
from tui.widgets.columns import Column

_INK: dict[str, Ink] = {
    "unknown": "bad",
    "failed": "bad",
    "queued": "warn",
    "sending": "accent",
    "printed": "good",
    "cancelled": "quiet",
}

COLUMNS: tuple[Column[JobRow], ...] = (
    Column(N_("Made"), 8, lambda row: (row.made, "quiet"), wide_only=50),
    Column(N_("Paper"), 12, lambda row: (row.document, "strong")),
    Column(N_("Order"), 18, lambda row: (row.order, "accent")),
    Column(N_("State"), 9, lambda row: (row.state, _INK.get(row.step, ""))),
    Column(N_("Printer"), 10, lambda row: (row.printer, ""), wide_only=60),
    Column(N_("Problem"), 12, lambda row: (row.problem, "warn"), grow=True, wide_only=70),
)
_DEEDS = {"again": "reprint", "stop": "cancel"}


class JobsPane(ListPane[JobRow]):
    """Newest first; Enter shows the paper and asks what only a person can know."""

    WHERE: ClassVar[Where] = Where.JOBS

    def __init__(self) -> None:
        super().__init__(COLUMNS, attrgetter("id"), empty=N_("Nothing was printed yet."), id="jobs")
        self._printer = ""
        self._only = Static("", markup=False, classes="only")

    def compose(self) -> ComposeResult:
        """Whose jobs these are, where they are of one printer only; then the list."""
        yield self._only
        yield from super().compose()

    def aim(self, target: dict[str, str]) -> None:
        """Show the jobs of a printer that was pointed at, else all."""
        wanted = target.get("printer", "")
        if wanted != self._printer:
            self._printer = wanted
            self.list.show(self.fetch)
        self.speak()

    def speak(self) -> None:
        """The words around the list."""
        key = key_name(BY_NAME["jobs"].key)
        said = _("{printer} only · {key}: all").format(printer=self._printer, key=key)
        self._only.update(content(f" {said} ", "$warn-ink on $warn bold"))
        self._only.display = bool(self._printer)
        super().speak()

    async def fetch(self, offset: int, limit: int) -> Page[JobRow]:
        """A page of the jobs."""
        wanted = Filter(printer=self._printer)
        return await self.station.read(self.station.backend.jobs, wanted, offset, limit)

    async def detail(self, row: JobRow) -> Detail:
        """The paper, as text."""
        lines = await self.station.read(self.station.backend.preview, row.id)
        return Detail(row.document, row.state, paper=lines)

    def target(self) -> dict[str, str]:
        """The order that the job under the cursor is for."""
        row = self.list.current
        return {"order": row.order} if row and row.order else {}

    def act(self, action: Action) -> bool:
        """Look at a job, print it again, take it out of the queue."""
        if action.name not in {*_DEEDS, "open"}:
            return False
        row = self.list.current
        if row is None:
            self.once_loaded(action, _("No print job is chosen."))
        elif action.name == "open":
            self.run_worker(open_job(self.station, row), exit_on_error=False)
        else:
            self.station.command("job", {"id": row.id, "choice": _DEEDS[action.name]})
        return True
