"""All that billing does by itself: what is due, standing orders, and what came back."""

from __future__ import annotations

from collections.abc import Callable

from core.billing.automatic.reasons import Owing, owed_by_orders
from core.billing.automatic.round import Done, Progress, bill_due
from core.billing.correcting.of_returns import credit_due
from core.billing.rules import BillingRules
from core.billing.standing.running import run_standing
from core.database import Database
from core.transaction import SYSTEM, Actor


def bill_all(
    database: Database,
    rules: BillingRules,
    *,
    actor: Actor = SYSTEM,
    owing: Owing = owed_by_orders,
    progress: Progress = lambda _done, _all: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Done:
    """Do all that is due today; doing it again makes nothing new. Raises NotAllowed."""
    done = Done()
    bill_due(database, rules, done, actor=actor, owing=owing, progress=progress, stopped=stopped)
    if not stopped():
        run_standing(database, rules, done, actor=actor, owing=owing)
    if not stopped():
        credit_due(database, rules, done, actor=actor, owing=owing)
    return done
