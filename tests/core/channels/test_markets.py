"""Every marketplace is asked in its own words, and what it answers is read whole or named."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from fakes.markets import KINDS, Shop, fault, parcel, span

from core.channels.adapter import Access, Fault, Trouble
from core.channels.records import (
    Document,
    NotYet,
    Offer,
    OrderPage,
    PackageState,
    RemotePackage,
)
from tui.demo.channels.book import Stand
from tui.demo.server import Fault as Way


def test_a_code_counts_once_and_a_refresh_token_too(remote: Shop) -> None:
    assert fault(remote.adapter.connect(KINDS[remote.kind].answer)) is Fault.REVOKED
    renewed = remote.adapter.renew(remote.access)
    assert isinstance(renewed, Access)
    assert renewed.refresh_token != remote.access.refresh_token
    assert (renewed.shop_id, renewed.extra) == (remote.access.shop_id, remote.access.extra)
    assert fault(remote.adapter.renew(remote.access)) is Fault.REVOKED


def test_who_it_is(remote: Shop) -> None:
    told = remote.adapter.shop(remote.access)
    assert not isinstance(told, Trouble)
    assert (told.shop_id, told.name) == (remote.access.shop_id, getattr(remote.market, "name", ""))
    link = remote.adapter.link("abc", datetime.now(UTC))
    assert link.startswith(remote.market.url)
    assert "abc" in link


def test_faults_of_the_access_have_their_names(remote: Shop) -> None:
    access, market = remote.access, remote.market
    assert fault(remote.another(app_secret="wrong").shop(access)) is Fault.KEYS
    late = remote.another(now=lambda: market.clock() - 9_000)
    assert fault(late.shop(access)) is Fault.CLOCK
    market.tokens.expire()
    assert fault(remote.adapter.shop(access)) is Fault.EXPIRED
    renewed = remote.adapter.renew(access)
    assert isinstance(renewed, Access)
    market.per_second = 1
    asked = [remote.adapter.shop(renewed) for _time in range(3)]
    assert Fault.BUSY in {one.fault for one in asked if isinstance(one, Trouble)}


@pytest.mark.parametrize(
    ("way", "read", "done"),
    [
        (Way.CUT_BEFORE, Fault.AWAY, Fault.UNSURE),
        (Way.CUT_AFTER, Fault.AWAY, Fault.UNSURE),
        (Way.SILENT_AFTER, Fault.AWAY, Fault.UNSURE),
        (Way.HTML, Fault.GARBLED, Fault.UNSURE),
        (Way.EMPTY, Fault.GARBLED, Fault.UNSURE),
        (Way.BAD_GATEWAY, Fault.AWAY, Fault.UNSURE),
        (Way.BUSY, Fault.BUSY, Fault.BUSY),
    ],
)
def test_what_breaks_on_the_way(remote: Shop, way: Way, read: Fault, done: Fault) -> None:
    order = remote.market.sell([("KG-250", 1)])
    known = remote.adapter.packages(remote.access, parcel(order))
    assert isinstance(known, tuple)
    remote.market.go_wrong(way)
    assert fault(remote.adapter.packages(remote.access, parcel(order))) is read
    remote.market.go_wrong(way, remote.words["ship"])
    assert fault(remote.adapter.arrange(remote.access, parcel(order), None)) is done
    acted = way in {Way.CUT_AFTER, Way.SILENT_AFTER}
    assert order.packages[0].arranged == (1 if acted else 0)
    # What became of it is asked, not tried again.
    state = PackageState.ARRANGED if acted else PackageState.TO_ARRANGE
    assert remote.package(order).state is state


def test_an_order_is_read_whole(remote: Shop) -> None:
    sell = remote.market.sell
    one = sell([("AT-01-XL", 2), ("KG-250", 1)], shipping_fee=9_000, voucher=10_000, note="A\x1b[2")
    two = sell([("KG-250", 3)], is_cod=True)
    three = sell([("KG-250", 1)], stand=Stand.UNPAID)
    four = sell([("KG-250", 1)], raw="STATE_OF_TOMORROW")
    found = remote.pages()
    assert set(found) == {one.no, two.no, three.no, four.no}
    read = found[one.no]
    assert [(line.seller_sku, line.quantity, line.unit_price) for line in read.lines] == [
        ("AT-01-XL", 2, Decimal(99_000)),
        ("KG-250", 1, Decimal(85_000)),
    ]
    assert (read.shipping_fee, read.discount) == (Decimal(9_000), Decimal(10_000))
    assert (read.currency, read.status) == ("IDR", remote.words["ready"])
    assert "\x1b" not in read.note
    assert read.packages[0].state is PackageState.TO_ARRANGE
    ids = {one for line in read.lines for one in line.line_id.split(",")}
    assert set(read.packages[0].line_ids) == ids
    assert found[two.no].cod == Decimal(255_000)
    assert not found[two.no].paid
    assert found[three.no].status == remote.words["unpaid"]
    assert not found[three.no].paid
    assert found[four.no].status == "STATE_OF_TOMORROW"
    again = remote.adapter.order(remote.access, [one.no, two.no])
    assert isinstance(again, OrderPage)
    assert [one.order_no for one in again.orders] == [one.no, two.no]


def test_pages_that_change_while_they_are_read(remote: Shop) -> None:
    market = remote.market
    start, ahead = market.clock() - 10_000, market.clock() + 3_600
    sold = [market.sell([("KG-250", 1)], at=start + at) for at in range(250)]

    def change() -> None:
        """The first one leaves its place: all behind it move up, and one is passed over."""
        sold[0].updated = ahead

    market.between_pages = [change]
    assert set(remote.pages()) >= {one.no for one in sold}


def test_an_idle_shop_costs_one_call(remote: Shop) -> None:
    asked = len(remote.market.asked)
    assert remote.pages() == {}
    assert len(remote.market.asked) == asked + 1


def test_from_arranged_to_the_label(remote: Shop) -> None:
    remote.market.paper_after = 2
    order = remote.market.sell([("KG-250", 2)])
    ways = remote.adapter.ways(remote.access, parcel(order))
    assert isinstance(ways, tuple)
    way = ways[0] if ways else None
    assert way is None or way.recommended
    package = remote.adapter.arrange(remote.access, parcel(order), way)
    assert isinstance(package, RemotePackage), package
    assert package.state is PackageState.ARRANGED
    package = remote.package(order)
    assert package.tracking
    told = [remote.adapter.label(remote.access, parcel(order), package) for _time in range(4)]
    assert isinstance(told[0], NotYet)
    assert isinstance(told[-1], Document)
    assert told[-1].data.startswith(b"%PDF")
    assert order.packages[0].arranged == 1


@pytest.mark.parametrize("ended", [[403], [200], [404, 410]])
def test_a_link_to_a_label_that_has_ended_is_asked_for_anew(remote: Shop, ended: list[int]) -> None:
    market, adapter, access = remote.market, remote.adapter, remote.access
    market.paper_after = 0
    order = market.sell([("KG-250", 1)])
    assert isinstance(adapter.arrange(access, parcel(order), None), RemotePackage)
    package = remote.package(order)
    market.ended_links = list(ended)
    told = [adapter.label(access, parcel(order), package) for _time in range(4)]
    papers = [one for one in told if isinstance(one, Document)]
    assert papers
    assert all(one.data.startswith(b"%PDF") for one in papers)
    assert isinstance(told[-1], Document)
    if remote.kind != "shopee":  # it gives the label itself, never a link
        assert isinstance(told[0], Document) or fault(told[0]) is Fault.GARBLED
        assert isinstance(told[0], Document) == (len(ended) == 1)
        assert market.ended_links == []


def test_what_is_done_already_or_cancelled_is_found_out(remote: Shop) -> None:
    market, adapter, access = remote.market, remote.adapter, remote.access
    done, gone, asked = (market.sell([("KG-250", 1)]) for _time in range(3))
    assert isinstance(adapter.arrange(access, parcel(done), None), RemotePackage)
    assert fault(adapter.arrange(access, parcel(done), None)) is Fault.DONE
    market.move(gone, Stand.CANCELLED)
    assert fault(adapter.arrange(access, parcel(gone), None)) is Fault.CANCELLED
    assert fault(adapter.packages(access, parcel(gone))) is Fault.CANCELLED
    market.ask_cancel(asked)
    assert remote.pages()[asked.no].cancel_asked
    assert remote.package(asked).state is PackageState.HELD
    assert fault(adapter.arrange(access, parcel(asked), None)) is Fault.HELD
    assert adapter.decide(access, parcel(asked), grant=False) is None
    assert remote.package(asked).state is PackageState.TO_ARRANGE
    market.ask_cancel(asked)
    assert adapter.decide(access, parcel(asked), grant=True) is None
    assert asked.stand is Stand.CANCELLED


def test_a_label_is_not_to_be_had_any_more(remote: Shop) -> None:
    order = remote.market.sell([("KG-250", 1)])
    package = remote.adapter.arrange(remote.access, parcel(order), None)
    assert isinstance(package, RemotePackage)
    remote.market.move(order, Stand.SHIPPED)
    assert fault(remote.adapter.label(remote.access, parcel(order), package)) is Fault.REFUSED
    assert remote.package(order).state is PackageState.GONE


def test_listings_stock_and_prices(remote: Shop) -> None:
    market, adapter, access = remote.market, remote.adapter, remote.access
    market.sell([("KG-250", 2)])
    market.refuses_stock = {"AT-01-L"}
    told = adapter.listings(access, "")
    assert not isinstance(told, Trouble)
    listed = {one.seller_sku: one for one in told.listings}
    assert set(listed) == {"AT-01-L", "AT-01-XL", "KG-250"}
    assert (listed["KG-250"].available, listed["KG-250"].price) == (118, Decimal(85_000))
    offers = [
        Offer(
            one.listing_id,
            one.variant_id,
            one.seller_sku,
            7,
            one.reserved,
            Decimal(90_000),
            "IDR",
            one.location,
        )
        for one in told.listings
    ]
    gone = Offer("99999", "88888", "GONE", 1)
    pushed = adapter.offer(access, [*offers, gone])
    assert isinstance(pushed, tuple), pushed
    assert [one.done for one in pushed] == [False, True, True, False]
    assert "promotion" in pushed[0].said
    book = {one.sku: one for one in market.shop.listings}
    assert (book["KG-250"].stock, book["KG-250"].price) == (7, 90_000)
    assert book["AT-01-XL"].stock == 7
    assert book["AT-01-L"].stock == 40
    keys = [(one.listing_id, one.variant_id) for one in told.listings]
    again = adapter.listed(access, [*keys, ("99999", "88888")])
    assert not isinstance(again, Trouble)
    assert {one.seller_sku: one.available for one in again.listings} == {
        "AT-01-L": 40,
        "AT-01-XL": 7,
        "KG-250": 7,
    }


def test_returns_and_payouts(remote: Shop) -> None:
    order = remote.market.sell([("AT-01-XL", 2)], voucher=5_000)
    remote.market.move(order, Stand.DONE)
    remote.market.ask_return(order, remote.words["asks"])
    back = remote.adapter.returns(remote.access, *span(), "")
    assert not isinstance(back, Trouble)
    (one,) = back.returns
    assert (one.order_no or one.remote_id, one.refund, one.ended) == (
        order.no,
        Decimal(198_000),
        False,
    )
    assert [(line.seller_sku, line.quantity) for line in one.lines] == [("AT-01-XL", 2)]
    paid = remote.adapter.payouts(remote.access, *span(), "")
    assert not isinstance(paid, Trouble)
    entries = [entry for one in paid.payouts for entry in one.entries]
    for one in paid.payouts:
        if not one.whole:
            more = remote.adapter.payout_entries(remote.access, one, "")
            assert not isinstance(more, Trouble)
            entries += more.entries
    assert Decimal(0) < sum(one.amount for one in entries) < Decimal(193_000)
    told = [one.amount for one in paid.payouts if one.amount is not None]
    assert sum(told) in {0, sum(one.amount for one in entries)}
    assert {one.order_no or one.remote_id for one in entries} == {order.no}
    assert len({one.entry_no for one in entries}) == len(entries) >= 2
    nothing = remote.adapter.payouts(remote.access, *(at - timedelta(days=20) for at in span()), "")
    assert not isinstance(nothing, Trouble)
    assert nothing.payouts == ()


def test_no_secret_is_logged(remote: Shop, caplog: pytest.LogCaptureFixture) -> None:
    remote.market.tokens.codes.add(KINDS[remote.kind].answer["code"])
    order = remote.market.sell([("KG-250", 1)])
    with caplog.at_level(logging.DEBUG):
        access = remote.adapter.connect(KINDS[remote.kind].answer)
        assert isinstance(access, Access)
        remote.adapter.renew(access)
        remote.adapter.orders(access, *span(), "")
        remote.adapter.arrange(access, parcel(order), None)
    keys = [value for name, value in KINDS[remote.kind].keys.items() if "secret" in name]
    for secret in (*keys, *access.secrets, f"{remote.market.prefix}-refresh-3"):
        assert secret not in caplog.text
    assert "order" in caplog.text
