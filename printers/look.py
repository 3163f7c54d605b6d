"""How a shop wants its papers to look: its logo, and what stands on each of them in what order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from printers.layout import Align
from printers.logo import Logo

Size = Literal["normal", "tall", "large"]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line of the shop's own; ``{names}`` in it are filled from the document."""

    text: str
    align: Align = "left"
    size: Size = "normal"
    bold: bool = False
    box: bool = False
    """White on black over the whole width."""


Entry = str | OwnLine
"""One step of a template from top to bottom: a field's name, or a line of the shop's own."""


@dataclass(frozen=True)
class Look:
    """What all papers of a shop have in common."""

    logo: Logo | None = None
    orders: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """What stands on a kind of document, where that is not the usual."""


USUAL = Look()
"""No logo, and every document as Kemas draws it."""
