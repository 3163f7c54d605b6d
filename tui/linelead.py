"""A lead's yes in line mode: the line after a refusal may be a badge, or a name and its PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import barcodes
from core.errors import DatabaseRefusal, NotFound, Refusal
from core.fulfilment.packing.verdict import Kind, Verdict
from core.i18n import _
from core.people.pins import is_pin
from core.people.queries import find_operator
from core.transaction import reading
from tui.live.leads import Again, Leads

if TYPE_CHECKING:
    from core.shipping.desk import Desk
    from tui.state import LeadAsk


class LineLead:
    """Remembers one refusal, until somebody says yes to it or anything else is scanned."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._leads = Leads(desk)
        self._asked: LeadAsk | None = None
        self._who = ""
        """The badge or name that was given, while its PIN is awaited."""

    @property
    def owes(self) -> bool:
        """Whether a PIN is awaited."""
        return self._asked is not None and bool(self._who)

    def note(self, verdict: Verdict, again: Again) -> None:
        """Remember what can be done with a lead's yes; anything else ends what was remembered."""
        self._leads.note(verdict, again)
        self._asked, self._who = self._leads.asked(), ""

    def meant(self, code: str) -> dict[str, str] | None:
        """The yes that a line means; None where it is a code like any other."""
        if self._asked is None:
            return None
        if self._who and is_pin(code.strip()):
            return {"who": self._who, "pin": code.strip()}
        if barcodes.read(code).kind is barcodes.Kind.OPERATOR or self._is_name(code):
            return {"who": code}
        return None

    def approve(self, seq: int, yes: dict[str, str]) -> Verdict:
        """Do what was refused, with somebody's yes; or say what that yes lacks."""
        try:
            verdict, self._asked = self._leads.approve(seq, yes)
        except DatabaseRefusal as lost:  # asked still: once the line is back they may say it again
            return Verdict(Kind.NOT_SAVED, seq, "", lost.code, dict(lost.params))
        except Refusal as refusal:
            self.forget()
            return Verdict(Kind.NOT_SAVED, seq, "", refusal.code, dict(refusal.params))
        self._who = yes["who"] if self._asked is not None and self._asked.who else ""
        return verdict

    def forget(self) -> None:
        """Nobody is asked any more."""
        self._asked, self._who = None, ""

    def hint(self) -> str:
        """What a lead can do now; empty where nobody is asked, or where a PIN is awaited."""
        if self._asked is None or self._who:
            return ""
        return _(
            "Or a lead says yes, for this once: scan a lead's badge, or type a name. "
            "Any other code leaves it."
        )

    def _is_name(self, typed: str) -> bool:
        try:
            with reading(self._desk.database) as tx:
                find_operator(tx, typed)
        except NotFound as refusal:
            return refusal.code in {"operator_left", "operator_ambiguous"}
        except DatabaseRefusal:
            return False
        return True
