"""What a file would change, over the screen: what is wrong first, then field by field."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.goods_views import FileDiff
from tui.speech import _
from tui.text import content, join
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
        lines = [join((line, "$error")) for line in diff.wrong]
        lines += [Content("")] if diff.wrong and diff.changes else []
        lines += [
            join((line, "" if line.startswith(" ") else "bold $accent")) for line in diff.changes
        ]
        if not lines:
            lines = [content(_("The file says nothing new."), "bold")]
        with Vertical(classes="box tall"):
            yield Static(content(diff.said, "bold"), classes="title")
            with VerticalScroll(classes="options", can_focus=False):
                yield Static(Content("\n").join(lines), markup=False)
            offers = [(key.upper(), _(label)) for key, label, _answer in self.offers]
            yield Static(keys_line(*offers, ("↑↓", ""), ("Esc", _("Back"))), classes="keys")
