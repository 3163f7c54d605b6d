"""What only Lazada does: two steps to ship, deep lists, links within files, and its own pushes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fakes.markets import Shop, fault, parcel, shop

from core.channels.adapter import Fault
from core.channels.lazada.orders import read_time
from core.channels.records import Document, NotYet, PackageState, RemotePackage
from tui.demo.channels.lazada import SELLER, SimulatedLazada
from tui.demo.server import Fault as Way


@pytest.fixture
def market() -> Iterator[SimulatedLazada]:
    with SimulatedLazada() as server:
        yield server


@pytest.fixture
def remote(market: SimulatedLazada) -> Shop:
    return shop("lazada", market)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("2025-11-21 09:12:44 +0700", datetime(2025, 11, 21, 2, 12, 44, tzinfo=UTC)),
        ("2025-11-23T23:59:59+07:00", datetime(2025, 11, 23, 16, 59, 59, tzinfo=UTC)),
        ("1763712303000", datetime(2025, 11, 21, 8, 5, 3, tzinfo=UTC)),
        (1763712303000, datetime(2025, 11, 21, 8, 5, 3, tzinfo=UTC)),
        ("", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_moments_come_in_three_forms(told: object, read: datetime | None) -> None:
    assert read_time(told) == read


def test_what_was_packed_goes_on_from_there(remote: Shop) -> None:
    order = remote.market.sell([("KG-250", 2)])
    remote.market.go_wrong(Way.CUT_BEFORE, "/order/package/rts")
    told = remote.adapter.arrange(remote.access, parcel(order), None)
    assert fault(told) is Fault.UNSURE
    packed = remote.package(order)
    assert (packed.state, bool(packed.number)) == (PackageState.TO_ARRANGE, True)
    package = remote.adapter.arrange(
        remote.access, replace(parcel(order), package=packed.number), None
    )
    assert isinstance(package, RemotePackage)
    assert (package.number, package.state) == (packed.number, PackageState.ARRANGED)
    assert order.packages[0].arranged == 1
    assert len(remote.market.asked_for("/order/fulfill/pack")) == 1


def test_a_package_is_meant_by_its_items(remote: Shop) -> None:
    order = remote.market.sell([("KG-250", 1), ("AT-01-L", 2)])
    (line, _other) = remote.pages()[order.no].lines
    assert remote.pages()[order.no].remote_id == order.no
    meant = replace(parcel(order), line_ids=(line.line_id,))
    package = remote.adapter.arrange(remote.access, meant, None)
    assert isinstance(package, RemotePackage)
    assert [(len(one.lines), one.arranged) for one in order.packages] == [(1, 0), (1, 1)]


def test_a_label_may_be_a_link_within_a_file(remote: Shop) -> None:
    orders = [remote.market.sell([("KG-250", 1)]) for _time in range(2)]
    remote.market.paper_after = 0
    for order in orders:
        package = remote.adapter.arrange(remote.access, parcel(order), None)
        assert isinstance(package, RemotePackage)
        told = remote.adapter.label(remote.access, parcel(order), package)
        assert isinstance(told, Document)
    assert [one.packages[0].papers for one in orders] == [1, 1]


def test_a_label_that_is_not_ready(remote: Shop) -> None:
    order = remote.market.sell([("KG-250", 1)])
    package = remote.adapter.arrange(remote.access, parcel(order), None)
    assert isinstance(package, RemotePackage)
    assert isinstance(remote.adapter.label(remote.access, parcel(order), package), NotYet)


def test_a_list_that_is_too_deep_is_cut(remote: Shop) -> None:
    now = remote.market.clock()
    sold = [remote.market.sell([("KG-250", 1)], at=now - 9_000 + at) for at in range(5_250)]
    assert set(remote.pages()) == {one.no for one in sold}


def test_the_end_of_the_permission_does_not_move(remote: Shop) -> None:
    renewed = remote.adapter.renew(remote.access)
    assert not hasattr(renewed, "fault")
    assert getattr(renewed, "authorised_until", None) == remote.access.authorised_until


def test_pushes(remote: Shop, market: SimulatedLazada) -> None:
    headers, body = market.push(0, order_status="pending", trade_order_id="893112233445566")
    heard = remote.adapter.heard("", headers, body)
    assert heard is not None
    assert (heard.orders, heard.shop_id) == (("893112233445566",), SELLER)
    assert remote.adapter.heard("", headers, body + b" ") is None
    heard = remote.adapter.heard("", *market.push(8))
    assert heard is not None
    assert heard.ends
