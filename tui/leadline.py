"""A lead's yes that the station asked for: a badge that comes now approves, and signs nobody in."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tui.problems import OWN
from tui.state import LeadAsk, Verdict

if TYPE_CHECKING:
    from tui.app import KemasApp
    from tui.widgets.leadmodal import LeadModal

_BADGE = "KEMAS:OP:"
_PIN = re.compile(r"[0-9]{4,8}")


class LeadLine:
    """What a lead is asked for, by whom it may be answered, and the question over the screen."""

    def __init__(self, app: KemasApp) -> None:
        self._app = app
        self.asked: LeadAsk | None = None
        self.instead: Callable[[], Awaitable[None]] | None = None
        """What comes back where nobody said yes, such as the form that was filled in."""
        self._who = ""
        """The badge or name that was given, while its PIN is awaited."""
        self._modal: LeadModal | None = None

    def follow(self, verdict: Verdict) -> None:
        """Ask, go on asking, or be done; what the terminal says by itself changes nothing."""
        if verdict.lead is None and verdict.kind in OWN and verdict.kind != "refused":
            return
        self.asked = verdict.lead
        if verdict.lead is None or not verdict.lead.who:
            self._who = ""
        if verdict.lead is None:
            self.instead = None
        self._app.call_later(self._show)

    def takes(self, verdict: Verdict, instead: Callable[[], Awaitable[None]]) -> bool:
        """Whether a lead is asked for a yes; `instead` is what comes back without one."""
        if verdict.lead is not None:
            self.instead = instead
        return verdict.lead is not None

    def meant(self, code: str) -> dict[str, str] | None:
        """The yes that a badge means, or digits after it, also before the question was painted."""
        if self.asked is None:
            return None
        if self.is_badge(code):
            return self._values(code, "")
        if self._who and _PIN.fullmatch(code):
            return self._values(self._who, code)
        return None

    @staticmethod
    def is_badge(code: str) -> bool:
        """Whether it is the code of somebody's badge."""
        return code.strip().upper().startswith(_BADGE)

    def give(self, who: str, pin: str) -> None:
        """A name and its PIN were typed; who showed a badge gives the PIN alone."""
        self._app.command("approve", self._values(self._who if self._owes(who) else who, pin))

    def withdraw(self) -> None:
        """Nobody said yes: all is as it was, and what was filled in comes back."""
        instead = self.instead
        self.asked, self.instead, self._who, self._modal = None, None, "", None
        if instead is not None:
            self._app.run_worker(instead(), exit_on_error=False)

    def _owes(self, who: str) -> bool:
        return bool(self._who) and (not who or (self.asked is not None and who == self.asked.who))

    def _values(self, who: str, pin: str) -> dict[str, str]:
        self._who = who
        why = self._modal.why if self._modal is not None else ""
        return {"who": who, "pin": pin, "why": why}

    async def _show(self) -> None:
        from tui.widgets.leadmodal import LeadModal

        if self.asked is None:
            if self._modal is not None and self._modal.is_current:
                self._modal.dismiss(True)
            self._modal = None
        elif self._modal is not None and self._modal.is_current:
            self._modal.ask(self.asked)
        else:
            self._modal = LeadModal(self, self.asked)
            await self._app.deeds.open(self._modal, self._closed)

    def _closed(self, done: bool | None) -> None:
        if not done:
            self.withdraw()
