"""What the keys do: panes to show, questions to ask first, commands to send."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from tui import entry_keys, keys, speech
from tui.boards import BOARDS
from tui.calling import shown_along
from tui.help import help_page
from tui.keys import Action, Where
from tui.problems import refused
from tui.screens.offers import Offers
from tui.screens.pane import Pane
from tui.speech import N_, _
from tui.state import Hello, Verdict
from tui.views import Choice
from tui.widgets.forms import FormModal, with_typed
from tui.widgets.modals import ChoiceModal, ConfirmModal, PageModal
from tui.widgets.question import Question

if TYPE_CHECKING:
    from tui.app import KemasApp

T = TypeVar("T")
Sure = Callable[[dict[str, str]], tuple[str, str] | None]
"""The question, and what a yes means, where what was filled in a form has to be asked about."""


def _never(filled: dict[str, str]) -> None:
    return None


_PANES = {"queue": Where.QUEUE, "orders": Where.ORDERS, "work": Where.WORK, "order": Where.ORDER,
          "jobs": Where.JOBS, "parked": Where.PARKED, "printers": Where.PRINTERS,
          "put_back": Where.PUT_BACK, "returns": Where.RETURNS, "lookup": Where.LOOKUP,
          "customers": Where.CUSTOMERS, "stations": Where.STATIONS, "offline": Where.OFFLINE,
          }  # fmt: skip
WALK_PANES = frozenset({Where.WALKS, Where.WALK})  # what is open and complete there are walks
_LEADS = _PANES | {"printer_jobs": Where.JOBS, "open_order": Where.ORDER}
_WAYS = _PANES | {"new_order": Where.ENTRY}
"""What leads to the panes in which an action works."""
_PATIENCE = 2.0
"""Seconds that a question may wait for its choices before the station says so."""

LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English", "vi": "Tiếng Việt"}
SURE = {
    "quit": (
        N_("Leave Kemas?"),
        N_("What was scanned is saved. The open order stays yours for two minutes."),
        N_("What was scanned is saved."),
    ),
    "sign_out": (N_("Sign out?"), N_("The open order is given back."), ""),
    "walk_over": (
        N_("Take the walk over?"),
        N_("Whoever has it in hand is told with the next scan."),
        N_("Whoever has it in hand is told with the next scan."),
    ),
}
"""The question, and what a yes means with an order open and without."""
_NOTHING = {
    "merge_order": (
        N_("There is no other order of this buyer that could be merged with it."),
        N_("Both must go to the same address, come the same way, and not be begun yet."),
    ),
    "address_choose": (
        N_("Nothing in the courier's list is called alike."),
        N_("F7 names the place."),
    ),
    "address_forget": (
        N_("Nobody said anything about this address yet."),
        N_("F6 says which place it is."),
    ),
}
"""What is said where there is nothing to choose from."""
_OF_STATION = {"filter", "printer"}
"""Choices that are about no order, whatever is under the cursor."""


class Deeds:
    """Carries out the actions of the registry for the app."""

    def __init__(self, app: KemasApp) -> None:
        self._app = app
        self._offers = Offers(app)

    async def arrive(self, hello: Hello) -> None:
        """The backend is open: go where the work is, or ask who is there."""
        app, frame = self._app, self._app.frame
        frame.demo = hello.demo
        app.operator = hello.operator
        resumed = hello.resumed
        if not hello.operator:
            await frame.go(Where.SIGN_IN)
        elif resumed is not None and resumed.work is not None:
            await frame.go(Where.WORK)
        elif hello.where and frame.untouched:
            await frame.go(Where(hello.where))
        elif frame.untouched:  # whoever was quicker has chosen where to be
            await frame.go(Where.QUEUE)
        if resumed is not None:
            app.show_verdict(resumed)
        frame.speak()

    def follow(self, verdict: Verdict) -> None:
        """Go where a verdict leads: to the order or walk it opened, or to the one who comes."""
        app = self._app
        if verdict.operator is not None and verdict.operator != app.operator:
            before, app.operator = app.operator, verdict.operator
            bar = app.frame.status_bar
            bar.status = replace(bar.status, operator=verdict.operator)
            for pane in app.frame.query(Pane):
                pane.changed_hands()
            if verdict.language and verdict.language != speech.current():
                speech.switch(verdict.language)
                app.frame.speak()
            if not verdict.operator:
                self._go(Where.SIGN_IN)
            elif not before:
                self._go(Where.WORK if verdict.work else Where.QUEUE)
        elif verdict.kind == "order_open" and verdict.work is None:  # a walk, not one order
            if app.where is not Where.WALK:
                self._go(Where.WALK)
        elif (
            verdict.kind in {"order_open", "order_complete"}
            and app.where is not Where.WORK
            and (verdict.work is not None or app.where not in WALK_PANES)
        ):
            self._go(Where.WORK)

    def _go(self, where: Where) -> None:
        self._app.run_worker(self._app.frame.go(where), exit_on_error=False)

    async def do(self, action: Action) -> None:
        """Do an action now, or ask first."""
        app = self._app
        pane = app.frame.pane
        if pane is not None and pane.act(action):
            return
        name = action.name
        if name in _LEADS:
            await app.frame.go(_LEADS[name], self._values())
        elif name in entry_keys.BEGINS:
            await entry_keys.begin(app, name, self._values())
        elif name == "stock":
            await self._boards()
        elif name == "find":
            await app.frame.go(Where.QUEUE)
            front = app.frame.pane
            if front is not None:
                front.act(action)
        elif name == "help":
            await self.open(PageModal(_("Keys"), help_page(app.where, demo=app.frame.demo)))
        elif name == "menu":
            await self._menu()
        elif name in {"sim_right", "sim_wrong"}:
            app.simulate(right=name == "sim_right")
        elif name == "back" and not self._something_said:
            await app.frame.go_back()
        elif name in {"ack", "back"}:
            self._seen()
        elif name == "payments":
            from tui.screens.payments import Payments

            await Payments(app, self._values()).begin()
        elif name == "offers":
            await self._offers.begin(self._values())
        elif name == "follow_up":
            from tui.screens.follow_up import FollowUp

            await FollowUp(app, self._values()).begin()
        elif action.asks:
            await self._ask(action)
        else:
            app.command(name, self._values() | shown_along(app, name))

    def explain(self, key: str) -> bool:
        """Say where a key works that means nothing here; False where it means nothing at all."""
        app = self._app
        found = keys.elsewhere(key, app.where, demo=app.frame.demo)
        if not found:
            return False
        said = _("{key} does nothing here.").format(key=keys.key_name(key))
        if app.where is Where.SIGN_IN:
            app.say(said, _("Sign in first: scan your badge, or choose your name."))
        else:
            then = (
                _("{action}: {places}.").format(action=_(each.label), places=_places(each))
                for each in found
            )
            app.say(said, " ".join(then))
        return True

    @property
    def _something_said(self) -> bool:
        frame = self._app.frame
        return frame.banner.verdict.held or frame.alert_line.display

    def _seen(self) -> None:
        """The message was seen; without one that must be, the alert beside it was."""
        app = self._app
        if app.pin.withdraw():
            app.frame.clear_verdict()
            return
        if not app.frame.banner.verdict.held and app.alerts.seen():
            return
        if app.frame.banner.withdraw():
            return
        told = app.frame.banner.verdict.kind
        app.frame.clear_verdict()
        app.submit(partial(self._acknowledge, told, {"where": app.where.value}))

    async def _acknowledge(self, told: str, values: dict[str, str], seq: int) -> Verdict:
        """Say that a message was seen; of a change that the station told by itself the business
        hears only now, so that it has to be said once more."""
        app = self._app
        verdict = await app.writer.run(app.backend.act, seq, "ack", values)
        if told == "changed" and verdict.kind == "ready" and not verdict.message:
            app.command("ack", values)
        return verdict

    def yes(self) -> None:
        """Do what the message asked about."""
        self._app.frame.clear_verdict()
        self._app.command("yes", {})

    def _values(self) -> dict[str, str]:
        pane = self._app.frame.pane
        return pane.target() if pane is not None else {}

    async def _ask(self, action: Action) -> None:
        app, name, values = self._app, action.name, self._values()
        if action.asks == "confirm":
            await self.confirm(name, values)
        elif name == "language":
            names = tuple(Choice(code, LANGUAGE_NAMES[code]) for code in speech.LANGUAGES)
            await self.open(ChoiceModal(_("Language"), names), self._speak)
        elif action.asks == "choice":
            choices = await self.fetch(app.backend.choices, name, values)
            if choices is not None:
                choices = (*self._waiting(name, values), *choices)
                if not choices and name in _NOTHING:
                    app.say(*(_(said) for said in _NOTHING[name]))
                    return
                modal = ChoiceModal(_titled(action, values), choices)
                await self.open(modal, partial(self._send, action, values))
        else:
            await self.fill_in(name, values)

    def _waiting(self, name: str, values: dict[str, str]) -> tuple[Choice, ...]:
        """What comes before the reasons to put the open order aside: to wait for what is short."""
        work = self._app.work
        if name != "hold" or work is None or values.get("order") != work.order:
            return ()
        if not any(line.short for line in work.lines):
            return ()
        return (Choice("", _("Wait for stock"), _("It comes back to the queue by itself.")),)

    async def confirm(self, name: str, values: dict[str, str] | None = None) -> None:
        """Ask whether it is meant; only F9 says yes. A question that is open is not doubled."""
        if isinstance(self._app.screen, ConfirmModal):
            return
        question, with_order, without = SURE[name]
        then = with_order if self._app.work is not None else without
        modal = ConfirmModal(_(question), _(then) if then else "")
        await self.open(modal, partial(self._confirmed, name, values or {}))

    def _confirmed(self, name: str, values: dict[str, str], yes: bool | None) -> None:
        if yes and name == "quit":
            self._app.leave(0)
        elif yes:
            self._app.command(name, values)

    def _send(self, action: Action, values: dict[str, str], picked: str | None) -> None:
        pane = self._app.frame.pane
        if picked is not None and not (pane is not None and pane.chosen(action, picked)):
            self._app.command(action.name, {**values, "choice": picked})

    async def fill_in(
        self,
        name: str,
        values: dict[str, str],
        typed: dict[str, str] | None = None,
        sure: Sure = _never,
    ) -> None:
        """Show the form of an action; what was refused before stands in it again.

        `sure` says what is asked once more of what was filled in, if anything.
        """
        form = await self.fetch(self._app.backend.form, name, values)
        if form is None:
            return

        async def filled(given: dict[str, str] | None) -> None:
            if given is None:
                return
            given = {**form.hidden, **given}
            question = sure(given)
            if question is None:
                self._app.submit(partial(self._done_or_again, name, values, given, sure))
            else:
                await self.open(ConfirmModal(*question), partial(meant, given))

        async def meant(given: dict[str, str], yes: bool | None) -> None:
            if yes:
                self._app.submit(partial(self._done_or_again, name, values, given, sure))
            else:
                await self.fill_in(name, values, given, sure)

        await self.open(FormModal(with_typed(form, typed or {})), filled)

    async def _done_or_again(
        self, name: str, values: dict[str, str], filled: dict[str, str], sure: Sure, seq: int
    ) -> Verdict:
        """Do what the form says; where that is refused nothing of what was typed is lost."""
        app = self._app
        try:
            verdict = await app.writer.run(app.backend.act, seq, name, values | filled)
        except Exception as error:  # noqa: BLE001 - said; the form comes back
            verdict = refused(seq, error)
        if app.pin.lead.takes(verdict, partial(self.fill_in, name, values, filled, sure)):
            return verdict
        if verdict.kind not in {"refused", "system_busy", "not_saved"}:
            return verdict
        app.run_worker(self.fill_in(name, values, filled, sure), exit_on_error=False)
        return replace(verdict, held=False)

    def _speak(self, code: str | None) -> None:
        if code is not None:
            speech.switch(code)
            self._app.frame.speak()
            self._app.command("language", {"choice": code})

    async def _menu(self) -> None:
        """Everything that can be done here, to be chosen."""
        app = self._app
        actions = [
            each
            for each in keys.available(app.where, demo=app.frame.demo)
            if each.name not in {"menu", "ack", "back"}
        ]
        choices = tuple(
            Choice(each.name, _(each.label), keys.key_name(each.key)) for each in actions
        )
        await self.open(ChoiceModal(_("Menu"), choices), self._picked)

    async def _boards(self) -> None:
        """The lists of the warehouse, to be chosen from."""
        choices = tuple(
            Choice(where.value, _(board.title), _(board.hint)) for where, board in BOARDS.items()
        )

        async def picked(value: str | None) -> None:
            if value is not None:
                await self._app.frame.go(Where(value))

        await self.open(ChoiceModal(_("Stock"), choices), picked)

    async def _picked(self, name: str | None) -> None:
        if name is not None:
            await self.do(keys.BY_NAME[name])

    async def open(
        self,
        question: Question[T],
        answer: Callable[[T | None], None] | Callable[[T | None], Awaitable[None]] | None = None,
    ) -> None:
        """Lay a question over the screen; when this returns it takes the next key."""
        await self._app.push_screen(question, answer)
        question.focus_first()

    async def fetch(self, function: Callable[..., T], *args: object, held: bool = True) -> T | None:
        """Ask the backend for what a question needs; say so when it cannot be had soon."""
        try:
            return await asyncio.wait_for(self._app.ask(function, *args), _PATIENCE)
        except Exception as error:  # noqa: BLE001 - shown; the station goes on
            self._app.fail(error, held=held)
            return None


def _titled(action: Action, values: dict[str, str]) -> str:
    """What is asked, and of which order."""
    about = "" if action.name in _OF_STATION else values.get("order", "")
    return f"{_(action.label)} · {about}" if about else _(action.label)


def _places(action: Action) -> str:
    """The panes in which an action works, each with the key that leads there."""
    ways = [(name, "") for name, where in _WAYS.items() if where in action.where]
    ways += [
        ("stock", f" › {_(board.title)}") for at, board in BOARDS.items() if at in action.where
    ]
    return ", ".join(
        f"{_(keys.BY_NAME[name].label)} ({keys.key_name(keys.BY_NAME[name].key)}){then}"
        for name, then in ways
    )
