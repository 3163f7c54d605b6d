"""From a printer's settings to its transport."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypedDict

from printers.transport.base import Transport
from printers.transport.file import File
from printers.transport.limits import Limits
from printers.transport.network import Network
from printers.transport.speech import Speech
from printers.transport.speech_escpos import EscPos
from printers.transport.speech_tspl import Tspl
from printers.transport.virtual import Preview, Virtual


class PrinterLike(Protocol):
    """What has to be known of a printer; `core.settings.PrinterSettings` is one."""

    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> Sequence[str]: ...
    @property
    def transport(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def path(self) -> Path | None: ...
    @property
    def usb(self) -> str: ...
    @property
    def baud(self) -> int: ...
    @property
    def flow(self) -> str: ...
    @property
    def queue(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def label_size(self) -> tuple[int, int] | None: ...

    @property
    def gap_mm(self) -> int: ...
    @property
    def width_dots(self) -> int | None: ...
    @property
    def profile(self) -> str: ...
    @property
    def allow_public(self) -> bool: ...
    @property
    def drawer(self) -> bool: ...
    @property
    def status(self) -> str: ...
    @property
    def fallback(self) -> str: ...


class _Talk(TypedDict):
    """What every way of speaking with a printer wants to know."""

    answers: bool
    limits: Limits | None
    speech: Speech


def transport_of(
    printer: PrinterLike,
    keep_in: Path,
    preview: Preview | None = None,
    limits: Limits | None = None,
) -> Transport:
    """The transport of one printer.

    A virtual printer without a path keeps its jobs in a folder of its name under `keep_in`.
    """
    talk = _Talk(
        answers=printer.status != "none",
        limits=limits,
        speech=Tspl() if printer.language == "tspl" else EscPos(),
    )
    match printer.transport:
        case "network":
            return Network(
                printer.host.strip("[]"), printer.port, allow_public=printer.allow_public, **talk
            )
        case "usb" if printer.path is not None:
            from printers.transport.usblp import UsbLp

            return UsbLp(printer.path, **talk)
        case "usb" if printer.usb:
            from printers.transport.usb import Usb, UsbName

            return Usb(UsbName.parse(printer.usb), **talk)
        case "serial" if printer.path is not None:
            from printers.transport.serial import Serial

            return Serial(printer.path, printer.baud, printer.flow, **talk)
        case "cups":
            from printers.transport.cups import Cups

            return Cups(
                printer.queue,
                printer.host.strip("[]"),
                printer.port,
                socket=printer.path,
                allow_public=printer.allow_public,
                limits=limits,
                pdf=printer.language == "pdf",
            )
        case "file" if printer.path is not None and printer.language == "pdf":
            return Virtual(printer.path, suffix=".pdf", beside=False)
        case "file" if printer.path is not None:
            return File(printer.path)
        case "virtual":
            suffix = ".pdf" if printer.language == "pdf" else ".bin"
            folder = printer.path or keep_in / folder_name(printer.name)
            return Virtual(folder, preview, suffix=suffix)
    raise ValueError(f"printer {printer.name!r} has no usable transport")


def folder_name(name: str) -> str:
    """A printer's name as a folder: what a file system could stumble over becomes ``_``."""
    kept = "".join(char if char.isalnum() or char in "-_ " else "_" for char in name).strip()
    return kept or "_"
