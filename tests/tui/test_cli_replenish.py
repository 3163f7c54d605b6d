"""``kemas replenish`` and ``kemas stock home``: pick bins that are filled up from bulk."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk
from sqlalchemy import update

from core.stock.models import bins
from core.transaction import writing


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    """One tea in a pick bin, thirty in bulk."""
    made = ShopOnDisk(tmp_path, sqlite_template, "", capsys)
    house = build.shop(made.db, {"TEH": 0})
    with writing(made.db) as tx:
        build.put(tx, house.products["TEH"], 1, bin="A-1")
        place = build.put(tx, house.products["TEH"], 30, bin="Z-1")
        tx.execute(update(bins).where(bins.c.id == place).values(purpose="bulk"))
    return made


def test_a_pick_bin_is_set_planned_and_filled(shop: ShopOnDisk) -> None:
    code, out, _err = shop("stock", "home", "TEH", "A-1", "--min", "5", "--max", "20")
    assert (code, out) == (0, "TEH is picked from A-1, which is kept between 5 and 20.\n")
    assert [one["bin"] for one in shop.json("stock", "homes")] == ["A-1"]
    assert "1 task was made or grew, by 19 units; 1 wait." in shop("replenish", "plan")[1]
    assert shop.json("replenish", "plan")["tasks"] == 0
    (one,) = shop.json("replenish", "list")
    assert (one["sku"], one["quantity"], one["from_bin"], one["to_bin"]) == (
        "TEH", 19, "Z-1", "A-1",
    )  # fmt: skip
    assert shop.json("replenish", "do", "1", "--quantity", "4")["left"] == 15
    done = shop.json("replenish", "do", "1")
    assert (done["units"], done["left"], done["bin"]) == (15, 0, "A-1")
    code, _out, err = shop("replenish", "do", "1")
    assert (code, err) == (1, "Task 1 with TEH is done already.\n")
    assert "Nothing is to be brought" in shop("replenish", "list")[1]
    assert "no pick bin of its own any more" in shop("stock", "home", "TEH", "--drop")[1]
    assert "No pick bin" in shop("stock", "homes")[1]


def test_goods_brought_twice_with_one_key_are_brought_once(shop: ShopOnDisk) -> None:
    shop("stock", "home", "TEH", "A-1", "--min", "5", "--max", "20")
    shop("replenish", "plan")
    four = ("replenish", "do", "1", "--quantity", "4", "--key")
    first, again = shop.json(*four, "k1"), shop.json(*four, "k1")
    assert (first["left"], again["left"], again["replayed"]) == (15, 15, True)
    code, _out, err = shop("replenish", "do", "1", "--quantity", "5", "--key", "k1")
    assert (code, "k1" in err) == (1, True)
    assert shop.json(*four, "k2")["left"] == 11
    rest = ("replenish", "do", "1", "--short", "--key", "k3")
    assert [shop.json(*rest)["replayed"] for _time in range(2)] == [False, True]


def test_what_is_not_there_is_said_and_counted(shop: ShopOnDisk) -> None:
    shop("stock", "home", "TEH", "A-1", "--min", "5", "--max", "20")
    shop("replenish", "plan")
    code, out, _err = shop("replenish", "do", "1", "--quantity", "4", "--short")
    assert code == 0
    assert "4 × TEH are in A-1 now; 15 more are in Z-1." in out
    assert "The rest was not in Z-1" in out
    assert [one["bin"] for one in shop.json("stock", "counts")] == ["Z-1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("replenish", "do", "1", "--quantity", "31"), "not between 1 and 30"),
        (("replenish", "do", "1", "--quantity", "1000000000"), "not between 1 and 30"),
        (("replenish", "do", "1", "--quantity", "-1"), "not a number"),
        (("replenish", "do", "1", "--bin", "X-9"), "X-9"),
        (("replenish", "do", "1", "--bin", "Z-1"), "already"),
        (("replenish", "do", "1", "--short", "--bin", "A-1"), "--quantity"),
        (("replenish", "do", "7"), "kemas replenish list"),
        (("stock", "home", "TEH", "Z-1", "--min", "1", "--max", "2"), "bulk bin"),
        (("stock", "home", "TEH", "A-1", "--min", "3", "--max", "2"), "3 to 2"),
        (("stock", "home", "TEH", "A-1", "--min", "3"), "--max"),
        (("stock", "home", "KOPI", "A-1", "--min", "1", "--max", "2"), "KOPI"),
        (("stock", "home", "TEH", "X-9", "--min", "1", "--max", "2"), "X-9"),
    ],
)
def test_what_cannot_be_is_said(shop: ShopOnDisk, words: tuple[str, ...], said: str) -> None:
    shop("stock", "home", "TEH", "A-1", "--min", "5", "--max", "20")
    shop("replenish", "plan")
    code, _out, err = shop(*words)
    assert code != 0
    assert said in err
