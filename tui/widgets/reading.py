"""Questions with more to read than fits into their box."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.containers import VerticalScroll
from textual.widget import Widget

from tui.widgets.question import Question

T = TypeVar("T")

_FAR, _PAGE = 1_000_000, 10
Offer = tuple[str, str, str]
"""Key, what it says (untranslated), what is answered."""


class Reading(Question[T]):
    """The arrows move what is read; every key counts, however fast they come."""

    KEYS: ClassVar[dict[str, tuple[str, int]]] = {
        "up": ("scroll", -1),
        "down": ("scroll", 1),
        "pageup": ("scroll", -_PAGE),
        "pagedown": ("scroll", _PAGE),
        "home": ("scroll", -_FAR),
        "end": ("scroll", _FAR),
    }

    def page(self) -> Widget:
        """What moves."""
        return self.query_one(VerticalScroll)

    def do_scroll(self, step: int) -> None:
        """Up or down by so many lines; a page is what can be seen, so that none is missed."""
        page = self.page()
        if abs(step) == _PAGE:
            step = max(1, page.size.height - 1) * (1 if step > 0 else -1)
        page.scroll_relative(y=step, animate=False, immediate=True)


class Offering(Reading[str | None]):
    """Answers with what one of some keys stands for, or with nothing."""

    offers: tuple[Offer, ...] = ()

    def take(self, key: str) -> bool:
        """The keys of the offers, then the usual ones."""
        for name, _label, answer in self.offers:
            if key == name:
                self.dismiss(answer)
                return True
        return super().take(key)
