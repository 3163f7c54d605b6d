"""A courier is asked no more often than it likes, the oldest first; what it refuses is obeyed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.clock import frozen
from core.couriers.bookings import Absent, Later, Unknown
from core.couriers.states import Stage
from core.couriers.tracking import Sighting, Told
from core.couriers.troubles import Trouble, because
from core.fulfilment.models import parcels
from core.paper.models import labels
from core.returns.coming_back import take_in, taker
from core.shipping.models import shipments
from core.shipping.states import ShipmentState
from core.shipping.tracking.hearing import Hearing, hear
from core.shipping.tracking.polling import ask_due, ask_soon
from core.shipping.tracking.states import Source
from core.shipping.tracking.status_file import import_statuses
from core.transaction import SYSTEM, reading, writing


@pytest.fixture
def parcel(parcel: Any) -> Any:
    parcel.goes_far()
    return parcel


def ask(parcel: Any, after: timedelta = timedelta(), *, only: bool = False) -> Any:
    """Ask what is due so long after the parcel was made."""
    with frozen(parcel.begin + after):
        taken = taker(parcel.following, Source.ASKED)
        one = parcel.id if only else None
        return ask_due(parcel.db, parcel.following, parcel.far, taken, only=one)


def test_a_parcel_is_left_alone_between_two_questions(parcel: Any) -> None:
    seen = Sighting("sorting", Stage.IN_TRANSIT, parcel.at(0))
    parcel.far.answer = lambda sent: Told(sent.waybill, (seen,))
    assert ask(parcel, timedelta(minutes=1)).answer.sightings == (seen,)
    assert parcel.state is ShipmentState.IN_TRANSIT
    assert ask(parcel, timedelta(minutes=29)) is None
    assert ask(parcel, timedelta(minutes=32)) is not None
    assert (parcel.raws, parcel.far.asked) == (["sorting"], ["W1", "W1"])
    with writing(parcel.db) as tx:
        ask_soon(tx, parcel.id)
    assert ask(parcel, timedelta(minutes=33)) is not None
    parcel.told(Stage.DELIVERED, at=90)
    assert ask(parcel, timedelta(days=3)) is None


def test_of_a_parcel_that_does_not_move_its_courier_is_asked_less_often(parcel: Any) -> None:
    told = [Sighting("sorting", Stage.IN_TRANSIT, parcel.at(599))]
    parcel.far.answer = lambda sent: Told(sent.waybill, tuple(told))
    asked = {}
    for half in range(8 * 48):
        if ask(parcel, timedelta(hours=half / 2)) is not None:
            asked[half // 48] = asked.get(half // 48, 0) + 1
    assert asked == {0: 30, 1: 10, 2: 6, 3: 5, 4: 4, 5: 4, 6: 4, 7: 4}
    told.append(Sighting("delivering", Stage.OUT_FOR_DELIVERY, parcel.begin + timedelta(days=8)))
    assert ask(parcel, timedelta(days=8, hours=5)) is not None
    assert ask(parcel, timedelta(days=8, hours=5, minutes=31)) is not None  # it moves again


def test_a_courier_that_is_asked_too_often_is_left_alone_as_long_as_it_says(parcel: Any) -> None:
    parcel.far.answer = lambda sent: Later(because(Trouble.BUSY), 600)
    ask(parcel)
    for minutes in (1, 9):
        assert ask(parcel, timedelta(minutes=minutes)) is None
        assert ask(parcel, timedelta(minutes=minutes), only=True) is None
    parcel.far.answer = lambda sent: Unknown(because(Trouble.BUSY))  # without a word of how long
    assert ask(parcel, timedelta(minutes=11)) is not None
    assert ask(parcel, timedelta(minutes=12)) is None
    parcel.far.answer = lambda sent: Absent()
    assert ask(parcel, timedelta(minutes=14)) is not None
    assert ask(parcel, timedelta(minutes=50)) is None  # that was about this parcel alone
    assert len(parcel.far.asked) == 3


def test_what_a_courier_tells_is_believed_with_its_secret_alone_and_once(parcel: Any) -> None:
    def said(body: bytes, key: str = "secret", code: str = "far") -> Hearing:
        taken = taker(parcel.following, Source.TOLD)
        return hear(parcel.db, parcel.following, code, {"x-key": key}, body, taken)

    assert said(b"W1 delivered", "guess") is Hearing.FORGED
    assert said(b"W1 delivered", code="own") is Hearing.NOBODY
    assert said(b"W1 whatever") is said(b"W9 delivered") is Hearing.UNREAD
    assert (parcel.state, parcel.raws) == (ShipmentState.BOOKED, [])
    assert said(b"W1 delivered") is said(b"W1 delivered") is Hearing.TAKEN
    assert (parcel.state, parcel.raws) == (ShipmentState.DELIVERED, ["delivered"])


def taken_from(parcel: Any, path: Any) -> Any:
    def take(tx: Any, shipment: int, seen: Any) -> int:
        return take_in(tx, parcel.following, shipment, seen, Source.FILE).taken.new

    return import_statuses(parcel.db, SYSTEM, parcel.following, path, take)


def file_of(folder: Any, *states: str) -> Any:
    """A status file in which one parcel stands so often, without times."""
    path = folder / f"{'-'.join(states)}.csv".replace(" ", "_")
    rows = "".join(f"W1,{state}\r\n" for state in states)
    path.write_text(f"waybill,state\r\n{rows}", encoding="utf-8")
    return path


def test_of_rows_of_one_parcel_without_times_the_furthest_counts_once(
    parcel: Any, tmp_path: Any
) -> None:
    log = file_of(tmp_path, "delivery failed", "in transit", "picked up")  # the newest first
    assert [taken_from(parcel, log).new for _time in range(3)] == [3, 0, 0]
    assert (parcel.state, parcel.track.attempts) == (ShipmentState.FAILED, 1)
    assert parcel.letters == ["not_delivered"]
    again = taken_from(parcel, file_of(tmp_path, "in transit"))
    assert (again.new, parcel.state) == (1, ShipmentState.IN_TRANSIT)
    assert taken_from(parcel, log).new == 0  # of the day before
    whole = file_of(tmp_path, "in transit", "delivery failed", "in transit", "delivered")
    assert [taken_from(parcel, whole).new for _time in range(2)] == [1, 0]
    assert parcel.state is ShipmentState.DELIVERED
    assert taken_from(parcel, file_of(tmp_path, "picked up", "in transit")).new == 1
    assert (parcel.state, parcel.track.stage) == (ShipmentState.DELIVERED, "delivered")
    assert (parcel.track.problem, parcel.letters) == ("", ["not_delivered", "shipped"])


def test_what_a_courier_tells_late_and_without_a_time_changes_nothing(parcel: Any) -> None:
    parcel.told(Stage.PICKED_UP)
    parcel.told(Stage.DELIVERED)
    parcel.told(Stage.OUT_FOR_DELIVERY)
    assert (parcel.state, parcel.track.problem) == (ShipmentState.DELIVERED, "")
    assert parcel.raws == ["PICKED_UP", "DELIVERED", "OUT_FOR_DELIVERY"]
    parcel.told(Stage.RETURNED)
    assert parcel.track.problem == "against"


def test_a_status_file_is_taken_in_once_in_the_order_of_its_times(
    parcel: Any, tmp_path: Any
) -> None:
    path = tmp_path / "status.csv"
    path.write_text(
        "waybill,state,time,note\r\n"
        "W1,Delivered,2026-01-02 10:00,at the door\r\n"
        "W1,di gudang,2026-01-01 09:00,\r\n"
        "W1,in transit,2026-01-01 10:00,\r\n"
        "W7,delivered,2026-01-02 10:00,\r\n"
        "W1,delivered,soon,\r\n",
        encoding="utf-8",
    )

    first, again = (taken_from(parcel, path) for _time in range(2))
    assert (first.new, first.known, first.strange) == (3, 0, ("di gudang",))
    assert [one.code for one in first.refused] == ["waybill_unknown", "date_unreadable"]
    assert (again.new, again.known) == (0, 3)
    assert parcel.state is ShipmentState.DELIVERED


def test_the_parcel_that_waits_longest_is_asked_about_first(
    parcel: Any, desk: Any, build: Any
) -> None:
    build.ready_order(parcel.db, "A2", {"TEH": 1})
    for code in ("A2", "TEH"):
        desk.scan(desk.last_seq() + 1, code)
    with writing(parcel.db) as tx:
        other = tx.execute(select(shipments.c.id).order_by(shipments.c.id.desc())).scalar()
        later = tx.now + timedelta(seconds=1)
        moved = update(shipments).where(shipments.c.id == other)
        tx.execute(moved.values(courier="far", waybill="W2", booked_at=later))
    for seconds in (0, 1, 2):
        ask(parcel, timedelta(hours=1, seconds=seconds))
    assert parcel.far.asked == ["W1", "W2"]
    ask(parcel, timedelta(hours=2))
    assert parcel.far.asked[2:] == ["W1"]


def test_a_booking_in_doubt_is_settled_by_the_courier_that_tells_of_it(parcel: Any) -> None:
    with writing(parcel.db) as tx:
        own_code = tx.execute(select(shipments.c.own_code)).scalar_one()
        tx.execute(update(labels).values(state="void"))
        tx.execute(update(parcels).values(state="complete"))
        tx.execute(update(shipments).values(state="unknown", waybill=""))
    parcel.far.heard = lambda headers, body: (
        Told("W50000", (Sighting("picked", Stage.PICKED_UP, None),), own_code),
    )
    taken = taker(parcel.following, Source.TOLD)
    assert hear(parcel.db, parcel.following, "far", {}, b"W50000", taken) is Hearing.TAKEN
    with reading(parcel.db) as tx:
        assert tx.execute(select(shipments.c.waybill)).scalar_one() == "W50000"
    assert (parcel.state, parcel.track.problem) == (ShipmentState.IN_TRANSIT, "")
