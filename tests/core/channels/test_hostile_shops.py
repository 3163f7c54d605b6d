"""What a shop at a channel tells acts nowhere, whichever text of it somebody else wrote.

Every kind of channel is found by the registry: a new one without a row here fails.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from fakes.hostile import EVILS, Mouth, acting, harmless, kept_that_acts
from fakes.market_ground import Ground
from fakes.markets import KINDS, goods
from sqlalchemy import func, select

from core.channel_settings import ChannelSettings
from core.channels.adapter import Trouble
from core.channels.listings import pull
from core.channels.models import channel_listings, channel_returns
from core.channels.payouts_in import pull_payouts
from core.channels.registry import MAKERS, Shop, shop_from
from core.channels.returns_in import pull_returns
from core.channels.syncing import sync
from core.channels.vault import Vault
from core.config import parse
from core.database import Database
from core.errors import KemasError
from core.fulfilment.claims import holder
from core.orders.intake.rules import Rules, rules_of
from core.orders.models import orders, parked_orders
from core.paper.models import print_jobs
from core.payouts.models import payouts
from core.shipping.models import shipments
from core.transaction import reading
from tui.demo.channels.book import Stand
from tui.demo.channels.woocommerce import KEY, SECRET, SimulatedWooCommerce


@dataclass
class Far:
    """A connected shop, and what stands before its server."""

    db: Database
    shop: Shop
    rules: Rules
    mouth: Mouth
    again: Callable[[], object]
    """Has everything told once more."""
    pack: Callable[[], object] = lambda: None
    """Packs an order that is here, as far as its channel ships it."""

    def ask(self) -> list[Trouble]:
        """All that the worker asks for; gives what went wrong."""
        done = sync(self.db, self.shop, self.rules)
        found = [done.trouble, pull(self.db, self.shop).trouble]
        found.append(pull_returns(self.db, self.shop, at_once=True))
        found.append(pull_payouts(self.db, self.shop, self.rules.policy, at_once=True).trouble)
        return [one for one in found if one is not None]


@contextmanager
def market(kind: str, db: Database, build: ModuleType) -> Iterator[Far]:
    """A marketplace with an order to pack, one that is done, and one that comes back."""
    with KINDS[kind].server() as server:
        server.list_goods(goods())
        ground = Ground(db, build, server, kind)
        first = server.sell([("KG-250", 1), ("AT-01-L", 2)], note="cepat ya", voucher=5_000)
        done = server.sell([("AT-01-L", 2)], shipping_fee=9_000)

        def again() -> None:
            if done.stand is not Stand.DONE:
                server.move(done, Stand.DONE)
                server.ask_return(done, KINDS[kind].words["asks"])
            server.touch(first)
            server.touch(done)

        def pack() -> None:
            ground.pack(first)
            ground.work(3)

        yield Far(db, ground.shop, ground.rules, Mouth(server), again, pack)


@contextmanager
def web_shop(_kind: str, db: Database, build: ModuleType) -> Iterator[Far]:
    """A web shop with two orders."""
    with SimulatedWooCommerce() as server:
        server.offer(11, "KG-250", 20_000, 50)
        for number in (501, 502):
            server.sell(number, [(11, 2)])
        told = {"kind": "woocommerce", "name": "toko", "base_url": server.url}
        told |= {"app_key": KEY, "app_secret": SECRET}
        shop = shop_from(ChannelSettings.model_validate(told), Vault("k" * 40))
        shop.meter._gap = 0
        made = build.shop(db, {"KG-250": 40})
        config = parse("", Path("k.toml"))
        rules = rules_of(config, made.warehouse, lambda tx, one: holder(tx, one) is not None)

        def again() -> None:
            for number in (501, 502):
                server.touch(number)

        yield Far(db, shop, rules, Mouth(server), again)


@dataclass(frozen=True)
class Row:
    """One kind of channel: how it is played, and what of it people write."""

    opened: Callable[[str, Database, ModuleType], AbstractContextManager[Far]]
    texts: frozenset[str]
    """Names of what people write; other texts are numbers, states, moments and currencies."""


def of(words: str) -> frozenset[str]:
    return frozenset(words.split())


ROWS = {
    "shopee": Row(
        market,
        of("buyer_username cancel_reason city district fail_message full_address hint item_name")
        | of("message message_to_seller model_name name note reason shipping_carrier state")
        | of("text_reason time_text town variation_sku address request_id"),
    ),
    "lazada": Row(
        market,
        of("address1 address3 address4 address5 buyer_note city customer_first_name error_msg")
        | of("fee_name first_name last_name msg name reason reason_text request_id")
        | of("shipment_provider variation remarks ofc_status"),
    ),
    "tiktok": Row(
        market,
        of("address_detail address_name buyer_message full_address message name product_name")
        | of("request_id return_reason_text shipping_provider shipping_provider_name sku_name")
        | of("title cancel_reason buyer_nickname"),
    ),
    "woocommerce": Row(
        web_shop,
        of("address_1 address_2 city company customer_note first_name last_name message name")
        | of("payment_method_title method_title"),
    ),
}


def test_every_kind_of_channel_has_a_row() -> None:
    assert set(ROWS) == set(MAKERS)


def rows_of(db: Database) -> dict[str, int]:
    """How much of everything is there."""
    tables = (orders, parked_orders, channel_listings, channel_returns, payouts)
    with reading(db) as tx:
        return {
            one.name: tx.execute(select(func.count()).select_from(one)).scalar_one()
            for one in tables
        }


@pytest.mark.parametrize("how", EVILS)
@pytest.mark.parametrize("kind", ROWS)
def test_what_people_write_there_acts_nowhere_here(
    kind: str, how: str, db: Database, build: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    row = ROWS[kind]
    with row.opened(kind, db, build) as far:
        far.mouth.evil, far.mouth.wanted = EVILS[how], row.texts.__contains__
        assert far.ask() == []
        far.pack()
        far.again()
        assert far.ask() == []
    counted = rows_of(db)
    assert counted["orders"] + counted["parked_orders"] == 2, counted
    assert counted["orders"] > 0, counted
    assert counted["channel_listings"] > 0, counted
    if kind != "woocommerce":
        assert counted["channel_returns"] == 1, counted
        assert kind != "lazada" or counted["payouts"] > 0, counted
        with reading(db) as tx:
            assert tx.execute(select(shipments.c.waybill)).scalar()
            assert "courier_label" in set(tx.execute(select(print_jobs.c.kind)).scalars())
    assert kept_that_acts(db) == {}
    assert acting(caplog.text) == []


@pytest.mark.parametrize("kind", ROWS)
def test_what_is_no_number_no_state_and_no_moment_is_refused_or_inert(
    kind: str, db: Database, build: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with ROWS[kind].opened(kind, db, build) as far:
        assert far.ask() == []
        for evil in EVILS.values():
            far.mouth.evil, far.mouth.wanted = evil, lambda _name: True
            far.again()
            for trouble in far.ask():
                assert all(map(harmless, (trouble.said, trouble.request_id))), trouble
        with suppress(KemasError):
            far.pack()
    assert kept_that_acts(db) == {}
    assert acting(caplog.text) == []
