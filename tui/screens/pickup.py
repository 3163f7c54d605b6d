"""Couriers are asked behind the work to come; what they say is told when they have said it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.lanes import Lane
from tui.speech import _
from tui.widgets.forms import FormModal

if TYPE_CHECKING:
    from tui.screens.boardpane import BoardPane

PICKUP = "hand_over_pickup"


class PickupAsking:
    """One question at a time; what was typed stays until a courier has taken it."""

    def __init__(self, pane: BoardPane) -> None:
        self._pane = pane
        self._lane: Lane | None = None
        self._asking = False
        self._typed: dict[str, str] = {}

    async def begin(self) -> None:
        """Ask which courier, and when."""
        station = self._pane.station
        if self._asking:
            station.say(_("The courier is being asked; go on meanwhile."))
            return
        form = await station.deeds.fetch(station.backend.form, PICKUP, {})
        if form is None:
            return
        fields = tuple(
            replace(field, value=self._typed.get(field.name, field.value)) for field in form.fields
        )
        await station.deeds.open(FormModal(replace(form, fields=fields)), self._filled)

    def _filled(self, values: dict[str, str] | None) -> None:
        if values is None:
            return
        self._typed, self._asking = dict(values), True
        self._pane.station.say(_("The courier is being asked; go on meanwhile."))
        self._pane.station.run_worker(self._ask(), name=PICKUP, exit_on_error=False)

    async def _ask(self) -> None:
        station = self._pane.station
        self._lane = self._lane or Lane(PICKUP)
        try:
            comes, said = await self._lane.run(station.backend.ask_pickup, self._typed)
        except Exception as error:  # noqa: BLE001 - said; the station goes on
            station.fail(error)
            return
        finally:
            self._asking = False
        if not comes:
            station.complain(said)
            return
        self._typed = {}
        station.say(said)
        self._pane.list.reload()
