"""Random work in any order, in one transaction that is rolled back at the end."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TypeVar

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from core import clock
from core.database import Database
from core.transaction import SYSTEM, Transaction

T = TypeVar("T")


class RandomWork(RuleBasedStateMachine):
    """Base of machines: their database, the builders, and the transaction that `begin` opens."""

    db: Database
    build: ModuleType

    def begin(self) -> Transaction:
        """Open the transaction that all the work is done in."""
        self.connection = self.db.writer.connect()
        self.tx = Transaction(self.connection, SYSTEM, clock.now())
        return self.tx

    def teardown(self) -> None:
        """Take it all back."""
        if hasattr(self, "connection"):
            self.connection.rollback()
            self.connection.close()


def one_of(among: Sequence[T], pick: int) -> list[T]:
    """One of them, or none where there are none."""
    return [among[pick % len(among)]] if among else []


def work_at_random(
    work: type[RandomWork],
    db: Database,
    build: ModuleType,
    *,
    examples: int,
    steps: int = 25,
    **more: object,
) -> None:
    """Do so many examples of the work, each of at most so many steps; it has `more` besides."""
    machine = type(f"This{work.__name__}", (work,), {"db": db, "build": build, **more})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None
        ),
    )
