"""A lead is asked for a yes: a badge is scanned, or a name and a PIN are typed; Esc says no."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from tui.keys import YES
from tui.speech import _
from tui.state import LeadAsk
from tui.text import content, join, pad
from tui.widgets.field import Field
from tui.widgets.modals import keys_line
from tui.widgets.question import Question

if TYPE_CHECKING:
    from tui.leadline import LeadLine

_LABEL = 12


class LeadModal(Question[bool | None]):
    """Answers True once it is over, and None where somebody left it."""

    KEYS: ClassVar[dict[str, tuple[str, int]]] = {
        "enter": ("next", 1),
        "ctrl+j": ("next", 1),
        "down": ("move", 1),
        "up": ("move", -1),
        YES: ("give", 0),
    }

    def __init__(self, line: LeadLine, asked: LeadAsk) -> None:
        super().__init__()
        self._line, self._asked = line, asked
        self._what = Static(markup=False)
        self._does = Static(markup=False)
        self._lead = Static(markup=False)
        self._who, self._pin = Field(limit=60), Field(limit=8)
        self._pin.password = True
        self._pin.secret = True
        self._why = Field(limit=200)

    @property
    def why(self) -> str:
        """What was written about it so far."""
        return self._why.value

    def compose(self) -> ComposeResult:
        """What is asked for, what it does, and who may say yes."""
        fields = ((_("Lead"), self._who), (_("PIN"), self._pin), (_("Why"), self._why))
        with Vertical(classes="box"):
            yield Static(content(_("A lead has to say yes"), "bold"), classes="title")
            yield self._what
            yield self._does
            yield self._lead
            for label, field in fields:
                with Horizontal(classes="row"):
                    yield Static(join((pad(label, _LABEL), "$quiet")))
                    yield field
            yield Static(
                keys_line(("↑↓", ""), ("Enter", _("Approve")), ("Esc", _("No"))), classes="keys"
            )

    def on_mount(self) -> None:
        """Say what is asked."""
        self.ask(self._asked)

    def focus_first(self) -> None:
        """The name, or the PIN of who showed a badge."""
        self.set_focus(self._pin if self._asked.who else self._who)

    def ask(self, asked: LeadAsk) -> None:
        """Ask anew: nobody yet, or for the PIN of whoever is known by now."""
        self._asked = asked
        self._what.update(content(asked.what, "bold"))
        self._does.update(content(asked.does, "$quiet"))
        self._pin.value = ""
        if asked.who:
            self._who.value = asked.who
            said = _("{who}, what is your PIN?").format(who=asked.who)
        else:
            said = _("Scan a lead's badge, or type a name and its PIN. It counts once.")
        self._lead.update(content(said, "$accent bold"))
        self.focus_first()

    def do_move(self, step: int) -> None:
        """Along the fields."""
        if step > 0:
            self.focus_next(Field)
        else:
            self.focus_previous(Field)

    def do_next(self, step: int) -> None:
        """From the name to the PIN; from there it is given."""
        named = self.focused is self._who and self._who.value.strip() and not self._pin.value
        if named and not self._line.is_badge(self._who.value):
            self.set_focus(self._pin)
        else:
            self.do_give(0)

    def do_give(self, step: int) -> None:
        """Say yes with what was typed."""
        who = self._who.value.strip()
        if self._line.is_badge(who):  # a slow line brought its Enter late; it stays on no screen
            self._who.value = ""
        if who or self._asked.who:
            self._line.give(who, self._pin.value)
            self._pin.value = ""
