"""Many bins by one pattern: ``A-01-1..A-05-4`` counts through every place where the ends differ."""

from __future__ import annotations

import re
from itertools import product

from core.errors import Refusal
from core.text import clean

MOST = 20_000
"""Bins of one pattern."""
_PARTS = re.compile(r"[0-9]+|[A-Za-z]+|[^A-Za-z0-9]+")


def codes_of(pattern: str) -> list[str]:
    """The codes that a pattern stands for, in order; a code alone stands for itself.

    Numbers count with the zeroes of the first end, single letters through the alphabet. Raises
    Refusal ``bin_pattern``, ``bin_pattern_backwards`` and ``bins_too_many``.
    """
    first, dots, last = pattern.partition("..")
    if not dots:
        return [pattern]
    begin, end = _PARTS.findall(first), _PARTS.findall(last)
    if not begin or len(begin) != len(end):
        raise Refusal("bin_pattern", pattern=clean(pattern, 80))
    ranges = [_range(pattern, one, other) for one, other in zip(begin, end, strict=True)]
    count = 1
    for each in ranges:
        count *= len(each)
        if count > MOST:
            raise Refusal("bins_too_many", count=count, most=MOST)
    return ["".join(parts) for parts in product(*ranges)]


def natural(code: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which ``A-2`` comes before ``A-10``."""
    return tuple(
        (0, int(part), "") if _is_number(part) else (1, 0, part) for part in _PARTS.findall(code)
    )


def snake(codes: list[str]) -> list[str]:
    """Codes as one walks them: up one aisle and down the next; an aisle is the first part."""
    aisles: dict[str, list[str]] = {}
    for code in sorted(codes, key=natural):
        parts = _PARTS.findall(code)
        aisles.setdefault(parts[0] if len(parts) > 1 else "", []).append(code)
    walked = []
    for number, aisle in enumerate(aisles.values()):
        walked += aisle if number % 2 == 0 else aisle[::-1]
    return walked


def _range(pattern: str, one: str, other: str) -> list[str]:
    if one == other:
        return [one]
    if _is_number(one) and _is_number(other):
        if len(one) > 9 or len(other) > 9:
            raise Refusal("bin_pattern", pattern=clean(pattern, 80))
        low, high = int(one), int(other)
        _forwards(pattern, low, high)
        if high - low >= MOST:
            raise Refusal("bins_too_many", count=high - low + 1, most=MOST)
        return [str(number).zfill(len(one)) for number in range(low, high + 1)]
    if len(one) == len(other) == 1 and one.isalpha() and one.isupper() == other.isupper():
        _forwards(pattern, ord(one), ord(other))
        return [chr(number) for number in range(ord(one), ord(other) + 1)]
    raise Refusal("bin_pattern", pattern=clean(pattern, 80))


def _is_number(part: str) -> bool:
    return part[0] in "0123456789"


def _forwards(pattern: str, low: int, high: int) -> None:
    if low > high:
        raise Refusal("bin_pattern_backwards", pattern=clean(pattern, 80))
