"""Couriers are asked behind the work; what they offer is chosen with one key."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from tui.keys import BY_NAME, key_name
from tui.lanes import Lane
from tui.speech import _
from tui.views import NOT_OFFERED, Choice
from tui.widgets.modals import ChoiceModal

if TYPE_CHECKING:
    from tui.app import KemasApp

OFFERS = "offers"
_PATIENCE = 2.0
"""Seconds after which people have gone on: what comes then waits until it is asked for."""


class Offers:
    """What was asked of couriers; an answer that comes later waits until it is asked for."""

    def __init__(self, app: KemasApp) -> None:
        self._app = app
        self._lane: Lane | None = None
        self._asking = False
        self._found: tuple[dict[str, str], tuple[Choice, ...]] | None = None

    async def begin(self, target: dict[str, str]) -> None:
        """Show what was said unseen of the same order, else ask."""
        found, self._found = self._found, None
        if found is not None and found[0] == target:
            await self._show(*found)
        elif self._asking:
            self._app.say(_("The couriers are being asked; go on meanwhile."))
        else:
            self._asking = True
            self._app.run_worker(self._ask(target), name=OFFERS, exit_on_error=False)

    async def _ask(self, target: dict[str, str]) -> None:
        app, begun = self._app, time.monotonic()
        before = app.seq
        self._lane = self._lane or Lane(OFFERS)
        try:
            found = await self._lane.run(app.backend.choices, OFFERS, target)
        except Exception as error:  # noqa: BLE001 - said; the station goes on
            app.fail(error)
            return
        finally:
            self._asking = False
        if time.monotonic() - begun < _PATIENCE and app.seq == before:
            await self._show(target, found)
            return
        self._found = target, found
        said = _("The couriers have answered; {key} shows what they said.")
        app.say(said.format(key=key_name(BY_NAME[OFFERS].key)))

    async def _show(self, target: dict[str, str], found: tuple[Choice, ...]) -> None:
        title = _("Couriers")
        if number := target.get("order", ""):
            title = f"{title} · {number}"
        await self._app.deeds.open(ChoiceModal(title, found), partial(self._picked, target))

    def _picked(self, target: dict[str, str], choice: str | None) -> None:
        if choice and choice.startswith(NOT_OFFERED):
            self._app.complain(choice.removeprefix(NOT_OFFERED), held=False)
        elif choice:
            self._app.command(OFFERS, {**target, "choice": choice})
