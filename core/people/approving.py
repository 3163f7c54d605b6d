"""A lead's yes on the spot: asked for by badge or by name and PIN, good for one action of another.

Whoever says yes is not signed in by it, and nothing is kept that could be used a second time: who
they are is proved first, the yes is made in the transaction that does the action, and ends there.
"""

from __future__ import annotations

from dataclasses import dataclass

from core import audit, barcodes
from core.database import Database
from core.errors import NotAllowed
from core.people import pins
from core.people.operators import Operator
from core.people.permissions import Permission
from core.people.queries import find_operator, operator
from core.people_settings import PinRule
from core.text import clean
from core.transaction import Actor, Approval, Transaction, reading, writing

WHY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who showed who they are, and may say yes for others."""

    operator_id: int
    how: str
    """``badge``, ``badge_pin`` or ``pin``."""
    why: str = ""
    """What they said about it."""


def prove(
    database: Database, rule: PinRule, actor: Actor, who: str, pin: str = "", why: str = ""
) -> Lead:
    """Judge a badge, or a name with its PIN, in transactions of its own.

    A badge is enough only of those who have no PIN, where the shop does not ask for one always: it
    may be stolen. A name alone proves nothing. Raises what `find_operator` and `check_pin` do, and
    NotAllowed ``approver_may_not`` for those who may not say yes, ``pin_needed`` where the PIN is
    missing, and ``pin_none``.
    """
    with reading(database) as tx:
        person = find_operator(tx, who)
    if Permission.APPROVE not in person.actor().permissions:
        with writing(database, actor) as tx:
            audit.record(tx, "approval_refused", by=person.id)
        raise NotAllowed("approver_may_not", who=person.name)
    by_badge = _is_badge(who, person)
    if by_badge and not person.has_pin and rule != "always":
        return Lead(person.id, "badge", clean(why, WHY_LIMIT))
    if not person.has_pin:
        raise NotAllowed("pin_none", who=person.name)
    if not pin:
        raise NotAllowed("pin_needed", who=person.name)
    pins.check_pin(database, actor, person.id, pin)
    return Lead(person.id, "badge_pin" if by_badge else "pin", clean(why, WHY_LIMIT))


def approval(tx: Transaction, lead: Lead, action: str) -> Approval:
    """The yes to an action that is done in this transaction; raises ``approver_may_not``."""
    person = operator(tx, lead.operator_id)
    may = person.actor().permissions
    if not person.active or Permission.APPROVE not in may:
        raise NotAllowed("approver_may_not", who=person.name)
    if person.id == tx.actor.operator_id:
        raise NotAllowed("approver_is_you", who=person.name)
    return Approval(person.id, person.name, may, lead.how, clean(action, 200), lead.why)


def write_down(
    tx: Transaction, *, order_id: int | None = None, parcel_id: int | None = None
) -> None:
    """Have the trail say who did something with whose yes; nothing where none was needed."""
    yes = tx.approval
    if yes is None or yes.written:
        return
    yes.written = True
    if yes.used:
        audit.record(
            tx,
            "approved",
            order_id=order_id,
            parcel_id=parcel_id,
            by=yes.operator_id,
            who=yes.name,
            permissions=list(yes.used),
            action=yes.action,
            how=yes.how,
            why=yes.why,
        )


def _is_badge(who: str, person: Operator) -> bool:
    """Whether the badge itself was shown, scanned or as its bare id, and not the name."""
    if barcodes.read(who).kind is barcodes.Kind.OPERATOR:
        return True
    return clean(who).upper() == person.badge
