"""The same done to many orders: each in a transaction of its own, with what became of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.database import Database
from core.errors import DatabaseRefusal, KemasError
from core.orders.commands import head
from core.transaction import Actor, Transaction, reading, run

Step = Callable[[Transaction, int], bool]
"""Does it to one order; False where the order was so already, and nothing changed."""
Progress = Callable[[int, int], bool]
"""Hears how many of how many are through; False stops before the next one."""

_BREATH = 0.002
"""Seconds between two orders on SQLite: whoever waits for its one write lock takes it then."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One order to which it could not be done, and why."""

    id: int
    order_no: str
    channel: str
    error: KemasError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the orders, in the order in which they were given."""

    done: tuple[int, ...] = ()
    unchanged: tuple[int, ...] = ()
    """Orders that were so before."""
    failed: tuple[Failure, ...] = ()
    left: tuple[int, ...] = ()
    """Orders to which it did not come: somebody stopped it, or the database went away."""
    stopped_by: KemasError | None = None
    """Why it ended early, where nobody asked for that."""

    @property
    def again(self) -> tuple[int, ...]:
        """What is worth another try: what failed and what is left."""
        return (*(one.id for one in self.failed), *self.left)


@dataclass(slots=True)
class _Tally:
    done: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    def outcome(self, left: Sequence[int], why: KemasError | None = None) -> Outcome:
        return Outcome(
            tuple(self.done), tuple(self.unchanged), tuple(self.failed), tuple(left), why
        )


def do_all(
    database: Database, actor: Actor, ids: Sequence[int], step: Step, progress: Progress
) -> Outcome:
    """Do a step to each order once; one that is refused does not hold up the others.

    What was done stays done, whatever ends it: the same again finds it done.
    """
    wanted = list(dict.fromkeys(ids))
    tally = _Tally()
    for at, order_id in enumerate(wanted):
        if not progress(at, len(wanted)):
            return tally.outcome(wanted[at:])
        if at and database.is_sqlite:
            time.sleep(_BREATH)
        try:
            changed = run(database, actor, lambda tx, one=order_id: step(tx, one))  # type: ignore[misc]
        except DatabaseRefusal as refusal:
            if refusal.code != "database_busy":
                return tally.outcome(wanted[at:], refusal)
            tally.failed.append(_failure(database, order_id, refusal))
        except KemasError as refusal:
            tally.failed.append(_failure(database, order_id, refusal))
        else:
            (tally.done if changed else tally.unchanged).append(order_id)
    progress(len(wanted), len(wanted))
    return tally.outcome(())


def _failure(database: Database, order_id: int, error: KemasError) -> Failure:
    try:
        with reading(database) as tx:
            order = head(tx, order_id)
    except KemasError:  # it is not there, or cannot be read: its own number has to do
        return Failure(order_id, str(order_id), "", error)
    return Failure(order_id, order.order_no, order.channel, error)
