"""How the entry screen is reached: a new order, one left unfinished, a copy, a change."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui.keys import Where
from tui.speech import _
from tui.views import Choice
from tui.widgets.modals import ChoiceModal

if TYPE_CHECKING:
    from tui.app import KemasApp
    from tui.entry_views import EntrySheet

BEGINS = {"new_order": "begin", "copy_order": "copy", "edit_order": "edit"}
"""Actions that lead to the entry screen, and what begins there."""
_PATIENCE = 5.0
"""Seconds that the sheet may take; keys wait for it, and none is lost."""


async def begin(app: KemasApp, name: str, values: dict[str, str]) -> None:
    """Go to the entry screen; what was left unfinished is offered before a new order."""
    if name == "new_order":
        left = await app.deeds.fetch(app.backend.entry_drafts)
        if left:
            await _offer(app, left)
        elif left is not None:
            await enter(app, "begin", {})
    elif not values.get("order"):
        app.say(_("No order is chosen."))
    else:
        await enter(app, BEGINS[name], values)


async def enter(app: KemasApp, command: str, values: dict[str, str]) -> None:
    """Show the sheet that a command begins; when this returns it takes the next key."""
    from tui.screens.entry import EntryPane

    sheet: EntrySheet
    try:
        await app.opened.wait()
        begun = app.writer.begin(app.backend.entry, command, values)
        sheet = await asyncio.wait_for(begun, _PATIENCE)
    except Exception as error:  # noqa: BLE001 - said; the station stays where it is
        app.fail(error)
        return
    await app.frame.go(Where.ENTRY)
    pane = app.frame.pane
    if isinstance(pane, EntryPane):
        await pane.open(sheet)


async def _offer(app: KemasApp, left: tuple[Choice, ...]) -> None:
    choices = (Choice("", _("New order")), *left)

    async def chosen(key: str | None) -> None:
        if key:
            await enter(app, "go_on", {"key": key})
        elif key is not None:
            await enter(app, "begin", {})

    await app.deeds.open(ChoiceModal(_("Go on with what was left unfinished?"), choices), chosen)
