"""Invoices that are made by themselves: once, together by period, and looked at where odd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import insert, select, text, update

from core import clock
from core.billing.automatic.making import Outcome
from core.billing.charges.importing import take_in
from core.billing.charges.queries import listed_charges
from core.billing.issuing import discard, invoice_order, release
from core.billing.models import invoices
from core.billing.profiles.commands import set_profile
from core.billing.profiles.states import Point
from core.billing.queries import Invoice, lines_of, of_order, one_invoice, open_documents, orders_on
from core.billing.rates.commands import NewRate, add_rate, set_tax
from core.billing.rounds import bill_all
from core.billing.rules import BillingRules
from core.billing.states import InvoiceState, Reason
from core.customers.models import Trust, customers
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.orders.models import orders
from core.people.permissions import ROLES, Role
from core.transaction import SYSTEM, Transaction, reading, writing

NOW = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
"""A Monday morning in Jakarta."""
RULES = BillingRules(
    zone="Asia/Jakarta",
    country="ID",
    language="id",
    due_days=7,
    seller={"name": "Toko Melati"},
    point=Point.CONFIRMED,
    since=date(2026, 11, 1),
    review_new=False,
)


@pytest.fixture
def shop(db: Database, build: ModuleType) -> ModuleType:
    """A shop with one product of 11 % tax, in a frozen November."""
    build.shop(db, {"TEH": 99})
    with writing(db) as tx:
        tx.execute(text("UPDATE products SET tax_rate = '11'"))
    return build


def somebody(tx: Transaction, name: str = "PT Contoh") -> int:
    row = {"name": name, "folded": name.lower(), "trust": Trust.NONE.value}
    row |= {"created_at": tx.now, "updated_at": tx.now}
    return int(tx.execute(insert(customers).returning(customers.c.id), row).scalar_one())


def orders_at(
    tx: Transaction, build: ModuleType, days: Sequence[datetime], customer: int | None, start: int
) -> list[int]:
    """Confirmed orders of two units each."""
    return [
        build.order(
            tx,
            f"B{start + at}",
            {"TEH": 2},
            customer_id=customer,
            ordered_at=moment,
            confirmed_at=moment,
        )
        for at, moment in enumerate(days)
    ]


def documents(db: Database) -> list[Invoice]:
    with reading(db) as tx:
        ids = tx.execute(select(invoices.c.id).order_by(invoices.c.id)).scalars().all()
        return [one_invoice(tx, one) for one in ids]


def test_what_is_due_is_invoiced_once_whoever_runs_it_again(db: Database, shop: ModuleType) -> None:
    with clock.frozen(NOW):
        with writing(db) as tx:
            orders_at(tx, shop, [NOW - timedelta(days=1)] * 3, None, 1)
            before = NOW - timedelta(days=40)
            shop.order(tx, "OLD", {"TEH": 1}, ordered_at=before, confirmed_at=before)
            shop.order(tx, "NOT YET", {"TEH": 1}, ordered_at=NOW)
        done = bill_all(db, RULES)
        assert (done.count(Outcome.ISSUED), done.refused) == (3, [])
        assert bill_all(db, RULES).counts == {}
        found = documents(db)
        assert [one.reference for one in found] == ["B1", "B2", "B3"]
        assert [one.internal_no[-4:] for one in found] == ["0001", "0002", "0003"]
        with writing(db) as tx:
            who, where = shop.operator(tx, "Budi", role="packer"), shop.station(tx, "S2")
            packer = shop.actor(tx, who, where, ROLES[Role.PACKER])
        with pytest.raises(NotAllowed):
            bill_all(db, RULES, actor=packer)


def test_orders_of_a_period_come_onto_one_invoice_when_it_is_over(
    db: Database, shop: ModuleType
) -> None:
    with clock.frozen(NOW):
        last_week = [NOW - timedelta(days=days) for days in (3, 4)]
        with writing(db) as tx:
            who = somebody(tx)
            told = {"consolidate": "week", "terms_days": "10", "terms_eom": "yes"}
            set_profile(tx, who, told | {"address": "Jl. Kantor 9"}, currency="IDR")
            ids = orders_at(tx, shop, [*last_week, NOW], who, 1)
            tx.execute(
                update(orders).values(shipping_fee=5_000_00, total=orders.c.total + 5_000_00)
            )
        assert bill_all(db, RULES).counts == {Outcome.REVIEW: 1}
        (one,) = documents(db)
        assert one.reasons == (Reason.NEW,)
        assert one.reference == "09/11/2026 - 15/11/2026"
        assert (one.total, one.buyer.address) == (110_000_00, "Jl. Kantor 9")
        with writing(db) as tx:
            assert [each for each, _number in orders_on(tx, one.id)] == ids[:2]
            assert [line.sku for line in lines_of(tx, one.id)] == ["TEH", "TEH", ""]
            assert of_order(tx, ids[1]) == one
            out = release(tx, RULES, one.id)
            assert out.due_date == date(2026, 12, 10)
            again = invoice_order(tx, RULES, ids[0])
            assert (again.new, again.invoice.id) == (False, one.id)
    with clock.frozen(NOW + timedelta(days=7)):
        assert bill_all(db, RULES).counts == {Outcome.ISSUED: 1}
        assert bill_all(db, RULES).counts == {}


def test_what_looks_odd_waits_for_a_person(db: Database, shop: ModuleType) -> None:
    """One order each, all but one of them odd in one way; then what a person does with them."""
    yesterday = NOW - timedelta(days=1)
    profiles: dict[str, dict[str, str]] = {
        "fine": {},
        "asks": {"review": "always"},
        "over": {"review": "over", "review_over": "10000"},
        "hold": {"hold": "soft"},
        "tax": {"tax_needed": "yes"},
        "owes": {"credit_limit": "0"},
    }
    with clock.frozen(NOW), writing(db) as tx:
        for at, (name, told) in enumerate(profiles.items()):
            who = somebody(tx, name)
            set_profile(tx, who, told, currency="IDR")
            # Each has had an invoice before: it is not the first.
            (first,) = orders_at(tx, shop, [NOW - timedelta(days=60)], who, at * 10)
            invoice_order(tx, RULES, first)
            shop.order(
                tx,
                name,
                {"TEH": 2},
                customer_id=who,
                ordered_at=yesterday,
                confirmed_at=yesterday,
                paid=0,
            )
        who = somebody(tx, "stopped")
        set_profile(tx, who, {"hold": "hard"}, currency="IDR")
        orders_at(tx, shop, [yesterday], who, 90)
        shop.order(tx, "zero", {"TEH": 1}, ordered_at=yesterday, confirmed_at=yesterday, total=0)
        tx.execute(text("UPDATE orders SET discount = goods WHERE order_no = 'zero'"))
    with clock.frozen(NOW):
        done = bill_all(db, RULES)
        assert (done.counts, done.refused) == ({Outcome.ISSUED: 1, Outcome.REVIEW: 6}, [])
        with reading(db) as tx:
            waiting = open_documents(tx)
        assert {one.reference: one.reasons for one in waiting} == {
            name: (Reason(name),) for name in ("asks", "over", "hold", "tax", "owes", "zero")
        }
        with writing(db) as tx:
            discard(tx, waiting[0].id)
            release(tx, RULES, waiting[1].id)
        assert bill_all(db, RULES).counts == {}, "what a person threw away is not made again"
        with writing(db) as tx:
            order_id = waiting[0].order_id
            assert order_id is not None
            assert invoice_order(tx, RULES, order_id, sure=True).new, "by hand it may be"


def test_the_first_invoice_and_one_far_from_the_last_are_looked_at(
    db: Database, shop: ModuleType
) -> None:
    careful = replace(RULES, review_new=True)
    with clock.frozen(NOW):
        with writing(db) as tx:
            who = somebody(tx)
            orders_at(tx, shop, [NOW - timedelta(days=2)], who, 1)
        bill_all(db, careful)
        (one,) = documents(db)
        assert one.reasons == (Reason.NEW,)
        with writing(db) as tx:
            release(tx, careful, one.id)
            orders_at(tx, shop, [NOW], who, 2)
            shop.order(tx, "BIG", {"TEH": 5}, customer_id=who, ordered_at=NOW, confirmed_at=NOW)
        bill_all(db, careful)
        assert {one.reference: one.reasons for one in documents(db)[1:]} == {
            "B2": (),
            "BIG": (Reason.FAR,),
        }


def test_below_a_value_a_receipt_is_enough_unless_somebody_asks(
    db: Database, shop: ModuleType
) -> None:
    rules = replace(RULES, receipt_below=60_000_00)
    with clock.frozen(NOW):
        with writing(db) as tx:
            asks = somebody(tx, "asks")
            set_profile(tx, asks, {"wants_invoice": "yes"}, currency="IDR")
            (small,) = orders_at(tx, shop, [NOW], None, 1)
            orders_at(tx, shop, [NOW], asks, 2)
        assert bill_all(db, rules).counts == {Outcome.RECEIPT: 1, Outcome.REVIEW: 1}
        assert bill_all(db, rules).counts == {}
        with writing(db) as tx:
            assert of_order(tx, small) is None
            assert invoice_order(tx, rules, small).new, "whoever asks later gets one"


def test_charges_are_taken_in_once_and_billed_once_at_the_price_of_their_day(
    db: Database, shop: ModuleType, tmp_path: Path
) -> None:
    file = tmp_path / "charges.csv"
    file.write_text(
        "source,id,kind,customer,date,item,description,quantity,price,currency,tax\n"
        "storage,2026-10-01,,PT Contoh,2026-10-01,RACK,Rak,3,,,\n"
        "storage,2026-10-31,,PT Contoh,2026-10-31,RACK,Rak,3,,,\n"
        "storage,2026-10-31,fee,PT Contoh,2026-10-31,,Biaya,1,1000,IDR,11\n"
        "storage,X,,Nobody,2026-10-31,RACK,Rak,3,,,\n"
        "storage,Y,,PT Contoh,2026-10-31,RACK,Rak,0,,,\n"
    )
    with clock.frozen(NOW):
        with writing(db) as tx:
            who = somebody(tx)
            set_profile(tx, who, {"price_list": "grosir"}, currency="IDR")
            old = NewRate("RACK", 2_000_00, "IDR", date(2026, 1, 1), price_list="grosir")
            add_rate(tx, replace(old, minimum=9_000_00, description="Sewa rak"))
            new = replace(old, valid_from=date(2026, 10, 15), unit_price=5_000_00, tax_rate="11")
            with pytest.raises(Refusal, match="rate_overlaps"):
                add_rate(tx, new)
            add_rate(tx, new, follow=True)
        taken = take_in(db, SYSTEM, file, currency="IDR", country="ID")
        assert (taken.new, taken.known) == (3, 0)
        assert [one.code for one in taken.refused] == [
            "customer_not_found",
            "quantity_out_of_range",
        ]
        again = take_in(db, SYSTEM, file, currency="IDR", country="ID")
        assert (again.new, again.known) == (0, 3)
        assert bill_all(db, RULES).counts == {Outcome.REVIEW: 1}
        assert bill_all(db, RULES).counts == {}
        (one,) = documents(db)
        assert one.total == 9_000_00 + 15_000_00 + 1_000_00
        with writing(db) as tx:
            assert {each.invoice_id for each in listed_charges(tx)} == {one.id}
            discard(tx, one.id)
            assert {each.invoice_id for each in listed_charges(tx)} == {None}
        bill_all(db, RULES)
        with reading(db) as tx:
            assert {each.invoice_id for each in listed_charges(tx)} == {documents(db)[1].id}


def test_a_tax_rate_that_has_ended_is_looked_at_until_the_shop_says_what_it_becomes(
    db: Database, shop: ModuleType
) -> None:
    january = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
    vietnam = replace(RULES, country="VN")
    with writing(db) as tx:
        tx.execute(text("UPDATE products SET tax_rate = '8'"))
    with clock.frozen(january):
        with writing(db) as tx:
            first, second = orders_at(tx, shop, [january] * 2, None, 1)
            with pytest.raises(Refusal, match="tax_rate_lapsed"):
                invoice_order(tx, vietnam, first)
        bill_all(db, vietnam)
        assert [one.reasons for one in documents(db)] == [(Reason.RATE,), (Reason.RATE,)]
        with writing(db) as tx:
            for one in documents(db):
                discard(tx, one.id)
            set_tax(tx, "VN", "8", date(2025, 7, 1), date(2026, 12, 31), "10")
            done = invoice_order(tx, vietnam, second)
            assert {line.rate for line in lines_of(tx, done.invoice.id)} == {"10"}
            assert done.invoice.state is InvoiceState.ISSUED
