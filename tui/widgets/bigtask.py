"""What is to be done now, painted so that it can be read from some steps away."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from tui.text import cells, clip, join, safe

_ROOMY = 15
"""Lines below the banner from which on there is room for the large form."""


class BigTask(Widget):
    """Place and number on a wide band, what it is below it; nothing where nothing is to be done."""

    _said: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.styles.height = "auto"

    def show(self, said: tuple[str, ...]) -> None:
        """Show place, number, code, name and where it goes; empty hides it."""
        if said != self._said:
            self._said = said
            self.display = bool(said)
            self.refresh(layout=True)

    @property
    def text(self) -> str:
        """What is shown, for whoever reads and does not see."""
        return " · ".join(part for part in self._said if part)

    def render(self) -> Content:
        """The large form, or two lines where there is little room."""
        if not self._said:
            return Content("")
        width = max(20, self.size.width or self.app.size.width)
        place, number, code, name, to = (safe(part) for part in (*self._said, "", "", "")[:5])
        large = self.app.size.height - 8 >= _ROOMY
        left = " ".join(place) if large and 2 * cells(place) + 14 < width else place
        right = f"{number} ×  " if to or "/" not in number else f"{number}  "
        left = clip(left, max(1, width - cells(right) - 3))
        band = "  " + left + " " * (width - cells(left) - cells(right) - 2) + right
        ink = "$accent-ink on $accent bold"
        blank = (" " * width, ink)
        goes = f" → {to} " if to else ""
        what = clip(f"  {name}", max(4, width - cells(goes) - cells(code) - 4))
        gap = " " * max(1, width - cells(what) - cells(code) - cells(goes) - 2)
        below = join(
            (what, "bold"), (f"  {code}", "$quiet"), gap, (goes, "$warn-ink on $warn bold")
        )
        lines = [join(blank), join((band, ink)), join(blank)] if large else [join((band, ink))]
        return Content("\n").join([*lines, below])
