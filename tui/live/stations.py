"""All stations as a lead sees them: live, with what was said to them and what they hold."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from datetime import datetime

from core.errors import NotFound
from core.fulfilment import station_deeds
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Verdict
from core.fulfilment.station_board import Life, Refused, StationView, overview, station_view
from core.i18n import _, show_time
from core.paper.queries import PrinterLight, lights
from core.people import lines
from core.people.attach import is_running
from core.people.presence import LINE_MODE
from core.text import clean
from core.transaction import Transaction
from tui.boards import BOARDS
from tui.lights import AS_IT_SHOULD_BE, LIGHTS
from tui.live.boards import At, AtStation
from tui.live.status import light_of
from tui.places import Where
from tui.tones import shown_kind, word_of
from tui.views import BoardRow, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.verdicts import speak
from tui.words.watching import ago, life_name, pane_name, read_said, unfinished_said

_INKS: dict[Life, Ink] = {Life.SILENT: "bad", Life.GONE: "bad", Life.CLOSED: "quiet"}


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """The stations by name."""
    text = wanted.text.casefold()
    found = [
        one
        for one in overview(tx, socket.gethostname(), is_running)
        if text in f"{one.name} {one.operator} {one.order_no} {one.walk}".casefold()
    ]
    known = lights(tx)
    at_work = sum(one.life is Life.OPEN for one in found)
    about = _("{count} at work").format(count=at_work)
    unread = lines.with_unread(tx)
    rows = tuple(_row(one, known, about, tx.now, unread=one.id in unread) for one in found)
    return Page(rows[offset : offset + limit], len(rows))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """One station, what it was refused, and what was said to it."""
    one = seen(tx, _number(identifier))
    zone = at.zone
    facts = [
        (_("State"), _life(one)),
        (_("Operator"), one.operator),
        (_("Open"), _open(one)),
        (_("Screen"), _pane(one)),
        (
            _("Last hour"),
            _("goods scanned: {items}, parcels: {parcels}").format(
                items=one.items, parcels=one.parcels
            ),
        ),
        (_("Last scan"), show_time(one.last_scan, zone) if one.last_scan else ""),
        (_("Printers"), _printers(one, lights(tx))),
        (_("Unfinished"), unfinished_said(one.oldest, tx.now) if one.oldest else ""),
        (_("Version"), one.version),
    ]
    newest = lines.newest(tx, one.id)
    told = tuple((show_time(line.said_at, zone), read_said(line, zone)) for line in newest)
    sections = [Section(_("Said to it"), told)] if told else []
    sections.append(Section(_("Station"), tuple(fact for fact in facts if fact[1])))
    if one.refused is not None:
        said = (
            (show_time(one.refused.at, zone), refusal_said(one.refused, zone)),
            (_("Scanned"), clean(one.refused.code)),
        )
        sections.append(Section(_("Refused last"), said))
    told = tuple(
        (show_time(line.said_at, zone), read_said(line, zone)) for line in lines.newest(tx, one.id)
    )
    if told:
        sections.append(Section(_("Said to it"), told))
    return Detail(one.name, _life(one), tuple(sections))


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """The line that is said, or why something is freed."""
    one = seen(tx, _number(target.get("id", "")))
    hidden = {"id": str(one.id)}
    if action == "station_say":
        title = _("Say to {station}").format(station=one.name)
        field = FormField("text", _("Line"), "", _("shown there until it was read"))
        return Form(title, (field,), hidden=hidden)
    title = _("Free what {station} holds: {what}").format(station=one.name, what=_open(one) or "-")
    note = _("What was verified stays packed. {station} is told at once.").format(station=one.name)
    field = FormField("reason", _("Why"), "")
    return Form(title, (field,), (note,), hidden)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Say a line, or free what the station holds."""
    number = _number(values.get("id", ""))
    if action == "station_say":
        return station_deeds.say(number, values.get("text", ""))
    return station_deeds.free_station(number, values.get("reason", ""))


def seen(tx: Transaction, station_id: int) -> StationView:
    """One station; processes of this machine are looked at."""
    return station_view(tx, station_id, socket.gethostname(), is_running)


def refusal_said(refused: Refused, zone: str) -> str:
    """What was refused, in words for whoever looks."""
    result = refused.result
    verdict = Verdict(
        refused.kind,
        refused.seq,
        refused.code,
        result.get("detail", ""),
        result.get("params", {}),
        result.get("order"),
        result.get("parcel"),
    )
    return clean(speak(verdict, zone).message)


def _number(identifier: str) -> int:
    if not identifier.isdecimal():
        raise NotFound("station_unknown", station=identifier or "-")
    return int(identifier)


def _row(
    one: StationView, known: dict[str, PrinterLight], about: str, now: datetime, *, unread: bool
) -> BoardRow:
    printers, printer_ink = _printer_light(one, known)
    refused = ""
    if one.refused is not None and one.life is not Life.CLOSED:
        kind = shown_kind(one.refused.kind.value, one.refused.result.get("detail", ""))
        word = _(word_of(kind))
        refused = f"{ago(one.refused.at, now)} {word}"
    waits = unfinished_said(one.oldest, now) if one.oldest else ""
    cells = (
        one.name,
        one.operator,
        _open(one) or _pane(one),
        _pace(one),
        refused,
        printers,
        _life(one) + (" ›" if unread else ""),
        waits,
        one.version,
    )
    ink: Ink = _INKS.get(one.life, "")
    inks: tuple[Ink, ...] = (
        "strong",
        ink,
        ink,
        "",
        "warn" if _is_new(one, now) else "quiet",
        printer_ink,
        ink,
    )
    return BoardRow(str(one.id), cells, inks, one.life.value, {"about": about, "name": one.name})


def _is_new(one: StationView, now: datetime) -> bool:
    return one.refused is not None and (now - one.refused.at).total_seconds() < 120


def _open(one: StationView) -> str:
    """What is in hand there: an order or a walk."""
    parts = [one.walk, one.order_no]
    said = " ".join(clean(part) for part in parts if part)
    return f"{said} ({_('pick')})" if one.order_no and one.mode == "pick" else said


def _pane(one: StationView) -> str:
    """The pane in front."""
    if one.life is Life.CLOSED or not one.place:
        return ""
    if one.place == LINE_MODE:
        return _("line mode")
    where = Where(one.place) if one.place in set(Where) else None
    if where in BOARDS:
        return _(BOARDS[where].title)
    return pane_name(one.place)


def _pace(one: StationView) -> str:
    """Goods scanned and parcels finished in the last hour."""
    if not one.items and not one.parcels:
        return ""
    return f"{one.items} · {one.parcels}"


def _life(one: StationView) -> str:
    said = life_name(one.life)
    if one.life is Life.SILENT and one.silent_ms is not None:
        return f"{said} {one.silent_ms // 1000} s"
    return said


def _printers(one: StationView, known: dict[str, PrinterLight]) -> str:
    states = ((name, light_of(known.get(name), printing=False)) for name in one.printers)
    return ", ".join(f"{clean(name)}: {_(LIGHTS[state][1])}" for name, state in states)


def _printer_light(one: StationView, known: dict[str, PrinterLight]) -> tuple[str, Ink]:
    """The first of its printers that is not as it should be, else that all are."""
    if one.life is Life.CLOSED or not one.printers:
        return "", ""
    for name in one.printers:
        state = light_of(known.get(name), printing=False)
        if state not in AS_IT_SHOULD_BE:
            return f"{clean(name)} {_(LIGHTS[state][1])}", "warn"
    return _("ready"), "good"
