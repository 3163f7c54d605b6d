"""``kemas channels``: a web shop is connected, read, paused, and refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.channels.queries import standings
from core.channels.registry import shops_of
from core.config import load
from core.transaction import reading
from tui.demo.channels.woocommerce import KEY, SECRET, SimulatedWooCommerce
from tui.words.channels import state_word

TABLE = """
[[channels]]
name = "Toko Web"
kind = "woocommerce"
base_url = "{url}"
app_key = "{key}"
app_secret = "{secret}"
"""


@pytest.fixture
def server() -> Iterator[SimulatedWooCommerce]:
    with SimulatedWooCommerce() as found:
        found.offer(11, "TEH", 20_000, 50)
        found.sell(501, [(11, 2)])
        yield found


@pytest.fixture
def kemas(
    server: SimulatedWooCommerce,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sqlite_template: Path,
    build: ModuleType,
) -> Iterator[ShopOnDisk]:
    table = TABLE.format(url=server.url, key=KEY, secret=SECRET)
    shop = ShopOnDisk(tmp_path, sqlite_template, table, capsys)
    build.shop(shop.db, {"TEH": 9})
    yield shop
    shop.db.close()


def test_a_web_shop_is_connected_read_and_listed(
    kemas: ShopOnDisk, server: SimulatedWooCommerce
) -> None:
    assert "not asked yet" in kemas("channels", "list")[1]
    assert "Toko Web is connected" in kemas("channels", "connect", "toko web")[1]
    code, said, _err = kemas("channels", "sync")
    assert (code, "1 new orders" in said) == (0, True)
    (told,) = kemas.json("channels", "sync")
    assert (told["created"], told["unchanged"], told["trouble"]) == (0, 1, None)
    (one,) = kemas.json("channels", "list")
    assert (one["orders"], one["fault"], one["channel"]) == (1, None, "woocommerce toko web")
    assert one["calls"] >= 2
    assert kemas.json("orders", "list")[0]["channel"] == "woocommerce toko web"


def test_what_is_wrong_is_said_with_what_to_do(
    kemas: ShopOnDisk, server: SimulatedWooCommerce
) -> None:
    kemas.path.write_text(kemas.path.read_text().replace(SECRET, "cs_wrong"))
    code, _out, said = kemas("channels", "connect", "Toko Web")
    assert code == 1
    assert "keys or its address are wrong" in said
    assert "cs_wrong" not in said
    code, _out, said = kemas("channels", "sync")
    assert code == 1
    assert "Look at them in the configuration" in said
    assert "Name one of: Toko Web" in kemas("channels", "sync", "Nobody")[2]


def test_a_paused_shop_is_left_alone(kemas: ShopOnDisk, server: SimulatedWooCommerce) -> None:
    assert "is left alone" in kemas("channels", "pause", "Toko Web")[1]
    code, _out, said = kemas("channels", "sync")
    assert (code, "is paused" in said) == (1, True)
    assert server.asked == []
    assert "goes on" in kemas("channels", "resume", "Toko Web")[1]
    assert kemas("channels", "sync")[0] == 0


def test_a_shop_whose_listings_were_never_read_is_not_said_to_be_right(
    kemas: ShopOnDisk, server: SimulatedWooCommerce
) -> None:
    assert "channels listings Toko Web --pull" in kemas("channels", "stock", "Toko Web")[1]
    kemas("channels", "listings", "Toko Web", "--pull")
    assert "listings would change" in kemas("channels", "stock", "Toko Web")[1]


def test_what_is_oversold_or_unknown_is_said_with_what_to_do(
    kemas: ShopOnDisk, server: SimulatedWooCommerce
) -> None:
    server.offer(12, "", 20_000, 5)
    server.sell(502, [(11, 9)])
    kemas("channels", "sync")
    kemas("channels", "listings", "Toko Web", "--pull")
    said = kemas("channels", "list")[2]
    assert "TEH: 2 more are sold than there are. Buy them, or cancel orders that wait: 50" in said
    assert "which product 1 listings are: Ctrl+G at Listings, or kemas channels match" in said
    assert "TEH: 2 more are sold" in kemas("channels", "stock", "Toko Web")[2]
    assert "is TEH" in kemas("channels", "match", "Toko Web", "12", "TEH")[1]
    assert "which product" not in kemas("channels", "list")[2]


@pytest.mark.parametrize(
    ("part", "said"), [(0.0, "being read"), (0.5, "50 % read"), (0.999, "not asked yet")]
)
def test_how_far_a_first_sync_is(kemas: ShopOnDisk, part: float, said: str) -> None:
    with reading(kemas.db) as tx:
        (one,) = standings(tx, shops_of(load(kemas.path)))
    assert state_word(replace(one, part=part)) == said
