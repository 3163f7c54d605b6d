"""What an order waits for: its money, or a person; over every policy and every kind of buyer."""

from __future__ import annotations

from itertools import product

import pytest

from core.customers.models import Trust
from core.orders.states import PLACED, STATUS_STEPS, OrderStatus, Source
from core.orders.status import Facts, Policy, status_of

UNPAID, DOWN, LOOK, WORK = (*PLACED, OrderStatus.PROCESSING)
STRICT = Policy(cod_skips=False, trusted_skips=False)


def facts(
    total: int = 100,
    paid: int = 0,
    cod: int = 0,
    *,
    source: Source = Source.MANUAL,
    trust: Trust = Trust.NONE,
    reported: bool = False,
    seen: bool = False,
) -> Facts:
    return Facts(source, total, paid, cod, trust, reported, seen)


@pytest.mark.parametrize(
    ("policy", "said", "then"),
    [
        (Policy(), facts(), UNPAID),
        (Policy(), facts(paid=40), DOWN),
        (Policy(), facts(paid=40, source=Source.WEB), UNPAID),
        (Policy(), facts(reported=True), LOOK),
        (Policy(), facts(paid=40, reported=True), LOOK),
        (Policy(), facts(paid=100), WORK),
        (Policy(), facts(paid=120, reported=True), WORK),
        (Policy(), facts(total=0), WORK),
        (Policy(percent=50), facts(paid=49), DOWN),
        (Policy(percent=50), facts(paid=50), WORK),
        (Policy(), facts(cod=100), WORK),
        (Policy(), facts(cod=60), UNPAID),
        (Policy(), facts(cod=60, paid=40), WORK),
        (Policy(), facts(trust=Trust.TRUSTED), WORK),
        (STRICT, facts(cod=100), LOOK),
        (STRICT, facts(cod=100, seen=True), WORK),
        (STRICT, facts(cod=60), UNPAID),
        (STRICT, facts(cod=60, paid=40), LOOK),
        (STRICT, facts(cod=100, paid=100), WORK),
        (STRICT, facts(trust=Trust.TRUSTED), UNPAID),
        (Policy(cod_skips=False), facts(cod=100, trust=Trust.TRUSTED), WORK),
        (Policy(), facts(trust=Trust.BLOCKED), UNPAID),
        (Policy(), facts(paid=100, trust=Trust.BLOCKED), LOOK),
        (Policy(), facts(cod=100, trust=Trust.BLOCKED), LOOK),
        (Policy(), facts(paid=100, trust=Trust.BLOCKED, seen=True), WORK),
        (Policy(), facts(total=0, trust=Trust.BLOCKED), LOOK),
    ],
)
def test_an_order_waits_for_what_it_lacks(policy: Policy, said: Facts, then: OrderStatus) -> None:
    assert status_of(policy, said) is then


def test_whatever_is_known_of_the_money_every_order_that_waits_can_go_where_it_leads() -> None:
    reached = set()
    for cod_skips, trusted_skips, paid, cod, source, trust, reported, seen in product(
        *[(True, False)] * 2, (0, 30, 100, 130), (0, 50, 100), Source, Trust, *[(True, False)] * 2
    ):
        policy = Policy(cod_skips, trusted_skips)
        said = facts(100, paid, cod, source=source, trust=trust, reported=reported, seen=seen)
        then = status_of(policy, said)
        reached.add(then)
        assert all(now is then or (now, then) in STATUS_STEPS for now in PLACED)
        assert then is not DOWN or source is Source.MANUAL
        if trust is Trust.BLOCKED and not seen:
            assert then is not WORK
        if then is WORK and paid + cod < 100:
            assert trust is Trust.TRUSTED
    assert reached == {UNPAID, DOWN, LOOK, WORK}
