"""The simulated marketplaces of a demonstration: their shops sell while it runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from random import Random

from core.channels.adapter import Trouble
from core.channels.connecting import begin, finish
from core.channels.registry import shops_of
from core.config import Config
from core.database import open_database
from core.transaction import SYSTEM, writing
from tui.demo.channels import lazada, shopee, tiktok
from tui.demo.channels.book import Listing, Order, Stand
from tui.demo.channels.lazada import SimulatedLazada
from tui.demo.channels.market import Market
from tui.demo.channels.shopee import SimulatedShopee
from tui.demo.channels.tiktok import SimulatedTikTokShop
from tui.demo.goods import Good, goods

_TABLES = """
# Simulated on this machine, for as long as the demonstration runs.
[tokens]
key = "a demonstration keeps no secret of anybody"

[[channels]]
kind = "shopee"
name = "Shopee Jakarta"
base_url = "{shopee.url}"
auth_url = "{shopee.url}"
page_url = "{shopee.url}"
redirect_url = "https://example.com/kemas"
app_key = "{shopee_id}"
app_secret = "{shopee_key}"
push_secret = "{shopee_push}"
poll_minutes = 1
days_back = 3
timeout_seconds = {wait_s}
stock = {{ push = true }}

[[channels]]
kind = "tiktok"
name = "TikTok Jakarta"
base_url = "{tiktok.url}"
auth_url = "{tiktok.url}"
page_url = "{tiktok.url}"
redirect_url = "https://example.com/kemas"
app_key = "{tiktok_key}"
app_secret = "{tiktok_secret}"
service_id = "{tiktok_service}"
poll_minutes = 1
days_back = 3
timeout_seconds = {wait_s}
stock = {{ push = true }}

[[channels]]
kind = "lazada"
name = "Lazada Jakarta"
base_url = "{lazada.url}/rest"
auth_url = "{lazada.url}"
page_url = "{lazada.url}"
redirect_url = "https://example.com/kemas"
app_key = "{lazada_key}"
app_secret = "{lazada_secret}"
poll_minutes = 1
days_back = 3
timeout_seconds = {wait_s}
stock = {{ push = true }}
"""
_ANSWERS: Mapping[str, Mapping[str, str]] = {
    "shopee": {"code": "SP-code", "shop_id": str(shopee.SHOP_ID)},
    "tiktok": {"code": "TT-code"},
    "lazada": {"code": "LZ-code"},
}
"""What the seller's browser would bring back."""
_FIRST = 9
"""Orders of each shop that are there from the beginning."""
_PACE_S = 40.0
_JUDGED = 0.2
"""In which part of the looks at a new product its review ends."""
_COLLECTED_S = 300.0
_SETTLED = 5
"""Orders of each shop that were sent and completed before the demonstration began."""
_DAY_S = 86_400.0


@contextmanager
def simulated(seed: int = 17) -> Iterator[str]:
    """Start them with goods of the demonstration; gives their tables of the configuration."""
    random = Random(seed)  # noqa: S311 - chance of a play, no secret
    stock = goods(Random(seed))  # noqa: S311 - the same goods as those of the shop
    over = threading.Event()
    with ExitStack() as stack:
        one = stack.enter_context(SimulatedShopee())
        two = stack.enter_context(SimulatedTikTokShop())
        three = stack.enter_context(SimulatedLazada())
        markets: Sequence[Market] = (one, two, three)
        for at, market in enumerate(markets):
            market.list_goods(_listings(stock, at))
            _settle_some(market, random)
            for back in range(_FIRST):
                _sell(market, random, market.clock() - 600 * (_FIRST - back))
        thread = threading.Thread(
            target=_live, args=(markets, random, over), name="simulated-buyers", daemon=True
        )
        thread.start()
        try:
            yield tables(one, two, three)
        finally:
            over.set()
            thread.join(5)


def tables(
    one: SimulatedShopee, two: SimulatedTikTokShop, three: SimulatedLazada, wait_s: int = 30
) -> str:
    """What the configuration says of them; `wait_s` is how long an answer may take."""
    return _TABLES.format(
        shopee=one,
        shopee_id=shopee.PARTNER_ID,
        shopee_key=shopee.KEY,
        shopee_push=shopee.PUSH_KEY,
        tiktok=two,
        tiktok_key=tiktok.APP_KEY,
        tiktok_secret=tiktok.SECRET,
        tiktok_service=tiktok.SERVICE,
        lazada=three,
        lazada_key=lazada.APP_KEY,
        lazada_secret=lazada.SECRET,
        wait_s=wait_s,
    )


def connect(config: Config, only: str = "") -> list[Trouble]:
    """Allow all of it as their sellers would, or one kind; gives what did not work."""
    database = open_database(config.database.engine_url)
    wrong = []
    try:
        for shop in shops_of(config):
            answer = _ANSWERS.get(shop.settings.kind)
            if answer is None or only not in {"", shop.settings.kind}:
                continue
            with writing(database, SYSTEM) as tx:
                begin(tx, shop)
            trouble = finish(database, shop, answer, SYSTEM)
            wrong += [trouble] if trouble else []
    finally:
        database.close()
    return wrong


def _listings(stock: Sequence[Good], at: int) -> list[Listing]:
    """Forty products of the shop, other ones at each marketplace."""
    some = stock[at * 40 : at * 40 + 40]
    first = 23_000_000 + at * 1000
    return [
        Listing(first + nth, 0, one.sku, one.name, "", one.price, one.stock)
        for nth, one in enumerate(some)
    ]


def _sell(market: Market, random: Random, at: float) -> Order:
    some = random.sample(market.shop.listings, random.choice((1, 1, 2, 3)))
    return market.sell(
        [(one.sku, random.choice((1, 1, 2))) for one in some],
        at=at,
        is_cod=random.random() < 0.3,
        shipping_fee=random.choice((0, 9_000, 12_000)),
        voucher=random.choice((0, 0, 3_000)),
        note=random.choice(("", "", "Tolong bubble wrap")),
    )


def _settle_some(market: Market, random: Random) -> None:
    """Orders of the last days that are paid out, one of them refunded, one charged oddly."""
    orders = []
    for back in range(_SETTLED, 0, -1):
        order = _sell(market, random, market.clock() - _DAY_S * (1 + back / 3))
        market.move(order, Stand.DONE)
        order.updated = order.created + _DAY_S * 0.8
        orders.append(order)
    market.charge("refund", -orders[0].goods, orders[0])
    market.charge("Early Bird Programme Fee", -1_500, orders[1])
    market.unpaid.add(orders[-1].no)


def _live(markets: Sequence[Market], random: Random, over: threading.Event) -> None:
    """Buyers order and now and then want to cancel; couriers fetch what was arranged."""
    while not over.wait(_PACE_S):
        market = random.choice(markets)
        with market.lock:
            order = _sell(market, random, market.clock())
            if random.random() < 0.1 and order.stand is Stand.READY:
                market.ask_cancel(order)
        for market in markets:
            with market.lock:
                for listing in market.shop.listings:
                    if listing.state == "review" and random.random() < _JUDGED:
                        listing.state = "live"
                for one in market.shop.orders.values():
                    waited = market.clock() - one.updated > _COLLECTED_S
                    if one.stand is Stand.ARRANGED and waited:
                        market.move(one, Stand.SHIPPED)
