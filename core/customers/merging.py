"""Two customers who are one: what moves to the one that stays."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from core.customers.commands import NOTE, lock_many
from core.customers.models import Trust, customer_addresses, customer_phones, customers
from core.customers.queries import addresses, customer, group, phones
from core.customers.records import Address, Customer
from core.errors import Refusal
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Moving:
    """What of a customer goes over to another when the two are merged."""

    keep: Customer
    gone: Customer
    phones: tuple[str, ...]
    addresses: tuple[Address, ...]
    email: str
    """The address that the one who stays takes over; empty where it has its own."""
    trust: Trust
    """What the shop thinks of the one who stays, afterwards: a block is never lost."""
    note: str
    must_read: bool


def moving(tx: Transaction, keep: int, gone: int) -> Moving:
    """What a merge would do; Refusal ``customer_itself`` or ``customer_gone``."""
    if keep == gone:
        raise Refusal("customer_itself")
    one, other = customer(tx, keep), customer(tx, gone)
    for each in (one, other):
        if each.merged_into is not None:
            into = customer(tx, each.merged_into)
            raise Refusal("customer_gone", customer=each.name, into=into.name, id=into.id)
    notes = [note for note in dict.fromkeys((one.note, other.note)) if note]
    blocked = Trust.BLOCKED in {one.own_trust, other.own_trust}
    return Moving(
        keep=one,
        gone=other,
        phones=phones(tx, gone),
        addresses=addresses(tx, gone),
        email="" if one.email else other.email,
        trust=Trust.BLOCKED if blocked else one.own_trust,
        note=" / ".join(notes),
        must_read=one.must_read or other.must_read,
    )


def move(tx: Transaction, keep: int, gone: int) -> Moving:
    """Bring phones, addresses, note and block of one to the other, who is found in its place.

    Orders are moved by the one who calls this, in the same transaction. Raises what `moving` does
    and ``text_too_long`` where the two notes together have no room.
    """
    lock_many(tx, [keep, gone])
    found = moving(tx, keep, gone)
    one, other = found.keep, found.gone
    if len(found.note) > NOTE:
        raise Refusal("text_too_long", length=len(found.note), limit=NOTE)
    tx.execute(_phones, {"gone": gone, "into": keep})
    keeps_default = any(each.is_default for each in addresses(tx, keep))
    tx.execute(_addresses, {"gone": gone, "into": keep, "default": not keeps_default})
    reason = one.standing.reason if one.own_trust is found.trust else other.standing.reason
    tx.execute(
        update(customers)
        .where(customers.c.id == keep)
        .values(
            phone=one.phone or other.phone,
            email=one.email or other.email,
            country=one.country or other.country,
            language=one.language or other.language,
            group_id=_group(tx, one, other),
            trust=found.trust.value,
            trust_reason=reason if found.trust is not Trust.NONE else "",
            note=found.note,
            must_read=found.must_read,
            version=one.version + 1,
            updated_at=tx.now,
        )
    )
    # Who was merged into the one that goes is found at once, without a chain.
    tx.execute(_point, {"gone": gone, "into": keep, "at": tx.now})
    tx.execute(_end, {"gone": gone, "into": keep, "at": tx.now, "v": other.version + 1})
    return found


def _group(tx: Transaction, one: Customer, other: Customer) -> int | None:
    """The group of the one who stays; nobody comes to be trusted by a merge."""
    if one.group_id is not None or other.group_id is None:
        return one.group_id
    return None if group(tx, other.group_id).trusted else other.group_id


def merged(tx: Transaction, customer_id: int) -> tuple[Customer, ...]:
    """Those that were merged into a customer, the latest first."""
    ids = tx.execute(_merged, {"c": customer_id}).scalars().all()
    return tuple(customer(tx, one) for one in ids)


_phones = (
    update(customer_phones)
    .where(customer_phones.c.customer_id == bindparam("gone"))
    .values(customer_id=bindparam("into"))
)
_addresses = (
    update(customer_addresses)
    .where(customer_addresses.c.customer_id == bindparam("gone"))
    .values(
        customer_id=bindparam("into"),
        is_default=customer_addresses.c.is_default & bindparam("default"),
    )
)
_point = (
    update(customers)
    .where(customers.c.merged_into == bindparam("gone"))
    .values(merged_into=bindparam("into"), updated_at=bindparam("at"))
)
_end = (
    update(customers)
    .where(customers.c.id == bindparam("gone"))
    .values(
        merged_into=bindparam("into"),
        phone="",
        must_read=False,
        version=bindparam("v"),
        updated_at=bindparam("at"),
    )
)
_merged = (
    select(customers.c.id)
    .where(customers.c.merged_into == bindparam("c"))
    .order_by(customers.c.updated_at.desc(), customers.c.id.desc())
)
