"""Shopee is asked in its own words, and what it answers is read whole or named."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from fakes.markets import connected, goods, settings

from core.channels.adapter import Access, Fault, Trouble
from core.channels.records import (
    Document,
    NotYet,
    Offer,
    OrderPage,
    PackageState,
    Parcel,
    RemoteOrder,
    RemotePackage,
)
from core.channels.shopee.adapter import Shopee
from tui.demo.channels.book import Order, Stand
from tui.demo.channels.shopee import KEY, PARTNER_ID, PUSH_KEY, SHOP_ID, SimulatedShopee
from tui.demo.server import Fault as Way


@pytest.fixture
def market() -> Iterator[SimulatedShopee]:
    with SimulatedShopee() as server:
        server.list_goods(goods())
        yield server


def adapter(market: SimulatedShopee, **more: object) -> Shopee:
    keys = {"app_key": PARTNER_ID, "app_secret": KEY, "push_secret": PUSH_KEY}
    return Shopee(settings(market, "shopee", **{**keys, **more}))


@pytest.fixture
def shopee(market: SimulatedShopee) -> Shopee:
    return adapter(market)


@pytest.fixture
def access(shopee: Shopee) -> Access:
    return connected(shopee, {"code": "SP-code", "shop_id": str(SHOP_ID)})


def span() -> tuple[datetime, datetime]:
    now = datetime.now(UTC)
    return now - timedelta(days=14), now + timedelta(minutes=1)


def all_orders(shopee: Shopee, access: Access) -> dict[str, RemoteOrder]:
    found: dict[str, RemoteOrder] = {}
    page, (since, until) = "", span()
    while True:
        told = shopee.orders(access, since, until, page)
        assert isinstance(told, OrderPage), told
        assert not told.unread
        found |= {one.order_no: one for one in told.orders}
        page = told.next
        if not page:
            return found


def parcel(order: Order, at: int = 0) -> Parcel:
    return Parcel(order.no, "", order.packages[at].number)


def test_a_code_counts_once_and_a_refresh_token_too(shopee: Shopee, access: Access) -> None:
    assert shopee.connect({"code": "SP-code", "shop_id": str(SHOP_ID)}) == Trouble(
        Fault.REVOKED, "error_auth Invalid code", request_id="1a2b3c4d5e6f7081"
    )
    renewed = shopee.renew(access)
    assert isinstance(renewed, Access)
    assert renewed.refresh_token != access.refresh_token
    again = shopee.renew(access)
    assert isinstance(again, Trouble)
    assert again.fault is Fault.REVOKED


def test_who_it_is_and_until_when(shopee: Shopee, access: Access, market: SimulatedShopee) -> None:
    market.days = 20
    shop = shopee.shop(access)
    assert not isinstance(shop, Trouble)
    assert shop.name == market.name
    assert shop.authorised_until is not None
    assert 19 <= (shop.authorised_until - datetime.now(UTC)).days <= 20


def test_faults_have_their_names(market: SimulatedShopee, access: Access) -> None:
    ours = adapter(market)
    market.tokens.expire()
    assert _fault(ours.shop(access)) is Fault.EXPIRED
    assert _fault(adapter(market, app_secret="wrong").shop(access)) is Fault.KEYS
    late = Shopee(
        settings(market, "shopee", app_key=PARTNER_ID, app_secret=KEY), now=lambda: 1_763_712_000
    )
    assert _fault(late.shop(access)) is Fault.CLOCK
    market.is_banned = True
    renewed = ours.renew(access)
    assert isinstance(renewed, Access)
    assert _fault(ours.shop(renewed)) is Fault.BANNED
    market.is_banned, market.per_second = False, 1
    asked = [ours.shop(renewed) for _time in range(3)]
    assert Fault.BUSY in {one.fault for one in asked if isinstance(one, Trouble)}


@pytest.mark.parametrize(
    ("way", "read", "done"),
    [
        (Way.CUT_BEFORE, Fault.AWAY, Fault.UNSURE),
        (Way.CUT_AFTER, Fault.AWAY, Fault.UNSURE),
        (Way.HTML, Fault.GARBLED, Fault.UNSURE),
        (Way.EMPTY, Fault.GARBLED, Fault.UNSURE),
        (Way.BAD_GATEWAY, Fault.AWAY, Fault.UNSURE),
        (Way.BUSY, Fault.BUSY, Fault.BUSY),
    ],
)
def test_what_breaks_on_the_way(
    market: SimulatedShopee, shopee: Shopee, access: Access, way: Way, read: Fault, done: Fault
) -> None:
    order = market.sell([("KG-250", 1)])
    market.go_wrong(way, "/shop/")
    assert _fault(shopee.shop(access)) is read
    ways = shopee.ways(access, parcel(order))
    assert isinstance(ways, tuple)
    market.go_wrong(way, "/ship_order")
    assert _fault(shopee.arrange(access, parcel(order), ways[0])) is done
    assert order.packages[0].arranged == (1 if way is Way.CUT_AFTER else 0)


def test_an_order_is_read_whole(shopee: Shopee, access: Access, market: SimulatedShopee) -> None:
    one = market.sell(
        [("AT-01-XL", 2), ("KG-250", 1)], shipping_fee=9_000, voucher=10_000, note="Tolong\x1b[2J"
    )
    two = market.sell([("KG-250", 3)], is_cod=True)
    three = market.sell([("KG-250", 1)], stand=Stand.UNPAID)
    four = market.sell([("KG-250", 1)], raw="STATE_OF_TOMORROW")
    found = all_orders(shopee, access)
    assert set(found) == {one.no, two.no, three.no, four.no}
    read = found[one.no]
    assert [(line.seller_sku, line.quantity, line.unit_price) for line in read.lines] == [
        ("AT-01-XL", 2, Decimal(99_000)),
        ("KG-250", 1, Decimal(85_000)),
    ]
    assert (read.shipping_fee, read.discount) == (Decimal(9_000), Decimal(10_000))
    assert read.paid == Decimal(one.total)
    assert (read.currency, read.status) == ("IDR", "READY_TO_SHIP")
    assert "\x1b" not in read.note
    assert read.packages[0].state is PackageState.TO_ARRANGE
    assert set(read.packages[0].line_ids) == {line.line_id for line in read.lines}
    assert (found[two.no].cod, found[two.no].paid) == (Decimal(255_000), None)
    assert (found[three.no].status, found[three.no].paid) == ("UNPAID", None)
    assert found[four.no].status == "STATE_OF_TOMORROW"


def test_what_cannot_be_read_is_named(
    shopee: Shopee, access: Access, market: SimulatedShopee
) -> None:
    fine = market.sell([("KG-250", 1)])
    broken = market.sell([("KG-250", 1)])
    broken.lines[0].units = 0
    told = shopee.orders(access, *span(), "")
    assert isinstance(told, OrderPage)
    assert [one.order_no for one in told.orders] == [fine.no]
    assert [(one.order_no, one.said) for one in told.unread] == [
        (broken.no, "model_quantity_purchased")
    ]


def test_pages_that_change_while_they_are_read(
    shopee: Shopee, access: Access, market: SimulatedShopee
) -> None:
    start = market.clock() - 10_000
    sold = [market.sell([("KG-250", 1)], at=start + at) for at in range(250)]
    # The first one leaves its place: all behind it move up, and one is passed over.
    ahead = market.clock() + 3600

    def change() -> None:
        sold[0].updated = ahead

    market.between_pages = [change]
    assert set(all_orders(shopee, access)) >= {one.no for one in sold}


def test_an_idle_shop_costs_one_call(
    shopee: Shopee, access: Access, market: SimulatedShopee
) -> None:
    asked = len(market.asked)
    assert all_orders(shopee, access) == {}
    assert len(market.asked) == asked + 1


def test_a_span_is_fifteen_days_at_most(shopee: Shopee, access: Access) -> None:
    now = datetime.now(UTC)
    told = shopee.orders(access, now - timedelta(days=16), now, "")
    assert _fault(told) is Fault.REFUSED


def test_from_arranged_to_the_label(
    shopee: Shopee, access: Access, market: SimulatedShopee
) -> None:
    market.tracking_after, market.paper_after = 1, 2
    order = market.sell([("KG-250", 2)])
    ways = shopee.ways(access, parcel(order))
    assert isinstance(ways, tuple)
    assert [way.kind for way in ways] == ["pickup", "pickup", "dropoff"]
    assert ways[0].recommended
    package = shopee.arrange(access, parcel(order), ways[0])
    assert isinstance(package, RemotePackage)
    assert (package.state, package.tracking) == (PackageState.ARRANGED, "")
    package = _package(shopee, access, order)
    assert package.tracking.startswith("SPX")
    told = [shopee.label(access, parcel(order), package) for _time in range(4)]
    assert [type(one) for one in told] == [NotYet, NotYet, NotYet, Document]
    assert isinstance(told[-1], Document)
    assert told[-1].data.startswith(b"%PDF")
    assert order.packages[0].arranged == 1


def test_what_is_done_already_or_cancelled_is_found_out(
    shopee: Shopee, access: Access, market: SimulatedShopee
) -> None:
    done, gone, asked = (market.sell([("KG-250", 1)]) for _time in range(3))
    ways = shopee.ways(access, parcel(done))
    assert isinstance(ways, tuple)
    assert isinstance(shopee.arrange(access, parcel(done), ways[0]), RemotePackage)
    assert _fault(shopee.arrange(access, parcel(done), ways[0])) is Fault.DONE
    market.move(gone, Stand.CANCELLED)
    assert _fault(shopee.arrange(access, parcel(gone), ways[0])) is Fault.CANCELLED
    assert _fault(shopee.packages(access, parcel(gone))) is Fault.CANCELLED
    market.ask_cancel(asked)
    assert all_orders(shopee, access)[asked.no].cancel_asked
    assert _package(shopee, access, asked).state is PackageState.HELD
    assert _fault(shopee.arrange(access, parcel(asked), ways[0])) is Fault.AWAY
    assert shopee.decide(access, parcel(asked), grant=False) is None
    assert _package(shopee, access, asked).state is PackageState.TO_ARRANGE
    market.ask_cancel(asked)
    assert shopee.decide(access, parcel(asked), grant=True) is None
    assert asked.stand is Stand.CANCELLED


def test_packages_that_the_platform_split(
    shopee: Shopee, access: Access, market: SimulatedShopee
) -> None:
    order = market.sell([("KG-250", 1), ("AT-01-L", 1)])
    market.split(order)
    assert _fault(shopee.arrange(access, Parcel(order.no, ""), None)) is Fault.REFUSED
    for at in (0, 1):
        assert isinstance(shopee.arrange(access, parcel(order, at), None), RemotePackage)
    assert order.stand is Stand.ARRANGED
    assert [one.arranged for one in order.packages] == [1, 1]


def test_a_label_is_not_to_be_had_any_more(
    shopee: Shopee, access: Access, market: SimulatedShopee
) -> None:
    order = market.sell([("KG-250", 1)])
    package = shopee.arrange(access, parcel(order), None)
    assert isinstance(package, RemotePackage)
    market.move(order, Stand.SHIPPED)
    assert _fault(shopee.label(access, parcel(order), package)) is Fault.REFUSED
    assert _package(shopee, access, order).state is PackageState.GONE


def test_listings_stock_and_prices(shopee: Shopee, access: Access, market: SimulatedShopee) -> None:
    market.sell([("KG-250", 2)])
    market.refuses_stock = {"AT-01-L"}
    told = shopee.listings(access, "")
    assert not isinstance(told, Trouble)
    listed = {one.seller_sku: one for one in told.listings}
    assert set(listed) == {"AT-01-L", "AT-01-XL", "KG-250"}
    kopi = listed["KG-250"]
    assert (kopi.available, kopi.reserved, kopi.variant_id) == (118, 2, "")
    offers = [
        Offer(one.listing_id, one.variant_id, one.seller_sku, 7, one.reserved, Decimal(90_000))
        for one in told.listings
    ]
    gone = Offer("99999", "", "GONE", 1)
    pushed = shopee.offer(access, [*offers, gone])
    assert isinstance(pushed, tuple)
    assert [(one.done, one.gone) for one in pushed] == [
        (False, False),
        (True, False),
        (True, False),
        (False, True),
    ]
    assert "promotion" in pushed[0].said
    book = {one.sku: (one.stock, one.price) for one in market.shop.listings}
    assert book["KG-250"] == (7, 90_000)
    assert book["AT-01-XL"] == (7, 90_000)
    assert book["AT-01-L"][0] == 40
    again = shopee.listed(access, [(kopi.listing_id, ""), ("99999", "")])
    assert not isinstance(again, Trouble)
    assert [(one.seller_sku, one.available) for one in again.listings] == [("KG-250", 7)]


def test_returns_and_payouts(shopee: Shopee, access: Access, market: SimulatedShopee) -> None:
    order = market.sell([("AT-01-XL", 2)], voucher=5_000)
    market.move(order, Stand.DONE)
    market.ask_return(order, "REQUESTED")
    back = shopee.returns(access, *span(), "")
    assert not isinstance(back, Trouble)
    (one,) = back.returns
    assert (one.order_no, one.refund, one.ended) == (order.no, Decimal(198_000), False)
    assert [(line.seller_sku, line.quantity) for line in one.lines] == [("AT-01-XL", 2)]
    paid = shopee.payouts(access, *span(), "")
    assert not isinstance(paid, Trouble)
    (payout,) = paid.payouts
    assert payout.amount == Decimal(198_000 - 5_000 - 11_880)
    assert sum(entry.amount for entry in payout.entries) == payout.amount
    assert {entry.kind for entry in payout.entries} == {
        "order_selling_price",
        "voucher_from_seller",
        "commission_fee",
    }


def test_pushes(shopee: Shopee, market: SimulatedShopee) -> None:
    url = "https://example.com/hooks/shopee"
    headers, body = market.push(url, 3, ordersn="251121A1", status="READY_TO_SHIP")
    heard = shopee.heard(url, headers, body)
    assert heard is not None
    assert (heard.orders, heard.shop_id) == (("251121A1",), str(SHOP_ID))
    assert shopee.heard(url, headers, body + b" ") is None
    assert shopee.heard(url, {}, body) is None
    assert shopee.heard("https://example.com/other", headers, body) is None
    headers, body = market.push(url, 2)
    heard = shopee.heard(url, headers, body)
    assert heard is not None
    assert heard.revoked


def test_no_secret_is_logged(
    shopee: Shopee, market: SimulatedShopee, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        access = connected(shopee, {"code": "SP-code", "shop_id": str(SHOP_ID)})
        shopee.shop(access)
        shopee.renew(access)
        shopee.orders(access, *span(), "")
    for secret in (KEY, PUSH_KEY, *access.secrets, "SP-refresh-2"):
        assert secret not in caplog.text
    assert json.dumps("get_shop_info") not in caplog.text
    assert "/shop/get_shop_info" in caplog.text


def _fault(told: object) -> Fault:
    assert isinstance(told, Trouble), told
    return told.fault


def _package(shopee: Shopee, access: Access, order: Order) -> RemotePackage:
    told = shopee.packages(access, parcel(order))
    assert isinstance(told, tuple), told
    return replace(told[0])
