"""The journal of what really happened: sales, money, goods, couriers and platforms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from core.billing.correcting.commands import Change, Why, credit, supersede
from core.billing.issuing import invoice_order
from core.billing.rules import billing_rules
from core.bookkeeping.entries import Journal
from core.bookkeeping.exporting import export
from core.bookkeeping.periods import month_before, month_of
from core.catalog.models import products
from core.errors import NotAllowed
from core.fulfilment.models import parcels
from core.orders.payments.commands import Paid, confirm, report
from core.orders.payments.commands import reverse as reverse_payment
from core.orders.payments.states import Method
from core.platform_bills.models import platform_bills
from core.receivables.applying import Part, apply, write_off
from core.receivables.claims import claim
from core.receivables.commands import Received, receive, refund, reverse
from core.receivables.states import Why as PayWhy
from core.shipping.cod.models import cod_files, cod_lines
from core.shipping.models import shipments
from core.stock.counting import count_bin
from core.transaction import SYSTEM, Actor, writing


def test_goods_that_left_are_an_expense_at_the_cost_of_that_moment(shop: Any) -> None:
    shop.send("A1", {"TEH": 2, "KOPI": 1}, paid=0)
    sums = shop.balance()
    assert sums["cost_of_goods"] == 25_000
    assert sums["inventory"] == 750_000 - 25_000  # what was there before, less what left
    assert sums["opening"] == -750_000
    export(shop.db, SYSTEM, shop.rules, shop.month)
    with writing(shop.db, SYSTEM) as tx:
        tx.execute(update(products).values(cost=1))
    assert shop.balance()["cost_of_goods"] == 25_000, "a price of later changes nothing of it"


def test_a_sale_without_an_invoice_counts_when_it_leaves_and_its_invoice_takes_its_place(
    shop: Any,
) -> None:
    order_id = shop.send("A1", {"TEH": 2, "KOPI": 1}, paid=0)
    sums = shop.balance()
    assert sums["receivable"] == 75_000
    assert (sums["sales"], sums["output_tax"]) == (-70_045, -4_955)
    invoice = shop.invoice(order_id)
    found = shop.journal().entries
    assert [one.journal for one in found if one.journal is Journal.RECEIPTS] == []
    (sale,) = (one for one in found if one.journal is Journal.SALES)
    assert (sale.document, sale.turnover) == (invoice.internal_no, 75_000_00)
    assert shop.balance() == sums
    # Had it left in the month before, it would have counted there, and be taken back today.
    with writing(shop.db, SYSTEM) as tx:
        tx.execute(update(parcels).values(handed_over_at=tx.now - timedelta(days=32)))
        before = month_of(tx.today - timedelta(days=32))
    assert shop.balance(before)["receivable"] == 75_000
    assert shop.balance()["receivable"] == 75_000
    assert shop.balance(shop.month).get("receivable", 0) == 0


def test_what_was_paid_before_the_sale_is_an_advance_until_then(shop: Any) -> None:
    order_id = shop.send("A1", {"TEH": 1}, paid=0)
    with writing(shop.db, shop.made.actor) as tx:
        for amount, method in ((20_000_00, Method.CASH), (5_000_00, Method.TRANSFER)):
            on = tx.today - timedelta(days=1)
            made = report(tx, shop.policy, order_id, Paid(amount, method, paid_on=on))
            confirm(tx, shop.policy, made.payment.id)
    sums = shop.balance()
    assert (sums["cash"], sums["bank"]) == (20_000, 5_000)
    assert "receivable" not in sums
    assert "advance" not in sums
    (moved,) = (one for one in shop.journal().entries if one.key.startswith("advance:"))
    assert (moved.day, moved.turnover) == (shop.today, 25_000_00)
    with writing(shop.db, shop.made.actor) as tx:
        reverse_payment(tx, shop.policy, made.payment.id, "bounced")
    sums = shop.balance()
    assert (sums["receivable"], sums.get("bank", 0)) == (5_000, 0)


def test_the_money_of_an_order_stands_with_whom_its_invoice_names(shop: Any) -> None:
    order_id = shop.send("A1", {"TEH": 1}, paid=0)
    with writing(shop.db, shop.made.actor) as tx:
        made = report(tx, shop.policy, order_id, Paid(25_000_00))
        confirm(tx, shop.policy, made.payment.id)
        issued = invoice_order(tx, billing_rules(shop.config), order_id, buyer={"name": "PT X"})
        assert issued.new
    found = [one for one in shop.journal().entries if one.journal is Journal.MONEY]
    assert {one.partner.name for one in found} == {"PT X"}


def test_credits_and_replacements_leave_what_counts(shop: Any) -> None:
    invoice = shop.invoice(shop.send("A1", {"TEH": 3, "KOPI": 1}, paid=0))
    rules = billing_rules(shop.config)
    with writing(shop.db, SYSTEM) as tx:
        credit(tx, rules, invoice.id, Why("broken", "05"), units={1: 1})
        asked = claim(tx, invoice.id).asked
    sums = shop.balance()
    assert sums["receivable"] == asked // 100 == 75_000
    assert sums["sales_returns"] > 0
    assert sums["sales"] + sums["sales_returns"] + sums["output_tax"] == -75_000
    other = shop.invoice(shop.send("A2", {"TEH": 2, "KOPI": 2}, paid=0))
    with writing(shop.db, SYSTEM) as tx:
        new = supersede(tx, rules, other.id, Why("goods"), changes={2: Change(quantity=1)})
        newer = supersede(tx, rules, new.id, Why("goods"), changes={2: Change(quantity=0)})
        asked += claim(tx, other.id).asked
        assert claim(tx, other.id).asked == newer.total
    assert shop.balance()["receivable"] == asked // 100


def test_payments_are_advances_until_somebody_says_what_for(shop: Any) -> None:
    invoice = shop.invoice(shop.send("A1", {"TEH": 4}, paid=0))
    with writing(shop.db, shop.made.actor) as tx:
        took = receive(tx, shop.terms, Received(99_000_00, "IDR", payer="Rini"))
        over = receive(tx, shop.terms, Received(10_000_00, "IDR", payer="Budi", method=Method.QR))
    assert shop.balance()["advance"] == -109_000
    with writing(shop.db, shop.made.actor) as tx:
        apply(tx, took.id, [Part(invoice.id, 99_000_00)], PayWhy.BY_HAND)
        write_off(tx, shop.terms, invoice.id, "bank fee")
        refund(tx, shop.terms, over.id, 4_000_00, "too much")
    sums = shop.balance()
    assert sums["write_off"] == 1_000
    assert (sums["bank"], sums["qr"], sums["advance"]) == (99_000, 6_000, -6_000)
    assert "receivable" not in sums
    with writing(shop.db, shop.made.actor) as tx:
        reverse(tx, took.id, "called back")
    sums = shop.balance()
    assert "bank" not in sums
    assert sums["receivable"] == 99_000
    days = [one.key for one in shop.journal().entries if one.journal is Journal.MONEY]
    assert f"payment:{took.id}:back" in days, "it came and it went: both are told"


def test_couriers_platforms_and_counts_are_in_it(shop: Any) -> None:
    shop.configure('[books]\ncourier_tax = "11"\n')
    shop.send("A1", {"TEH": 1}, paid=0)
    with writing(shop.db, shop.made.actor) as tx:
        one = tx.execute(update(shipments).values(fee=11_100_00).returning(shipments.c.id))
        shipment = one.scalar()
        file = {"courier": "own", "name": "f", "digest": "d", "imported_at": tx.now}
        file_id = tx.execute(insert(cod_files).returning(cod_files.c.id), file).scalar()
        line = {"file_id": file_id, "waybill": "W", "shipment_id": shipment, "currency": "IDR"}
        line |= {"amount": 0, "state": "fee"}
        tx.execute(insert(cod_lines), line | {"line_no": 1, "fee": 12_000_00})
        tx.execute(insert(cod_lines), line | {"line_no": 2, "fee": 3_000_00})
        bill = {"account": "ads", "remote_id": "1", "number": "B1", "kind": "bill"}
        bill |= {"organisation": "PT", "folded": "pt", "group_id": "", "raw_state": ""}
        bill |= {"pay_state": "unpaid", "raw_pay_state": "", "overdue": False, "currency": "USD"}
        bill |= {"net": 100_00, "tax": 11_00, "total": 111_00, "unpaid": 0, "seen_at": tx.now}
        bill |= {"file_wanted": False, "sent_on": tx.today}
        booked = {"booked_at": tx.now, "booked_by": "x", "booked_net": 100_00, "booked_tax": 11_00}
        tx.execute(insert(platform_bills), bill | booked)
        tx.execute(insert(platform_bills), bill | {"remote_id": "2", "number": "B2"})
        count_bin(tx, shop.made.warehouse, "KOPI", "MAIN", 48)
    sums = shop.balance()
    assert sums["courier_payable"] == -15_000, "what is billed counts, once"
    assert sums["delivery"] == 15_000 - 1_100 - 89 - 297
    assert (sums["advertising"], sums["platform_payable"]) == (100, -111)
    assert sums["stock_difference"] == 10_000
    platform = next(each for each in shop.journal().entries if each.journal is Journal.PLATFORMS)
    assert (platform.currency, platform.document) == ("USD", "B1")


def test_only_who_keeps_the_books_sees_them(shop: Any) -> None:
    packer = Actor(operator_id=1, name="Sari", permissions=frozenset({"pack", "money_view"}))
    with pytest.raises(NotAllowed):
        export(shop.db, packer, shop.rules, month_before(shop.today))
