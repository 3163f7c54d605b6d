"""The shipping fee of the entry screen: couriers are asked behind it, and an offer is taken."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tui.entry_views import EntrySheet, FeeList
from tui.keys import BY_NAME, key_name
from tui.lanes import Lane
from tui.speech import _
from tui.views import Choice, Form, FormField
from tui.widgets.forms import FormModal

if TYPE_CHECKING:
    from tui.screens.entry import EntryPane

FEE = "shipping_fee"
"""The field of it."""
_WEIGHT = "weight"
_AT_ONCE = 0.5
"""Seconds within which an answer comes so soon that Enter may mean its first offer."""


def fee_key() -> str:
    """The key that asks, as it is printed on keyboards."""
    return key_name(BY_NAME["entry_fee"].key)


class Fees:
    """What couriers said of the draft in front; nothing of it moves the focus."""

    def __init__(self, pane: EntryPane) -> None:
        self._pane = pane
        self._lane: Lane | None = None
        self._asking = False
        self._moved = False
        self._found: FeeList | None = None
        self._unseen = False
        self._of: tuple[object, ...] = ()

    def forget(self) -> None:
        """What was said is of no use any more."""
        self._found = None
        self._pane.offer_fees()

    def moved(self) -> None:
        """Somebody goes on typing: an answer that comes later waits until it is asked for."""
        self._moved = True

    def ask(self) -> None:
        """Ask anew, or show what was said unseen of what still is the same."""
        pane = self._pane
        if not pane.begun:
            return
        pane.go_to_fee()
        if self._asking:
            self._moved = False
            pane.station.say(_("The couriers are being asked; go on meanwhile."))
            return
        self._asking, self._moved = True, False
        pane.run_worker(self._ask(), name="fees", exit_on_error=False)

    async def _ask(self) -> None:
        pane, begun = self._pane, time.monotonic()
        try:
            sheet = await pane.kept()
            if sheet is None:
                return
            of = _state(sheet)
            if self._found is not None and self._unseen and of == self._of:
                self._show(self._found, at_once=False)
                return
            self._found, self._of = None, of
            pane.offer_fees(_("Couriers are asked …"))
            self._lane = self._lane or Lane("fees")
            try:
                found = await self._lane.run(pane.station.backend.fees, sheet.key)
            except Exception as error:  # noqa: BLE001 - said in the banner; the form stays
                self.forget()
                pane.station.fail(error)
                return
            if pane.begun != sheet.key:
                return
            self._found = found
            self._unseen = self._moved or not pane.at_fee
            if self._unseen:
                pane.offer_fees()
                said = _("The couriers have answered; {key} shows what they said.")
                pane.station.say(said.format(key=fee_key()))
            else:
                self._show(found, at_once=time.monotonic() - begun < _AT_ONCE)
        finally:
            self._asking = False

    def _show(self, found: FeeList, *, at_once: bool) -> None:
        self._unseen = False
        other = Choice(_WEIGHT, _("Another weight …"))
        offers = found.offers
        first = bool(offers and offers[0].value) and at_once
        self._pane.offer_fees(found.about, (*offers, other), first=first)

    async def take(self, offer: Choice) -> bool:
        """Take an offer; False where it is none."""
        pane = self._pane
        if offer.value == _WEIGHT:
            await self._weigh()
        elif offer.value:
            self.forget()
            pane.take_fee(offer.value)
            return True
        else:
            pane.station.say(f"{offer.label}: {offer.hint}")
        return False

    async def _weigh(self) -> None:
        pane, found = self._pane, self._found
        if found is None:
            return
        field = FormField(_WEIGHT, _("Weight in grams"), found.weight, _("empty: as its products"))
        form = Form(_("What does the parcel weigh?"), (field,), (found.about,))

        def filled(values: dict[str, str] | None) -> None:
            if values is not None:
                self.forget()
                pane.weigh(values[_WEIGHT])
                self.ask()

        await pane.station.deeds.open(FormModal(form), filled)


def _state(sheet: EntrySheet) -> tuple[object, ...]:
    """What of a draft its fee hangs on, and more; what only stock says of it is left out."""
    rows = tuple((row.said, row.amount) for row in sheet.rows)
    return (sheet.key, rows, *((one.name, one.value) for one in sheet.fields if one.name != FEE))
