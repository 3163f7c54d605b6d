"""Whatever goes wrong on the way: never a blind second link, and what is not known is looked up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from core.billing.pay_links.models import pay_links
from core.billing.pay_links.states import LinkState
from core.outbox import outbox
from core.paylinks import commands
from core.paylinks.following import follow_due
from core.transaction import writing
from tui.demo.gateways.midtrans import SimulatedMidtrans
from tui.demo.gateways.payos import SimulatedPayos
from tui.demo.gateways.xendit import SimulatedXendit
from tui.demo.server import Fault

Shop = Any
ACTED = (Fault.SILENT_AFTER, Fault.CUT_AFTER)
DID_NOT = (Fault.SILENT_BEFORE, Fault.CUT_BEFORE, Fault.HTML, Fault.EMPTY, Fault.BAD_GATEWAY)


def can_be_paid(shop: Shop, code: str) -> int:
    """Pages that people may pay by and that somebody was told of."""
    return sum(one.state in shop.tills[code].open_states for one in shop.tills[code].pages)


@pytest.mark.parametrize("fault", ACTED)
def test_a_link_whose_answer_was_lost_is_found_again(shop: Shop, code: str, fault: Fault) -> None:
    bill = shop.bill(code)
    shop.tills[code].go_wrong(fault, seconds=2)
    shop.work(code)
    assert shop.link(bill).state is LinkState.UNKNOWN
    shop.work(code, 5, wait=60)
    link = shop.link(bill)
    assert link.state is LinkState.LIVE
    assert link.url.endswith(shop.tills[code].page(link.key).id)
    if code == "midtrans":  # its address is told once: the key is used up, nobody knows that page
        assert [one.state for one in shop.all(bill)] == [LinkState.LIVE, LinkState.REJECTED]
    else:
        assert can_be_paid(shop, code) == 1
        assert len(shop.all(bill)) == 1


@pytest.mark.parametrize("fault", DID_NOT)
def test_what_never_arrived_is_asked_again_with_the_same_key(
    shop: Shop, code: str, fault: Fault
) -> None:
    bill = shop.bill(code)
    key = shop.link(bill).key
    shop.tills[code].go_wrong(fault)
    shop.work(code)
    assert shop.link(bill).state is LinkState.UNKNOWN
    shop.work(code, 6, wait=60)
    assert (shop.link(bill).state, shop.link(bill).key) == (LinkState.LIVE, key)
    assert len(shop.tills[code].pages) == 1


def test_a_busy_gateway_is_left_alone_as_long_as_it_says(shop: Shop, code: str) -> None:
    bill = shop.bill(code)
    shop.tills[code].go_wrong(Fault.BUSY, seconds=90)
    shop.work(code)
    assert (shop.link(bill).state, shop.link(bill).error) == (LinkState.QUEUED, "paylink_busy")
    shop.work(code, wait=60)
    assert len(shop.tills[code].asked) == 1
    shop.work(code, wait=40)
    assert shop.link(bill).state is LinkState.LIVE


@pytest.mark.parametrize("fault", [*ACTED, *DID_NOT, Fault.BUSY])
def test_a_look_that_fails_loses_nothing(shop: Shop, code: str, fault: Fault) -> None:
    bill, page = shop.live(code)
    shop.tills[code].pay(page)
    shop.tills[code].go_wrong(fault, seconds=1)
    assert shop.follow(code, seconds=31) == 1
    assert shop.claim(bill).open
    shop.follow(code, seconds=31)
    assert (shop.claim(bill).open, shop.waits(bill)) == (0, [""])


@pytest.mark.parametrize("fault", [*ACTED, *DID_NOT, Fault.BUSY])
def test_closing_is_asked_until_it_is_done(shop: Shop, code: str, fault: Fault) -> None:
    bill, page = shop.live(code)
    if isinstance(shop.tills[code], SimulatedMidtrans):
        shop.tills[code].begin(page)
    with shop.hour(), writing(shop.db) as tx:
        commands.close(tx, bill)
    shop.tills[code].go_wrong(fault, seconds=1)
    shop.work(code)
    assert shop.link(bill).state is LinkState.CLOSING
    shop.work(code, 3, wait=30)
    assert shop.link(bill).state is LinkState.CANCELLED
    assert can_be_paid(shop, code) == 0


def test_who_asked_and_died_is_looked_up(shop: Shop, code: str) -> None:
    bill = shop.bill(code)
    sender = shop.tills[code]
    with shop.hour(), writing(shop.db) as tx:  # it went out, and the power went with it
        row = {"state": LinkState.ASKING.value, "asked_at": tx.now, "posts": 1}
        tx.execute(update(pay_links).values(**row))
        tx.execute(update(outbox).values(state="in_flight", lease_until_ms=1, attempts=1))
    shop.work(code)
    assert shop.link(bill).state is LinkState.UNKNOWN
    shop.work(code, 8, wait=60)
    assert (shop.link(bill).state, len(sender.pages)) == (LinkState.LIVE, 1)


def test_a_copy_that_is_brought_back_asks_before_it_makes_a_second_link(
    shop: Shop, code: str
) -> None:
    bill, page = shop.live(code)
    with shop.hour(), writing(shop.db) as tx:  # as it was before the worker asked
        row = {"state": "queued", "url": "", "code": "", "gateway_id": "", "posts": 0}
        tx.execute(update(pay_links).values(**row, asked_at=None, look_at=None))
        tx.execute(update(outbox).values(state="in_flight", lease_until_ms=0, attempts=0))
    shop.work(code, 8, wait=60)
    link = shop.link(bill)
    assert (link.state, can_be_paid(shop, code)) == (LinkState.LIVE, 1 + (code == "midtrans"))
    assert (link.url.endswith(page.id), len(shop.all(bill))) == (
        (False, 2) if code == "midtrans" else (True, 1)
    )
    shop.tills[code].pay(page)  # by the link that was told before
    shop.follow(code, minutes=11)
    assert shop.claim(bill).open == 0
    assert shop.look() == (code == "midtrans")


def test_wrong_keys_stop_everything_until_they_are_right(
    shop: Shop, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = shop.bill(code)
    module = type(shop.tills[code]).__module__
    name = {"payos": "KEY", "midtrans": "SERVER_KEY", "xendit": "SECRET_KEY"}[code]
    monkeypatch.setattr(f"{module}.{name}", "another")
    shop.work(code, 3, wait=60)
    assert shop.link(bill).state is LinkState.QUEUED
    assert shop.link(bill).error.startswith("paylink_login")
    assert len(shop.tills[code].asked) == 1  # who insists is locked out
    monkeypatch.undo()
    shop.work(code, wait=900)
    assert shop.link(bill).state is LinkState.LIVE


def _wrong_checksum(till: SimulatedPayos) -> None:
    till.checksum = "another"


def _closed(till: SimulatedPayos) -> None:
    till.open = False


@pytest.mark.parametrize(
    ("breaks", "error"),
    [(_wrong_checksum, "paylink_signature"), (_closed, "paylink_channel")],
    ids=["checksum", "channel"],
)
def test_payos_says_what_is_wrong_with_the_account(
    shop: Shop, breaks: Callable[[SimulatedPayos], None], error: str
) -> None:
    bill = shop.bill("payos")
    breaks(shop.tills["payos"])
    shop.work("payos")
    assert (shop.link(bill).state, shop.link(bill).error[: len(error)]) == (LinkState.QUEUED, error)


def test_what_payos_does_not_take_is_refused_with_its_words(shop: Shop) -> None:
    bill = shop.bill("payos")
    shop.tills["payos"].letters = 9  # the account is not linked, and nobody said so
    shop.work("payos")
    assert shop.link(bill).state is LinkState.REJECTED
    assert "Mô tả tối đa 9" in shop.link(bill).error
    assert shop.work("payos", wait=600) is None
    assert len(shop.tills["payos"].asked) == 1


def test_an_answer_that_is_not_signed_with_our_key_books_nothing(shop: Shop) -> None:
    bill, page = shop.live("payos")
    shop.tills["payos"].pay(page)
    shop.tills["payos"].checksum = "another"
    shop.follow("payos", seconds=31)
    assert (shop.link(bill).error, shop.claim(bill).open) == ("paylink_forged", 150_000)


def test_an_answer_about_another_amount_books_nothing(shop: Shop) -> None:
    bill, page = shop.live("payos")
    shop.tills["payos"].pay(page)
    page.amount = 1
    shop.follow("payos", seconds=31)
    assert shop.link(bill).error.startswith("paylink_other")
    assert shop.claim(bill).open == 150_000


def test_two_invoices_of_xendit_under_one_key_are_one_link(shop: Shop) -> None:
    bill, page = shop.live("xendit")
    till = shop.tills["xendit"]
    assert isinstance(till, SimulatedXendit)
    (asked,) = till.asked_for("/v2/invoices")
    till.api(asked)
    assert can_be_paid(shop, "xendit") == 2
    shop.follow(seconds=31)
    assert can_be_paid(shop, "xendit") == 1
    assert shop.link(bill).error == "paylink_twice"
    till.pay(next(one for one in till.pages if one.state == "PENDING"))
    shop.follow(seconds=31)
    assert (shop.claim(bill).open, shop.waits(bill), page.key) == (0, [""], shop.link(bill).key)


def test_a_card_payment_that_may_be_a_fraud_is_no_payment(shop: Shop) -> None:
    bill, page = shop.live("midtrans")
    till = shop.tills["midtrans"]
    till.begin(page)
    page.state, page.facts["fraud"] = "capture", "challenge"
    shop.follow("midtrans", seconds=31)
    assert (shop.claim(bill).open, shop.link(bill).state) == (150_000_00, LinkState.LIVE)
    page.facts["fraud"] = "accept"
    shop.follow("midtrans", seconds=31)
    assert shop.claim(bill).open == 0
    page.state = "settlement"
    page.paid.append(till.pay(page))
    page.state = "refund"
    shop.follow("midtrans", days=1)
    assert shop.link(bill).error.startswith("paylink_given_back")


def test_two_workers_ask_about_a_link_once(shop: Shop) -> None:
    _bill, page = shop.live("payos")
    shop.tills["payos"].pay(page)
    shop.later(seconds=31)
    with shop.hour():
        assert follow_due(shop.db, shop.links, "payos") is not None
        assert follow_due(shop.db, shop.links, "payos") is None
