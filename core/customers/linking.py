"""Whose order is it: many at once by phone or else e-mail; who is new becomes a customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Text, bindparam, insert, literal, select, update

from core.bulk import as_rows, given_rows
from core.customers.models import Trust, customer_addresses, customer_phones, customers
from core.customers.queries import email_key
from core.phones import normalised
from core.tables import Moment
from core.text import fold
from core.transaction import Transaction


class Contact(Protocol):
    """Who an order says is its buyer; the columns of an order."""

    @property
    def customer(self) -> str:
        """The name."""

    @property
    def phone(self) -> str:
        """As it was written; masked ones match nobody."""

    @property
    def email(self) -> str:
        """As it was written."""

    @property
    def address(self) -> str:
        """Street and number."""

    @property
    def district(self) -> str:
        """Kecamatan, phường."""

    @property
    def city(self) -> str:
        """Kota, kabupaten, thành phố."""

    @property
    def province(self) -> str:
        """Provinsi, tỉnh."""

    @property
    def postcode(self) -> str:
        """Digits."""

    @property
    def country(self) -> str:
        """Two letters (ISO 3166), empty where nobody said so."""

    @property
    def currency(self) -> str:
        """Three letters (ISO 4217); tells the country where that is missing."""


_HOME = {"IDR": "ID", "VND": "VN"}
_Key = tuple[str, str]
"""What somebody is known by: E.164 number and nothing, or nothing and e-mail address."""


def link(tx: Transaction, contacts: Sequence[Contact]) -> list[int | None]:
    """The customer of each contact, in their order; None where there is no usable phone or e-mail.

    Who is not known yet becomes a customer with that phone, e-mail address and address; the
    address of one who is known is kept with the others. A few statements, however many they are.
    """
    keys = [key_of(one) for one in contacts]
    found = _known(tx, {key for key in keys if key is not None})
    here = _told_by(keys, contacts)
    new = [key for key in here if key not in found]
    _remember(tx, [(found[key], one) for key, one in here.items() if key in found])
    if new:
        found.update(_make(tx, new, [here[key] for key in new]))
    return [None if key is None else found[key] for key in keys]


def key_of(contact: Contact) -> _Key | None:
    """What a contact is known by, if anything: the phone, or without one the e-mail address."""
    if contact.phone:
        country = contact.country or _HOME.get(contact.currency, "")
        number = normalised(contact.phone, country)
        if number:
            return (number, "")
    email = email_key(contact.email) if contact.email else ""
    return ("", email) if email else None


def _told_by(keys: Iterable[_Key | None], contacts: Sequence[Contact]) -> dict[_Key, Contact]:
    """The last that each said of themselves."""
    return {key: one for key, one in zip(keys, contacts, strict=True) if key is not None}


def _known(tx: Transaction, keys: Iterable[_Key]) -> dict[_Key, int]:
    phones = sorted(phone for phone, _email in keys if phone)
    emails = sorted(email for _phone, email in keys if email)
    found: dict[_Key, int] = {}
    if phones:
        for phone, customer in tx.execute(_by_phones, {"wanted": phones}):
            found[(phone, "")] = customer
    if emails:
        for email, customer in tx.execute(_by_emails, {"wanted": emails}):
            found.setdefault(("", email), customer)
    return found


def _make(tx: Transaction, keys: Sequence[_Key], told: Sequence[Contact]) -> dict[_Key, int]:
    rows = [
        (
            one.customer,
            _folded(one.customer),
            phone,
            email or (email_key(one.email) if one.email else ""),
            one.country or _HOME.get(one.currency, ""),
        )
        for (phone, email), one in zip(keys, told, strict=True)
    ]
    # One statement for all of them; each is told by what it is known by, in whatever order.
    given = {"made": as_rows(rows), "at": tx.now}
    found: dict[_Key, int] = {}
    for customer, phone, email in tx.execute(_make_all, given):
        found[(phone, "" if phone else email)] = customer
    ids = [found[key] for key in keys]
    numbers = [
        {"phone": phone, "customer_id": customer}
        # In the order of the numbers: two who import at once never wait for each other.
        for (phone, _email), customer in sorted(zip(keys, ids, strict=True))
        if phone
    ]
    if numbers:
        tx.execute(_insert_phone, numbers)
    places = [
        _place_row(tx, customer, one, default=True)
        for customer, one in zip(ids, told, strict=True)
        if one.address
    ]
    if places:
        tx.execute(_insert_place, places)
    return found


def _remember(tx: Transaction, told: Sequence[tuple[int, Contact]]) -> None:
    """Keep where parcels of known customers go now; what is there already was used again."""
    told = [(customer, one) for customer, one in told if one.address]
    if not told:
        return
    wanted = sorted({customer for customer, _one in told})
    here: dict[tuple[int, str, str], int] = {}
    some: set[int] = set()
    for address, customer, text, postcode in tx.execute(_places, {"wanted": wanted}):
        here[(customer, _folded(text), postcode)] = address
        some.add(customer)
    used, new = [], []
    for customer, one in told:
        known = here.get((customer, _folded(one.address), one.postcode))
        if known is not None:
            used.append({"a": known, "at": tx.now})
        else:
            new.append(_place_row(tx, customer, one, default=customer not in some))
            some.add(customer)
    if used:
        tx.execute(_used, used)
    if new:
        tx.execute(_insert_place, new)


def _place_row(tx: Transaction, customer: int, one: Contact, *, default: bool) -> dict[str, Any]:
    return {
        "customer_id": customer,
        "address": one.address,
        "district": one.district,
        "city": one.city,
        "province": one.province,
        "postcode": one.postcode,
        "country": one.country or _HOME.get(one.currency, ""),
        "is_default": default,
        "created_at": tx.now,
        "used_at": tx.now,
    }


def _folded(value: str) -> str:
    value = value.lower() if value.isascii() else fold(value)
    return value[:80]


_by_phones = select(customer_phones.c.phone, customer_phones.c.customer_id).where(
    customer_phones.c.phone.in_(bindparam("wanted", expanding=True))
)
_by_emails = (
    select(customers.c.email, customers.c.id)
    .where(
        customers.c.email.in_(bindparam("wanted", expanding=True)),
        customers.c.merged_into.is_(None),
    )
    .order_by(customers.c.id)
)
_places = select(
    customer_addresses.c.id,
    customer_addresses.c.customer_id,
    customer_addresses.c.address,
    customer_addresses.c.postcode,
).where(customer_addresses.c.customer_id.in_(bindparam("wanted", expanding=True)))
_made = given_rows("made", called=Text(), folded=Text(), phone=Text(), email=Text(), country=Text())
_at = bindparam("at", type_=Moment())
_make_all = (
    insert(customers)
    .from_select(
        ["name", "folded", "phone", "email", "country", "trust", "created_at", "updated_at"],
        select(*_made.c, literal(Trust.NONE.value), _at, _at),
    )
    .returning(customers.c.id, customers.c.phone, customers.c.email)
)
_insert_phone = insert(customer_phones)
_insert_place = insert(customer_addresses)
_used = (
    update(customer_addresses)
    .where(customer_addresses.c.id == bindparam("a"))
    .values(used_at=bindparam("at"))
)
