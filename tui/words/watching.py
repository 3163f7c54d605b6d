"""Words for stations that are watched: whether they live, what lies there, what was read."""

from __future__ import annotations

from datetime import datetime

from core.fulfilment.station_board import Life, Unfinished
from core.i18n import N_, _, show_time
from core.people.lines import Line
from core.text import clean

_LIVES = {
    Life.OPEN: N_("open"),
    Life.SILENT: N_("silent"),
    Life.GONE: N_("gone"),
    Life.CLOSED: N_("closed"),
}
_WHATS = {
    "order": N_("order {name}, {since}"),
    "walk": N_("walk {name}, {since}"),
    "parcel": N_("parcel {name}, {since}"),
}
_PANES = {
    "queue": N_("Queue"),
    "orders": N_("Orders"),
    "work": N_("Packing"),
    "order": N_("Order"),
    "jobs": N_("Jobs"),
    "parked": N_("Parked"),
    "printers": N_("Printers"),
    "put_back": N_("Put back"),
    "returns": N_("Returns"),
    "entry": N_("Order entry"),
    "customers": N_("Customers"),
    "sign_in": N_("Sign in"),
}
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def life_name(life: Life) -> str:
    """Whether somebody can work there."""
    return _(_LIVES[life])


def pane_name(place: str) -> str:
    """The pane in front; one that this version does not know by its own name."""
    return _(_PANES[place]) if place in _PANES else clean(place)


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that says something."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < _MINUTE:
        return _("{count} s").format(count=seconds)
    if seconds < _HOUR:
        return _("{count} min").format(count=seconds // _MINUTE)
    if seconds < _DAY:
        return _("{count} h").format(count=seconds // _HOUR)
    return _("{count} d").format(count=seconds // _DAY)


def unfinished_said(one: Unfinished, now: datetime) -> str:
    """What was begun and is not finished, and for how long."""
    return _(_WHATS[one.what]).format(name=clean(one.name), since=ago(one.since, now))


def read_said(line: Line, zone: str) -> str:
    """A line that was said, with its receipt."""
    if line.read_at is not None and line.read_how == "key":
        receipt = _("read by {who} at {at}").format(
            who=clean(line.read_by) or "-", at=show_time(line.read_at, zone)
        )
    elif line.read_at is not None:
        receipt = _("scanned on since, counts as read")
    elif line.shown_at is not None:
        receipt = _("on the screen since {at}").format(at=show_time(line.shown_at, zone))
    else:
        receipt = _("not shown yet")
    return f"{clean(line.text)} ({receipt})"
