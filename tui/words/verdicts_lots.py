"""Words for scans of goods that are tracked by lot, day of expiry or serial number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.i18n import N_, _
from tui.words.verdicts_parts import Words, short

_ASIDE = N_("Put it aside and scan another unit.")
_TELL = N_("Put this one aside, tell the lead, and scan another unit.")
_GOODS, _AHEAD = "{ahead_goods}", "{ahead}"

LOT_WORDS: dict[str, Words] = {
    "needs_lot": Words(
        N_("Nothing counted yet: of which lot is {item}?"),
        N_("The lot on the package. Promised: {lots}"),
        N_("Scan or type the lot."),
    ),
    "needs_lot/serial": Words(
        N_("Nothing counted yet: which {item} is it?"),
        N_("The serial number on it. Promised: {lots}"),
        N_("Scan or type the serial number."),
    ),
    "unknown_code/lot": Words(
        N_("Nobody knows {lot} of {item}: it never came in."),
        N_("A lot or serial number that is in stock"),
        N_("Look at it again and scan or type it anew. If it is right, put the unit aside."),
    ),
    "wrong_item/expired": Words(
        N_("{item} of lot {lot} expired on {day}. It must not be sent."),
        next=N_("Put it aside and scan a unit of another lot. If there is none, {short_goods}."),
    ),
    "wrong_item/lot_too_old": Words(
        N_("{item} of lot {lot} expires on {day}: too little life is left to send it."), next=_ASIDE
    ),
    "wrong_item/later_lot": Words(
        N_("{item} of lot {lot} expires on {day}, but lot {first} already on {first_day}."),
        N_("Lot {first} of it @{first_bin}"),
        N_(
            "Take lot {first}. Who may decide otherwise scans or types KEMAS:OK: and the reason "
            "behind it."
        ),
    ),
    "wrong_item/lot_taken": Words(
        N_("All units of {item} of lot {lot} are promised or lie elsewhere."), next=_ASIDE
    ),
    "wrong_item/lot_not_promised": Words(
        N_("So much of {item} of lot {lot} cannot go into this order."), next=_ASIDE
    ),
    "wrong_item/lot_sent": Words(
        N_("{item} with {lot} left the house with order {other}, going by the books."), next=_TELL
    ),
    "wrong_item/lot_gone": Words(
        N_("{item} with {lot} is not in the house, going by the books."), next=_TELL
    ),
    "info/lot_described": Words(N_("Lot {lot} of {sku} expires on {day}."), "", ""),
    "info/lot_assigned": Words(
        N_("{units} × {sku} in {bin} are of lot {lot}."),
        "",
        N_("Orders that wait for them get them now."),
    ),
    "info/expired_none": Words(N_("No expired goods lie on the shelves."), "", ""),
    "info/expired_aside": Words(
        N_("Expired goods are laid aside: {units} units. Orders that wait again: {waiting}."),
        "",
        N_("Carry them to DAMAGED."),
    ),
    "info/expired_kept": Words(
        N_("Expired goods are laid aside: {units} units. Being packed: {kept}."),
        "",
        N_("Take those out of their boxes, and scan KEMAS:SHORT:DAMAGED."),
    ),
    "info/tracked": Words(N_("{sku} is tracked now; days of life left at least: {days}."), "", ""),
    "info/tracked_no_more": Words(N_("{sku} is not tracked any more."), "", ""),
    "over_quantity/serial": Words(
        N_("{lot} is one {item}, not {units}."),
        N_("Each serial number by itself"),
        N_("Scan each unit once."),
    ),
    "over_quantity/serial_twice": Words(
        N_("{item} with {lot} is in the box already."), next=N_("Scan another unit.")
    ),
}


def _on_walk(name: str) -> Words:
    """The words of the table, with what is needed on a walk."""
    return replace(LOT_WORDS[name], needed=_GOODS)


LOT_WORDS |= {
    # The same on a walk
    "needs_lot/walk": LOT_WORDS["needs_lot"],
    "needs_lot/walk_serial": LOT_WORDS["needs_lot/serial"],
    "unknown_code/walk_lot": LOT_WORDS["unknown_code/lot"],
    "over_quantity/walk_serial": LOT_WORDS["over_quantity/serial"],
    "over_quantity/walk_serial_twice": Words(
        N_("{item} with {lot} is fetched already."), _GOODS, _AHEAD
    ),
    "wrong_item/walk_expired": Words(
        N_("{item} of lot {lot} expired on {day}. It must not be sent."),
        _GOODS,
        N_("Put it aside and scan another lot. If there is none, scan KEMAS:SHORT:DAMAGED."),
    ),
    "wrong_item/walk_later_lot": LOT_WORDS["wrong_item/later_lot"],
    "wrong_item/walk_lot_too_old": _on_walk("wrong_item/lot_too_old"),
    "wrong_item/walk_lot_taken": _on_walk("wrong_item/lot_taken"),
    "wrong_item/walk_lot_not_promised": _on_walk("wrong_item/lot_not_promised"),
    "wrong_item/walk_lot_sent": _on_walk("wrong_item/lot_sent"),
    "wrong_item/walk_lot_gone": _on_walk("wrong_item/lot_gone"),
    "needs_confirmation/walk_lot_swap": Words(
        N_("{units} × {item}: {lot_until} instead of {right_until}?"),
        N_("Lot {lot} once more, or a unit of lot {right}"),
        N_("Scan lot {lot} once more to take it instead; Esc leaves it as it was."),
    ),
}


def lot_until(lot: object, day: object) -> str:
    """A lot and when it expires, where that is known."""
    said = _("lot {lot}").format(lot=short(lot, 40))
    return said + " " + _("until {day}").format(day=short(day, 10)) if day else said


def lots_said(lots: Sequence[Mapping[str, Any]]) -> str:
    """The lots that were promised, where they lie and when they expire."""
    return ", ".join(_lot(one) for one in lots)


def _lot(one: Mapping[str, Any]) -> str:
    said = f"{int(one['quantity'])} × {short(one['lot'], 40)}"
    if one.get("bin"):
        said += f" @{short(one['bin'], 40)}"
    if one.get("day"):
        said += " " + _("until {day}").format(day=one["day"])
    return said
