"""Invoices of standing orders: one a period, each by itself, and a person asked about more."""

from __future__ import annotations

import logging
from datetime import date
from enum import StrEnum

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from core.audit import record
from core.billing.automatic.making import Made, Outcome, keep
from core.billing.automatic.reasons import Owing, owed_by_orders
from core.billing.automatic.round import Done
from core.billing.charges.lines import Asked, priced
from core.billing.drawing import Drawn, buyer_of, drawn_of
from core.billing.making import put
from core.billing.profiles.queries import Profile, profile_of
from core.billing.profiles.states import Hold
from core.billing.rates.queries import tax_rates_of
from core.billing.rules import BillingRules
from core.billing.standing.commands import step_on
from core.billing.standing.models import standing_orders, standing_runs
from core.billing.standing.queries import Standing, due_standing, lines_of, standing, waiting
from core.billing.standing.states import Auto, RunState
from core.billing.states import InvoiceState, Reason
from core.clock import local
from core.database import Database
from core.errors import Refusal
from core.people.permissions import Permission, require
from core.transaction import Actor, Transaction, reading, run

logger = logging.getLogger(__name__)


class CatchUp(StrEnum):
    """What becomes of periods that were missed."""

    ALL = "all"
    """Each gets its invoice."""
    LAST = "last"
    """Only the newest does."""
    NONE = "none"


def run_standing(
    database: Database, rules: BillingRules, done: Done, *, actor: Actor, owing: Owing
) -> None:
    """Make what is due of each standing order; where one fails the others go on.

    More than one period at once is never made without being asked for: `catch_up` answers.
    """
    with reading(database, actor) as tx:
        require(tx, Permission.INVOICE_ISSUE)
        found = due_standing(tx, local(tx.now, rules.zone).date())
    for one in found:
        _one(database, actor, rules, one, owing, done)


def _one(
    database: Database,
    actor: Actor,
    rules: BillingRules,
    one: Standing,
    owing: Owing,
    done: Done,
) -> None:
    """What is due of one standing order, in a transaction of its own."""
    try:
        made = run(database, actor, lambda tx: make_due(tx, rules, one.id, owing))
    except IntegrityError:
        logger.info("standing order %s: somebody else made it", one.id)
        return
    except Refusal as error:
        code = error.code
        logger.warning("standing order %s made nothing: %s", one.id, error)
        done.refused.append((one.name, error))
        run(database, actor, lambda tx: _note(tx, one.id, code))
        return
    if made is not None:
        done.add(made)


def make_due(tx: Transaction, rules: BillingRules, standing_id: int, owing: Owing) -> Made | None:
    """Make the invoice of the period that is due; None where none is, or it was made meanwhile.

    Raises Refusal ``standing_waits`` where more than one is due, and what making an invoice raises.
    """
    require(tx, Permission.INVOICE_ISSUE)
    one = standing(tx, standing_id, lock=True)
    days = waiting(one, rules, local(tx.now, rules.zone).date())
    profile = profile_of(tx, one.customer_id)
    if not days or profile.hold is Hold.HARD:
        return None
    if len(days) > 1:
        raise Refusal("standing_waits", name=one.name, periods=len(days))
    return _make(tx, rules, one, days[0], profile, owing, late=False)[0]


def catch_up(
    tx: Transaction,
    rules: BillingRules,
    standing_id: int,
    which: CatchUp,
    owing: Owing = owed_by_orders,
) -> list[Made]:
    """Answer what becomes of the periods that are due; their invoices are looked at first.

    Raises Refusal ``standing_not_due`` where none is.
    """
    require(tx, Permission.INVOICE_ISSUE)
    one = standing(tx, standing_id, lock=True)
    days = waiting(one, rules, local(tx.now, rules.zone).date())
    if not days:
        raise Refusal("standing_not_due", name=one.name)
    profile = profile_of(tx, one.customer_id)
    made: list[Made] = []
    late = len(days) > 1
    for at, day in enumerate(days, 1):
        if which is CatchUp.ALL or (which is CatchUp.LAST and at == len(days)):
            result, one = _make(tx, rules, one, day, profile, owing, late=late)
            made.append(result)
        else:
            row = {"standing_id": one.id, "period": one.next_period, "day": day, "run_at": tx.now}
            skipped = {"state": RunState.SKIPPED.value, "invoice_id": None}
            tx.execute(insert(standing_runs), row | skipped)
            one = step_on(tx, rules, one)
    record(tx, "standing_caught_up", standing=one.id, name=one.name, which=which.value)
    return made


def _make(
    tx: Transaction,
    rules: BillingRules,
    one: Standing,
    day: date,
    profile: Profile,
    owing: Owing,
    *,
    late: bool,
) -> tuple[Made, Standing]:
    """The invoice of one period, and the standing order as it stands then."""
    drawn = _draw(tx, rules, one, day, profile)
    made: Made
    if one.auto is Auto.ISSUE:
        made = keep(tx, rules, profile, drawn, owing, late=late)
    else:
        draft = one.auto is Auto.DRAFT
        state = InvoiceState.DRAFT if draft else InvoiceState.REVIEW
        reasons = (Reason.ASKED, Reason.LATE) if late else (Reason.ASKED,)
        key = put(tx, rules, drawn, state=state, reasons=reasons)
        made = (Outcome.DRAFT if draft else Outcome.REVIEW), key
    row = {"standing_id": one.id, "period": one.next_period, "day": day, "run_at": tx.now}
    tx.execute(insert(standing_runs), row | {"state": RunState.MADE.value, "invoice_id": made[1]})
    return made, step_on(tx, rules, one)


def _draw(
    tx: Transaction, rules: BillingRules, one: Standing, day: date, profile: Profile
) -> Drawn:
    asked = [
        Asked(line.item, line.description, line.quantity, line.unit_price, line.tax_rate, day)
        for line in lines_of(tx, one.id)
    ]
    taxes = tax_rates_of(tx, rules.country)
    today = local(tx.now, rules.zone).date()
    found = priced(tx, profile, one.currency, asked, taxes, today)
    return drawn_of(
        rules,
        profile,
        reference=f"{one.name[:60]} {day:%d/%m/%Y}",
        customer_id=one.customer_id,
        currency=one.currency,
        buyer=buyer_of(tx, profile, one.customer_id),
        lines=found.lines,
        lapsed=found.lapsed,
        unpriced=found.unpriced,
    )


def _note(tx: Transaction, standing_id: int, code: str) -> None:
    """Keep why nothing was made, where that is not known yet."""
    tx.execute(
        update(standing_orders)
        .where(standing_orders.c.id == standing_id, standing_orders.c.error != code[:200])
        .values(error=code[:200])
    )
