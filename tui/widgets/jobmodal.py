"""One print job over the screen: the paper as text, and the keys that its state allows."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.speech import N_, _
from tui.text import content, join
from tui.widgets.modals import keys_line
from tui.widgets.reading import Offering

_AGAIN = ("f5", N_("Print again"), "reprint")
_OFFERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "unknown": (("f9", N_("Yes"), "yes"), ("f8", N_("No: print it"), "no"), _AGAIN),
    "queued": (("f7", N_("Cancel job"), "cancel"),),
    "printed": (_AGAIN,),
    "failed": (_AGAIN,),
}
"""By state: key, what it says, what is answered."""


class JobModal(Offering):
    """Answers what is to become of the job: ``yes``, ``no``, ``reprint``, ``cancel`` or nothing."""

    def __init__(
        self, title: str, state: str, step: str, paper: tuple[str, ...], asks: str
    ) -> None:
        super().__init__()
        self._title, self._state, self._asks = title, state, asks
        self.offers = _OFFERS.get(step, ())
        self._paper = Content("\n").join([join((line, "")) for line in paper])

    def compose(self) -> ComposeResult:
        """Title, state, the question, the paper, the keys."""
        with Vertical(classes="box tall asks" if self._asks else "box tall"):
            yield Static(content(self._title, "bold"), classes="title")
            yield Static(content(self._state, "$quiet"), classes="state")
            if self._asks:
                yield Static(content(self._asks, "$warning bold"), classes="body")
            with VerticalScroll(classes="options paper", can_focus=False):
                yield Static(self._paper)
            offers = [(key.upper(), _(label)) for key, label, _answer in self.offers]
            yield Static(keys_line(*offers, ("↑↓", ""), ("Esc", _("Back"))), classes="keys")
