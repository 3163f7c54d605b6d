"""A round of billing: all that is due, in short transactions; once more, it does nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.billing.automatic.due import Unit, due_units
from core.billing.automatic.making import Made, Outcome, make
from core.billing.automatic.reasons import Owing
from core.billing.rules import BillingRules
from core.clock import local
from core.database import Database
from core.errors import Refusal
from core.people.permissions import Permission, require
from core.transaction import Actor, Transaction, reading, run_among_others

logger = logging.getLogger(__name__)
BATCH = 20
"""Invoices of one transaction: a scan waits no longer than these take."""
Progress = Callable[[int, int], None]
"""Told how many are done, and of how many."""


@dataclass(slots=True)
class Done:
    """What a round did."""

    counts: dict[Outcome, int] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    """Invoices that were made."""
    refused: list[tuple[str, Refusal]] = field(default_factory=list)
    """What could not be made, and why."""

    def count(self, outcome: Outcome) -> int:
        """How many ended so."""
        return self.counts.get(outcome, 0)

    def add(self, made: Made) -> None:
        """Another one."""
        outcome, invoice_id = made
        self.counts[outcome] = self.count(outcome) + 1
        if invoice_id is not None:
            self.ids.append(invoice_id)


def bill_due(
    database: Database,
    rules: BillingRules,
    done: Done,
    *,
    actor: Actor,
    owing: Owing,
    progress: Progress,
    stopped: Callable[[], bool],
) -> None:
    """Invoice orders and charges that are due today; what cannot be is named, and tried again.

    Raises NotAllowed.
    """
    with reading(database, actor) as tx:
        require(tx, Permission.INVOICE_ISSUE)
        units = due_units(tx, rules, local(tx.now, rules.zone).date())
    for at in range(0, len(units), BATCH):
        if stopped():
            break
        _batch(database, actor, rules, units[at : at + BATCH], owing, done)
        progress(min(at + BATCH, len(units)), len(units))


def _batch(
    database: Database,
    actor: Actor,
    rules: BillingRules,
    units: Sequence[Unit],
    owing: Owing,
    done: Done,
) -> None:
    """All of a batch at once; where one of them cannot be made, each by itself."""

    def work(tx: Transaction) -> list[Made]:
        return [make(tx, rules, unit, owing) for unit in units]

    try:
        for made in run_among_others(database, actor, work):
            done.add(made)
    except Refusal as error:
        if len(units) > 1:
            for unit in units:
                _batch(database, actor, rules, [unit], owing, done)
        elif error.code != "invoice_there":  # else another one made it
            name = units[0].order_no or str(units[0].period)
            logger.warning("%s is not invoiced: %s", name, error)
            done.refused.append((name, error))
