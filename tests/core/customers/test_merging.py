"""Duplicates: suggested with a reason, merged with all that belongs to them, on record."""

from __future__ import annotations

from types import ModuleType

import pytest
from sqlalchemy import select

from core.audit import events
from core.customers import commands, places, queries
from core.customers.duplicates import Because, duplicates
from core.customers.groups import make_group
from core.customers.merging import merged
from core.customers.models import Trust
from core.customers.records import Details, Place
from core.database import Database
from core.errors import Refusal
from core.orders import buyers
from core.orders.models import orders
from core.orders.states import Fulfilment, OrderStatus
from core.transaction import reading, writing

PHONE, OTHER = "+620000000001", "+620000000002"


def test_phones_addresses_orders_and_the_block_go_over(db: Database, build: ModuleType) -> None:
    build.shop(db, {"MUG": 5})
    with writing(db) as tx:
        keep = commands.make(tx, Details("Siti Aminah", (PHONE,), note="ring twice"))
        gone = commands.make(
            tx, Details("S. Aminah", (OTHER,), "s@example.com", note="no COD", must_read=True)
        )
        commands.set_trust(tx, gone.id, Trust.BLOCKED, "refused a parcel")
        places.add(tx, keep.id, Place("Jl. Kenanga 1"))
        moved = places.add(tx, gone.id, Place("Jl. Melati 2"))
        order = build.order(tx, "A-1", {"MUG": 1}, customer_id=gone.id)
        before = buyers.merger(tx, keep.id, gone.id)
        assert (before.orders, before.moving.phones) == ((order,), (OTHER,))
        assert [one.id for one in before.moving.addresses] == [moved.id]
        assert before.moving.trust is Trust.BLOCKED
        assert buyers.merge(tx, keep.id, gone.id) == before
    with reading(db) as tx:
        after = queries.customer(tx, keep.id)
        assert queries.phones(tx, keep.id) == (PHONE, OTHER)
        assert queries.find_by_phone(tx, OTHER) == after
        assert queries.find_by_email(tx, "s@example.com") == after
        assert (after.note, after.must_read) == ("ring twice / no COD", True)
        assert after.standing.blocked
        assert after.standing.reason == "refused a parcel"
        defaults = [one.is_default for one in queries.addresses(tx, keep.id)]
        assert defaults == [True, False]
        assert [one.order_no for one in buyers.history(tx, keep.id)] == ["A-1"]
        assert queries.search(tx, "aminah")[1] == 1
        assert queries.living(tx, gone.id) == after
        assert [one.name for one in merged(tx, keep.id)] == ["S. Aminah"]
        told = tx.execute(select(events.c.data).where(events.c.kind == "customer_merged"))
        data = told.scalar_one()
        assert (data["orders"], data["phones"], data["addresses"]) == (
            [order],
            [OTHER],
            [moved.id],
        )


def test_nobody_comes_to_be_trusted_by_a_merge(db: Database) -> None:
    with writing(db) as tx:
        trusted, plain = make_group(tx, "Reseller", trusted=True), make_group(tx, "VIP")
        one, two, three = (
            commands.make(tx, Details(name, group_id=group))
            for name, group in (("A", None), ("B", trusted.id), ("C", plain.id))
        )
        buyers.merge(tx, one.id, two.id)
        assert not queries.standing(tx, one.id).trusted
        buyers.merge(tx, one.id, three.id)
        assert queries.customer(tx, one.id).group == "VIP"


def test_who_was_merged_cannot_be_changed_nor_merged_again(db: Database) -> None:
    with writing(db) as tx:
        one, two, three = (commands.make(tx, Details(name)) for name in ("A", "B", "C"))
        buyers.merge(tx, two.id, one.id)
        for work in (
            lambda: commands.change(tx, one.id, Details("Z")),
            lambda: buyers.merge(tx, three.id, one.id),
            lambda: commands.set_trust(tx, one.id, Trust.NONE),
        ):
            with pytest.raises(Refusal) as refused:
                work()
            assert (refused.value.code, refused.value.params["into"]) == ("customer_gone", "B")
        with pytest.raises(Refusal, match="customer_itself"):
            buyers.merge(tx, two.id, two.id)
        buyers.merge(tx, three.id, two.id)
        assert queries.customer(tx, one.id).merged_into == three.id


def test_pairs_are_suggested_by_mail_by_place_and_by_phone(db: Database) -> None:
    home = Place("Jl. Kenanga No. 1", city="Bandung", postcode="40132")
    with writing(db) as tx:
        one = commands.make(tx, Details("Siti Aminah", (PHONE,), "s@example.com"))
        two = commands.make(tx, Details("Siti Áminah", email="s@example.com"))
        three = commands.make(tx, Details("Siti Aminah", (OTHER,)))
        four = commands.make(tx, Details("Budi"))
        commands.make(tx, Details("Siti Aminah"))
        places.add(tx, one.id, home)
        places.add(tx, two.id, Place("jl kenanga no 1", city="bandung"))
        places.add(tx, three.id, Place("Jl. Melati 9", city="Bandung"))
        places.add(tx, four.id, Place("Jl. Sawo 3", phone="+62 000 000 0002"))
        found = duplicates(tx)
        assert [(pair.one.id, pair.other.id, pair.because) for pair in found] == [
            (one.id, two.id, (Because.ADDRESS, Because.EMAIL)),
            (three.id, four.id, (Because.PHONE,)),
        ]
        assert [pair.other.id for pair in duplicates(tx, four.id)] == [four.id]
        buyers.merge(tx, one.id, two.id)
        assert duplicates(tx, one.id) == ()


def test_sums_leave_out_what_was_cancelled(db: Database, build: ModuleType) -> None:
    build.shop(db, {"MUG": 9})
    with writing(db) as tx:
        who = commands.make(tx, Details("Siti", (PHONE,))).id
        build.order(tx, "A-1", {"MUG": 2}, customer_id=who, paid=0)
        build.order(tx, "A-2", {"MUG": 1}, customer_id=who, paid=25_000_00)
        build.order(
            tx,
            "A-3",
            {"MUG": 4},
            customer_id=who,
            status=OrderStatus.CANCELLED.value,
            fulfilment=Fulfilment.CANCELLED,
        )
        (sums,) = buyers.bought(tx, who)
        assert (sums.orders, sums.open, sums.cancelled) == (3, 2, 1)
        assert (sums.total.minor, sums.paid.minor) == (75_000_00, 25_000_00)
        assert buyers.bought(tx, 99) == ()
        other = commands.make(tx, Details("Budi")).id
        first = tx.execute(select(orders.c.id).order_by(orders.c.id)).scalars().first()
        buyers.assign(tx, first, other)
        assert [one.order_no for one in buyers.history(tx, other)] == ["A-1"]
