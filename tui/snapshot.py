"""The text of the screen as others may see it: without what is typed in secret, and no badge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from core.text import cell_width, visible
from tui.keys import Where

if TYPE_CHECKING:
    from tui.app import KemasApp

_BADGE = re.compile(r"(KEMAS:OP:)\S+", re.IGNORECASE)
_HIDDEN = "•••"
_OPERATOR = "OP:"


def screen_lines(app: KemasApp) -> tuple[str, ...]:
    """The lines of the screen, harmless and right-stripped; called on the event loop.

    Whatever has a true ``secret`` is blanked out with all that it covers: a PIN that is typed, and
    the code line while a badge may be in it. How long a secret is nobody sees either.
    """
    visible_screen_stack.set(app._background_screens)
    lines = [
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    ]
    for region in _secrets(app):
        for at in range(max(0, region.y), min(len(lines), region.bottom)):
            lines[at] = _blanked(lines[at], region)
    return tuple(_BADGE.sub(rf"\1{_HIDDEN}", visible(line)).rstrip() for line in lines)


def _secrets(app: KemasApp) -> Iterator[Region]:
    stack: list[Screen[object]] = [*app._background_screens, app.screen]
    for screen in stack:
        for widget in screen.walk_children(Widget):
            if getattr(widget, "secret", False):
                yield widget.region
    if is_private(app):
        yield app.frame.code_line.region


def is_private(app: KemasApp) -> bool:
    """Whether what stands in the code line may let somebody in: a PIN, a badge."""
    line = app.router.line
    unknown = app.where is Where.SIGN_IN or not app.operator
    return bool(app.pin.who) or (bool(line) and (unknown or _OPERATOR in line.upper()))


def _blanked(line: str, region: Region) -> str:
    """A line whose cells in a region show nothing but that something is hidden."""
    kept: list[str] = []
    column = 0
    for char in line:
        width = cell_width(char)
        inside = region.x <= column < region.right
        kept.append(" " * width if inside else char)
        column += width
    text = "".join(kept)
    start = region.x + 1
    return text[:start] + _HIDDEN + text[start + len(_HIDDEN) :] if region.width > 4 else text
