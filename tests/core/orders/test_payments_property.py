"""Whatever is done to the money of orders, the paid sum is what its payments add up to."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import select

from core.database import Database
from core.errors import IllegalTransition, Refusal
from core.orders.models import orders
from core.orders.payments.checks import paid_differences
from core.orders.payments.commands import Paid, confirm, refund, refuse, report, reverse
from core.orders.payments.intake import Change, adjust
from core.orders.payments.states import PaymentKind
from core.orders.status import Policy

sys.path.insert(0, str(Path(__file__).parents[2]))

from random_work import RandomWork, work_at_random

POLICY = Policy()
amounts = st.integers(1, 90_000_00)
which = st.integers(0, 99)


class Till(RandomWork):
    """Random money on two orders, in one transaction that is rolled back at the end."""

    @initialize()
    def open(self) -> None:
        self.begin()
        self.build.warehouse(self.tx)
        self.build.product(self.tx, "TEH")
        self.orders = [
            self.build.order(self.tx, number, {"TEH": 2}, status="unpaid", paid=0, source=source)
            for number, source in (("A1", "manual"), ("A2", "shopee"))
        ]
        self.kept = dict.fromkeys(self.orders, 0)  # what the test counts
        self.payments: list[tuple[int, int, int]] = []  # payment, order, what it counts

    def attempt(self, deed: Callable[[], Any]) -> Any:
        """As a transaction would: all of it or nothing."""
        try:
            with self.connection.begin_nested():
                return deed()
        except (Refusal, IllegalTransition):
            return None

    @rule(at=which, amount=amounts, sure=st.booleans())
    def says_so(self, at: int, amount: int, sure: bool) -> None:
        order = self.orders[at % 2]
        done = self.attempt(lambda: report(self.tx, POLICY, order, Paid(amount), sure=sure))
        if done is not None:
            self.payments.append((done.payment.id, order, amount))

    @rule(at=which, how=st.sampled_from(["confirm", "refuse", "reverse"]))
    def decides(self, at: int, how: str) -> None:
        if not self.payments:
            return
        payment, order, counts = self.payments[at % len(self.payments)]
        if how == "confirm":
            done = self.attempt(lambda: confirm(self.tx, POLICY, payment, sure=True))
            self.kept[order] += counts if done else 0
        elif how == "refuse":
            self.attempt(lambda: refuse(self.tx, POLICY, payment, "no"))
        else:
            done = self.attempt(lambda: reverse(self.tx, POLICY, payment, "wrong"))
            self.kept[order] -= counts if done else 0

    @rule(at=which, amount=amounts)
    def gives_back(self, at: int, amount: int) -> None:
        order = self.orders[at % 2]
        done = self.attempt(lambda: refund(self.tx, POLICY, order, Paid(amount), "back"))
        assert (done is not None) == (amount <= self.kept[order])
        if done is not None:
            assert done.payment.kind is PaymentKind.REFUND
            self.kept[order] -= amount
            self.payments.append((done.payment.id, order, -amount))

    @rule(amount=amounts)
    def channel_tells(self, amount: int) -> None:
        order = self.orders[1]
        day = self.tx.now.date()
        change: Change = adjust(self.tx, order, amount, day)
        self.kept[order] += change.by
        assert change.by <= amount
        assert adjust(self.tx, order, amount, day).by == 0, "told twice, counted once"

    @invariant()
    def adds_up(self) -> None:
        if not hasattr(self, "tx"):
            return
        assert paid_differences(self.tx) == []
        for order, kept in self.kept.items():
            paid = self.tx.execute(select(orders.c.paid).where(orders.c.id == order)).scalar_one()
            assert paid == kept >= 0


@pytest.mark.parametrize("examples", [12])
def test_the_paid_sum_is_what_the_payments_say(
    db: Database, build: ModuleType, examples: int
) -> None:
    work_at_random(Till, db, build, examples=examples, steps=20)
