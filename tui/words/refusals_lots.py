"""Refusals about lots, days of expiry and serial numbers."""

from __future__ import annotations

from core.i18n import N_

LOTS: dict[str, str] = {
    "lot_needed": N_("{sku} is tracked by {tracking}. Say which it is, with --lot, or scan it."),
    "lot_day_needed": N_("Say when lot {lot} of {sku} expires, with --expires DAY."),
    "lot_day_differs": N_(
        "Lot {lot} expires on {known}, not on {day}. Look at the package again. If it is so, set "
        "it right first: kemas stock lot SKU {lot} --expires {day}"
    ),
    "lot_day_odd": N_("{day} cannot be a day of expiry: today is {today}. Look at it again."),
    "lot_day_unreadable": N_("{value} is no day. Write 2027-01-31, 31/01/2027 or 01/2027."),
    "lot_unreadable": N_("The lot has characters in it that cannot be shown: {lot}. Type it."),
    "lot_unknown": N_(
        "There is no lot {lot} of {sku}. See those that there are: kemas stock lots {sku}"
    ),
    "lot_not_kept": N_(
        "{sku} is not told apart by lots, and no lot {lot} of it ever came in. Count it without "
        "--lot: kemas stock count {sku} {bin} {units}. To have lots from now on: kemas products "
        "track {sku} --by lot"
    ),
    "lot_not_free": N_(
        "Of {units} × {sku} in {bin} only {free} are there and promised to nobody. Say it of "
        "those; of the others after their orders were packed."
    ),
    "lot_same": N_("The {sku} are of lot {lot} already."),
    "serial_twice": N_(
        "{lot} is a serial number of {sku}: of each there is one unit at most. It is in the house "
        "already, or was given twice. Look where: kemas stock lots {sku} --lot {lot}"
    ),
    "track_no_lot": N_(
        "{units} × {sku} lie in {bins} and nobody knows their lot. Say it first, as in: kemas "
        "stock assign {sku} {bin} {here} --lot LOT"
    ),
    "track_no_day": N_(
        "Nobody knows when these lots of {sku} expire: {lots}. Say it first, as in: kemas stock "
        "lot {sku} {lot} --expires DAY"
    ),
    "track_many": N_(
        "Of a serial number there is one unit. There are {units} of {lot}, and of these lots of "
        "{sku} more than one: {lots}. Give each unit its own: kemas stock assign"
    ),
    "min_life_wrong": N_("{days} days of life are not between 0 and {most}."),
    "receipt_serial_units": N_(
        "{lot} is the serial number of one {sku}, not of {units}. Receive them one by one."
    ),
}

TRACKINGS = {
    "none": N_("none"),
    "lot": N_("lot"),
    "expiry": N_("lot and day of expiry"),
    "serial": N_("serial number"),
}
"""Ways to track a product, as they are called."""
