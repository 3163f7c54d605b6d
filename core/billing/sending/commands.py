"""What people do with invoices that go out: release, take out, send and send again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, update

from core.audit import record
from core.billing.profiles.queries import profile_of
from core.billing.queries import one_invoice
from core.billing.sending.models import invoice_deliveries
from core.billing.sending.planning import WAYS, address_of, put
from core.billing.sending.printing import decided
from core.billing.sending.queries import Delivery, delivery, log_of
from core.billing.sending.states import (
    DELIVERY_STEPS,
    WAITING,
    DeliveryState,
    Fate,
    OutWay,
)
from core.billing.sending.survey import fine, survey
from core.billing.states import InvoiceState
from core.errors import Refusal
from core.lifecycle import check_step
from core.messages.mail import is_address
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Transaction

AT_ONCE = 500
"""Deliveries that one key releases: no scan waits longer than these take."""
_MAY = {OutWay.EMAIL: Permission.MESSAGE_SEND, OutWay.PRINT: Permission.PRINT}
_REACHED = {Fate.OUT, Fate.ON_ITS_WAY}


def release(tx: Transaction, delivery_id: int) -> Delivery:
    """Let a delivery go that somebody has looked at; one that is ready stays so.

    Raises Refusal ``delivery_no_mail`` for an e-mail without an address, ``delivery_over``.
    """
    require(tx, Permission.INVOICE_ISSUE)
    found = _open(tx, delivery_id)
    if found.state is DeliveryState.READY:
        return found
    if found.way is OutWay.EMAIL:
        one = one_invoice(tx, found.invoice_id)
        _check_address(
            one.internal_no, address_of(tx, one, profile_of(tx, one.customer_id), found.recipient)
        )
    _step(tx, found, DeliveryState.READY)
    tx.execute(_ready, {"d": found.id, "now": tx.now})
    record(tx, "delivery_released", invoice=found.number, way=found.way.value)
    return delivery(tx, delivery_id)


def release_held(tx: Transaction, *, odd: bool, most: int = AT_ONCE) -> tuple[int, int]:
    """Let go out what is held and looks fine; with `odd` all that can go.

    Gives how many were released, and how many stay; at most so many at once, the oldest first.
    """
    require(tx, Permission.INVOICE_ISSUE)
    held = [one for one in survey(tx) if one.state is DeliveryState.HELD]
    able = sorted(one.id for one in held if (fine(one) if odd else not one.odd))[:most]
    for one in able:
        check_step(DELIVERY_STEPS, DeliveryState.HELD, DeliveryState.READY, delivery=one)
    if able:
        row = {"wanted": able, "now": tx.now, "by": tx.actor.operator_id}
        tx.execute(_release_all, row)
        record(tx, "deliveries_released", count=len(able))
    return len(able), len(held) - len(able)


def take_out(tx: Transaction, delivery_id: int, why: str = "") -> Delivery:
    """Have an invoice not go this way; raises Refusal ``delivery_over`` once it is on its way."""
    require(tx, Permission.INVOICE_ISSUE)
    found = _open(tx, delivery_id)
    _step(tx, found, DeliveryState.TAKEN_OUT)
    tx.execute(_note, {"d": found.id, "note": clean(why, 200)})
    record(tx, "delivery_taken_out", invoice=found.number, way=found.way.value)
    return delivery(tx, delivery_id)


def send(
    tx: Transaction,
    invoice_id: int,
    way: OutWay | None = None,
    *,
    to: str = "",
    again: bool = False,
    sure: bool = False,
) -> tuple[Delivery, ...]:
    """Have an issued invoice go out, as the buyer's profile has it or by one way.

    What waits is released by this, with another address where one is said. What went before is
    only sent `again`, and one of which nobody knows only by who is `sure`. Raises Refusal
    ``invoice_not_issued``, ``delivery_no_way``, ``delivery_went``, ``delivery_on_its_way``,
    ``delivery_unknown``, and what `release` raises of an address.
    """
    one = one_invoice(tx, invoice_id, lock=True)
    if one.state is not InvoiceState.ISSUED:
        raise Refusal("invoice_not_issued", order=one.reference)
    profile = profile_of(tx, one.customer_id)
    ways = WAYS[profile.send_via] if way is None else (way,)
    if not ways and to:
        ways = (OutWay.EMAIL,)
    if not ways:
        raise Refusal("delivery_no_way", invoice=one.internal_no)
    known = log_of(tx, invoice_id)
    made = []
    for each in ways:
        require(tx, _MAY[each])
        mine = [found for found in known if found.way is each]
        said = clean(to, 200) if each is OutWay.EMAIL else ""
        if each is OutWay.EMAIL:
            _check_address(one.internal_no, address_of(tx, one, profile, said))
        made.append(_sent(tx, one.internal_no, invoice_id, each, mine, said, again, sure))
    return tuple(delivery(tx, found) for found in made)


def _sent(
    tx: Transaction,
    number: str,
    invoice_id: int,
    way: OutWay,
    known: Sequence[Delivery],
    said: str,
    again: bool,
    sure: bool,
) -> int:
    """The delivery that goes now: one that waited, or a new one."""
    for found in known:
        if found.state in WAITING:
            if found.state is DeliveryState.HELD:
                _step(tx, found, DeliveryState.READY)
            tx.execute(_ready, {"d": found.id, "now": tx.now})
            tx.execute(_to, {"d": found.id, "to": said or found.recipient})
            return found.id
    told = {"invoice": number, "way": way.value}
    last = known[-1] if known else None
    if last is not None and last.fate is Fate.UNKNOWN and not sure:
        raise Refusal("delivery_unknown", **told)
    if last is not None and last.fate is Fate.ON_ITS_WAY and not sure:
        raise Refusal("delivery_on_its_way", **told)
    if any(found.fate in _REACHED for found in known) and not (again or sure):
        raise Refusal("delivery_went", **told)
    made = put(tx, invoice_id, way, [], held=False, recipient=said)
    record(tx, "delivery_wanted", invoice=number, way=way.value)
    return made


def _open(tx: Transaction, delivery_id: int) -> Delivery:
    found = delivery(tx, delivery_id, lock=True)
    if found.state not in WAITING:
        raise Refusal("delivery_over", invoice=found.number, state=found.fate.value)
    return found


def _check_address(number: str, address: str) -> None:
    if not address:
        raise Refusal("delivery_no_mail", invoice=number)
    if not is_address(address):
        raise Refusal("delivery_bad_mail", invoice=number, email=address)


def _step(tx: Transaction, found: Delivery, then: DeliveryState) -> None:
    check_step(DELIVERY_STEPS, found.state, then, delivery=found.id)
    tx.execute(_then, {"d": found.id, "then": then.value})
    tx.execute(decided, {"d": found.id, "now": tx.now, "by": tx.actor.operator_id})


_release_all = (
    update(invoice_deliveries)
    .where(
        invoice_deliveries.c.id.in_(bindparam("wanted", expanding=True)),
        invoice_deliveries.c.state == DeliveryState.HELD.value,
    )
    .values(
        state=DeliveryState.READY.value,
        ready_at=bindparam("now"),
        decided_at=bindparam("now"),
        decided_by=bindparam("by"),
    )
)
_mine = update(invoice_deliveries).where(invoice_deliveries.c.id == bindparam("d"))
_then = _mine.values(state=bindparam("then"))
_ready = _mine.values(ready_at=bindparam("now"))
_to = _mine.values(recipient=bindparam("to"))
_note = _mine.values(note=bindparam("note"))
