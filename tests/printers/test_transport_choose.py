"""Which transport and language a printer of the configuration gets."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.tspl_printer import TsplPrinter

from core.printer_settings import PrinterSettings
from printers.transport.base import Light, Transport
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
