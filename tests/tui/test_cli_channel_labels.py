"""Labels of marketplaces for a wave, and how a parcel leaves, on the command line."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

import pytest
from shop_on_disk import ShopOnDisk

from core import draining
from core.channels.label_work import KIND, LabelWork
from core.channels.registry import shops_of
from core.shipping.settings import settings_of
from tui.demo.channels.market import Market

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.market_ground import drawn, table
from fakes.markets import KINDS, goods

MORE = """
[tokens]
key = "0123456789abcdef0123456789abcdef"
[[printers]]
name = "P"
transport = "virtual"
"""


@pytest.fixture
def market() -> Iterator[Market]:
    with KINDS["tiktok"].server() as found:
        found.list_goods(goods())
        found.clock = lambda: time.time() - 20
        found.paper_after = 0
        yield found


@pytest.fixture
def kemas(
    market: Market,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sqlite_template: Path,
    build: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[ShopOnDisk]:
    shop = ShopOnDisk(tmp_path, sqlite_template, MORE + table(market, "tiktok"), capsys)
    build.shop(shop.db, {"KG-250": 50, "AT-01-L": 20})
    monkeypatch.setattr("tui.workers.wake", lambda context: None)
    answer = f"https://example.com/kemas?{urlencode(KINDS['tiktok'].answer)}"
    assert shop("channels", "connect", "Toko A", "--answer", answer)[0] == 0
    yield shop
    shop.db.close()


@contextmanager
def working(shop: ShopOnDisk) -> Iterator[None]:
    """A worker beside, as far as runs of labels are concerned."""
    stop = threading.Event()
    handlers = {KIND: LabelWork(shops_of(shop.config), settings_of(shop.config), drawn)}

    def work() -> None:
        while not stop.is_set():
            draining.drain(shop.db, handlers)
            stop.wait(0.05)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_labels_of_a_wave_and_of_orders(kemas: ShopOnDisk, market: Market) -> None:
    several = [market.sell([("KG-250", 1)]) for _time in range(3)]
    kemas("channels", "sync")
    assert kemas("channels", "labels")[0] == 1
    walk = kemas.json("walks", "plan", "cluster")["walks"][0]["code"]
    code, _out, said = kemas("channels", "labels", "--wave", walk)
    assert (code, "reason" in said.casefold()) == (1, True)
    assert kemas("channels", "labels", "--wave", "W99", "--reason", "now")[0] == 1
    with working(kemas):
        code, out, _said = kemas("channels", "labels", "--wave", walk, "--reason", "totes first")
        assert code == 0
        assert all(one.no in out for one in several)
        assert out.count("printed") == 3
        code, out, _said = kemas("channels", "labels", several[0].no, "--reason", "again")
        assert code == 0
    assert {package.papers for one in several for package in one.packages} == {1}
    told = kemas.json("channels", "labels", "--show", "1")
    assert {one["state"] for one in told["labels"]} == {"printed"}


def test_what_is_offered_is_listed(kemas: ShopOnDisk, market: Market) -> None:
    order = market.sell([("KG-250", 1)])
    kemas("channels", "sync")
    rows = kemas.json("channels", "ways", order.no)
    assert {one["kind"] for one in rows} == {"pickup", "dropoff"}
    assert sum(not one["free"] for one in rows) == 1
    code, _out, said = kemas("channels", "ways", order.no, "--choose", "1")
    assert (code, order.no in said) == (1, True)  # it is not packed yet
    assert kemas("channels", "ways", order.no, "--choose", "99")[0] == 1
