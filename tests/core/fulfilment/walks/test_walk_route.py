"""The way through the bins is the shortest there is, and never longer than going up and down."""

from __future__ import annotations

from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from core.fulfilment.walks.aisles import Spot, lay_out, read
from core.fulfilment.walks.route import (
    APART,
    Stop,
    largest_gap,
    returning,
    serpentine,
    shortest,
)

DEPTH = 7
stops = st.lists(
    st.tuples(st.integers(0, 4), st.integers(1, DEPTH)), min_size=1, max_size=6, unique=True
)


def between(one: Stop, other: Stop) -> int:
    """How far two bays lie apart, through the nearer cross-aisle."""
    if one[0] == other[0]:
        return abs(one[1] - other[1])
    through = min(one[1] + other[1], 2 * (DEPTH + 1) - one[1] - other[1])
    return APART * abs(one[0] - other[0]) + through


def length_of(way: tuple[Stop, ...]) -> int:
    return sum(between(*pair) for pair in pairwise([(0, 0), *way, (0, 0)]))


@given(stops)
def test_no_order_of_the_stops_is_shorter(wanted: list[Stop]) -> None:
    best = min(length_of(order) for order in permutations(wanted))
    assert shortest(wanted, DEPTH).length == best


@given(stops)
def test_the_stops_are_come_by_once_each_on_a_way_of_that_length(wanted: list[Stop]) -> None:
    way = shortest(wanted, DEPTH)
    assert sorted(way.stops) == sorted(wanted)
    assert length_of(way.stops) <= way.length


@given(stops)
def test_simple_ways_are_never_shorter(wanted: list[Stop]) -> None:
    best = shortest(wanted, DEPTH).length
    assert serpentine(wanted, DEPTH) >= best
    assert returning(wanted) >= best
    assert largest_gap(wanted, DEPTH) >= best


def test_of_nothing_the_way_is_nothing() -> None:
    assert shortest([], DEPTH).length == serpentine([], DEPTH) == returning([]) == 0


def test_codes_tell_aisle_and_bay() -> None:
    assert read("A-01-03") == ("A", 1)
    assert read("b-12") == ("B", 12)
    assert read("C7") == ("C", 7)
    assert read("Hall 2-A-05-1") == ("HALL-2-A", 5)
    for none in ("MAIN", "", "A-", "12", "A-B-C", "A-01x", "🧦-²", "A-99999"):
        assert read(none) is None


def test_bins_without_an_aisle_come_last_in_walking_order() -> None:
    ground = lay_out([(0, "A-01"), (0, "A-09"), (0, "B-01"), (0, "B-09"), (2, "MAIN")])
    spots = [
        Spot(1, 5, "WEST"),
        Spot(2, 2, "MAIN"),
        Spot(3, 0, "B-09"),
        Spot(4, 0, "A-09"),
        Spot(5, 0, "A-01"),
    ]
    walked, length = ground.walk(spots)
    assert [spot.code for spot in walked][3:] == ["MAIN", "WEST"]
    assert {spot.code for spot in walked[:3]} == {"A-01", "A-09", "B-09"}
    assert length == 2 * (10 + APART)


def test_the_shops_own_order_goes_before_the_shortest_way_where_it_wants_that() -> None:
    ground = lay_out([(3, "A-01"), (1, "A-02"), (2, "B-01")], straight=True)
    walked, length = ground.walk([Spot(1, 3, "A-01"), Spot(2, 1, "A-02"), Spot(3, 2, "B-01")])
    assert [spot.code for spot in walked] == ["A-02", "B-01", "A-01"]
    assert length == 0


def test_aisles_lie_in_walking_order_and_then_by_name() -> None:
    assert list(lay_out([(0, "A10-1"), (0, "A2-1")]).aisles) == ["A2", "A10"]
    assert list(lay_out([(9, "A-1"), (1, "Z-1")]).aisles) == ["Z", "A"]
