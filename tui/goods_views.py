"""What a product file would change, as a station shows it before it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class FileDiff:
    """A file held against the products; `plan` is what the business knows of it."""

    said: str
    """How much is new, changed, the same and wrong."""
    wrong: tuple[str, ...]
    """Why rows cannot be taken, the first of them."""
    changes: tuple[str, ...]
    """What would change, line by line; the first products."""
    does: bool
    """Whether anything would be new or different."""
    plan: Any


class GoodsFiles(Protocol):
    """Reads product files and does what they say; every call takes as long as it takes."""

    def look(self, path: str, progress: Progress) -> FileDiff:
        """Hold a file against the products; nothing is changed."""

    def apply(self, diff: FileDiff, progress: Progress) -> str:
        """Do what was shown; gives what to say."""

    def write_wrong(self, diff: FileDiff) -> str:
        """Write the rows that cannot be taken to a file to correct; gives what to say."""
