"""A lead frees what a station holds: nothing that was verified is lost, and the station is told."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import update

from core.audit import events
from core.errors import NotAllowed, Refusal
from core.fulfilment.freed import Freed, free
from core.fulfilment.models import claims
from core.fulfilment.packing.news import news_of
from core.orders.models import order_lines, orders
from core.people.models import stations
from core.people.permissions import ROLES, Role
from core.transaction import Actor, reading, run, writing

Tables = Callable[..., Any]


@pytest.fixture
def lead(table: Tables, build: ModuleType) -> Callable[[Any], Actor]:
    def made(at: Any) -> Actor:
        with writing(at.db) as tx:
            return build.actor(tx, build.operator(tx, "Rini", role="lead"), build.station(tx, "L"))

    return made


def _free(at: Any, actor: Actor, reason: str = "gone home") -> Freed:
    return run(at.db, actor, lambda tx: free(tx, at.desk.station_id, reason))


def test_what_was_verified_stays_and_another_station_goes_on_with_it(
    table: Tables, build: ModuleType, lead: Callable[[Any], Actor]
) -> None:
    first = table()
    build.ready_order(first.db, "W-1", {"A": 1, "B": 2})
    other, rini = table("S2"), lead(first)
    assert first.scan("W-1", "A", "B") == ["order_open", "ok_line_done", "ok"]
    assert other.scan("W-1") == ["not_claimable/claimed"]
    assert _free(first, rini) == Freed("S1", ("W-1",), "", 2)
    assert first.value(order_lines.c.packed, order_lines.c.quantity == 1) == 1
    assert other.scan("KEMAS:NEXT", "B") == ["order_open", "order_complete"]


def test_the_station_is_told_before_anything_counts_there_again(
    table: Tables, build: ModuleType, lead: Callable[[Any], Actor]
) -> None:
    first = table()
    build.ready_order(first.db, "W-1", {"A": 1, "B": 2})
    rini = lead(first)
    first.scan("W-1", "A")
    _free(first, rini, "lunch is over")
    with reading(first.db) as tx:
        news = news_of(tx, first.desk.station_id)
    assert news is not None
    assert (news.kind.value, news.detail, news.order) == ("taken_over", "freed", "W-1")
    assert first.scan("B", "B", "W-1") == ["taken_over/freed", "info/product", "order_open"]
    told = first.last.params
    assert told["packed"] == 1
    with reading(first.db) as tx:
        assert news_of(tx, first.desk.station_id) is None


def test_freeing_once_more_does_nothing_and_leaves_one_line_in_the_trail(
    table: Tables, build: ModuleType, lead: Callable[[Any], Actor]
) -> None:
    first = table()
    build.ready_order(first.db, "W-1", {"A": 1})
    rini = lead(first)
    first.scan("W-1")
    assert _free(first, rini).orders == ("W-1",)
    assert _free(first, rini) == Freed("S1")
    (told,) = first.all(events.c.data, events.c.kind == "claim_freed")
    assert told == {"station": "S1", "who": "Sari", "reason": "gone home", "packed": 0}
    assert first.value(orders.c.fulfilment, orders.c.order_no == "W-1") == "ready"
    assert first.count(claims) == 0


def test_a_station_that_died_long_ago_is_freed_too_and_told_when_it_comes_back(
    table: Tables, build: ModuleType, lead: Callable[[Any], Actor]
) -> None:
    first = table()
    build.ready_order(first.db, "W-1", {"A": 2})
    rini = lead(first)
    first.scan("W-1", "A")
    run(first.db, rini, lambda tx: tx.execute(update(claims).values(lease_until_ms=1)))
    assert _free(first, rini).packed == 1
    again = table("S1b")  # others go on meanwhile
    assert again.scan("W-1", "A") == ["order_open", "order_complete"]
    assert first.scan("A") == ["taken_over/freed"]


def test_a_scan_that_was_read_before_it_was_freed_does_not_count_after_it(
    table: Tables, build: ModuleType, lead: Callable[[Any], Actor]
) -> None:
    first = table()
    build.ready_order(first.db, "W-1", {"A": 2})
    rini = lead(first)
    first.scan("W-1", "A")
    kept = first.value(stations.c.work, stations.c.name == "S1")
    assert kept["order_no"] == "W-1"
    _free(first, rini)
    assert first.scan("A") == ["taken_over/freed"]
    assert first.value(order_lines.c.packed) == 1


def test_who_may_not_gives_no_reason_or_means_their_own_station_is_refused(
    table: Tables, build: ModuleType, lead: Callable[[Any], Actor]
) -> None:
    first = table()
    build.ready_order(first.db, "W-1", {"A": 1})
    rini = lead(first)
    with writing(first.db) as tx:
        dewi = build.operator(tx, "Dewi", role="packer")
        packer = build.actor(tx, dewi, build.station(tx, "S2"), ROLES[Role.PACKER])
    first.scan("W-1")
    with pytest.raises(Refusal, match="reason_needed"):
        _free(first, rini, "  ")
    with pytest.raises(NotAllowed):
        _free(first, packer)
    with pytest.raises(Refusal, match="free_own_station"):
        run(first.db, rini, lambda tx: free(tx, rini.station_id or 0, "why not"))
    assert first.count(claims) == 1
