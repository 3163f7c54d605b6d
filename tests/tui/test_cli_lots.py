"""``kemas stock lots`` and ``kemas products track``: lots at the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.clock import frozen
from core.shipping.desk import Desk


class Shop(ShopOnDisk):
    """A shop with a packing station."""

    station: int


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> Iterator[Shop]:
    """Nine teas in MAIN, on the second of March."""
    with frozen(datetime(2026, 3, 2, 2, 0, tzinfo=UTC)):
        made = Shop(tmp_path, sqlite_template, "", capsys)
        made.station = build.shop(made.db, {"TEH": 9}).station
        yield made


def units(shop: Shop) -> int:
    (one,) = shop.json("stock", "show", "TEH")
    return int(one["on_hand"])


def test_goods_that_are_there_get_their_lots_and_are_tracked_from_then_on(shop: Shop) -> None:
    there = str(units(shop))
    code, _out, err = shop("products", "track", "TEH", "--by", "expiry")
    assert (code, f"kemas stock assign TEH MAIN {there} --lot LOT" in err) == (1, True)
    words = ("stock", "assign", "TEH", "MAIN")
    assert shop(*words, there, "--lot", "L1")[0] == 0
    code, _out, err = shop("products", "track", "TEH", "--by", "expiry")
    assert (code, "kemas stock lot TEH L1 --expires DAY" in err) == (1, True)
    assert shop("stock", "lot", "TEH", "L1", "--expires", "31/03/2026")[0] == 0
    code, out, _err = shop("products", "track", "TEH", "--by", "expiry", "--min-life", "10")
    assert (code, out) == (
        0,
        "TEH is tracked by: lot and day of expiry. Days of life left at least: 10.\n",
    )
    assert shop.json("products", "track", "TEH")["tracking"] == "expiry"
    assert shop(*words, "1", "--from", "L1", "--lot", "L2", "--expires", "5-3-26")[0] == 0
    found = shop.json("stock", "lots", "TEH")
    assert [(one["lot"], one["expires_on"], one["days_left"]) for one in found] == [
        ("L2", "2026-03-05", 3),
        ("L1", "2026-03-31", 29),
    ]
    (soon,) = shop.json("stock", "lots", "--expiring", "7")
    assert (soon["lot"], soon["on_hand"]) == ("L2", 1)
    # Too little life is left: it is there, and promised to nobody.
    levels = {one["lot"]: one["available"] for one in shop.json("stock", "show", "TEH")}
    assert levels == {"L1": int(there) - 1, "L2": 0}


def test_expired_goods_are_shown_and_laid_aside(shop: Shop) -> None:
    there = str(units(shop))
    assert "No expired goods" in shop("stock", "expired")[1]
    shop("stock", "assign", "TEH", "MAIN", there, "--lot", "OLD", "--expires", "2026-03-01")
    (one,) = shop.json("stock", "expired")
    assert (one["lot"], one["on_hand"], one["days_left"]) == ("OLD", int(there), -1)
    code, out, _err = shop("stock", "expired", "--move")
    assert (code, out) == (0, f"{there} × TEH of lot OLD went from MAIN to DAMAGED.\n")
    assert shop.json("stock", "expired") == []
    (one,) = shop.json("stock", "lots", "TEH")
    assert (one["bin"], one["kind"]) == ("DAMAGED", "damaged")


def test_with_which_orders_a_lot_left_is_told(shop: Shop, build: ModuleType) -> None:
    from core.fulfilment.leaving import hand_over
    from core.fulfilment.parcels import of_order_parcels
    from core.orders.commands import find
    from core.transaction import writing

    shop("stock", "assign", "TEH", "MAIN", str(units(shop)), "--lot", "L1")
    shop("products", "track", "TEH", "--by", "lot")
    build.ready_order(shop.db, "A1", {"TEH": 1})
    desk = Desk(shop.db, shop.config, shop.station)
    assert [desk.scan(n, code).kind.value for n, code in ((1, "A1"), (2, "TEH"))] == [
        "order_open",
        "order_complete",
    ]
    with writing(shop.db) as tx:
        (parcel,) = of_order_parcels(tx, find(tx, "A1").id)
        hand_over(tx, parcel.id)
    told = shop.json("stock", "lots", "TEH", "--lot", "l1")
    assert [(one["order_no"], one["units"]) for one in told["sent"]] == [("A1", 1)]
    assert "lot L1" in shop("orders", "show", "A1")[1]
    assert "A1" in shop("stock", "lots", "TEH", "--lot", "L1")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stock", "lots", "NOPE"), "NOPE"),
        (("stock", "lots", "--expiring", "-1"), "is not a number"),
        (("stock", "lot", "TEH", "L9", "--note", "x"), "There is no lot L9 of TEH"),
        (("stock", "assign", "TEH", "MAIN", "1", "--lot", "L\x1b[2J"), "cannot be shown"),
        (("stock", "assign", "TEH", "MAIN", "1", "--lot", "KEMAS:OK"), "KEMAS"),
        (("stock", "assign", "TEH", "MAIN", "99999", "--lot", "L1"), "only 9 are there"),
        (("stock", "assign", "TEH", "X-9", "1", "--lot", "L1"), "X-9"),
        (
            ("stock", "assign", "TEH", "MAIN", "1", "--lot", "L1", "--expires", "soon"),
            "soon is no day. Write 2027-01-31",
        ),
        (
            ("stock", "assign", "TEH", "MAIN", "1", "--lot", "L1", "--expires", "1/1/2999"),
            "2999-01-01 cannot be a day of expiry: today is 2026-03-02.",
        ),
        (("products", "track", "TEH", "--by", "colour"), "colour"),
        (("products", "track", "TEH", "--by", "none", "--min-life", "99999"), "between 0 and 3650"),
    ],
)
def test_what_cannot_be_is_one_clear_sentence(
    shop: Shop, words: tuple[str, ...], said: str
) -> None:
    code, out, err = shop(*words)
    assert code in {1, 2}
    assert (out, said in err, "\x1b" in err) == ("", True, False), err


def test_tracked_goods_are_counted_by_lot(shop: Shop) -> None:
    count = ("stock", "count", "TEH", "MAIN")
    assert shop(*count, "0")[0] == 0
    shop("products", "track", "TEH", "--by", "expiry")
    code, _out, err = shop(*count, "5")
    assert (code, "with --lot" in err) == (1, True)
    assert shop(*count, "5", "--lot", "L1")[2].startswith("Say when lot L1 of TEH expires")
    assert shop(*count, "5", "--lot", "L1", "--expires", "12/2026")[0] == 0
    (one,) = shop.json("stock", "show", "TEH")
    assert (one["lot"], one["expires_on"], one["available"]) == ("L1", "2026-12-31", 5)


def test_a_file_that_counts_tracked_goods_says_what_to_do(shop: Shop) -> None:
    shop("stock", "count", "TEH", "MAIN", "0")
    shop("products", "track", "TEH", "--by", "lot")
    file = shop.folder / "p.csv"
    file.write_text("sku,name,unit_price,stock\nTEH,Teh,5000,7\n", encoding="utf-8")
    code, out, _err = shop("products", "import", str(file))
    assert (code, "kemas stock count TEH BIN UNITS --lot LOT" in out) == (1, True)
