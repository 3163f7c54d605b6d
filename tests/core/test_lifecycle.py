"""Life cycles are closed: of all pairs of states exactly the listed ones are steps."""

from __future__ import annotations

from enum import StrEnum
from itertools import product

import pytest

from core.billing.sending.states import DELIVERY_STEPS, DeliveryState
from core.billing.standing.states import STANDING_STEPS, StandingState
from core.channels.publishing.states import PUBLISH_STEPS, Stand
from core.errors import IllegalTransition
from core.fulfilment.states import PARCEL_STEPS, ParcelState
from core.lifecycle import check_step
from core.messages.states import MESSAGE_STEPS, MessageState
from core.orders.payments.states import PAYMENT_STEPS, PaymentState
from core.orders.states import FULFILMENT_STEPS, STATUS_STEPS, Fulfilment, OrderStatus
from core.outbox import OUTBOX_STEPS, OutboxState
from core.paper.states import JOB_STEPS, LABEL_STEPS, JobState, LabelState
from core.returns.states import RETURN_STEPS, ReturnState
from core.shipping.ahead.states import AHEAD_STEPS, RUN_STEPS, AheadState, RunState
from core.shipping.states import SHIPMENT_STEPS, ShipmentState

Steps = frozenset[tuple[StrEnum, StrEnum]]

# Every step, a line a state: what it may become. Written a second time on purpose.
ALLOWED: dict[type[StrEnum], tuple[Steps, dict[str, str]]] = {
    OrderStatus: (
        STATUS_STEPS,
        {
            "unpaid": "down_payment to_confirm processing cancelled",
            "down_payment": "unpaid to_confirm processing cancelled",
            "to_confirm": "unpaid down_payment processing cancelled",
            "processing": "unpaid down_payment to_confirm shipping cancelled",
            "shipping": "processing done cancelled returned",
            "done": "shipping returned",
        },
    ),
    Fulfilment: (
        FULFILMENT_STEPS,
        {
            "short": "ready handed_over held cancelled",
            "ready": "short picking packing handed_over held cancelled",
            "picking": "ready picked short held cancelled",
            "picked": "picking packing short held cancelled",
            "packing": "ready picked short packed held cancelled",
            "packed": "packing held handed_over cancelled",
            "handed_over": "packed",
            "held": "short ready picked packing packed handed_over cancelled",
        },
    ),
    DeliveryState: (
        DELIVERY_STEPS,
        {"held": "ready given taken_out", "ready": "held given taken_out"},
    ),
    AheadState: (
        AHEAD_STEPS,
        {
            "wanted": "arranged taken failed left_out",
            "arranged": "fetched taken failed left_out",
            "fetched": "printed taken failed left_out",
            "failed": "wanted taken",
            "left_out": "wanted taken",
        },
    ),
    RunState: (RUN_STEPS, {"working": "done", "done": "working"}),
    Stand: (
        PUBLISH_STEPS,
        {
            "draft": "waiting",
            "waiting": "review live refused",
            "refused": "waiting",
            "review": "live refused waiting",
            "live": "refused review waiting",
        },
    ),
    StandingState: (
        STANDING_STEPS,
        {"draft": "active ended", "active": "paused ended", "paused": "active ended"},
    ),
    PaymentState: (
        PAYMENT_STEPS,
        {"reported": "confirmed refused", "confirmed": "reversed"},
    ),
    MessageState: (
        MESSAGE_STEPS,
        {
            "shown": "sent failed",
            "queued": "sent failed unknown",
            "unknown": "sent failed",
            "failed": "queued",
        },
    ),
    ParcelState: (
        PARCEL_STEPS,
        {
            "open": "complete void",
            "complete": "open labelled void",
            "labelled": "open complete closed void",
            "closed": "open complete handed_over void",
            "handed_over": "closed",
        },
    ),
    ShipmentState: (
        SHIPMENT_STEPS,
        {
            "draft": "requested cancelled",
            "requested": "booked rejected unknown cancelling",
            "unknown": "booked rejected cancelling cancelled",
            "rejected": "cancelled",
            "booked": "cancelling in_transit delivered lost",
            "cancelling": "cancelled",
            "in_transit": "booked delivered failed returning lost",
            "failed": "in_transit delivered returning lost",
            "returning": "returned lost",
        },
    ),
    ReturnState: (
        RETURN_STEPS,
        {
            "announced": "arrived refused",
            "arrived": "inspected refused",
            "inspected": "settled refused",
        },
    ),
    LabelState: (LABEL_STEPS, {"current": "void"}),
    JobState: (
        JOB_STEPS,
        {
            "queued": "sending failed cancelled",
            "sending": "queued printed unknown",
            "unknown": "printed failed",
        },
    ),
    OutboxState: (
        OUTBOX_STEPS,
        {
            "pending": "in_flight",
            "in_flight": "pending done rejected unknown",
            "unknown": "pending done rejected",
        },
    ),
}
PAIRS = [
    pytest.param(life, now, then, id=f"{life.__name__}-{now}-{then}")
    for life in ALLOWED
    for now, then in product(life, life)
]


@pytest.mark.parametrize(("life", "now", "then"), PAIRS)
def test_a_step_passes_only_where_it_is_listed(
    life: type[StrEnum], now: StrEnum, then: StrEnum
) -> None:
    steps, allowed = ALLOWED[life]
    if then.value in allowed.get(now.value, "").split():
        check_step(steps, now, then)
        return
    with pytest.raises(IllegalTransition) as refused:
        check_step(steps, now, then, order="A1")
    assert refused.value.code == "illegal_step"
    assert refused.value.params == {
        "life": life.__name__,
        "now": now.value,
        "then": then.value,
        "order": "A1",
    }


@pytest.mark.parametrize("life", list(ALLOWED), ids=lambda life: life.__name__)
def test_every_state_can_be_reached_and_only_ends_stand_still(life: type[StrEnum]) -> None:
    steps, _allowed = ALLOWED[life]
    reached = {next(iter(life))}
    while more := {then for now, then in steps if now in reached} - reached:
        reached |= more
    assert reached == set(life)
    ends = {state.value for state in life} - {now.value for now, _then in steps}
    assert (
        ends
        == {
            "OrderStatus": {"cancelled", "returned"},
            "Fulfilment": {"cancelled"},
            "PaymentState": {"refused", "reversed"},
            "MessageState": {"sent"},
            "ParcelState": {"void"},
            "ShipmentState": {"cancelled", "delivered", "returned", "lost"},
            "ReturnState": {"settled", "refused"},
            "LabelState": {"void"},
            "DeliveryState": {"given", "taken_out"},
            "StandingState": {"ended"},
            "Stand": set(),
            "AheadState": {"printed", "taken"},
            "RunState": set(),
            "JobState": {"printed", "failed", "cancelled"},
            "OutboxState": {"done", "rejected"},
        }[life.__name__]
    )
