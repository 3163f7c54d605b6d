"""Text on screen: everything from outside becomes inert content, never markup or a command."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.content import Content

from core.text import clean, fit, visible

__all__ = ["cells", "clip", "content", "join", "pad", "plain", "rich", "safe", "wrap"]


def safe(value: object) -> str:
    """The value as one harmless line: no controls, no bidi tricks, no line ends."""
    return clean(str(value))


def plain(value: object) -> str:
    """A scanned or typed code for display, with what cannot be shown as ``?`` in its place."""
    return visible(str(value))


def content(value: object, style: str = "") -> Content:
    """The value as content with one style; brackets in it are only brackets."""
    return Content.styled(safe(value), style) if style else Content(safe(value))


def rich(value: object, style: str = "") -> Text:
    """The value as Rich text, for the few widgets that want that."""
    return Text(safe(value), style=style)


def join(*parts: tuple[str, str] | str) -> Content:
    """One line from pieces, each a text or a (text, style) pair; inner spacing is kept."""
    made: list[tuple[str, str]] = []
    for part in parts:
        text, style = part if isinstance(part, tuple) else (part, "")
        made.append((visible(text), style))
    return Content.assemble(*made)


def cells(value: str) -> int:
    """How many cells the terminal needs for the text."""
    return cell_len(value)


def clip(value: object, width: int) -> str:
    """The value cut to `width` cells."""
    return fit(safe(value), width)


def end_of(value: object, width: int) -> str:
    """The value cut to its last `width` cells, with ``…`` for what is left out."""
    text = safe(value)
    if cells(text) <= width:
        return text
    while text and cells(text) > width - 1:
        text = text[1:]
    return f"…{text}" if width > 0 else ""


def pad(value: object, width: int, *, right: bool = False, tail: bool = False) -> str:
    """The value cut or filled to exactly `width` cells, on the left or on the right.

    With `tail` what is too long is cut at its beginning.
    """
    text = end_of(value, width) if tail else clip(value, width)
    space = " " * max(0, width - cells(text))
    return space + text if right else text + space


def wrap(value: object, width: int, limit: int) -> list[str]:
    """The value as at most `limit` lines of at most `width` cells, broken between words."""
    words = safe(value).split(" ")
    lines: list[str] = []
    line = ""
    for number, word in enumerate(words):
        wider = f"{line} {word}" if line else word
        if cells(wider) <= width or not line:
            line = wider
            continue
        if len(lines) == limit - 1:
            line = " ".join([line, *words[number:]])
            break
        lines.append(clip(line, width))
        line = word
    return [*lines, clip(line, width)][:limit] if width > 0 else []
