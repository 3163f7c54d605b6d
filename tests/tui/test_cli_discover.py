"""``kemas printers list --discover``: what is shown, as text and as JSON."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.printer import FakePrinter
from shop_on_disk import ShopOnDisk

from printers.discovery import local, network
from printers.discovery.found import Found

HOST = f"127.{200 + os.getpid() % 50}.{os.getpid() // 50 % 250}.1"


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePrinter]:
    with FakePrinter(host=HOST) as fake:
        fake.model = "TM-T82"
        found = network.search
        monkeypatch.setattr(network, "search", lambda networks: found(networks, fake.port))
        for name in ("nodes", "cups_queues"):
            monkeypatch.setattr(local, name, list)
        monkeypatch.setattr(local, "usb_devices", lambda **given: [])
        yield fake


@pytest.fixture
def kemas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sqlite_template: Path
) -> Iterator[ShopOnDisk]:
    shop = ShopOnDisk(tmp_path, sqlite_template, "", capsys)
    yield shop
    shop.db.close()


def test_a_found_printer_comes_with_its_configuration(
    kemas: ShopOnDisk, printer: FakePrinter
) -> None:
    found = kemas.json("printers", "list", "--discover", "--network", f"{HOST}/30")
    assert [(one["name"], one["where"], one["language"]) for one in found] == [
        ("TM-T82", f"{HOST}:{printer.port}", "escpos")
    ]
    table = tomllib.loads(found[0]["snippet"])["printers"][0]
    assert table == {
        "name": "TM-T82",
        "transport": "network",
        "host": HOST,
        "port": printer.port,
    }
    printer.wait_idle()
    assert printer.labels == []


def test_printers_that_are_set_up_are_shown_with_their_name(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sqlite_template: Path,
    printer: FakePrinter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = (
        f'[[printers]]\nname = "A"\ntransport = "network"\nhost = "{HOST}"\n'
        f"port = {printer.port}\n"
        '[[printers]]\nname = "B"\ntransport = "file"\npath = "/dev/usb/lp0"\n'
        '[[printers]]\nname = "C"\ntransport = "usb"\nusb = "04B8:0202"\n'
        '[[printers]]\nname = "D"\ntransport = "cups"\nqueue = "receipts"\n'
    )
    there = {
        "nodes": [Found("usb", f"/dev/usb/lp{n}", {"path": f"/dev/usb/lp{n}"}) for n in (0, 1)],
        "usb_devices": [Found("usb", "04b8:0202/A1", {"usb": "04b8:0202/A1"})],
        "cups_queues": [Found("cups", "receipts", {"queue": "receipts"})],
    }
    for name, found in there.items():
        monkeypatch.setattr(local, name, lambda found=found, **given: found)
    shop = ShopOnDisk(tmp_path, sqlite_template, known, capsys)
    found = shop.json("printers", "list", "--network", f"{HOST}/30")
    assert [one["configured_as"] for one in found] == ["A", "B", "", "C", "D"]
    assert [bool(one["snippet"]) for one in found] == [False, False, True, False, False]
    shop.db.close()


def test_a_public_network_is_not_searched(kemas: ShopOnDisk, printer: FakePrinter) -> None:
    status, _out, error = kemas("printers", "list", "--network", "8.8.8.0/24")
    assert status != 0
    assert "8.8.8.0/24" in error
    assert printer.connections == 0
