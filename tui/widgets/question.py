"""What the station knows of a question and of a text field, without loading either."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, TypeVar

from textual.screen import ModalScreen

T = TypeVar("T")


class TakesText:
    """A widget that typed keys belong to while it has the focus."""

    @abstractmethod
    def take(self, key: str, character: str | None) -> bool:
        """Edit at once; False leaves the key to the usual way through bindings."""

    @abstractmethod
    def paste(self, text: str) -> int:
        """Take pasted text; gives how many characters of it had no room."""


class Question(ModalScreen[T]):
    """Base of all modals; scans pass it by, typed codes are offered to it first."""

    AUTO_FOCUS = ""
    KEYS: ClassVar[dict[str, tuple[str, int]]] = {"escape": ("leave", 0)}
    """Key -> method (without ``do_``) and step; done at once, so that no later key overtakes."""
    gives_way = False
    """Whether it only shows something: a key of the pane below closes it and is carried out."""

    def take(self, key: str) -> bool:
        """Do what a key means here; False lets it go on to the focused widget."""
        for base in type(self).__mro__:
            keys: dict[str, tuple[str, int]] = base.__dict__.get("KEYS", {})
            if key in keys:
                name, step = keys[key]
                getattr(self, f"do_{name}")(step)
                return True
        return False

    def typed(self, code: str) -> bool:
        """Take a code that was typed by hand; False lets it be judged as any other."""
        return False

    def focus_first(self) -> None:
        """Give the focus to the part that takes keys, before the next key is handed on."""

    def do_leave(self, step: int) -> None:
        """Close without an answer."""
        self.dismiss(None)
