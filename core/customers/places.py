"""The addresses of a customer: added, changed, taken off, the default, and what was used last."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from core.audit import record
from core.customers.commands import lock_many
from core.customers.models import customer_addresses
from core.customers.queries import address, addresses
from core.customers.records import Address, Place
from core.errors import Refusal
from core.people.permissions import Permission, require
from core.phones import normalised
from core.text import clean, fold
from core.transaction import Transaction

_LIMITS = {
    "label": 60,
    "name": 200,
    "phone": 40,
    "address": 500,
    "district": 120,
    "city": 120,
    "province": 120,
    "postcode": 20,
    "country": 2,
}
"""Characters of each part, as the table has them."""


def add(tx: Transaction, customer_id: int, place: Place, *, default: bool = False) -> Address:
    """One more address; the first is the default. Raises Refusal ``address_needed``."""
    require(tx, Permission.CUSTOMER_EDIT)
    lock_many(tx, [customer_id])
    place = tidy(place)
    if not place.address:
        raise Refusal("address_needed")
    first = not addresses(tx, customer_id)
    row = _row(place) | {"customer_id": customer_id, "created_at": tx.now, "is_default": False}
    made = int(tx.execute(_insert, row).scalar_one())
    record(tx, "customer_address", customer=customer_id, address=made, did="added")
    if default or first:
        _choose(tx, customer_id, made)
    return address(tx, made)


def change(tx: Transaction, address_id: int, place: Place) -> Address:
    """Put an address right; orders that went there keep what they have."""
    require(tx, Permission.CUSTOMER_EDIT)
    before = address(tx, address_id)
    place = tidy(place)
    if not place.address:
        raise Refusal("address_needed")
    where = customer_addresses.c.id == address_id
    tx.execute(update(customer_addresses).where(where).values(**_row(place)))
    was = {name: value for name, value in _row(place_of(before)).items() if value}
    record(
        tx,
        "customer_address",
        customer=before.customer_id,
        address=address_id,
        did="changed",
        before=was,
    )
    return address(tx, address_id)


def remove(tx: Transaction, address_id: int) -> None:
    """Take an address off; the one used last becomes the default where it was that."""
    require(tx, Permission.CUSTOMER_EDIT)
    before = address(tx, address_id)
    tx.execute(delete(customer_addresses).where(customer_addresses.c.id == address_id))
    was = {name: value for name, value in _row(place_of(before)).items() if value}
    record(
        tx,
        "customer_address",
        customer=before.customer_id,
        address=address_id,
        did="removed",
        before=was,
    )
    left = addresses(tx, before.customer_id)
    if before.is_default and left:
        _choose(tx, before.customer_id, left[0].id)


def set_default(tx: Transaction, address_id: int) -> Address:
    """Have parcels go there unless something else is said."""
    require(tx, Permission.CUSTOMER_EDIT)
    _choose(tx, address(tx, address_id).customer_id, address_id)
    return address(tx, address_id)


def remember(tx: Transaction, customer_id: int, place: Place) -> Address | None:
    """The address that an order goes to now: known and used again, or new.

    No permission is asked for: whoever may write an order may write where it goes. None where
    there is no address.
    """
    place = tidy(place)
    if not place.address:
        return None
    here = addresses(tx, customer_id)
    known = next((one for one in here if place_key(one) == place_key(place)), None)
    if known is not None:
        tx.execute(_used, {"a": known.id, "at": tx.now})
        return address(tx, known.id)
    row = _row(place) | {
        "customer_id": customer_id,
        "created_at": tx.now,
        "used_at": tx.now,
        "is_default": not here,
    }
    return address(tx, int(tx.execute(_insert, row).scalar_one()))


def tidy(place: Place) -> Place:
    """The same, cleaned; a phone that is one as E.164, what is none as it was written."""
    values: dict[str, str] = {}
    for name, limit in _LIMITS.items():
        text = clean(getattr(place, name))
        if len(text) > limit:
            raise Refusal("text_too_long", length=len(text), limit=limit)
        values[name] = text
    values["phone"] = normalised(values["phone"], values["country"]) or values["phone"]
    return Place(**values)


def place_of(one: Address) -> Place:
    """A stored address as a person fills it in."""
    return Place(**{each.name: getattr(one, each.name) for each in fields(Place)})


def place_key(place: Place) -> tuple[str, ...]:
    """The same for two ways of writing one address."""
    told = (place.address, place.district, place.city, place.postcode, place.name)
    return tuple("".join(char for char in fold(one) if char.isalnum()) for one in told)


def _row(place: Place) -> dict[str, Any]:
    return {each.name: getattr(place, each.name) for each in fields(Place)}


def _choose(tx: Transaction, customer_id: int, address_id: int) -> None:
    mine = customer_addresses.c.customer_id == customer_id
    is_it = customer_addresses.c.id == address_id
    tx.execute(update(customer_addresses).where(mine).values(is_default=is_it))


_insert = insert(customer_addresses).returning(customer_addresses.c.id)
_used = (
    update(customer_addresses)
    .where(customer_addresses.c.id == bindparam("a"))
    .values(used_at=bindparam("at"))
)
