"""``kemas walks start`` and ``scan``: a walk is picked by codes, at this station."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import TYPE_CHECKING, Any

from core.fulfilment.packing.verdict import GOOD, Verdict
from core.fulfilment.packing.work import load
from core.fulfilment.walks.hand import number_in_hand
from core.fulfilment.walks.planning import code_of
from core.fulfilment.walks.scanning import scanned, start
from core.fulfilment.walks.walk import find
from core.i18n import _
from core.shipping.desk import Desk
from core.text import clean
from tui.commands.scan import LineMode
from tui.context import Context
from tui.places import Where
from tui.samefile import SameFile

if TYPE_CHECKING:
    from core.fulfilment.packing.session import Deed


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    starting = actions.add_parser("start", help=_("take a walk in hand, else the most urgent one"))
    starting.add_argument("walk", metavar="WALK", nargs="?", help=_("as in: walks list"))
    starting.add_argument(
        "--take-over", action="store_true", help=_("although somebody else has it in hand")
    )
    starting.set_defaults(run=_start)
    words = _("pick: read one code a line, or SEQ<TAB>CODE; or judge the codes named here")
    scanning = actions.add_parser("scan", help=words, description=words)
    scanning.add_argument("code", metavar="CODE", nargs="*", help=_("a code as it is scanned"))
    scanning.set_defaults(run=_scan)
    for one in (starting, scanning):
        one.add_argument(
            "--operator", metavar="BADGE", help=_("who works here: a badge code or a name")
        )
        one.add_argument(
            "--no-worker",
            action="store_true",
            help=_("do not start a worker: one that prints runs elsewhere"),
        )


def _start(context: Context) -> int:
    walk_id = None
    if context.args.walk:
        with context.reading() as tx:
            walk_id = find(tx, context.args.walk).id
    deed = start(walk_id, take_over=context.args.take_over)
    return _at_station(context, [(f"walk {walk_id or 'next'}", deed)])


def _scan(context: Context) -> int:
    codes = context.args.code
    return _at_station(context, [(code, scanned(code)) for code in codes] if codes else None)


def _at_station(context: Context, what: list[tuple[str, Deed]] | None) -> int:
    """Judge what is named, or the lines that come in; 1 where anything was refused."""
    station = context.open_station()
    desk = Desk(context.database, context.config, station.id)
    resumed = desk.open()
    try:
        named = context.args.operator
        actor = desk.enter(named) if named else desk.operator()
        if actor is None:
            said = _("Nobody is signed in at station {station}. Say who works: --operator BADGE")
            context.out.note(said.format(station=clean(station.name)))
            return 1
        file = SameFile(context.config.database.engine_url)
        seen = None if what else resumed
        mode = LineMode(context, desk, file, actor, seen, scanned, place=Where.WALK.value)
        if what is None:
            _say_walk(context, station.id)
            return mode.run()
        verdicts = [mode.do(raw, deed) for raw, deed in what]
        return 1 if any(_is_bad(verdict) for verdict in verdicts) else 0
    finally:
        desk.close()


def _say_walk(context: Context, station_id: int) -> None:
    """Tell whoever comes back which walk is in hand."""
    with context.reading() as tx:
        walk_id = number_in_hand(load(tx, station_id, lock=False).work.aside)
    if walk_id is not None:
        context.out.note(_("Walk {walk} is in hand here.").format(walk=code_of(walk_id)))


def _is_bad(verdict: Verdict) -> bool:
    """A question is no failure: the next code answers it."""
    return verdict.kind not in GOOD and not verdict.kind.value.startswith("needs_")
