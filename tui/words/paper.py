"""What printers say about themselves, why jobs stand still, what command codes do."""

from __future__ import annotations

from core.i18n import N_, _
from core.paper.setups import PrinterSetup
from core.text import clean
from tui.words.states import job_error

LIGHTS = {
    "": N_("nobody has looked yet"),
    "ready": N_("ready"),
    "near_end": N_("ready, paper nearly used up"),
    "paper_out": N_("no paper"),
    "cover_open": N_("cover open"),
    "error": N_("error at the printer"),
    "cutter": N_("cutter stuck"),
    "offline": N_("offline"),
    "silent": N_("says nothing about itself"),
    "unreachable": N_("cannot be reached"),
    "stalled": N_("takes no more data"),
    "disk_full": N_("disk full"),
    "wrong_language": N_("speaks another language"),
}

_DOWN = {
    "paper_out": N_("No paper. Put in a roll."),
    "cover_open": N_("Cover open. Close it."),
    "error": N_("Error. Look for a jam; switch it off and on."),
    "printer_error": N_("Error. Look for a jam; switch it off and on."),
    "cutter": N_("Cutter stuck. Free its knife; switch it off and on."),
    "offline": N_("Off-line. Press its feed button."),
    "unreachable": N_("Cannot be reached. Look at power and cable."),
    "silent": N_("No answer. Switch it off and on."),
    "stalled": N_("Takes no more data. Switch it off and on."),
    "out_of_step": N_("Waits for the rest of a broken job. Switch it off and on."),
    "disk_full": N_("Disk full. Make room there."),
    "wrong_language": N_("Speaks another language than its setting. Change either."),
}
"""What is wrong at a printer and what it needs, by its light or by why a job waits."""

_REASONS = {
    "stalled": N_("The printer took no more data."),
    "no_confirmation": N_("The printer did not confirm that it printed."),
    "no_reader": N_("Nobody reads from the printer's device."),
    "path_missing": N_("The printer's device or folder is not there."),
    "not_permitted": N_("The printer's device may not be written to by this user."),
    "path_unusable": N_("The printer's path cannot be written to."),
    "wrong_language": N_(
        "The printer speaks another language than its configuration says. Set language = "
        '"tspl" for a label printer that speaks TSPL, "escpos" for all others.'
    ),
    "in_use": N_("Another program is using the printer's device. Close it there."),
    "no_libusb": N_(
        "This computer has no libusb. Install libusb-1.0, or set the printer's path to its "
        "node, such as /dev/usb/lp0."
    ),
    "several_devices": N_(
        "More than one USB device fits. Add the serial number: usb = "
        '"VENDOR:PRODUCT/SERIAL". kemas printers list --discover shows it.'
    ),
    "no_flow_control": N_(
        'The serial port has no DSR line. Set flow to "rts" or "xon", as the printer is set.'
    ),
    "queue_missing": N_(
        "CUPS has no queue of this name. kemas printers list --discover shows those it has."
    ),
    "queue_stopped": N_("The CUPS queue is stopped or takes no jobs. Start it in CUPS."),
    "queue_not_raw": N_("The CUPS queue takes no raw data. Set it up as a raw queue."),
    "queue_cancelled": N_("The job was cancelled in CUPS."),
    "strange_answer": N_("What answers there is not CUPS. Check host and port."),
    "drawing_failed": N_("The document could not be drawn."),
    "order_cancelled": N_("The order was cancelled."),
    "test_over": N_("The test was over before it printed."),
}

ROLES = {"label": N_("labels"), "document": N_("documents"), "receipt": N_("receipts")}
"""What a printer prints, by its role."""
COMMANDS = (
    ("NEXT", N_("Next order")),
    ("DONE", N_("Order done")),
    ("PARCEL", N_("Close this parcel, begin another")),
    ("HOLD", N_("Put the order aside")),
    ("SHORT:OUT", N_("Not there: the bin is empty")),
    ("SHORT:DAMAGED", N_("Not there: damaged")),
    ("SHORT:WRONGBIN", N_("Not there: something else lies in the bin")),
    ("UNDO", N_("Take back the last scan")),
    ("REPRINT", N_("Print the last label again")),
    ("WHY", N_("Why?")),
    ("OK", N_("Seen, go on")),
    ("LEAD", N_("Call the lead")),
    ("LEAD:BACK", N_("The lead need not come")),
    ("LANE", N_("Single-item lane on or off")),
    ("SIGNOUT", N_("Sign out")),
)
"""The command barcodes with what they do, in the order of the sheet."""
BOX = N_("Box {name}")
PRINTER = N_("Labels from {name}")


def reason(code: str) -> str:
    """Why a job waits, failed or is unknown, as a sentence; empty where all is well."""
    return _(_REASONS[code]) if code in _REASONS else job_error(code)


def down_words(code: str, paused: PrinterSetup | None = None) -> str:
    """What is wrong at a printer and what it needs, as sentences."""
    if paused is not None:
        return paused_words(paused)
    return _(_DOWN[code]) if code in _DOWN else reason(code)


def paused_words(setup: PrinterSetup) -> str:
    """That a printer is paused, by whom and why, as far as that is known."""
    who, why = clean(setup.who), clean(setup.reason)
    if who and why:
        return _("Paused by {who}: {why}.").format(who=who, why=why.rstrip("."))
    if who:
        return _("Paused by {who}.").format(who=who)
    return _("Paused: {why}.").format(why=why.rstrip(".")) if why else _("Paused.")
