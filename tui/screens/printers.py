"""The printers: how each of them is, what waits for it, and what can be done with it."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar

from tui.keys import Action, Where
from tui.lights import LIGHTS
from tui.screens.jobpaper import open_job
from tui.screens.listing import ListPane
from tui.speech import N_, _
from tui.views import Choice, Detail, Filter, Ink, JobRow, Page, PrinterRow
from tui.widgets.columns import Column
from tui.widgets.modals import ChoiceModal
from tui.widgets.printermodal import PrinterModal

_INK: dict[str, Ink] = {
    "$success": "good",
    "$warning": "warn",
    "$error": "bad",
    "$accent": "accent",
}
_OWN = {"open", "order", "pause", "resume", "move", "test_page", "run_again", "printer_jobs"}


def _light(row: PrinterRow) -> tuple[str, Ink]:
    colour, word = LIGHTS[row.light]
    return f"● {_(word)}", _INK[colour]


def _count(value: int, ink: Ink) -> tuple[str, Ink]:
    return (str(value), ink) if value else ("", "")


COLUMNS: tuple[Column[PrinterRow], ...] = (
    Column(N_("Printer"), 11, lambda row: (row.name, "strong")),
    Column(N_("Light"), 16, _light),
    Column(N_("Waits"), 6, lambda row: _count(row.waiting, "strong"), right=True),
    Column(N_("Unknown"), 8, lambda row: _count(row.unknown, "bad"), right=True, wide_only=54),
    Column(N_("Remark"), 14, lambda row: (row.remark, "warn"), grow=True, wide_only=60),
    Column(N_("Prints"), 16, lambda row: (row.prints, "quiet"), wide_only=100),
    Column(N_("Where"), 18, lambda row: (row.where, "quiet"), wide_only=120),
)


class PrintersPane(ListPane[PrinterRow]):
    """In the order of the configuration; Enter shows everything about one, and its jobs."""

    WHERE: ClassVar[Where] = Where.PRINTERS

    def __init__(self) -> None:
        super().__init__(
            COLUMNS, attrgetter("name"), empty=N_("No printer is set up."), id="printers"
        )

    async def fetch(self, offset: int, limit: int) -> Page[PrinterRow]:
        """A page of the printers."""
        return await self.station.read(self.station.backend.printers, Filter(), offset, limit)

    async def detail(self, row: PrinterRow) -> Detail:
        """Everything about a printer."""
        return await self.station.read(self.station.backend.printer, row.name)

    def target(self) -> dict[str, str]:
        """The printer under the cursor."""
        row = self.list.current
        return {"printer": row.name} if row else {}

    def act(self, action: Action) -> bool:
        """Look at a printer, print its last run again; the rest is asked and sent as usual."""
        if action.name not in _OWN:
            return False
        row = self.list.current
        if row is None:
            self.station.say(_("No printer is chosen."))
        elif action.name in {"open", "order"}:
            self.run_worker(self._open(row.name), exit_on_error=False)
        elif action.name == "run_again":
            self.run_worker(self._run_again(row.name), exit_on_error=False)
        else:
            return False
        return True

    async def _open(self, name: str) -> None:
        deeds = self.station.deeds
        found = await deeds.fetch(self.station.backend.printer, name)
        if found is not None:
            await deeds.open(PrinterModal(found), self._picked)

    async def _picked(self, row: JobRow | None) -> None:
        if row is not None:
            await open_job(self.station, row)

    async def _run_again(self, name: str) -> None:
        """From which job on, then on which printer; nothing that comes out meanwhile is doubled."""
        ran = await self._choices({"printer": name})
        if ran is None:
            return
        if not ran:
            self.station.say(_("{printer} has printed nothing yet.").format(printer=name))
            return

        async def begun(first: str | None) -> None:
            if first is not None:
                values = {"printer": name, "first": first, "last": ran[0].value}
                await self._run_again_on(values)

        title = _("Print again from which job on?")
        await self.station.deeds.open(ChoiceModal(title, ran), begun)

    async def _run_again_on(self, values: dict[str, str]) -> None:
        printers = await self._choices(values)
        if not printers:
            return

        def send(to: str | None) -> None:
            if to is not None:
                self.station.command("run_again", values | {"choice": to})

        await self.station.deeds.open(ChoiceModal(_("On which printer?"), printers), send)

    async def _choices(self, values: dict[str, str]) -> tuple[Choice, ...] | None:
        backend = self.station.backend
        return await self.station.deeds.fetch(backend.choices, "run_again", values)
