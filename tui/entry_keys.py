"""How the entry screen is reached: a new order, one left unfinished, a copy, a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keys import Where
from tui.speech import _
from tui.views import Choice
from tui.widgets.modals import ChoiceModal

if TYPE_CHECKING:
    from tui.app import KemasApp

BEGINS = {"new_order": "begin", "copy_order": "copy", "edit_order": "edit"}
"""Actions that lead to the entry screen, and what begins there."""


async def begin(app: KemasApp, name: str, values: dict[str, str]) -> None:
    """Go to the entry screen; what was left unfinished is offered before a new order."""
    if name == "new_order":
        left = await app.deeds.fetch(app.backend.entry_drafts)
        if left is None:
            return
        if left:
            await _offer(app, left)
        else:
            await app.frame.go(Where.ENTRY, {"begin": "begin"})
    elif not values.get("order"):
        app.say(_("No order is chosen."))
    else:
        await app.frame.go(Where.ENTRY, {"begin": BEGINS[name], **values})


async def _offer(app: KemasApp, left: tuple[Choice, ...]) -> None:
    choices = (Choice("", _("New order")), *left)

    async def chosen(key: str | None) -> None:
        if key is not None:
            told = {"begin": "go_on", "key": key} if key else {"begin": "begin"}
            await app.frame.go(Where.ENTRY, told)

    await app.deeds.open(ChoiceModal(_("Go on with what was left unfinished?"), choices), chosen)
