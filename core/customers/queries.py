"""Finding customers by number, name, phone or e-mail, and reading what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from core.customers.models import (
    Trust,
    customer_addresses,
    customer_groups,
    customer_phones,
    customers,
)
from core.customers.records import Address, Customer, Group, Standing
from core.errors import NotFound, Refusal
from core.phones import normalised
from core.rows import AnyRow
from core.text import clean, fold
from core.transaction import Transaction

_LAST = "\U0010ffff"


def customer(tx: Transaction, customer_id: int) -> Customer:
    """One customer, merged ones too; NotFound ``customer_not_found``."""
    row = tx.execute(_by_id, {"c": customer_id}).first()
    if row is None:
        raise NotFound("customer_not_found", customer=customer_id)
    return _customer(row)


def living(tx: Transaction, customer_id: int) -> Customer:
    """The customer, or the one that it was merged into."""
    found = customer(tx, customer_id)
    return found if found.merged_into is None else living(tx, found.merged_into)


def customers_of(tx: Transaction, ids: Iterable[int]) -> dict[int, Customer]:
    """Customers by id; those that do not exist are left out."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    return {row.id: _customer(row) for row in tx.execute(_by_ids, {"wanted": wanted})}


def find_by_phone(tx: Transaction, phone: str, country: str = "") -> Customer | None:
    """Who has this number, however it is written; `country` is where it is dialled without ``+``.

    None where nobody has it, or where it is masked or no number at all.
    """
    number = normalised(phone, country)
    row = tx.execute(_by_phone, {"p": number}).first() if number else None
    return _customer(row) if row is not None else None


def find_by_email(tx: Transaction, email: str) -> Customer | None:
    """Who has this e-mail address; of several the one who is known longest."""
    wanted = email_key(email)
    row = tx.execute(_by_email, {"e": wanted}).first() if wanted else None
    return _customer(row) if row is not None else None


def find(tx: Transaction, who: str, country: str = "") -> Customer:
    """The customer that a person means: by id, phone, e-mail address or name.

    Raises NotFound ``customer_not_found``, or Refusal ``customer_ambiguous`` with those it may be.
    """
    who = clean(who)
    if len(who) <= 9 and who.isascii() and who.removeprefix("#").isdecimal():
        row = tx.execute(_by_id, {"c": int(who.removeprefix("#"))}).first()
        if row is not None:
            return _customer(row)
    known = find_by_phone(tx, who, country) or find_by_email(tx, who)
    if known is not None:
        return known
    named = find_by_name(tx, who, 9) if who else []
    exact = [one for one in named if fold(one.name) == fold(who)]
    if len(exact or named) == 1:
        return (exact or named)[0]
    if not named:
        raise NotFound("customer_not_found", customer=who[:60])
    some = ", ".join(f"{one.name} (#{one.id})" for one in (exact or named)[:8])
    raise Refusal("customer_ambiguous", customer=who[:60], some=some)


def find_by_name(tx: Transaction, start: str, limit: int = 20) -> list[Customer]:
    """Customers whose name begins so, whatever its case and accents, in the order of names."""
    word = fold(clean(start))
    row = {"w": word, "end": word + _LAST, "n": limit}
    return [_customer(one) for one in tx.execute(_by_start, row)]


def search(
    tx: Transaction, text: str = "", *, country: str = "", offset: int = 0, limit: int = 50
) -> tuple[list[Customer], int]:
    """A page of customers by name, and how many there are in all.

    `text` is looked for in names, phones and e-mail addresses; empty means everybody.
    """
    found = _matching(clean(text), country)
    page = found.order_by(customers.c.folded, customers.c.id).limit(limit).offset(offset)
    ids = tx.execute(page).scalars().all()
    total = offset + len(ids)
    if len(ids) == limit or (offset and not ids):
        total = int(tx.execute(select(func.count()).select_from(found.subquery())).scalar_one())
    known = customers_of(tx, ids)
    return [known[one] for one in ids], total


def phones(tx: Transaction, customer_id: int) -> tuple[str, ...]:
    """All numbers of a customer (E.164), the shown one first."""
    first = customer(tx, customer_id).phone
    found = tx.execute(_phones, {"c": customer_id}).scalars().all()
    return tuple(sorted(found, key=lambda one: (one != first, one)))


def addresses(tx: Transaction, customer_id: int) -> tuple[Address, ...]:
    """Where parcels of a customer go: the default first, then what was used last."""
    return tuple(_address(row) for row in tx.execute(_addresses, {"c": customer_id}))


def address(tx: Transaction, address_id: int) -> Address:
    """One address; NotFound ``address_not_found``."""
    row = tx.execute(_one_address, {"a": address_id}).first()
    if row is None:
        raise NotFound("address_not_found", address=address_id)
    return _address(row)


def standing(tx: Transaction, customer_id: int | None) -> Standing:
    """What the shop thinks of a buyer, the group included; nobody known: no opinion."""
    if customer_id is None:
        return Standing()
    return standings(tx, [customer_id]).get(customer_id, Standing())


