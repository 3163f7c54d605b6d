"""``kemas channels categories``, ``attributes``, ``publish``, ``drafts`` and ``drop`` in use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.channels.publishing.sending import publishing
from core.channels.registry import shops_of
from core.draining import drain
from tui.commands import channel_publish
from tui.demo.channels.woocommerce import KEY, SECRET, SimulatedWooCommerce

TABLE = """
[[channels]]
name = "Web"
kind = "woocommerce"
base_url = "{url}"
app_key = "{key}"
app_secret = "{secret}"
"""


@pytest.fixture
def server() -> Iterator[SimulatedWooCommerce]:
    with SimulatedWooCommerce() as found:
        yield found


@pytest.fixture
def kemas(
    server: SimulatedWooCommerce,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sqlite_template: Path,
    build: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[ShopOnDisk]:
    monkeypatch.setattr(channel_publish, "wake", lambda _context: None)  # no worker of its own
    table = TABLE.format(url=server.url, key=KEY, secret=SECRET)
    shop = ShopOnDisk(tmp_path, sqlite_template, table, capsys)
    build.shop(shop.db, {"TEH": 9})
    yield shop
    shop.db.close()


def test_a_product_is_brought_to_a_web_shop(
    kemas: ShopOnDisk, server: SimulatedWooCommerce
) -> None:
    assert "were not read yet" in kemas("channels", "publish", "web", "TEH", "--category", "teh")[2]
    assert "Teh" in kemas("channels", "categories", "web", "minum", "--pull")[1]
    (one,) = kemas.json("channels", "categories", "web", "kopi")
    assert (one["number"], one["path"]) == ("210", "Makanan & Minuman > Kopi")
    assert "asks for nothing else" in kemas("channels", "attributes", "web", "211")[1]
    code, _out, said = kemas("channels", "publish", "web", "TEH", "--category", "teh")
    assert (code, "Missing: description, pictures" in said) == (1, True)
    assert (
        "is drawn up"
        in kemas("channels", "publish", "web", "TEH", "--category", "teh", "--draft")[1]
    )
    words = ("--description", "Teh melati.", "--pictures", "https://a.example/1.png")
    size = ("--length-cm", "10", "--width-cm", "8", "--height-cm", "4")
    assert kemas("products", "edit", "TEH", *words, *size)[0] == 0
    assert "NAME=VALUE" in kemas("channels", "publish", "web", "TEH", "--set", "x")[2]
    assert "is brought to Web" in kemas("channels", "publish", "web", "TEH")[1]
    assert "already, or on its way" in kemas("channels", "drop", "web", "TEH")[2]
    shops = shops_of(kemas.config)
    drain(kemas.db, publishing(shops, "MAIN"))
    (made,) = server.products.values()
    assert (made["sku"], made["images"]) == ("TEH", [{"src": "https://a.example/1.png"}])
    (draft,) = kemas.json("channels", "drafts")
    assert (draft["stand"], draft["listing_id"]) == ("live", str(made["id"]))
    assert "live" in kemas("channels", "drafts", "web")[1]


def test_what_is_only_drawn_up_is_forgotten(kemas: ShopOnDisk) -> None:
    kemas("channels", "categories", "web", "--pull")
    kemas("channels", "publish", "web", "TEH", "--category", "210", "--draft")
    assert "is not brought to Web" in kemas("channels", "drop", "web", "TEH")[1]
    assert "No new product is drawn up" in kemas("channels", "drafts")[1]
