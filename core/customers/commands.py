"""Changing customers: made, changed where nobody else did meanwhile, trusted, blocked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from core.audit import record
from core.customers.models import Trust, customer_phones, customers
from core.customers.queries import customer, email_key, group, phones
from core.customers.records import Customer, CustomerMoved, Details
from core.errors import Refusal
from core.files.values import country as country_code
from core.people.permissions import Permission, require
from core.phones import checked, shown
from core.text import clean, fold
from core.transaction import Transaction
from core.upsert import Upsert

NAME, NOTE, REASON = 200, 1000, 200
"""Characters of a name, of a note and of a reason."""
_WORD = 80
"""Characters of a name as it is searched."""


def make(tx: Transaction, details: Details) -> Customer:
    """A new customer.

    Raises NotAllowed, and Refusal ``customer_name_needed``, ``phone_...``, ``email_not_valid``,
    ``customer_phone_taken`` (with the one who has it) or ``text_too_long``.
    """
    require(tx, Permission.CUSTOMER_EDIT)
    details = tidy(details)
    row = _row(details) | {"created_at": tx.now, "updated_at": tx.now, "trust": Trust.NONE.value}
    _may_join(tx, details.group_id)
    made = int(tx.execute(_insert, row).scalar_one())
    for phone in details.phones:
        _give(tx, phone, made)
    record(tx, "customer_made", customer=made, name=details.name, phones=list(details.phones))
    return customer(tx, made)


def change(
    tx: Transaction,
    customer_id: int,
    details: Details,
    *,
    version: int | None = None,
    seen: Details | None = None,
) -> Customer:
    """Bring a customer to what a person filled in.

    With `version` it is done only where nobody changed the customer since that version was read,
    else CustomerMoved says what differs now from `seen`, which is what that person was shown.
    Raises what `make` does, and ``customer_gone`` where it was merged into another.
    """
    require(tx, Permission.CUSTOMER_EDIT)
    details = tidy(details)
    before = _locked(tx, customer_id)
    stored = details_of(tx, before)
    if version is not None and version != before.version:
        moved = differences(seen or details, stored)
        if moved or seen is None:  # what was shown may be as it was: only the trust changed
            raise CustomerMoved(before.name, before.version, moved)
    changes = differences(stored, details)
    if not changes:
        return before
    if details.group_id != stored.group_id:
        _may_join(tx, details.group_id)
    kept = set(stored.phones)
    for phone in kept - set(details.phones):
        tx.execute(_take, {"p": phone})
    for phone in details.phones:
        if phone not in kept:
            _give(tx, phone, customer_id)
    _write(tx, before, _row(details))
    record(tx, "customer_changed", customer=customer_id, changes=changes)
    return customer(tx, customer_id)


def set_trust(tx: Transaction, customer_id: int, trust: Trust, reason: str = "") -> Customer:
    """Say what the shop thinks of a buyer; ``reason_needed`` for anything but no opinion."""
    require(tx, Permission.CUSTOMER_TRUST)
    before = _locked(tx, customer_id)
    reason = _limited(reason, REASON)
    if not reason and trust is not Trust.NONE:
        raise Refusal("reason_needed")
    _write(tx, before, {"trust": trust.value, "trust_reason": reason})
    record(
        tx,
        "customer_trust",
        customer=customer_id,
        trust=trust.value,
        before=before.own_trust.value,
        reason=reason,
    )
    return customer(tx, customer_id)


def details_of(tx: Transaction, one: Customer) -> Details:
    """A customer as a person fills it in."""
    return Details(
        name=one.name,
        phones=phones(tx, one.id),
        email=one.email,
        country=one.country,
        language=one.language,
        group_id=one.group_id,
        note=one.note,
        must_read=one.must_read,
    )


def tidy(details: Details) -> Details:
    """The same, cleaned and checked: phones as E.164, each once. Raises what `make` does."""
    name = _limited(details.name, NAME)
    if not name:
        raise Refusal("customer_name_needed")
    email = clean(details.email)
    if email and not email_key(email):
        raise Refusal("email_not_valid", value=email)
    country = country_code(details.country) if details.country.strip() else ""
    numbers = [checked(one, country) for one in details.phones if one.strip()]
    return replace(
        details,
        name=name,
        phones=tuple(dict.fromkeys(numbers)),
        email=_limited(email_key(email), NAME),
        country=country,
        language=clean(details.language, 5),
        note=_limited(details.note, NOTE),
        must_read=details.must_read and bool(details.note.strip()),
    )


def differences(before: Details, after: Details) -> dict[str, tuple[str, str]]:
    """What differs, by field: as it was and as it is."""
    found = {}
    for name in Details.__dataclass_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found[name] = (_told(old), _told(new))
    return found


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "+" if value else "-"
    return "" if value is None else str(value)


def _may_join(tx: Transaction, group_id: int | None) -> None:
    """Who makes somebody a member of a trusted group trusts them."""
    if group_id is not None and group(tx, group_id).trusted:
        require(tx, Permission.CUSTOMER_TRUST)


def _row(details: Details) -> dict[str, Any]:
    return {
        "name": details.name,
        "folded": fold(details.name)[:_WORD],
        "phone": details.phones[0] if details.phones else "",
        "email": details.email,
        "country": details.country,
        "language": details.language,
        "group_id": details.group_id,
        "note": details.note,
        "must_read": details.must_read,
    }


def _locked(tx: Transaction, customer_id: int) -> Customer:
    """The customer, locked, unless it was merged away."""
    tx.execute(_lock, {"c": customer_id})
    found = customer(tx, customer_id)
    if found.merged_into is not None:
        into = customer(tx, found.merged_into).name
        raise Refusal("customer_gone", customer=found.name, into=into, id=found.merged_into)
    return found


def _write(tx: Transaction, before: Customer, values: Mapping[str, Any]) -> None:
    row = {**values, "version": before.version + 1, "updated_at": tx.now}
    tx.execute(update(customers).where(customers.c.id == before.id).values(**row))


def _give(tx: Transaction, phone: str, customer_id: int) -> None:
    """Let a customer have a number that nobody has; two at once cannot."""
    if tx.execute(_add(tx), {"phone": phone, "customer_id": customer_id}).first() is not None:
        return
    holder = tx.execute(_holder, {"p": phone}).first()
    raise Refusal(
        "customer_phone_taken",
        phone=shown(phone),
        customer=holder.name if holder else "?",
        id=holder.id if holder else 0,
    )


def _limited(text: str, limit: int) -> str:
    text = clean(text)
    if len(text) > limit:
        raise Refusal("text_too_long", length=len(text), limit=limit)
    return text


def lock_many(tx: Transaction, ids: Sequence[int]) -> dict[int, Customer]:
    """Several customers, locked in the order of their ids so that two never wait for each other."""
    return {one: _locked(tx, one) for one in sorted(set(ids))}


_insert = insert(customers).returning(customers.c.id)
_lock = select(customers.c.id).where(customers.c.id == bindparam("c")).with_for_update()
_take = delete(customer_phones).where(customer_phones.c.phone == bindparam("p"))
_holder = (
    select(customers.c.id, customers.c.name)
    .join(customer_phones, customer_phones.c.customer_id == customers.c.id)
    .where(customer_phones.c.phone == bindparam("p"))
)
_add = Upsert(
    lambda insert: (
        insert(customer_phones).on_conflict_do_nothing().returning(customer_phones.c.phone)
    )
)
