"""Reads billing profiles; a customer without one is billed as the shop does it for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from core.billing.profiles.models import customer_billing
from core.billing.profiles.states import Consolidate, Hold, Point, Review, SendVia
from core.customers.models import customers
from core.transaction import Transaction

_STATES = {
    "send_via": SendVia,
    "consolidate": Consolidate,
    "point": Point,
    "review": Review,
    "hold": Hold,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """How a customer is billed; amounts in minor units of its currency."""

    customer_id: int | None = None
    name: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postcode: str = ""
    country: str = ""
    tax_number: str = ""
    tax_needed: bool = False
    language: str = ""
    currency: str = ""
    terms_days: int | None = None
    terms_eom: bool = False
    send_via: SendVia = SendVia.NONE
    price_list: str = ""
    consolidate: Consolidate = Consolidate.ORDER
    point: Point = Point.SHOP
    since: date | None = None
    review: Review = Review.NEVER
    review_over: int = 0
    credit_limit: int | None = None
    receipt_below: int | None = None
    wants_invoice: bool = False
    e_invoice: bool | None = None
    """None: as the shop has it."""
    hold: Hold = Hold.NO
    reminders: bool = True
    use_credit: bool = False
    version: int = 0

    @property
    def known(self) -> bool:
        """Whether there is a profile at all."""
        return self.version > 0


def profile_of(tx: Transaction, customer_id: int | None) -> Profile:
    """The profile of a customer; what holds for everybody where there is none."""
    if customer_id is None:
        return Profile()
    row = tx.execute(_one, {"c": customer_id}).first()
    return Profile(customer_id) if row is None else _profile(row)


def profiles_of(tx: Transaction, ids: Iterable[int]) -> dict[int, Profile]:
    """The profiles of those customers that have one."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    return {row.customer_id: _profile(row) for row in tx.execute(_many, {"wanted": wanted})}


def listed(
    tx: Transaction, *, text: str = "", offset: int = 0, limit: int = 100
) -> tuple[list[tuple[str, Profile]], int]:
    """A page of the profiles with their customers' names, by name, and how many there are."""
    wanted = select(customers.c.name.label("customer"), *customer_billing.c).join(
        customers, customers.c.id == customer_billing.c.customer_id
    )
    if text:
        wanted = wanted.where(customers.c.folded.contains(text, autoescape=True))
    page = wanted.order_by(customers.c.folded, customers.c.id).limit(limit).offset(offset)
    count = tx.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
    return [(row.customer, _profile(row)) for row in tx.execute(page)], int(count)


def _profile(row: Any) -> Profile:
    values = {name: getattr(row, name) for name in Profile.__dataclass_fields__}
    for name, kind in _STATES.items():
        values[name] = kind(values[name])
    return Profile(**values)


_one = select(customer_billing).where(customer_billing.c.customer_id == bindparam("c"))
_many = select(customer_billing).where(
    customer_billing.c.customer_id.in_(bindparam("wanted", expanding=True))
)
