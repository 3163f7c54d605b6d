"""Plans how an invoice goes out, in the transaction that issues it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from core.billing.profiles.queries import Profile, profile_of
from core.billing.profiles.states import SendVia
from core.billing.queries import Invoice
from core.billing.sending.models import invoice_deliveries
from core.billing.sending.oddities import lasting, of_way, refused_addresses, written
from core.billing.sending.rules import SendingRules
from core.billing.sending.states import STOPS, DeliveryState, Oddity, OutWay
from core.customers.queries import living
from core.errors import NotFound
from core.transaction import Transaction

WAYS: dict[SendVia, tuple[OutWay, ...]] = {
    SendVia.EMAIL: (OutWay.EMAIL,),
    SendVia.PRINT: (OutWay.PRINT,),
    SendVia.BOTH: (OutWay.EMAIL, OutWay.PRINT),
    SendVia.NONE: (),
}


def plan(tx: Transaction, rules: SendingRules, one: Invoice) -> None:
    """Write down the ways that the buyer's profile has an invoice go, each held or ready."""
    profile = profile_of(tx, one.customer_id)
    ways = WAYS[profile.send_via]
    if not ways:
        return
    lasts = lasting(tx, rules, one, profile)
    for way in ways:
        odd = [*lasts, *_of_way(tx, way, one, profile)]
        held = rules.release == "held" or bool(STOPS & set(odd))
        held = held or (rules.release == "odd" and bool(odd))
        put(tx, one.id, way, odd, held=held)


def put(
    tx: Transaction,
    invoice_id: int,
    way: OutWay,
    odd: list[Oddity],
    *,
    held: bool,
    recipient: str = "",
    note: str = "",
) -> int:
    """Write one down; gives its id. The caller has the invoice locked."""
    known = tx.execute(_count, {"i": invoice_id, "w": way.value}).scalar_one()
    ready: datetime | None = None if held else tx.now
    row: dict[str, Any] = {
        "invoice_id": invoice_id,
        "way": way.value,
        "number": int(known) + 1,
        "state": (DeliveryState.HELD if held else DeliveryState.READY).value,
        "odd": written(odd),
        "recipient": recipient,
        "created_at": tx.now,
        "created_by": tx.actor.operator_id,
        "ready_at": ready,
        "note": note,
    }
    return int(tx.execute(_insert, row).scalar_one())


def address_of(tx: Transaction, one: Invoice, profile: Profile, said: str = "") -> str:
    """Where an e-mail goes: as somebody said, as the profile has it by now, as the order had it."""
    if said or profile.email or one.buyer.email:
        return said or profile.email or one.buyer.email
    if one.customer_id is None:
        return ""
    try:
        return living(tx, one.customer_id).email
    except NotFound:
        return ""


def _of_way(tx: Transaction, way: OutWay, one: Invoice, profile: Profile) -> list[Oddity]:
    address = address_of(tx, one, profile) if way is OutWay.EMAIL else ""
    refused = refused_addresses(tx, [address]) if address else frozenset()
    return of_way(way, one.buyer, address, refused)


_insert = insert(invoice_deliveries).returning(invoice_deliveries.c.id)
_count = select(func.coalesce(func.max(invoice_deliveries.c.number), 0)).where(
    invoice_deliveries.c.invoice_id == bindparam("i"),
    invoice_deliveries.c.way == bindparam("w"),
)
