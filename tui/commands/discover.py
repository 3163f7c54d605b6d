"""``kemas printers list --discover``: which printers are there, and how to set them up."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from core.errors import Refusal
from core.i18n import _
from core.printer_settings import PrinterSettings
from tui.context import Context

if TYPE_CHECKING:
    from printers.discovery.found import Found

_SPEAKS = {"escpos": "ESC/POS", "tspl": "TSPL", "": "?"}


def add(listing: ArgumentParser) -> None:
    """Describe the arguments of ``list`` that search."""
    listing.add_argument(
        "--discover", action="store_true", help=_("look on network, USB and CUPS instead")
    )
    listing.add_argument(
        "--network",
        metavar="CIDR",
        action="append",
        default=[],
        help=_("search this network in place of this computer's own; may be given again"),
    )


def discover(context: Context) -> None:
    """Search, and show what was found with its configuration; nothing is printed."""
    from printers.discovery.found import free_name

    found = _on_network(context) + _on_cables(context)
    taken = {printer.name.casefold() for printer in context.config.printers}
    rows = []
    for one in found:
        known = next((p.name for p in context.config.printers if _is_same(p, one)), "")
        rows.append(
            {
                "name": one.name,
                "transport": one.transport,
                "where": one.where,
                "language": one.language,
                "speaks": _SPEAKS[one.language],
                "configured_as": known,
                "snippet": "" if known else one.snippet(free_name(one, taken)),
            }
        )
    headings = {
        "name": _("Calls itself"),
        "transport": _("Reached by"),
        "where": _("Where"),
        "speaks": _("Speaks"),
        "configured_as": _("Set up as"),
    }
    context.out.items(rows, headings, empty=_("No printer was found."))
    new = [str(row["snippet"]) for row in rows if row["snippet"]]
    if new and not context.out.as_json:
        context.out.line()
        context.out.line(_("To set up, put into the configuration:"))
        for snippet in new:
            context.out.line()
            for line in snippet.splitlines():
                context.out.line(line)


def _on_network(context: Context) -> list[Found]:
    from printers.discovery import network

    named = []
    for text in context.args.network:
        one = network.named_network(text)
        if one is None:
            raise Refusal("network_unusable", network=text, most=network.MOST_ADDRESSES)
        named.append(one)
    networks = named or network.own_networks()
    if not networks:
        context.out.note(_("This computer is in no private network; name one with --network."))
    for one in networks:
        context.out.passing(_("Searching {network} …").format(network=str(one)))
    found = network.search(networks)
    context.out.passing()
    return found


def _on_cables(context: Context) -> list[Found]:
    from printers.discovery import local
    from printers.transport.pipe import Unusable

    found = local.nodes()
    try:
        found += local.usb_devices(without=local.usb_ids())
    except Unusable as error:
        if local.missing_libusb(error):
            context.out.note(
                _("Without libusb-1.0 only USB printers with a node in /dev/usb are found.")
            )
    return found + local.cups_queues()


def _is_same(printer: PrinterSettings, found: Found) -> bool:
    if printer.path is not None and str(printer.path) == found.where:
        return True
    if printer.transport != found.transport:
        return False
    match found.transport:
        case "network":
            return f"{printer.host.strip('[]')}:{printer.port}" == found.where
        case "usb":
            wanted = printer.usb.casefold()
            place = found.where.casefold()
            return bool(wanted) and wanted in {place, place.partition("/")[0]}
    return not printer.host and printer.queue == found.where
