"""A handler of outbox rows for tests: it settles a row, at once or when it is let go."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import partial

from core import outbox
from core.database import Database
from core.draining import Due, Payload, Recovery
from core.outbox import OutboxState
from core.transaction import SYSTEM, Actor, Transaction, run


@dataclass
class Waiting:
    """Remembers what it carried out."""

    hang: threading.Event | None = None
    begun: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        return SYSTEM

    def carry_out(self, database: Database, due: Due) -> None:
        intent = run(database, due.actor, partial(outbox.take, only=due.intent))
        assert intent is not None
        self.begun.append(intent.key)
        if self.hang is not None:
            self.hang.wait(30)
        run(
            database,
            due.actor,
            lambda tx: outbox.finish(tx, intent, OutboxState.DONE),
        )
        self.done.append(intent.key)

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        return Recovery(False, "gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """Nothing to say."""

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """Nothing to say."""
