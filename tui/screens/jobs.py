"""The print jobs: what was printed, waits, failed, or nobody knows about; and the paper itself."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar

from tui.keys import Action, Where
from tui.screens.listing import ListPane
from tui.speech import N_, _
from tui.views import Detail, Filter, JobRow, Page
from tui.widgets.columns import Column
from tui.widgets.jobmodal import JobModal

_INK = {"unknown": "bad", "failed": "bad", "queued": "warn", "sending": "accent", "printed": "good",
        "cancelled": "quiet"}  # fmt: skip

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

    async def fetch(self, offset: int, limit: int) -> Page[JobRow]:
        """A page of the jobs."""
        return await self.station.read(self.station.backend.jobs, Filter(), offset, limit)

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
            self.run_worker(self._open(row), exit_on_error=False)
        else:
            self._send(row, _DEEDS[action.name])
        return True

    def _send(self, row: JobRow, answer: str | None) -> None:
        if answer:
            self.station.command("job", {"id": row.id, "choice": answer})

    async def _open(self, row: JobRow) -> None:
        deeds = self.station.deeds
        paper = await deeds.fetch(self.station.backend.preview, row.id)
        if paper is None:
            return
        title = " · ".join(part for part in (row.document, row.order, row.printer) if part)
        state = f"{row.state}: {row.problem}" if row.problem else row.state
        question = _("Did paper come out of {printer}?").format(printer=row.printer)
        asks = question if row.step == "unknown" else ""
        modal = JobModal(title, state, row.step, paper, asks)
        await deeds.open(modal, lambda answer: self._send(row, answer))
