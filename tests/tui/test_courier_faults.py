"""Whatever goes wrong at a courier, a packer reads what it is, and nothing is shipped twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fakes.far_couriers import FarCouriers, FarShop

from tui import workers
from tui.demo.server import Fault


@pytest.fixture(scope="module")
def couriers() -> Iterator[FarCouriers]:
    with FarCouriers() as found:
        yield found


@pytest.fixture(scope="module")
def heard(
    couriers: FarCouriers, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Path:
    """A database that knows the couriers' places."""
    folder = tmp_path_factory.mktemp("heard")
    shop = FarShop(folder, sqlite_template, couriers)
    shop.hear_places()
    shop.db.close()
    return folder / "kemas.sqlite3"


@pytest.fixture
def far(couriers: FarCouriers) -> Iterator[FarCouriers]:
    """The couriers with nothing in their books, as they are when all is well."""
    yield couriers
    couriers.forget()


@pytest.fixture
def shop(
    far: FarCouriers,
    heard: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[FarShop]:
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    made = FarShop(tmp_path, heard, far, capsys)
    yield made
    made.db.close()


def labels(shop: FarShop) -> int:
    """How often a shipping label went to a printer."""
    return sum(job["kind"] == "label" for job in shop.json("jobs", "list"))


SILENT = "the courier did not answer in time; nobody knows whether it did it"
UNREADABLE = "the courier answered nothing that can be read; nobody knows whether it did it"
BROKEN = "the courier's server has a fault; nobody knows whether it did it"
BUSY = "the courier was asked too often; try again later"
MAKE = {"ghn": "/create", "viettelpost": "/createOrder", "biteship": "/v1/orders"}


@pytest.mark.parametrize(
    ("courier", "fault", "seconds", "words"),
    [
        ("ghn", Fault.SILENT_AFTER, 0, SILENT),
        ("ghn", Fault.CUT_BEFORE, 0, SILENT),
        ("ghn", Fault.CUT_AFTER, 0, SILENT),
        ("ghn", Fault.HTML, 0, f"{UNREADABLE}. It says: HTTP 200"),
        ("ghn", Fault.EMPTY, 0, UNREADABLE),
        ("ghn", Fault.BAD_GATEWAY, 0, f"{BROKEN}. It says: HTTP 502"),
        ("ghn", Fault.BUSY, 0, BUSY),
        ("viettelpost", Fault.BUSY, 120, BUSY),
        ("biteship", Fault.CUT_BEFORE, 0, SILENT),
        ("biteship", Fault.CUT_AFTER, 0, SILENT),
        ("biteship", Fault.HTML, 0, UNREADABLE),
        ("biteship", Fault.BUSY, 120, BUSY),
    ],
)
def test_a_booking_that_went_wrong_on_the_way_is_found_out_and_made_once(
    shop: FarShop, build: ModuleType, courier: str, fault: Fault, seconds: int, words: str
) -> None:
    far = shop.far.of(courier)
    far.go_wrong(fault, MAKE[courier], seconds=seconds)
    code = shop.pack_for(build, courier)
    shop.drain()
    exit_code, _out, told = shop("shipments", "show", code)
    assert exit_code == 0
    assert f": {words}" in told
    assert "Kemas asks again by itself; go on packing." in told
    if seconds:  # it is left alone for as long as it wants
        shop.drain()
        assert len(far.asked_for(MAKE[courier])) == 1
    shop.work()
    (made,) = shop.json("shipments", "show", code)
    assert (made["state"], made["waybill"]) == ("booked", far.book[0].number)
    assert len(far.book) == 1
    assert labels(shop) == 1


@pytest.mark.parametrize("fault", [Fault.CUT_AFTER, Fault.CUT_BEFORE])
def test_where_nobody_can_be_asked_a_person_says_whether_it_was_booked(
    shop: FarShop, build: ModuleType, fault: Fault
) -> None:
    far = shop.far.viettelpost
    far.go_wrong(fault, "/createOrder")
    code = shop.pack_for(build, "viettelpost")
    shop.work()
    shop.work()
    assert len(far.asked_for("/createOrder")) == 1
    told = shop("shipments", "show", code)[2]
    assert SILENT in told
    assert f"kemas shipments resolve {code} --waybill NUMBER, or --not-booked" in told
    if far.book:
        assert shop("shipments", "resolve", code, "--waybill", far.book[0].number)[0] == 0
    else:
        assert shop("shipments", "resolve", code, "--not-booked")[0] == 0
        assert shop("shipments", "create", "W-1")[0] == 0
    made = shop.json("shipments", "show", code)[0]
    assert (made["state"], made["waybill"]) == ("booked", far.book[0].number)
    assert len(far.book) == 1
    assert labels(shop) == 1


@pytest.mark.parametrize(
    ("courier", "config", "order", "words"),
    [
        (
            "ghn",
            {"token": "old"},
            {},
            "the courier refuses the login; check its keys in the configuration. "
            "It says: Token is not valid!",
        ),
        ("ghn", {"shop": 7}, {}, "the courier knows no such shop under this login; check shop_id"),
        ("ghn", {}, {"weight_g": 60_000}, "weight or size is not what the courier takes"),
        ("ghn", {}, {"cod": 60_000_000}, "the courier does not collect this amount"),
        ("ghn", {"inside": 1}, {"phone": "+6281234567890"}, "the courier does not take the tele"),
        ("viettelpost", {"password": "old"}, {}, "the courier refuses the login; check its keys"),
        ("viettelpost", {}, {"phone": "12"}, "the courier does not take the telephone number"),
        ("biteship", {"key": "old"}, {}, "the courier refuses the login; check its keys in the"),
        ("biteship", {"balance": 0}, {}, "the account at the courier is empty; top it up"),
        ("biteship", {}, {"cod": 1_600_000_000}, "the courier does not collect this amount"),
    ],
)
def test_a_refused_parcel_says_why_and_what_to_do(
    far: FarCouriers,
    heard: Path,
    tmp_path: Path,
    build: ModuleType,
    capsys: pytest.CaptureFixture[str],
    courier: str,
    config: dict[str, Any],
    order: dict[str, Any],
    words: str,
) -> None:
    far.ghn.wrong_in_200 = "inside" in config
    far.biteship.balance = config.get("balance")
    shop = FarShop(tmp_path, heard, far, capsys, **config)
    code = shop.pack_for(build, courier, **order)
    shop.work()
    _exit, out, told = shop("shipments", "show", code)
    assert "rejected" in out
    assert f"Parcel {code} is not booked" in told
    assert words in told
    assert "Then: kemas shipments create W-1." in told
    assert words in shop("orders", "show", "W-1")[1]
    assert not far.of(courier).book
    shop.db.close()


@pytest.mark.parametrize(
    ("courier", "state"),
    [("ghn", "delivering"), ("viettelpost", "500"), ("biteship", "dropping_off")],
)
def test_a_parcel_on_its_way_is_not_cancelled_and_the_packer_reads_it(
    shop: FarShop, build: ModuleType, courier: str, state: str
) -> None:
    code = shop.pack_for(build, courier)
    shop.work()
    (made,) = shop.far.of(courier).book
    made.state = state
    made.states.append((state, 1_795_000_000.0))
    _exit, out, err = shop("shipments", "cancel", code)
    assert "does not cancel" in out + err
    assert f"kemas shipments cancel {code} --told" in out + err
    assert made.state == state


def test_parcels_are_fetched_where_the_shop_says_if_the_courier_knows_the_place(
    far: FarCouriers,
    heard: Path,
    tmp_path: Path,
    build: ModuleType,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sender = 'name = "Kho", address = "12 Lê Duẩn", district = "P. Bến Thành", province = "HCM"'
    shop = FarShop(
        tmp_path, heard, far, capsys, sender=f"{{ {sender} }}".replace("HCM", "Hồ Chí Minh")
    )
    shop.pack_for(build, "ghn")
    shop.work()
    said = far.ghn.book[0].body
    assert (said["from_name"], said["from_ward_name"]) == ("Kho", "Phường Bến Thành")
    assert said["is_new_from_address"] is True
    shop.db.close()


def test_an_address_that_lies_nowhere_waits_for_somebody_to_say_it(
    shop: FarShop, build: ModuleType
) -> None:
    code = shop.pack_for(build, "ghn", district="Phường Tưởng Tượng")
    shop.work()
    said = shop("shipments", "show", code)[2]
    assert "nobody said yet which of the courier's places the address is in" in said
    assert not shop.far.ghn.book


def test_a_state_never_seen_before_is_kept_as_it_is(shop: FarShop, build: ModuleType) -> None:
    code = shop.pack_for(build, "ghn")
    shop.work()
    shop.far.ghn.move(shop.far.ghn.book[0].number, "drone_landed")
    exit_code, out, err = shop("parcels", "track", code, "--ask")
    assert (exit_code, err) == (0, "")
    assert "drone_landed" in out
