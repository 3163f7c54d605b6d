"""Forms over the screen: a line a field; one of several is changed with the arrows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from tui.keys import YES
from tui.speech import _
from tui.text import cells, clip, content, join, pad, safe, wrap
from tui.views import Choice, Form, FormField
from tui.widgets.field import Field
from tui.widgets.modals import keys_line
from tui.widgets.question import Question, TakesText

_AROUND = 14
"""Rows that a form does not have: the verdict, code and keys below it, its frame, title, keys."""
_WIDTH = 64
NOTES_FROM = 18
"""Rows of a terminal from which on a form shows its notes."""


class Pick(Widget, TakesText, can_focus=True):
    """One of a few: left and right or space change it, a letter goes to what begins with it."""

    at: reactive[int] = reactive(0)

    class Changed(Message):
        """Another one is chosen."""

    def __init__(self, choices: tuple[Choice, ...], value: str) -> None:
        super().__init__()
        self._choices = choices
        values = [each.value for each in choices]
        self.set_reactive(Pick.at, values.index(value) if value in values else 0)

    def watch_at(self) -> None:
        """Whatever hangs on it follows."""
        self.post_message(self.Changed())

    @property
    def value(self) -> str:
        """What is chosen."""
        return self._choices[self.at].value if self._choices else ""

    def render(self) -> Content:
        """The choice between arrows, and how many there are."""
        if not self._choices:
            return Content("")
        chosen = self._choices[self.at]
        count = f" {self.at + 1}/{len(self._choices)}"
        room = max(1, self.size.width - 4 - cells(count))
        said = clip(chosen.label, room)
        hint = clip(chosen.hint, max(0, room - cells(said) - 2)) if chosen.hint else ""
        gap = " " * max(0, room - cells(said) - cells(hint) - 2)
        return join(("‹ ", "bold"), (said, "bold"), ("  " + hint, ""), (gap, ""), (count, ""),
                    (" ›", "bold"))  # fmt: skip

    def take(self, key: str, character: str | None) -> bool:
        """Change at once; a letter that begins nothing is swallowed."""
        count = max(1, len(self._choices))
        if key in {"left", "right", "space"}:
            self.at = (self.at + (-1 if key == "left" else 1)) % count
            return True
        if "+" in key or not character or not character.isprintable():
            return False
        for step in range(1, count + 1):
            at = (self.at + step) % count
            if self._choices and safe(self._choices[at].label).casefold().startswith(
                character.casefold()
            ):
                self.at = at
                break
        return True

    def paste(self, text: str) -> int:
        """Nothing can be pasted here."""
        return 0


def _made(field: FormField) -> Field | Pick:
    if field.choices:
        return Pick(field.choices, field.value)
    return Field(field.value, placeholder=safe(field.hint))


class FormModal(Question[dict[str, str] | None]):
    """Fields to fill in; F9 answers with all values."""

    KEYS: ClassVar[dict[str, tuple[str, int]]] = {
        YES: ("save", 0),
        "down": ("next", 0),
        "enter": ("next", 0),
        "ctrl+j": ("next", 0),
        "up": ("previous", 0),
    }

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form
        self._fields: dict[str, Field | Pick] = {each.name: _made(each) for each in form.fields}
        self._rows: dict[str, Horizontal] = {}
        self._notes = [Static(content(note, "$warning")) for note in form.notes]

    def on_resize(self, event: events.Resize) -> None:
        """Share the rows between notes and fields, so that the keys stay in sight."""
        room = max(2, event.size.height - _AROUND)
        inner = min(_WIDTH, event.size.width) - 4
        lines = sum(len(wrap(note, inner, room)) for note in self._form.notes)
        notes, fields = self.query_one(".note"), self.query_one(".options")
        notes.display = bool(lines) and event.size.height >= NOTES_FROM
        fields.display = bool(self._form.fields)
        most = room // 2 if fields.display else room - 1
        shown = min(lines, most) if notes.display else 0
        notes.styles.max_height = shown
        fields.styles.max_height = max(1, room - shown - (1 if shown else 0))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the note that belongs to the field: the fields it is about come first."""
        names = [name for name, field in self._fields.items() if field is event.widget]
        at = list(self._fields).index(names[0]) if names else len(self._notes)
        if at < len(self._notes):
            self._notes[at].scroll_visible(animate=False, top=True)

    def compose(self) -> ComposeResult:
        """Title, one line a field, keys."""
        width = min(
            24,
            self.app.size.width // 3,
            max((cells(safe(each.label)) for each in self._form.fields), default=0),
        )
        with Vertical(classes="box"):
            yield Static(content(self._form.title, "bold"), classes="title")
            with VerticalScroll(classes="note", can_focus=False):
                yield from self._notes
            with VerticalScroll(classes="options", can_focus=False):
                for each in self._form.fields:
                    with Horizontal(classes="row") as row:
                        self._rows[each.name] = row
                        row.display = self._is_asked(each)
                        yield Static(join((pad(each.label, width), "$quiet")))
                        yield self._fields[each.name]
            keys = [("↑↓", ""), ("F9", _("Save")), ("Esc", _("Back"))]
            if any(each.choices for each in self._form.fields):
                keys.insert(1, ("←→", _("Change")))
            yield Static(keys_line(*keys), classes="keys")

    def _is_asked(self, field: FormField) -> bool:
        """Whether what is chosen in the first field has a use for another one."""
        first = self._form.fields[0].name
        return field.only is None or self._fields[first].value in field.only

    @on(Pick.Changed)
    def _follow(self) -> None:
        for each in self._form.fields:
            if each.name in self._rows:
                self._rows[each.name].display = self._is_asked(each)

    def focus_first(self) -> None:
        """Begin in the first field."""
        for field in self._fields.values():
            self.set_focus(field)
            break

    def do_next(self, step: int) -> None:
        """To the next field."""
        self.focus_next("Field, Pick")

    def do_previous(self, step: int) -> None:
        """To the field before."""
        self.focus_previous("Field, Pick")

    def do_save(self, step: int) -> None:
        """Answer with all values that are asked for."""
        asked = [each.name for each in self._form.fields if self._is_asked(each)]
        self.dismiss({name: self._fields[name].value for name in asked})


def with_typed(form: Form, typed: Mapping[str, str]) -> Form:
    """A form as it is now with what was typed into it before: only fields that were changed."""
    mine = {name: value for name, value in typed.items() if value != typed.get(f"was_{name}", "")}
    fields = tuple(replace(each, value=mine.get(each.name, each.value)) for each in form.fields)
    return replace(form, fields=fields)
