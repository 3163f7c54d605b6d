"""The demonstration is a warehouse made by the real commands, and nobody real is in it."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from core.barcodes import check_digit
from core.catalog.models import barcodes, products
from core.config import load
from core.database import Database, connect
from core.fulfilment.models import claims
from core.fulfilment.queue_counts import next_cutoff
from core.orders.intake.parking import waiting
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.people.models import operators
from core.people.permissions import Role
from core.returns.models import returns
from core.shipping.settings import settings_of
from core.stock.checks import differences
from core.transaction import reading
from tui.bench.terminal import Child
from tui.cli import main
from tui.commands.demo import _end_worker
from tui.demo.build import Demo, build
from tui.demo.couriers.running import simulated
from tui.demo.office import TYPED

NOW = datetime(2026, 3, 2, 3, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with simulated() as couriers:
        yield build(tmp_path_factory.mktemp("demo"), "en", NOW, couriers=couriers)


@pytest.fixture
def db(demo: Demo) -> Iterator[Database]:
    database = connect(demo.config.database.engine_url)
    yield database
    database.close()


def column(db: Database, what: object) -> list[str]:
    with reading(db) as tx:
        return list(tx.execute(select(what)).scalars())  # type: ignore[call-overload]


def test_it_holds_a_shop_in_the_middle_of_its_day(db: Database) -> None:
    with reading(db) as tx:
        assert tx.execute(select(func.count()).select_from(products)).scalar_one() == 300
        assert len(waiting(tx)) == 6
        assert len({one.reasons[0].code for one in waiting(tx)}) == 6
        assert tx.execute(select(func.count()).select_from(claims)).scalar_one() == 1
    assert set(column(db, orders.c.channel)) == {"shopee", "tiktok", "web", "manual"}
    stands = Counter(column(db, orders.c.fulfilment))
    assert sum(stands.values()) == 250 + len(TYPED)
    assert stands["ready"] > 200
    assert stands["short"] >= 5
    assert (stands["held"], stands["handed_over"], stands["cancelled"]) == (5, 10, 2)
    assert stands["packing"] == 1
    status = Counter(column(db, orders.c.status))
    assert all(status[one] for one in OrderStatus if one is not OrderStatus.RETURNED)
    assert Counter(column(db, returns.c.state)) == {"announced": 1}
    assert {role.value for role in Role} == set(column(db, operators.c.role))


def test_couriers_with_a_server_run_beside_it_and_have_orders_to_carry(
    demo: Demo, db: Database
) -> None:
    couriers = settings_of(demo.config).couriers
    for code in ("ghn", "viettelpost"):
        regions = couriers.get(code).regions(None)
        assert isinstance(regions, tuple)
        assert {one.scheme for one in regions} == {"old", "new"}
    assert {"ghn", "viettelpost", "biteship"} <= set(column(db, orders.c.courier))


def test_a_cut_off_is_near_and_some_orders_have_missed_theirs(db: Database) -> None:
    with reading(db) as tx:
        tx.now = NOW
        cutoff = next_cutoff(tx, 1)
    assert cutoff is not None
    assert cutoff.at is not None
    assert 60 < (cutoff.at - NOW).total_seconds() / 60 < 120
    assert cutoff.waiting > 100
    assert cutoff.late >= 5


def test_the_ledger_of_the_invented_day_adds_up(db: Database) -> None:
    with reading(db) as tx:
        assert differences(tx) == []


def test_every_barcode_has_its_check_digit(db: Database) -> None:
    codes = column(db, barcodes.c.code)
    assert len(codes) > 300
    assert all(code[-1] == str(check_digit(code[:-1])) for code in codes)
    cases = [many for many in column(db, barcodes.c.quantity) if int(many) > 1]
    assert len(cases) > 30


def test_no_phone_and_no_address_can_be_anybodys(db: Database) -> None:
    # Behind +62 and +84 no subscriber's number begins with 0.
    assert all(phone[:5] in {"+6200", "+8400"} for phone in digits(column(db, orders.c.phone)))
    mails = [mail for mail in column(db, orders.c.email) if mail]
    assert mails
    assert all(mail.endswith("@example.com") for mail in mails)


def digits(phones: list[str]) -> list[str]:
    return [phone.replace(" ", "") for phone in phones]


def test_the_same_seed_and_moment_write_the_same_files(demo: Demo, tmp_path: Path) -> None:
    build(tmp_path, "en", NOW)
    files = sorted(path.name for path in demo.folder.glob("*.csv"))
    assert len(files) == 7
    for name in files:
        assert (tmp_path / name).read_bytes() == (demo.folder / name).read_bytes()


def test_the_files_are_what_shops_export(demo: Demo) -> None:
    text = (demo.folder / "tiktok-2.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["country"] for row in rows} == {"ID", "VN"}
    assert any(row["cod"] for row in rows)
    assert any(row["note"] for row in rows)


def test_a_real_configuration_is_neither_read_nor_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = tmp_path / "real.toml"
    real.write_text("this is = not [ a configuration", "utf-8")
    monkeypatch.setenv("KEMAS_CONFIG", str(real))
    monkeypatch.setenv("KEMAS_STATION", "REAL")
    folder = tmp_path / "demo"
    assert main(["demo", "--no-tui", "--keep", str(folder), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["config"] == str(folder / "config.toml")
    assert said["station"] == "S1"
    assert len(said["operators"]) == 7
    assert real.read_text("utf-8") == "this is = not [ a configuration"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo", "real.toml"]


def test_a_folder_that_holds_something_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "mine.txt"
    kept.write_text("mine", "utf-8")
    assert main(["demo", "--no-tui", "--keep", str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_it_opens_the_station_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environ = {"TMPDIR": str(tmp_path), "KEMAS_CONFIG": str(tmp_path / "none.toml")}
    command = [sys.executable, "-m", "tui.cli", "demo", "--language", "en"]
    with Child(command, environ) as child:
        child.wait_for(b"DEMO", 120)
        assert len(list(tmp_path.glob("kemas-*"))) == 1
        child.tell(signal.SIGTERM)
        child.wait(60)
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_has_not_said_yet_that_it_is_there_ends_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--no-tui", "--keep", str(tmp_path / "demo")]) == 0
    started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    _end_worker(load(tmp_path / "demo" / "config.toml"))
    assert not psutil.pid_exists(started.pid)
    started.wait()
