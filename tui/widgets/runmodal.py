"""Long work over the screen: a bar that grows, then what became of it and what failed."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.book_views import BulkDone
from tui.problems import problem_of
from tui.runs import Run
from tui.speech import _
from tui.text import content, join
from tui.widgets.modals import keys_line
from tui.widgets.reading import Reading

_EVERY = 0.15
"""Seconds between two looks at how far it is."""
_FEW = 2
"""Lines that fit into a small box of the lowest terminal."""


class RunModal(Reading[str | None]):
    """Answers ``again`` where what failed is to be tried once more; Esc lets it run on."""

    KEYS: ClassVar[dict[str, tuple[str, int]]] = {
        "f8": ("stop", 0),
        "f5": ("again", 0),
    }

    def __init__(self, run: Run[Any]) -> None:
        super().__init__()
        self._run = run
        self._said = Static(markup=False, classes="body")
        self._list = Static(markup=False)
        self._keys = Static(classes="keys")
        self._painted: object = None

    def is_of(self, run: Run[Any]) -> bool:
        """Whether this is what one looks at a piece of work with."""
        return self._run is run

    def compose(self) -> ComposeResult:
        """Title, how far it is, what failed, keys."""
        with Vertical(classes="box"):
            yield Static(content(self._run.title, "bold"), classes="title")
            yield self._said
            with VerticalScroll(classes="options", can_focus=False):
                yield self._list
            yield self._keys

    def on_mount(self) -> None:
        """Look again and again."""
        self.set_interval(_EVERY, self._look)
        self._look()

    def on_resize(self) -> None:
        """The bar is as wide as there is room."""
        self._painted = None
        self._look()

    def _look(self) -> None:
        run = self._run
        seen = (run.done, run.total, run.stopping, run.over, self.size.width)
        if seen == self._painted:
            return
        self._painted = seen
        if not run.over:
            self._said.update(bar(run, max(10, min(self.app.size.width, 64) - 8)))
            self._keys.update(keys_line(("F8", _("Stop")), ("Esc", _("Let it go on"))))
            return
        self._show_end()

    def _show_end(self) -> None:
        run, again = self._run, False
        lines: list[Content] = []
        if run.error is not None:
            said = problem_of(run.error)
        elif isinstance(run.result, BulkDone):
            said, again = run.result.said, bool(run.result.again)
            if run.result.trouble:
                lines.append(join((run.result.trouble, "$error")))
            for order, why in run.result.failed:
                lines.append(join((f"{order}  ", "bold"), (why, "")))
        else:
            said = str(run.result or "")
        if len(lines) > _FEW:  # a box that grows with its list would push its keys out of sight
            self.query_one(".box").add_class("tall")
        self._said.update(content(said, "bold"))
        self._list.update(Content("\n").join(lines))
        keys = [("F5", _("Try these again"))] if again else []
        self._keys.update(keys_line(*keys, ("↑↓", ""), ("Esc", _("Back"))))

    def do_stop(self, step: int) -> None:
        """Stop after the order that is under way."""
        self._run.stop()
        self._look()

    def do_again(self, step: int) -> None:
        """Try what failed once more."""
        result = self._run.result
        if self._run.over and isinstance(result, BulkDone) and result.again:
            self.dismiss("again")


def bar(run: Run[Any], width: int) -> Content:
    """How far it is, drawn and in numbers."""
    number = f" {run.done:,}/{run.total:,}" if run.total else " …"
    room = max(4, width - len(number))
    full = room * run.done // run.total if run.total else 0
    ending = _("stopping …") if run.stopping else ""
    return join(("█" * full, "$accent"), ("░" * (room - full), "$quiet"), (number, "bold"),
                ("  " + ending, "$warning"))  # fmt: skip
