"""What couriers tell is kept once each; only what is newer, and goes with it, moves a parcel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from core.couriers.states import Stage
from core.couriers.tracking import Sighting
from core.errors import Refusal
from core.orders.payments.commands import Paid, confirm, report
from core.orders.payments.states import Method
from core.orders.states import OrderStatus
from core.returns.coming_back import take_in
from core.returns.queries import returns_of
from core.returns.states import ReturnState
from core.shipping.creating import cancel_shipment
from core.shipping.handing_over import hand_over_parcel
from core.shipping.models import shipments
from core.shipping.states import ShipmentState
from core.shipping.tracking.states import Problem, Source
from core.shipping.tracking.steps import CALLED, write_down
from core.stock.checks import differences
from core.transaction import reading, writing

S = ShipmentState


def test_a_parcel_that_nobody_scanned_out_leaves_with_the_first_news_and_ends_once(
    parcel: Any,
) -> None:
    parcel.told(Stage.CREATED, Stage.PICKED_UP, at=0)
    assert (parcel.state, parcel.letters) == (S.IN_TRANSIT, ["shipped"])
    for source in (Source.TOLD, Source.ASKED):  # the same twice, and once more when asked
        done = parcel.told(Stage.PICKED_UP, at=5, source=source)
        assert (done.taken.new, done.taken.stage) == (0, None)
    parcel.told(Stage.DELIVERED, at=90)
    assert parcel.told(Stage.OUT_FOR_DELIVERY, at=60).taken.new == 1  # late news
    assert parcel.told(Stage.DELIVERED).taken.new == 0  # once more without a time
    assert (parcel.state, parcel.status) == (S.DELIVERED, OrderStatus.DONE)
    assert parcel.raws == ["CREATED", "PICKED_UP", "OUT_FOR_DELIVERY", "DELIVERED"]
    assert parcel.letters == ["shipped"]
    with reading(parcel.db) as tx:
        assert differences(tx) == []


def test_a_state_that_nobody_knows_is_kept_and_shown_and_changes_nothing(parcel: Any) -> None:
    with writing(parcel.db) as tx:
        hand_over_parcel(tx, parcel.box)
    parcel.told("Đang\x1b[31m quá cảnh", at=0)
    track = parcel.track
    assert (parcel.state, track.problem, track.stage) == (S.IN_TRANSIT, Problem.STRANGE, "")
    assert track.raw == parcel.raws[0] == "Đang[31m quá cảnh"
    parcel.told(Stage.IN_TRANSIT, at=10)
    assert parcel.track.problem == ""


def test_an_attempt_that_failed_is_counted_once_and_told_once(parcel: Any) -> None:
    for minute in (0, 0, 200):
        parcel.told(Stage.DELIVERY_FAILED, at=minute)
    track = parcel.track
    assert (track.attempts, track.problem, track.why) == (2, Problem.FAILED, "nobody at home")
    assert (parcel.state, parcel.letters) == (S.FAILED, ["not_delivered"])
    parcel.told(Stage.OUT_FOR_DELIVERY, at=300)
    assert (parcel.state, parcel.track.problem) == (S.IN_TRANSIT, "")


def test_an_event_told_again_with_other_figures_is_the_same_event(parcel: Any) -> None:
    def hear(**figures: int) -> None:
        failed = Sighting("fail", Stage.DELIVERY_FAILED, parcel.at(0), **figures)
        with writing(parcel.db) as tx:
            take_in(tx, parcel.following, parcel.id, [failed], Source.ASKED)

    hear(weight_g=1500)
    with writing(parcel.db) as tx:
        write_down(tx, parcel.box, CALLED)
    hear()  # as it stands in the courier's log from then on
    assert parcel.raws == ["fail"]
    hear(weight_g=1700, fee=41_000)
    track = parcel.track
    assert (track.attempts, track.rests_until is None, parcel.raws) == (1, False, ["fail"] * 2)
    with reading(parcel.db) as tx:
        assert tx.execute(select(shipments.c.fee, shipments.c.charged_g)).one() == (41_000, 1700)


def test_what_has_left_is_not_cancelled_any_more(parcel: Any) -> None:
    for stage in (Stage.PICKED_UP, Stage.DELIVERY_FAILED, Stage.RETURNING):
        parcel.told(stage)
        with pytest.raises(Refusal) as refused, writing(parcel.db) as tx:
            cancel_shipment(tx, parcel.following.shipping, parcel.box)
        assert refused.value.code == "shipment_gone"


def test_what_comes_back_opens_one_return(parcel: Any) -> None:
    parcel.told(Stage.IN_TRANSIT, Stage.DELIVERY_FAILED, at=0)
    opened = parcel.told(Stage.RETURNING, at=100).returned
    assert opened
    assert parcel.told(Stage.RETURNED, at=200).returned == ""
    with reading(parcel.db) as tx:
        (only,) = returns_of(tx, parcel.order)
    assert (only.code, only.state) == (opened, ReturnState.ANNOUNCED)
    assert parcel.state is S.RETURNED


def test_what_does_not_go_with_what_is_known_changes_nothing_but_is_shown(
    parcel: Any,
) -> None:
    parcel.told(Stage.DELIVERED, at=0)
    parcel.told(Stage.RETURNING, at=50)
    track = parcel.track
    assert (track.problem, track.why) == (Problem.AGAINST, "shipment_delivered")
    assert (parcel.state, parcel.status) == (S.DELIVERED, OrderStatus.DONE)


def test_what_is_to_be_collected_keeps_a_delivered_order_open(
    make_parcel: Callable[..., Any],
) -> None:
    parcel = make_parcel(paid=0, cod=25_000_00)
    parcel.told(Stage.DELIVERED, at=0)
    assert (parcel.state, parcel.status) == (S.DELIVERED, OrderStatus.SHIPPING)
    with writing(parcel.db) as tx:
        made = report(tx, parcel.following.policy, parcel.order, Paid(25_000_00, Method.COD))
        confirm(tx, parcel.following.policy, made.payment.id)
    assert parcel.status is OrderStatus.DONE
