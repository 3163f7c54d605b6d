"""A print job over the screen, from any list: its paper, and what is to become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.speech import _
from tui.views import JobRow
from tui.widgets.jobmodal import JobModal

if TYPE_CHECKING:
    from tui.app import KemasApp


async def open_job(station: KemasApp, row: JobRow) -> None:
    """Show the paper of a job; what is answered is sent after all that was scanned before."""
    paper = await station.deeds.fetch(station.backend.preview, row.id)
    if paper is None:
        return
    title = " · ".join(part for part in (row.document, row.order, row.printer) if part)
    state = f"{row.state}: {row.problem}" if row.problem else row.state
    question = _("Did paper come out of {printer}?").format(printer=row.printer)
    asks = question if row.step == "unknown" else ""

    def send(answer: str | None) -> None:
        if answer:
            station.command("job", {"id": row.id, "choice": answer})

    await station.deeds.open(JobModal(title, state, row.step, paper, asks), send)
