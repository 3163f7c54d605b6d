"""The addresses of a customer, with keys: added, changed, taken off, one of them the default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tui.speech import _
from tui.state import Verdict
from tui.views import Choice, CustomerRow
from tui.widgets.forms import FormModal, with_typed
from tui.widgets.modals import ChoiceModal

if TYPE_CHECKING:
    from tui.app import KemasApp

_ASKS = "customer_places"
_REFUSED = {"refused", "not_allowed", "system_busy", "not_saved"}


class Places:
    """Asks about the addresses of one customer; what could not be saved comes back as typed."""

    def __init__(self, station: KemasApp, row: CustomerRow) -> None:
        self._station, self._row = station, row

    async def ask(self) -> None:
        """Which address, or a new one."""
        known = await self._choices("")
        if known is None:
            return
        if not known:
            await self._fill("")
            return
        new = Choice("", _("New address …"))
        title = _("Addresses of {name}").format(name=self._row.name)
        await self._station.deeds.open(ChoiceModal(title, (*known, new)), self._picked)

    async def _picked(self, address: str | None) -> None:
        if address == "":
            await self._fill("")
        elif address is not None:
            steps = await self._choices(address)
            if steps:
                title, rest = steps[0].hint, (replace(steps[0], hint=""), *steps[1:])
                then = partial(self._do, address)
                await self._station.deeds.open(ChoiceModal(title, rest), then)

    async def _do(self, address: str, did: str | None) -> None:
        if did == "change":
            await self._fill(address)
        elif did is not None:
            values = {"id": self._row.id, "address_id": address, "did": did}
            self._station.command("customer_place", values)

    async def _fill(
        self, address: str, typed: Mapping[str, str] | None = None, said: str = ""
    ) -> None:
        target = {"id": self._row.id, "address_id": address}
        form = await self._station.deeds.fetch(self._station.backend.form, _ASKS, target)
        if form is None:
            return
        form = with_typed(form, typed or {})
        if said:
            form = replace(form, notes=(said, *form.notes))

        def send(filled: dict[str, str] | None) -> None:
            if filled is not None:
                values = {**form.hidden, **filled, "did": "change"}
                self._station.submit(partial(self._save, address, values))

        await self._station.deeds.open(FormModal(form), send)

    async def _save(self, address: str, values: dict[str, str], seq: int) -> Verdict:
        """Save; where it is refused the form comes back with all that was typed."""
        station = self._station
        verdict = await station.writer.run(station.backend.act, seq, "customer_place", values)
        if verdict.kind not in _REFUSED:
            return verdict
        station.frame.run_worker(self._fill(address, values, verdict.message), exit_on_error=False)
        return replace(verdict, held=False)

    async def _choices(self, address: str) -> tuple[Choice, ...] | None:
        target = {"id": self._row.id, "address_id": address}
        backend = self._station.backend
        return await self._station.deeds.fetch(backend.choices, _ASKS, target)
