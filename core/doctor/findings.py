"""What a look at the books finds: rules that are broken, and hints that a person should know of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.errors import KemasError


class Level(StrEnum):
    """How much a finding means."""

    FAULT = "fault"
    """A rule is broken."""
    HINT = "hint"
    """Nothing is broken; somebody should look at it."""


class Verdict(StrEnum):
    """What came of a check."""

    OK = "ok"
    HINT = "hint"
    BROKEN = "broken"
    UNSEEN = "unseen"
    """It could not look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be; words are chosen at the edge."""

    code: str
    at: tuple[int | str, ...]
    """Which rows it is about: the same at the second look means that it is still there."""
    params: Mapping[str, Any] = field(default_factory=dict)
    level: Level = Level.FAULT

    @property
    def key(self) -> tuple[int | str, ...]:
        """What tells it from every other finding."""
        return (self.code, *self.at)


@dataclass(frozen=True, slots=True)
class Result:
    """What a check saw: how many rows in how many seconds, and what it found among them."""

    check: str
    rows: int
    seconds: float
    found: tuple[Finding, ...]
    problem: KemasError | None = None
    """Why it could not look at all of it."""

    @property
    def verdict(self) -> Verdict:
        """The worst of what it found."""
        levels = {one.level for one in self.found}
        if Level.FAULT in levels:
            return Verdict.BROKEN
        if self.problem is not None:
            return Verdict.UNSEEN
        return Verdict.HINT if levels else Verdict.OK
