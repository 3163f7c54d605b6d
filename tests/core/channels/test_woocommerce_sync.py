"""Orders of a web shop come in: once, followed, masked, parked, and from where they were left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from sqlalchemy import select

from core.channel_settings import ChannelSettings
from core.channels.adapter import Fault
from core.channels.commands import pause, resume
from core.channels.connecting import finish
from core.channels.queries import standings
from core.channels.registry import Shop, shop_from
from core.channels.rounds import round_of
from core.channels.syncing import Synced, sync
from core.channels.vault import Vault
from core.config import parse
from core.database import Database
from core.fulfilment.claims import holder
from core.orders.intake.rules import Rules, rules_of
from core.orders.models import orders, parked_orders
from core.transaction import SYSTEM, reading, writing
from tui.demo.channels.woocommerce import KEY, SECRET, SimulatedWooCommerce
from tui.demo.server import Fault as Wrong


@pytest.fixture
def server() -> Iterator[SimulatedWooCommerce]:
    with SimulatedWooCommerce() as found:
        found.offer(11, "TEH", 20_000, 50)
        found.offer(12, "KOPI", 50_000, 50)
        yield found


def shop_at(url: str, name: str = "toko", secret: str = SECRET) -> Shop:
    settings = ChannelSettings.model_validate(
        {
            "kind": "woocommerce",
            "name": name,
            "base_url": url,
            "app_key": KEY,
            "app_secret": secret,
        }
    )
    return shop_from(settings, Vault("k" * 40))


@dataclass
class Ground:
    """A shop of ours with goods, and how its orders come in."""

    db: Database
    rules: Rules
    shop: Shop

    def sync(self) -> Synced:
        return sync(self.db, self.shop, self.rules)

    def rows(self) -> dict[str, tuple[str, str, str]]:
        with reading(self.db) as tx:
            found = tx.execute(select(orders)).all()
            return {row.order_no: (row.channel, row.status, row.fulfilment) for row in found}


@pytest.fixture
def ground(
    db: Database, build: ModuleType, server: SimulatedWooCommerce, tmp_path: object
) -> Ground:
    made = build.shop(db, {"TEH": 40, "KOPI": 40})
    config = parse("", tmp_path / "config.toml")  # type: ignore[operator]
    rules = rules_of(config, made.warehouse, lambda tx, one: holder(tx, one) is not None)
    shop = shop_at(server.url)
    shop.meter._gap = 0
    return Ground(db, rules, shop)


def test_orders_come_in_once_and_are_followed(ground: Ground, server: SimulatedWooCommerce) -> None:
    server.sell(501, [(11, 2), (12, 1)])
    server.sell(502, [(11, 1)], status="pending", date_paid_gmt=None)
    done = ground.sync()
    assert (done.trouble, done.taken.created, done.taken.ready) == (None, 2, 2)
    assert ground.rows() == {
        "501": ("woocommerce toko", "processing", "ready"),
        "502": ("woocommerce toko", "unpaid", "ready"),
    }
    again = ground.sync()
    assert (again.taken.created, again.taken.updated, again.taken.unchanged) == (0, 0, 2)
    server.touch(501, status="cancelled")
    server.touch(502, status="processing", date_paid_gmt="2026-11-22T10:00:00")
    assert ground.sync().taken.updated == 2
    assert ground.rows()["501"][1:] == ("cancelled", "cancelled")
    assert ground.rows()["502"][1] == "processing"


def test_the_amounts_are_what_the_buyer_pays(ground: Ground, server: SimulatedWooCommerce) -> None:
    """Three for 50,000 with a coupon, tax beside it, a fee and a rebate on the whole order."""
    item = {"id": 1, "name": "Teh", "product_id": 11, "variation_id": 0, "sku": "TEH"}
    money = {"subtotal": "45000", "subtotal_tax": "4950", "total": "40000", "total_tax": "4400"}
    fees = [
        {"total": "2000", "total_tax": "0"},
        {"total": "-1000", "total_tax": "0"},
    ]
    server.sell(
        503,
        [],
        line_items=[{**item, "quantity": 4, **money}],
        fee_lines=fees,
        total="55400",
        payment_method="cod",
        date_paid_gmt=None,
    )
    assert ground.sync().taken.parked == []
    with reading(ground.db) as tx:
        row = tx.execute(select(orders)).one()
    assert row.currency == "IDR"
    assert (row.shipping_fee, row.total, row.cod) == (12000_00, 55400_00, 55400_00)


def test_what_nobody_sells_is_parked_and_the_others_go_in(
    ground: Ground, server: SimulatedWooCommerce
) -> None:
    server.offer(13, "NOBODY", 5_000, 3)
    server.sell(510, [(13, 1)])
    server.sell(511, [(11, 1)])
    server.sell(512, [(11, 1)], line_items=[])
    done = ground.sync()
    assert (done.taken.created, len(done.taken.parked)) == (1, 2)
    with reading(ground.db) as tx:
        found = {row.order_no: row.reasons for row in tx.execute(select(parked_orders))}
    assert found["510"][0]["code"] == "sku_unknown"
    assert "value_missing" in {one["code"] for one in found["512"]}


def test_two_shops_may_have_the_same_numbers(ground: Ground, server: SimulatedWooCommerce) -> None:
    server.sell(501, [(11, 1)])
    ground.sync()
    with SimulatedWooCommerce() as other:
        other.offer(11, "TEH", 20_000, 5)
        other.sell(501, [(11, 3)])
        second = shop_at(other.url, "toko-2")
        assert sync(ground.db, second, ground.rules).taken.created == 1
    with reading(ground.db) as tx:
        channels = [row.channel for row in tx.execute(select(orders).order_by(orders.c.channel))]
    assert channels == ["woocommerce toko", "woocommerce toko-2"]


def test_many_pages_go_on_where_they_were_cut_off_and_lose_nothing(
    ground: Ground, server: SimulatedWooCommerce
) -> None:
    """Orders change while pages are read, and the line breaks in between."""
    start = datetime.now(UTC) - timedelta(days=20)
    for at in range(350):
        server.now = lambda at=at: start + timedelta(minutes=at // 3)  # type: ignore[misc]
        server.sell(1000 + at, [(11, 1)])
    server.now = lambda: datetime.now(UTC)
    pages = 0

    def cut(_done: Synced, _part: float) -> bool:
        nonlocal pages
        pages += 1
        server.touch(1000 + pages, customer_note="please hurry")
        return pages < 2

    assert sync(ground.db, ground.shop, ground.rules, cut).stopped
    server.go_wrong(Wrong.CUT_AFTER, "/orders")
    assert ground.sync().trouble is not None
    assert ground.sync().trouble is None
    ground.sync()
    assert set(ground.rows()) == {str(1000 + at) for at in range(350)}
    before = len(server.asked)
    ground.sync()
    assert len(server.asked) - before <= 3


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (Wrong.HTML, Fault.GARBLED),
        (Wrong.BUSY, Fault.BUSY),
        (Wrong.BAD_GATEWAY, Fault.AWAY),
        (Wrong.EMPTY, Fault.GARBLED),
        (Wrong.CUT_BEFORE, Fault.AWAY),
    ],
)
def test_trouble_is_named_and_passes(
    ground: Ground, server: SimulatedWooCommerce, wrong: Wrong, fault: Fault
) -> None:
    server.sell(501, [(11, 1)])
    server.go_wrong(wrong, "/orders")
    done = ground.sync()
    assert done.trouble is not None
    assert done.trouble.fault is fault
    with reading(ground.db) as tx:
        (one,) = standings(tx, [ground.shop])
        assert (one.fault, one.failures) == (fault, 1)
        assert one.next_at is not None
        assert one.next_at > tx.now
    assert ground.sync().taken.created == 1
    with reading(ground.db) as tx:
        assert standings(tx, [ground.shop])[0].fault is None


def test_wrong_keys_need_a_person(ground: Ground, server: SimulatedWooCommerce) -> None:
    wrong = shop_at(server.url, secret="other")
    trouble = finish(ground.db, wrong, {}, SYSTEM)
    assert trouble is not None
    assert trouble.fault is Fault.KEYS
    assert finish(ground.db, ground.shop, {}, SYSTEM) is None


def test_a_paused_shop_is_left_alone(ground: Ground, server: SimulatedWooCommerce) -> None:
    with writing(ground.db) as tx:
        assert pause(tx, ground.shop.name)
        assert not pause(tx, ground.shop.name)
    assert round_of(ground.db, ground.shop, ground.rules) is None
    assert server.asked == []
    with writing(ground.db) as tx:
        assert resume(tx, ground.shop.name)
    assert round_of(ground.db, ground.shop, ground.rules) is not None
    assert round_of(ground.db, ground.shop, ground.rules) is None  # not due so soon


def test_one_reads_a_shop_at_a_time(ground: Ground, server: SimulatedWooCommerce) -> None:
    server.sell(501, [(11, 1)])
    seen = []

    def meanwhile(_done: Synced, _part: float) -> bool:
        seen.append(ground.sync().busy)
        return True

    sync(ground.db, ground.shop, ground.rules, meanwhile)
    assert seen == [True]
