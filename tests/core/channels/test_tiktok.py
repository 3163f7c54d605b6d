"""What only TikTok Shop does: whose shop it is, its clock, units as rows, and its pushes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fakes.markets import Shop, fault, shop

from core.channels.adapter import Fault
from tui.demo.channels.tiktok import CIPHER, SHOP_ID, SimulatedTikTokShop


@pytest.fixture
def market() -> Iterator[SimulatedTikTokShop]:
    with SimulatedTikTokShop() as server:
        yield server


@pytest.fixture
def remote(market: SimulatedTikTokShop) -> Shop:
    return shop("tiktok", market)


def test_whose_shop_it_is_comes_with_the_first_access(remote: Shop) -> None:
    assert (remote.access.shop_id, remote.access.region) == (SHOP_ID, "ID")
    assert remote.access.extra == {"cipher": CIPHER}
    until = remote.access.authorised_until
    assert until is not None
    assert 363 <= (until - datetime.now(UTC)).days <= 365


def test_a_seller_who_says_no(remote: Shop) -> None:
    told = remote.adapter.connect({"code": "null", "error": "auth_denied"})
    assert fault(told) is Fault.REFUSED


def test_half_a_minute_ahead_is_too_much(remote: Shop, market: SimulatedTikTokShop) -> None:
    ahead = remote.another(now=lambda: market.clock() + 60)
    assert fault(ahead.shop(remote.access)) is Fault.CLOCK


def test_units_are_rows_that_become_a_line(remote: Shop) -> None:
    order = remote.market.sell([("KG-250", 3)])
    (line,) = remote.pages()[order.no].lines
    assert (line.quantity, len(line.line_id.split(","))) == (3, 3)


def test_pushes(remote: Shop, market: SimulatedTikTokShop) -> None:
    headers, body = market.push(1, order_id="5770865121237", order_status="CANCEL")
    heard = remote.adapter.heard("", headers, body)
    assert heard is not None
    assert (heard.orders, heard.shop_id) == (("5770865121237",), SHOP_ID)
    assert remote.adapter.heard("", headers, body + b" ") is None
    packages = [{"package_id": "1", "order_id_list": ["7", "8"]}]
    headers, body = market.push(4, sc_type="SPLIT", package_list=packages)
    heard = remote.adapter.heard("", headers, body)
    assert heard is not None
    assert heard.orders == ("7", "8")
    heard = remote.adapter.heard("", *market.push(7))
    assert heard is not None
    assert heard.ends
