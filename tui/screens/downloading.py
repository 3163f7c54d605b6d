"""Asks where files go, and writes them in a lane of their own."""

from __future__ import annotations

from collections.abc import Callable

from tui.screens.pane import Pane
from tui.speech import _
from tui.views import Form, FormField
from tui.widgets.forms import FormModal


async def download(pane: Pane, what: str, usual: str, write: Callable[[str], str]) -> None:
    """Ask for a folder, `usual` where none is named, and have the files of `what` written there."""
    deeds, station = pane.station.deeds, pane.station
    hint = _("else in {folder}").format(folder=usual)
    title = _("Download {invoice}").format(invoice=what)
    form = Form(title, (FormField("folder", _("Folder"), hint=hint),))

    async def filled(values: dict[str, str] | None) -> None:
        if values is not None:
            told = await deeds.fetch(write, values["folder"])
            if told is not None:
                station.say(told)

    await deeds.open(FormModal(form), filled)
