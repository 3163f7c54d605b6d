"""What was refused last at a station for want of a permission, and a lead's yes to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.errors import NotAllowed, NotFound, Refusal
from core.fulfilment.packing.approved import Yes
from core.fulfilment.packing.verdict import Kind, Verdict
from core.i18n import _
from core.people.permissions import APPROVABLE
from core.shipping.desk import Desk
from tui.keys import BY_NAME
from tui.state import LeadAsk
from tui.words.paper import COMMANDS
from tui.words.permissions import PERMISSIONS

Again = Callable[[int], Verdict]
"""Does what was refused once more, under another number."""


class Leads:
    """Remembers one refusal: a yes is for it alone, and for nothing that comes after it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._again: Again | None = None
        self._seq = 0
        self._permission = ""
        self._action = ""

    def note(self, verdict: Verdict, again: Again, action: str = "") -> None:
        """Remember what can be done with a lead's yes; anything else ends what was remembered."""
        permission = str(verdict.params.get("permission", ""))
        asks = (verdict.kind, verdict.detail) == (Kind.NOT_ALLOWED, "not_allowed")
        self._again = None
        if asks and permission in APPROVABLE and not verdict.replayed:
            self._again, self._seq = again, verdict.seq
            self._permission, self._action = permission, action or verdict.scanned

    def asked(self, who: str = "") -> LeadAsk | None:
        """What a lead is asked for, in words; `who` has said who they are, and owes the PIN."""
        if self._again is None:
            return None
        return LeadAsk(_(PERMISSIONS[self._permission]), _does(self._action), who)

    def approve(self, seq: int, values: Mapping[str, str]) -> tuple[Verdict, LeadAsk | None]:
        """Do it with somebody's yes; what they are asked for still, where it is not one yet."""
        if self._again is None:
            raise Refusal("approval_stale")
        who = values.get("who", "")
        try:
            lead = self._desk.prove(who, values.get("pin", ""), values.get("why", ""))
        except NotAllowed as refusal:
            params, kind = dict(refusal.params), Kind.NOT_ALLOWED
            if refusal.code == "pin_needed":
                found = Verdict(Kind.INFO, seq, "", "lead_pin", params)
                return found, self.asked(str(params["who"]))
            owes = str(params["who"]) if refusal.code == "pin_wrong" else ""
            return Verdict(kind, seq, "", refusal.code, params), self.asked(owes)
        except NotFound as refusal:
            said = Verdict(Kind.UNKNOWN_CODE, seq, "", refusal.code, dict(refusal.params))
            return said, self.asked()
        again, action, refused = self._again, self._action, self._seq
        with self._desk.approved(Yes(refused, lead)):
            verdict = again(seq)
        self.note(verdict, again, action)
        return verdict, self.asked()


def _does(action: str) -> str:
    """What a key or a command barcode does, as a sentence; else the code that was scanned."""
    known = BY_NAME.get(action)
    if known is not None:
        return _(known.help)
    name = action.removeprefix("KEMAS:")
    return next((_(said) for code, said in COMMANDS if code == name), action)
