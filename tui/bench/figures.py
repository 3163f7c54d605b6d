"""A row of the bench: a figure, the floor it stands on, and the bar it has to keep under."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure.

    What is held against `bar` is the difference to the floor or the ratio, where there is one,
    else the figure itself.
    """

    name: str
    figure: float
    unit: str
    bar: float
    floor: float | None = None
    difference: float | None = None
    ratio: float | None = None
    at_least: bool = False
    """Whether more is better: the figure must reach the bar."""

    @property
    def passed(self) -> bool:
        """Whether the bar is kept."""
        held = next(
            value for value in (self.difference, self.ratio, self.figure) if value is not None
        )
        return held >= self.bar if self.at_least else held <= self.bar

    def as_json(self) -> dict[str, Any]:
        """The row for programs."""
        return {
            "name": self.name,
            "figure": _short(self.figure),
            "unit": self.unit,
            "floor": _short(self.floor),
            "difference": _short(self.difference),
            "ratio": _short(self.ratio),
            "bar": _short(self.bar),
            "pass": self.passed,
        }


def over(name: str, figure: float, floor: float, unit: str, bar: float) -> Row:
    """A figure that may be so much more than its floor."""
    return Row(name, figure, unit, bar, floor, difference=figure - floor)


def times(name: str, figure: float, floor: float, unit: str, bar: float) -> Row:
    """A figure that may be so many times its floor."""
    return Row(name, figure, unit, bar, floor, ratio=figure / floor)


def p50(values: Sequence[float]) -> float:
    """The median."""
    return median(values)


def p99(values: Sequence[float]) -> float:
    """The value that one in a hundred exceeds; of few values, the highest."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]


def milliseconds(work: Callable[[], object], rounds: int) -> list[float]:
    """How long each of several rounds took."""
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return found


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
