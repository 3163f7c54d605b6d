"""Words for what `kemas doctor` finds about the machine, its printers, and servers outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import N_, _
from tui.words.doctor_goods import Said
from tui.words.paper import LIGHTS

_TIME = N_("Let this machine set its clock by itself: timedatectl set-ntp true")
_ROOM = N_("Make room there, or move backups elsewhere with [backup] folder.")
_WORKER = N_("Look whether a worker runs, or start one with: kemas worker")

MACHINE_PROVES: Mapping[str, str] = {
    "clock": N_("This machine's clock is that of the database."),
    "disk": N_("There is room for the database, its backups and what is printed."),
    "printers": N_("Printers are ready, and somebody looks after those with jobs."),
    "log": N_("The worker can write its log, nobody else reads it, and it tells of no trouble."),
    "folders": N_("No order file lies where those are put that could not be read."),
    "providers": N_("Couriers, channels and others are reached, and agree what time it is."),
}
MACHINE_FOUND: Mapping[str, Said] = {
    "clock_database": Said(
        N_("This machine's clock and that of the database are {seconds} seconds apart."), _TIME
    ),
    "clock_provider": Said(
        N_("This machine's clock and that of {provider} ({host}) are {seconds} seconds apart."),
        _TIME,
    ),
    "disk_full": Said(N_("The disk of {path} is full: {free} MB are left."), _ROOM),
    "disk_low": Said(N_("The disk of {path} will be full soon: {free} MB are left."), _ROOM),
    "printer_ill": Said(
        N_("Printer {printer}: {light}."), N_("See to it; {count} jobs wait for it.")
    ),
    "printer_paused": Said(
        N_("Printer {printer} is paused, and {count} jobs wait for it."),
        N_("Let it go on at the print jobs of a station, or with: kemas printers resume {printer}"),
    ),
    "printer_unseen": Said(
        N_("{count} jobs wait for {printer}, and no worker looks after it."), _WORKER
    ),
    "log_open": Said(
        N_("Others may read the log {path} (mode {mode})."),
        N_("Close it with: chmod 600 {path}"),
    ),
    "log_unwritable": Said(
        N_("The log {path} cannot be written by this user."),
        N_("Run the worker and the doctor as the same user, and let the folder be that user's."),
    ),
    "log_errors": Said(
        N_("The worker had {count} errors in the last day, the newest at {at}."),
        N_("Look into {path}; kemas support-bundle packs it for a helper."),
    ),
    "order_files_unread": Said(
        N_("Order files that could not be read: {count}, the newest is {file}."),
        N_("Beside each in {path} stands why. Put it right and in anew, and take it away there."),
    ),
    "provider_silent": Said(
        N_("{provider} ({host}) cannot be reached: {why}."),
        N_("Look at the line to the outside and at the address in the configuration."),
    ),
}


def machine_in_words(params: Mapping[str, Any]) -> dict[str, str]:
    """What a printer says about itself, as people read it."""
    light = params.get("light")
    return {"light": _(LIGHTS.get(str(light), LIGHTS["error"]))} if light is not None else {}
