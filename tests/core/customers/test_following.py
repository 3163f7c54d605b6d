"""What an order says of its buyer reaches their own record where a person wants it, no further."""

from __future__ import annotations

from types import ModuleType

import pytest

from core.customers import commands, places, queries
from core.customers.following import differs, follow
from core.customers.records import Details, Place
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.orders.entry.contents import Contents
from core.transaction import Actor, writing

PHONE, OTHER, THIRD = "+620000000001", "+620000000002", "+620000000003"


def contact(phone: str, address: str) -> Contents:
    return Contents(customer="Siti", phone=phone, address=address, country="ID")


def test_phone_and_address_of_an_order_come_first_and_nothing_is_lost(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {})
    with writing(db, shop.actor) as tx:
        siti = commands.make(tx, Details("Siti", (PHONE,), country="ID"))
        places.add(tx, siti.id, Place("Jl. Kenanga 1"))
        assert differs(tx, siti.id, contact(PHONE, "jl kenanga 1")) == ()
        assert differs(tx, siti.id, contact("0812****", "Jl. Melati 6")) == ("address",)
        told = contact(OTHER, "Jl. Melati 6")
        assert follow(tx, siti.id, told) == ("phone", "address")
        assert follow(tx, siti.id, told) == ()
        assert set(queries.phones(tx, siti.id)) == {PHONE, OTHER}
        assert queries.customer(tx, siti.id).phone == OTHER
        here = [(one.address, one.is_default) for one in queries.addresses(tx, siti.id)]
        assert sorted(here) == [("Jl. Kenanga 1", False), ("Jl. Melati 6", True)]


def test_a_number_that_somebody_else_has_is_refused(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {})
    with writing(db, shop.actor) as tx:
        siti = commands.make(tx, Details("Siti", (PHONE,), country="ID"))
        commands.make(tx, Details("Budi", (THIRD,), country="ID"))
        with pytest.raises(Refusal, match="customer_phone_taken"):
            follow(tx, siti.id, contact(THIRD, "Jl. Melati 6"))


def test_who_may_not_change_customers_changes_none(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {})
    with writing(db, shop.actor) as tx:
        siti = commands.make(tx, Details("Siti", (PHONE,), country="ID"))
    nobody = Actor(station_id=shop.station, operator_id=1, permissions=frozenset())
    with pytest.raises(NotAllowed), writing(db, nobody) as tx:
        follow(tx, siti.id, contact(OTHER, ""))
