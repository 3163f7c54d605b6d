"""What would change, over the screen: what is wrong first, then line by line."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from tui.goods_views import FileDiff
from tui.speech import _
from tui.text import content
from tui.widgets.forms import NOTES_FROM
from tui.widgets.manylines import ManyLines
from tui.widgets.modals import keys_line
from tui.widgets.reading import Offer, Offering


class DiffModal(Offering):
    """Answers which of the offers was taken, or nothing."""

    def __init__(self, diff: FileDiff, offers: tuple[Offer, ...]) -> None:
        super().__init__()
        self._diff, self.offers = diff, offers

    def compose(self) -> ComposeResult:
        """How much it is, then line by line, the keys."""
        diff = self._diff
        lines = [(line, "bad") for line in diff.wrong]
        lines += [("", "")] if diff.wrong and diff.changes else []
        lines += [(line, "" if line.startswith(" ") else "head") for line in diff.changes]
        if not lines:
            lines = [(diff.nothing or _("The file says nothing new."), "strong")]
        low = self.app.size.height < NOTES_FROM
        if low:  # the head moves with what it is the head of
            lines = [(diff.said, "strong"), *lines]
        with Vertical(classes="box tall"):
            if not low:
                yield Static(content(diff.said, "bold"), classes="title")
            yield ManyLines(lines, classes="options")
            offers = [(key.upper(), _(label)) for key, label, _answer in self.offers]
            yield Static(keys_line(*offers, ("↑↓", ""), ("Esc", _("Back"))), classes="keys")

    def page(self) -> Widget:
        """What moves."""
        return self.query_one(ManyLines)
