"""Simulated marketplaces for tests: a shop with goods, its adapter, and its first access."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from core.channel_settings import ChannelSettings
from core.channels.adapter import Access, Adapter, Fault, Trouble
from core.channels.lazada.adapter import Lazada
from core.channels.records import OrderPage, Parcel, RemoteOrder, RemotePackage
from core.channels.shopee.adapter import Shopee
from core.channels.tiktok.adapter import TikTok
from tui.demo.channels import lazada, shopee, tiktok
from tui.demo.channels.book import Listing, Order
from tui.demo.channels.lazada import SimulatedLazada
from tui.demo.channels.market import Market
from tui.demo.channels.shopee import SimulatedShopee
from tui.demo.channels.tiktok import SimulatedTikTokShop


@dataclass(frozen=True)
class Kind:
    """One marketplace: how it is played, and how it is asked."""

    server: Callable[[], Market]
    adapter: Callable[..., Adapter]
    keys: Mapping[str, Any]
    answer: Mapping[str, str]
    """What the seller's browser brings back."""
    words: Mapping[str, str] = field(default_factory=dict)
    below: str = ""
    """What follows the address of its server."""


KINDS = {
    "shopee": Kind(
        SimulatedShopee,
        Shopee,
        {"app_key": shopee.PARTNER_ID, "app_secret": shopee.KEY, "push_secret": shopee.PUSH_KEY},
        {"code": "SP-code", "shop_id": str(shopee.SHOP_ID)},
        {"ready": "READY_TO_SHIP", "unpaid": "UNPAID", "ship": "/ship_order", "asks": "REQUESTED"},
    ),
    "tiktok": Kind(
        SimulatedTikTokShop,
        TikTok,
        {"app_key": tiktok.APP_KEY, "app_secret": tiktok.SECRET, "service_id": tiktok.SERVICE},
        {"code": "TT-code"},
        {
            "ready": "AWAITING_SHIPMENT",
            "unpaid": "UNPAID",
            "ship": "/ship",
            "asks": "RETURN_OR_REFUND_REQUEST_PENDING",
        },
    ),
    "lazada": Kind(
        SimulatedLazada,
        Lazada,
        {"app_key": lazada.APP_KEY, "app_secret": lazada.SECRET},
        {"code": "LZ-code"},
        {
            "ready": "pending",
            "unpaid": "unpaid",
            "ship": "/order/package/rts",
            "asks": "REQUEST_INITIATE",
        },
        "/rest",
    ),
}


def goods() -> list[Listing]:
    """A product with two variants and one without."""
    return [
        Listing(23_620_853, 2214, "AT-01-L", "Áo thun cotton", "Đỏ,L", 99_000, 40),
        Listing(23_620_853, 2215, "AT-01-XL", "Áo thun cotton", "Đỏ,XL", 99_000, 12),
        Listing(34_002_001, 0, "KG-250", "Kopi Gayo 250 g", "", 85_000, 120),
    ]


def settings(market: Market, kind: str, **more: Any) -> ChannelSettings:
    """What a configuration says of it."""
    told = {
        "kind": kind,
        "base_url": market.url + KINDS[kind].below,
        "auth_url": market.url,
        "page_url": market.url,
        "redirect_url": "https://example.com/kemas",
        "timeout_seconds": 1,
        **KINDS[kind].keys,
        **more,
    }
    return ChannelSettings.model_validate(told)


@dataclass
class Shop:
    """A shop at a simulated marketplace, and who asks for it."""

    kind: str
    market: Market
    adapter: Adapter
    access: Access

    @property
    def words(self) -> Mapping[str, str]:
        """Some of the platform's own words."""
        return KINDS[self.kind].words

    def another(self, now: Callable[[], float] | None = None, **more: Any) -> Adapter:
        """The same shop asked with other settings, or another clock."""
        made = KINDS[self.kind].adapter
        told = settings(self.market, self.kind, **more)
        return made(told) if now is None else made(told, now=now)

    def pages(self) -> dict[str, RemoteOrder]:
        """All orders that changed, page by page."""
        found: dict[str, RemoteOrder] = {}
        page, (since, until) = "", span()
        while True:
            told = self.adapter.orders(self.access, since, until, page)
            assert isinstance(told, OrderPage), told
            assert not told.unread
            found |= {one.order_no: one for one in told.orders}
            page = told.next
            if not page:
                return found

    def package(self, order: Order, at: int = 0) -> RemotePackage:
        """A package as its platform has it now."""
        told = self.adapter.packages(self.access, parcel(order, at))
        assert isinstance(told, tuple), told
        return told[at]


def shop(kind: str, market: Market) -> Shop:
    """A shop that is connected."""
    market.list_goods(goods())
    adapter = KINDS[kind].adapter(settings(market, kind))
    access = adapter.connect(KINDS[kind].answer)
    assert not isinstance(access, Trouble), access
    return Shop(kind, market, adapter, access)


def span() -> tuple[datetime, datetime]:
    """Two weeks up to now."""
    now = datetime.now(UTC)
    return now - timedelta(days=14), now + timedelta(minutes=1)


def parcel(order: Order, at: int = 0) -> Parcel:
    """A package of an order, as its platform is asked about it."""
    number = order.packages[at].number
    # Lazada has no number for what is not packed.
    return Parcel(order.no, "", number if not number.startswith("FP") else "")


def fault(told: object) -> Fault:
    """What kind of trouble an answer is."""
    assert isinstance(told, Trouble), told
    return told.fault
