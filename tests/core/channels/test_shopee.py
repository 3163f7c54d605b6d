"""What only Shopee does: spans, split packages, numbers that come late, and its own pushes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fakes.markets import Shop, fault, parcel, shop, span

from core.channels.adapter import Fault, Trouble
from core.channels.records import Document, NotYet, OrderPage, Parcel, RemotePackage
from core.errors import Refusal
from tui.demo.channels.book import Stand
from tui.demo.channels.shopee import SHOP_ID, SimulatedShopee
from tui.demo.server import Fault as Wrong
from tui.words.channels import not_connected_words


@pytest.fixture
def market() -> Iterator[SimulatedShopee]:
    with SimulatedShopee() as server:
        yield server


@pytest.fixture
def remote(market: SimulatedShopee) -> Shop:
    return shop("shopee", market)


def test_until_when_the_seller_allows_it(remote: Shop, market: SimulatedShopee) -> None:
    market.days = 20
    told = remote.adapter.shop(remote.access)
    assert not isinstance(told, Trouble)
    assert told.authorised_until is not None
    assert 19 <= (told.authorised_until - datetime.now(UTC)).days <= 20
    market.is_banned = True
    assert fault(remote.adapter.shop(remote.access)) is Fault.BANNED


def test_what_cannot_be_read_is_named(remote: Shop) -> None:
    fine, broken = (remote.market.sell([("KG-250", 1)]) for _time in range(2))
    broken.lines[0].units = 0
    told = remote.adapter.orders(remote.access, *span(), "")
    assert isinstance(told, OrderPage)
    assert [one.order_no for one in told.orders] == [fine.no]
    wrong = [(one.order_no, one.said) for one in told.unread]
    assert wrong == [(broken.no, "model_quantity_purchased")]


def test_a_span_is_fifteen_days_at_most(remote: Shop) -> None:
    now = datetime.now(UTC)
    told = remote.adapter.orders(remote.access, now - timedelta(days=16), now, "")
    assert fault(told) is Fault.REFUSED


def test_a_tracking_number_may_come_late(remote: Shop) -> None:
    remote.market.tracking_after = 1
    order = remote.market.sell([("KG-250", 1)])
    ways = remote.adapter.ways(remote.access, parcel(order))
    assert isinstance(ways, tuple)
    assert [way.kind for way in ways] == ["pickup", "pickup", "dropoff"]
    package = remote.adapter.arrange(remote.access, parcel(order), ways[2])
    assert isinstance(package, RemotePackage)
    assert not package.tracking
    late = remote.adapter.label(remote.access, parcel(order), package)
    assert isinstance(late, NotYet)
    package = remote.package(order)
    assert package.tracking
    told = [remote.adapter.label(remote.access, parcel(order), package) for _time in range(3)]
    assert isinstance(told[-1], Document)
    assert order.packages[0].how == "dropoff"


def test_packages_that_the_platform_split(remote: Shop) -> None:
    order = remote.market.sell([("KG-250", 1), ("AT-01-L", 1)])
    remote.market.split(order)
    adapter, access = remote.adapter, remote.access
    assert fault(adapter.arrange(access, Parcel(order.no, ""), None)) is Fault.REFUSED
    for at in (0, 1):
        assert isinstance(adapter.arrange(access, parcel(order, at), None), RemotePackage)
    assert order.stand is Stand.ARRANGED
    assert [one.arranged for one in order.packages] == [1, 1]


def test_pushes(remote: Shop, market: SimulatedShopee) -> None:
    url = "https://example.com/hooks/shopee"
    headers, body = market.push(url, 3, ordersn="251121A1", status="READY_TO_SHIP")
    heard = remote.adapter.heard(url, headers, body)
    assert heard is not None
    assert (heard.orders, heard.shop_id) == (("251121A1",), str(SHOP_ID))
    assert remote.adapter.heard(url, headers, body + b" ") is None
    assert remote.adapter.heard(url, {}, body) is None
    assert remote.adapter.heard("https://example.com/other", headers, body) is None
    headers, body = market.push(url, 2)
    heard = remote.adapter.heard(url, headers, body)
    assert heard is not None
    assert heard.revoked


def test_a_code_alone_is_not_enough(remote: Shop) -> None:
    with pytest.raises(Refusal, match="channel_answer_whole"):
        remote.adapter.connect({"code": "SP-code"})


def test_a_page_for_people_is_told_by_its_words(remote: Shop, market: SimulatedShopee) -> None:
    market.go_wrong(Wrong.HTML)
    told = remote.adapter.orders(remote.access, *span(), "")
    assert isinstance(told, Trouble)
    assert (told.fault, told.said) == (Fault.GARBLED, "HTTP 200 200 Maintenance")


def test_a_code_that_is_used_up_begins_again(remote: Shop) -> None:
    told = remote.adapter.connect({"code": "SP-code", "shop_id": str(SHOP_ID)})
    assert isinstance(told, Trouble)
    assert not_connected_words("Toko", told).startswith("The code is used up, too old or wrong.")
