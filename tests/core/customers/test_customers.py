"""Customers: made, found, changed by two at once, trusted, blocked, and where parcels go."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest

from core.audit import events
from core.customers import commands, groups, places, queries
from core.customers.models import Trust
from core.customers.records import CustomerMoved, Details, Place
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.transaction import Actor, Transaction, reading, writing

PHONE, OTHER, THIRD = "+620000000001", "+620000000002", "+61491570006"
SITI = Details(
    "Siti  Aminah", ("+62 000 000 0001", "+61 491 570 006"), "Siti@Example.com", "ID", "id"
)


def trail(tx: Transaction, kind: str) -> list[dict[str, object]]:
    rows = tx.execute(events.select().where(events.c.kind == kind).order_by(events.c.id))
    return [dict(row.data) for row in rows]


def test_a_new_customer_is_found_by_each_phone_by_mail_and_by_name(db: Database) -> None:
    with writing(db) as tx:
        made = commands.make(tx, SITI)
    with reading(db) as tx:
        assert queries.find_by_phone(tx, "+62 000-000-0001") == made
        assert queries.find_by_phone(tx, "0491 570 006", "AU") == made
        assert queries.find_by_phone(tx, "+62 000 000 0009") is None
        assert queries.find_by_phone(tx, "0812****7890", "ID") is None
        assert queries.find_by_email(tx, "siti@example.COM ") == made
        assert queries.find_by_name(tx, "SÍTI") == [made]
        assert queries.find_by_name(tx, "aminah") == []
        assert queries.phones(tx, made.id) == (PHONE, THIRD)
        assert (made.name, made.phone, made.email) == ("Siti Aminah", PHONE, "siti@example.com")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["Đỗ Thị Lan", "Siti Aminah"]),
        ("amin", ["Siti Aminah"]),
        ("do thi", ["Đỗ Thị Lan"]),
        ("+62 000 000 0001", ["Siti Aminah"]),
        ("0000002", ["Đỗ Thị Lan"]),
        ("siti@", ["Siti Aminah"]),
        ("100%", []),
    ],
)
def test_the_list_is_searched_by_name_phone_and_mail(
    db: Database, text: str, found: list[str]
) -> None:
    with writing(db) as tx:
        commands.make(tx, SITI)
        commands.make(tx, Details("Đỗ Thị Lan", (OTHER,)))
    with reading(db) as tx:
        rows, total = queries.search(tx, text, country="ID")
        assert ([one.name for one in rows], total) == (found, len(found))


def test_pages_of_the_list_say_how_many_there_are(db: Database) -> None:
    with writing(db) as tx:
        for number in range(5):
            commands.make(tx, Details(f"Buyer {number}"))
    with reading(db) as tx:
        rows, total = queries.search(tx, "buyer", offset=3, limit=10)
        assert ([one.name for one in rows], total) == (["Buyer 3", "Buyer 4"], 5)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (Details("  "), "customer_name_needed"),
        (Details("A", ("0812",), country="ID"), "phone_not_valid"),
        (Details("A", ("0812****7890",), country="ID"), "phone_masked"),
        (Details("A", email="nobody"), "email_not_valid"),
        (Details("A", email="b***@example.com"), "email_not_valid"),
        (Details("A" * 201), "text_too_long"),
        (Details("A", (PHONE,)), "customer_phone_taken"),
    ],
)
def test_what_cannot_be_a_customer_is_refused(db: Database, details: Details, code: str) -> None:
    with writing(db) as tx:
        commands.make(tx, SITI)
    with pytest.raises(Refusal) as refused, writing(db) as tx:
        commands.make(tx, details)
    assert refused.value.code == code
    if code == "customer_phone_taken":
        assert refused.value.params["customer"] == "Siti Aminah"


def test_the_later_of_two_who_change_sees_what_the_first_changed(db: Database) -> None:
    with writing(db) as tx:
        made = commands.make(tx, SITI)
        seen = commands.details_of(tx, made)
        commands.change(tx, made.id, replace(seen, note="rings twice"), version=made.version)
    mine = replace(seen, name="Siti Nurhaliza")
    with pytest.raises(CustomerMoved) as refused, writing(db) as tx:
        commands.change(tx, made.id, mine, version=made.version, seen=seen)
    assert refused.value.changes == {"note": ("", "rings twice")}
    with writing(db) as tx:
        both = replace(mine, note="rings twice")
        after = commands.change(tx, made.id, both, version=refused.value.version)
        assert (after.name, after.note, after.version) == ("Siti Nurhaliza", "rings twice", 3)
        assert queries.find_by_name(tx, "siti n") == [after]
        assert trail(tx, "customer_changed")[-1]["changes"] == {
            "name": ["Siti Aminah", "Siti Nurhaliza"]
        }


def test_a_number_that_is_given_up_can_be_anothers(db: Database) -> None:
    with writing(db) as tx:
        made = commands.make(tx, SITI)
        commands.change(tx, made.id, replace(commands.details_of(tx, made), phones=(THIRD,)))
        other = commands.make(tx, Details("Budi", (PHONE,)))
        assert queries.find_by_phone(tx, PHONE) == other
        assert queries.customer(tx, made.id).phone == THIRD


def test_nothing_changed_leaves_the_version(db: Database) -> None:
    with writing(db) as tx:
        made = commands.make(tx, SITI)
        assert commands.change(tx, made.id, commands.details_of(tx, made)) == made


def test_a_block_needs_a_reason_and_outweighs_the_group(db: Database) -> None:
    with writing(db) as tx:
        loyal = groups.make_group(tx, "Reseller", trusted=True)
        made = commands.make(tx, replace(SITI, group_id=loyal.id))
        assert queries.standing(tx, made.id).trusted
        assert queries.standing(tx, made.id).by_group
        with pytest.raises(Refusal, match="reason_needed"):
            commands.set_trust(tx, made.id, Trust.BLOCKED, "  ")
        after = commands.set_trust(tx, made.id, Trust.BLOCKED, "refused three parcels")
        assert after.standing.blocked
        assert queries.standing(tx, made.id) == after.standing
        assert after.standing.reason == "refused three parcels"
        nobody = commands.make(tx, Details("Budi"))
        assert queries.standings(tx, [made.id, nobody.id]) == {made.id: after.standing}
        assert not queries.standing(tx, None).trusted
        commands.set_trust(tx, made.id, Trust.NONE)
        assert queries.standing(tx, made.id).trusted
        assert [one["trust"] for one in trail(tx, "customer_trust")] == ["blocked", "none"]


def test_trust_is_for_those_who_may(db: Database, build: ModuleType) -> None:
    who = Actor(operator_id=None, name="Rini", permissions=frozenset({"customer_edit"}))
    with writing(db) as tx:
        made = commands.make(tx, SITI)
    with pytest.raises(NotAllowed), writing(db, who) as tx:
        commands.set_trust(tx, made.id, Trust.TRUSTED, "pays")
    with pytest.raises(NotAllowed), writing(db, who) as tx:
        groups.make_group(tx, "VIP", trusted=True)
    with writing(db, who) as tx:
        assert not groups.make_group(tx, "VIP").trusted
    with writing(db) as tx:
        trusted = groups.make_group(tx, "Reseller", trusted=True)
    joined = replace(SITI, group_id=trusted.id)
    with pytest.raises(NotAllowed), writing(db, who) as tx:
        commands.change(tx, made.id, joined)
    with pytest.raises(NotAllowed), writing(db, who) as tx:
        commands.make(tx, Details("Budi", group_id=trusted.id))
    with writing(db) as tx:
        commands.change(tx, made.id, joined)
    with writing(db, who) as tx:  # who is in it may be changed by those who may not trust
        assert commands.change(tx, made.id, replace(joined, name="Siti")).standing.trusted
    with pytest.raises(NotAllowed), writing(db, Actor(name="nobody")) as tx:
        commands.make(tx, Details("Budi"))


def test_groups_are_renamed_and_named_once(db: Database) -> None:
    with writing(db) as tx:
        one = groups.make_group(tx, "Reseller")
        groups.make_group(tx, "VIP")
        with pytest.raises(Refusal, match="customer_group_taken"):
            groups.rename_group(tx, one.id, "vip")
        groups.rename_group(tx, one.id, "Agen")
        groups.trust_group(tx, one.id, trusted=True)
        commands.make(tx, Details("Budi", group_id=one.id))
        assert [(g.name, g.trusted, g.members) for g in queries.groups(tx)] == [
            ("Agen", True, 1),
            ("VIP", False, 0),
        ]
        with pytest.raises(NotFound):
            commands.make(tx, Details("Ani", group_id=99))


def test_the_first_address_is_the_default_until_another_is(db: Database) -> None:
    with writing(db) as tx:
        made = commands.make(tx, SITI)
        home = places.add(tx, made.id, Place("Jl. Kenanga 1", city="Bandung"))
        office = places.add(tx, made.id, Place("Jl. Melati 2", label="kantor"))
        assert [one.label for one in queries.addresses(tx, made.id)] == ["", "kantor"]
        places.set_default(tx, office.id)
        assert queries.addresses(tx, made.id)[0].id == office.id
        places.remove(tx, office.id)
        assert [(one.id, one.is_default) for one in queries.addresses(tx, made.id)] == [
            (home.id, True)
        ]
        with pytest.raises(Refusal, match="address_needed"):
            places.change(tx, home.id, Place(" "))
        assert places.change(tx, home.id, Place("Jl. Kenanga 3")).address == "Jl. Kenanga 3"
        assert [one["did"] for one in trail(tx, "customer_address")] == [
            "added",
            "added",
            "removed",
            "changed",
        ]


def test_an_address_that_is_used_again_is_not_kept_twice(db: Database) -> None:
    with writing(db) as tx:
        made = commands.make(tx, SITI)
        first = places.remember(tx, made.id, Place("Jl. Kenanga No. 1", city="Bandung"))
        places.remember(tx, made.id, Place("Jl. Melati 2", city="Bandung"))
        again = places.remember(tx, made.id, Place("jl kenanga no 1", city="BANDUNG"))
        assert first is not None
        assert again is not None
        assert again.id == first.id
        assert again.is_default
        assert len(queries.addresses(tx, made.id)) == 2
        assert places.remember(tx, made.id, Place("")) is None


def test_a_customer_is_meant_by_number_phone_mail_or_name(db: Database) -> None:
    with writing(db) as tx:
        siti = commands.make(tx, SITI)
        two = [commands.make(tx, Details(name)) for name in ("Budi Santoso", "Budi Setiawan")]
        for who in (f"#{siti.id}", str(siti.id), "+62 000 000 0001", "SITI@example.com", "siti"):
            assert queries.find(tx, who, "ID") == siti
        assert queries.find(tx, "budi santoso") == two[0]
        with pytest.raises(NotFound, match="customer_not_found"):
            queries.find(tx, "nobody")
        with pytest.raises(NotFound):
            queries.find(tx, "")
        with pytest.raises(Refusal, match="customer_ambiguous") as refused:
            queries.find(tx, "budi")
        assert f"Budi Setiawan (#{two[1].id})" in str(refused.value.params["some"])
