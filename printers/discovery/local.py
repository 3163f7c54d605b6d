"""Printers on this computer's own cables, and the queues of its CUPS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import usb.core

from printers.discovery.found import Found, said
from printers.transport.base import Reason
from printers.transport.cups import queues
from printers.transport.cups_state import first
from printers.transport.ipp_client import SOCKET, IppClient
from printers.transport.limits import Limits
from printers.transport.pipe import Broken, Unusable
from printers.transport.usb import PRINTER_CLASS, devices

_LONGEST = 2048  # of what the system knows of a device


def nodes(dev: Path = Path("/dev/usb"), known: Path = Path("/sys/class/usbmisc")) -> list[Found]:
    """The nodes of the kernel's USB printer driver, with what the printer says of itself."""
    found = []
    for node in sorted(dev.glob("lp*")):
        about = known / node.name / "device"
        facts = _facts(_read(about / "ieee1284_id"))
        maker = facts.get("MFG") or facts.get("MANUFACTURER", "")
        model = facts.get("MDL") or facts.get("MODEL", "")
        commands = (facts.get("CMD") or facts.get("COMMAND SET", "")).upper()
        found.append(
            Found(
                "usb",
                str(node),
                {"path": str(node)},
                said(f"{maker} {model}"),
                "tspl" if "TSPL" in commands else "escpos" if "ESC/POS" in commands else "",
            )
        )
    return found


def usb_ids(known: Path = Path("/sys/class/usbmisc")) -> set[str]:
    """``vvvv:pppp`` of the devices that have a node."""
    found = set()
    for node in known.glob("lp*"):
        device = (node / "device").resolve().parent
        vendor, product = _read(device / "idVendor").strip(), _read(device / "idProduct").strip()
        found.add(f"{vendor}:{product}".casefold())
    return found


def usb_devices(backend: Any = None, without: set[str] | None = None) -> list[Found]:
    """USB devices of the printer class, but for those `without`. Raises Unusable."""
    found: list[Found] = []
    for device in devices(backend):
        name = f"{device.idVendor:04x}:{device.idProduct:04x}"
        if name in (without or set()) or not _is_printer(device):
            continue
        serial = _text(device, "serial_number")
        usable = serial if serial.isascii() and serial.isprintable() and " " not in serial else ""
        where = f"{name}/{usable}" if usable else name
        calls_itself = f"{_text(device, 'manufacturer')} {_text(device, 'product')}"
        found.append(Found("usb", where, {"usb": where}, said(calls_itself)))
        usb.util.dispose_resources(device)
    return found


def cups_queues(socket: Path = SOCKET) -> list[Found]:
    """The queues of this computer's CUPS; none where there is no CUPS."""
    if not socket.exists():
        return []
    try:
        with IppClient("", 0, Limits(), socket=socket) as client:
            listed = queues(client)
    except (Unusable, Broken):
        return []
    found = []
    for one in listed:
        name = str(first(one, "printer-name") or "")
        if name and said(name) == name:
            found.append(Found("cups", name, {"queue": name}, name))
    return found


def missing_libusb(error: Unusable) -> bool:
    """Whether USB could not be looked at for want of libusb."""
    return error.reason is Reason.NO_LIBUSB


def _is_printer(device: Any) -> bool:
    try:
        return any(
            interface.bInterfaceClass == PRINTER_CLASS
            for configuration in device
            for interface in configuration
        )
    except usb.core.USBError:
        return False


def _text(device: Any, name: str) -> str:
    try:
        return str(getattr(device, name) or "").strip("\0 ")
    except (usb.core.USBError, ValueError, NotImplementedError):
        return ""  # it may not be opened by this user


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST)
    except OSError:
        return ""


def _facts(text: str) -> dict[str, str]:
    """The keys of an IEEE 1284 device ID: ``MFG:EPSON;MDL:TM-T20;CMD:ESC/POS;``."""
    pairs = (part.partition(":") for part in text.split(";"))
    return {key.strip().upper(): value.strip() for key, colon, value in pairs if colon}
