"""Orders find their customer by phone or else by e-mail; who is new becomes one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from core.customers import commands, queries
from core.customers.linking import link
from core.customers.records import Details
from core.database import Database
from core.transaction import SYSTEM, reading, run_among_others, writing

PHONE, OTHER = "+620000000001", "+620000000002"


@dataclass(frozen=True)
class Said:
    customer: str = "Siti Aminah"
    phone: str = ""
    email: str = ""
    address: str = "Jl. Kenanga 1"
    district: str = ""
    city: str = "Bandung"
    province: str = ""
    postcode: str = "40132"
    country: str = ""
    currency: str = "IDR"


def test_the_same_phone_is_the_same_customer_within_a_batch_and_later(db: Database) -> None:
    with writing(db) as tx:
        first, second, third = link(
            tx,
            [
                Said(phone="+62 000 000 0001", email="Siti@example.com"),
                Said("Budi", phone="+62 000 000 0002"),
                Said("Siti A.", phone="+62-000-000-0001"),
            ],
        )
        assert first == third != second
        assert first is not None
    with writing(db) as tx:
        assert link(tx, [Said("Somebody else", phone="+620000000001")]) == [first]
        found = queries.customer(tx, first)
        assert (found.phone, found.country) == (PHONE, "ID")
        assert queries.find_by_phone(tx, OTHER) == queries.customer(tx, second)
        assert [one.address for one in queries.addresses(tx, first)] == ["Jl. Kenanga 1"]


def test_without_a_phone_it_is_the_mail_that_tells(db: Database) -> None:
    with writing(db) as tx:
        known = commands.make(tx, Details("Siti", (PHONE,), "siti@example.com"))
        masked = Said(phone="0812****7890", email="SITI@example.com")
        assert link(tx, [masked]) == [known.id]
        # A phone that nobody has is somebody new, whatever the mail says; a person may merge them.
        (new,) = link(tx, [Said(phone=OTHER, email="siti@example.com")])
        assert new not in {None, known.id}


def test_masked_and_missing_contacts_are_nobodys(db: Database) -> None:
    with writing(db) as tx:
        told = [Said(phone="******12"), Said(email="b***@example.com"), Said(), Said(phone="0812")]
        assert link(tx, told) == [None] * 4
        assert queries.search(tx)[1] == 0


def test_a_merged_customer_is_not_found_by_mail(db: Database) -> None:
    from core.orders import buyers

    with writing(db) as tx:
        keep = commands.make(tx, Details("Siti", (PHONE,), "s@example.com"))
        gone = commands.make(tx, Details("Siti", email="old@example.com"))
        buyers.merge(tx, keep.id, gone.id)
        assert link(tx, [Said(email="old@example.com")]) != [gone.id]


def test_a_new_address_is_kept_beside_the_default_and_a_known_one_used_again(db: Database) -> None:
    with writing(db) as tx:
        (who,) = link(tx, [Said(phone=PHONE)])
        assert who is not None
    with writing(db) as tx:
        link(tx, [Said(phone=PHONE, address="JL. KENANGA 1"), Said(phone=OTHER)])
        link(tx, [Said(phone=PHONE, address="Jl. Melati 2")])
        here = queries.addresses(tx, who)
        assert [(one.address, one.is_default) for one in here] == [
            ("Jl. Kenanga 1", True),
            ("Jl. Melati 2", False),
        ]
        assert here[0].used_at == tx.now


def test_the_country_of_a_number_follows_from_the_money(db: Database) -> None:
    import phonenumbers

    example = phonenumbers.example_number_for_type("VN", phonenumbers.PhoneNumberType.MOBILE)
    with writing(db) as tx:
        link(tx, [Said(phone=f"0{example.national_number}", currency="VND")])
    with reading(db) as tx:
        found = queries.find_by_phone(tx, f"+84{example.national_number}")
        assert found is not None
        assert found.country == "VN"


def test_linking_takes_the_same_few_statements_for_many_orders(db: Database) -> None:
    from sqlalchemy import event

    told = [Said(f"Buyer {at}", phone=f"+62 000 000 {at:04d}") for at in range(1, 51)]
    said: list[str] = []
    with writing(db) as tx:
        tx.short = None  # all of them go by the engine, where they are heard
        event.listen(
            tx.connection, "before_cursor_execute", lambda *given: said.append(str(given[2]))
        )
        link(tx, told)
        assert len(said) == 4
        said.clear()
        link(tx, told)
        assert len(said) == 3


def test_two_who_link_the_same_phones_at_once_make_each_customer_once(db: Database) -> None:
    told = [Said(f"Buyer {at}", phone=f"+62 000 000 {at:04d}") for at in range(1, 31)]
    start = Barrier(2)

    def work(mine: list[Said]) -> list[int | None]:
        start.wait()
        found: list[int | None] = []
        for at in range(0, len(mine), 5):
            batch = mine[at : at + 5]
            found += run_among_others(db, SYSTEM, lambda tx, batch=batch: link(tx, batch))
        return found

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(work, (told, told[::-1]))
    assert one == other[::-1]
    with reading(db) as tx:
        assert queries.search(tx)[1] == len(told) == len(set(one))
