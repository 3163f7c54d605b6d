"""What the configuration may say of a printer."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import model_validator

from core import checks
from core.checks import Flag, Line, Name, Table, wrong

WIDTHS = (384, 512, 576, 832)
"""Print widths in dots: 58 mm; 80 mm at 180 dpi; 80 mm at 203 dpi; 4 inches."""
PROFILES: dict[str, int | None] = {
    "generic": None,
    "drawn": None,
    "58mm": 384,
    "80mm": 576,
    "4inch": 832,
    "epson-tm-t88": 512,
    "epson-tm-t20": 576,
    "epson-tm-t82": 576,
    "epson-tm-m30": 576,
    "xprinter-58": 384,
    "xprinter-80": 576,
    "portable-58": 384,
}
"""The printer profiles and the width each one has; None where the width is to be said."""
PrinterRole = Literal["label", "document", "receipt"]
Transport = Literal["network", "usb", "serial", "cups", "file", "virtual"]
TRANSPORTS: tuple[Transport, ...] = ("network", "usb", "serial", "cups", "file", "virtual")
Language = Literal["escpos", "tspl", "pdf"]
LANGUAGES: tuple[Language, ...] = ("escpos", "tspl", "pdf")
_TAKE_PDF = {"cups", "file", "virtual"}
Flow = Literal["rts", "dsr", "xon", "none"]
FLOWS: tuple[Flow, ...] = ("rts", "dsr", "xon", "none")
"""What tells a serial printer's buffer is full: a wire, or a character."""
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400)
CUPS_PORT = 631
_USB = checks.pattern(r"([0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(/[!-~]{1,126})?)?", "04b8:0202")
_LABEL = checks.pattern(r"([2-9][0-9]|1[0-9]{2})x([1-9][0-9]|[1-3][0-9]{2})|", "100x150")
# What CUPS allows in a name, so that a name is never a path.
_QUEUE = checks.pattern(r"([^\s/#?'\"\\\x00-\x20\x7f]{1,127})?", "label_printer")
PRINTER_ROLES: tuple[PrinterRole, ...] = ("label", "document", "receipt")


class PrinterSettings(Table):
    """One printer: what it prints, how it is reached and how wide it is."""

    name: Name
    roles: tuple[Annotated[PrinterRole, checks.one_of(PRINTER_ROLES)], ...] = PRINTER_ROLES
    transport: Annotated[Transport, checks.one_of(TRANSPORTS)]
    language: Annotated[Language, checks.one_of(LANGUAGES)] = "escpos"
    label_mm: Annotated[str, _LABEL] = ""
    gap_mm: Annotated[int, checks.whole(0, 20)] = 2
    host: Line = ""
    port: Annotated[int, checks.whole(1, 65535)] = 9100
    path: Annotated[Path, checks.HERE] | None = None
    usb: Annotated[str, _USB] = ""
    baud: Annotated[int, checks.one_of(BAUDS)] = 9600
    flow: Annotated[Flow, checks.one_of(FLOWS)] = "rts"
    queue: Annotated[str, _QUEUE] = ""
    width_dots: Annotated[int | None, checks.one_of(WIDTHS)] = None
    profile: Annotated[str, checks.one_of(PROFILES)] = "generic"
    allow_public: Flag = False
    drawer: Flag = False
    status: Annotated[Literal["auto", "none"], checks.one_of(("auto", "none"))] = "auto"
    stations: tuple[Name, ...] = ()
    warehouses: tuple[Name, ...] = ()
    fallback: Annotated[str, checks.text(40)] = ""

    @property
    def dots(self) -> int:
        """How wide it prints, as far as the file says; 576 where it does not."""
        return self.width_dots or PROFILES[self.profile] or 576

    @property
    def label_size(self) -> tuple[int, int] | None:
        """Width and height of its labels in millimetres; None for an endless roll."""
        if not self.label_mm:
            return None
        wide, high = self.label_mm.split("x")
        return int(wide), int(high)

    @model_validator(mode="before")
    @classmethod
    def _port_of_cups(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("transport") == "cups":
            return {"port": CUPS_PORT} | given
        return given

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not self.roles or len(set(self.roles)) != len(self.roles):
            raise wrong("config_printer_roles", printer=self.name)
        if self.language == "pdf" and self.transport not in _TAKE_PDF:
            raise wrong("config_printer_pdf", printer=self.name)
        width = PROFILES[self.profile]
        if width is not None and self.width_dots not in {None, width}:
            raise wrong("config_printer_width", profile=self.profile, width=width)
        if self.transport == "network" and not self.host:
            raise wrong("config_printer_host", printer=self.name)
        if self.transport in {"file", "serial"} and self.path is None:
            raise wrong("config_printer_path", printer=self.name)
        if self.transport == "usb" and (self.path is None) == (not self.usb):
            raise wrong("config_printer_usb", printer=self.name)
        if self.transport == "cups" and not self.queue:
            raise wrong("config_printer_queue", printer=self.name)
        if (
            self.transport in {"network", "cups"}
            and not self.allow_public
            and _is_public(self.host)
        ):
            raise wrong("config_printer_public", printer=self.name, host=self.host)
        return self


def _is_public(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_global
    except ValueError:
        return False  # a name; what it stands for is checked when it is dialled
