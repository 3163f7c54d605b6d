"""How much is brought to a pick bin, and from which bulk bins: arithmetic alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """Units of a product and lot in one bulk bin that may be brought, in the order to take them."""

    bin_id: int
    lot: str
    units: int
    expires_on: date | None
    walk: int
    code: str


def wanted(free: int, on_the_way: int, promised: int, least: int, most: int, case: int = 1) -> int:
    """Units to bring to a pick bin, in whole cases where these are enough and not too many.

    `free` lie there for nobody yet, `on_the_way` come by tasks already, `promised` are waited for
    by orders and lie in bulk. Of orders that ask for more than the bin holds no more than that is
    brought: these are picked where the goods lie.
    """
    promised = min(promised, most)
    then = free + on_the_way - promised
    needed = max(least - then, promised - on_the_way, 0)
    if not needed:
        return 0
    units = max(most - then, needed) if then < least else needed
    whole = units // case * case
    return whole if whole >= needed else units


def shares(sources: Iterable[Source], units: int) -> list[tuple[Source, int]]:
    """Which sources so many units come from: what expires first, then in walking order."""
    taken = []
    for source in sorted(sources, key=_first):
        part = min(units, source.units)
        if part > 0:
            taken.append((source, part))
            units -= part
    return taken


def _first(source: Source) -> tuple[date, int, str, str]:
    return source.expires_on or date.max, source.walk, source.code, source.lot
