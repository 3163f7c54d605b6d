"""Why a list of changed orders is read more than once where it has several pages.

Pages count rows. An order that changes while they are read leaves its place, all behind it move up,
and one of them is passed over. So pages are read until a whole turn brings nothing new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

_TURNS = 6
_SPANS = 8  # remembered at once; more would be those of shops that were given up


@dataclass(slots=True)
class _Span:
    """What was seen of one span of time."""

    seen: set[str] = field(default_factory=set)
    fresh: int = 0
    """How many were new in this turn."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One page of one turn."""

    at: int
    cursor: str
    span: _Span

    def unseen(self, numbers: Sequence[str]) -> list[str]:
        """Those that no page before this one had."""
        return [one for one in dict.fromkeys(numbers) if one not in self.span.seen]

    def then(self, read: Sequence[str], cursor: str) -> str:
        """The page that follows this one, after these were read; empty: none."""
        self.span.seen.update(read)
        self.span.fresh += len(read)
        if cursor:
            return f"{self.at}:{cursor}"
        alone = self.at == 1 and not self.cursor
        return "" if alone or not self.span.fresh or self.at >= _TURNS else f"{self.at + 1}:"


class Passes:
    """The turns of one shop; forgotten with the process, then a turn reads all of it again."""

    def __init__(self) -> None:
        self._spans: dict[tuple[str, datetime, datetime], _Span] = {}

    def turn(self, shop: str, since: datetime, until: datetime, page: str) -> Turn:
        """The page that was named by `Turn.then`; empty for the first."""
        at, _, cursor = page.partition(":")
        key = (shop, since, until)
        if not page:
            self._spans.pop(key, None)
        span = self._spans.setdefault(key, _Span())
        while len(self._spans) > _SPANS:
            del self._spans[next(iter(self._spans))]
        if not cursor:
            span.fresh = 0
        return Turn(int(at) if at.isdecimal() else 1, cursor, span)
