"""``kemas shipments``: what is booked, cancelled, sent anew and handed over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.orders.commands import find, hold
from core.transaction import writing
from tui import workers

PRINTERS = """
[[printers]]
name = "V"
transport = "virtual"
[couriers.own]
services = ["standard", "same day"]
[[couriers.own.tariff]]
services = ["standard"]
fee = 9000
days = "1-2"
[[couriers.own.tariff]]
services = ["same day"]
fee = 20000
hours = "3-6"
max_g = 5000
"""


@pytest.fixture
def kemas(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    sqlite_template: Path,
) -> Iterator[ShopOnDisk]:
    """A shop on disk; no worker is started."""
    shop = ShopOnDisk(tmp_path, sqlite_template, PRINTERS, capsys)
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    yield shop
    shop.db.close()


def test_shipments_are_listed_and_shown(kemas: ShopOnDisk, build: ModuleType) -> None:
    one, _two = kemas.pack(build, "W-1", "W-2")
    found = kemas.json("shipments", "list")
    assert [(row["order_no"], row["state"]) for row in found] == [
        ("W-2", "booked"),
        ("W-1", "booked"),
    ]
    assert len(kemas.json("shipments", "list", "--order", "W-1")) == 1
    assert kemas.json("shipments", "list", "--state", "lost") == []
    (shown,) = kemas.json("shipments", "show", one)
    assert kemas.json("shipments", "show", shown["waybill"]) == [shown]
    assert shown["cod"] == {"minor": 0, "currency": "IDR", "text": shown["cod"]["text"]}
    assert "booked" in kemas("shipments", "list")[1]


def test_a_shipment_is_cancelled_and_created_anew_with_wishes(
    kemas: ShopOnDisk, build: ModuleType
) -> None:
    (code,) = kemas.pack(build, "W-1")
    exit_code, _out, err = kemas("shipments", "create", "W-1")
    assert exit_code == 1
    assert "pack it first" in err
    assert kemas.json("shipments", "cancel", code) == {"parcel": code, "state": "complete"}
    (made,) = kemas.json(
        "shipments", "create", "W-1", "--parcel", code, "--weight-g", "1500", "--length-cm", "20,5",
        "--cod", "125000", "--insurance", "50000", "--payer", "recipient", "--note", "call\x1b[2J",
        "--courier", "manual", "--waybill", "JX0012345678",
    )  # fmt: skip
    assert (made["state"], made["courier"], made["waybill"]) == ("booked", "manual", "JX0012345678")
    assert (made["weight_g"], made["length_mm"], made["cod"]["minor"]) == (1500, 205, 12_500_000)
    assert (made["fee_payer"], made["note"]) == ("recipient", "call[2J")
    assert kemas("shipments", "cancel", code)[0] == 0
    assert kemas("shipments", "cancel", code)[0] == 1


@pytest.mark.parametrize(
    "words",
    [("--weight-g", "-1"), ("--length-cm", "0"), ("--length-cm", "1e9"), ("--payer", "nobody")],
)
def test_sizes_that_cannot_be_are_refused_before_anything_is_done(
    kemas: ShopOnDisk, words: tuple[str, str]
) -> None:
    assert kemas("shipments", "create", "W-1", *words)[0] == 2


def test_parcels_are_handed_over_one_by_one(kemas: ShopOnDisk, build: ModuleType) -> None:
    codes = kemas.pack(build, "W-1", "W-2", "W-3")
    with writing(kemas.db) as tx:
        hold(tx, find(tx, "W-2").id, "wait")
    code, out, err = kemas("shipments", "hand-over", *codes, "77-1", "--json")
    assert code == 1
    assert [row["handed_over"] for row in json.loads(out)] == [True, False, True, False]
    assert err.startswith("Stop: the order W-2 is ")
    assert "There is no parcel 77-1." in err
    assert kemas("shipments", "hand-over", codes[0])[0] == 1
    states = {row["order_no"]: row["state"] for row in kemas.json("shipments", "list")}
    assert states == {"W-1": "in_transit", "W-2": "booked", "W-3": "in_transit"}


def test_an_operator_needs_the_permission(kemas: ShopOnDisk, build: ModuleType) -> None:
    (parcel,) = kemas.pack(build, "W-1")
    with writing(kemas.db) as tx:
        build.operator(tx, "Budi", role="picker")
    for words in (("cancel", parcel), ("hand-over", parcel)):
        code, _out, err = kemas("shipments", *words, "--operator", "Budi")
        assert code == 1
        assert "Budi may not" in err


def test_couriers_are_asked_for_a_packed_parcel_and_one_of_their_offers_is_taken(
    kemas: ShopOnDisk, build: ModuleType
) -> None:
    (code,) = kemas.pack(build, "W-1")
    assert "pack it first" in kemas("shipments", "quote", "W-1")[2]
    kemas("shipments", "cancel", code)
    said = kemas.json("shipments", "quote", "W-1", "--weight-g", "1500")
    assert (said["parcel"], said["weight_g"]) == (code, 1500)
    marks = [
        (one["service"], one["fee"]["minor"], one["usual"], one["cheapest"], one["fastest"])
        for one in said["options"]
    ]
    assert marks == [
        ("standard", 900_000, True, True, False),
        ("same day", 2_000_000, False, False, True),
    ]
    _code, out, _err = kemas("shipments", "quote", "W-1")
    assert f"Parcel {code}: 200 g" in out
    assert "usual, cheapest" in out
    words = ("shipments", "create", "W-1", "--take", "fastest", "--inspection", "look")
    code, _out, err = kemas(*words)
    assert (code, err.splitlines()[0]) == (
        1,
        "Own delivery knows no looking before paying. Leave it out, or choose another courier.",
    )
    (made,) = kemas.json("shipments", "create", "W-1", "--take", "fastest")
    assert (made["state"], made["service"], made["quoted_fee"]) == ("booked", "same day", 2_000_000)


def test_another_amount_is_collected_and_who_cannot_come_is_not_asked(
    kemas: ShopOnDisk, build: ModuleType
) -> None:
    (code,) = kemas.pack(build, "W-1")
    exit_code, out, _err = kemas("shipments", "cod", code, "50000")
    assert exit_code == 0
    assert out.startswith(f"IDR 50,000 is collected for parcel {code} now.")
    (row,) = kemas.json("shipments", "list")
    assert (row["state"], row["cod"]["minor"]) == ("booked", 5_000_000)
    assert kemas("shipments", "pickup", "--at", "tomorrow")[0] == 2
    exit_code, _out, err = kemas("shipments", "pickup", "--at", "2099-03-31T15:00")
    assert (exit_code, err.startswith("Own delivery cannot be asked to come")) == (1, True)
