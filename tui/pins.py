"""A PIN that the station asked for: shown as dots, and never judged as a code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.calling import COMMAND, shown_along
from tui.leadline import LeadLine
from tui.problems import OWN
from tui.state import Verdict

if TYPE_CHECKING:
    from tui.app import KemasApp

_PIN = re.compile(r"[0-9]{4,8}")


class PinLine:
    """Whose PIN is awaited, and what is meant by what is typed meanwhile."""

    def __init__(self, app: KemasApp) -> None:
        self._app = app
        self.who = ""
        self.lead = LeadLine(app)

    def follow(self, verdict: Verdict) -> None:
        """Ask, go on asking, or be done; what the terminal says by itself changes nothing."""
        self.lead.follow(verdict)
        if verdict.kind not in OWN:
            self._ask(verdict.pin_of)

    def withdraw(self) -> bool:
        """Ask no longer; False where nothing was asked."""
        asked = bool(self.who)
        self._ask("")
        return asked

    def took(self, typed: str) -> bool:
        """Take digits that were typed by hand; anything else is a code as ever."""
        if not self.who or not (typed.isascii() and typed.isdigit()):
            return False
        self._app.command("sign_in", {"choice": self.who, "pin": typed})
        return True

    def meant(self, code: str) -> tuple[str, dict[str, str]] | None:
        """The action and its values that a code means while a PIN or a lead is awaited.

        It may have come before the question was on screen.
        """
        if self.who and _PIN.fullmatch(code):
            return "sign_in", {"choice": self.who, "pin": code}
        if code.strip().upper() == COMMAND:
            return "call_lead", shown_along(self._app, "call_lead")
        yes = self.lead.meant(code)
        return None if yes is None else ("approve", yes)

    def _ask(self, who: str) -> None:
        self.who = who
        self._app.frame.code_line.secret = bool(who)