def standings(tx: Transaction, ids: Iterable[int]) -> dict[int, Standing]:
    """`standing` of many at once, only those of whom the shop thinks anything."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = tx.execute(_standings, {"wanted": wanted})
    return {row.id: _standing(row) for row in rows}


def groups(tx: Transaction) -> tuple[Group, ...]:
    """All groups by name."""
    return tuple(Group(*row) for row in tx.execute(_groups))


def group(tx: Transaction, group_id: int) -> Group:
    """One group; NotFound ``customer_group_not_found``."""
    for one in groups(tx):
        if one.id == group_id:
            return one
    raise NotFound("customer_group_not_found", group=group_id)


def group_named(tx: Transaction, name: str) -> Group:
    """A group by its name, whatever its case; NotFound ``customer_group_not_found``."""
    for one in groups(tx):
        if fold(one.name) == fold(clean(name)):
            return one
    raise NotFound("customer_group_not_found", group=clean(name, 60))


def email_key(value: str) -> str:
    """An e-mail address as it is kept and compared; empty where it is masked or none."""
    value = clean(value).lower()
    name, at, host = value.rpartition("@")
    bad = not at or not name or "." not in host or any(char in value for char in "* ,;<>()")
    return "" if bad or host.startswith(".") or host.endswith(".") or "@" in name else value


def _matching(text: str, country: str) -> Select[Any]:
    """The ids of the customers that a search means."""
    living = select(customers.c.id).where(customers.c.merged_into.is_(None))
    if not text:
        return living
    number = normalised(text, country)
    if number:  # no name looks like that
        whose = select(customer_phones.c.customer_id).where(customer_phones.c.phone == number)
        return living.where(customers.c.id.in_(whose))
    if "@" in text:
        return living.where(customers.c.email.contains(text.lower(), autoescape=True))
    ways = [customers.c.folded.contains(fold(text), autoescape=True)]
    if "." in text and " " not in text:
        ways.append(customers.c.email.contains(text.lower(), autoescape=True))
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    if len(digits) >= 3 and len(digits) * 2 > len(text.replace(" ", "")):
        has = customer_phones.c.phone
        part = has.contains(digits.removeprefix("0"), autoescape=True)
        ways.append(customers.c.id.in_(select(customer_phones.c.customer_id).where(part)))
    return living.where(or_(*ways))


_base = select(
    *(one for one in customers.c if one.name != "folded"),
    customer_groups.c.name.label("group"),
    customer_groups.c.trusted.label("group_trusted"),
).outerjoin(customer_groups, customer_groups.c.id == customers.c.group_id)
_living = _base.where(customers.c.merged_into.is_(None))
_by_id = _base.where(customers.c.id == bindparam("c"))
_by_ids = _base.where(customers.c.id.in_(bindparam("wanted", expanding=True)))
_by_phone = _living.join(customer_phones, customer_phones.c.customer_id == customers.c.id).where(
    customer_phones.c.phone == bindparam("p")
)
_by_email = _living.where(customers.c.email == bindparam("e")).order_by(customers.c.id).limit(1)
_by_start = (
    _living.where(customers.c.folded >= bindparam("w"), customers.c.folded < bindparam("end"))
    .order_by(customers.c.folded, customers.c.id)
    .limit(bindparam("n"))
)
_phones = select(customer_phones.c.phone).where(customer_phones.c.customer_id == bindparam("c"))
_ADDRESS = list(Address.__dataclass_fields__)
_address_row = select(*(customer_addresses.c[name] for name in _ADDRESS))
_addresses = _address_row.where(customer_addresses.c.customer_id == bindparam("c")).order_by(
    customer_addresses.c.is_default.desc(),
    # Never used comes last on both engines.
    func.coalesce(customer_addresses.c.used_at, customer_addresses.c.created_at).desc(),
    customer_addresses.c.id.desc(),
)
_one_address = _address_row.where(customer_addresses.c.id == bindparam("a"))
_standings = (
    select(
        customers.c.id,
        customers.c.trust,
        customers.c.trust_reason,
        customer_groups.c.name.label("group"),
        customer_groups.c.trusted.label("group_trusted"),
    )
    .outerjoin(customer_groups, customer_groups.c.id == customers.c.group_id)
    .where(
        customers.c.id.in_(bindparam("wanted", expanding=True)),
        or_(customers.c.trust != Trust.NONE.value, customer_groups.c.trusted),
    )
)
_groups = (
    select(
        customer_groups.c.id,
        customer_groups.c.name,
        customer_groups.c.trusted,
        func.count(customers.c.id),
    )
    .outerjoin(
        customers,
        (customers.c.group_id == customer_groups.c.id) & customers.c.merged_into.is_(None),
    )
    .group_by(customer_groups.c.id, customer_groups.c.name, customer_groups.c.trusted)
    .order_by(customer_groups.c.name)
)


def _standing(row: AnyRow) -> Standing:
    own = Trust(row.trust)
    if own is Trust.NONE and row.group_trusted:
        return Standing(Trust.TRUSTED, row.group, by_group=True)
    return Standing(own, row.trust_reason)


def _customer(row: AnyRow) -> Customer:
    values = dict(row._mapping)
    for name in ("trust", "trust_reason", "group_trusted"):
        values.pop(name)
    values["group"] = values["group"] or ""
    return Customer(**values, standing=_standing(row), own_trust=Trust(row.trust))


def _address(row: AnyRow) -> Address:
    return Address(**row._mapping)
