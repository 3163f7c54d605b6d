"""A text field for search and forms: one line high, no blinking, no markup."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Input

from tui.text import safe
from tui.widgets.question import TakesText


class Field(Input, TakesText):
    """While it has the focus, typed keys are its own; scans still go to the router."""

    secret = False
    """Whether what is typed is nobody's to see: a PIN."""

    def __init__(
        self, value: str = "", *, placeholder: str = "", id: str | None = None, limit: int = 500
    ) -> None:
        super().__init__(
            safe(value),
            placeholder=safe(placeholder),
            id=id,
            compact=True,
            select_on_focus=False,
            max_length=limit,
        )
        self.cursor_blink = False

    def take(self, key: str, character: str | None) -> bool:
        """Edit at once, in the task of the keys: whoever reads the value next reads all of it.

        False leaves the key to the usual way through bindings.
        """
        edits: dict[str, Callable[[], None]] = {
            "backspace": self.action_delete_left,
            "delete": self.action_delete_right,
            "left": self.action_cursor_left,
            "right": self.action_cursor_right,
            "home": self.action_home,
            "end": self.action_end,
        }
        if key in edits:
            edits[key]()
            return True
        if "+" in key or not character or not character.isprintable():
            return False
        self.insert_text_at_cursor(character)
        return True

    def paste(self, text: str) -> int:
        """Take pasted text as one harmless line, as much of it as has room."""
        line = safe(text)
        room = max(0, (self.max_length or len(line)) - len(self.value))
        self.insert_text_at_cursor(line[:room])
        return max(0, len(line) - room)
