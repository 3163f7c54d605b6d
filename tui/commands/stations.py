"""``kemas stations``: who works where on what; say something there, look on, free what is held."""

from __future__ import annotations

import os
import socket
import time
from argparse import ArgumentParser
from typing import Any

from core.fulfilment.freed import free
from core.fulfilment.station_board import Life, StationView, overview, who_is_there
from core.i18n import _
from core.people import lines, looking
from core.people.attach import is_running
from core.people.queries import find_station
from core.text import clean
from core.transaction import Transaction
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.live.stations import refusal_said
from tui.words.watching import life_name, read_said, unfinished_said

_LOOK_EVERY = 0.5
_PATIENCE_S = 10.0


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list stations and who works there"))
    listing.set_defaults(run=_list)
    say = actions.add_parser("say", help=_("say one line to a station; without it, what was said"))
    say.add_argument("name", metavar="STATION")
    say.add_argument("text", metavar="TEXT", nargs="?", default="")
    operator_option(say)
    say.set_defaults(run=_say)
    freed = actions.add_parser("free", help=_("free the order and the walk that a station holds"))
    freed.add_argument("name", metavar="STATION")
    freed.add_argument("--reason", required=True, help=_("why; the station is told"))
    operator_option(freed)
    freed.set_defaults(run=_free)
    look = actions.add_parser("look", help=_("show the screen of a station, read-only"))
    look.add_argument("name", metavar="STATION")
    look.add_argument("--once", action="store_true", help=_("show it once, then end"))
    operator_option(look)
    look.set_defaults(run=_look)


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = overview(tx, socket.gethostname(), is_running)
        rows = [_row(tx, one, context) for one in found]
    headings = {
        "name": _("Station"),
        "operator": _("Operator"),
        "order": _("Open"),
        "state_said": _("State"),
        "goods": _("Goods"),
        "parcels": _("Parcels"),
        "refused": _("Refused"),
        "unfinished": _("Unfinished"),
        "version": _("Version"),
    }
    context.out.items(rows, headings, empty=_("No station has been opened yet."))


def _row(tx: Transaction, one: StationView, context: Context) -> dict[str, Any]:
    zone = context.config.shop.timezone
    refused = one.refused
    return {
        "name": one.name,
        "operator": one.operator or None,
        "order": " ".join(part for part in (one.walk, one.order_no) if part) or None,
        "state": one.life.value,
        "state_said": life_name(one.life),
        "goods": one.items,
        "parcels": one.parcels,
        "refused": refusal_said(refused, zone) if refused else None,
        "refused_at": refused.at if refused else None,
        "unfinished": unfinished_said(one.oldest, tx.now) if one.oldest else None,
        "place": one.place or None,
        "printers": list(one.printers),
        "last_scan": one.last_scan,
        "silent_s": None if one.silent_ms is None else max(0, one.silent_ms // 1000),
        "version": one.version or None,
    }


def _say(context: Context) -> None:
    if not context.args.text:
        zone = context.config.shop.timezone
        with context.reading(actor_of(context)) as tx:
            newest = lines.newest(tx, find_station(tx, context.args.name).id)
        rows = [
            {"line": line.id, "said": read_said(line, zone), "read": line.read_how or None}
            for line in newest
        ]
        headings = {"line": _("Line"), "said": _("Said to it")}
        context.out.items(rows, headings, empty=_("Nothing was said to this station yet."))
        return
    with context.writing(actor_of(context)) as tx:
        station = find_station(tx, context.args.name)
        number = lines.say(tx, station.id, context.args.text)
    said = _("Said to {station}. It stays there until it was read.").format(station=station.name)
    _tell(context, {"line": number, "station": station.name}, said)


def _free(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        done = free(tx, find_station(tx, context.args.name).id, context.args.reason)
    names = ", ".join((*done.orders, *([done.walk] if done.walk else [])))
    if names:
        said = _("{names} is free again. Verified and kept: {packed}.").format(
            names=names, packed=done.packed
        )
    else:
        said = _("{station} holds nothing; nothing was changed.").format(station=done.station)
    about = {
        "station": done.station,
        "orders": list(done.orders),
        "walk": done.walk or None,
        "packed": done.packed,
    }
    _tell(context, about, said)


def _tell(context: Context, about: dict[str, Any], said: str) -> None:
    if context.out.as_json:
        context.out.data(about)
    else:
        context.out.line(said)


def _look(context: Context) -> int:
    """Show the screen each time it changes, until it is interrupted."""
    actor, looker = actor_of(context), f"terminal {os.getpid()}"
    with context.reading() as tx:
        station = find_station(tx, context.args.name).id
    seen: object = None
    end = time.monotonic() + _PATIENCE_S
    try:
        while True:
            with context.writing(actor) as tx:
                looking.wish(tx, station, looker)
            with context.reading(actor) as tx:
                name, who, life = who_is_there(tx, station, socket.gethostname(), is_running)
                screen = looking.screen(tx, station)
            if life is not Life.OPEN:
                context.out.note(_("Nobody works at {station} now.").format(station=clean(name)))
                return 1
            if screen is not None and screen.lines != seen:
                seen = screen.lines
                _print(context, name, who, screen)
                if context.args.once:
                    return 0
            elif screen is None and time.monotonic() > end:
                said = _("{station} shows nothing: it may run an older version.")
                context.out.note(said.format(station=clean(name)))
                return 1
            time.sleep(_LOOK_EVERY)
    except KeyboardInterrupt:
        return 0
    finally:
        with context.writing(actor) as tx:
            looking.look_away(tx, station, looker)


def _print(context: Context, name: str, who: str, screen: looking.Screen) -> None:
    if context.out.as_json:
        context.out.json_line(
            {
                "station": name,
                "operator": who or None,
                "width": screen.width,
                "height": screen.height,
                "lines": list(screen.lines),
            }
        )
        return
    context.out.line(f"── {clean(name)} · {clean(who)} · {screen.width}×{screen.height}")
    for line in screen.lines:
        context.out.line(line)
