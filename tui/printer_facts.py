"""What the configuration says of a printer, in words; and the test page that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.clock import now
from core.i18n import _, language
from core.paper.documents import TestPage

if TYPE_CHECKING:
    from core.printer_settings import PrinterSettings
    from core.settings import Config
    from printers.profiles import Profile


def where_of(printer: PrinterSettings) -> str:
    """Where a printer is: its address, its queue or its device; empty for one that is drawn."""
    match printer.transport:
        case "network":
            return f"{printer.host}:{printer.port}"
        case "cups":
            return f"{printer.queue} @ {printer.host}" if printer.host else printer.queue
        case _:
            return str(printer.path or printer.usb)


def test_page(config: Config, printer: PrinterSettings, profile: Profile, station: str) -> TestPage:
    """The page that shows that a printer prints, cuts and can be read."""
    facts = (
        (_("Shop"), config.shop.name),
        (_("Prints"), ", ".join(printer.roles)),
        (_("Reached by"), f"{printer.transport} {where_of(printer)}".strip()),
    )
    zone, dots = config.shop.timezone, profile.width_dots
    return TestPage(language(), zone, printer.name, dots, now(), station, facts)
