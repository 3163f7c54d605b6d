"""A file at the station, of products or another: named, looked at closely, only then done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from tui.goods_views import FileDiff, Progress
from tui.lanes import Lane
from tui.runs import Run
from tui.speech import N_, _
from tui.views import Form, FormField
from tui.widgets.diffmodal import DiffModal
from tui.widgets.forms import FormModal
from tui.widgets.runmodal import RunModal

if TYPE_CHECKING:
    from tui.goods_views import GoodsFiles
    from tui.screens.boardpane import BoardPane

_WRONG = ("f5", N_("Write wrong rows to a file"), "wrong")


class BoardFile:
    """One file at a time; what was begun is looked at again by the same key.

    Subclasses say what is asked and done, and in which words.
    """

    LANE: ClassVar[str]
    TITLE: ClassVar[str]
    NOTE: ClassVar[str]
    DOING: ClassVar[str]
    YES: ClassVar[str] = N_("Do it")
    """What F9 does."""

    def __init__(self, pane: BoardPane) -> None:
        self._pane = pane
        self._lane: Lane | None = None
        self._run: Run[Any] | None = None
        self._path = ""

    async def begin(self) -> None:
        """Ask for the file, or show how far the last one is."""
        if self._run is not None:
            await self._look()
            return
        form = Form(_(self.TITLE), self._fields(), (_(self.NOTE),))

        async def filled(values: dict[str, str] | None) -> None:
            if values is not None:
                self._path = values["path"]
                await self._start(_("Reading the file …"), self._reading(values))

        await self._pane.station.deeds.open(FormModal(form), filled)

    def _fields(self) -> tuple[FormField, ...]:
        """What is asked first."""
        raise NotImplementedError

    def _reading(self, values: Mapping[str, str]) -> Callable[[Progress], FileDiff]:
        """Holds the file against what is known."""
        raise NotImplementedError

    def _applying(self, diff: FileDiff) -> Callable[[Progress], str]:
        """Does what was shown."""
        raise NotImplementedError

    def _wrong(self, diff: FileDiff) -> Callable[[], str] | None:
        """Writes what cannot be taken to a file, where that is of use."""
        return None

    async def _start(self, title: str, work: Any) -> None:
        self._run = run = Run(title, work)
        self._lane = self._lane or Lane(self.LANE)
        self._pane.station.run_worker(
            self._go(run, self._lane), name=self.LANE, exit_on_error=False
        )
        await self._look()

    async def _go(self, run: Run[Any], lane: Lane) -> None:
        await run.go(lane)
        self._pane.list.reload()
        screen = self._pane.station.screen
        if isinstance(run.result, FileDiff) and isinstance(screen, RunModal) and screen.is_of(run):
            screen.dismiss(None)  # somebody waits for what comes next

    async def _look(self) -> None:
        """How far it is, or what came of it."""
        run = self._run
        if run is None:
            return
        if run.over and isinstance(run.result, FileDiff):
            await self._show(run.result)
            return

        async def seen(_answer: str | None) -> None:
            if not run.over or self._run is not run:
                return
            if isinstance(run.result, FileDiff):
                await self._show(run.result)
            else:
                self._run = None

        await self._pane.station.deeds.open(RunModal(run), seen)

    async def _show(self, diff: FileDiff) -> None:
        """The diff over the screen; only F9 does it."""
        self._run = None
        write = self._wrong(diff)
        offers = tuple(
            offer
            for offer, fits in (
                (("f9", self.YES, "apply"), diff.does),
                (_WRONG, write is not None),
            )
            if fits
        )

        async def answered(answer: str | None) -> None:
            if answer == "apply":
                await self._apply(diff)
            elif answer == "wrong" and write is not None:
                told = await self._pane.station.deeds.fetch(write)
                if told is not None:
                    self._pane.station.say(told)
                await self._show(diff)

        await self._pane.station.deeds.open(DiffModal(diff, offers), answered)

    async def _apply(self, diff: FileDiff) -> None:
        """It was seen and meant."""
        await self._start(_(self.DOING), self._applying(diff))


class ProductFile(BoardFile):
    """A file of products; rows that are wrong can be written to a file to correct."""

    LANE = "goods"
    TITLE = N_("Read a product file")
    NOTE = N_("What it would change is shown before anything is done.")
    DOING = N_("Changing products …")

    @property
    def _files(self) -> GoodsFiles:
        return self._pane.station.backend.goods_files()

    def _fields(self) -> tuple[FormField, ...]:
        return (FormField("path", _("File"), self._path, hint=_("products.csv or .xlsx")),)

    def _reading(self, values: Mapping[str, str]) -> Callable[[Progress], FileDiff]:
        return partial(self._files.look, values["path"])

    def _applying(self, diff: FileDiff) -> Callable[[Progress], str]:
        return partial(self._files.apply, diff)

    def _wrong(self, diff: FileDiff) -> Callable[[], str] | None:
        return partial(self._files.write_wrong, diff) if diff.bad else None
