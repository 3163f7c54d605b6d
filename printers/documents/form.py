"""A kind of document as a list of named fields, which a template may reorder and leave out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.text import clean
from printers.documents.sheet import Sheet, tidy
from printers.layout import Cut, Page, Style
from printers.look import Entry, Look, OwnLine
from printers.profiles import Profile

BUILT_IN = ("logo", "rule", "thick_rule", "space")
"""Fields that every document has; all but the logo may stand there more than once."""
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_SIZES = {"normal": ((1, 1),), "tall": ((1, 2),), "large": ((3, 3), (2, 2), (1, 2))}
_OWN_LINES = 6
_GAP = 12


def _itself(document: Any) -> Iterable[Any]:
    return (document,)


@dataclass(frozen=True)
class Form:
    """What can stand on a kind of document, and what usually does."""

    kind: str
    fields: Mapping[str, Callable[[Sheet, Any], None]]
    usual: tuple[str, ...]
    required: frozenset[str]
    """Fields that no template may leave out."""
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    """What a shop's own lines may name in braces."""
    parts: Callable[[Any], Iterable[Any]] = _itself
    """The pieces of paper of a document, each with all fields and cut from the next."""

    @property
    def names(self) -> tuple[str, ...]:
        """All that a template may name."""
        return (*self.fields, *BUILT_IN)

    def draw(self, document: Any, profile: Profile, look: Look) -> Page:
        """The page of a document in the order that the shop wants."""
        sheet = Sheet(profile)
        order = look.orders.get(self.kind, self.usual)
        for number, part in enumerate(self.parts(document)):
            if number:
                sheet.put(Cut())
            for entry in order:
                self._put(sheet, part, entry, look)
        return sheet.page()

    def _put(self, sheet: Sheet, part: Any, entry: Entry, look: Look) -> None:
        if isinstance(entry, OwnLine):
            self._own(sheet, part, entry)
        elif entry == "logo":
            picture = look.logo.at(sheet.profile.width_dots) if look.logo else None
            if picture is not None:
                sheet.put(picture)
                sheet.gap(_GAP)
        elif entry == "rule":
            sheet.rule()
        elif entry == "thick_rule":
            sheet.rule(4)
        elif entry == "space":
            sheet.gap(_GAP)
        else:
            self.fields[entry](sheet, part)

    def _own(self, sheet: Sheet, part: Any, line: OwnLine) -> None:
        """A line of the shop's own; one whose names are all empty is left out."""
        found = [self.words[name](part) for name in PLACEHOLDER.findall(line.text)]
        if found and not any(found):
            return
        # What is filled in is never looked at again: braces in a name are just braces.
        filled = iter(found)
        text = clean(PLACEHOLDER.sub(lambda _name: tidy(next(filled), 120), line.text))
        sizes = _SIZES[line.size]
        if line.box:
            sheet.box(text, sizes, lines=_OWN_LINES)
            return
        width, height = sheet.biggest(text, sizes)
        sheet.text(text, Style(width, height, line.bold), line.align, lines=_OWN_LINES)
