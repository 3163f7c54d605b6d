"""The way through the bins: the shortest there is where their codes tell the aisles.

The warehouse is a row of parallel aisles between two cross-aisles, one at the front and one at the
back. Lengths are counted in bays: from one to the next within an aisle is 1, from an aisle to its
neighbour `APART`. The walk begins and ends in front of the first aisle.

An aisle at a time, the shortest of all partial ways is kept for each of the few forms in which a
way can cross to the next aisle (after H. D. Ratliff and A. S. Rosenthal, "Order-picking in a
rectangular warehouse", Operations Research 31, 1983, https://doi.org/10.1287/opre.31.3.507).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

APART = 3
"""Bays that fit between the fronts of two neighbouring aisles."""

Stop = tuple[int, int]
"""A bay where something is to be fetched: number of the aisle from 0, bay from 1."""


class _Pass(Enum):
    """How one aisle is walked."""

    NONE = "none"
    ONCE = "once"
    BACK = "back"
    """In from the back cross-aisle and out there again."""
    FRONT = "front"
    GAP = "gap"
    """From both sides, leaving out the widest gap between two stops."""
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Way:
    """Stops in the order in which they are come to, and the length of the way in bays."""

    stops: tuple[Stop, ...]
    length: int


_State = tuple[int, int, int]
"""Ways that end at the back and at the front of an aisle (0 none, 1 an odd number, 2 an even one),
and of how many parts the way so far consists."""
_Step = tuple[_Pass, int, int]
"""How an aisle is walked, and how often the back and the front towards the next one."""


def shortest(stops: Iterable[Stop], depth: int) -> Way:
    """The shortest round through all stops, in aisles of `depth` bays."""
    wanted = _by_aisle(stops)
    if not wanted:
        return Way((), 0)
    depth = max(depth, *(max(bays) for bays in wanted.values())) + 1
    last = max(wanted)
    # The start is in front of aisle 0, as if the way had come by there already.
    known: dict[_State, tuple[int, tuple[_Step, ...]]] = {(0, 2, 1): (0, ())}
    for aisle in range(last + 1):
        walked: dict[_State, tuple[int, _Pass, tuple[_Step, ...]]] = {}
        for state, (length, steps) in known.items():
            for how, more in _ways(wanted.get(aisle, ()), depth):
                then = _after(state, how)
                if then not in walked or length + more < walked[then][0]:
                    walked[then] = (length + more, how, steps)
        if aisle == last:
            ends = [
                (n, how, steps)
                for (b, f, parts), (n, how, steps) in walked.items()
                if parts == 1 and b != 1 and f != 1
            ]
            length, how, steps = min(ends, key=lambda end: end[0])
            return Way(_tour(wanted, depth, (*steps, (how, 0, 0))), length)
        known = {}
        for state, (length, how, steps) in walked.items():
            for back, front in _crossings(state):
                then = (back, front, state[2] if back and front else 1)
                total = length + APART * (back + front)
                if then not in known or total < known[then][0]:
                    known[then] = (total, (*steps, (how, back, front)))
    raise AssertionError("unreachable")


def serpentine(stops: Iterable[Stop], depth: int) -> int:
    """The length of the way that goes through each aisle with a stop, in turn up and down."""
    wanted = _by_aisle(stops)
    if not wanted:
        return 0
    depth = max(depth, *(max(bays) for bays in wanted.values())) + 1
    length = 2 * APART * max(wanted) + depth * len(wanted)
    if len(wanted) % 2:  # the last aisle is left where it was entered
        length += 2 * max(wanted[max(wanted)]) - depth
    return length


def returning(stops: Iterable[Stop]) -> int:
    """The length of the way that leaves each aisle where it was entered, at the front."""
    wanted = _by_aisle(stops)
    return 2 * APART * max(wanted, default=0) + 2 * sum(max(bays) for bays in wanted.values())


def largest_gap(stops: Iterable[Stop], depth: int) -> int:
    """The length of the way that goes once around and leaves the widest gap of each aisle out."""
    wanted = _by_aisle(stops)
    if len(wanted) < 2:
        return returning(_stops_of(wanted))
    depth = max(depth, *(max(bays) for bays in wanted.values())) + 1
    first, last = min(wanted), max(wanted)
    length = 2 * APART * last + 2 * depth
    for aisle, bays in wanted.items():
        if aisle not in {first, last}:
            ends = [0, *bays, depth]
            length += 2 * (depth - max(b - a for a, b in itertools.pairwise(ends)))
    return length


def _by_aisle(stops: Iterable[Stop]) -> dict[int, tuple[int, ...]]:
    found: dict[int, set[int]] = {}
    for aisle, bay in stops:
        found.setdefault(aisle, set()).add(bay)
    return {aisle: tuple(sorted(bays)) for aisle, bays in found.items()}


def _stops_of(wanted: Mapping[int, Sequence[int]]) -> list[Stop]:
    return [(aisle, bay) for aisle, bays in wanted.items() for bay in bays]


def _ways(bays: Sequence[int], depth: int) -> list[tuple[_Pass, int]]:
    """The ways to walk an aisle, with their lengths."""
    found = [(_Pass.ONCE, depth), (_Pass.TWICE, 2 * depth)]
    if not bays:
        return [(_Pass.NONE, 0), *found]
    found += [(_Pass.BACK, 2 * (depth - bays[0])), (_Pass.FRONT, 2 * bays[-1])]
    if len(bays) > 1:
        found.append((_Pass.GAP, 2 * (depth - _widest(bays)[0])))
    return found


def _widest(bays: Sequence[int]) -> tuple[int, int]:
    """The widest gap between two stops: its length, and the bay before it."""
    return max((far - near, near) for near, far in itertools.pairwise(bays))


def _after(state: _State, how: _Pass) -> _State:
    """The state once an aisle is walked."""
    back, front, parts = state
    match how:
        case _Pass.NONE:
            return state
        case _Pass.ONCE:
            return _one_more(back), _one_more(front), 1
        case _Pass.TWICE:
            return back or 2, front or 2, 1
        case _Pass.BACK:
            return back or 2, front, parts if back or not front else 2
        case _Pass.FRONT:
            return back, front or 2, parts if front or not back else 2
        case _Pass.GAP:
            return back or 2, front or 2, parts if back and front else 2


def _one_more(ways: int) -> int:
    return 2 if ways == 1 else 1


def _crossings(state: _State) -> list[tuple[int, int]]:
    """How often the back and the front towards the next aisle can be walked."""
    back, front, parts = state
    if parts == 2:
        return [(2, 2)]  # else one of the parts would never be joined
    backs = (1,) if back == 1 else (0, 2) if back else (0,)
    fronts = (1,) if front == 1 else (0, 2) if front else (0,)
    return [(b, f) for b in backs for f in fronts if b + f]


def _tour(
    wanted: Mapping[int, Sequence[int]], depth: int, steps: Sequence[_Step]
) -> tuple[Stop, ...]:
    """Walk all parts of a way without a break; gives the stops as they are come to first."""
    ways: dict[Stop, list[Stop]] = {}

    def join(one: Stop, other: Stop, times: int) -> None:
        for _ in range(times):
            ways.setdefault(one, []).append(other)
            ways.setdefault(other, []).append(one)

    for aisle, (how, back, front) in enumerate(steps):
        join((aisle, depth), (aisle + 1, depth), back)
        join((aisle, 0), (aisle + 1, 0), front)
        for one, other, times in _walked(wanted.get(aisle, ()), depth, how):
            join((aisle, one), (aisle, other), times)
    path, trail = [], [(0, 0)]
    while trail:  # every crossing has an even number of ways: the walk ends where it began
        here = trail[-1]
        if ways.get(here):
            there = ways[here].pop()
            ways[there].remove(here)
            trail.append(there)
        else:
            path.append(trail.pop())
    seen = dict.fromkeys(reversed(path))
    return tuple((a, bay) for a, bay in seen if bay in wanted.get(a, ()))


def _walked(bays: Sequence[int], depth: int, how: _Pass) -> list[tuple[int, int, int]]:
    """The parts of an aisle that are walked, and how often each."""
    ends = [0, *bays, depth]
    parts = list(itertools.pairwise(ends))
    match how:
        case _Pass.ONCE:
            return [(*part, 1) for part in parts]
        case _Pass.TWICE:
            return [(*part, 2) for part in parts]
        case _Pass.BACK:
            return [(*part, 2) for part in parts[1:]]
        case _Pass.FRONT:
            return [(*part, 2) for part in parts[:-1]]
        case _Pass.GAP:
            _length, near = _widest(bays)
            return [(*part, 2) for part in parts if part[0] != near]
        case _Pass.NONE:
            return []
