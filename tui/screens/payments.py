"""The money of an order, question by question: what to do, the form of it, whether one is sure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.speech import _
from tui.views import Form
from tui.widgets.forms import FormModal
from tui.widgets.modals import ChoiceModal, ConfirmModal

if TYPE_CHECKING:
    from tui.app import KemasApp

_ACTION = "payments"
_FORMS = {"report", "amend", "refund", "accept", "refuse", "reverse"}


class Payments:
    """One walk through the questions; Esc at any of them ends it."""

    def __init__(self, app: KemasApp, target: dict[str, str]) -> None:
        self._app = app
        kept = {"order", "channel"}
        self._values = {name: value for name, value in target.items() if name in kept}
        self._form: Form | None = None

    async def begin(self) -> None:
        """What is to be done, and with which payment?"""
        deeds, backend = self._app.deeds, self._app.backend
        found = await deeds.fetch(backend.choices, _ACTION, self._values)
        if found:
            title = _("Payments of {order}").format(order=self._values.get("order", ""))
            await deeds.open(ChoiceModal(title, found), self._picked)

    async def _picked(self, what: str | None) -> None:
        deeds, backend = self._app.deeds, self._app.backend
        if not what:
            return
        if what.isdecimal():
            self._values["payment"] = what
            step = self._values | {"step": "payment"}
            found = await deeds.fetch(backend.choices, _ACTION, step)
            if found:
                title = _("Payment {number}").format(number=what)
                await deeds.open(ChoiceModal(title, found), self._picked)
            return
        what, _space, seen = what.partition(" ")  # of a payment the amount that was seen with it
        self._values |= {"what": what, "seen": seen}
        if what in _FORMS:
            self._form = await deeds.fetch(backend.form, _ACTION, self._values)
            if self._form is not None:
                await deeds.open(FormModal(self._form), self._filled)
        elif what == "delivered":
            sure = ConfirmModal(
                _("Is order {order} delivered?").format(order=self._values.get("order", "")),
                _("All its parcels are with the buyer."),
            )
            await deeds.open(sure, self._sure)
        else:
            await self._ask()

    async def _filled(self, filled: dict[str, str] | None) -> None:
        if filled is not None:
            self._values |= filled
            await self._ask()

    async def _ask(self) -> None:
        """Whether a person has to be sure; what cannot be read goes back into its form."""
        deeds, backend = self._app.deeds, self._app.backend
        step = self._values | {"step": "question"}
        asked = await deeds.fetch(backend.choices, _ACTION, step, held=False)
        if asked is None:
            await self._again()
        elif asked:
            await deeds.open(ConfirmModal(asked[0].label, asked[0].hint), self._sure)
        else:
            self._app.command(_ACTION, self._values)

    async def _again(self) -> None:
        if self._form is None:
            return
        fields = tuple(
            replace(each, value=self._values.get(each.name, each.value))
            for each in self._form.fields
        )
        self._form = replace(self._form, fields=fields)
        await self._app.deeds.open(FormModal(self._form), self._filled)

    async def _sure(self, yes: bool | None) -> None:
        if yes:
            self._app.command(_ACTION, self._values | {"sure": "yes"})
        else:
            await self._again()
