"""Customers who may be one and the same: suggested, never merged by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Integer, bindparam, select

from core.customers.models import customer_addresses, customer_phones, customers
from core.customers.places import place_key
from core.customers.queries import addresses, customers_of
from core.customers.records import Customer
from core.tables import BigId
from core.transaction import Transaction


class Because(StrEnum):
    """Why two customers look like one."""

    EMAIL = "email"
    ADDRESS = "address"
    """The same name at the same address."""
    PHONE = "phone"
    """The number that one gives with an address is the other's own."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one; the first is known longer."""

    one: Customer
    other: Customer
    because: tuple[Because, ...]


def duplicates(
    tx: Transaction, customer_id: int | None = None, limit: int = 100
) -> tuple[Pair, ...]:
    """Customers who look like one another, the surest first; of one customer only if asked so."""
    reasons: dict[tuple[int, int], list[Because]] = {}

    def note(ids: Iterable[int], because: Because) -> None:
        first, *others = sorted(set(ids))
        for other in others:
            if customer_id in {None, first, other}:
                why = reasons.setdefault((first, other), [])
                if because not in why:
                    why.append(because)

    by_phone, by_email, by_name = _ALL if customer_id is None else _OF_ONE
    # More than are shown: of those with equal names most have nothing else in common.
    many = {"n": limit * 5} if customer_id is None else {"n": limit * 5, "c": customer_id}
    for first, other in tx.execute(by_phone, many):
        note((first, other), Because.PHONE)
    for first, other in tx.execute(by_email, many):
        note((first, other), Because.EMAIL)
    same_name = [(first, other) for first, other in tx.execute(by_name, many)]
    lived = {one: _keys(tx, one) for one in {each for pair in same_name for each in pair}}
    for first, other in same_name:
        if lived[first] & lived[other]:
            note((first, other), Because.ADDRESS)
    wanted = sorted(reasons, key=lambda pair: (-len(reasons[pair]), pair))[:limit]
    known = customers_of(tx, {each for pair in wanted for each in pair})
    return tuple(Pair(known[a], known[b], tuple(sorted(reasons[a, b]))) for a, b in wanted)


def _keys(tx: Transaction, customer_id: int) -> set[tuple[str, ...]]:
    """Where somebody gets parcels, without who takes them."""
    return {place_key(one)[:3] for one in addresses(tx, customer_id)}


_one, _other = customers.alias("one"), customers.alias("other")
_both = select(_one.c.id, _other.c.id.label("other")).where(
    _one.c.merged_into.is_(None), _other.c.merged_into.is_(None)
)
_mail = _both.where(_one.c.email != "", _one.c.email == _other.c.email)
_name = _both.where(_one.c.folded == _other.c.folded)
_phone = (
    select(customer_phones.c.customer_id, customer_addresses.c.customer_id.label("other"))
    .distinct()
    .join(customer_addresses, customer_addresses.c.phone == customer_phones.c.phone)
    .where(customer_addresses.c.customer_id != customer_phones.c.customer_id)
)
_most = bindparam("n", type_=Integer())
_is_it = bindparam("c", type_=BigId)
_once = _one.c.id < _other.c.id
_ALL = (
    _phone.limit(_most),
    _mail.where(_once).order_by(_one.c.id, _other.c.id).limit(_most),
    _name.where(_once).order_by(_one.c.id, _other.c.id).limit(_most),
)
_others = _one.c.id == _is_it, _other.c.id != _one.c.id
_OF_ONE = (
    _phone.where(
        (customer_phones.c.customer_id == _is_it) | (customer_addresses.c.customer_id == _is_it)
    ).limit(_most),
    _mail.where(*_others).order_by(_other.c.id).limit(_most),
    _name.where(*_others).order_by(_other.c.id).limit(_most),
)
