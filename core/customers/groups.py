"""Groups of customers: made, renamed, and trusted as a whole."""

from __future__ import annotations

from sqlalchemy import insert, update

from core.audit import record
from core.customers.models import customer_groups
from core.customers.queries import group, groups
from core.customers.records import Group
from core.errors import Refusal
from core.people.permissions import Permission, require
from core.text import clean, fold
from core.transaction import Transaction

NAME = 60
"""Characters of a group's name."""


def make_group(tx: Transaction, name: str, *, trusted: bool = False) -> Group:
    """A new group; Refusal ``customer_group_name`` or ``customer_group_taken``."""
    require(tx, Permission.CUSTOMER_TRUST if trusted else Permission.CUSTOMER_EDIT)
    name = _free(tx, name, None)
    row = {"name": name, "trusted": trusted, "created_at": tx.now}
    made = int(tx.execute(_insert, row).scalar_one())
    record(tx, "customer_group", group=made, name=name, trusted=trusted, did="made")
    return group(tx, made)


def group_named(tx: Transaction, name: str) -> Group:
    """The group of this name, however it is written; a new one where there is none."""
    wanted = fold(clean(name))
    known = next((one for one in groups(tx) if fold(one.name) == wanted), None)
    return known or make_group(tx, name)


def rename_group(tx: Transaction, group_id: int, name: str) -> Group:
    """Give a group another name."""
    require(tx, Permission.CUSTOMER_EDIT)
    before = group(tx, group_id)
    name = _free(tx, name, group_id)
    where = customer_groups.c.id == group_id
    tx.execute(update(customer_groups).where(where).values(name=name))
    record(tx, "customer_group", group=group_id, name=name, before=before.name, did="renamed")
    return group(tx, group_id)


def trust_group(tx: Transaction, group_id: int, *, trusted: bool) -> Group:
    """Have all members of a group trusted, or no longer."""
    require(tx, Permission.CUSTOMER_TRUST)
    before = group(tx, group_id)
    where = customer_groups.c.id == group_id
    tx.execute(update(customer_groups).where(where).values(trusted=trusted))
    record(tx, "customer_group", group=group_id, name=before.name, trusted=trusted, did="trusted")
    return group(tx, group_id)


def _free(tx: Transaction, name: str, but: int | None) -> str:
    name = clean(name)
    if not name or len(name) > NAME:
        raise Refusal("customer_group_name", limit=NAME)
    if any(fold(one.name) == fold(name) and one.id != but for one in groups(tx)):
        raise Refusal("customer_group_taken", group=name)
    return name


_insert = insert(customer_groups).returning(customer_groups.c.id)
