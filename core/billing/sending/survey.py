"""What a person looks through before invoices go out: the odd ones first, with what is odd now."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import bindparam, select

from core.billing.models import invoices
from core.billing.profiles.queries import Profile, profiles_of
from core.billing.rules import Sides
from core.billing.sending.oddities import of_way, refused_addresses
from core.billing.sending.queries import Delivery, waiting
from core.billing.sending.states import STOPS, DeliveryState, Oddity, OutWay
from core.customers.queries import customers_of
from core.transaction import Transaction

_ORDER = list(Oddity)
_PIECE = 500


def survey(tx: Transaction) -> tuple[Delivery, ...]:
    """What is held or ready: what stops first, then the oddest, then by age.

    Addresses are looked at anew: one that was put right since is odd no more.
    """
    found = waiting(tx)
    sides = _buyers(tx, [one.invoice_id for one in found])
    ids = {one.customer_id for one in found if one.customer_id is not None}
    people, profiles = customers_of(tx, ids), profiles_of(tx, ids)
    addresses: dict[int, str] = {}
    for one in found:
        profile = profiles.get(one.customer_id or 0, Profile())
        person = people.get(one.customer_id or 0)
        said = one.recipient or profile.email or sides[one.invoice_id].email
        addresses[one.id] = said or (person.email if person else "")
    refused = refused_addresses(tx, list(addresses.values()))
    seen = []
    for one in found:
        now = of_way(one.way, sides[one.invoice_id], addresses[one.id], refused)
        odd = sorted({*one.odd, *now}, key=_ORDER.index)
        to = addresses[one.id] if one.way is OutWay.EMAIL else ""
        seen.append(replace(one, odd=tuple(odd), recipient=to))
    return tuple(sorted(seen, key=_rank))


def fine(one: Delivery) -> bool:
    """Whether nothing stands against letting it go."""
    return one.state is DeliveryState.HELD and not STOPS & set(one.odd)


def _rank(one: Delivery) -> tuple[bool, int, int, int]:
    worst = _ORDER.index(one.odd[0]) if one.odd else len(_ORDER)
    return one.state is not DeliveryState.HELD, worst, -len(one.odd), one.id


def _buyers(tx: Transaction, ids: list[int]) -> dict[int, Sides]:
    found: dict[int, Sides] = {}
    for at in range(0, len(ids), _PIECE):
        for row in tx.execute(_sides, {"wanted": sorted(set(ids[at : at + _PIECE]))}):
            found[row.id] = Sides(**row.buyer)
    return found


_sides = select(invoices.c.id, invoices.c.buyer).where(
    invoices.c.id.in_(bindparam("wanted", expanding=True))
)
