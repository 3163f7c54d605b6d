"""Where bins stand: what their codes tell of aisle and bay, and the order to walk them in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.fulfilment.walks.route import Stop, shortest
from core.stock.models import BinKind, bins
from core.transaction import Transaction

_PARTS = re.compile(r"[-_./: ]+")
_TOGETHER = re.compile(r"([^\W\d]+)(\d+)")
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Spot:
    """A bin as the walk sees it."""

    id: int
    walk: int
    code: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The aisles of a warehouse, numbered from 0 as they lie side by side."""

    aisles: dict[str, int]
    depth: int
    """Bays of the longest aisle."""
    straight: bool = False
    """Whether the shop wants its own walking order instead of the shortest way."""

    def stop(self, code: str) -> Stop | None:
        """Aisle and bay of a bin; None where its code tells none."""
        found = read(code)
        if self.straight or found is None or found[0] not in self.aisles:
            return None
        return self.aisles[found[0]], found[1]

    def walk(self, spots: Iterable[Spot]) -> tuple[list[Spot], int]:
        """Bins in the order to come by them, and the length of the way in bays.

        Those of which the code tells no aisle come last, in walking order; they have no length.
        """
        placed: dict[Stop, list[Spot]] = {}
        rest: list[Spot] = []
        for spot in sorted(set(spots), key=lambda spot: (spot.walk, spot.code)):
            stop = self.stop(spot.code)
            if stop is None:
                rest.append(spot)
            else:
                placed.setdefault(stop, []).append(spot)
        way = shortest(placed, self.depth)
        return [spot for stop in way.stops for spot in placed[stop]] + rest, way.length


def read(code: str) -> tuple[str, int] | None:
    """Aisle and bay of codes like ``A-01-03``, ``A-12`` or ``B7``; None for others.

    Of three parts and more the last one is the level.
    """
    parts = [part for part in _PARTS.split(code.strip().upper()) if part]
    if len(parts) == 1:
        together = _TOGETHER.fullmatch(parts[0])
        parts = [together[1], together[2]] if together else []
    if len(parts) > 2:
        parts = ["-".join(parts[:-2]), parts[-2]]
    if len(parts) != 2 or not parts[1].isascii() or not parts[1].isdigit() or len(parts[1]) > 4:
        return None
    return parts[0], max(1, int(parts[1]))


def ground_of(tx: Transaction, warehouse: int, *, straight: bool = False) -> Ground:
    """The aisles of a warehouse, as the codes of its shelves tell them."""
    rows = tx.execute(_shelves, {"warehouse": warehouse})
    return lay_out([(walk, code) for walk, code in rows], straight=straight)


def lay_out(shelves: Sequence[tuple[int, str]], *, straight: bool = False) -> Ground:
    """Aisles side by side: by the first walk number in each, then by name."""
    first: dict[str, int] = {}
    depth = 1
    for walk, code in shelves:
        found = read(code)
        if found is not None:
            aisle, bay = found
            first[aisle] = min(walk, first.get(aisle, walk))
            depth = max(depth, bay)
    ordered = sorted(first, key=lambda aisle: (first[aisle], _natural(aisle)))
    return Ground({aisle: at for at, aisle in enumerate(ordered)}, depth, straight)


def _natural(name: str) -> list[tuple[int, str]]:
    """B2 before B10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in _DIGITS.split(name)]


_shelves = select(bins.c.walk, bins.c.code).where(
    bins.c.warehouse_id == bindparam("warehouse"), bins.c.kind == BinKind.SHELF.value
)
