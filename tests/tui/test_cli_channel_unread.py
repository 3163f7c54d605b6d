"""``kemas channels unread``: what nobody can read is named, left with a reason, and told again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from shop_on_disk import ShopOnDisk

from core.channels.calm import What
from core.channels.records import Unread
from core.channels.unread import keep_unread
from core.transaction import writing

TABLE = """
[[channels]]
name = "Toko Web"
kind = "woocommerce"
base_url = "http://127.0.0.1:9"
app_key = "ck"
app_secret = "cs"
"""


@pytest.fixture
def kemas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sqlite_template: Path
) -> Iterator[ShopOnDisk]:
    shop = ShopOnDisk(tmp_path, sqlite_template, TABLE, capsys)
    tell(shop, What.ORDERS, Unread("77", "total", "a"))
    tell(shop, What.RETURNS, Unread("77", "order_sn", "b"))
    yield shop
    shop.db.close()


def tell(shop: ShopOnDisk, what: What, one: Unread) -> None:
    with writing(shop.db) as tx:
        keep_unread(tx, "Toko Web", what, [one], ())


def test_what_cannot_be_read_is_left_with_a_reason_and_comes_back(kemas: ShopOnDisk) -> None:
    told = kemas("channels", "unread")[1]
    assert all(word in told for word in ("Toko Web", "order", "return", "77", "order_sn"))
    assert "Orders that cannot be read: 1 (77: total)" in kemas("channels", "list")[2]
    code, _out, said = kemas("channels", "unread", "--leave", "77", "--reason", "a test")
    assert (code, "--what" in said) == (1, True)
    chosen = ("channels", "unread", "Toko", "Web", "--what", "orders", "--leave", "77")
    code, _out, said = kemas(*chosen)
    assert (code, "Say why" in said) == (1, True)
    assert "is put away until it changes" in kemas(*chosen, "--reason", "a test of theirs")[1]
    assert "Orders that cannot be read" not in kemas("channels", "list")[2]
    (left,) = kemas.json("channels", "unread", "--left")
    assert (left["ref"], left["what"], left["left_why"]) == ("77", "orders", "a test of theirs")
    tell(kemas, What.ORDERS, Unread("77", "total", "a"))
    assert [one["what"] for one in kemas.json("channels", "unread")] == ["returns"]
    tell(kemas, What.ORDERS, Unread("77", "total", "another"))
    assert len(kemas.json("channels", "unread")) == 2
    assert kemas(*chosen, "--reason", "still a test")[0] == 0
    assert "is told again" in kemas("channels", "unread", "--again", "77")[1]
    assert len(kemas.json("channels", "unread")) == 2
    code, _out, said = kemas("channels", "unread", "--leave", "78", "--reason", "x")
    assert (code, "nothing that cannot be read" in said) == (1, True)
