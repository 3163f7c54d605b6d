"""An order is edited before it is packed, split and merged; whoever comes later is told."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select, update

from core.config import parse
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.orders.commands import set_note
from core.orders.entry.changes import Choose, EditedMeanwhile
from core.orders.entry.checking import NotComplete
from core.orders.entry.contents import Contents, EntryLine
from core.orders.entry.editing import edit
from core.orders.entry.making import make_at_once
from core.orders.entry.parting import merge, split
from core.orders.entry.reading import contents_of, stored_lines, stored_row
from core.orders.entry.rules import EntryRules, entry_rules
from core.orders.models import order_lines, orders
from core.orders.payments.checks import paid_differences
from core.orders.payments.queries import payments_of
from core.orders.search import find_by_word
from core.orders.states import Fulfilment
from core.people.permissions import ROLES, Role
from core.stock.checks import differences
from core.stock.reservations import of_order
from core.transaction import Actor, Transaction, reading, writing

BUYER = Contents(
    phone="+620001234567",
    customer="Ibu Ratna",
    address="Jl. Mawar 5",
    city="Bandung",
    postcode="40115",
    country="ID",
)
PRICE = 25_000_00


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Any:
    return build.shop(db, {"TEH": 10, "KOPI": 4})


@pytest.fixture
def rules(shop: Any, tmp_path: Any) -> EntryRules:
    config = parse("", tmp_path / "config.toml")
    return entry_rules(config, shop.warehouse, lambda tx, order: False)


def line(shop: Any, sku: str, units: int = 1, price: int = PRICE) -> EntryLine:
    return EntryLine(shop.products[sku], sku, f"Barang {sku}", units, price)


def made(tx: Transaction, rules: EntryRules, *lines: EntryLine, **typed: Any) -> int:
    return make_at_once(tx, rules, replace(BUYER, lines=lines, **typed)).order_id


def units_of(tx: Transaction, order_id: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in stored_lines(tx, order_id):
        found[one.sku] = found.get(one.sku, 0) + one.quantity
    return found


def promised(tx: Transaction, order_id: int) -> int:
    return sum(held.quantity for held in of_order(tx, order_id))


def other(shop: Any, role: Role) -> Actor:
    return replace(shop.actor, permissions=frozenset(p.value for p in ROLES[role]))


def test_an_edit_of_goods_promises_anew_and_adds_up_again(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2), line(shop, "KOPI", 1), cod="=")
        base = contents_of(tx, order, rules.zone)
        lines = (line(shop, "TEH", 5), line(shop, "KOPI", 1, 1_000_00))
        done = edit(tx, rules, order, base, replace(base, lines=lines, shipping_fee="500"))
        assert set(done.changes) == {"line:TEH", "line:KOPI", "shipping_fee", "cod"}
        assert done.on_label
        row = stored_row(tx, order)
        assert (row.version, row.fulfilment, row.units) == (2, "ready", 6)
        assert row.goods == 5 * PRICE + 1_000_00
        assert row.total == row.cod == row.goods + 500_00
        assert promised(tx, order) == 6
        assert differences(tx) == []


def test_a_product_goes_and_another_comes(db: Database, shop: Any, rules: EntryRules) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2))
        base = contents_of(tx, order, rules.zone)
        done = edit(tx, rules, order, base, replace(base, lines=(line(shop, "KOPI", 9),)))
        assert [one.quantity for one in done.missing] == [5]
        assert units_of(tx, order) == {"KOPI": 9}
        assert stored_row(tx, order).fulfilment == "short"
        assert promised(tx, order) == 0
        assert find_by_word(tx, "kopi") == [order]
        assert find_by_word(tx, "teh") == []


def test_nothing_changed_is_no_edit(db: Database, shop: Any, rules: EntryRules) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH"))
        base = contents_of(tx, order, rules.zone)
        assert edit(tx, rules, order, base, base).changes == {}
        assert stored_row(tx, order).version == 1


def test_only_what_is_changed_must_be_right(db: Database, shop: Any, rules: EntryRules) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH"))
        tx.execute(update(orders).values(phone="******67"))
        base = contents_of(tx, order, rules.zone)
        edit(tx, rules, order, base, replace(base, city="Cimahi"))
        base = contents_of(tx, order, rules.zone)
        assert (base.phone, base.city) == ("******67", "Cimahi")
        with pytest.raises(NotComplete, match="phone"):
            edit(tx, rules, order, base, replace(base, phone="******68"))


def test_the_later_editor_is_told_field_by_field_and_chooses(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2))
        base = contents_of(tx, order, rules.zone)
        edit(tx, rules, order, base, replace(base, city="Garut", lines=(line(shop, "TEH", 3),)))
    mine = replace(base, city="Cimahi", district="Utara")
    with writing(db, shop.actor) as tx:
        with pytest.raises(EditedMeanwhile) as caught:
            edit(tx, rules, order, base, mine)
        found = {one.field: one for one in caught.value.clashes}
        assert set(found) == {"city", "line:TEH"}
        city = found["city"]
        assert (city.before, city.theirs, city.mine, city.both) == (
            "Bandung",
            "Garut",
            "Cimahi",
            True,
        )
        assert (city.who, city.at is not None) == ("Sari", True)
        assert not found["line:TEH"].both
        assert stored_row(tx, order).city == "Garut"
        edit(tx, rules, order, base, mine, choose=Choose.THEIRS)
        row = stored_row(tx, order)
        assert (row.city, row.district, row.units) == ("Garut", "Utara", 3)
        edit(tx, rules, order, base, mine, choose=Choose.MINE)
        row = stored_row(tx, order)
        assert (row.city, row.district, row.units) == ("Cimahi", "Utara", 3)


def test_a_note_written_meanwhile_is_not_overwritten(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH"))
        base = contents_of(tx, order, rules.zone)
        set_note(tx, order, "gate 3")
        with pytest.raises(EditedMeanwhile) as caught:
            edit(tx, rules, order, base, replace(base, note="gate 4"))
        assert [(one.field, one.who) for one in caught.value.clashes] == [("note", "Sari")]


def test_of_a_packed_order_only_note_and_address_change(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2))
        tx.execute(update(order_lines).values(packed=1))
        base = contents_of(tx, order, rules.zone)
        for wanted in (
            replace(base, lines=(line(shop, "TEH", 3),)),
            replace(base, shipping_fee="1"),
            replace(base, courier="manual"),
        ):
            with pytest.raises(Refusal, match="edit_packed"):
                edit(tx, rules, order, base, wanted)
        assert edit(tx, rules, order, base, replace(base, city="Garut")).on_label
    with writing(db, other(shop, Role.OFFICE)) as tx:
        base = contents_of(tx, order, rules.zone)
        assert not edit(tx, rules, order, base, replace(base, note="ring")).on_label
        base = contents_of(tx, order, rules.zone)
        with pytest.raises(NotAllowed):
            edit(tx, rules, order, base, replace(base, city="Cimahi"))


def test_of_an_order_that_left_or_ended_nothing_changes(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2))
        for state in (Fulfilment.HANDED_OVER, Fulfilment.CANCELLED):
            tx.execute(update(orders).values(fulfilment=state.value))
            base = contents_of(tx, order, rules.zone)
            with pytest.raises(Refusal, match="edit_gone"):
                edit(tx, rules, order, base, replace(base, note="x"))


def test_goods_in_the_tote_are_put_back_before_products_change(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2))
        tx.execute(update(order_lines).values(picked=1))
        base = contents_of(tx, order, rules.zone)
        with pytest.raises(Refusal, match="edit_picked"):
            edit(tx, rules, order, base, replace(base, lines=(line(shop, "TEH", 1),)))
        edit(tx, rules, order, base, replace(base, address="Jl. Melati 6"))


def test_what_a_marketplace_says_is_changed_there(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2))
        again = made(tx, rules, line(shop, "TEH", 2))
        tx.execute(update(orders).values(source="shopee", channel="shopee"))
        base = contents_of(tx, order, rules.zone)
        with pytest.raises(Refusal, match="edit_marketplace"):
            edit(tx, rules, order, base, replace(base, city="Garut"))
        edit(tx, rules, order, base, replace(base, courier="manual", note="soon"))
        part = stored_lines(tx, order)[0].id
        with pytest.raises(Refusal, match="part_marketplace"):
            split(tx, rules, order, {part: 1})
        with pytest.raises(Refusal, match="part_marketplace"):
            merge(tx, rules, order, again)


def test_a_split_shares_goods_and_money_and_loses_nothing(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(
            tx,
            rules,
            line(shop, "TEH", 3),
            line(shop, "KOPI", 2, 10_000_00),
            discount="1000",
            shipping_fee="7000",
            paid="20000",
            received=True,
        )
        before = stored_row(tx, order)
        lines = {one.sku: one.id for one in stored_lines(tx, order)}
        done = split(tx, rules, order, {lines["TEH"]: 1, lines["KOPI"]: 2})
        first, second = stored_row(tx, order), stored_row(tx, done.second_id)
        assert second.order_no == f"{first.order_no}-2"
        assert (second.origin, second.origin_id) == ("split", order)
        assert units_of(tx, order) == {"TEH": 2}
        assert units_of(tx, done.second_id) == {"TEH": 1, "KOPI": 2}
        for name in ("goods", "discount", "shipping_fee", "total", "units", "cod"):
            assert getattr(first, name) + getattr(second, name) == getattr(before, name)
        assert (second.shipping_fee, second.paid, first.paid) == (0, 0, 20_000_00)
        assert second.discount == 1_000_00 * 45_000_00 // 95_000_00
        assert done.balance == first.total - 20_000_00
        assert (first.version, second.status, first.status) == (2, "unpaid", "down_payment")
        assert [promised(tx, one) for one in (order, done.second_id)] == [2, 3]
        assert (first.fulfilment, second.fulfilment) == ("ready", "ready")
        assert differences(tx) == []
        third = split(tx, rules, order, {lines["TEH"]: 1})
        assert third.second_no == f"{first.order_no}-3"


@pytest.mark.parametrize(("paid", "along"), [("90000", 25_000_00), ("75000", 10_000_00)])
def test_money_goes_along_with_the_goods_that_were_paid(
    db: Database, shop: Any, rules: EntryRules, paid: str, along: int
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(
            tx, rules, line(shop, "TEH", 3), shipping_fee="15000", paid=paid, received=True
        )
        part = stored_lines(tx, order)[0].id
        done = split(tx, rules, order, {part: 1})
        first, second = stored_row(tx, order), stored_row(tx, done.second_id)
        assert first.total == first.paid == 65_000_00
        assert (second.total, second.paid, done.balance) == (25_000_00, along, 0)
        assert paid_differences(tx) == []
        if second.status == first.status:
            merge(tx, rules, order, done.second_id)
            whole = stored_row(tx, order)
            assert whole.total == whole.paid == int(paid) * 100
            assert paid_differences(tx) == []


def test_cod_of_a_split_order_is_collected_once(db: Database, shop: Any, rules: EntryRules) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 3), shipping_fee="5000", cod="=")
        part = stored_lines(tx, order)[0].id
        done = split(tx, rules, order, {part: 1})
        first, second = stored_row(tx, order), stored_row(tx, done.second_id)
        assert (first.cod, second.cod) == (first.total, second.total) == (55_000_00, 25_000_00)
        assert second.status == "processing"


def test_a_split_takes_some_but_not_all(db: Database, shop: Any, rules: EntryRules) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 3))
        part = stored_lines(tx, order)[0].id
        for parts, code in (
            ({}, "part_nothing"),
            ({999_999: 1}, "part_nothing"),
            ({part: 4}, "part_too_many"),
            ({part: 3}, "part_everything"),
        ):
            with pytest.raises(Refusal, match=code):
                split(tx, rules, order, parts)
        tx.execute(update(order_lines).values(packed=1))
        with pytest.raises(Refusal, match="part_begun"):
            split(tx, rules, order, {part: 1})


def test_a_merge_moves_lines_and_payments_and_ends_the_other(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        keep = made(tx, rules, line(shop, "TEH", 2), note="ring")
        gone = made(
            tx, rules, line(shop, "TEH", 1), line(shop, "KOPI", 1), paid="5000", received=True
        )
        done = merge(tx, rules, keep, gone)
        row, other_row = stored_row(tx, keep), stored_row(tx, gone)
        assert units_of(tx, keep) == {"TEH": 3, "KOPI": 1}
        assert row.total == done.total == 4 * PRICE
        assert (row.paid, row.status, row.lines, row.units) == (5_000_00, "down_payment", 2, 4)
        assert (other_row.status, other_row.fulfilment) == ("cancelled", "cancelled")
        assert (other_row.merged_into, other_row.paid) == (keep, 0)
        assert [len(payments_of(tx, one)) for one in (keep, gone)] == [1, 0]
        assert (promised(tx, keep), promised(tx, gone)) == (4, 0)
        assert differences(tx) == []


def test_only_orders_of_one_buyer_and_place_and_money_merge(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        keep = made(tx, rules, line(shop, "TEH"))
        elsewhere = made(tx, rules, line(shop, "TEH"), address="Jl. Lain 9")
        paid = made(tx, rules, line(shop, "TEH"), cod="=")
        for gone, code in (
            (keep, "merge_same"),
            (elsewhere, "merge_differs"),
            (paid, "merge_status"),
        ):
            with pytest.raises(Refusal, match=code):
                merge(tx, rules, keep, gone)
    with reading(db) as tx:
        states = tx.execute(select(orders.c.status).order_by(orders.c.id)).scalars().all()
        assert states == ["unpaid", "unpaid", "processing"]


def test_what_is_worked_on_is_neither_split_nor_merged(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    busy = replace(rules, intake=replace(rules.intake, is_claimed=lambda tx, order: True))
    with writing(db, shop.actor) as tx:
        keep = made(tx, rules, line(shop, "TEH", 2))
        gone = made(tx, rules, line(shop, "TEH"))
        with pytest.raises(Refusal, match="part_begun"):
            merge(tx, busy, keep, gone)
        with pytest.raises(Refusal, match="part_begun"):
            split(tx, busy, keep, {stored_lines(tx, keep)[0].id: 1})
