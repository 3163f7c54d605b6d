"""A product file at the station: named, looked at field by field, and only then done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    from tui.screens.products import ProductsPane

_OFFERS = (("f9", N_("Do it"), "apply"), ("f5", N_("Write wrong rows to a file"), "wrong"))


class ProductFile:
    """One file at a time; what was begun is looked at again by the same key."""

    def __init__(self, pane: ProductsPane) -> None:
        self._pane = pane
        self._lane: Lane | None = None
        self._run: Run[Any] | None = None
        self._path = ""

    async def begin(self) -> None:
        """Ask for the file, or show how far the last one is."""
        if self._run is not None:
            await self._look()
            return
        field = FormField("path", _("File"), self._path, hint=_("products.csv or .xlsx"))
        note = _("What it would change is shown before anything is done.")
        form = Form(_("Read a product file"), (field,), (note,))

        async def filled(values: dict[str, str] | None) -> None:
            if values is not None:
                self._path = values["path"]
                await self._start(_("Reading the file …"), self._reading(values["path"]))

        await self._pane.station.deeds.open(FormModal(form), filled)

    @property
    def _files(self) -> GoodsFiles:
        return self._pane.station.backend.goods_files()

    def _reading(self, path: str) -> Any:
        files = self._files

        def work(progress: Progress) -> FileDiff:
            return files.look(path, progress)

        return work

    def _applying(self, diff: FileDiff) -> Any:
        files = self._files

        def work(progress: Progress) -> str:
            return files.apply(diff, progress)

        return work

    async def _start(self, title: str, work: Any) -> None:
        self._run = run = Run(title, work)
        self._lane = self._lane or Lane("goods")
        self._pane.station.run_worker(self._go(run, self._lane), name="goods", exit_on_error=False)
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
        offers = tuple(
            offer
            for offer, fits in zip(_OFFERS, (diff.does, bool(diff.wrong)), strict=True)
            if fits
        )

        async def answered(answer: str | None) -> None:
            if answer == "apply":
                await self._start(_("Changing products …"), self._applying(diff))
            elif answer == "wrong":
                told = await self._pane.station.deeds.fetch(self._files.write_wrong, diff)
                if told is not None:
                    self._pane.station.say(told)
                await self._show(diff)

        await self._pane.station.deeds.open(DiffModal(diff, offers), answered)
