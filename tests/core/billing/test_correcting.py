"""Corrections are documents of their own that refer to an issued one, never beyond it."""

from __future__ import annotations

from datetime import date
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.billing.amounts import Priced, amounts_of
from core.billing.automatic.reasons import owed_by_orders
from core.billing.correcting.commands import Change, Why, adjust, credit, supersede
from core.billing.correcting.of_returns import credit_return
from core.billing.correcting.remaining import Left, after, difference, left_of
from core.billing.issuing import discard, invoice_order, issue
from core.billing.papers import paper_of
from core.billing.profiles.states import Point
from core.billing.queries import InvoiceLine, lines_of, of_order, one_invoice
from core.billing.rounds import bill_all
from core.billing.rules import BillingRules
from core.billing.states import InvoiceKind, InvoiceState
from core.database import Database
from core.errors import IllegalTransition, Refusal
from core.transaction import reading, writing
from printers.sheets.invoice import invoice_pdf

RULES = BillingRules(
    zone="Asia/Jakarta",
    country="ID",
    seller={"name": "Toko Melati"},
    point=Point.SHIPPED,
    since=date(2026, 1, 1),
)
WHY = Why("barang kembali", code="05")


@pytest.fixture
def issued(db: Database, build: ModuleType) -> int:
    """An issued invoice of three units with a discount and a fee, eleven per cent in its prices."""
    build.shop(db, {"TEH": 99, "KOPI": 99})
    with writing(db) as tx:
        tx.execute(text("UPDATE products SET tax_rate = '11'"))
        order = build.order(
            tx,
            "A1",
            {"TEH": 3, "KOPI": 1},
            discount=1_000_01,
            shipping_fee=9_000_00,
            total=107_999_99,
        )
        return invoice_order(tx, RULES, order).invoice.id


def test_units_are_credited_until_none_is_left_to_the_last_minor_unit(
    db: Database, issued: int
) -> None:
    with writing(db) as tx:
        whole = one_invoice(tx, issued)
        first = credit(tx, RULES, issued, WHY, units={1: 1})
        assert (first.kind, first.internal_no[:3], first.reason_code) == ("credit", "CN/", "05")
        assert (first.ref_invoice_id, first.reference) == (issued, whole.internal_no)
        assert [line.quantity for line in lines_of(tx, first.id)] == [-1]
        second = credit(tx, RULES, issued, WHY, units={1: 2})
        assert second.internal_no == first.internal_no[:-4] + "0002"
        left = left_of(tx, issued)[1]
        assert (left.quantity, left.total, left.tax) == (0, 0, 0)
        rest = credit(tx, RULES, issued, WHY)
        assert first.total + second.total + rest.total == -whole.total
        assert first.tax + second.tax + rest.tax == -whole.tax
        for more in ({"units": {1: 1}}, {"amount": 1}, {}):
            with pytest.raises(Refusal, match=r"credit_(units|too_much|nothing)"):
                credit(tx, RULES, issued, WHY, **more)  # type: ignore[arg-type]


def test_what_waits_for_a_person_counts_as_credited_until_it_is_thrown_away(
    db: Database, issued: int
) -> None:
    with writing(db) as tx:
        total = one_invoice(tx, issued).total
        held = credit(tx, RULES, issued, Why("nego", hold=True), amount=total)
        assert (held.state, held.internal_no) == (InvoiceState.REVIEW, "")
        with pytest.raises(Refusal, match="credit_nothing"):
            credit(tx, RULES, issued, WHY)
        discard(tx, held.id)
        assert credit(tx, RULES, issued, WHY, amount=total).total == -total
        with pytest.raises(IllegalTransition):
            issue(tx, RULES, held.id)


def test_an_adjustment_says_the_difference_and_a_replacement_all_of_it(
    db: Database, issued: int
) -> None:
    with writing(db) as tx:
        before = one_invoice(tx, issued)
        order = before.order_id
        assert order is not None
        with pytest.raises(Refusal, match="adjust_nothing"):
            adjust(tx, RULES, issued, WHY, {1: Change(quantity=3)})
        new = supersede(
            tx, RULES, issued, WHY, buyer={"name": "PT Baru"}, changes={2: Change(quantity=0)}
        )
        assert (new.kind, new.internal_no[:4]) == (InvoiceKind.REPLACEMENT, "RPL/")
        assert [line.quantity for line in lines_of(tx, new.id)] == [3, 1]
        assert new.total == sum(each.total for each in lines_of(tx, issued) if each.line_no != 2)
        assert of_order(tx, order) == new, "it stands in place of the other"
        assert one_invoice(tx, issued).buyer == before.buyer
        for wrong in (credit, supersede):
            with pytest.raises(Refusal, match="invoice_replaced"):
                wrong(tx, RULES, issued, WHY)
        with pytest.raises(Refusal, match="correct_same_way"):
            adjust(tx, RULES, new.id, WHY, {1: Change(quantity=2)})
        assert supersede(tx, RULES, new.id, WHY).ref_invoice_id == new.id


