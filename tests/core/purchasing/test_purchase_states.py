"""A purchase order takes exactly the steps that it has."""

from __future__ import annotations

from itertools import product

import pytest

from core.errors import IllegalTransition
from core.lifecycle import check_step
from core.purchasing.states import PURCHASE_STEPS, PurchaseState

P = PurchaseState
ALLOWED = {
    (P.DRAFT, P.ORDERED),
    (P.DRAFT, P.CANCELLED),
    (P.ORDERED, P.PART_RECEIVED),
    (P.ORDERED, P.RECEIVED),
    (P.ORDERED, P.CANCELLED),
    (P.PART_RECEIVED, P.RECEIVED),
    (P.PART_RECEIVED, P.CLOSED),
    (P.RECEIVED, P.CLOSED),
    # What was received by mistake is taken back.
    (P.PART_RECEIVED, P.ORDERED),
    (P.RECEIVED, P.PART_RECEIVED),
    (P.RECEIVED, P.ORDERED),
}


def test_the_states_are_these() -> None:
    assert [state.value for state in P] == [
        "draft",
        "ordered",
        "part_received",
        "received",
        "closed",
        "cancelled",
    ]


@pytest.mark.parametrize(("now", "then"), list(product(P, P)))
def test_each_step_is_allowed_or_refused(now: P, then: P) -> None:
    if (now, then) in ALLOWED:
        check_step(PURCHASE_STEPS, now, then)
    else:
        with pytest.raises(IllegalTransition):
            check_step(PURCHASE_STEPS, now, then)
