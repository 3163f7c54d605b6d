"""A file tells of an order's money anew: payments and status are brought to what it says."""

from __future__ import annotations

from dataclasses import replace

from core.clock import local
from core.orders.commands import set_status
from core.orders.intake.channels import meaning_of
from core.orders.intake.drafts import Draft
from core.orders.intake.placing import facts_of
from core.orders.intake.rules import Desk
from core.orders.payments.intake import adjust
from core.orders.states import PLACED
from core.orders.status import move_on, stand, status_of


def settle(desk: Desk, order_id: int, draft: Draft) -> None:
    """Write down what was paid more or less, and move an order on that waits.

    What the shop decided is not taken back: an order that is worked on stays so.
    """
    tx, rules = desk.tx, desk.rules
    if draft.paid is not None:
        at = min(draft.ordered_at or tx.now, tx.now)
        adjust(tx, order_id, draft.paid, local(at, rules.setting.zone).date())
    now = stand(tx, order_id)
    if now.head.status not in PLACED:
        move_on(tx, rules.policy, now)
        return
    facts = now.facts
    meaning = meaning_of(facts.source, draft.status) if draft.status else None
    said = facts_of(draft, facts.total, facts.source, facts.trust, meaning)
    said = replace(said, paid=max(said.paid, facts.paid), reported=facts.reported)
    set_status(tx, now.head, status_of(rules.policy, said))
