"""Which transport and language a printer of the configuration gets."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.tspl_printer import TsplPrinter
from pydantic import ValidationError

from core.printer_settings import PrinterSettings
from printers.transport.base import Light, Result, Sheet, Transport
from printers.transport.choose import transport_of
from printers.transport.cups import Cups
from printers.transport.file import File
from printers.transport.network import Network
from printers.transport.serial import Serial
from printers.transport.usb import Usb
from printers.transport.usblp import UsbLp
from printers.transport.virtual import Virtual


def chosen(**keys: object) -> Transport:
    return transport_of(PrinterSettings.model_validate({"name": "P"} | keys), Path("/tmp/kept"))


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ({"transport": "network", "host": "[fe80::1]"}, Network),
        ({"transport": "usb", "path": "/dev/usb/lp0"}, UsbLp),
        ({"transport": "usb", "usb": "04b8:0202/A1"}, Usb),
        ({"transport": "serial", "path": "/dev/ttyUSB0", "baud": 19200, "flow": "xon"}, Serial),
        ({"transport": "cups", "queue": "receipts"}, Cups),
        ({"transport": "cups", "queue": "receipts", "host": "192.168.1.2"}, Cups),
        ({"transport": "file", "path": "/tmp/out"}, File),
        ({"transport": "virtual"}, Virtual),
    ],
)
def test_every_way_to_a_printer_has_its_transport(keys: dict[str, object], kind: type) -> None:
    assert isinstance(chosen(**keys), kind)


def test_a_printer_is_addressed_in_the_language_that_is_configured() -> None:
    with TsplPrinter() as printer:
        where = {"transport": "network", "host": printer.host, "port": printer.port}
        assert chosen(**where, language="tspl").status() is Light.READY
        assert chosen(**where).status() is Light.WRONG_LANGUAGE


def test_pages_go_through_cups_or_into_a_folder_and_nowhere_else(tmp_path: Path) -> None:
    kept = chosen(transport="file", path=str(tmp_path / "sheets"), language="pdf")
    assert kept.send(Sheet(b"%PDF-1.4")).result is Result.PRINTED
    assert kept.send(Sheet(b"%PDF-1.5")).result is Result.PRINTED
    names = {one.name: one.read_bytes() for one in (tmp_path / "sheets").iterdir()}
    assert names == {"000001.pdf": b"%PDF-1.4", "000002.pdf": b"%PDF-1.5"}
    with pytest.raises(ValidationError, match="wrong"):
        chosen(transport="network", host="192.168.1.2", language="pdf")
