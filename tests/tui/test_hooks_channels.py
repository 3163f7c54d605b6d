"""The listener takes what marketplaces tell by themselves: signed, for the shop that is meant."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select, update

sys.path.insert(0, str(Path(__file__).parents[1]))  # the fakes

from fakes.market_ground import Ground
from fakes.markets import goods

from core.channels.commands import pause
from core.channels.models import channel_orders, channel_shops
from core.config import parse
from core.database import Database
from core.shipping.tracking.following import following_of
from core.transaction import reading, writing
from tui.demo.channels.shopee import SimulatedShopee
from tui.hooks import Hooks

CONFIG = parse("", Path("k.toml"))
PATH = "/hooks/channels/toko-a"


@pytest.fixture
def market() -> Iterator[SimulatedShopee]:
    with SimulatedShopee() as server:
        server.list_goods(goods())
        yield server


@pytest.fixture
def ground(db: Database, build: ModuleType, market: SimulatedShopee) -> Ground:
    return Ground(db, build, market)


@pytest.fixture
def port(ground: Ground) -> Iterator[int]:
    listener = Hooks(ground.db, following_of(CONFIG), "127.0.0.1", 0, [ground.shop])
    listener.start()
    yield listener.port
    listener.stop(5)


def post(port: int, headers: Mapping[str, str], body: bytes, path: str = PATH) -> int:
    """The status that a message is answered with."""
    fields = {"host": "gudang.example.com", "content-length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        return int(line.makefile("rb").readline().split()[1])


def is_wanted(db: Database) -> bool:
    with reading(db) as tx:
        return bool(tx.execute(select(channel_shops.c.wanted)).scalar())


def rest(db: Database) -> None:
    with writing(db) as tx:
        tx.execute(update(channel_shops).values(wanted=False))


def test_an_order_that_changed_is_asked_for_soon(
    ground: Ground, market: SimulatedShopee, port: int
) -> None:
    order = market.sell([("KG-250", 1)])
    ground.sync()
    rest(ground.db)
    url = f"https://gudang.example.com{PATH}"
    headers, body = market.push(url, 3, ordersn=order.no, status="CANCELLED")
    for _twice in range(2):
        assert post(port, headers, body) == 200
    assert is_wanted(ground.db)
    with reading(ground.db) as tx:
        assert tx.execute(select(channel_orders.c.again)).scalar()
    # What it says is not believed: the order is as the shop tells it when it is asked.
    ground.sync()
    assert ground.stands(order) == ("processing", "ready")


def test_what_is_forged_or_for_nobody_changes_nothing(
    ground: Ground, market: SimulatedShopee, port: int
) -> None:
    rest(ground.db)
    url = f"https://gudang.example.com{PATH}"
    headers, body = market.push(url, 3, ordersn="1", status="SHIPPED")
    assert post(port, headers, body + b" ") == 401
    assert post(port, {}, body) == 401
    assert post(port, headers, body, "/hooks/channels/toko-b") == 404
    assert post(port, {}, b'{"code":0}') == 200  # the console tries the address
    market.shop_id += 1
    headers, body = market.push(url, 3, ordersn="1", status="SHIPPED")
    assert post(port, headers, body) == 200  # of another shop of the same app, which is not here
    assert not is_wanted(ground.db)


def test_a_shop_that_is_paused_is_left_alone(
    ground: Ground, market: SimulatedShopee, port: int
) -> None:
    with writing(ground.db) as tx:
        pause(tx, ground.shop.name)
    rest(ground.db)
    headers, body = market.push(f"https://gudang.example.com{PATH}", 3, ordersn="1")
    assert post(port, headers, body) == 200
    assert not is_wanted(ground.db)
