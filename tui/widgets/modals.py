"""Questions that lie over a screen: yes or no, one of several, a page to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from tui.keys import YES
from tui.speech import _
from tui.text import cells, content, join, pad, safe, wrap
from tui.views import Choice, Detail
from tui.widgets.detail import DetailView
from tui.widgets.question import Question
from tui.widgets.reading import Reading

if TYPE_CHECKING:
    from tui.app import KemasApp


class ConfirmModal(Question[bool]):
    """Yes (F9) or no (Esc)."""

    KEYS: ClassVar[dict[str, tuple[str, int]]] = {
        YES: ("yes", 0),
    }

    def __init__(self, question: str, consequence: str = "") -> None:
        super().__init__()
        self._question, self._consequence = question, consequence

    def compose(self) -> ComposeResult:
        """Question, what it means, keys."""
        with Vertical(classes="box"):
            yield Static(content(self._question, "bold"), classes="title")
            if self._consequence:
                yield Static(content(self._consequence), classes="body")
            yield Static(keys_line(("F9", _("Yes")), ("Esc", _("No"))), classes="keys")

    def do_yes(self, step: int) -> None:
        """Close with yes."""
        self.dismiss(True)

    def do_leave(self, step: int) -> None:
        """Close with no."""
        self.dismiss(False)


_INDENT = 6
_HINT_LINES = 2
_DIGITS = 3
"""Digits of the number of an option; what has more is a code."""


class Options(Widget, can_focus=True):
    """A numbered list with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
    ]
    cursor: reactive[int] = reactive(0)

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        super().__init__()
        self.choices = choices

    def render(self) -> Content:
        """All options, one a line."""
        width = self.size.width
        label = min(max((cells(safe(c.label)) for c in self.choices), default=0), width - 5)
        lines = []
        for number, choice in enumerate(self.choices):
            chosen = number == self.cursor
            text = f"{'›' if chosen else ' '}{number + 1:>3}  {pad(choice.label, label)}"
            hint = "" if self._below(width) else safe(choice.hint)
            line = pad_line(f"{text}  {hint}", width)
            lines.append(join((line, "$cursor-ink on $cursor bold" if chosen else "")))
            if chosen:
                below = (
                    wrap(choice.hint, width - _INDENT, _HINT_LINES) if self._below(width) else []
                )
                below += [""] * (self._below(width) - len(below))
                lines += [join((pad_line(" " * _INDENT + each, width), "$quiet")) for each in below]
        return Content("\n").join(lines)

    def go_to(self, beginning: str) -> bool:
        """Move to the next option that begins so; False where none does."""
        wanted, count = beginning.casefold(), len(self.choices)
        for step in range(1, count + 1):
            at = (self.cursor + step) % count
            if safe(self.choices[at].label).casefold().startswith(wanted):
                self.cursor = at
                return True
        return False

    def _below(self, width: int) -> int:
        """How many lines stand below the chosen option: none while all hints fit beside theirs."""
        label = max((cells(safe(each.label)) for each in self.choices), default=0)
        hint = max((cells(safe(each.hint)) for each in self.choices), default=0)
        if hint <= width - label - _INDENT - 2:
            return 0
        return max(len(wrap(each.hint, width - _INDENT, _HINT_LINES)) for each in self.choices)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """One line an option, and the hint of the chosen one where it has no room beside it."""
        return max(1, len(self.choices)) + self._below(width)

    def action_move(self, step: int) -> None:
        """Up or down."""
        self.cursor += step

    def watch_cursor(self, cursor: int) -> None:
        """Keep the cursor in sight."""
        if isinstance(self.parent, VerticalScroll):
            self.parent.scroll_to_region(Region(0, cursor, 1, 1), animate=False)

    def validate_cursor(self, cursor: int) -> int:
        """Stay on an option."""
        return max(0, min(cursor, len(self.choices) - 1))


class ChoiceModal(Question[str | None]):
    """One of several: arrows and Enter, or its number and Enter."""

    KEYS: ClassVar[dict[str, tuple[str, int]]] = {
        "up": ("move", -1),
        "down": ("move", 1),
        "pageup": ("move", -8),
        "pagedown": ("move", 8),
        "enter": ("choose", 0),
        "ctrl+j": ("choose", 0),
    }

    def __init__(self, title: str, choices: tuple[Choice, ...]) -> None:
        super().__init__()
        self._title, self._choices = title, choices
        self._options = Options(choices)

    def compose(self) -> ComposeResult:
        """Title, options, keys."""
        with Vertical(classes="box"):
            yield Static(content(self._title, "bold"), classes="title")
            with VerticalScroll(classes="options", can_focus=False):
                yield self._options
            yield Static(
                keys_line(("↑↓", ""), ("Enter", _("Choose")), ("Esc", _("Back"))), classes="keys"
            )

    def focus_first(self) -> None:
        """The options take the arrows."""
        self.set_focus(self._options)

    def typed(self, code: str) -> bool:
        """A typed number chooses; the beginning of an option brings the cursor there."""
        if code.isascii() and code.isdigit() and len(code) <= _DIGITS:
            if 1 <= int(code) <= len(self._choices):
                self.dismiss(self._choices[int(code) - 1].value)
            else:
                said = _("There is no {number} here; type 1 to {most}.")
                said = said.format(number=code, most=len(self._choices))
                cast("KemasApp", self.app).complain(said, held=False)
            return True
        return self._options.go_to(code)

    def do_move(self, step: int) -> None:
        """Up or down."""
        self._options.cursor += step

    def do_choose(self, step: int) -> None:
        """Answer with the option under the cursor."""
        if self._choices:
            self.dismiss(self._choices[self._options.cursor].value)


class PageModal(Reading[None]):
    """A page to read: help, a preview of paper."""

    KEYS: ClassVar[dict[str, tuple[str, int]]] = {"f1": ("leave", 0)}

    def __init__(self, title: str, page: Content) -> None:
        super().__init__()
        self._title, self._text = title, page

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with Vertical(classes="box tall"):
            yield Static(content(self._title, "bold"), classes="title")
            with VerticalScroll(classes="options", can_focus=False):
                yield Static(self._text)
            yield Static(keys_line(("↑↓", ""), ("Esc", _("Back"))), classes="keys")


class DetailModal(Reading[None]):
    """A detail to read, over the screen; with `gives_way` the keys of the pane are carried out."""

    KEYS: ClassVar[dict[str, tuple[str, int]]] = {"enter": ("leave", 0), "ctrl+j": ("leave", 0)}

    def __init__(self, detail: Detail, *, gives_way: bool = True) -> None:
        super().__init__()
        self._detail = detail
        self._view = DetailView(focusable=False)
        self.gives_way = gives_way

    def compose(self) -> ComposeResult:
        """The detail and the keys."""
        with Vertical(classes="box tall"):
            yield self._view
            yield Static(keys_line(("↑↓", ""), ("Esc", _("Back"))), classes="keys")

    def on_mount(self) -> None:
        """Show it."""
        self._view.show(self._detail)

    def page(self) -> DetailView:
        """The detail moves."""
        return self._view


def keys_line(*keys: tuple[str, str]) -> Content:
    """A line that names keys and what they do."""
    parts: list[tuple[str, str]] = []
    for key, label in keys:
        parts += [(f"{key} ", "$accent bold"), (f"{label}   ", "")]
    return join(*parts)


def pad_line(text: str, width: int) -> str:
    """A line cut or filled to `width` cells, its inner spaces kept."""
    while cells(text) > width:
        text = text[:-1]
    return text + " " * (width - cells(text))
