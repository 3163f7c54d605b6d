"""The books: periods, what they say, their files for the accountant, and closing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from tui.goods_views import FileDiff, Progress
from tui.keys import Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.screens.productfile import BoardFile
from tui.speech import N_, _
from tui.views import FormField

if TYPE_CHECKING:
    from tui.goods_views import Books


class JournalFile(BoardFile):
    """The journal of the period under the cursor: looked at, then written."""

    LANE = "books"
    TITLE = N_("Journal for the accountant")
    NOTE = N_("What is in it, and what changed since the last one, is shown before it is written.")
    DOING = N_("Writing the journal …")

    @property
    def _books(self) -> Books:
        return self._pane.station.backend.books()

    @property
    def _period(self) -> str:
        return self._pane.target().get("id", "")

    def _fields(self) -> tuple[FormField, ...]:
        usual = self._books.usual(self._period)
        return (FormField("path", _("File"), usual, hint=_("journal.csv")),)

    def _reading(self, values: Mapping[str, str]) -> Callable[[Progress], FileDiff]:
        return partial(self._books.look, self._period, values["path"])

    def _applying(self, diff: FileDiff) -> Callable[[Progress], str]:
        return partial(self._books.write, diff)


class ClosePeriod(JournalFile):
    """The period under the cursor is looked at, then closed."""

    TITLE = N_("Close the period")
    NOTE = N_("Nothing of it changes any more; what is set right later is told in the next one.")
    DOING = N_("Closing the period …")

    def _fields(self) -> tuple[FormField, ...]:
        return (FormField("path", _("Period"), self._period),)

    def _reading(self, values: Mapping[str, str]) -> Callable[[Progress], FileDiff]:
        return partial(self._books.look, values["path"].strip(), "")

    def _applying(self, diff: FileDiff) -> Callable[[Progress], str]:
        return partial(self._books.close, diff)


class BooksPane(BoardPane):
    """The newest period first; Enter shows what each account was moved by."""

    WHERE: ClassVar[Where] = Where.BOOKS
    COLUMNS = (
        column(0, N_("Period"), 10, "strong", grow=True),
        column(1, N_("State"), 12),
        column(2, N_("Entries"), 8, right=True),
        column(3, N_("Exported"), 26, "quiet", wide_only=60),
        column(4, N_("Closed"), 26, "quiet", wide_only=90),
    )

    def __init__(self) -> None:
        super().__init__()
        self._files = {"books_export": JournalFile(self), "books_close": ClosePeriod(self)}

    def act(self, action: Action) -> bool:
        """Files are asked for here."""
        if super().act(action):
            return True
        file = self._files.get(action.name)
        if file is None:
            return False
        self.run_worker(file.begin(), exit_on_error=False)
        return True