def test_what_was_adjusted_is_adjusted_again_and_never_below_nothing(
    db: Database, issued: int
) -> None:
    with writing(db) as tx:
        total = one_invoice(tx, issued).total
        up = adjust(tx, RULES, issued, WHY, {1: Change(unit_price=30_000_00)})
        assert (up.internal_no[:4], up.total > 0) == ("ADJ/", True)
        down = adjust(tx, RULES, issued, WHY, {1: Change(quantity=1)})
        assert sum(each.total for each in left_of(tx, issued).values()) == (
            total + up.total + down.total
        )
        assert left_of(tx, issued)[1].total == 30_000_00
        with pytest.raises(Refusal, match="correct_same_way"):
            supersede(tx, RULES, issued, WHY)
        with pytest.raises(Refusal, match="correct_correction"):
            credit(tx, RULES, up.id, WHY)
        with pytest.raises(Refusal, match="reason_needed"):
            credit(tx, RULES, issued, Why(" "))


def test_a_settled_return_is_credited_once_with_what_it_took_off(db: Database, issued: int) -> None:
    with writing(db) as tx:
        tx.execute(
            text(
                "INSERT INTO returns (id, warehouse_id, order_id, code, state, wish, reason,"
                " refund, billing, created_at, credited) SELECT 1, warehouse_id, id, 'R1',"
                " 'settled', 'refund', '', 3300000, 'credit', created_at, 3300000 FROM orders"
            )
        )
        tx.execute(
            text(
                "INSERT INTO return_lines (return_id, order_line_id, lot, expected, good, damaged,"
                " note) SELECT 1, id, '', 1, 1, 0, '' FROM order_lines WHERE line_no = 1"
            )
        )
    done = bill_all(db, RULES)
    assert len(done.ids) == 1
    assert bill_all(db, RULES).counts == {}
    with writing(db) as tx:
        one = one_invoice(tx, done.ids[0])
        assert (one.kind, one.state, one.total) == ("credit", InvoiceState.ISSUED, -33_000_00)
        assert {line.quantity for line in lines_of(tx, one.id) if line.sku == "TEH"} == {-1}
        with pytest.raises(Refusal, match="return_credited"):
            credit_return(tx, RULES, 1, owed_by_orders)
    with reading(db) as tx:
        assert all(each.total >= 0 for each in left_of(tx, issued).values())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 10**9),
    st.integers(1, 50),
    st.sampled_from(["", "8", "10", "11", "5.5"]),
    st.lists(st.integers(1, 10), min_size=1, max_size=8),
)
def test_parts_that_are_taken_back_add_up_to_the_whole(
    price: int, units: int, rate: str, takes: list[int]
) -> None:
    (each,) = amounts_of([Priced(price * units, rate)])
    line = InvoiceLine(1, "A", "A", units, price, 0, rate, each.net, each.tax, each.total)
    left = Left(line, units, each.total, each.tax)
    for take in [*takes, units]:
        count = min(take, left.quantity)
        if count:
            off = left.total * count // left.quantity
            row, amounts = difference(left, -count, price, -off)
            assert amounts.total == row["quantity"] * row["unit_price"] - row["discount"]
            left = after(left, row, amounts)
            assert 0 <= left.tax <= left.total
    assert (left.quantity, left.total, left.tax) == (0, 0, 0)


def test_a_correction_says_on_paper_what_it_is_and_what_it_corrects(
    db: Database, issued: int
) -> None:
    with writing(db) as tx:
        number = one_invoice(tx, issued).internal_no
        paper = paper_of(tx, credit(tx, RULES, issued, WHY, amount=1_000_00))
        assert (paper.what, paper.corrects, paper.order_no) == ("credit", number, "")
        assert (paper.total, paper.note) == (-1_000_00, "barang kembali")
        assert paper_of(tx, one_invoice(tx, issued)).what == "invoice"
    assert invoice_pdf(paper).startswith(b"%PDF")
