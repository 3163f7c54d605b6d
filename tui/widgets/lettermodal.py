"""A message over the screen with the keys that are possible, and a link as a code for a phone."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.qr import Drawn, draw
from tui.speech import N_, _
from tui.state import Verdict
from tui.text import content, join
from tui.widgets.banner import VerdictBanner
from tui.widgets.modals import keys_line
from tui.widgets.question import Question
from tui.widgets.reading import Offer, Offering


class LetterModal(Offering):
    """Answers which of the offers was taken, or nothing."""

    def __init__(
        self, title: str, notes: tuple[str, ...], subject: str, body: str, offers: tuple[Offer, ...]
    ) -> None:
        super().__init__()
        self._title, self.offers = title, offers
        # What to know comes first in what is scrolled: however low it is, the keys stay in sight.
        lines = [content(note, "$warning bold") for note in notes]
        lines += [Content("")] if notes else []
        lines += [join((subject, "bold")), Content("")] if subject else []
        lines += [join((line, "")) for line in body.split("\n")]
        self._paper = Content("\n").join(lines)

    def compose(self) -> ComposeResult:
        """Title, what to know and the message, the keys."""
        with Vertical(classes="box tall"):
            yield Static(content(self._title, "bold"), classes="title")
            with VerticalScroll(classes="options paper", can_focus=False):
                yield Static(self._paper)
            offers = [(key.upper(), _(label)) for key, label, _answer in self.offers]
            yield Static(keys_line(*offers, ("Esc", _("Back"))), classes="keys")


_HOLDS = (
    N_("The code holds the whole message."),
    N_("The code holds a short form; the whole message does not fit on this screen."),
    N_("The code holds the number only; type the message on the phone."),
)
_BESIDE = 30  # columns that words beside the code need
_BELOW = 2


class LinkModal(Question[bool | None]):
    """A link, and its code over the whole screen; it goes away when something is scanned.

    Enter answers with yes: whoever waits for what the link leads to goes on.
    """

    KEYS: ClassVar[dict[str, tuple[str, int]]] = {
        "enter": ("go_on", 0),
        "ctrl+j": ("go_on", 0),
        "f5": ("copy", 0),
    }

    def __init__(self, links: tuple[str, ...], seq: int, holds: tuple[str, ...] = _HOLDS) -> None:
        """`links` hold ever less, as `holds` says; `seq` is the number of what made them."""
        super().__init__()
        self._links, self._seq, self._holds = links, seq, holds

    def compose(self) -> ComposeResult:
        """The code and words beside it, or below it where it is narrow."""
        width, height = self.app.size.width, self.app.size.height
        beside = draw(self._links, width - _BESIDE, height)
        below = draw(self._links, width, height - _BELOW)
        wide = beside is not None and (below is None or beside.which <= below.which)
        drawn = beside if wide else below
        with Container(classes="page wide" if wide else "page"):
            if drawn is not None:
                picture = [join(line) for line in drawn.lines]
                yield Static(Content("\n").join(picture), id="code")
            yield Static(Content("\n").join(self._words(drawn, wide)), classes="words")

    def _words(self, drawn: Drawn | None, wide: bool) -> list[Content]:
        on = [("Enter", _("Go on"))] if self._holds is not _HOLDS else []
        esc = keys_line(("F5", _("Copy link")), *on, ("Esc", _("Back")))
        if drawn is None:
            said = _("The code does not fit on this screen; use the link:")
            return [content(said, "bold"), esc, content(self._links[0])]
        holds = content(_(self._holds[drawn.which]))
        if not wide:
            return [esc + holds]
        title = content(_("Scan it with the phone"), "bold $accent")
        return [title, Content(""), holds, Content(""), esc, Content(""), content(self._links[0])]

    def on_mount(self) -> None:
        """What is scanned meanwhile must be seen."""
        banner = self.app.screen_stack[0].query_one(VerdictBanner)
        self.watch(banner, "verdict", self._news, init=False)

    def do_go_on(self, step: int) -> None:
        """It was opened."""
        self.dismiss(True)

    def do_copy(self, step: int) -> None:
        """Give the whole link to the terminal's clipboard (OSC 52), where it has one."""
        self.app.copy_to_clipboard(self._links[0])

    def _news(self, verdict: Verdict) -> None:
        if verdict.seq > self._seq and self.is_current:
            self.dismiss(None)
