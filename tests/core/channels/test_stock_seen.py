"""A shop is told its stock the first time, or far off, only as somebody saw it and said yes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select, update

from core import clock
from core.channel_settings import ChannelSettings
from core.channels import stock_push
from core.channels.adapter import Fault
from core.channels.commands import pause, want
from core.channels.listings import pull
from core.channels.models import channel_shops, channel_stock_seen
from core.channels.queries import TellsStock, standings
from core.channels.registry import Shop, shop_from
from core.channels.rounds import round_of
from core.channels.stock_plan import plan
from core.channels.stock_push import Told
from core.channels.stock_seen import accept, figures_of, must_be_tellable, read_seen
from core.channels.vault import Vault
from core.config import parse
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.orders.intake.rules import Rules, rules_of
from core.people.permissions import ROLES, Role
from core.transaction import SYSTEM, Actor, reading, writing
from tui.demo.channels.woocommerce import KEY, SECRET, SimulatedWooCommerce

HOME = "MAIN"
SKUS = [f"P{at:02}" for at in range(12)]


@pytest.fixture
def server() -> Iterator[SimulatedWooCommerce]:
    with SimulatedWooCommerce() as found:
        for at, sku in enumerate(SKUS):
            found.offer(at + 1, sku, 25_000, 3)
        yield found


@pytest.fixture
def shop(server: SimulatedWooCommerce) -> Shop:
    return shop_of(server)


def shop_of(server: SimulatedWooCommerce, **stock: object) -> Shop:
    told = {
        "kind": "woocommerce",
        "name": "toko",
        "base_url": server.url,
        "app_key": KEY,
        "app_secret": SECRET,
        "stock": {"push": True, **stock},
    }
    made = shop_from(ChannelSettings.model_validate(told), Vault(""))
    made.meter._gap = 0
    return made


@pytest.fixture
def rules(db: Database, build: ModuleType, tmp_path: Path) -> Rules:
    made = build.shop(db, dict.fromkeys(SKUS, 9))
    return rules_of(parse("", tmp_path / "k.toml"), made.warehouse, lambda _tx, _one: False)


def say_yes(db: Database, shop: Shop, actor: Actor = SYSTEM) -> None:
    """Somebody looks at the difference and says yes to what is shown."""
    with reading(db) as tx:
        shown = figures_of(plan(tx, shop, HOME))
    with writing(db, actor) as tx:
        accept(tx, shop, read_seen(shown))


def go_round(db: Database, shop: Shop, rules: Rules) -> None:
    """The worker comes to it."""
    with writing(db) as tx:
        want(tx, shop.name)
    done = round_of(db, shop, rules, HOME)
    assert done is not None
    assert done.trouble is None


def there(server: SimulatedWooCommerce) -> set[int]:
    return {one["stock_quantity"] for one in server.products.values()}


def stands(db: Database, shop: Shop) -> tuple[TellsStock | None, int]:
    with reading(db) as tx:
        (one,) = standings(tx, [shop])
        return one.stock, one.brake_changes


def waiting(db: Database) -> int:
    with reading(db) as tx:
        return len(tx.execute(select(channel_stock_seen)).all())


def more(db: Database, build: ModuleType, skus: list[str]) -> None:
    """One piece more of each comes in."""
    with writing(db) as tx:
        for sku in skus:
            build.put(tx, build.product_id(tx, sku), 1)


def refusal(db: Database, shop: Shop) -> str:
    with writing(db) as tx:
        with pytest.raises(Refusal) as caught:
            accept(tx, shop, read_seen("[]"))
        return caught.value.code


def test_nothing_is_told_for_the_first_time_before_somebody_has_seen_it(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce
) -> None:
    for _round in range(3):
        go_round(db, shop, rules)
    assert there(server) == {3}
    assert stands(db, shop) == (TellsStock.NEVER, 12)
    with writing(db) as tx, pytest.raises(Refusal, match="channel_stock_look"):
        accept(tx, shop, None)
    say_yes(db, shop)
    assert stands(db, shop) == (TellsStock.SEEN, 0)
    assert there(server) == {3}
    go_round(db, shop, rules)
    assert there(server) == {9}
    assert stands(db, shop) == (TellsStock.TOLD, 0)
    assert waiting(db) == 0


def test_what_changed_a_little_since_it_was_seen_is_told_as_it_is(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce, build: ModuleType
) -> None:
    go_round(db, shop, rules)
    say_yes(db, shop)
    more(db, build, SKUS[:2])
    go_round(db, shop, rules)
    assert [one["stock_quantity"] for one in server.products.values()] == [10, 10] + [9] * 10


def test_a_yes_that_is_said_while_the_worker_compares_is_not_lost(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce
) -> None:
    go_round(db, shop, rules)
    with reading(db) as tx:
        found = plan(tx, shop, HOME)
    say_yes(db, shop)
    with writing(db) as tx:  # what was compared before the yes
        assert stock_push._let(tx, shop, found, None, Told(shop.name), by_person=False) == ()
    assert (stands(db, shop), waiting(db)) == ((TellsStock.SEEN, 0), 1)
    go_round(db, shop, rules)
    assert there(server) == {9}


def test_what_changed_by_much_since_it_was_seen_is_looked_at_once_more(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce, build: ModuleType
) -> None:
    go_round(db, shop, rules)
    say_yes(db, shop)
    more(db, build, SKUS[:9])
    go_round(db, shop, rules)
    assert there(server) == {3}
    assert stands(db, shop) == (TellsStock.NEVER, 12)
    assert waiting(db) == 0
    say_yes(db, shop)
    go_round(db, shop, rules)
    assert there(server) == {9, 10}


def test_what_is_far_off_later_waits_for_a_look_and_a_yes_without_one_is_none(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce, build: ModuleType
) -> None:
    go_round(db, shop, rules)
    say_yes(db, shop)
    go_round(db, shop, rules)
    with writing(db) as tx:  # a key on a board that does not know of the brake yet
        accept(tx, shop, None)
    more(db, build, SKUS)
    go_round(db, shop, rules)
    assert there(server) == {9}
    assert stands(db, shop) == (TellsStock.BRAKED, 12)
    with writing(db) as tx, pytest.raises(Refusal, match="channel_stock_look"):
        accept(tx, shop, None)
    say_yes(db, shop)
    go_round(db, shop, rules)
    assert there(server) == {10}
    more(db, build, SKUS[:3])
    assert round_of(db, shop, rules, HOME) is not None  # by itself, as ever
    assert there(server) == {10, 11}


def test_a_shop_that_says_what_it_should_is_told_from_the_yes_on(
    db: Database, server: SimulatedWooCommerce, rules: Rules, build: ModuleType
) -> None:
    shop = shop_of(server, buffer=6)
    go_round(db, shop, rules)
    assert stands(db, shop) == (TellsStock.NEVER, 0)
    say_yes(db, shop)
    go_round(db, shop, rules)
    more(db, build, SKUS[:1])
    assert round_of(db, shop, rules, HOME) is not None
    assert server.products[1]["stock_quantity"] == 4


def test_who_may_not_decide_about_shops_says_no_yes(db: Database, shop: Shop, rules: Rules) -> None:
    pull(db, shop)
    with pytest.raises(NotAllowed):
        say_yes(db, shop, Actor(1, "Sari", ROLES[Role.PACKER]))
    assert waiting(db) == 0


def test_why_a_shop_cannot_be_told_is_said(
    db: Database, shop: Shop, server: SimulatedWooCommerce, rules: Rules
) -> None:
    go_round(db, shop, rules)
    assert refusal(db, shop_of(server, push=False)) == "channel_stock_off"
    with writing(db) as tx:
        pause(tx, shop.name)
    assert refusal(db, shop) == "channel_stock_paused"
    for changes, code in (
        ({"fault": Fault.REVOKED.value}, "channel_stock_ended"),
        ({"fault": Fault.KEYS.value}, "channel_stock_trouble"),
        (
            {"fault": "", "authorised_until": clock.now() - timedelta(hours=1)},
            "channel_stock_ended",
        ),
    ):
        with writing(db) as tx:
            tx.execute(update(channel_shops).values(**changes))
        assert refusal(db, shop) == code
    with pytest.raises(Refusal, match="channel_stock_look"):
        read_seen("[[1]]")


def test_a_shop_that_was_never_connected_says_so(db: Database) -> None:
    told = {
        "kind": "shopee",
        "name": "a",
        "app_key": "1",
        "app_secret": "2",
        "stock": {"push": True},
    }
    shop = shop_from(ChannelSettings.model_validate(told), Vault(""))
    with reading(db) as tx, pytest.raises(Refusal, match="channel_not_connected"):
        must_be_tellable(tx, shop)
