"""Making and changing billing profiles: each value is checked, each change is on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from core.audit import record
from core.billing.profiles.models import customer_billing
from core.billing.profiles.queries import Profile, profile_of
from core.billing.profiles.states import Consolidate, Hold, Point, Review, SendVia
from core.billing.taxnumbers import Looks, looks_of
from core.customers.queries import customer, email_key
from core.errors import NotFound, Refusal
from core.files import values
from core.i18n import LANGUAGES
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Transaction

MOST_DAYS = 365
"""Days until an invoice is due."""
_TEXTS = {
    "name": 200,
    "contact": 200,
    "address": 500,
    "district": 120,
    "city": 120,
    "province": 120,
    "price_list": 40,
}
_CHOICES = {
    "send_via": SendVia,
    "consolidate": Consolidate,
    "point": Point,
    "review": Review,
    "hold": Hold,
}
_FLAGS = ("tax_needed", "terms_eom", "wants_invoice", "e_invoice", "reminders", "use_credit")
_AMOUNTS = ("review_over", "credit_limit", "receipt_below")
_MAY_BE_NONE = frozenset({"credit_limit", "receipt_below", "terms_days"})
SETTABLE = tuple(
    one.name for one in fields(Profile) if one.name not in {"customer_id", "since", "version"}
)
"""What can be said of a profile, by name."""


def set_profile(
    tx: Transaction,
    customer_id: int,
    told: Mapping[str, str],
    *,
    currency: str,
    e_invoice: bool = False,
    since: date | None = None,
    sure: bool = False,
    version: int | None = None,
) -> tuple[Profile, bool]:
    """Bring a profile to what is told, each value as a person writes it; says if anything changed.

    A new one is in `currency` and has `e_invoice` as the shop has it. A dash takes away what may be
    left open: limits, days, and a receipt's bound. With `version` it is changed only where nobody
    did so since.
    Raises NotFound ``customer_not_found``, Refusal ``profile_key``, ``profile_choice``,
    ``profile_days``, ``profile_moved``, ``tax_number_wrong``, without `sure` ``tax_number_odd``,
    and those of a cell that cannot be read.
    """
    require(tx, Permission.BILLING_SETUP)
    who = customer(tx, customer_id)
    if who.merged_into is not None:
        into = customer(tx, who.merged_into).name
        raise Refusal("customer_gone", customer=who.name, into=into, id=who.merged_into)
    before = profile_of(tx, customer_id)
    if version is not None and version != before.version:
        raise Refusal("profile_moved", customer=who.name)
    row = _checked(told, before, before.currency or currency)
    country = row.get("country", before.country) or who.country
    _look(row.get("tax_number", ""), country, sure=sure)
    if since is not None:
        row["since"] = since
    if not before.known:
        start = {"since": tx.today, "currency": currency, "e_invoice": e_invoice}
        values = {one.name: getattr(before, one.name) for one in fields(Profile)} | start | row
        values |= {"customer_id": customer_id, "version": 1, "updated_at": tx.now}
        tx.execute(insert(customer_billing), values)
        record(tx, "billing_profile", customer=customer_id, changed=sorted(row))
        return profile_of(tx, customer_id), True
    changed = {name: new for name, new in row.items() if getattr(before, name) != new}
    if not changed:
        return before, False
    done = tx.execute(
        update(customer_billing)
        .where(
            customer_billing.c.customer_id == bindparam("c"),
            customer_billing.c.version == bindparam("v"),
        )
        .values(**changed, version=before.version + 1, updated_at=tx.now),
        {"c": customer_id, "v": before.version},
    )
    if done.rowcount != 1:
        raise Refusal("profile_moved", customer=who.name)
    record(tx, "billing_profile", customer=customer_id, changed=sorted(changed))
    return profile_of(tx, customer_id), True


def drop_profile(tx: Transaction, customer_id: int) -> None:
    """Bill a customer as everybody again; NotFound ``profile_none`` where there is no profile."""
    require(tx, Permission.BILLING_SETUP)
    gone = delete(customer_billing).where(customer_billing.c.customer_id == customer_id)
    if tx.execute(gone).rowcount != 1:
        raise NotFound("profile_none", customer=customer(tx, customer_id).name)
    record(tx, "billing_profile", customer=customer_id, changed=["gone"])


def _checked(told: Mapping[str, str], before: Profile, currency: str) -> dict[str, Any]:
    """The columns of what is told; amounts are in the currency of the profile as it will be."""
    if unknown := sorted(set(told) - set(SETTABLE)):
        raise Refusal("profile_key", key=clean(unknown[0], 40), allowed=", ".join(SETTABLE))
    if told.get("currency"):
        currency = values.currency(told["currency"])
    row: dict[str, Any] = {}
    for name, value in told.items():
        row[name] = _value(name, value.strip(), before, currency)
    return row


def _value(name: str, value: str, before: Profile, currency: str) -> Any:
    if name in _TEXTS:
        return values.text(value, _TEXTS[name])
    if name in _CHOICES:
        return _choice(name, value, [one.value for one in _CHOICES[name]])
    if name in _FLAGS:
        return _choice(name, value.lower(), ["no", "yes"]) == "yes"
    if value in {"-", ""} and name in _MAY_BE_NONE:
        return None
    if name in _AMOUNTS:
        return values.amount(value or "0", currency)
    if name == "terms_days":
        if not value.isascii() or not value.isdecimal() or len(value) > 4 or int(value) > MOST_DAYS:
            raise Refusal("profile_days", days=clean(value, 20), most=MOST_DAYS)
        return int(value)
    return _contact(name, value, before, currency)


def _contact(name: str, value: str, before: Profile, currency: str) -> str:
    if name == "currency":
        return currency
    if name == "country":
        return values.country(value) if value else ""
    if name == "phone":
        return values.phone(value, 40)
    if name == "postcode":
        return values.postcode(value, 20, before.country)
    if name == "language":
        return _choice(name, value, [*LANGUAGES]) if value else ""
    if name == "tax_number":
        return values.text(value, 20)
    email = clean(value)
    if email and not email_key(email):
        raise Refusal("email_not_valid", value=email)
    return values.text(email_key(email), 200)


def _choice(name: str, value: str, allowed: list[str]) -> str:
    if value not in allowed:
        raise Refusal(
            "profile_choice", key=name, value=clean(value, 40), allowed=", ".join(allowed)
        )
    return value


def _look(number: str, country: str, *, sure: bool) -> None:
    if not number:
        return
    looks = looks_of(number, country)
    if looks is Looks.WRONG:
        raise Refusal("tax_number_wrong", number=number)
    if looks is Looks.ODD and not sure:
        raise Refusal("tax_number_odd", number=number)
