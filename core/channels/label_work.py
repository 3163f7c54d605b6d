"""The worker makes the labels of a run: looked at, arranged, fetched, and printed in order.

Each step is written down before the next one, and begins with a look at how the packages are: so
a worker that is killed in the middle is followed by one that goes on, and nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, select

from core import outbox
from core.channels.batches import batches_of
from core.channels.label_print import Prints
from core.channels.label_rows import rows_of, these
from core.channels.label_runs import KIND, end_run
from core.channels.label_steps import FRESH, arranged, fetched, look
from core.channels.registry import Shop
from core.database import Database
from core.draining import Due, Payload, Recovery
from core.outbox import Intent, OutboxState
from core.shipping.ahead.commands import step_ahead
from core.shipping.ahead.models import label_runs
from core.shipping.ahead.states import OPEN, AheadState
from core.shipping.fetching import Draws
from core.shipping.settings import ShippingSettings
from core.transaction import SYSTEM, Actor, Transaction, reading, run

__all__ = ["KIND", "LabelWork"]
_LEASE_MS = 20_000
_ROUNDS = 40
"""So often a run is gone through before others get their turn."""
_BREATH = timedelta(seconds=1)
_PATIENCE = timedelta(minutes=5)
"""So long a platform is asked for a document that is not ready; then it is named, and retried."""


class LabelWork:
    """The handler of runs."""

    def __init__(self, shops: Sequence[Shop], settings: ShippingSettings, draws: Draws) -> None:
        self._shops = {one.name: one for one in shops}
        self._prints = Prints(settings, draws, {one.name: one.name for one in shops})

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program, at the station of those who wanted the labels."""
        row = tx.execute(_run, {"b_run": payload["run"]}).one()
        return Actor(operator_id=row.operator_id, station_id=row.station_id, is_system=True)

    def carry_out(self, database: Database, due: Due) -> None:
        """Go through the run until nothing moves; what is not ready is asked for again soon."""
        intent = run(database, due.actor, lambda tx: outbox.take(tx, only=due.intent))
        if intent is None:
            return
        number = int(due.payload["run"])
        for _round in range(_ROUNDS):
            run(database, SYSTEM, lambda tx: outbox.hold(tx, intent, self._lease))
            moved = self._round(database, number)
            moved |= self._prints.print_ready(database, due.actor, number, self._still)
            if not moved:
                break
        run(database, SYSTEM, lambda tx: self._finish(tx, intent, number))

    @property
    def _lease(self) -> int:
        slowest = max((one.settings.timeout_seconds for one in self._shops.values()), default=0)
        return _LEASE_MS + 1000 * slowest

    def _finish(self, tx: Transaction, intent: Intent, number: int) -> None:
        left = rows_of(tx, number, OPEN)
        since = tx.execute(_run, {"b_run": number}).one().turned_at
        if left and tx.now - since > _PATIENCE:
            for one in left:
                step_ahead(tx, one.id, one.state, AheadState.FAILED, why="label_not_ready")
            left = []
        if left:
            outbox.finish(tx, intent, OutboxState.PENDING, again_at=tx.now + _BREATH)
        elif outbox.finish(tx, intent, OutboxState.DONE):
            end_run(tx, number)

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """It goes on: each step begins with a look at how it stands."""
        return Recovery(again=True, error="executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It always goes on."""

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It broke off too often: what is left is named, and tried again by a person."""
        for one in rows_of(tx, int(payload["run"]), OPEN):
            step_ahead(tx, one.id, one.state, AheadState.FAILED, why=error)
        end_run(tx, int(payload["run"]))

    def _round(self, database: Database, number: int) -> bool:
        """One step further with every shop; whether anything moved."""
        moved = False
        for shop in self._shops.values():
            asks = batches_of(shop.adapter)
            with reading(database) as tx:
                mine = [one for one in rows_of(tx, number, OPEN) if one.shop == shop.name]
            wanted = [one for one in mine if one.state is AheadState.WANTED]
            for at in range(0, len(wanted), asks.most):
                moved |= arranged(database, shop, asks, wanted[at : at + asks.most])
            with reading(database) as tx:
                drawn = [
                    o for o in rows_of(tx, number, {AheadState.ARRANGED}) if o.shop == shop.name
                ]
            for at in range(0, len(drawn), asks.most):
                moved |= fetched(database, shop, asks, drawn[at : at + asks.most])
        return moved

    def _still(self, database: Database, label_ids: Sequence[int]) -> None:
        """Look once more at what is about to be printed: paper is used for nothing that left."""
        with reading(database) as tx:
            found = these(tx, label_ids)
            late = [one for one in found if tx.now - one.changed_at > FRESH]
        for shop in self._shops.values():
            mine = [one for one in late if one.shop == shop.name]
            if mine:
                look(database, shop, batches_of(shop.adapter), mine)


_run = select(label_runs.c.operator_id, label_runs.c.station_id, label_runs.c.turned_at).where(
    label_runs.c.id == bindparam("b_run")
)
