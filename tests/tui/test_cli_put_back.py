"""``kemas stock put-back``: what waits, and that it is back."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.orders.commands import find
from core.shipping.cancelling import cancel_order
from core.transaction import writing


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    """One tea in a finished box whose order is cancelled."""
    made = ShopOnDisk(tmp_path, sqlite_template, "", capsys)
    made.pack(build, "A1")
    with writing(made.db) as tx:
        cancel_order(tx, find(tx, "A1").id, "buyer")
    return made


def test_goods_are_listed_and_put_back(shop: ShopOnDisk) -> None:
    (one,) = shop.json("stock", "put-back", "list")
    assert (one["sku"], one["quantity"], one["from_bin"], one["to_bin"]) == (
        "TEH",
        1,
        "PUTBACK",
        "MAIN",
    )
    task = str(one["id"])
    done = shop.json("stock", "put-back", "done", task, "--bin", "MAIN")
    assert (done["quantity"], done["left"]) == (1, 0)
    assert "Nothing waits" in shop("stock", "put-back", "list")[1]
    code, _out, err = shop("stock", "put-back", "done", task, "--bin", "MAIN")
    assert (code, "put back already" in err) == (1, True)


def test_goods_that_are_gone_are_written_off_with_a_reason(shop: ShopOnDisk) -> None:
    code, out, _err = shop("stock", "put-back", "gone", "1", "--reason", "lost")
    assert (code, out) == (0, "1 × TEH are written off.\n")
    assert shop.json("stock", "put-back", "list") == []
