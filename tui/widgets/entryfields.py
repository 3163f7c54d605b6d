"""Fields of the entry screen: Enter goes on, the arrows walk, a pasted block is taken apart."""

from __future__ import annotations

from typing import Protocol

from tui.views import Choice, FormField
from tui.widgets.field import Field
from tui.widgets.forms import Pick

ADD = "add"
"""The name of the field that products are typed into."""
LINE = "line."
"""Fields of lines are called by it and their place."""
_STEPS = {"up": -1, "down": 1}
_LEAPS = {"pageup": -1, "pagedown": 1}


class Form(Protocol):
    """What the fields tell the pane they stand in."""

    def entered(self, field: EntryField | EntryPick) -> None:
        """Enter was pressed."""

    def step(self, field: EntryField | EntryPick, by: int) -> None:
        """An arrow was pressed."""

    def leap(self, by: int) -> None:
        """A page key was pressed."""

    def edited(self, field: EntryField | EntryPick) -> None:
        """It says something else now."""

    def pasted(self, field: EntryField, text: str) -> bool:
        """A text was pasted; False leaves it to the field."""


class EntryField(Field):
    """A line of text."""

    def __init__(self, form: Form, name: str, value: str = "", *, hint: str = "") -> None:
        super().__init__(value, placeholder=hint)
        self.entry = name
        self._form = form

    def take(self, key: str, character: str | None) -> bool:
        """Enter and the arrows belong to the form, all else to the text."""
        if _walked(self._form, self, key):
            return True
        before = self.value
        taken = super().take(key, character)
        if self.value != before:
            self._form.edited(self)
        return taken

    def paste(self, text: str) -> int:
        """A block of several lines is an address; one line is text."""
        if self._form.pasted(self, text):
            return 0
        left = super().paste(text)
        self._form.edited(self)
        return left


class EntryPick(Pick):
    """One of a few."""

    def __init__(self, form: Form, field: FormField) -> None:
        super().__init__(field.choices, field.value)
        self.entry = field.name
        self._form = form

    def offer(self, choices: tuple[Choice, ...], value: str) -> None:
        """Other choices, one of them chosen."""
        values = [each.value for each in choices]
        self._choices = choices
        self.set_reactive(Pick.at, values.index(value) if value in values else 0)
        self.refresh()

    def take(self, key: str, character: str | None) -> bool:
        """Enter and up and down belong to the form, all else to the choice."""
        if _walked(self._form, self, key):
            return True
        before = self.value
        taken = super().take(key, character)
        if self.value != before:
            self._form.edited(self)
        return taken


def _walked(form: Form, field: EntryField | EntryPick, key: str) -> bool:
    if key in {"enter", "ctrl+j"}:
        form.entered(field)
    elif key in _STEPS:
        form.step(field, _STEPS[key])
    elif key in _LEAPS:
        form.leap(_LEAPS[key])
    else:
        return False
    return True
