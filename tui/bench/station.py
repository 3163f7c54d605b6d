"""The station as the bench runs it in a child process: it says on the terminal what is painted.

``python -m tui.bench.station live CONFIG`` judges codes for real; ``fixed CONFIG CODES`` answers
the codes of a file from a list that was filled before; ``bare`` is Textual alone.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui import launch
from tui.live.backend import LiveBackend

if TYPE_CHECKING:
    from tui.state import Hello, Verdict

FIRST_PAINT = b"F1"
"""What the first picture shows, in every language."""


def mark(seq: int) -> str:
    """What is written after the verdict on a code: a sequence that terminals ignore."""
    return f"\x1b]777;kemas;{seq}\x07"


class _Live(LiveBackend):
    """A real station without a worker beside it, which would take time from what is measured."""

    def _ensure_worker(self) -> None:
        pass


class _Fixed(_Live):
    """The same screens with verdicts from a list."""

    def __init__(self, config: Path, codes: Path) -> None:
        super().__init__(config)
        self._codes = codes.read_text(encoding="ascii").split()
        self._verdicts: list[Verdict] = []

    def start(self) -> Hello:
        """Judge all codes first."""
        hello = super().start()
        self._verdicts = [super(_Fixed, self).scan(*one) for one in enumerate(self._codes, 1)]
        return dataclasses.replace(hello, last_seq=0, resumed=None)

    def scan(self, seq: int, code: str) -> Verdict:
        """The verdict that was made before; a code that came differently is told by its number."""
        if code != self._codes[seq - 1]:
            return dataclasses.replace(self._verdicts[seq - 1], seq=-seq)
        return self._verdicts[seq - 1]


def _bare() -> int:
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    class Bare(App[int]):
        def compose(self) -> ComposeResult:
            yield Static("F1")

    Bare().run(mouse=False)
    return 0


def _marked(*given: Any) -> Any:
    """The station's app, which says when a verdict was painted."""
    import tui.app
    from tui.app import KemasApp

    class Marked(KemasApp):
        CSS_PATH = str(Path(tui.app.__file__).with_name("styles") / "station.tcss")

        def show_verdict(self, verdict: Verdict) -> None:
            super().show_verdict(verdict)
            self.call_after_refresh(self._tell, verdict.seq)

        def _tell(self, seq: int) -> None:
            if self._driver is not None:
                self._driver.write(mark(seq))

    return Marked(*given)


def main(words: list[str]) -> int:
    """Run what the words ask for."""
    match words:
        case ["live", config]:
            return launch.run(_Live(Path(config)), build=_marked)
        case ["fixed", config, codes]:
            return launch.run(_Fixed(Path(config), Path(codes)), build=_marked)
        case _:
            return _bare()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
