"""Which orders share a walk: those whose goods lie along the same way."""

from __future__ import annotations

from collections.abc import Sequence

from core.fulfilment.walks.aisles import Ground
from core.fulfilment.walks.choosing import Candidate

_BAYS = 4
"""Bays that count as one place: who is there sees all of them."""


def grouped(
    ground: Ground, orders: Sequence[Candidate], size: int, units: int
) -> list[list[Candidate]]:
    """Orders of one priority class in walks of at most `size` orders and `units` units.

    Each walk begins with the most urgent order that is left; then comes, one at a time, the order
    that needs the fewest aisles more, of equals the one with the fewest places more, and of these
    the more urgent one.
    """
    left = [(one, *_marks(ground, one)) for one in orders]
    made: list[list[Candidate]] = []
    while left:
        first, aisles, places = left.pop(0)
        walk, many = [first], first.units
        while left and len(walk) < size:
            best = -1
            least = (1 << 30, 1 << 30)
            for at, (one, some, there) in enumerate(left):
                if many + one.units > units:
                    continue
                more = (some & ~aisles).bit_count(), (there & ~places).bit_count()
                if more < least:
                    best, least = at, more
                    if more == (0, 0):
                        break
            if best < 0:
                break
            one, some, there = left.pop(best)
            walk.append(one)
            many += one.units
            aisles |= some
            places |= there
        made.append(walk)
    return made


def _marks(ground: Ground, one: Candidate) -> tuple[int, int]:
    """The aisles and the places of an order, as bits."""
    aisles = places = 0
    across = ground.depth // _BAYS + 1
    for goods in one.goods:
        stop = ground.stop(goods.spot.code)
        if stop is None:
            # Without aisles, bins that follow each other in walking order lie together.
            places |= 1 << (goods.spot.walk or goods.spot.id) % 4096
            continue
        aisle, bay = stop
        aisles |= 1 << aisle
        places |= 1 << aisle * across + bay // _BAYS
    return aisles, places
