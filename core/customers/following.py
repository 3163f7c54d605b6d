"""What an order says of its buyer reaches the buyer's own record, where a person wants it to."""

from __future__ import annotations

from dataclasses import replace

from core.customers import commands, places
from core.customers.linking import Contact
from core.customers.queries import addresses, living, phones
from core.customers.records import Customer, Place
from core.phones import normalised
from core.transaction import Transaction


def differs(tx: Transaction, customer_id: int, contact: Contact) -> tuple[str, ...]:
    """What an order says otherwise than its customer: ``phone``, ``address``, or both."""
    one = living(tx, customer_id)
    found = []
    number = _number(one, contact)
    if number and number not in phones(tx, one.id):
        found.append("phone")
    place = _place(one, contact)
    default = next((each for each in addresses(tx, one.id) if each.is_default), None)
    if place.address and (default is None or places.place_key(default) != places.place_key(place)):
        found.append("address")
    return tuple(found)


def follow(tx: Transaction, customer_id: int, contact: Contact) -> tuple[str, ...]:
    """Bring a customer to what an order says: its phone comes first, its address is the default.

    Nothing of theirs is lost. Gives what changed. Raises NotAllowed, and Refusal
    ``customer_phone_taken`` where somebody else has the number.
    """
    one = living(tx, customer_id)
    found = differs(tx, customer_id, contact)
    if "phone" in found:
        known = commands.details_of(tx, one)
        numbers = (_number(one, contact), *known.phones)
        commands.change(tx, one.id, replace(known, phones=numbers))
    if "address" in found:
        kept = places.remember(tx, one.id, _place(one, contact))
        if kept is not None:
            places.set_default(tx, kept.id)
    return found


def _number(one: Customer, contact: Contact) -> str:
    return normalised(contact.phone, contact.country or one.country) if contact.phone else ""


def _place(one: Customer, contact: Contact) -> Place:
    return Place(
        contact.address,
        name="" if contact.customer == one.name else contact.customer,
        district=contact.district,
        city=contact.city,
        province=contact.province,
        postcode=contact.postcode,
        country=contact.country or one.country,
    )
