"""Setting standing orders up, starting, pausing and ending them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, update

from core.audit import record
from core.billing.rates.commands import percent
from core.billing.rules import BillingRules
from core.billing.standing.calendar import checked, days_from
from core.billing.standing.models import standing_lines, standing_orders
from core.billing.standing.queries import Standing, lines_of, next_days, standing
from core.billing.standing.states import STANDING_STEPS, Auto, Shift, StandingState
from core.customers.queries import customer
from core.errors import Refusal
from core.files import values
from core.lifecycle import check_step
from core.people.permissions import Permission, require
from core.transaction import Transaction

MOST_LEAD = 60
"""Days that an invoice may be made before its day."""
MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class NewLine:
    """What stands on it; minor units with tax, None where the price list says it."""

    item: str
    quantity: int
    unit_price: int | None = None
    tax_rate: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class NewStanding:
    """A standing order as a person tells it."""

    customer_id: int
    name: str
    rule: str
    anchor: date
    lines: Sequence[NewLine]
    currency: str
    shift: Shift = Shift.NONE
    auto: Auto = Auto.REVIEW
    lead_days: int = 0


def planned(rules: BillingRules, new: NewStanding, count: int = 5) -> list[date]:
    """The first days that a standing order would have; Refusal ``standing_rule``."""
    rule = checked(new.rule)
    return days_from(rule, new.anchor, 0, count, shift=new.shift, holidays=rules.holidays)


def add(tx: Transaction, rules: BillingRules, new: NewStanding) -> Standing:
    """Set a standing order up as a draft; `start` begins it.

    Raises NotFound ``customer_not_found``, Refusal ``standing_rule``, ``standing_no_day``,
    ``standing_no_lines``, ``standing_lead``, and those of a value that is not right.
    """
    require(tx, Permission.BILLING_SETUP)
    who = customer(tx, new.customer_id)
    if who.merged_into is not None:
        into = customer(tx, who.merged_into).name
        raise Refusal("customer_gone", customer=who.name, into=into, id=who.merged_into)
    days = planned(rules, new, 1)
    if not days:
        raise Refusal("standing_no_day", rule=new.rule)
    if not 1 <= len(new.lines) <= MOST_LINES:
        raise Refusal("standing_no_lines", most=MOST_LINES)
    if not 0 <= new.lead_days <= MOST_LEAD:
        raise Refusal("standing_lead", days=new.lead_days, most=MOST_LEAD)
    row = {
        "customer_id": new.customer_id,
        "name": values.text(new.name, 120) or who.name[:120],
        "state": StandingState.DRAFT.value,
        "rule": checked(new.rule),
        "anchor": new.anchor,
        "shift": new.shift.value,
        "auto": new.auto.value,
        "lead_days": new.lead_days,
        "currency": values.currency(new.currency),
        "next_period": 0,
        "next_day": days[0],
        "error": "",
        "version": 1,
        "created_at": tx.now,
    }
    made = int(tx.execute(_insert, row).scalar_one())
    for at, line in enumerate(new.lines, 1):
        tx.execute(insert(standing_lines), _line(line) | {"standing_id": made, "line_no": at})
    record(tx, "standing_added", standing=made, name=row["name"], rule=row["rule"])
    return standing(tx, made)


def start(tx: Transaction, standing_id: int) -> Standing:
    """Let it run; what became due in a pause waits for an answer. Raises IllegalTransition."""
    return _to(tx, standing_id, StandingState.ACTIVE)


def pause(tx: Transaction, standing_id: int) -> Standing:
    """Make nothing of it for now; raises IllegalTransition."""
    return _to(tx, standing_id, StandingState.PAUSED)


def end(tx: Transaction, standing_id: int) -> Standing:
    """End it for good; its invoices stay. Raises IllegalTransition."""
    return _to(tx, standing_id, StandingState.ENDED)


def copy(tx: Transaction, rules: BillingRules, standing_id: int, anchor: date) -> Standing:
    """The same from another day on, as a draft: how something about it is changed."""
    one = standing(tx, standing_id)
    lines = [
        NewLine(each.item, each.quantity, each.unit_price, each.tax_rate, each.description)
        for each in lines_of(tx, standing_id)
    ]
    new = NewStanding(one.customer_id, one.name, one.rule, anchor, lines, one.currency)
    new = replace(new, shift=one.shift, auto=one.auto, lead_days=one.lead_days)
    return add(tx, rules, new)


def step_on(tx: Transaction, rules: BillingRules, one: Standing) -> Standing:
    """A period is done with: the next one counts, or the standing order has come to its end."""
    after = replace(one, next_period=one.next_period + 1)
    days = next_days(after, rules, 1)
    day = days[0] if days else None
    state = one.state if day is not None else StandingState.ENDED
    tx.execute(
        _step,
        {"s": one.id, "period": after.next_period, "day": day, "state_": state.value},
    )
    if day is None:
        record(tx, "standing_ended", standing=one.id, name=one.name)
    return replace(after, next_day=day, state=state, error="")


def _to(tx: Transaction, standing_id: int, then: StandingState) -> Standing:
    require(tx, Permission.BILLING_SETUP)
    one = standing(tx, standing_id, lock=True)
    check_step(STANDING_STEPS, one.state, then, standing=one.name)
    tx.execute(
        update(standing_orders)
        .where(standing_orders.c.id == standing_id)
        .values(state=then.value, version=one.version + 1, error="")
    )
    record(tx, f"standing_{then.value}", standing=standing_id, name=one.name)
    return standing(tx, standing_id)


def _line(line: NewLine) -> dict[str, Any]:
    row = asdict(line)
    row["item"] = values.text(line.item, 80)
    row["description"] = values.text(line.description, 300)
    if not row["item"] and not row["description"]:
        raise Refusal("rate_item")
    if not 1 <= line.quantity <= values.QUANTITY_LIMIT:
        raise Refusal(
            "quantity_out_of_range", value=line.quantity, limit=f"{values.QUANTITY_LIMIT:,}"
        )
    if line.tax_rate is not None:
        row["tax_rate"] = percent(line.tax_rate)
    return row


_insert = insert(standing_orders).returning(standing_orders.c.id)
_step = (
    update(standing_orders)
    .where(standing_orders.c.id == bindparam("s"))
    .values(
        next_period=bindparam("period"),
        next_day=bindparam("day"),
        state=bindparam("state_"),
        error="",
        version=standing_orders.c.version + 1,
    )
)
