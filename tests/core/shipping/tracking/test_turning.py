"""A courier is told once what to do with a parcel; what it says decides what follows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core import outbox
from core.couriers.base import Can
from core.couriers.bookings import Cancelled, Recall, Rejected, Sent, Unknown
from core.couriers.states import Stage
from core.draining import drain
from core.returns.queries import returns_of
from core.returns.turning import TURN, Turns, Wish, ask_turn, takes
from core.shipping.tracking.worklist import on_the_way
from core.transaction import reading, writing


class Ear:
    """What a courier was told, and what it says to that."""

    def __init__(self, parcel: Any, said: Recall) -> None:
        self.said, self.told = said, []
        parcel.far.can = frozenset({Can.TRACK, Can.REDELIVER, Can.TURN_BACK})
        parcel.far.redeliver = lambda sent: self._hear("again", sent)
        parcel.far.turn_back = lambda sent: self._hear("back", sent)

    def _hear(self, what: str, sent: Sent) -> Recall:
        self.told.append((what, sent.waybill))
        return self.said


def tell(parcel: Any, said: Recall, wish: Wish) -> Ear:
    ear = Ear(parcel, said)
    parcel.goes_far()
    parcel.told(Stage.PICKED_UP, Stage.DELIVERY_FAILED)
    assert takes(parcel.following.couriers, "far", wish)
    with writing(parcel.db) as tx:
        ask_turn(tx, parcel.box, wish, "after five")
    assert listed(parcel) == []
    for _time in range(2):  # nothing is told twice
        drain(parcel.db, {TURN: Turns(parcel.following.couriers)})
    return ear


def listed(parcel: Any) -> list[tuple[str, str]]:
    with reading(parcel.db) as tx:
        return [(str(one.problem), one.why) for one in on_the_way(tx, parcel.following)]


def test_a_new_attempt_is_asked_for_once_and_waited_for(parcel: Any) -> None:
    assert tell(parcel, Cancelled(), Wish.AGAIN).told == [("again", "W1")]
    assert listed(parcel) == []


@pytest.mark.parametrize("said", [Rejected("courier_too_late"), Unknown("courier_silent")])
def test_what_a_courier_does_not_do_or_may_have_done_is_on_the_list_again(
    parcel: Any, said: Recall
) -> None:
    assert tell(parcel, said, Wish.BACK).told == [("back", "W1")]
    assert listed(parcel) == [("failed", said.reason)]
    with reading(parcel.db) as tx:
        assert not returns_of(tx, parcel.order)
        state = tx.execute(select(outbox.outbox.c.state).where(outbox.outbox.c.kind == TURN))
        assert state.scalar_one() == ("rejected" if isinstance(said, Rejected) else "unknown")


def test_what_comes_back_by_our_wish_is_announced_once_the_courier_agrees(parcel: Any) -> None:
    tell(parcel, Cancelled(), Wish.BACK)
    parcel.told(Stage.RETURNING, at=90)
    with reading(parcel.db) as tx:
        (announced,) = returns_of(tx, parcel.order)
    assert announced.state.value == "announced"
