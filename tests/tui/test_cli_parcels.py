"""``kemas parcels``: what is on its way, what somebody has to look at, and what is done then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk
from sqlalchemy import update

from core.shipping.models import shipments
from core.transaction import writing

PRINTERS = """
[[printers]]
name = "V"
transport = "virtual"
[couriers.manual]
states = { "di gudang" = "in_transit" }
"""


@pytest.fixture
def kemas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sqlite_template: Path
) -> Iterator[ShopOnDisk]:
    shop = ShopOnDisk(tmp_path, sqlite_template, PRINTERS, capsys)
    yield shop
    shop.db.close()


def test_a_failed_attempt_waits_for_somebody_until_something_is_done(
    kemas: ShopOnDisk, build: ModuleType
) -> None:
    one, other = kemas.pack(build, "W-1", "W-2")
    assert "well on their way" in kemas("parcels", "list")[1]
    done = kemas("parcels", "track", one, "--seen", "delivery_failed", "--note", "closed\x1b[2J")
    assert done[0] == 0
    assert "attempt failed (closed[2J). Call the buyer" in done[1]
    (row,) = kemas.json("parcels", "list")
    assert (row["parcel"], row["problem"], row["attempts"]) == (one, "failed", 1)
    assert kemas.json("parcels", "list", "--search", "W-2") == []
    kemas("parcels", "track", one, "--step", "called", "--note", "at home tomorrow", "--days", "2")
    assert kemas.json("parcels", "list") == []
    assert len(kemas.json("parcels", "list", "--all")) == 2
    back = kemas.json("parcels", "track", one, "--step", "back")
    assert (back["state"], bool(back["returned"])) == ("returning", True)
    assert kemas.json("returns", "list")[0]["code"] == back["returned"]
    assert kemas.json("parcels", "track", other, "--seen", "delivered")["state"] == "delivered"
    (seen,) = kemas.json("parcels", "show", other)["sightings"]
    assert (seen["stage"], seen["source"]) == ("delivered", "hand")
    assert kemas.json("orders", "show", "W-2")["status"] == "done"


def test_a_parcel_is_late_after_its_days_and_after_the_day_that_was_promised_since(
    kemas: ShopOnDisk, build: ModuleType
) -> None:
    (one,) = kemas.pack(build, "W-1")
    kemas("parcels", "track", one, "--seen", "picked_up")
    with writing(kemas.db) as tx:
        tx.execute(update(shipments).values(booked_at=tx.now.replace(year=tx.now.year - 1)))
        today = tx.today.isoformat()
    assert [row["problem"] for row in kemas.json("parcels", "list")] == ["late"]
    kemas("parcels", "track", one, "--step", "attempt", "--promised", today)
    assert kemas.json("parcels", "list", "--problem", "late") == []


def test_what_cannot_be_done_says_why(kemas: ShopOnDisk, build: ModuleType, tmp_path: Path) -> None:
    (one,) = kemas.pack(build, "W-1")
    for words, said in {
        ("track", one): "--seen STATE",
        ("track", one, "--seen", "flying"): "flying is no state of a parcel",
        ("track", one, "--seen", "lost", "--at", "2099-01-01"): "not over yet",
        ("track", one, "--ask"): "Own delivery cannot be asked",
        ("track", one, "--step", "called", "--days", "99"): "99 is not between 1 and 30",
        ("track", one, "--step", "called", "--promised", "2020-01-01"): "2020-01-01 is over",
        ("track", one, "--step", "back"): f"Parcel {one} is not on its way",
        ("show", "P-none"): "P-none",
    }.items():
        code, _out, err = kemas("parcels", *words)
        assert (code, said in err) == (1, True), (words, err)
    path = tmp_path / "status.csv"
    path.write_text("waybill,state\r\nX1,delivered\r\n", encoding="utf-8")
    code, out, err = kemas("parcels", "import", str(path))
    assert code == 1
    assert "0 of 1 rows" in out
    assert "Line 2, waybill: no parcel of ours has the waybill number X1." in err
