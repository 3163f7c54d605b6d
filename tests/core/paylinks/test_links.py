"""From the invoice to the money: a link is made once, paid once, and closed when it is not true."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError

from core.billing.models import invoices
from core.billing.pay_links.models import pay_link_receipts, pay_links
from core.billing.pay_links.queries import live_link, receipts_of
from core.billing.pay_links.states import Ended, LinkState
from core.errors import NotAllowed, Refusal
from core.orders.status import Policy
from core.outbox import outbox
from core.paylinks import commands
from core.people.permissions import ROLES, Role
from core.receivables.applying import Part, apply
from core.receivables.banking import accept, ignore
from core.receivables.commands import Received, receive, reverse
from core.receivables.matching import suggestions
from core.receivables.queries import list_lines, list_payments
from core.receivables.settings import Terms
from core.receivables.states import BankLineState, Why
from core.transaction import Actor, reading, writing

Shop = Any
TERMS = Terms(currency="IDR", zone="Asia/Jakarta")


def paid_otherwise(shop: Shop, bill: int, amount: int) -> int:
    """Somebody writes down money that came another way; minor units."""
    with shop.hour(), writing(shop.db) as tx:
        made = receive(tx, TERMS, Received(amount, shop.claim(bill).currency), sure=True)
        apply(tx, made.id, [Part(bill, amount)])
    return int(made.id)


def payments(shop: Shop) -> int:
    with reading(shop.db) as tx:
        return len(list_payments(tx))


def test_an_invoice_wants_its_link_and_the_worker_makes_it(shop: Shop, code: str) -> None:
    bill = shop.bill(code)
    wanted = shop.link(bill)
    assert (wanted.state, wanted.gateway, wanted.url) == (LinkState.QUEUED, code, "")
    assert not shop.tills[code].asked
    shop.work(code)
    link = shop.link(bill)
    page = shop.tills[code].page(link.key)
    assert (link.state, link.key, page.amount) == (LinkState.LIVE, wanted.key, 150_000)
    assert link.url == f"{shop.tills[code].url}/web/{page.id}"
    assert bool(link.code) == (code == "payos")  # a VietQR that any bank reads
    assert link.description == page.words
    assert len(link.description) <= 25
    with reading(shop.db) as tx:
        told = live_link(tx, bill)
        assert told is not None
        assert told.url == link.url
    shop.work(code, 3, wait=60)
    assert len(shop.tills[code].pages) == 1


def test_what_is_paid_becomes_one_payment_for_its_invoice(shop: Shop, code: str) -> None:
    bill, page = shop.live(code)
    shop.tills[code].pay(page)
    assert shop.follow(code, seconds=31) == 1
    assert (shop.link(bill).state, shop.claim(bill).open) == (LinkState.PAID, 0)
    assert shop.waits(bill) == [""]
    with reading(shop.db) as tx:
        (one,) = list_payments(tx)
        (came,) = receipts_of(tx, shop.link(bill).id)
    assert (one.amount.minor, one.free, one.id) == (shop.link(bill).amount, 0, came.payment_id)
    assert came.fee == (4_440_00 if code == "xendit" else None)
    for _again in range(5):
        shop.follow(code, days=2)
    assert payments(shop) == 1
    assert shop.follow(code, days=30) == 0  # and it is left alone at last


def test_a_payment_that_was_reversed_is_not_booked_again(shop: Shop) -> None:
    bill, page = shop.live()
    shop.tills["xendit"].pay(page)
    shop.follow(seconds=31)
    with shop.hour(), writing(shop.db) as tx:
        reverse(tx, list_payments(tx)[0].id, "salah")
    shop.follow(days=2)
    assert (payments(shop), shop.claim(bill).open) == (1, 150_000_00)


@pytest.mark.parametrize(
    ("amount", "why"), [(149_000, "less"), (151_000, "more")], ids=["less", "more"]
)
def test_what_does_not_fit_waits_with_its_reason(shop: Shop, amount: int, why: str) -> None:
    bill, page = shop.live("payos")
    shop.tills["payos"].pay(page, amount)
    shop.follow("payos", seconds=31)
    assert (shop.waits(bill), payments(shop), shop.claim(bill).open) == ([why], 0, 150_000)
    with shop.hour(), writing(shop.db) as tx:
        (line,) = list_lines(tx, [BankLineState.OPEN])
        assert (line.account, line.amount, line.note) == ("payOS", amount, f"paylink_waits:{why}")
        first = suggestions(tx, TERMS, line)[0]
        assert (first.why, first.names) == (Why.REFERENCE, (shop.claim(bill).number,))
        assert not first.certain
    shop.look()
    assert len(shop.all(bill)) == 1  # while somebody thinks about it, the link is left alone
    with shop.hour(), writing(shop.db) as tx:
        accept(tx, TERMS, Policy(), line.id)
    assert shop.claim(bill).open == max(0, 150_000 - amount)
    shop.follow("payos", days=1)
    assert payments(shop) == 1


def test_the_rest_of_a_link_that_was_paid_in_part_settles_it(shop: Shop) -> None:
    bill, page = shop.live("payos")
    shop.tills["payos"].pay(page, 100_000)
    shop.follow("payos", seconds=31)
    assert (shop.link(bill).state, shop.link(bill).said) == (LinkState.LIVE, "UNDERPAID")
    with shop.hour(), writing(shop.db) as tx:
        accept(tx, TERMS, Policy(), list_lines(tx)[0].id)
    assert shop.look() == 0  # it asks for just the rest
    shop.tills["payos"].pay(page)
    shop.follow("payos", seconds=60)
    assert (shop.link(bill).state, shop.claim(bill).open) == (LinkState.PAID, 0)
    assert (shop.waits(bill), payments(shop)) == (["less", ""], 2)


def test_another_currency_waits(shop: Shop) -> None:
    bill, page = shop.live("midtrans")
    shop.tills["midtrans"].pay(page, currency="USD")
    shop.follow("midtrans", seconds=31)
    assert (shop.waits(bill), payments(shop)) == (["currency"], 0)


def test_a_link_is_closed_when_its_invoice_is_paid_otherwise(shop: Shop, code: str) -> None:
    bill, page = shop.live(code)
    paid_otherwise(shop, bill, shop.claim(bill).open)
    assert shop.look() == 1
    assert shop.link(bill).state is LinkState.CLOSING
    with reading(shop.db) as tx:
        assert live_link(tx, bill) is None
    shop.work(code)
    link = shop.link(bill)
    assert (link.state, link.why) == (LinkState.CANCELLED, Ended.SETTLED)
    if code != "midtrans":  # a page of Midtrans that nobody began to pay by ends by itself
        assert page.state in {"CANCELLED", "EXPIRED"}
    shop.tills[code].pay(page)
    shop.follow(code, hours=7)
    assert (shop.waits(bill), shop.link(bill).state) == (["settled"], LinkState.PAID)
    assert (payments(shop), shop.look()) == (1, 0)


def test_what_is_paid_twice_waits_though_it_comes_before_the_link_is_closed(shop: Shop) -> None:
    bill, page = shop.live()
    shop.tills["xendit"].pay(page)
    paid_otherwise(shop, bill, shop.claim(bill).open)
    shop.look()
    shop.work()
    assert (shop.link(bill).state, shop.waits(bill)) == (LinkState.PAID, ["settled"])


def test_a_corrected_invoice_gets_a_link_for_what_it_asks_now(shop: Shop, code: str) -> None:
    bill, _page = shop.live(code)
    one = shop.claim(bill)
    with shop.hour(), writing(shop.db) as tx:
        row = dict(tx.execute(select(invoices).where(invoices.c.id == bill)).one()._mapping)
        less = -one.total // 3
        row |= {"id": 900, "kind": "credit", "ref_invoice_id": bill, "number": 900}
        row |= {"internal_no": "C900", "provider_key": "c900", "net": less, "total": less}
        tx.execute(insert(invoices), row)
    assert shop.look() == 1
    shop.work(code)
    assert shop.look() == 1
    shop.work(code)
    new, old = shop.all(bill)
    assert (new.state, new.amount) == (LinkState.LIVE, one.total + less)
    assert (old.state, old.why) == (LinkState.CANCELLED, Ended.CHANGED)
    assert new.key != old.key
    shop.tills[code].pay(shop.tills[code].page(new.key))
    shop.follow(code, seconds=31)
    assert (shop.claim(bill).open, payments(shop)) == (0, 1)


def test_an_expired_link_of_an_open_invoice_is_made_anew(shop: Shop, code: str) -> None:
    bill, page = shop.live(code)
    shop.tills[code].expire(page)
    shop.follow(code, days=14, hours=2)
    assert shop.link(bill).state is LinkState.EXPIRED
    shop.look()
    shop.work(code)
    new, old = shop.all(bill)
    assert (new.state, old.state) == (LinkState.LIVE, LinkState.EXPIRED)
    assert len(shop.tills[code].pages) == 2


def test_money_on_a_link_that_was_closed_waits_for_a_person(shop: Shop) -> None:
    bill, page = shop.live("payos")
    with shop.hour(), writing(shop.db) as tx:
        commands.close(tx, bill)
    shop.work("payos")
    assert (shop.link(bill).state, page.state) == (LinkState.CANCELLED, "CANCELLED")
    assert (shop.look(), shop.link(bill).why) == (0, Ended.BY_HAND)  # nobody makes another
    shop.tills["payos"].pay(page)
    shop.follow("payos", hours=7)
    assert (shop.waits(bill), shop.claim(bill).open) == (["late"], 150_000)
    with shop.hour(), writing(shop.db) as tx:
        ignore(tx, list_lines(tx)[0].id, "dikembalikan")


def test_it_is_asked_often_at_first_and_ever_more_rarely(shop: Shop) -> None:
    _bill, _page = shop.live("payos")
    asked = []
    for hours in (0.1, 1.0, 20.0, 40.0, 200.0):
        before = len(shop.tills["payos"].asked)
        end = shop.now.timestamp() + hours * 3600
        while shop.now.timestamp() < end:
            shop.follow("payos", seconds=30 if hours < 1 else 120)
        asked.append((len(shop.tills["payos"].asked) - before) / hours)
    assert asked == sorted(asked, reverse=True)
    assert asked[0] > 100
    assert asked[-1] < 0.5


def test_by_hand_one_is_wanted_looked_at_and_closed(shop: Shop) -> None:
    bill, _page = shop.live()
    seller = Actor(1, "Sari", frozenset(ROLES[Role.PACKER]))
    with pytest.raises(NotAllowed), writing(shop.db, seller) as tx:
        commands.want(tx, shop.links, bill)
    with pytest.raises(Refusal) as found, shop.hour(), writing(shop.db) as tx:
        commands.want(tx, shop.links, bill)
    assert found.value.code == "pay_link_there"
    with shop.hour(), writing(shop.db) as tx:
        commands.close(tx, bill)
    with pytest.raises(Refusal) as found, shop.hour(), writing(shop.db) as tx:
        commands.close(tx, bill)
    assert found.value.code == "pay_link_none"
    shop.work()
    with shop.hour(), writing(shop.db) as tx:
        made = commands.want(tx, shop.links, bill, "midtrans")
    assert (made.gateway, made.state) == ("midtrans", LinkState.QUEUED)
    with shop.hour(), writing(shop.db) as tx:
        commands.close(tx, bill)
    shop.work("midtrans")
    assert (shop.link(bill).state, shop.tills["midtrans"].asked) == (LinkState.CANCELLED, [])
    paid_otherwise(shop, bill, shop.claim(bill).open)
    with pytest.raises(Refusal) as found, shop.hour(), writing(shop.db) as tx:
        commands.want(tx, shop.links, bill)
    assert found.value.code == "claim_settled"


def test_amounts_that_no_gateway_takes_get_no_link(shop: Shop) -> None:
    small = shop.bill("xendit", 999)
    assert [one.gateway for one in shop.all(small)] == ["midtrans"]
    with shop.hour(), writing(shop.db) as tx:
        commands.close(tx, small)
    with pytest.raises(Refusal) as found, shop.hour(), writing(shop.db) as tx:
        commands.want(tx, shop.links, small, "xendit")
    assert found.value.code == "pay_link_amount"
    assert shop.all(shop.bill("payos", 500_000_000)) == ()
    half = shop.bill("xendit", 5_000, total=5_000_50, net=5_000_50)
    assert shop.all(half) == ()


def test_two_open_links_of_an_invoice_and_two_of_a_payment_are_refused(shop: Shop) -> None:
    bill, page = shop.live()
    with reading(shop.db) as tx:
        row = dict(tx.execute(select(pay_links)).one()._mapping)
    with pytest.raises(DatabaseError), writing(shop.db) as tx:
        tx.execute(insert(pay_links), row | {"id": 900, "key": "other"})
    shop.tills["xendit"].pay(page)
    shop.follow(seconds=31)
    with reading(shop.db) as tx:
        row = dict(tx.execute(select(pay_link_receipts)).one()._mapping)
    with pytest.raises(DatabaseError), writing(shop.db) as tx:
        tx.execute(insert(pay_link_receipts), row | {"id": 900})
    assert shop.claim(bill).open == 0


def test_no_secret_is_in_logs_or_rows(
    shop: Shop, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bill, page = shop.live(code)
    shop.tills[code].pay(page)
    shop.follow(code, seconds=31)
    with reading(shop.db) as tx:
        told = caplog.text + repr(tx.execute(select(outbox)).all()) + repr(shop.link(bill))
    for secret in ("demo-payos-key", "demo-payos-checksum", "SB-Mid-server-demo"):
        assert secret not in told
    assert "xnd_development_demo" not in told
    for asked in shop.tills[code].asked:
        basic = asked.headers.get("authorization", "Basic -").removeprefix("Basic ")
        assert basic not in caplog.text.replace(" -> ", "") or basic == "-"
