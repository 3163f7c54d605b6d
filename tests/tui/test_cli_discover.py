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
