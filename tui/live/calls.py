"""Calls for a lead as the station shows them, and what leads and those who called are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from core.clock import local
from core.fulfilment.calls import deeds, queries
from core.fulfilment.calls.models import CallStep
from core.fulfilment.calls.queries import Call
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Kind, Verdict
from core.i18n import _
from core.people.permissions import Permission, require
from core.people.queries import signed_in
from core.text import clean
from core.transaction import Transaction
from tui.boards import BOARDS
from tui.keys import BY_NAME, key_name
from tui.live.boards import At, AtStation
from tui.places import Where
from tui.state import Alert
from tui.views import BoardRow, Detail, Filter, Ink, Page, Section
from tui.words.verdicts import speak

_SHOWN = timedelta(hours=2)
"""How long a call that is over stays in the list."""
_TOLD = timedelta(seconds=20)
"""How long whoever called is told that it is dealt with."""


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """The calls that somebody waits on, the oldest first; then those of the last hours."""
    require(tx, Permission.APPROVE)
    text = wanted.text.casefold()
    waiting = queries.open_calls(tx)
    over = [one for one in queries.calls_since(tx, tx.now - _SHOWN) if not one.is_open]
    found = [
        one
        for one in (*waiting, *reversed(over))
        if text in f"{one.station} {one.operator} {one.order_no}".casefold()
    ]
    rows = tuple(_row(one, at) for one in found)
    return Page(rows[offset : offset + limit], len(rows))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """A call, the last refusal there, and the screen as it was."""
    require(tx, Permission.APPROVE)
    one = queries.one_call(tx, int(identifier))
    facts = [
        (_("Operator"), clean(one.operator)),
        (_("Order"), clean(one.order_no)),
        (_("Since"), local(one.at, at.zone).strftime("%H:%M:%S")),
        (_("Times"), str(one.times)),
        (_("Coming"), clean(one.coming)),
        (_("Refused"), _refusal(one, at.zone)),
    ]
    rows = tuple((name, value) for name, value in facts if value)
    return Detail(clean(one.station), _state(one), (Section(_("Call"), rows),), paper=one.screen)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Come, or have been there."""
    step = CallStep.COMING if action == "call_coming" else CallStep.DONE
    return deeds.answer(int(values.get("id") or "0"), step)


def call_alerts(tx: Transaction, station_id: int) -> tuple[Alert, ...]:
    """Who calls, for a lead; who comes, for those who called."""
    found = queries.calls_since(tx, tx.now - queries.OVER_AFTER)
    if not found:
        return ()
    said = [alert for one in found if one.station_id == station_id for alert in _of_mine(tx, one)]
    who = signed_in(tx, station_id)
    if who is not None and Permission.APPROVE in who.permissions:
        said += [_rings(one) for one in found if one.is_open and one.station_id != station_id]
    return tuple(said)


def _rings(one: Call) -> Alert:
    told = {"who": clean(one.operator), "station": clean(one.station), "order": clean(one.order_no)}
    if one.coming:
        text = _("{lead} is on the way to {who} at {station}.")
        return Alert(
            f"call {one.id} coming", text.format(lead=clean(one.coming), **told), good=True
        )
    if one.order_no:
        text = _("{who} calls from {station}, order {order}: see {board}.")
    else:
        text = _("{who} calls from {station}: see {board}.")
    there = f"{key_name(BY_NAME['stock'].key)} › {_(BOARDS[Where.CALLS].title)}"
    said = text.format(board=there, **told)
    return Alert(f"call {one.id} {one.times}", said)


def _of_mine(tx: Transaction, one: Call) -> tuple[Alert, ...]:
    """What whoever called is told: that somebody comes, and for a moment that it is done."""
    if one.is_open and one.coming:
        said = _("{lead} is coming.").format(lead=clean(one.coming))
        return (Alert(f"coming {one.id}", said, good=True),)
    if one.ended == CallStep.DONE and one.ended_at is not None and tx.now - one.ended_at < _TOLD:
        said = _("{lead} says that it is dealt with.").format(lead=clean(one.ended_by))
        return (Alert(f"done {one.id}", said, good=True),)
    return ()


def _row(one: Call, at: At) -> BoardRow:
    cells = (
        clean(one.station),
        clean(one.operator),
        clean(one.order_no),
        local(one.at, at.zone).strftime("%H:%M:%S"),
        _state(one),
        str(one.times),
    )
    ink: Ink = "quiet" if not one.is_open else "good" if one.coming else "bad"
    return BoardRow(str(one.id), cells, ("", "", "", "", ink))


def _state(one: Call) -> str:
    if one.ended:
        return _("done") if one.ended == CallStep.DONE else _("taken back")
    if one.coming:
        return _("{lead} comes").format(lead=clean(one.coming))
    return _("waits")


def _refusal(one: Call, zone: str) -> str:
    if not one.said:
        return ""
    kind, detail = Kind(one.said["kind"]), one.said["detail"]
    scanned = str(one.said.get("scanned", ""))
    return speak(Verdict(kind, 0, scanned, detail, one.said["params"]), zone).message
