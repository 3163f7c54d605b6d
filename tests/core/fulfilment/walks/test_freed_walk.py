"""A walk that a station holds is freed by a lead: what was fetched stays in its totes."""

from __future__ import annotations

from typing import Any

from core.fulfilment.freed import Freed, free
from core.fulfilment.models import claims
from core.fulfilment.packing.news import news_of
from core.transaction import Actor, reading, run, writing


def test_what_was_fetched_stays_and_another_picker_goes_on(house: Any) -> None:
    first, second = house.order("W-1", {"A": 1, "C": 1}), house.order("W-2", {"A": 2})
    house.plan()
    picker, other, lead = house.picker(), house.picker("S2"), _lead(house)
    assert picker.take() == "order_open/walk"
    picker.scan("A-01-1", "A", "KEMAS:TOTE:T1")
    assert (house.picked(first), house.lies("T1")) == (1, 1)
    done = run(house.db, lead, lambda tx: free(tx, picker.station, "went home"))
    assert done == Freed("S1", (), "W1", 0)
    assert (house.picked(first), house.lies("T1"), house.picked(second)) == (1, 1, 0)
    assert house.value(claims.c.order_id) is None
    with reading(house.db) as tx:
        news = news_of(tx, picker.station)
    assert news is not None
    assert (news.kind.value, news.detail) == ("taken_over", "freed_walk")
    assert picker.scan("A-01-1") == ["taken_over/freed_walk"]
    again = run(house.db, lead, lambda tx: free(tx, picker.station, "went home"))
    assert again == Freed("S1")
    assert other.take(1) == "order_open/walk"
    other.scan("A-01-1", "2*A", "KEMAS:TOTE:T2", "B-02-1", "C")
    assert (house.state(first), house.state(second)) == ("picked", "picked")


def _lead(house: Any) -> Actor:
    build = house.build
    with writing(house.db) as tx:
        where = build.station(tx, "L")
        made: Actor = build.actor(tx, build.operator(tx, "Rini", role="lead"), where)
        return made
